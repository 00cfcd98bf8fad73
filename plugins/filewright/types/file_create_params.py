"""`FileCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

from .shared_params import ExpiresAfter

if TYPE_CHECKING:
    from filewright.sources import FileTypes
    from filewright_api.models import FilePurpose

__all__ = (
    "ExpiresAfter",
    "FileCreateParams",
)


class FileCreateParams(TypedDict, total=False):
    """The arguments of `files.create`."""

    purpose: Required[FilePurpose]
    file: Required[FileTypes]
    expires_after: ExpiresAfter
