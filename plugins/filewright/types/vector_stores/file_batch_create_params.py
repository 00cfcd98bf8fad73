"""`FileBatchCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from ..shared_params import AutoChunkingStrategy, CreateVectorStoreFileBody, StaticChunkingStrategy

if TYPE_CHECKING:
    pass

__all__ = (
    "AutoChunkingStrategy",
    "CreateVectorStoreFileBody",
    "StaticChunkingStrategy",
    "FileBatchCreateParams",
)


class FileBatchCreateParams(TypedDict, total=False):
    """The arguments of `vector_stores.file_batches.create`."""

    file_ids: Sequence[str]
    files: Sequence[CreateVectorStoreFileBody]
    attributes: Mapping[str, str | float | bool] | None
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy
