"""`FileCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from filewright.sources import FileTypes

__all__ = ("FileCreateParams",)


class FileCreateParams(TypedDict, total=False):
    """The arguments of `containers.files.create`."""

    file_id: str
    file: FileTypes
