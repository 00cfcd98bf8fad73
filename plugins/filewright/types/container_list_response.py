"""`ContainerListResponse`, under the official SDK's path."""

from __future__ import annotations

from filewright_api.models import Container as ContainerListResponse

__all__ = ("ContainerListResponse",)
