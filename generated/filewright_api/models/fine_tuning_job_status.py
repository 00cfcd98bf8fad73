"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FineTuningJobStatus: TypeAlias = (
    Literal["cancelled", "failed", "paused", "queued", "running", "succeeded", "validating_files"] | str
)
"""The status of a job. Any string is accepted."""
