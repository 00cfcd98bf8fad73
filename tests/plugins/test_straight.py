"""The hooks of every call are asked as pluggy asks them: in the same order, with the arguments that each one wants."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pluggy
import pytest
from filewright.host.straight import straight

spec, impl = pluggy.HookspecMarker("tried"), pluggy.HookimplMarker("tried")


class Spec:
    @spec
    def hook(self, one: int, two: int, three: int) -> Any: ...


class All:
    @impl
    def hook(self, one: int, two: int, three: int) -> Any:
        return one, two, three


class Turned:
    @impl(trylast=True)
    def hook(self, three: int, one: int, optional: int = 7) -> Any:
        return three, one, optional


class One:
    @impl(tryfirst=True)
    def hook(self, two: int) -> Any:
        return two


class Nothing:
    @impl
    def hook(self) -> Any:
        return None


class Wrapper:
    @impl(wrapper=True)
    def hook(self, two: int) -> Generator[None, Any, Any]:
        return [two, (yield)]


@pytest.mark.parametrize(
    "plugins",
    [(), (All,), (All, Turned, One, Nothing), (Nothing, One, Turned, All), (All, Wrapper, One)],
    ids=lambda plugins: "-".join(each.__name__ for each in plugins) or "none",
)
def test_the_results_are_those_of_pluggy(plugins: tuple[type, ...]) -> None:
    manager = pluggy.PluginManager("tried")
    manager.add_hookspecs(Spec)
    for plugin in plugins:
        manager.register(plugin())
    assert straight(manager.hook.hook)(1, 2, 3) == manager.hook.hook(one=1, two=2, three=3)


def test_what_one_raises_ends_the_round() -> None:
    asked: list[str] = []

    class Failing:
        @impl
        def hook(self) -> Any:
            asked.append("failing")
            raise LookupError("lost")

    class Before:
        @impl(trylast=True)
        def hook(self) -> Any:
            asked.append("before")

    manager = pluggy.PluginManager("tried")
    manager.add_hookspecs(Spec)
    for plugin in (Before(), Failing()):
        manager.register(plugin)
    with pytest.raises(LookupError):
        straight(manager.hook.hook)(1, 2, 3)
    assert asked == ["failing"]
