"""`FileListParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from filewright_api.models import SortOrder

__all__ = ("FileListParams",)


class FileListParams(TypedDict, total=False):
    """The arguments of `containers.files.list`."""

    limit: int
    order: SortOrder
    after: str
