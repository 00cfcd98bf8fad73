"""The types of `openai.types.fine_tuning`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .auto import Auto as Auto
    from .dpo_hyperparameters import DpoHyperparameters as DpoHyperparameters
    from .dpo_method import DpoMethod as DpoMethod
    from .fine_tuning_error import FineTuningError as FineTuningError
    from .fine_tuning_integration import FineTuningIntegration as FineTuningIntegration
    from .fine_tuning_integration_type import FineTuningIntegrationType as FineTuningIntegrationType
    from .fine_tuning_job import FineTuningJob as FineTuningJob
    from .fine_tuning_job_event import FineTuningJobEvent as FineTuningJobEvent
    from .fine_tuning_job_status import FineTuningJobStatus as FineTuningJobStatus
    from .fine_tuning_method import FineTuningMethod as FineTuningMethod
    from .fine_tuning_method_type import FineTuningMethodType as FineTuningMethodType
    from .job_create_params import JobCreateParams as JobCreateParams
    from .job_list_events_params import JobListEventsParams as JobListEventsParams
    from .job_list_params import JobListParams as JobListParams
    from .reinforcement_hyperparameters import ReinforcementHyperparameters as ReinforcementHyperparameters
    from .reinforcement_hyperparameters_reasoning_effort import (
        ReinforcementHyperparametersReasoningEffort as ReinforcementHyperparametersReasoningEffort,
    )
    from .reinforcement_method import ReinforcementMethod as ReinforcementMethod
    from .supervised_hyperparameters import SupervisedHyperparameters as SupervisedHyperparameters
    from .supervised_method import SupervisedMethod as SupervisedMethod
    from .wandb_integration import WandbIntegration as WandbIntegration

__all__ = (
    "Auto",
    "DpoHyperparameters",
    "DpoMethod",
    "FineTuningError",
    "FineTuningIntegration",
    "FineTuningIntegrationType",
    "FineTuningJob",
    "FineTuningJobEvent",
    "FineTuningJobStatus",
    "FineTuningMethod",
    "FineTuningMethodType",
    "JobCreateParams",
    "JobListEventsParams",
    "JobListParams",
    "ReinforcementHyperparameters",
    "ReinforcementHyperparametersReasoningEffort",
    "ReinforcementMethod",
    "SupervisedHyperparameters",
    "SupervisedMethod",
    "WandbIntegration",
)

_MODULES: dict[str, str] = {
    "Auto": ".auto",
    "DpoHyperparameters": ".dpo_hyperparameters",
    "DpoMethod": ".dpo_method",
    "FineTuningError": ".fine_tuning_error",
    "FineTuningIntegration": ".fine_tuning_integration",
    "FineTuningIntegrationType": ".fine_tuning_integration_type",
    "FineTuningJob": ".fine_tuning_job",
    "FineTuningJobEvent": ".fine_tuning_job_event",
    "FineTuningJobStatus": ".fine_tuning_job_status",
    "FineTuningMethod": ".fine_tuning_method",
    "FineTuningMethodType": ".fine_tuning_method_type",
    "JobCreateParams": ".job_create_params",
    "JobListEventsParams": ".job_list_events_params",
    "JobListParams": ".job_list_params",
    "ReinforcementHyperparameters": ".reinforcement_hyperparameters",
    "ReinforcementHyperparametersReasoningEffort": ".reinforcement_hyperparameters_reasoning_effort",
    "ReinforcementMethod": ".reinforcement_method",
    "SupervisedHyperparameters": ".supervised_hyperparameters",
    "SupervisedMethod": ".supervised_method",
    "WandbIntegration": ".wandb_integration",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
