"""`ContainerListResponse`, where the official SDK has it."""

from __future__ import annotations

from filewright_api.models import Container as ContainerListResponse

__all__ = ("ContainerListResponse",)
