"""The pages, where the official SDK has them."""

from __future__ import annotations

from .responses.pages import AsyncCursorPage, SyncCursorPage

__all__ = ["AsyncCursorPage", "SyncCursorPage"]
