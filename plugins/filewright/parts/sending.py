"""Uploads a file in parallel parts, and resumes an interrupted upload."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from filewright_api.operations import ADD_UPLOAD_PART, CANCEL_UPLOAD, COMPLETE_UPLOAD

from ..effects import FeedSource, gather, invoke, perform
from ..errors import (
    APIStatusError,
    ConfigurationError,
    IntegrityError,
    OpenAIError,
    SourceChangedError,
    UploadOutcomeUnknownError,
    shorten,
)
from ..sentinels import NOT_GIVEN
from .hashing import Digests
from .journal import Journal, journal_path
from .plan import Part, chosen_part_size, parts_of
from .telling import Reporter

if TYPE_CHECKING:
    from filewright_api.types import Operation

    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source
    from .hashing import Algorithm
    from .journal import Begun


class Manner(NamedTuple):
    """The settings of an upload in parts.

    Attributes:
        part_size: bytes of a part, or None to choose by the file's size.
        concurrency: parts that are sent at the same time, of a file whose parts can be read so.
        journal: as `journal_path` takes it.
        md5: the MD5 for the server to compare: in hexadecimal, True to take it while the file is sent, or None.
    """

    part_size: int | None
    concurrency: int
    journal: bool | str
    md5: str | bool | None

    @property
    def algorithm(self) -> Algorithm:
        """The digest that is taken of the file, by which the journal knows its content, too."""
        return "md5" if self.md5 is True else "sha256"


def send_in_parts(whole: Call, create: Call, source: Source, manner: Manner) -> Flow[Any]:
    """Send a prepared source as an upload in parts, and return the completed upload.

    An upload with a journal is resumed. A failed upload is cancelled, unless a journal exists or it may be complete.

    Args:
        whole: the call that this is done for; it is under way.
        create: a call that begins the upload, its arguments complete.
        source: what is sent.
        manner: how.
    """
    destination = {
        **create.arguments,
        "server": create.settings.base_url,
        "organization": create.settings.organization,
        "project": create.settings.project,
    }
    path = yield from invoke(partial(journal_path, manner.journal, source, destination))
    journal = None if path is None else (yield from invoke(partial(Journal, path, source, manner.algorithm)))
    try:
        return (yield from _Upload(whole, create, source, manner, journal).completed())
    finally:
        if journal is not None:
            journal.close()


class _Upload:
    """One upload, from its beginning, or from where it was cut off, to its end."""

    def __init__(self, whole: Call, create: Call, source: Source, manner: Manner, journal: Journal | None) -> None:
        self._whole = whole
        self._create = create
        self._source = source
        self._manner = manner
        self._journal = journal
        self._ids: dict[int, str] = {}
        self._md5: str | None = None

    def completed(self) -> Flow[Any]:
        earlier = None if self._journal is None else (yield from invoke(self._journal.begun))
        if earlier is not None:
            done = yield from self._continued(earlier)
            if done is not None:
                return done
        begun = yield from self._begin()
        return (yield from self._finished(begun))

    def _begin(self) -> Flow[tuple[str, int]]:
        self._ids = {}
        upload = yield from self._whole.perform(self._create.again())
        size = self._manner.part_size or chosen_part_size(self._source.known_size, self._manner.concurrency)
        if self._journal is not None:
            yield from invoke(partial(self._journal.begin, upload.id, size, _lifetime(upload)))
        return upload.id, size

    def _continued(self, begun: Begun) -> Flow[Any]:
        """Resume an earlier upload; return None if it no longer exists."""
        assert self._journal is not None
        if begun.is_over(time.time()):
            return None
        self._ids = self._journal.arrived()
        try:
            if begun.completion is None:
                return (yield from self._finished((begun.upload_id, begun.part_size)))
            return (yield from self._completed_again(begun, begun.completion))
        except APIStatusError as error:
            if not _is_refusal(error):
                raise
            return None

    # Parts

    def _finished(self, begun: tuple[str, int]) -> Flow[Any]:
        upload_id, part_size = begun
        parts = list(parts_of(self._source.known_size, part_size))
        cancel = self._again(CANCEL_UPLOAD, upload_id=upload_id)
        try:
            yield from self._sent(upload_id, parts)
            ids = [self._ids[part.number] for part in parts]
            _check_apart(upload_id, ids)
        except (Exception, KeyboardInterrupt) as error:  # raised again
            yield from self._given_up(cancel, error, len(parts))
            raise
        completion = {"part_ids": ids, **({} if self._md5 is None else {"md5": self._md5})}
        complete = self._again(COMPLETE_UPLOAD, upload_id=upload_id, **completion)
        if self._journal is not None:
            yield from invoke(partial(self._journal.complete, {**completion, "key": complete.idempotency_key}))
        try:
            return (yield from self._ended(complete))
        except (Exception, KeyboardInterrupt) as error:  # raised again
            if _is_refusal(error):
                yield from self._cancelled(cancel, error)
            else:
                error.add_note(f"The upload {upload_id} was not cancelled, as it may be complete.")
            raise

    def _sent(self, upload_id: str, parts: list[Part]) -> Flow[None]:
        """Send the missing parts, and compute the digest of the whole file at the same time."""
        digests = self._digests()
        missing = [part for part in parts if part.number not in self._ids]
        arrived = [part for part in parts if part.number in self._ids]
        report = Reporter(self._whole, "sent", self._source.known_size, arrived)
        if self._source.has_parallel_parts:
            sending = gather((self._send(upload_id, part, report) for part in missing), self._manner.concurrency)
            yield from gather([sending, *([] if digests is None else [self._hashed(digests, parts)])], 2)
        else:
            for part in parts:
                if digests is not None:
                    yield from self._hashed(digests, [part])
                if part in missing:
                    yield from self._send(upload_id, part, report)
        yield from perform(FeedSource(self._source.part(0, 0), _drop))
        if digests is not None and digests.algorithm == "md5":
            self._md5 = digests.value

    def _digests(self) -> Digests | None:
        if isinstance(self._manner.md5, str):
            self._md5 = self._manner.md5
        is_wanted = self._manner.md5 is True or self._journal is not None
        return Digests(self._manner.algorithm) if is_wanted else None

    def _send(self, upload_id: str, part: Part, report: Reporter) -> Flow[None]:
        source = self._source.part(part.start, part.size)
        call = self._again(ADD_UPLOAD_PART, upload_id=upload_id, data=source)
        call.progress = report.of(part)
        sent = yield from self._whole.perform(call)
        if self._journal is not None:
            yield from invoke(partial(self._journal.add_part, part.number, sent.id))
        self._ids[part.number] = sent.id

    def _hashed(self, digests: Digests, parts: list[Part]) -> Flow[None]:
        for part in parts:
            yield from perform(FeedSource(self._source.part(part.start, part.size), digests.feed))
            if self._journal is not None:
                yield from invoke(partial(self._journal.add_hash, part, digests.value))

    # Ends

    def _ended(self, complete: Call) -> Flow[Any]:
        upload = yield from self._whole.perform(complete)
        if self._journal is not None:
            yield from invoke(self._journal.remove)
        return upload

    def _completed_again(self, begun: Begun, completion: dict[str, Any]) -> Flow[Any]:
        """Complete an upload that may be complete; what is refused now may be so because it is."""
        key = completion.pop("key")
        complete = self._again(COMPLETE_UPLOAD, upload_id=begun.upload_id, **completion)
        complete.idempotency_key = key
        try:
            return (yield from self._ended(complete))
        except APIStatusError as error:
            if not _is_refusal(error):
                raise
            return (yield from self._found(complete, begun, error))

    def _found(self, complete: Call, begun: Begun, error: APIStatusError) -> Flow[Any]:
        """The file that an earlier call made, within its upload; None if there is none."""
        described = {name: self._create.arguments[name] for name in ("purpose", "filename", "bytes")}
        complete.arguments.update(described)
        complete.started = begun.created
        try:
            upload = yield from complete.settle(error)
        except UploadOutcomeUnknownError as doubt:
            if doubt.candidates:
                raise
            return None
        assert self._journal is not None
        yield from invoke(self._journal.remove)
        return None if upload is NOT_GIVEN else upload

    def _given_up(self, cancel: Call, error: BaseException, count: int) -> Flow[None]:
        """Cancel an upload that came to nothing, or leave it for the next call, which finds its journal."""
        if self._journal is None or _is_refusal(error) or isinstance(error, SourceChangedError | IntegrityError):
            yield from self._cancelled(cancel, error)
            return
        error.add_note(f"{len(self._ids):,} of {count:,} parts arrived; the same call goes on from there.")

    def _cancelled(self, cancel: Call, error: BaseException) -> Flow[None]:
        """Cancel an upload; it expires by itself where that fails too."""
        try:
            if self._journal is not None:
                yield from invoke(self._journal.clear)
            yield from self._whole.perform(cancel)
        except OpenAIError as failure:
            error.add_note(f"The upload {cancel.arguments['upload_id']} could not be cancelled: {failure}")

    def _again(self, operation: Operation, **arguments: Any) -> Call:
        call = self._create.again(arguments, operation=operation)
        call.extra_body = None if self._whole is not self._create else self._create.extra_body
        return call


def _drop(block: bytes) -> None:
    """Nothing is done with the bytes of a source that is only looked at."""


def _lifetime(upload: Any) -> float | None:
    """The seconds for which an upload waits for its parts, by the server's clock."""
    expires, created = getattr(upload, "expires_at", None), getattr(upload, "created_at", None)
    return expires - created if isinstance(expires, int) and isinstance(created, int) else None


def _check_apart(upload_id: str, ids: list[str]) -> None:
    twice = next((each for number, each in enumerate(ids) if each in ids[:number]), None)
    if twice is not None:
        raise IntegrityError(
            f"The server gave two parts of {shorten(upload_id)} the same id, {shorten(twice)}: the file would lack one."
            " It was not completed."
        )


_PASSING = frozenset({401, 403, 408, 425, 429})
"""Refusals that do not concern the upload: it may continue with another key, or later."""


def _is_refusal(error: BaseException) -> bool:
    """Return True if a call certainly failed and would fail again, so that the upload has failed."""
    if isinstance(error, APIStatusError):
        return error.status_code < 500 and error.status_code not in _PASSING
    return isinstance(error, ConfigurationError)
