"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

UploadStatus: TypeAlias = Literal["cancelled", "completed", "expired", "pending"] | str
"""How far an upload is. Any text is accepted."""
