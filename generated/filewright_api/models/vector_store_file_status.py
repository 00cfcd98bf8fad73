"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

VectorStoreFileStatus: TypeAlias = Literal["cancelled", "completed", "failed", "in_progress"] | str
"""The state of a file, or of a batch of files, in a vector store. Any text is accepted."""
