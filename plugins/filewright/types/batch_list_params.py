"""`BatchListParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    pass

__all__ = ("BatchListParams",)


class BatchListParams(TypedDict, total=False):
    """The arguments of `batches.list`."""

    limit: int
    after: str
