"""The cursors of a walk over pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..calls import Call


class UsedCursors:
    """The key in `Call.state` of the cursors that a walk has used: a frozenset of str."""


def next_cursor(call: Call, page: Any) -> str | None:
    """The cursor that the next page starts after, or None if this page is the last one."""
    paging = call.operation.paging
    if paging is None or paging.item_cursor is None or getattr(page, paging.more or "", None) is False:
        return None
    items = getattr(page, paging.items)
    cursor = getattr(items[-1], paging.item_cursor, None) if items else None
    return cursor if isinstance(cursor, str) and cursor else None


def repeats(call: Call, page: Any) -> bool:
    """Return True if a page only says again what came before: its server does not know the cursor.

    Only a page without the member that tells whether there are more is taken so: such servers send all they have at
    once, whatever they are asked for. Where a server says that there is more and repeats a cursor, `next_page` raises.
    """
    paging = call.operation.paging
    if paging is None or getattr(page, paging.more or "", None) is not None:
        return False
    return next_cursor(call, page) in call.state.get(UsedCursors, frozenset())
