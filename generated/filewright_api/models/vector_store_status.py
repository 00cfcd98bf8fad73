"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

VectorStoreStatus: TypeAlias = Literal["completed", "expired", "in_progress"] | str
"""The status of a vector store. Any string is accepted."""
