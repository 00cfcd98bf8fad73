"""Walks over the pages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..calls import Call
from ..effects import (
    Flow,
)
from ..rules.cursors import repeats

if TYPE_CHECKING:
    from ..host.hooks import Hooks

from .call import perform_call


def following_page(hooks: Hooks, call: Call, page: Any) -> Flow[tuple[Call, Any] | None]:
    """The next page with the call that got it, or None after the last one."""
    following = hooks.next_page(call, page)
    if following is None:
        return None
    model = yield from perform_call(hooks, following)
    return None if repeats(following, model) else (following, model)
