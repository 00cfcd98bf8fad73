"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

import json as _json
from typing import TYPE_CHECKING, Any

from ...models.batch import Batch
from ...types import UNSET, RequestParts, Unset
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
    metadata: Any | Unset = UNSET,
    output_expires_after: ExpiresAfter | Mapping[str, Any] | Unset = UNSET,
) -> RequestParts:
    """Have the requests of a stored file carried out.

    The file has a request a line, at most 50,000 of them, and the purpose batch.

    Args:
        input_file_id: Id of a file of the purpose batch.
        endpoint: What the requests of a batch are sent to. Services know others, so any text is
            accepted.
        completion_window: The time within which a batch is to be done. Services know others, so any
            text is accepted.
        metadata: A dict of up to 16 pairs to attach; names of at most 64 characters, values of at
            most 512.
        output_expires_after: When a stored file shall be deleted by the service.

    Raises InvalidArgument where no request can be made of the arguments.
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
                "metadata": metadata,
                "output_expires_after": output_expires_after,
            },
        ),
    )


def parse_response(response: httpx.Response) -> Batch:
    """The answer. Raises UnexpectedShape where it breaks the contract, ValueError where it is not JSON."""
    return Batch.adopt(_json.loads(response.content))
