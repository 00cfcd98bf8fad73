"""The part that blocking and async clients share: everything except how they wait."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import httpx

from ..builtin import built_in_plugins
from ..calls import NO_OPTIONS, Call, CallOptions
from ..errors import ArgumentsError, ClientClosedError, ConfigurationError, MissingCredentialsError, shorten
from ..ground.frames import frames_of_ours
from ..host.hooks import Hooks, PluginInfo
from ..host.loading import own_name
from ..options import ClientOptions, Settings
from ..providers import NAMES, plugins_for
from ..providers.claiming import unknown_provider, wanted_provider
from ..sentinels import NOT_GIVEN, NotGiven
from ..settings import ApiKey, Timeout, checked_bytes, checked_headers, checked_query, timeout_phases
from ..wire.brought import is_http_client, sender_of
from ..wire.connections import client_options
from ..wire.transports import make_transport
from ..wire.urls import Urls

if TYPE_CHECKING:
    from filewright_api.types import Operation

H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class BaseClient(Generic[H]):
    """Settings, plugins and connections.

    Attributes:
        options_class: the options of clients of this class: `ClientOptions`, or a subclass with additional ones.
        bundled_plugins: plugins of every client of this class, registered before those of its `plugins` option;
            they cannot be blocked.
        hooks: the plugins in use, with typed methods to call their hooks.
        settings: the checked options, as changed by plugins.
    """

    options_class: ClassVar[type[ClientOptions]] = ClientOptions
    bundled_plugins: ClassVar[Sequence[object]] = ()
    hooks: Hooks
    settings: Settings

    _http_class: type[H]
    _direct_class: Callable[[Any], H]
    _driver_class: Callable[..., Any]
    _driver: Any
    __signature__: ClassVar[Any]

    def __init_subclass__(cls, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        # For help() and whoever else asks at run time; type checkers read the TypedDicts.
        cls.__signature__ = None if "__init__" in cls.__dict__ else inspect.signature(cls.options_class)

    def __init__(self, **options: Any) -> None:
        try:
            self._set_up(self.options_class.of(options), None)
        except ConfigurationError as error:
            # The frames of the traceback would show the key to whoever prints their locals.
            options.clear()
            raise error.with_traceback(None) from None

    def _set_up(self, options: ClientOptions, original: Self | None) -> None:
        """Make this client ready: a new one, or a copy, which shares with its original what it can."""
        hooks, settings = self._prepared(options, original)
        shares = original is not None and original._reaches(hooks, settings)
        self._given, self.hooks, self.settings = options, hooks, settings
        self._closed = False
        self._retired: list[Any] = []
        if original is not None and shares:
            self._driver = self._driver_class(original._driver.http, owned=False)
        else:
            self._connect()
        if original is None or hooks is not original.hooks:
            hooks.client_created(self)

    def _prepared(self, options: ClientOptions, original: Self | None) -> tuple[Hooks, Settings]:
        """The plugins, which are those of the original where they are the same, and the settings."""
        self._keep_bundled(options)
        shared = original and original._hooks_for(options)
        hooks = shared or Hooks(
            [*built_in_plugins(options), *plugins_for(options)],
            [*self.bundled_plugins, *options.plugins],
            options.block,
        )
        return hooks, self._settled(options, hooks)

    def _keep_bundled(self, options: ClientOptions) -> None:
        for name in options.block & {own_name(plugin) for plugin in self.bundled_plugins}:
            raise ConfigurationError(
                f"block names {shorten(name)}, which {type(self).__name__} does not work without; leave it out, or use"
                " OpenAI."
            )

    def _hooks_for(self, options: ClientOptions) -> Hooks | None:
        """The plugins of this client, where a copy with these options has the same."""
        decisive = ("plugins", "block", "expiry", "checks", "large_files", "provider", "base_url")
        return self.hooks if all(getattr(options, each) is getattr(self._given, each) for each in decisive) else None

    def _reaches(self, hooks: Hooks, settings: Settings) -> bool:
        """Return True if this client's connections can be shared with a client that has other plugins and settings."""
        own = self.settings
        same_http = settings.options.http_client is own.options.http_client
        same_way = (settings.base_url, settings.transport) == (own.base_url, own.transport)
        return hooks is self.hooks and same_way and same_http

    def _settled(self, options: ClientOptions, hooks: Hooks) -> Settings:
        """The settings that options become: filled in by plugins, and checked."""
        filled = hooks.before_client_created(options)
        self._check_provider(wanted_provider(filled), hooks)
        settings = Settings(filled, Urls)
        if filled.http_client is not None:
            self._adopt(filled.http_client, settings)
        self._check_key(settings)
        return settings

    def _check_provider(self, name: str | None, hooks: Hooks) -> None:
        brought: list[str] = [] if name is None else [each.name for each in hooks.providers()]
        if name is not None and name not in brought:
            raise unknown_provider(name, {*NAMES, *brought})

    def _adopt(self, http_client: H, settings: Settings) -> None:
        """Take over what a caller's HTTP client sends by itself; our own headers stand above its defaults."""
        if not is_http_client(http_client, asynchronous=self._http_class is httpx.AsyncClient):
            kind = self._http_class.__name__
            raise ConfigurationError(
                f"http_client is {shorten(http_client)}; {type(self).__name__} needs an httpx.{kind} or httpx2.{kind}."
            )
        own = {name: value for name, value in http_client.headers.items() if not _is_httpx_default(name, value)}
        settings.base_headers = {**settings.base_headers, **own, **settings.default_headers}
        settings.default_query = {**dict(http_client.params), **settings.default_query}
        if settings.options.timeout is NOT_GIVEN and http_client.timeout.as_dict() != _HTTPX_TIMEOUT:
            settings.timeout = timeout_phases(http_client.timeout, settings.timeout)

    def _check_key(self, settings: Settings) -> None:
        if self._http_class is httpx.Client and inspect.iscoroutinefunction(settings.api_key):
            raise ConfigurationError("api_key is an async function; pass a plain one, or use AsyncOpenAI.")
        if settings.api_key is None and settings.needs_key:
            raise MissingCredentialsError(
                "No API key: pass api_key, or set the environment variable OPENAI_API_KEY. (A server that needs none"
                " takes any.)"
            )

    def _warn_of_plain_text(self) -> None:
        if self.settings.is_plain_text:
            warnings.warn(
                f"base_url {shorten(self.settings.base_url)} is not encrypted: the key and the files can be read on the"
                " way. Use https.",
                UserWarning,
                stacklevel=frames_of_ours(),
            )

    def _connect(self) -> None:
        self._warn_of_plain_text()
        given: H | None = self._given.http_client
        self._driver = self._driver_class(
            self._new_http_client() if given is None else sender_of(given), owned=given is None
        )

    def _new_http_client(self) -> H:
        asynchronous = self._http_class is httpx.AsyncClient
        base_url, is_loopback = self.settings.base_url, self.settings.is_loopback
        transport: Any = self.hooks.transport_for(base_url, asynchronous) or make_transport(
            self.settings.transport,
            base_url,
            is_loopback=is_loopback,
            asynchronous=asynchronous,
            timeout=self.settings.timeout,
        )
        if transport is not None:
            return self._direct_class(transport)
        return self._http_class(**client_options(base_url))

    # Copies and changes

    def _copied(self, changes: dict[str, Any]) -> Self:
        made = object.__new__(type(self))
        # Resources belong to the client that they were made for.
        made.__dict__.update({name: each for name, each in self.__dict__.items() if not self._is_cached(name)})
        try:
            made._set_up(self._given.copied(changes), self)
        except ConfigurationError as error:
            changes.clear()
            raise error.with_traceback(None) from None
        return made

    def _is_cached(self, name: str) -> bool:
        return isinstance(inspect.getattr_static(type(self), name, None), cached_property)

    def _change(self, **changes: Any) -> None:
        """Go on with other options; calls that are under way keep theirs."""
        try:
            given = self._given.changed(**changes)
            hooks, settings = self._prepared(given, self)
        except ConfigurationError as error:
            changes.clear()
            raise error.with_traceback(None) from None
        reached, is_new = self._reaches(hooks, settings), hooks is not self.hooks
        self._given, self.hooks, self.settings = given, hooks, settings
        if not reached:
            self._retired.append(self._driver)
            self._connect()
        if is_new:
            hooks.client_created(self)

    def __copy__(self) -> Self:
        return self._copied({})

    def __deepcopy__(self, memo: object) -> Self:
        return self._copied({})

    def __getstate__(self) -> dict[str, Any]:
        """The options without secrets, and what a subclass keeps besides: see `ClientOptions.portable`."""
        own = {
            name: each for name, each in self.__dict__.items() if name not in _INTERNAL and not self._is_cached(name)
        }
        return {"options": self._given.portable(), "own": own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state["own"])
        self._set_up(self.options_class.of(state["options"]), None)

    # Settings as attributes. A new value applies to calls that begin later.

    @property
    def plugins(self) -> list[PluginInfo]:
        """The plugins in use, in the order of registration; if several implement a hook, the last one is called
        first.
        """
        return self.hooks.described()

    @property
    def base_url(self) -> httpx.URL:
        """The base URL."""
        return httpx.URL(self.settings.base_url)

    @base_url.setter
    def base_url(self, base_url: str | httpx.URL) -> None:
        self._change(base_url=base_url)

    @property
    def provider(self) -> str | None:
        """The name of the client's provider; None for OpenAI and compatible servers."""
        return self.settings.options.provider

    @property
    def api_key(self) -> ApiKey | None:
        """The key, or the function that returns it."""
        return self.settings.api_key

    @api_key.setter
    def api_key(self, api_key: ApiKey | None) -> None:
        try:
            self._change(api_key=api_key)
        except ConfigurationError as error:
            api_key = None  # out of the traceback
            raise error.with_traceback(None) from None

    @property
    def organization(self) -> str | None:
        """The organization, or None."""
        return self.settings.organization

    @organization.setter
    def organization(self, organization: str | None) -> None:
        self._change(organization=organization)

    @property
    def project(self) -> str | None:
        """The project, or None."""
        return self.settings.project

    @project.setter
    def project(self, project: str | None) -> None:
        self._change(project=project)

    @property
    def timeout(self) -> Timeout:
        """The timeout of each phase of an exchange, in seconds, as given."""
        given = self.settings.options.timeout
        return httpx.Timeout(**self.settings.timeout) if isinstance(given, NotGiven) else given

    @timeout.setter
    def timeout(self, timeout: Timeout) -> None:
        self._change(timeout=timeout)

    @property
    def max_retries(self) -> int:
        """The maximum number of retries of a failed call."""
        return self.settings.max_retries

    @max_retries.setter
    def max_retries(self, max_retries: int) -> None:
        self._change(max_retries=max_retries)

    @property
    def default_headers(self) -> httpx.Headers:
        """The headers of every request, except the key; names are case-insensitive."""
        return httpx.Headers(_without_omitted(self.settings.base_headers))

    @property
    def default_query(self) -> dict[str, object]:
        """The query parameters of every request."""
        return _without_omitted(self.settings.default_query)

    def is_closed(self) -> bool:
        """Return True if the client was closed."""
        return self._closed

    def __repr__(self) -> str:
        base_url = self.settings.base_url if "settings" in self.__dict__ else "not made"
        return f"<{type(self).__name__} {base_url}>"

    # Calls

    def new_call(
        self, operation: Operation, arguments: Mapping[str, Any], options: CallOptions = NO_OPTIONS, /
    ) -> Call:
        """Create a call of an operation, ready to be run."""
        if self._closed:
            raise ClientClosedError("The client is closed; make a new one.")
        extra_headers, extra_query, extra_body, timeout, expected_bytes, _ = options
        if extra_body is not None and not isinstance(extra_body, Mapping):
            raise ConfigurationError(f"extra_body is {shorten(extra_body)}; pass a mapping of fields to values.")
        unknown = [name for name in arguments if name not in operation.arguments]
        if unknown:
            raise ArgumentsError(
                f"{operation.name} has no argument {shorten(unknown[0])};"
                f" it has {', '.join(operation.arguments) or 'none'}."
            )
        settings = self.settings
        call = Call(
            operation,
            _without_omitted(arguments),
            settings,
            headers=checked_headers("extra_headers", extra_headers) if extra_headers else {},
            query=checked_query("extra_query", extra_query) if extra_query else {},
            extra_body=extra_body,
            timeout=settings.timeout if timeout is NOT_GIVEN else timeout_phases(timeout, settings.timeout),
        )
        call.expected_bytes = checked_bytes("expected_bytes", expected_bytes)
        return call


_INTERNAL = {"hooks", "settings", "_given", "_closed", "_retired", "_driver"}


_HTTPX_TIMEOUT = httpx.Timeout(5.0).as_dict()
"""The timeout of an httpx client created without one; any other value was chosen on purpose."""


def _is_httpx_default(name: str, value: str) -> bool:
    return name in {"accept", "accept-encoding", "connection"} or (name, value[:12]) == ("user-agent", "python-httpx")


def _without_omitted(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not NOT_GIVEN}


def told_apart(arguments: dict[str, Any]) -> tuple[dict[str, Any], CallOptions]:
    """The arguments of an operation, and the options of its call, where all were passed by name."""
    options = {name: arguments.pop(name) for name in CallOptions._fields if name in arguments}
    return arguments, CallOptions(**options)
