"""`VectorStoreListParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from filewright_api.models import SortOrder

__all__ = ("VectorStoreListParams",)


class VectorStoreListParams(TypedDict, total=False):
    """The arguments of `vector_stores.list`."""

    limit: int
    order: SortOrder
    after: str
    before: str
