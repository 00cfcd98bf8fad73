"""`FileRetrieveResponse`, under the official SDK's path."""

from __future__ import annotations

from filewright_api.models import ContainerFile as FileRetrieveResponse

__all__ = ("FileRetrieveResponse",)
