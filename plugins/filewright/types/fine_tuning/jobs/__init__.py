"""The types of `openai.types.fine_tuning.jobs`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .checkpoint_list_params import CheckpointListParams as CheckpointListParams
    from .checkpoint_metrics import CheckpointMetrics as CheckpointMetrics
    from .fine_tuning_job_checkpoint import FineTuningJobCheckpoint as FineTuningJobCheckpoint

__all__ = (
    "CheckpointListParams",
    "CheckpointMetrics",
    "FineTuningJobCheckpoint",
)

_MODULES: dict[str, str] = {
    "CheckpointListParams": ".checkpoint_list_params",
    "CheckpointMetrics": ".checkpoint_metrics",
    "FineTuningJobCheckpoint": ".fine_tuning_job_checkpoint",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
