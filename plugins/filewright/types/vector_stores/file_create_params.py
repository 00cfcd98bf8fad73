"""`FileCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Required, TypedDict

from ..shared_params import AutoChunkingStrategy, StaticChunkingStrategy

if TYPE_CHECKING:
    pass

__all__ = (
    "AutoChunkingStrategy",
    "StaticChunkingStrategy",
    "FileCreateParams",
)


class FileCreateParams(TypedDict, total=False):
    """The arguments of `vector_stores.files.create`."""

    file_id: Required[str]
    attributes: Mapping[str, str | float | bool] | None
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy
