"""The choice of files on the server: by id, purpose, name, age, size, or the batch that they belong to."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from filewright_api.operations import LIST_FILES, RETRIEVE_BATCH, RETRIEVE_FILE

from ..effects import Invoke, gather, perform
from ..errors import ConfigurationError, NotFoundError, shorten
from ..flows.call import perform_call
from ..rules.patterns import is_pattern, matches, patterns_of
from ..rules.quantities import age_of, bytes_of
from .remote import Remote, RemoteIndex, list_into

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller

MAX_RETRIEVED = 20
"""The maximum number of ids to retrieve one by one instead of listing all files."""


Missing: TypeAlias = "tuple[str, NotFoundError | None]"
"""An id without a file, and the server's error where it was asked."""


class Choice:
    """The conditions by which files on the server are chosen.

    Args:
        ids: one of these.
        purpose: of this purpose.
        match: with a name that fits one of these patterns.
        exclude: with a name that fits none of these.
        older_than, newer_than: stored so long ago, in seconds, as a timedelta or as "30d".
        min_size, max_size: in bytes, or as "10MiB".
        batches: the input, output or error file of one of the batches of these ids.
    """

    def __init__(
        self,
        *,
        ids: Any = None,
        purpose: Any = None,
        match: Any = (),
        exclude: Any = (),
        older_than: Any = None,
        newer_than: Any = None,
        min_size: Any = None,
        max_size: Any = None,
        batches: Any = None,
    ) -> None:
        self.ids = _checked_ids("ids", ids)
        self.wanted: frozenset[str] | None = None
        self.batches = _checked_ids("batches", batches)
        if purpose is not None and (not isinstance(purpose, str) or not purpose):
            raise ConfigurationError(f"purpose is {shorten(purpose)}; pass a str such as 'batch', or None.")
        self.purpose: str | None = purpose
        self._match = patterns_of(match or (), "match")
        self._exclude = patterns_of(exclude or (), "exclude")
        now = time.time()
        older, newer = age_of(older_than, "older_than"), age_of(newer_than, "newer_than")
        self._before = None if older is None else now - older
        self._after = None if newer is None else now - newer
        self._min_size = bytes_of(min_size, "min_size")
        self._max_size = bytes_of(max_size, "max_size")

    @property
    def is_everything(self) -> bool:
        """True if no condition was passed."""
        bounds = (self._before, self._after, self._min_size, self._max_size)
        given = (self.ids, self.batches, self.purpose)
        return not (self._match or self._exclude or any(each is not None for each in (*bounds, *given)))

    def takes(self, file: Remote) -> bool:
        """True if a file fits the conditions."""
        if self.wanted is not None and file.id not in self.wanted:
            return False
        if self.purpose is not None and file.purpose != self.purpose:
            return False
        if self._match and not matches(file.name, self._match):
            return False
        return not matches(file.name, self._exclude) and self._fits_in_time(file) and self._fits_in_size(file)

    def _fits_in_time(self, file: Remote) -> bool:
        # A file without a time of storage may be of any age and is not selected.
        return (self._before is None or 0 < file.created <= self._before) and (
            self._after is None or file.created >= self._after
        )

    def _fits_in_size(self, file: Remote) -> bool:
        size = file.size or 0
        return (self._min_size is None or size >= self._min_size) and (self._max_size is None or size <= self._max_size)


def _checked_ids(name: str, ids: Any) -> list[str] | None:
    if ids is None:
        return None
    given: list[Any] = [ids] if isinstance(ids, str) or not hasattr(ids, "__iter__") else list(ids)
    wrong = [each for each in given if not isinstance(each, str) or not each.strip()]
    if wrong:
        raise ConfigurationError(f"{name} has {shorten(wrong[0])}; pass ids, which are str.")
    pattern = next(filter(is_pattern, given), None)
    if pattern is not None:
        raise ConfigurationError(f"{name} has {shorten(pattern)}, which is a pattern of names; pass match={pattern!r}.")
    return list(dict.fromkeys(given))


def choose(client: FlowCaller | AsyncFlowCaller, choice: Choice, index: RemoteIndex) -> Flow[list[Missing]]:
    """Put the chosen files into an index that keeps what `choice.takes`; return the ids without a file."""
    ids = choice.ids
    if choice.batches is not None:
        of_batches = yield from gather((_files_of(client, batch) for batch in choice.batches), 8)
        found = [file_id for group in of_batches for file_id in group]
        ids = found if ids is None else [each for each in ids if each in found]
    if ids is not None and len(ids) <= MAX_RETRIEVED:
        choice.purpose = _purpose_there(client, choice.purpose)
        return (yield from _retrieved(client, index, ids))
    choice.wanted = None if ids is None else frozenset(ids)
    listed, choice.purpose = choice.purpose, None  # the list has files of that purpose alone
    yield from list_into(index, client, purpose=listed)
    return [(each, None) for each in ids or () if index.get(each) is None]


def _purpose_there(client: FlowCaller | AsyncFlowCaller, purpose: str | None) -> str | None:
    """The word that the client's provider has for a purpose."""
    if purpose is None:
        return None
    call = client.new_call(LIST_FILES, {"purpose": purpose})
    client.hooks.before_call_encoded(call)
    return str(call.arguments["purpose"])


def _files_of(client: FlowCaller | AsyncFlowCaller, batch_id: str) -> Flow[list[str]]:
    call = client.new_call(RETRIEVE_BATCH, {"batch_id": batch_id})
    batch = yield from perform_call(client.hooks, call)
    found = (getattr(batch, name, None) for name in ("input_file_id", "output_file_id", "error_file_id"))
    return [each for each in found if isinstance(each, str) and each]


def _retrieved(client: FlowCaller | AsyncFlowCaller, index: RemoteIndex, ids: list[str]) -> Flow[list[Missing]]:
    missing: list[Missing] = []

    def one(file_id: str) -> Flow[None]:
        try:
            file = yield from perform_call(client.hooks, client.new_call(RETRIEVE_FILE, {"file_id": file_id}))
        except NotFoundError as error:
            missing.append((file_id, error))
        else:
            yield from perform(Invoke(partial(index.add, [file])))

    yield from gather((one(each) for each in ids), 8)
    return missing
