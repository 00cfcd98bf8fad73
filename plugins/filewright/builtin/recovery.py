"""No second file: a create whose answer was lost is looked for before it is sent again.

The rule. An attempt that may have been carried out (the request was sent whole, and no answer came, or a failure of
the server's) is followed by a look at the list: files of the same purpose, name (as far as servers leave it) and size,
made since the call began, that no other call of this client has told of. Exactly one is the file, and becomes the
result of the call. None: the call was not carried out, and is sent again. Several: nobody can tell, and
UploadOutcomeUnknownError is raised. The same error is raised where the list cannot be had, or the operation has no
list. `x-filewright-recovery` in the contract says what to compare. `block=["recovery"]` switches the rule off: such
calls then are never sent again.
"""

from __future__ import annotations

import re
import time
from collections import deque
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..errors import APIError, UploadOutcomeUnknownError
from ..hookspecs import hookimpl
from ..sentinels import NOT_GIVEN

if TYPE_CHECKING:
    import httpx
    from filewright_api.types import Recovery as RecoveryRule

    from ..calls import Call
    from ..effects import Flow

_REMEMBERED = 10_000
_CLOCK_TOLERANCE = 2.0
"""Seconds: creation times are whole seconds, and so are the dates that clocks are compared by."""


class Recovery:
    """Looks for the file of a lost answer."""

    def __init__(self) -> None:
        self._told: deque[str] = deque(maxlen=_REMEMBERED)

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        # What another plugin's upload returns need not be a file object.
        if call.operation.recovery is not None and isinstance(told := getattr(outcome, "id", None), str):
            self._told.append(told)

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call) -> None:
        if Recovery in call.state:
            call.state[Recovery] = _clock_skew(response)

    @hookimpl
    def recover_answer(self, call: Call, outcome: httpx.Response | Exception) -> Flow[Any] | None:
        rule = call.operation.recovery
        return None if rule is None else self._look(call, rule)

    def _look(self, call: Call, rule: RecoveryRule) -> Flow[Any]:
        listing = call.operation.sibling(rule.operation)
        items = "data" if listing.paging is None else listing.paging.items
        wanted = _wanted(call, rule)
        search = call.again({name: wanted[name] for name in rule.match if name in listing.arguments}, operation=listing)
        search.extra_body = None
        search.until = call.deadline
        search.keeps_response = call.keeps_response
        search.state = {Recovery: 0.0}
        try:
            page = yield from call.perform(search)
        except APIError as error:
            raise _unknown(call, f"the list could not be had ({error})") from error
        since = call.started + search.state[Recovery] - _CLOCK_TOLERANCE
        found = [item for item in getattr(page, items) if self._is_it(item, wanted, rule, since)]
        if len(found) > 1:
            raise _unknown(call, f"{len(found)} files match: {', '.join(item.id for item in found)}")
        if not found:
            return NOT_GIVEN
        call.response = search.response
        return found[0]

    def _is_it(self, item: Any, wanted: dict[str, Any], rule: RecoveryRule, since: float) -> bool:
        same = all(_alike(getattr(item, name, None), value) for name, value in wanted.items())
        return same and getattr(item, rule.created) >= since and item.id not in self._told


def _wanted(call: Call, rule: RecoveryRule) -> dict[str, Any]:
    described = {} if call.source is None else {"filename": call.source.name, "bytes": call.source.size}
    return {name: described.get(name, call.arguments.get(name)) for name in rule.match}


def _alike(theirs: Any, ours: Any) -> bool:
    """Whether two values are the same; of text, as far as servers leave it: they sanitise names, or mangle them."""
    if isinstance(theirs, str) and isinstance(ours, str):
        return _bare(theirs) == _bare(ours)
    return bool(theirs == ours)


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unquote(text).lower())


def _clock_skew(response: httpx.Response) -> float:
    """How many seconds the server's clock is ahead of ours, by the date of an answer."""
    try:
        return parsedate_to_datetime(response.headers.get("date", "")).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0


def _unknown(call: Call, why: str) -> UploadOutcomeUnknownError:
    return UploadOutcomeUnknownError(
        f"The answer to {call.operation.name} was lost, and whether it was carried out is not known: {why}."
        " It was not sent again; look at the list before you do."
    )
