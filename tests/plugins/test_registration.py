"""Which plugins a client has, where from, in which order, and who wins."""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import Any

import pytest
from filewright import OpenAI, PluginError, PluginInfo, hookimpl
from filewright.builtin import built_in_plugins
from filewright.options import ClientOptions
from filewright_api.operations import CREATE_FILE

BUILTINS = [name for name, _ in built_in_plugins(ClientOptions())]


def expiring(seconds: str) -> str:
    return f"from filewright import hookimpl\n@hookimpl\ndef default_expiry(purpose):\n    return {seconds!r}\n"


class Own:
    def __init__(self, seconds: str | None = None) -> None:
        self.seconds = seconds
        self.asked = 0

    @hookimpl
    def default_expiry(self) -> str | None:
        self.asked += 1
        return self.seconds


def names(client: OpenAI) -> list[str]:
    return [info.name for info in client.plugins]


def expiry(client: OpenAI) -> Any:
    return client.hooks.default_expiry("batch", None, client.new_call(CREATE_FILE, {"purpose": "batch"}))


def test_the_built_ins_are_plugins_like_any_other(api: Any) -> None:
    client = api.client()
    assert names(client) == BUILTINS
    assert {info.origin for info in client.plugins} == {"built-in"}
    assert PluginInfo("polling", "built-in", None, ("poll_delay", "poll_verdict")) in client.plugins
    assert set(BUILTINS) >= {"multipart", "pagination", "polling", "expiry", "retries", "checks", "transport"}


