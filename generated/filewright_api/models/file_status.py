"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FileStatus: TypeAlias = Literal["error", "pending", "processed", "processing", "running", "uploaded"] | str
"""How far the service is with a file. The published values are uploaded, processed and error; other
services also send pending, processing and running. Any text is accepted."""
