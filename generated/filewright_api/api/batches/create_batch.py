"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.batch import Batch
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ...models.batch_endpoint import BatchEndpoint
    from ...models.completion_window import CompletionWindow
    from ...models.expires_after import ExpiresAfter


def build_request(
    *,
    input_file_id: str,
    endpoint: BatchEndpoint,
    completion_window: CompletionWindow,
    metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
    output_expires_after: ExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Create a batch that runs the requests in a stored file.

    The file must have the purpose batch and contain one request per line, up to 50,000.

    Args:
        input_file_id: The id of an input file with the purpose batch.
        endpoint: The endpoint that each request is sent to. Any string is accepted, as services
            support additional endpoints.
        completion_window: The time within which the batch should finish. Any string is accepted, as
            services support other windows.
        metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up
            to 512.
        output_expires_after: When the service deletes the file.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        "/batches",
        {},
        json=_json_object(
            {
                "input_file_id": input_file_id,
                "endpoint": endpoint,
                "completion_window": completion_window,
            },
            {
                "output_expires_after": output_expires_after,
            },
            {
                "metadata": metadata,
            },
        ),
    )


def parse_response(response: httpx.Response) -> Batch:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Batch.adopt(_from_json(response.content))
