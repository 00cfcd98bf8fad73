"""The plugins of a client, and which of them is to blame for an error.

Built-ins are registered first and by the same door as everybody else's; then those of `FILEWRIGHT_PLUGINS` and of the
entry points, then the client's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import pluggy

from .. import hookspecs
from ..errors import OpenAIError, PluginError, cut, shorten
from ..narrowing import is_list
from ..options import checked_names, checked_plugins
from .installed import entry_points
from .loading import (
    ENVIRONMENT,
    Manager,
    import_named,
    label_of,
    loaded,
    marked,
    origin_of,
    own_name,
    owner_of,
    refuse_coroutine,
    refuse_unknown_hook,
    spelt,
    unknown_argument,
)
from .results import RESULTS

if TYPE_CHECKING:
    import importlib.metadata
    from types import FrameType


class PluginInfo(NamedTuple):
    """A plugin of a client.

    Attributes:
        name: the name under which it is registered, and by which it can be blocked.
        origin: "built-in", "client", "environment", or the distribution that its entry point comes from.
        version: the version of that distribution, or None.
        hooks: the names of the hooks that it implements.
    """

    name: str
    origin: str
    version: str | None
    hooks: tuple[str, ...]


class Registry:
    """The plugins of one client: which there are, and which one a failure or a wrong result comes from.

    Args:
        builtins: name and object of each built-in plugin, in the order of registration.
        plugins: the client's own: objects, or names of modules or of `module:attribute`.
        block: names of plugins that are neither registered nor imported.

    Attributes:
        manager: pluggy's, with the hooks of `hookspecs`.
        implementations: by hook, a function that returns its implementations; the last one is called first.

    Raises:
        ConfigurationError: an item of `plugins` is not a plugin.
        PluginError: a plugin cannot be imported, or implements an unknown hook or has invalid parameters.
    """

    def __init__(self, builtins: Iterable[tuple[str, object]], plugins: Iterable[object], block: Iterable[str]) -> None:
        self.manager = Manager()
        self._origins: dict[str, tuple[str, str | None]] = {}
        self._blocked = {spelt(name) for name in checked_names(block)}
        for name, plugin in builtins:
            self._register(plugin, name, "built-in", None)
        self._register_installed()
        for number, plugin in enumerate(checked_plugins(plugins)):
            self._register_own(plugin, number)
        hooks = self.manager.hook
        self.implementations = {name: getattr(hooks, name).get_hookimpls for name in hookspecs.HOOKS}

    def _register_installed(self) -> None:
        named = os.environ.get(ENVIRONMENT)
        if named is not None and not named.strip():
            return
        for name in filter(None, (part.strip() for part in (named or "").split(","))):
            if not self._is_blocked(name):
                self._register(import_named(name, "environment"), name, "environment", None)
        for entry_point in entry_points():
            name = entry_point.name
            # One that FILEWRIGHT_PLUGINS names is there already.
            if not self._is_blocked(name) and self._origins.get(name, ("",))[0] != "environment":
                self._register_entry_point(entry_point)

    def _register_entry_point(self, entry_point: importlib.metadata.EntryPoint) -> None:
        distribution = entry_point.dist
        origin = origin_of(distribution.name) if distribution else "entry point"
        version = distribution.version if distribution else None
        plugin = loaded(entry_point.load, entry_point.name, origin, version)
        self._register(plugin, entry_point.name, origin, version)

    def _is_blocked(self, name: str) -> bool:
        return spelt(name) in self._blocked

    def _register_own(self, plugin: object, number: int) -> None:
        if isinstance(plugin, str):
            if not self._is_blocked(plugin):
                self._register(import_named(plugin, "client"), plugin, "client", None)
            return
        name = own_name(plugin)
        if self._is_blocked(name):
            return
        taken = self.manager.has_plugin(name)
        instance = loaded(lambda: plugin, name, "client")
        self._register(instance, f"{name}-{number}" if taken else name, "client", None)

    def _register(self, plugin: object, name: str, origin: str, version: str | None) -> None:
        if self._is_blocked(name):
            return
        owner = owner_of(name, origin, version)
        label = label_of(origin, version)
        if self.manager.has_plugin(name) or self.manager.is_registered(plugin):
            raise PluginError(f"{owner} is there already; name it once.", plugin=name, version=label)
        functions = tuple(marked(plugin))
        if origin != "built-in" and not functions:
            raise PluginError(
                f"{owner} implements no hook: mark its functions with @filewright.hookimpl.", plugin=name, version=label
            )
        for hook, function in functions:
            refuse_coroutine(hook, function, owner, name, label)
            refuse_unknown_hook(hook, function, owner, name, label)
        self._origins[name] = (origin, version)
        try:
            self.manager.register(plugin, name)
            self.manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            why = unknown_argument(plugin, functions) or f"cannot be used: {cut(str(error))}"
            raise PluginError(f"{owner} {why}", plugin=name, version=label) from error

    def described(self) -> list[PluginInfo]:
        """The registered plugins, in the order of registration; the last one is called first."""
        return [
            PluginInfo(
                name,
                *self._origins[name],
                tuple(sorted(caller.name for caller in self.manager.get_hookcallers(plugin) or ())),
            )
            for name, plugin in self.manager.list_name_plugin()
            if plugin is not None
        ]

    # Blame

    def failed(self, hook: str, error: Exception) -> NoReturn:
        """Raise what a hook raised, under the name of the plugin that raised it."""
        impl = self._culprit(hook, error)
        if impl is None or isinstance(error, OpenAIError) or self._origins[impl.plugin_name][0] == "built-in":
            raise error
        origin, version = self._origins[impl.plugin_name]
        owner = owner_of(impl.plugin_name, origin, version)
        raise PluginError(
            f"{owner} raised in {hook}: {type(error).__name__}: {cut(str(error))}",
            plugin=impl.plugin_name,
            version=label_of(origin, version),
        ) from error

    def _culprit(self, hook: str, error: Exception) -> pluggy.HookImpl | None:
        """Whose implementation an error came out of; of a flow, also where it was made elsewhere in the same file."""
        frames: list[FrameType] = []
        trace = error.__traceback__
        while trace is not None:
            frames.append(trace.tb_frame)
            trace = trace.tb_next
        impls = self.implementations[hook]()[::-1]
        tests: tuple[Callable[[pluggy.HookImpl, FrameType], bool], ...] = (_ran_on, _ran, _shares_file)
        found = (impl for test in tests for frame in frames for impl in impls if test(impl, frame))
        return next(found, None)

    def who_returned(self, hook: str, arguments: dict[str, Any], result: object) -> list[str] | None:
        """Return the names of the plugins that returned a result: they are called again one by one until the type
        matches.
        """
        implementations = self.implementations[hook]()[::-1]
        for impl in (each for each in implementations if not (each.wrapper or each.hookwrapper)):
            others = [each.plugin for each in implementations if each is not impl]
            given: Any = self.manager.subset_hook_caller(hook, others)(**arguments)
            results: list[Any] = given if is_list(given) else [given]
            if any(type(each) is type(result) for each in results):
                return [impl.plugin_name]
        return None

    def wrong_result(
        self, hook: str, result: object, expected: str | None = None, names: list[str] | None = None
    ) -> PluginError:
        # If the plugin is not known, it is at least not a built-in.
        names = names or [impl.plugin_name for impl in self.implementations[hook]()[::-1]]
        strangers = [name for name in names if self._origins[name][0] != "built-in"]
        owners = " or ".join(owner_of(name, *self._origins[name]) for name in strangers)
        labels = [label for name in strangers if (label := label_of(*self._origins[name]))]
        return PluginError(
            f"{owners} returned {shorten(result)} from {hook}. It must return {expected or RESULTS[hook][1]}.",
            plugin=", ".join(strangers),
            version=", ".join(labels) or None,
        )


def _ran(impl: pluggy.HookImpl, frame: FrameType) -> bool:
    """Return True if a frame runs an implementation's function."""
    return getattr(impl.function, "__code__", None) is frame.f_code


def _ran_on(impl: pluggy.HookImpl, frame: FrameType) -> bool:
    """The same, and of this very object: two plugins may be of one class."""
    names = frame.f_code.co_varnames
    owner = getattr(impl.function, "__self__", None)
    return _ran(impl, frame) and owner is not None and bool(names) and frame.f_locals.get(names[0]) is owner


def _shares_file(impl: pluggy.HookImpl, frame: FrameType) -> bool:
    """Return True if a frame is in the file of an implementation."""
    code = getattr(impl.function, "__code__", None)
    return code is not None and code.co_filename == frame.f_code.co_filename
