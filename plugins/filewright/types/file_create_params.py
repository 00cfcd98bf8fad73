"""`FileCreateParams`, where the official SDK has it."""

from __future__ import annotations

from .params import ExpiresAfter, FileCreateParams

__all__ = ["ExpiresAfter", "FileCreateParams"]
