"""No second file: a create whose response was lost is looked for before it is sent again.

The rule. An attempt that may have been carried out (the request was sent whole, and no response came, or a failure of
the server's) is followed by a look at the list, from the newest back to what is older than the call: objects with the
same values, a name that is alike, made since the call began, that no other call of this client has told of. Exactly one
is the object, and becomes the result of the call. None: the call was not carried out, and is sent again. Where nobody
can tell, UploadOutcomeUnknownError lists the candidates: there are several, the one there is would need a clock that is
wrong by time zones, or an equal call of this client is under way. The same error is raised where the list cannot be
had, or the operation has no list. `x-filewright-recovery` in the contract says what to compare. `block=["recovery"]`
switches the rule off: such calls then are never sent again.

The server's clock is read off the objects that it made for this client; before there are any, off the Date of its
responses; else it is taken to be ours.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from filewright_api.operations import OPERATIONS

from ..errors import APIError, BadRequestError, UnprocessableEntityError, UploadOutcomeUnknownError
from ..hookspecs import hookimpl
from ..rules.cursors import repeats
from ..rules.likeness import CLOCK_TOLERANCE, Match, Window, best, likeness
from ..sentinels import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx
    from filewright_api.types import Operation
    from filewright_api.types import Recovery as RecoveryRule

    from ..calls import Call
    from ..effects import Flow

BEGINNINGS = frozenset(each.recovery.begun for each in OPERATIONS.values() if each.recovery is not None)
"""The operations whose responses are kept, as what a later call makes is known by them."""
MAX_TOLD = 10_000
MAX_BEGUN = 1_000
MAX_PAGES = 1_000
"""The maximum number of pages to search; a longer list counts as unavailable."""
MAX_STAMP_SECONDS = 5.0
"""A clock is read off objects that were made within so short a time."""


FOREVER = float("inf")


class _Clock:
    """The offsets of servers' clocks from ours in seconds, as far as they are known."""

    def __init__(self) -> None:
        self.by_objects: float | None = None
        self.by_dates: float | None = None


