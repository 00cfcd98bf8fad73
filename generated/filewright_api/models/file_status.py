"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FileStatus: TypeAlias = Literal["deleted", "error", "pending", "processed", "processing", "running", "uploaded"] | str
"""The processing status of a file. The published values are uploaded, processed and error; other services
also send pending, processing, running and deleted. Any string is accepted."""
