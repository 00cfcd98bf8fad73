"""The hooks that every call asks: their implementations are called straight, in a third of the time pluggy takes."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import pluggy


def straight(hook: pluggy.HookCaller) -> Callable[..., list[Any]]:
    """Return a function that takes a hook's arguments in their order, and returns the results that are not None.

    It knows the implementations that there are now. Where one of them wraps the others, pluggy calls them.
    """
    assert hook.spec is not None
    names = hook.spec.argnames
    implementations = hook.get_hookimpls()
    if any(each.wrapper or each.hookwrapper for each in implementations):
        return lambda *arguments: hook(**dict(zip(names, arguments, strict=True)))
    functions = [_in_order(each, names) for each in reversed(implementations)]

    def ask(*arguments: Any) -> list[Any]:
        return [result for function in functions if (result := function(*arguments)) is not None]

    return ask


def _in_order(implementation: pluggy.HookImpl, names: tuple[str, ...]) -> Callable[..., Any]:
    """The function of an implementation, called with the arguments of its hook."""
    function: Callable[..., Any] = implementation.function
    places = [names.index(name) for name in implementation.argnames]
    if places == list(range(len(names))):
        return function
    if len(places) < 2:
        return lambda *arguments: function(*(arguments[place] for place in places))
    picked = itemgetter(*places)
    return lambda *arguments: function(*picked(arguments))
