"""`JobCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Required, TypedDict

from ..shared_params import FineTuningIntegration, FineTuningMethod, SupervisedHyperparameters

if TYPE_CHECKING:
    pass

__all__ = (
    "FineTuningIntegration",
    "FineTuningMethod",
    "SupervisedHyperparameters",
    "JobCreateParams",
)


class JobCreateParams(TypedDict, total=False):
    """The arguments of `fine_tuning.jobs.create`."""

    model: Required[str]
    training_file: Required[str]
    validation_file: str | None
    hyperparameters: SupervisedHyperparameters
    method: FineTuningMethod
    integrations: Sequence[FineTuningIntegration] | None
    seed: int | None
    suffix: str | None
    metadata: Mapping[str, str] | None
