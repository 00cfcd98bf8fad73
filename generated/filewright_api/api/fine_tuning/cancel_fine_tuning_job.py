"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.fine_tuning_job import FineTuningJob
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    fine_tuning_job_id: str,
) -> RequestParts:
    """Cancel a job.

    Args:
        fine_tuning_job_id: The job's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/fine_tuning/jobs/{_path_segment('fine_tuning_job_id', fine_tuning_job_id)}/cancel",
        {},
    )


def parse_response(response: httpx.Response) -> FineTuningJob:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FineTuningJob.adopt(_from_json(response.content))
