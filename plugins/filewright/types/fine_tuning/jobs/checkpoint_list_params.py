"""`CheckpointListParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    pass

__all__ = ("CheckpointListParams",)


class CheckpointListParams(TypedDict, total=False):
    """The arguments of `fine_tuning.jobs.checkpoints.list`."""

    limit: int
    after: str
