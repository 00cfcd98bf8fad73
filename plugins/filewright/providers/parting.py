"""Uploads of large files in parts, each to a URL of its own that the service gives at the beginning."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
from filewright_api.types import Body as BodyRule

from ..effects import CloseResponse, gather, perform
from ..errors import APIResponseValidationError, APIStatusError
from ..narrowing import is_dict
from ..parts.plan import Part, parts_of
from ..parts.telling import Reporter
from .stepping import Stage, ended, filled, known_of, read_json, step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from filewright_api.types import Operation

    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source
    from .ways import Parts


def upload_by_parts(source: Source, call: Call, rule: Parts) -> Flow[Any]:
    """Begin an upload, send the parts, complete the upload, and return the file."""
    plain = call.operation._replace(upload=None, expiry=None, recovery=None, body=None)
    count = min(rule.max_parts, -(-source.known_size // rule.part_bytes))
    parts = list(parts_of(source.known_size, -(-source.known_size // count)))
    known = {**known_of(source, call.arguments["purpose"]), "{count}": str(len(parts))}
    asking = plain._replace(response_kind="binary", resend="leftover")
    body = {name: int(text) if name in rule.numbers else text for name, text in filled(rule.body, known).items()}
    response = yield from call.perform(step(call, asking, Stage(target=rule.path, body=body)))
    begun = yield from read_json(response, call)
    kept, places = _begun(begun, response, rule, len(parts))
    try:
        etags = yield from _sent(source, call, plain, list(zip(parts, places, strict=True)), rule.concurrency)
        told = [{"part_number": part.number + 1, "etag": etag} for part, etag in zip(parts, etags, strict=True)]
        stage = Stage(target=rule.complete, body={**kept, "parts": told}, within=rule.within, size=source.size)
        return (yield from ended(call, step(call, plain, stage)))
    except (Exception, KeyboardInterrupt) as error:  # raised again
        yield from _aborted(call, plain, Stage(target=rule.abort, body=kept), error)
        raise


def _begun(begun: Any, response: httpx.Response, rule: Parts, count: int) -> tuple[dict[str, Any], list[Any]]:
    """The fields that name an upload, and where its parts go, in their order."""
    fields = begun if is_dict(begun) else {}
    given = fields.get("parts")
    numbered = {each.get("PartNumber", each.get("part_number")): each for each in given or () if is_dict(each)}
    places = [numbered.get(number + 1, {}) for number in range(count)]
    kept = {name: fields.get(name) for name in rule.keep}
    if not all(isinstance(value, str) for value in (*kept.values(), *map(_url_of, places))):
        text = f"The response to {rule.path} does not name an upload with a URL for each of {count:,} parts."
        raise APIResponseValidationError(response, message=text)
    return kept, places


def _url_of(place: Mapping[str, Any]) -> Any:
    return place.get("URL", place.get("UploadURL"))


def _sent(
    source: Source, call: Call, plain: Operation, pairs: list[tuple[Part, Any]], concurrency: int
) -> Flow[list[str]]:
    """Send the parts, and return what each is called by its receiver."""
    report = Reporter(call, "sent", source.known_size)
    kind = plain._replace(body=BodyRule(encoding="json", file=None), response_kind="binary", resend="safe")
    send = partial(_part_sent, source, call, kind, report)
    if source.has_parallel_parts:
        return (yield from gather(map(send, pairs), concurrency))
    etags: list[str] = []
    for pair in pairs:
        etags.append((yield from send(pair)))
    return etags


def _part_sent(source: Source, call: Call, kind: Operation, report: Reporter, pair: tuple[Part, Any]) -> Flow[str]:
    """Send a part, and return what it is called by its receiver."""
    part, place = pair
    headers = place.get("Headers")
    piece = source.part(part.start, part.size)
    stage = Stage(target="PUT ", url=httpx.URL(_url_of(place)), source=piece)
    sending = step(call, kind, stage, headers if is_dict(headers) else None)
    sending.progress = report.of(part)
    response: httpx.Response = yield from call.perform(sending)
    yield from perform(CloseResponse(response))
    etag = str(response.headers.get("etag", "")).strip('"')
    if not etag:
        raise APIResponseValidationError(response, message=f"No ETag came for part {part.number + 1} of the file.")
    return etag


def _aborted(call: Call, plain: Operation, stage: Stage, why: BaseException) -> Flow[None]:
    """Abort an upload; where that fails too, say so."""
    try:
        response = yield from call.perform(step(call, plain._replace(response_kind="binary"), stage))
        yield from perform(CloseResponse(response))
    except APIStatusError as error:
        why.add_note(f"The upload was not aborted: {error}")
