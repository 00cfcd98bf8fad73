"""`UploadCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

from .shared_params import ExpiresAfter

if TYPE_CHECKING:
    from filewright_api.models import UploadPurpose

__all__ = (
    "ExpiresAfter",
    "UploadCreateParams",
)


class UploadCreateParams(TypedDict, total=False):
    """The arguments of `uploads.create`."""

    filename: Required[str]
    purpose: Required[UploadPurpose]
    bytes: Required[int]
    mime_type: Required[str]
    expires_after: ExpiresAfter
