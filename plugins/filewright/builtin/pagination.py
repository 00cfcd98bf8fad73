"""Pages that follow one another by a cursor, as `x-filewright-paging` says for an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import APIError, shorten
from ..hookspecs import hookimpl

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
        used: frozenset[str] = call.state.get(Pagination, frozenset())
        if cursor in used and not repeats(call, page):
            raise _endless(call, cursor)
        if cursor in used:
            return None
        following = call.again({paging.cursor: cursor})
        following.state[Pagination] = used | {cursor}
        return following


def next_cursor(call: Call, page: Any) -> str | None:
    """The cursor that the next page starts after, or None where this page is the last one."""
    paging = call.operation.paging
    if paging is None or paging.item_cursor is None or getattr(page, paging.more or "", None) is False:
        return None
    items = getattr(page, paging.items)
    cursor = getattr(items[-1], paging.item_cursor, None) if items else None
    return cursor if isinstance(cursor, str) and cursor else None


def repeats(call: Call, page: Any) -> bool:
    """Whether a page only says again what came before: its server does not know the cursor.

    Only a page without the member that tells whether there are more is taken so: such servers send all they have at
    once, whatever they are asked for. Where a server says that there is more and repeats a cursor, `next_page` raises.
    """
    paging = call.operation.paging
    if paging is None or getattr(page, paging.more or "", None) is not None:
        return False
    return next_cursor(call, page) in call.state.get(Pagination, frozenset())


def _endless(call: Call, cursor: str) -> APIError:
    return APIError(
        f"The server repeats itself: {call.operation.name} says that more follow after {shorten(cursor)}, which it has"
        " already sent. The walk was ended, as it would never end.",
    )
