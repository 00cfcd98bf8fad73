"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

import json as _json
from typing import TYPE_CHECKING, Any

from ...models.fine_tuning_job import FineTuningJob
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from ...models.fine_tuning_integration import FineTuningIntegration
    from ...models.fine_tuning_method import FineTuningMethod
    from ...models.supervised_hyperparameters import SupervisedHyperparameters


def build_request(
    *,
    model: str,
    training_file: str,
    validation_file: str | None | NotGiven = NOT_GIVEN,
    hyperparameters: SupervisedHyperparameters | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    method: FineTuningMethod | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    integrations: Sequence[FineTuningIntegration | Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
    seed: int | None | NotGiven = NOT_GIVEN,
    suffix: str | None | NotGiven = NOT_GIVEN,
    metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Start a job that makes a model of its own from one that is there and a stored file.

    Args:
        model: The model to start from.
        training_file: The id of a file of the purpose fine-tune.
        validation_file: The id of a file to check the model with, of the purpose fine-tune.
        hyperparameters: The settings of supervised training.
        method: The method of training, and its settings under the property of its name.
        integrations: Services that hear of the job.
        seed: A seed, for jobs that shall give the same.
        suffix: Text that becomes part of the name of the model.
        metadata: Pairs of text that are attached to the object, names of up to 64 characters,
            values of up to 512.

    Raises InvalidArgument where no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        "/fine_tuning/jobs",
        {},
        json=_json_object(
            {
                "model": model,
                "training_file": training_file,
            },
            {
                "hyperparameters": hyperparameters,
                "method": method,
            },
            {
                "validation_file": validation_file,
                "integrations": integrations,
                "seed": seed,
                "suffix": suffix,
                "metadata": metadata,
            },
        ),
    )


def parse_response(response: httpx.Response) -> FineTuningJob:
    """The answer. Raises UnexpectedShape where it breaks the contract, ValueError where it is not JSON."""
    return FineTuningJob.adopt(_json.loads(response.content))
