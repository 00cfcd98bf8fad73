"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.fine_tuning_job import FineTuningJob
from ...reading import from_json as _from_json
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
    """Create a job that fine-tunes an existing model on a stored file.

    Args:
        model: The base model.
        training_file: The id of a training file with the purpose fine-tune.
        validation_file: The id of a validation file with the purpose fine-tune.
        hyperparameters: Hyperparameters for supervised training.
        method: The training method. Its settings are in the property of the same name.
        integrations: The services that receive the job's metrics.
        seed: A random seed, for reproducible jobs.
        suffix: Text to include in the name of the fine-tuned model.
        metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up
            to 512.

    Raises InvalidArgument if no request can be made of the arguments.
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
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FineTuningJob.adopt(_from_json(response.content))
