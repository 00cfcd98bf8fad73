"""Plugins as they are found, named and loaded, before they are registered."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pluggy

from .. import hookspecs
from ..errors import PluginError, cut, shorten

ENVIRONMENT = "FILEWRIGHT_PLUGINS"

_ADVICE = {
    "client": "Fix it, or leave it out of plugins=[...].",
    "environment": f"Fix it, or take it out of {ENVIRONMENT}.",
}

_OUR_ORIGINS = {"built-in", "client", "environment"}


def origin_of(distribution: str) -> str:
    """The origin of a plugin of a distribution, whatever that calls itself."""
    return f"distribution {distribution}" if distribution in _OUR_ORIGINS else distribution


def spelt(name: str) -> str:
    """A name without what spellings of it differ by, as for names of distributions (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def own_name(plugin: object) -> str:
    """The name under which a plugin is registered that came as an object."""
    named = plugin if inspect.isclass(plugin) or inspect.ismodule(plugin) else type(plugin)
    return str(getattr(plugin, "plugin_name", None) or named.__name__)


def label_of(origin: str, version: str | None) -> str | None:
    """The distribution of a plugin with its version, or None if it comes from none."""
    return f"{origin} {version}" if version else None


def owner_of(name: str, origin: str, version: str | None) -> str:
    """Return the name of a plugin in messages."""
    return f"The plugin {shorten(name)} ({label_of(origin, version) or origin})"


def loaded(load: Callable[[], object], name: str, origin: str, version: str | None = None) -> object:
    """The object that `load` returns, or an instance of it if it is a class."""
    try:
        plugin = load()
        return plugin() if inspect.isclass(plugin) else plugin
    except Exception as error:  # any exception of third-party code is reported under its name
        owner, told = owner_of(name, origin, version), f"{type(error).__name__}: {cut(str(error))}"
        advice = _ADVICE.get(origin, f"Update or uninstall it, or keep it out with block=[{shorten(name)}].")
        raise PluginError(
            f"{owner} could not be loaded: {told}. {advice}",
            plugin=name,
            version=label_of(origin, version),
        ) from error


def import_named(name: str, origin: str) -> object:
    """The plugin in a module, or in `module:attribute`."""

    def load() -> object:
        module, _, attribute = name.partition(":")
        found: object = importlib.import_module(module)
        for part in filter(None, attribute.split(".")):
            found = getattr(found, part)
        return found

    return loaded(load, name, origin)


class Manager(pluggy.PluginManager):
    """Pluggy's manager, which looks for hooks only where one can be.

    A client is made with more than a dozen plugins, and pluggy looks at each attribute of each, several times.
    """

    def __init__(self) -> None:
        super().__init__(hookspecs.PROJECT)
        self.add_hookspecs(hookspecs)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        return None if is_special(name) else super().parse_hookimpl_opts(plugin, name)

    def parse_hookspec_opts(self, module_or_class: Any, name: str) -> pluggy.HookspecOpts | None:
        return super().parse_hookspec_opts(module_or_class, name) if name in hookspecs.HOOKS else None


def is_special(name: str) -> bool:
    """Return True for a name such as `__init__`, which no hook has."""
    return name.startswith("__") and name.endswith("__")


def marked(plugin: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions of a plugin that are marked as implementations of hooks, by name."""
    marker = f"{hookspecs.PROJECT}_impl"
    for name in dir(plugin):
        if is_special(name):
            continue
        function = inspect.getattr_static(plugin, name, None)
        function = getattr(function, "__func__", function)
        if hasattr(function, marker):
            yield name, function


def refuse_unknown_hook(hook: str, function: Any, owner: str, plugin: str, label: str | None) -> None:
    """Raise a PluginError if a function implements a hook that does not exist."""
    options = getattr(function, f"{hookspecs.PROJECT}_impl")
    hook = options.get("specname") or hook
    if hook in hookspecs.HOOKS or options.get("optionalhook"):
        return
    meant = _advice(hook, hookspecs.HOOKS, "the hooks are")
    raise PluginError(
        f"{owner} implements {shorten(hook)}, which is not a hook; {meant}.", plugin=plugin, version=label
    )


def _advice(name: str, known: Iterable[str], these: str) -> str:
    """Say what to do about a name that does not exist: rename it to the nearest one, or to one of all."""
    import difflib

    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"rename it to {near[0]!r}" if near else f"{these} {', '.join(names)}"


def unknown_argument(plugin: object, functions: Iterable[tuple[str, Callable[..., Any]]]) -> str | None:
    """Say which implementation of a plugin needs an argument that its hook does not have; None if none does."""
    for name, function in functions:
        hook = getattr(function, f"{hookspecs.PROJECT}_impl").get("specname") or name
        known = list(inspect.signature(hookspecs.HOOKS[hook]).parameters) if hook in hookspecs.HOOKS else []
        wrong = next((each for each in _needed(getattr(plugin, name)) if each not in known), None)
        if known and wrong is not None:
            meant = _advice(wrong, known, "its arguments are")
            return f"implements {hook} with the argument {wrong!r}, which the hook does not have; {meant}."
    return None


def _needed(function: Callable[..., Any]) -> list[str]:
    """The names of the arguments that a function cannot be called without, as pluggy passes them."""
    parameters = inspect.signature(function).parameters.values()
    passed = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [each.name for each in parameters if each.kind in passed and each.default is each.empty]


def refuse_coroutine(hook: str, function: Any, owner: str, plugin: str, label: str | None) -> None:
    """Raise a PluginError if a hook is implemented by a coroutine function."""
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise PluginError(
            f"{owner} implements {hook} with `async def`. Hooks are plain functions; one that needs I/O returns a flow"
            " (see filewright.effects).",
            plugin=plugin,
            version=label,
        )