def test_the_order_is_built_in_environment_entry_points_client_and_the_last_wins(
    api: Any, distribution: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(expiring("3h"), name="zebra", version="0.9")
    distribution(expiring("3h"), name="ant")
    named = distribution(expiring("2h"), name="named", installed=False)
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", f" {named} ,,")
    own = Own("4h")

    client = api.client(own, expiry={"batch": "1h"})
    assert client.plugins[len(BUILTINS) :] == [
        PluginInfo(named, "environment", None, ("default_expiry",)),
        PluginInfo("ant", "ant", "1.2.3", ("default_expiry",)),
        PluginInfo("zebra", "zebra", "0.9", ("default_expiry",)),
        PluginInfo("Own", "client", None, ("default_expiry",)),
    ]
    assert expiry(client) == "4h"
    own.seconds = None
    assert expiry(client) == "3h", "None is no opinion"
    assert expiry(api.client(expiry={"batch": "1h"}, block=["ant", "zebra"])) == "2h"
    assert expiry(api.client(expiry={"batch": "1h"}, block=["ant", "zebra", named])) == "1h"
    assert expiry(api.client(expiry={"batch": "1h"}, block=["ant", "zebra", named, "expiry"])) is None


def test_the_clients_own_plugins_are_asked_last_given_first(api: Any) -> None:
    first, last = Own("1h"), Own("2h")
    client = api.client(first, last)
    assert names(client)[-2:] == ["Own", "Own-1"]
    assert expiry(client) == "2h"
    assert (first.asked, last.asked) == (0, 1)


def test_tryfirst_goes_before_the_order_of_registration(api: Any) -> None:
    class First:
        @hookimpl(tryfirst=True)
        def default_expiry(self) -> str:
            return "1h"

    assert expiry(api.client(First(), Own("2h"))) == "1h"


def test_a_wrapper_sees_the_response_of_the_others(api: Any) -> None:
    class Doubles:
        @hookimpl(wrapper=True)
        def default_expiry(self) -> Any:
            return 2 * (yield)

    assert expiry(api.client(Doubles(), expiry={"batch": 3600})) == 7200


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_environment_variable_keeps_entry_points_out(
    value: str, api: Any, distribution: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution("raise RuntimeError('imported')")
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", value)
    assert names(api.client(Own())) == [*BUILTINS, "Own"]


def test_a_plugin_is_an_object_a_class_a_module_or_a_name(api: Any, distribution: Any) -> None:
    code = expiring("1h") + "class Deep:\n    class Plugin:\n        default_expiry = staticmethod(default_expiry)\n"
    module = distribution(code, installed=False)
    given = [Own(), Own, importlib.import_module(module), f"{module}:Deep.Plugin"]
    assert names(api.client(*given))[len(BUILTINS) :] == ["Own", "Own-1", module, f"{module}:Deep.Plugin"]


def test_a_plugin_may_name_itself_and_be_blocked_by_that_name(api: Any) -> None:
    class Named(Own):
        plugin_name = "named"

    assert names(api.client(Named()))[-1] == "named"
    assert names(api.client(Named(), block=["named"])) == BUILTINS


def test_each_client_has_plugins_of_its_own(api: Any) -> None:
    own = Own("1h")
    with_it, without = api.client(own), api.client()
    assert expiry(with_it) == "1h"
    assert expiry(without) is None
    assert with_it.hooks is not without.hooks
    assert with_it.with_options(timeout=1).hooks is with_it.hooks, "a copy with the same plugins shares them"
    changed = with_it.with_options(block=["retries"])
    assert names(changed) == [name for name in (*BUILTINS, "Own") if name != "retries"]
    assert "retries" in names(with_it)


def test_entry_points_are_looked_for_once_a_process(
    api: Any, distribution: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(expiring("1h"))
    scans: list[str] = []
    found = importlib.metadata.entry_points

    def entry_points(**which: Any) -> Any:
        scans.append(which["group"])
        return found(**which)

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    assert expiry(api.client()) == expiry(api.client()) == "1h"
    assert scans == ["filewright"]


@pytest.mark.parametrize(
    ("hook", "advice"),
    [
        ("before_call_encode", "rename it to 'before_call_encoded'"),
        ("retry_delays", "rename it to 'retry_delay'"),
        ("zzz", "the hooks are before_client_created, "),
    ],
)
def test_a_misspelt_hook_is_told_with_the_plugin_and_the_nearest_right_name(api: Any, hook: str, advice: str) -> None:
    plugin = type("Speller", (), {hook: hookimpl(lambda self: None)})()
    message = rf"The plugin 'Speller' \(client\) implements '{hook}', which is not a hook; {advice}"
    with pytest.raises(PluginError, match=message):
        api.client(plugin)


@pytest.mark.parametrize(
    ("implementation", "advice"),
    [
        (lambda self, cal: None, "'cal', which the hook does not have; rename it to 'call'"),
        (lambda self, call, zzz, other=1: None, "'zzz', which the hook does not have; its arguments are call"),
    ],
)
def test_a_misspelt_argument_is_told_with_the_hook_and_the_nearest_right_name(
    api: Any, implementation: Any, advice: str
) -> None:
    plugin = type("Speller", (), {"before_call_encoded": hookimpl(implementation)})()
    with pytest.raises(PluginError, match=f"implements before_call_encoded with the argument {advice}") as caught:
        api.client(plugin)
    assert str(caught.value).startswith("The plugin 'Speller' (client) ")


def test_a_hook_of_a_later_version_may_be_optional(api: Any) -> None:
    class Ahead:
        @hookimpl(optionalhook=True)
        def hook_of_the_future(self) -> None: ...

        @hookimpl(specname="before_call_encoded")
        def by_another_name(self) -> None: ...

    (info,) = (each for each in api.client(Ahead()).plugins if each.name == "Ahead")
    assert "before_call_encoded" in info.hooks


@pytest.mark.parametrize("spelling", ["my_plugin", "My.Plugin", "MY--PLUGIN", "my-plugin"])
def test_a_plugin_is_blocked_by_any_spelling_of_its_name(api: Any, distribution: Any, spelling: str) -> None:
    distribution("raise RuntimeError('imported')", name="my-plugin")
    assert "my-plugin" not in names(api.client(block=[spelling]))


def test_a_distribution_that_calls_itself_built_in_is_none(api: Any, distribution: Any) -> None:
    code = "from filewright import hookimpl\n@hookimpl\ndef before_call_encoded():\n    raise KeyError('boom')\n"
    distribution(code, name="built-in")
    client = api.client()
    (info,) = (each for each in client.plugins if each.name == "built-in")
    assert (info.origin, info.version) == ("distribution built-in", "1.2.3")
    with pytest.raises(
        PluginError, match=r"'built-in' \(distribution built-in 1\.2\.3\) raised in before_call_encoded"
    ):
        client.files.retrieve("file-1")
