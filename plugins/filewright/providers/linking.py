"""Contents that a provider does not send itself: its response has the URLs of their pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ..effects import AppendBody, CommitDestination, OpenDestination, invoke, perform
from ..errors import APIResponseValidationError
from ..narrowing import is_dict
from .results import Converting
from .stepping import Stage, Step, read_json
from .values import at

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from .table import Results


def save_pieces(response: httpx.Response, call: Call, place: Any, field: str, rule: Results | None) -> Flow[int]:
    """Save the pieces of a content one after the other; the number of bytes.

    Args:
        response: the one with the URLs.
        call: the call for the content.
        place: where the content is saved.
        field: where the response has the URLs, by the names of the pieces.
        rule: how results of batches are told, which become OpenAI's lines; None for other contents.
    """
    destination = yield from perform(OpenDestination(place))
    sink = destination if rule is None else Converting(destination, rule)
    try:
        for attempt in range(call.settings.max_retries + 1):
            urls = yield from _urls(response, call, field)
            try:
                for url in urls:
                    yield from _append(call, url, sink)
                break
            except httpx.RequestError:
                if attempt == call.settings.max_retries:
                    raise
            yield from invoke(sink.restart)
            response = yield from call.perform(call.again())
        yield from perform(CommitDestination(destination))
    finally:
        destination.discard()
    return int(destination.written)


def _urls(response: httpx.Response, call: Call, field: str) -> Flow[list[httpx.URL]]:
    found = at((yield from read_json(response, call)), field)
    if not is_dict(found) or not found or not all(isinstance(url, str) for url in found.values()):
        raise APIResponseValidationError(response, message=f"The response has no {field}: no URL of the content.")
    return [httpx.URL(found[name]) for name in sorted(found)]


def _append(call: Call, url: httpx.URL, sink: Any) -> Flow[None]:
    fetching = call.again()
    fetching.state[Step] = Stage(target="GET ", url=url)
    response = yield from call.perform(fetching)
    yield from perform(AppendBody(response, sink, afresh=False))
    if isinstance(sink, Converting):
        yield from invoke(sink.end)
