"""`UploadCreateParams`, where the official SDK has it."""

from __future__ import annotations

from .params import ExpiresAfter, UploadCreateParams

__all__ = ["ExpiresAfter", "UploadCreateParams"]
