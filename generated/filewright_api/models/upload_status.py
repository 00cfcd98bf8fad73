"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

UploadStatus: TypeAlias = Literal["cancelled", "completed", "expired", "pending"] | str
"""The status of an upload. Any string is accepted."""
