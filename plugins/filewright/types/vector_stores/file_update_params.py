"""`FileUpdateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    pass

__all__ = ("FileUpdateParams",)


class FileUpdateParams(TypedDict, total=False):
    """The arguments of `vector_stores.files.update`."""

    vector_store_id: Required[str]
    attributes: Required[Mapping[str, str | float | bool]]
