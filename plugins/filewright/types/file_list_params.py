"""`FileListParams`, where the official SDK has it."""

from __future__ import annotations

from .params import FileListParams

__all__ = ["FileListParams"]
