"""`BatchCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Required, TypedDict

from .shared_params import ExpiresAfter

if TYPE_CHECKING:
    from filewright_api.models import BatchEndpoint, CompletionWindow

__all__ = (
    "ExpiresAfter",
    "BatchCreateParams",
)


class BatchCreateParams(TypedDict, total=False):
    """The arguments of `batches.create`."""

    input_file_id: Required[str]
    endpoint: Required[BatchEndpoint]
    completion_window: Required[CompletionWindow]
    metadata: Mapping[str, str] | None
    output_expires_after: ExpiresAfter
