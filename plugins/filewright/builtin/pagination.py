"""Pages that follow one another by a cursor, as `x-filewright-paging` says for an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import APIError, shorten
from ..hookspecs import hookimpl
from ..rules.cursors import UsedCursors, next_cursor, repeats

if TYPE_CHECKING:
    from ..calls import Call


class Pagination:
    """Finds the call for the next page: the cursor is the id of the page's last item."""

    @hookimpl
    def next_page(self, call: Call, page: Any) -> Call | None:
        cursor = next_cursor(call, page)
        paging = call.operation.paging
        if cursor is None or paging is None or paging.cursor is None:
            return None
        used: frozenset[str] = call.state.get(UsedCursors, frozenset())
        if cursor in used and not repeats(call, page):
            raise _endless(call, cursor)
        if cursor in used:
            return None
        following = call.again({paging.cursor: cursor})
        following.state[UsedCursors] = used | {cursor}
        return following


def _endless(call: Call, cursor: str) -> APIError:
    return APIError(
        f"The server repeats itself: {call.operation.name} says that more follow after {shorten(cursor)}, which it has"
        " already sent. The iteration was stopped, as it would never end.",
    )
