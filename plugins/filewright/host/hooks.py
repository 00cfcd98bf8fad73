"""The plugins of a client, with typed methods to call their hooks.

Built-in plugins are registered first, in the same way as all others; then those of `FILEWRIGHT_PLUGINS` and of the
entry points, then the client's own.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import os
import re
from collections.abc import Callable, Generator, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

import pluggy

from .. import hookspecs
from ..calls import Call
from ..effects import Body
from ..errors import ConfigurationError, OpenAIError, PluginError, cut, shorten
from ..limits import Limit
from ..narrowing import is_list
from ..options import ClientOptions, checked_names, checked_plugins
from ..rules.expiries import seconds_of

if TYPE_CHECKING:
    import importlib.metadata
    from pathlib import Path
    from types import FrameType

    import httpx
    from filewright_api.types import RequestParts

    from ..calls import TransferEvent
    from ..effects import Flow
    from ..hookspecs import Verdict
    from ..sources import Source

ENTRY_POINT_GROUP = "filewright"
ENVIRONMENT = "FILEWRIGHT_PLUGINS"

_ADVICE = {
    "client": "Fix it, or leave it out of plugins=[...].",
    "environment": f"Fix it, or take it out of {ENVIRONMENT}.",
}


def _is_delay(value: object) -> bool:
    """Return True if a value is a valid delay in seconds."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")


def _is_transport(value: object) -> bool:
    return hasattr(value, "handle_request") or hasattr(value, "handle_async_request")


def _is_expiry(value: object) -> bool:
    try:
        seconds_of(value, "expiry")
    except ConfigurationError:
        return False
    return True


_FIXED = ("plugins", "block", "expiry", "checks", "http_client")
"""Options that no plugin fills in: they were used before any was asked, or there is another hook for them."""


def _are_filled(result: object, options: ClientOptions) -> bool:
    """Return True if a result is these options, changed only where a plugin may change them."""
    return isinstance(result, type(options)) and all(getattr(result, name) is getattr(options, name) for name in _FIXED)


# The accepted results of hooks whose results are used unchanged: the check and its description.
_RESULTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "before_client_created": (
        lambda result: isinstance(result, ClientOptions),
        f"options.changed(...) without {', '.join(_FIXED)}, or None",
    ),
    "save_content": (lambda result: isinstance(result, Generator), "a flow (a generator of effects) or None"),
    "begin_batch": (lambda result: isinstance(result, Generator), "a flow (a generator of effects) or None"),
    "transport_for": (_is_transport, "an httpx.BaseTransport, an httpx.AsyncBaseTransport or None"),
    "default_expiry": (_is_expiry, "what expires_after takes, such as '7d', or None"),
    "upload_file": (lambda result: isinstance(result, Generator), "a flow (a generator of effects) or None"),
    "recover_response": (lambda result: isinstance(result, Generator), "a flow (a generator of effects) or None"),
    "purpose_limit": (lambda result: isinstance(result, Limit), "a filewright.limits.Limit or None"),
    "encode_body": (lambda result: isinstance(result, Body), "a filewright.effects.Body or None"),
    "retry_delay": (lambda result: result is False or _is_delay(result), "seconds from 0, False or None"),
    "request_delay": (_is_delay, "seconds from 0, or None"),
    "next_page": (lambda result: isinstance(result, Call), "a Call or None"),
    "poll_verdict": (lambda result: result in ("done", "failed", "pending"), "'done', 'failed', 'pending' or None"),
    "poll_delay": (_is_delay, "seconds from 0, or None"),
}


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


