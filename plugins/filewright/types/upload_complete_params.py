"""`UploadCompleteParams`, where the official SDK has it."""

from __future__ import annotations

from .params import UploadCompleteParams

__all__ = ["UploadCompleteParams"]
