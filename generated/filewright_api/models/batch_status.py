"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

BatchStatus: TypeAlias = (
    Literal["cancelled", "cancelling", "completed", "expired", "failed", "finalizing", "in_progress", "validating"]
    | str
)
"""The status of a batch. Any string is accepted."""
