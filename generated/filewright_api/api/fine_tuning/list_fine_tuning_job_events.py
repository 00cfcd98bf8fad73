"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.fine_tuning_job_event_page import FineTuningJobEventPage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import path_segment as _path_segment
from ...types import query_values as _query_values

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    fine_tuning_job_id: str,
    limit: int | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List the events of a job, one page at a time, newest first.

    Args:
        fine_tuning_job_id: The job's id.
        limit: The maximum number of items in a page. Default: the server's, usually 20.
        after: Start the page after the item with this id, usually the last one of the previous
            page.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/fine_tuning/jobs/{_path_segment('fine_tuning_job_id', fine_tuning_job_id)}/events",
        _query_values(
            {},
            {
                "limit": limit,
                "after": after,
            },
        ),
    )


def parse_response(response: httpx.Response) -> FineTuningJobEventPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FineTuningJobEventPage.adopt(_from_json(response.content))
