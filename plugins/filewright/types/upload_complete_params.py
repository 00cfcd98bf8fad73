"""`UploadCompleteParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    pass

__all__ = ("UploadCompleteParams",)


class UploadCompleteParams(TypedDict, total=False):
    """The arguments of `uploads.complete`."""

    part_ids: Required[Sequence[str]]
    md5: str
