"""Downloads a large content in parallel ranges, and resumes an interrupted download."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from ..effects import AppendBody, CloseResponse, CommitDestination, OpenPartial, gather, invoke, perform, sleep
from ..errors import APIStatusError, IntegrityError
from ..redaction import redacted
from ..rules.retrying import backoff
from ..sentinels import NOT_GIVEN
from .hashing import Digests, check_sha256
from .plan import Part, parts_of
from .telling import Reporter

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from ..wire.partial import PartialFile

FRUITFUL_BYTES = 1 << 20
"""A range that has progressed by this many bytes may be retried without limit; otherwise `max_retries` applies."""


class Ranges(NamedTuple):
    """The settings of a download in ranges.

    Attributes:
        size: the bytes of the content.
        etag: its strong ETag: only that tells that the ranges are of one content (RFC 9110, section 13.1.5).
        part_size: the bytes of a range.
        concurrency: ranges that are received at the same time.
        resumable: whether what arrived is kept for another call where this one fails.
    """

    size: int
    etag: str
    part_size: int
    concurrency: int
    resumable: bool


def receive_in_ranges(whole: Call, response: httpx.Response, place: Any, ranges: Ranges) -> Flow[Any]:
    """Save a content to a file, and return the number of its bytes.

    Returns NOT_GIVEN if that is impossible: the server does not support ranges, or the destination is not a file. The
    response is then as it was.

    Args:
        whole: the call whose content it is.
        response: its head has come, its body has not been read.
        place: where it is saved.
        ranges: how.
    """
    file: PartialFile | None = yield from perform(
        OpenPartial(place, ranges.size, ranges.etag, ranges.part_size, resumable=ranges.resumable)
    )
    if file is None:
        return NOT_GIVEN
    try:
        received = yield from _Content(whole, file, ranges).received(response)
        if received:
            yield from _checked(whole, file, ranges, response)
            yield from perform(CommitDestination(file))
    finally:
        file.discard()
    return file.written if received else NOT_GIVEN


def _checked(whole: Call, file: PartialFile, ranges: Ranges, response: httpx.Response) -> Flow[None]:
    """Read the whole content again if a SHA-256 is expected, as its ranges arrive in any order."""
    if whole.expected_sha256 is None:
        return
    digests = Digests()
    for part in parts_of(ranges.size, ranges.part_size):
        yield from invoke(partial(file.feed, part.start, part.size, digests.feed))
    try:
        check_sha256(digests, whole.expected_sha256, response.request)
    except IntegrityError:
        file.forget()
        raise


class _Content:
    """One content, in ranges."""

    def __init__(self, whole: Call, file: PartialFile, ranges: Ranges) -> None:
        self._whole = whole
        self._file = file
        self._ranges = ranges
        parts = list(parts_of(ranges.size, ranges.part_size))
        self._missing = [part for part in parts if part.number not in file.arrived]
        arrived = [part for part in parts if part.number in file.arrived]
        self._reporter = Reporter(whole, "received", ranges.size, arrived)

    def received(self, response: httpx.Response) -> Flow[bool]:
        """Fetch the missing parts; return False if the server does not support ranges."""
        begun: httpx.Response | None = None
        if self._missing:
            begun = yield from self._begun(self._missing[0])
            if begun is None:
                return False
        yield from perform(CloseResponse(response))
        flows = (self._receive(part, begun if part is self._missing[0] else None) for part in self._missing)
        yield from gather(flows, self._ranges.concurrency)
        return True

    def _begun(self, part: Part) -> Flow[httpx.Response | None]:
        """Return the response with the first range; None if the server does not send one."""
        try:
            response: httpx.Response = yield from self._whole.perform(self._asking(part.start, part))
        except APIStatusError:
            return None
        if self._is_range(response, part.start):
            return response
        yield from perform(CloseResponse(response))
        return None

    def _receive(self, part: Part, begun: httpx.Response | None) -> Flow[None]:
        place = self._file.part(part.start, part.size)
        response = begun
        broken: httpx.RequestError
        best = fruitless = 0
        while place.written < part.size:
            if response is None:
                response = yield from self._continued(part, part.start + place.written)
            try:
                report = self._reporter.of(part)
                yield from perform(AppendBody(response, place, afresh=False, limit=part.size, progress=report))
                broken = httpx.RemoteProtocolError("the range ended early", request=response.request)
            except httpx.RequestError as error:
                broken = error
            response = None
            if place.written >= part.size:
                break
            fruitless = 0 if place.written - best >= FRUITFUL_BYTES else fruitless + 1
            best = max(best, place.written)
            if fruitless > self._whole.settings.max_retries:
                raise broken
            yield from sleep(backoff(fruitless))
        yield from invoke(partial(self._file.keep, part.number))

    def _continued(self, part: Part, start: int) -> Flow[httpx.Response]:
        response: httpx.Response = yield from self._whole.perform(self._asking(start, part))
        if self._is_range(response, start):
            return response
        yield from perform(CloseResponse(response))
        raise IntegrityError(
            "The content changed while it was being downloaded, and the existing file is unchanged. Call again.",
            redacted(response.request),
        )

    def _asking(self, start: int, part: Part) -> Call:
        call = self._whole.again()
        call.headers |= {"range": f"bytes={start}-{part.end - 1}", "if-range": self._ranges.etag}
        call.expected_bytes = None
        return call

    def _is_range(self, response: httpx.Response, start: int) -> bool:
        """Return True if a response contains a range of the same content, from `start` on."""
        match = _RANGE.fullmatch(response.headers.get("content-range", ""))
        same = response.headers.get("etag") == self._ranges.etag and "content-encoding" not in response.headers
        return response.status_code == 206 and same and match is not None and int(match[1]) == start


_RANGE = re.compile(r"bytes ([0-9]{1,20})-[0-9]{1,20}/(?:[0-9]{1,20}|\*)")
"""RFC 9110, section 14.4; twenty digits hold every number of 64 bits."""