class Recovery:
    """Looks for the object of a lost response."""

    def __init__(self) -> None:
        self._told: deque[str] = deque(maxlen=MAX_TOLD)
        self._begun: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._under_way: dict[Call, dict[str, Any]] = {}
        self._clocks: dict[str, _Clock] = {}

    # State kept from other calls

    @hookimpl
    def before_request_sent(self, call: Call) -> None:
        rule = call.operation.recovery
        if rule is not None and rule.begun is None:
            self._under_way[call] = self._wanted(call, rule)

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call) -> None:
        if call.operation.recovery is not None or Recovery in call.state:
            moment = _seconds_of(response.headers.get("date"))
            if moment is not None:
                self._clock(call).by_dates = moment - time.time()

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        self._under_way.pop(call, None)
        # Another plugin's upload may return an object that is not part of the contract.
        if not isinstance(identity := getattr(outcome, "id", None), str):
            return
        if call.operation.name in BEGINNINGS:
            self._begun[call.operation.name, identity] = outcome
            if len(self._begun) > MAX_BEGUN:
                self._begun.popitem(last=False)
        rule = call.operation.recovery
        if rule is not None:
            self._told.append(_made(call, outcome).id)
            if rule.begun is None:
                self._read_clock(call, getattr(outcome, rule.created, None))

    def _clock(self, call: Call) -> _Clock:
        return self._clocks.setdefault(call.settings.request_url, _Clock())

    def _read_clock(self, call: Call, created: Any) -> None:
        now = time.time()
        if isinstance(created, int) and now - call.started <= MAX_STAMP_SECONDS:
            self._clock(call).by_objects = created - now

    # The look

    @hookimpl
    def recover_response(self, call: Call, outcome: httpx.Response | Exception) -> Flow[Any] | None:
        rule = call.operation.recovery
        return None if rule is None else self._look(call, rule)

    def _look(self, call: Call, rule: RecoveryRule) -> Flow[Any]:
        wanted = self._wanted(call, rule)
        if not wanted:
            raise _unknown(call, wanted, "what it makes is not known, as the call that began it was made elsewhere")
        listing = call.operation.sibling(rule.operation)
        search = _search(call, listing, {name: wanted[name] for name in wanted if name in listing.arguments}, rule)
        found: list[Match] = []
        try:
            yield from self._walk(call, search, wanted, rule, found)
        except APIError as error:
            raise _unknown(call, wanted, f"the list could not be had ({error})", found) from error
        found = best(found)
        if not found and call.operation.completion is not None:
            raise _unknown(call, wanted, f"no {listing.tag.replace('_', ' ')} match yet")
        if not found:
            return NOT_GIVEN
        self._refuse_doubt(call, wanted, found, listing)
        call.response = search.response
        return found[0].item

    def _walk(
        self, call: Call, search: Call, wanted: dict[str, Any], rule: RecoveryRule, found: list[Match]
    ) -> Flow[None]:
        """Collect what matches, page by page, until what follows is older."""
        paging = search.operation.paging
        assert paging is not None
        try:
            page = yield from call.perform(search)
        except (BadRequestError, UnprocessableEntityError):
            # Not every server supports the order parameter.
            for name, _ in rule.newest:
                search.arguments.pop(name, None)
            page = yield from call.perform(search)
        for _ in range(MAX_PAGES):
            items: list[Any] = getattr(page, paging.items) or []
            window = self._window(call, wanted, rule)
            found += (match for item in items if (match := self._match(item, wanted, rule, window)))
            if _has_older(items, rule.created, window.horizon):
                return
            following = call.next_page(search, page)
            if following is None:
                return
            search = following
            page = yield from call.perform(search)
            if repeats(search, page):
                return
        raise APIError(f"it has more than {MAX_PAGES:,} pages")

    def _window(self, call: Call, wanted: dict[str, Any], rule: RecoveryRule) -> Window:
        now = time.time()
        begun = self._begun_by(call, rule)
        if begun is not None and isinstance(moment := getattr(begun, rule.created, None), int):
            return Window(moment - CLOCK_TOLERANCE, FOREVER, certain=True)
        clock = self._clock(call)
        known = clock.by_objects if clock.by_objects is not None else clock.by_dates
        ahead = known or 0.0
        start, end = call.started + ahead - CLOCK_TOLERANCE, now + ahead + CLOCK_TOLERANCE
        return Window(start, end, certain=False) if clock.by_objects is None else Window(start, FOREVER, certain=True)

    def _match(self, item: Any, wanted: dict[str, Any], rule: RecoveryRule, window: Window) -> Match | None:
        alike = likeness(item, wanted, rule.name)
        created = getattr(item, rule.created, None)
        in_time = window.holds(created)
        if not alike or item.id in self._told or not (in_time or window.may_hold(created)):
            return None
        return Match(item, alike, in_time)

    def _refuse_doubt(self, call: Call, wanted: dict[str, Any], found: list[Match], listing: Operation) -> None:
        names = ", ".join(match.item.id for match in found)
        if len(found) > 1:
            raise _unknown(call, wanted, f"{len(found)} {listing.tag.replace('_', ' ')} match: {names}", found)
        if not found[0].in_time:
            raise _unknown(call, wanted, f"{names} matches, but was made at another time by the server's clock", found)
        under_way = self._under_way.copy()
        if any(theirs == wanted and other is not call for other, theirs in under_way.items()):
            raise _unknown(call, wanted, f"{names} matches, and an equal call of this client is under way", found)

    def _wanted(self, call: Call, rule: RecoveryRule) -> dict[str, Any]:
        """Return the values that identify the object: of the call, its file, or the object that the call continues."""
        source = call.source
        described = {} if source is None else {"filename": source.name, "bytes": source.size}
        begun = self._begun_by(call, rule)
        values = {
            name: described.get(name, call.arguments.get(name) if begun is None else getattr(begun, name, None))
            for name in rule.match
        }
        return {name: value for name, value in values.items() if value is not None and value is not NOT_GIVEN}

    def _begun_by(self, call: Call, rule: RecoveryRule) -> Any:
        return self._begun.get((rule.begun, call.arguments.get(rule.by, ""))) if rule.begun and rule.by else None


def _search(call: Call, listing: Operation, filters: dict[str, Any], rule: RecoveryRule) -> Call:
    search = call.again({**filters, **dict(rule.newest)}, operation=listing)
    search.extra_body = None
    search.until = call.deadline
    search.keeps_response = call.keeps_response
    search.state = {Recovery: True}
    return search


def _made(call: Call, outcome: Any) -> Any:
    """The object that a call made: what it returns, or what lies within that."""
    completion = call.operation.completion
    return outcome if completion is None else getattr(outcome, completion.item, None) or outcome


def _has_older(items: list[Any], created: str, horizon: float) -> bool:
    """Return True if a page, sorted newest first, has reached older items; items of the same second have no known
    order.
    """
    moments = [moment for item in items if (moment := getattr(item, created, None)) is not None]
    return bool(moments) and moments[0] > moments[-1] and moments[-1] < horizon


def _seconds_of(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date or "").timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _unknown(call: Call, wanted: dict[str, Any], why: str, found: Iterable[Match] = ()) -> UploadOutcomeUnknownError:
    rule = call.operation.recovery
    identity = {} if rule is None or rule.by is None else {rule.by: call.arguments[rule.by]}
    return UploadOutcomeUnknownError(
        f"The response to {call.operation.name} was lost, so it may or may not have been carried out: {why}."
        " `client.settle(error)` looks again.",
        operation=call.operation.name,
        sought={**identity, **wanted},
        started=call.started,
        candidates=[match.item for match in found],
    )
