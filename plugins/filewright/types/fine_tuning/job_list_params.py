"""`JobListParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    pass

__all__ = ("JobListParams",)


class JobListParams(TypedDict, total=False):
    """The arguments of `fine_tuning.jobs.list`."""

    limit: int
    after: str
    metadata: Mapping[str, str] | None
