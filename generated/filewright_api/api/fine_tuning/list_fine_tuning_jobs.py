"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.fine_tuning_job_page import FineTuningJobPage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import query_values as _query_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx


def build_request(
    *,
    limit: int | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
    metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List fine-tuning jobs, one page at a time, newest first.

    Args:
        limit: The maximum number of items in a page. Default: the server's, usually 20.
        after: Start the page after the item with this id, usually the last one of the previous
            page.
        metadata: Return only jobs with this metadata.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        "/fine_tuning/jobs",
        _query_values(
            {},
            {
                "limit": limit,
                "after": after,
                "metadata": metadata,
            },
        ),
    )


def parse_response(response: httpx.Response) -> FineTuningJobPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FineTuningJobPage.adopt(_from_json(response.content))
