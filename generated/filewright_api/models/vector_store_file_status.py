"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

VectorStoreFileStatus: TypeAlias = Literal["cancelled", "completed", "failed", "in_progress"] | str
"""The status of a vector store file or file batch. Any string is accepted."""
