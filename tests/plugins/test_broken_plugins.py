"""Plugins that cannot be used are refused when the client is made, by name and version, and with a way out."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from filewright import ConfigurationError, PluginError, hookimpl

HOOK = "from filewright import hookimpl\n"


@pytest.mark.parametrize(
    ("code", "target", "reason"),
    [
        ("raise RuntimeError('at import')", "", "RuntimeError: at import"),
        ("import there_is_no_such_module", "", "ModuleNotFoundError: No module named 'there_is_no_such_module'"),
        ("def (", "", "SyntaxError"),
        ("", ":Missing", "AttributeError"),
        ("class Plugin:\n    def __init__(self): raise OSError('no disk')", ":Plugin", "OSError: no disk"),
        ("class Plugin:\n    def __init__(self, path): pass", ":Plugin", "missing 1 required positional argument"),
    ],
)
@pytest.mark.row(127)
def test_an_installed_plugin_that_cannot_be_loaded_is_named_with_its_version(
    code: str, target: str, reason: str, api: Any, distribution: Any
) -> None:
    distribution(code, target=target)
    with pytest.raises(PluginError) as caught:
        api.client()
    assert str(caught.value).startswith("The plugin 'stranger' (stranger 1.2.3) could not be loaded: ")
    assert reason in str(caught.value)
    assert "block=['stranger']" in str(caught.value)
    assert (caught.value.plugin, caught.value.version) == ("stranger", "stranger 1.2.3")
    assert caught.value.__cause__ is not None
    assert api.client(block=["stranger"]).files.retrieve("file-1").id == "file-1"


@pytest.mark.parametrize("code", ["raise RuntimeError('at import')", "import there_is_no_such_module"])
@pytest.mark.parametrize("where", ["client", "environment"])
@pytest.mark.row(127)
def test_a_named_module_that_cannot_be_loaded_is_named(
    code: str, where: str, api: Any, distribution: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = distribution(code)
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", module if where == "environment" else "")
    own = [module] if where == "client" else []
    with pytest.raises(
        PluginError, match=rf"The plugin '{module}' \({where}\) could not be loaded: .*Error: "
    ) as caught:
        api.client(*own)
    assert caught.value.plugin == module
    assert caught.value.version is None


@pytest.mark.parametrize("name", ["", "json:", ":x", "..relative", "json:no.such.attribute", "no module"])
def test_a_name_that_leads_nowhere_is_told(name: str, api: Any) -> None:
    with pytest.raises(PluginError) as caught:
        api.client(name)
    assert repr(name) in str(caught.value)


def test_an_async_implementation_is_refused(api: Any, distribution: Any) -> None:
    distribution(f"{HOOK}@hookimpl\nasync def after_call_finished(call): ...")
    with pytest.raises(
        PluginError, match=r"'stranger' \(stranger 1.2.3\) implements after_call_finished with `async def`"
    ):
        api.client()

    class Generates:
        @hookimpl
        async def upload_file(self, source: Any) -> Any:
            yield source

    class Static:
        @staticmethod
        @hookimpl
        async def before_call_encoded() -> None: ...

    for plugin in (Generates(), Generates, Static()):
        with pytest.raises(PluginError, match="`async def`"):
            api.client(plugin)


def test_a_misspelt_hook_is_refused(api: Any, distribution: Any) -> None:
    distribution(f"{HOOK}@hookimpl\ndef before_request_send(request): ...")
    with pytest.raises(PluginError, match=r"'stranger' \(stranger 1\.2\.3\) implements 'before_request_send', .*_sent"):
        api.client()


def test_an_argument_that_the_hook_does_not_have_is_refused(api: Any) -> None:
    class Wrong:
        @hookimpl
        def before_request_sent(self, reqest: Any) -> None: ...

    with pytest.raises(PluginError, match=r"'Wrong' \(client\) .* 'reqest', .* rename it to 'request'"):
        api.client(Wrong())


@pytest.mark.parametrize("plugin", [object(), 5, None, ["retries"]])
def test_what_implements_no_hook_is_refused(plugin: Any, api: Any) -> None:
    with pytest.raises(PluginError, match="implements no hook"):
        api.client(plugin)


def test_a_plugin_that_is_given_twice_is_told_in_one_line(api: Any, distribution: Any) -> None:
    module = distribution(f"{HOOK}@hookimpl\ndef before_call_encoded(): ...")
    with pytest.raises(PluginError, match=rf"'{module}' \(client\) is there already; name it once\.$"):
        api.client(module, module, block=["stranger"])


@pytest.mark.parametrize("block", ["checks", [5], [None]])
def test_a_block_that_is_no_list_of_names_is_refused(block: Any, api: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass a list of plugin names"):
        api.client(block=block)


@pytest.mark.row(127)
def test_a_blocked_plugin_is_never_imported(api: Any, distribution: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = distribution("import sys\nsys.filewright_test_flag = True\nraise RuntimeError")
    monkeypatch.delattr(sys, "filewright_test_flag", raising=False)
    api.client(block=["stranger"])
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", f"{module}:Plugin")
    api.client(block=["stranger", f"{module}:Plugin"])
    api.client(module, block=["stranger", f"{module}:Plugin", module])
    assert not hasattr(sys, "filewright_test_flag")
    assert module not in sys.modules

    with pytest.raises(PluginError):
        api.client(block=["stranger"])
    assert sys.filewright_test_flag, "without the block it is imported"  # type: ignore[attr-defined]


@pytest.mark.row(127)
def test_an_error_of_a_plugin_tells_no_secret(api: Any) -> None:
    class Careless:
        @hookimpl
        def before_request_sent(self, request: Any) -> None:
            raise KeyError("no such header")

    with pytest.raises(PluginError) as caught:
        api.client(Careless()).files.list()
    assert api.key not in str(caught.value) + repr(caught.value)