class Hooks:
    """The plugins of one client. Its methods are the hooks, typed.

    Args:
        builtins: name and object of each built-in plugin, in the order of registration.
        plugins: the client's own: objects, or names of modules or of `module:attribute`.
        block: names of plugins that are neither registered nor imported.

    Raises:
        ConfigurationError: an item of `plugins` is not a plugin.
        PluginError: a plugin cannot be imported, or implements an unknown hook or has invalid parameters.
    """

    def __init__(
        self, builtins: Iterable[tuple[str, object]], plugins: Iterable[object] = (), block: Iterable[str] = ()
    ) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._origins: dict[str, tuple[str, str | None]] = {}
        self._blocked = {_spelt(name) for name in checked_names(block)}
        for name, plugin in builtins:
            self._register(plugin, name, "built-in", None)
        self._register_installed()
        for number, plugin in enumerate(checked_plugins(plugins)):
            self._register_own(plugin, number)
        hooks = self._manager.hook
        self._implementations = {name: getattr(hooks, name).get_hookimpls for name in hookspecs.HOOKS}
        self._before_call_encoded = hooks.before_call_encoded
        self._request_delay = hooks.request_delay
        self._before_request_sent = hooks.before_request_sent
        self._after_response_received = hooks.after_response_received
        self._after_call_finished = hooks.after_call_finished

    # Registration

    def _register_installed(self) -> None:
        named = os.environ.get(ENVIRONMENT)
        if named is not None and not named.strip():
            return
        for name in filter(None, (part.strip() for part in (named or "").split(","))):
            if not self._is_blocked(name):
                self._register(_import_named(name, "environment"), name, "environment", None)
        for entry_point in _entry_points():
            name = entry_point.name
            # One that FILEWRIGHT_PLUGINS names is there already.
            if not self._is_blocked(name) and self._origins.get(name, ("",))[0] != "environment":
                self._register_entry_point(entry_point)

    def _register_entry_point(self, entry_point: importlib.metadata.EntryPoint) -> None:
        distribution = entry_point.dist
        origin = _origin_of(distribution.name) if distribution else "entry point"
        version = distribution.version if distribution else None
        plugin = _loaded(entry_point.load, entry_point.name, origin, version)
        self._register(plugin, entry_point.name, origin, version)

    def _is_blocked(self, name: str) -> bool:
        return _spelt(name) in self._blocked

    def _register_own(self, plugin: object, number: int) -> None:
        if isinstance(plugin, str):
            if not self._is_blocked(plugin):
                self._register(_import_named(plugin, "client"), plugin, "client", None)
            return
        name = own_name(plugin)
        if self._is_blocked(name):
            return
        taken = self._manager.has_plugin(name)
        instance = _loaded(lambda: plugin, name, "client")
        self._register(instance, f"{name}-{number}" if taken else name, "client", None)

    def _register(self, plugin: object, name: str, origin: str, version: str | None) -> None:
        if self._is_blocked(name):
            return
        owner = _owner(name, origin, version)
        label = _label(origin, version)
        if self._manager.has_plugin(name) or self._manager.is_registered(plugin):
            raise PluginError(f"{owner} is there already; name it once.", plugin=name, version=label)
        _refuse_coroutines(plugin, name, origin, version)
        if origin != "built-in" and not any(True for _ in _marked(plugin)):
            raise PluginError(
                f"{owner} implements no hook: mark its functions with @filewright.hookimpl.", plugin=name, version=label
            )
        for hook, function in _marked(plugin):
            _refuse_unknown_hook(hook, function, owner, name, label)
        self._origins[name] = (origin, version)
        try:
            self._manager.register(plugin, name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginError(f"{owner} cannot be used: {cut(str(error))}", plugin=name, version=label) from error

    def described(self) -> list[PluginInfo]:
        """The registered plugins, in the order of registration; the last one is called first."""
        return [
            PluginInfo(
                name,
                *self._origins[name],
                tuple(sorted(caller.name for caller in self._manager.get_hookcallers(plugin) or ())),
            )
            for name, plugin in self._manager.list_name_plugin()
            if plugin is not None
        ]

    # Asking

    def has(self, hook: str) -> bool:
        """Return True if a plugin implements a hook. Used for hooks that would run for each block."""
        return bool(self._implementations[hook]())

    def _failed(self, hook: str, error: Exception) -> NoReturn:
        """Raise what a hook raised, under the name of the plugin that raised it."""
        impl = self._culprit(hook, error)
        if impl is None or isinstance(error, OpenAIError) or self._origins[impl.plugin_name][0] == "built-in":
            raise error
        origin, version = self._origins[impl.plugin_name]
        raise PluginError(
            f"{_owner(impl.plugin_name, origin, version)} raised in {hook}: {type(error).__name__}: {cut(str(error))}",
            plugin=impl.plugin_name,
            version=_label(origin, version),
        ) from error

    def _culprit(self, hook: str, error: Exception) -> pluggy.HookImpl | None:
        """Whose implementation an error came out of; of a flow, also where it was made elsewhere in the same file."""
        frames: list[FrameType] = []
        trace = error.__traceback__
        while trace is not None:
            frames.append(trace.tb_frame)
            trace = trace.tb_next
        impls = self._implementations[hook]()[::-1]
        tests: tuple[Callable[[pluggy.HookImpl, FrameType], bool], ...] = (_ran_on, _ran, _shares_file)
        found = (impl for test in tests for frame in frames for impl in impls if test(impl, frame))
        return next(found, None)

    def _ask(self, hook: str, **arguments: Any) -> Any:
        try:
            result = getattr(self._manager.hook, hook)(**arguments)
        except Exception as error:  # re-raised, always: as it is, or under the plugin's name
            self._failed(hook, error)
        if result is not None and hook in _RESULTS and not _RESULTS[hook][0](result):
            raise self._wrong_result(hook, result, names=self._who_returned(hook, arguments, result))
        return result

    def _who_returned(self, hook: str, arguments: dict[str, Any], result: object) -> list[str] | None:
        """Return the names of the plugins that returned a result: they are called again one by one until the type
        matches.
        """
        implementations = self._implementations[hook]()[::-1]
        for impl in (each for each in implementations if not (each.wrapper or each.hookwrapper)):
            others = [each.plugin for each in implementations if each is not impl]
            given: Any = self._manager.subset_hook_caller(hook, others)(**arguments)
            results: list[Any] = given if is_list(given) else [given]
            if any(type(each) is type(result) for each in results):
                return [impl.plugin_name]
        return None

    def _wrong_result(
        self, hook: str, result: object, expected: str | None = None, names: list[str] | None = None
    ) -> PluginError:
        # If the plugin is not known, it is at least not a built-in.
        names = names or [impl.plugin_name for impl in self._implementations[hook]()[::-1]]
        strangers = [name for name in names if self._origins[name][0] != "built-in"]
        owners = " or ".join(_owner(name, *self._origins[name]) for name in strangers)
        labels = [label for name in strangers if (label := _label(*self._origins[name]))]
        return PluginError(
            f"{owners} returned {shorten(result)} from {hook}. It must return {expected or _RESULTS[hook][1]}.",
            plugin=", ".join(strangers),
            version=", ".join(labels) or None,
        )

    def _ask_flow(self, hook: str, **arguments: Any) -> Flow[Any] | None:
        flow = self._ask(hook, **arguments)
        return None if flow is None else self._guarded(hook, flow)

    def _guarded(self, hook: str, flow: Flow[Any]) -> Flow[Any]:
        try:
            return (yield from flow)
        except Exception as error:  # re-raised, always
            self._failed(hook, error)

    def before_client_created(self, options: ClientOptions) -> ClientOptions:
        """See hookspecs.before_client_created. Return the options as changed by all plugins."""
        hook = "before_client_created"
        implementations = self._implementations[hook]()[::-1]
        for impl in implementations:
            # One at a time, as each is asked with what the one before returned.
            others = [each.plugin for each in implementations if each is not impl]
            try:
                results: list[Any] = self._manager.subset_hook_caller(hook, others)(options=options)
            except Exception as error:  # re-raised, always
                self._failed(hook, error)
            for result in results:
                if not _are_filled(result, options):
                    raise self._wrong_result(hook, result, names=[impl.plugin_name])
                options = result
        return options

    def providers(self) -> list[Any]:
        """See hookspecs.providers."""
        found: list[Any] = self._ask("providers")
        return found

    def client_created(self, client: Any) -> None:
        """See hookspecs.client_created."""
        try:
            self._manager.hook.client_created.call_historic(kwargs={"client": client})
        except Exception as error:  # re-raised, always
            self._failed("client_created", error)

    def transport_for(self, base_url: str, asynchronous: bool) -> Any:
        """See hookspecs.transport_for."""
        return self._ask("transport_for", base_url=base_url, asynchronous=asynchronous)

    def before_call_encoded(self, call: Call) -> None:
        """See hookspecs.before_call_encoded."""
        try:
            self._before_call_encoded(call=call)
        except Exception as error:  # re-raised, always
            self._failed("before_call_encoded", error)

    def default_expiry(self, purpose: str, source: Source | None, call: Call) -> Any:
        """See hookspecs.default_expiry."""
        return self._ask("default_expiry", purpose=purpose, source=source, call=call)

    def purpose_limit(self, purpose: str, call: Call) -> Limit | None:
        """See hookspecs.purpose_limit."""
        limit: Limit | None = self._ask("purpose_limit", purpose=purpose, call=call)
        return limit

    def check_source(self, source: Source, purpose: str, limit: Limit | None, call: Call) -> None:
        """See hookspecs.check_source."""
        self._ask("check_source", source=source, purpose=purpose, limit=limit, call=call)

    def check_content(self, source: Source, purpose: str, call: Call) -> Flow[None] | None:
        """See hookspecs.check_content."""
        return self._ask_flow("check_content", source=source, purpose=purpose, call=call)

    def save_content(self, response: httpx.Response, call: Call, place: Any) -> Flow[Any] | None:
        """See hookspecs.save_content."""
        return self._ask_flow("save_content", response=response, call=call, place=place)

    def upload_file(self, source: Source, call: Call) -> Flow[Any] | None:
        """See hookspecs.upload_file."""
        return self._ask_flow("upload_file", source=source, call=call)

    def begin_batch(self, path: Path, call: Call) -> Flow[Any] | None:
        """See hookspecs.begin_batch."""
        return self._ask_flow("begin_batch", path=path, call=call)

    def before_request_encoded(self, parts: RequestParts, call: Call) -> None:
        """See hookspecs.before_request_encoded."""
        self._ask("before_request_encoded", parts=parts, call=call)

    def before_response_parsed(self, body: Any, call: Call) -> Any:
        """See hookspecs.before_response_parsed."""
        return self._ask("before_response_parsed", body=body, call=call)

    def encode_body(self, call: Call) -> Body | None:
        """See hookspecs.encode_body."""
        body: Body | None = self._ask("encode_body", call=call)
        return body

    def request_delay(self, call: Call, attempt: int) -> float:
        """Seconds to wait before an attempt; see hookspecs.request_delay."""
        try:
            delays: list[float] = self._request_delay(call=call, attempt=attempt)
        except Exception as error:  # re-raised, always
            self._failed("request_delay", error)
        if not delays:
            return 0.0
        if (wrong := next((delay for delay in delays if not _is_delay(delay)), None)) is not None:
            names = self._who_returned("request_delay", {"call": call, "attempt": attempt}, wrong)
            raise self._wrong_result("request_delay", wrong, names=names)
        return max(delays)

    def before_request_sent(self, request: httpx.Request, call: Call, attempt: int) -> None:
        """See hookspecs.before_request_sent."""
        try:
            self._before_request_sent(request=request, call=call, attempt=attempt)
        except Exception as error:  # re-raised, always
            self._failed("before_request_sent", error)

    def after_response_received(self, response: httpx.Response, call: Call, attempt: int) -> None:
        """See hookspecs.after_response_received."""
        try:
            self._after_response_received(response=response, call=call, attempt=attempt)
        except Exception as error:  # re-raised, always
            self._failed("after_response_received", error)

    def on_request_error(self, error: Exception, call: Call, attempt: int) -> None:
        """See hookspecs.on_request_error."""
        self._ask("on_request_error", error=error, call=call, attempt=attempt)

    def retry_delay(
        self, call: Call, attempt: int, outcome: httpx.Response | Exception
    ) -> float | Literal[False] | None:
        """See hookspecs.retry_delay."""
        delay: float | Literal[False] | None = self._ask("retry_delay", call=call, attempt=attempt, outcome=outcome)
        return delay

    def recover_response(self, call: Call, outcome: httpx.Response | Exception) -> Flow[Any] | None:
        """See hookspecs.recover_response."""
        flow = self._ask_flow("recover_response", call=call, outcome=outcome)
        return None if flow is None else self._with_outcome(flow)

    def _with_outcome(self, flow: Flow[Any]) -> Flow[Any]:
        """A recovery that is held to say how it ended: None is what a function returns that forgot to."""
        found = yield from flow
        if found is None:
            raise self._wrong_result("recover_response", None, "a flow that returns the object, or NOT_GIVEN")
        return found

    def next_page(self, call: Call, page: Any) -> Call | None:
        """See hookspecs.next_page."""
        following: Call | None = self._ask("next_page", call=call, page=page)
        return following

    def poll_verdict(self, call: Call, model: Any) -> Verdict | None:
        """See hookspecs.poll_verdict."""
        verdict: Verdict | None = self._ask("poll_verdict", call=call, model=model)
        return verdict

    def poll_delay(self, call: Call, attempt: int, interval: float) -> float | None:
        """See hookspecs.poll_delay."""
        delay: float | None = self._ask("poll_delay", call=call, attempt=attempt, interval=interval)
        return delay

    def after_call_finished(self, call: Call, outcome: Any) -> None:
        """See hookspecs.after_call_finished."""
        try:
            self._after_call_finished(call=call, outcome=outcome)
        except Exception as error:  # re-raised, always
            self._failed("after_call_finished", error)

    def on_transfer_progress(self, event: TransferEvent) -> None:
        """See hookspecs.on_transfer_progress."""
        self._ask("on_transfer_progress", event=event)


_OUR_ORIGINS = {"built-in", "client", "environment"}


def _origin_of(distribution: str) -> str:
    """The origin of a plugin of a distribution, whatever that calls itself."""
    return f"distribution {distribution}" if distribution in _OUR_ORIGINS else distribution


def _spelt(name: str) -> str:
    """A name without what spellings of it differ by, as for names of distributions (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def own_name(plugin: object) -> str:
    """The name under which a plugin is registered that came as an object."""
    named = plugin if inspect.isclass(plugin) or inspect.ismodule(plugin) else type(plugin)
    return str(getattr(plugin, "plugin_name", None) or named.__name__)


def _label(origin: str, version: str | None) -> str | None:
    """The distribution of a plugin with its version, or None if it comes from none."""
    return f"{origin} {version}" if version else None


def _owner(name: str, origin: str, version: str | None) -> str:
    """How messages call a plugin."""
    return f"The plugin {shorten(name)} ({_label(origin, version) or origin})"


def _loaded(load: Callable[[], object], name: str, origin: str, version: str | None = None) -> object:
    """The object that `load` returns, or an instance of it if it is a class."""
    try:
        plugin = load()
        return plugin() if inspect.isclass(plugin) else plugin
    except Exception as error:  # any exception of third-party code is reported under its name
        advice = _ADVICE.get(origin, f"Update or uninstall it, or keep it out with block=[{shorten(name)}].")
        raise PluginError(
            f"{_owner(name, origin, version)} could not be loaded: {type(error).__name__}: {cut(str(error))}. {advice}",
            plugin=name,
            version=_label(origin, version),
        ) from error


def _import_named(name: str, origin: str) -> object:
    def load() -> object:
        module, _, attribute = name.partition(":")
        found: object = importlib.import_module(module)
        for part in filter(None, attribute.split(".")):
            found = getattr(found, part)
        return found

    return _loaded(load, name, origin)


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


def _marked(plugin: object) -> Iterable[tuple[str, Callable[..., Any]]]:
    marker = f"{hookspecs.PROJECT}_impl"
    for name in dir(plugin):
        function = inspect.getattr_static(plugin, name, None)
        function = getattr(function, "__func__", function)
        if hasattr(function, marker):
            yield name, function


def _refuse_unknown_hook(hook: str, function: Any, owner: str, plugin: str, label: str | None) -> None:
    options = getattr(function, f"{hookspecs.PROJECT}_impl")
    hook = options.get("specname") or hook
    if hook in hookspecs.HOOKS or options.get("optionalhook"):
        return
    near = difflib.get_close_matches(hook, hookspecs.HOOKS, n=1)
    meant = f"rename it to {near[0]!r}" if near else f"the hooks are {', '.join(hookspecs.HOOKS)}"
    raise PluginError(
        f"{owner} implements {shorten(hook)}, which is not a hook; {meant}.", plugin=plugin, version=label
    )


def _refuse_coroutines(plugin: object, name: str, origin: str, version: str | None) -> None:
    for hook, function in _marked(plugin):
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            raise PluginError(
                f"{_owner(name, origin, version)} implements {hook} with `async def`. Hooks are plain functions; one"
                " that needs I/O returns a flow (see filewright.effects).",
                plugin=name,
                version=_label(origin, version),
            )


@cache
def _entry_points() -> tuple[importlib.metadata.EntryPoint, ...]:
    """The installed plugins, by name; the scan of all distributions is made once a process."""
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry_point: entry_point.name))
