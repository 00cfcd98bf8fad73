"""`PartCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    from filewright.sources import FileTypes

__all__ = ("PartCreateParams",)


class PartCreateParams(TypedDict, total=False):
    """The arguments of `uploads.parts.create`."""

    data: Required[FileTypes]
