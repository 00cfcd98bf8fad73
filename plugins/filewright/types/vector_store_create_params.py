"""`VectorStoreCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from .shared_params import AutoChunkingStrategy, StaticChunkingStrategy, VectorStoreExpiry

if TYPE_CHECKING:
    pass

__all__ = (
    "AutoChunkingStrategy",
    "StaticChunkingStrategy",
    "VectorStoreExpiry",
    "VectorStoreCreateParams",
)


class VectorStoreCreateParams(TypedDict, total=False):
    """The arguments of `vector_stores.create`."""

    name: str
    description: str
    file_ids: Sequence[str]
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy
    expires_after: VectorStoreExpiry
    metadata: Mapping[str, str] | None
