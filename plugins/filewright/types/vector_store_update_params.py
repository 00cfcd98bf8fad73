"""`VectorStoreUpdateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from .shared_params import VectorStoreExpiry

if TYPE_CHECKING:
    pass

__all__ = (
    "VectorStoreExpiry",
    "VectorStoreUpdateParams",
)


class VectorStoreUpdateParams(TypedDict, total=False):
    """The arguments of `vector_stores.update`."""

    name: str | None
    expires_after: VectorStoreExpiry | None
    metadata: Mapping[str, str] | None
