"""The clients: settings, plugins, connections, and their life."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from ..builtin.checks import Checks
from ..builtin.expiry import Expiry
from ..builtin.json_body import JsonBody
from ..builtin.logs import Logs
from ..builtin.multipart import Multipart
from ..builtin.pagination import Pagination
from ..builtin.polling import Polling
from ..builtin.rates import Rates
from ..builtin.recovery import Recovery
from ..builtin.retries import Retries
from ..builtin.transport import Transport
from ..builtin.upload import SingleRequest
from ..calls import NO_OPTIONS, Call, CallOptions
from ..errors import ClientClosedError, ConfigurationError, MissingCredentialsError, shorten
from ..flows.call import perform_call
from ..flows.downloads import fetch_content
from ..flows.settling import operation_to_settle, settle_outcome
from ..flows.waits import wait_until_done
from ..host.hooks import Hooks, PluginInfo, checked_names, checked_plugins
from ..resources.attributes import AsyncResources, Resources
from ..sentinels import NOT_GIVEN, NotGiven
from ..settings import (
    DEFAULT_ANSWER_BYTES,
    DEFAULT_CONTENT_BYTES,
    DEFAULT_ERROR_BYTES,
    DEFAULT_MAX_RETRIES,
    DEFAULT_RETRY_BUDGET,
    ApiKey,
    Settings,
    Timeout,
    checked_bytes,
    checked_headers,
    checked_query,
    timeout_phases,
)
from ..wire.asynchronous import AsyncDriver
from ..wire.blocking import Driver
from ..wire.connections import AsyncDirectClient, DirectClient, client_options, default_transport

if TYPE_CHECKING:
    from types import TracebackType

    from filewright_api.types import Operation

    from ..effects import Flow
    from ..errors import UploadOutcomeUnknownError
    from ..responses.contents import AsyncBinaryContent

T = TypeVar("T")
H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class BaseClient(Generic[H]):
    """What both clients have in common: all but how they wait."""

    _http_class: type[H]
    _direct_class: Callable[[Any], H]
    hooks: Hooks
    settings: Settings

    def __init__(
        self,
        *,
        api_key: ApiKey | None = None,
        organization: str | None = None,
        project: str | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: H | None = None,
        expiry: Mapping[str, Any] | None = None,
        checks: bool | Mapping[str, bool] = True,
        plugins: Iterable[object] = (),
        block: Iterable[str] = (),
        total_timeout: float | None = None,
        retry_budget: int | None = DEFAULT_RETRY_BUDGET,
        max_answer_bytes: int | None = DEFAULT_ANSWER_BYTES,
        max_error_bytes: int | None = DEFAULT_ERROR_BYTES,
        max_content_bytes: int | None = DEFAULT_CONTENT_BYTES,
        _hooks: Hooks | None = None,
    ) -> None:
        """Make a client.

        Args:
            api_key: the key, or a function that gives it and is asked for each call (in an async client it may be
                async); default: the environment variable OPENAI_API_KEY. Not needed for a server on this machine or
                a folder.
            organization: sent as OpenAI-Organization; default: OPENAI_ORG_ID.
            project: sent as OpenAI-Project; default: OPENAI_PROJECT_ID.
            base_url: the URL before `/files`; default: OPENAI_BASE_URL, else https://api.openai.com/v1. A URL such as
                `file:///some/folder` keeps the files in that folder, with no server.
            timeout: seconds for each phase of an exchange (connecting, the head of the answer, each read, each write,
                waiting for a connection), an httpx.Timeout, or None for no limit; default: 600, and 5 to connect.
            max_retries: how often a call that failed is sent again.
            default_headers, default_query: sent with each call.
            http_client: an httpx client to send with; its proxies, certificates, headers, auth and event hooks are
                used, and it is not closed with this client.
            expiry: how long new files are kept, by purpose: `{"batch": timedelta(days=7), "user_data": "30d"}`;
                `"*"` for every other purpose.
            checks: False for no checks of uploads, or `{"size": False}`, `{"suffix": False}`.
            plugins: further plugins: objects, or names of modules or of `module:attribute`.
            block: names of plugins, built-in or installed, that are not to be used.
            total_timeout: seconds for a call as a whole, with its retries and the waits between them; default: no
                limit. The body of a download, which is fetched after its call, has only the phases.
            retry_budget: how many retries may come to nothing, over all calls of this client, before failed calls are
                no longer sent again, until calls succeed once more: each gives one back. Retries that a server asks
                for with Retry-After are not counted. Default: 20; None for no limit.
            max_answer_bytes: the most that is read of an answer's JSON, inflated; default: 64 MiB; None for no limit.
            max_error_bytes: the most that is read of an error answer; the rest is left; default: 1 MiB.
            max_content_bytes: the most of a file's content that is saved or read into memory, inflated; default:
                16 GiB.

        Raises:
            ConfigurationError: a setting is wrong.
            PluginError: a plugin cannot be used.
        """
        self._options: dict[str, Any] = {
            "api_key": api_key,
            "organization": organization,
            "project": project,
            "base_url": base_url,
            "timeout": timeout,
            "max_retries": max_retries,
            "default_headers": default_headers,
            "default_query": default_query,
            "http_client": http_client,
            "expiry": expiry,
            "checks": checks,
            "plugins": checked_plugins(plugins),
            "block": checked_names(block),
            "total_timeout": total_timeout,
            "retry_budget": retry_budget,
            "max_answer_bytes": max_answer_bytes,
            "max_error_bytes": max_error_bytes,
            "max_content_bytes": max_content_bytes,
        }
        try:
            self.settings = Settings(
                api_key=api_key,
                organization=organization,
                project=project,
                base_url=base_url,
                timeout=timeout,
                max_retries=max_retries,
                default_headers=default_headers,
                default_query=default_query,
                total_timeout=total_timeout,
                retry_budget=retry_budget,
                max_answer_bytes=max_answer_bytes,
                max_error_bytes=max_error_bytes,
                max_content_bytes=max_content_bytes,
            )
        except ConfigurationError as error:
            # The frames of the traceback would show the key to whoever prints their locals.
            api_key = default_headers = None
            self._options = {}
            raise error.with_traceback(None) from None
        if http_client is not None:
            self._adopt(http_client)
        self._check_key()
        self.hooks = _hooks or Hooks(self._built_in_plugins(), self._options["plugins"], self._options["block"])
        self._closed = False
        self._connect(http_client or self._new_http_client(), owned=http_client is None)
        if _hooks is None:
            self.hooks.client_created(self)

    def _adopt(self, http_client: H) -> None:
        """Take over what a caller's httpx client sends by itself; our own headers stand above its defaults."""
        if not isinstance(http_client, self._http_class):
            raise ConfigurationError(
                f"http_client is {shorten(http_client)}; {type(self).__name__} needs an"
                f" httpx.{self._http_class.__name__}."
            )
        own = {name: value for name, value in http_client.headers.items() if not _is_httpx_default(name, value)}
        self.settings.base_headers = {**self.settings.base_headers, **own, **self.settings.default_headers}
        self.settings.default_query = {**dict(http_client.params), **self.settings.default_query}
        if self._options["timeout"] is NOT_GIVEN and http_client.timeout != _HTTPX_TIMEOUT:
            self.settings.timeout = timeout_phases(http_client.timeout, self.settings.timeout)

    def _check_key(self) -> None:
        if self._http_class is httpx.Client and inspect.iscoroutinefunction(self.settings.api_key):
            raise ConfigurationError("api_key is an async function; pass a plain one, or use AsyncOpenAI.")
        if self.settings.api_key is None and self.settings.needs_key:
            raise MissingCredentialsError(
                "No API key: pass api_key, or set the environment variable OPENAI_API_KEY. (A server that wants none"
                " takes any.)"
            )

    def _built_in_plugins(self) -> list[tuple[str, object]]:
        return _builtins(self._options["expiry"], self._options["checks"])

    def _new_http_client(self) -> H:
        asynchronous = self._http_class is httpx.AsyncClient
        base_url, is_loopback = self.settings.base_url, self.settings.is_loopback
        transport: Any = self.hooks.transport_for(base_url, asynchronous) or default_transport(
            base_url, is_loopback=is_loopback, asynchronous=asynchronous
        )
        if transport is not None:
            return self._direct_class(transport)
        return self._http_class(**client_options(base_url))

    def _connect(self, http: H, *, owned: bool) -> None:
        raise NotImplementedError

    # What people ask about

    @property
    def plugins(self) -> list[PluginInfo]:
        """The plugins in use, in the order of registration: of several with one hook, the last is asked first."""
        return self.hooks.described()

    @property
    def base_url(self) -> httpx.URL:
        """The base URL."""
        return httpx.URL(self.settings.base_url)

    @property
    def api_key(self) -> ApiKey | None:
        """The key, or the function that gives it."""
        return self.settings.api_key

    @property
    def organization(self) -> str | None:
        """The organization, or None."""
        return self.settings.organization

    @property
    def project(self) -> str | None:
        """The project, or None."""
        return self.settings.project

    @property
    def timeout(self) -> Timeout:
        """The timeout of each phase of an exchange, in seconds, as it was given."""
        given: Timeout | NotGiven = self._options["timeout"]
        return httpx.Timeout(**self.settings.timeout) if isinstance(given, NotGiven) else given

    @property
    def max_retries(self) -> int:
        """How often a call that failed is sent again."""
        return self.settings.max_retries

    @property
    def default_headers(self) -> dict[str, str]:
        """The headers that each request has, but for the key."""
        return dict(self.settings.base_headers)

    @property
    def default_query(self) -> dict[str, object]:
        """The query parameters that each request has."""
        return dict(self.settings.default_query)

    def is_closed(self) -> bool:
        """Whether the client was closed."""
        return self._closed

    def __repr__(self) -> str:
        base_url = self.settings.base_url if "settings" in self.__dict__ else "not made"
        return f"<{type(self).__name__} {base_url}>"

    # Calls

    def new_call(
        self, operation: Operation, arguments: Mapping[str, Any], options: CallOptions = NO_OPTIONS, /
    ) -> Call:
        """A call of an operation, ready to be run."""
        if self._closed:
            raise ClientClosedError("The client is closed; make a new one.")
        extra_headers, extra_query, extra_body, timeout, expected_bytes, _ = options
        if extra_body is not None and not isinstance(extra_body, Mapping):
            raise ConfigurationError(f"extra_body is {shorten(extra_body)}; pass a mapping of fields to values.")
        unknown = [name for name in arguments if name not in operation.arguments]
        if unknown:
            raise ConfigurationError(
                f"{operation.name} has no argument {shorten(unknown[0])};"
                f" it has {', '.join(operation.arguments) or 'none'}."
            )
        settings = self.settings
        call = Call(
            operation,
            _given(arguments),
            settings,
            headers=checked_headers("extra_headers", extra_headers) if extra_headers else {},
            query=checked_query("extra_query", extra_query) if extra_query else {},
            extra_body=extra_body,
            timeout=settings.timeout if timeout is NOT_GIVEN else timeout_phases(timeout, settings.timeout),
        )
        call.expected_bytes = checked_bytes("expected_bytes", expected_bytes)
        return call

    def _copied_options(self, changes: dict[str, Any]) -> dict[str, Any]:
        for name in ("default_headers", "default_query"):
            if changes.get(name) not in (None, NOT_GIVEN):
                checked = checked_headers if name == "default_headers" else checked_query
                changes[name] = {**(self._options[name] or {}), **checked(name, changes[name])}
        known = {name: value for name, value in changes.items() if value is not NOT_GIVEN}
        unknown = sorted(set(known) - set(self._options))
        if unknown:
            raise ConfigurationError(
                f"There is no option {shorten(unknown[0])}; there are {', '.join(sorted(self._options))}."
            )
        return {**self._options, **known}

    def _keeps_hooks(self, changes: Mapping[str, Any]) -> bool:
        return not {"expiry", "checks", "plugins", "block"} & set(changes)

    def _keeps_connections(self, changes: Mapping[str, Any]) -> bool:
        return self._keeps_hooks(changes) and not {"base_url", "http_client"} & set(changes)


_HTTPX_TIMEOUT = httpx.Timeout(5.0)
"""What an httpx client has whose maker said nothing of timeouts; any other one was chosen."""


def _is_httpx_default(name: str, value: str) -> bool:
    return name in {"accept", "accept-encoding", "connection"} or (name, value[:12]) == ("user-agent", "python-httpx")


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not NOT_GIVEN}


def _told_apart(arguments: dict[str, Any]) -> tuple[dict[str, Any], CallOptions]:
    """The arguments of an operation, and the options of its call, where all were passed by name."""
    options = {name: arguments.pop(name) for name in CallOptions._fields if name in arguments}
    return arguments, CallOptions(**options)


def _builtins(expiry: Mapping[str, Any] | None, checks: bool | Mapping[str, bool]) -> list[tuple[str, object]]:
    return [
        ("transport", Transport()),
        ("json", JsonBody()),
        ("multipart", Multipart()),
        ("upload", SingleRequest()),
        ("pagination", Pagination()),
        ("polling", Polling()),
        ("rates", Rates()),
        ("retries", Retries()),
        ("recovery", Recovery()),
        ("expiry", Expiry(expiry)),
        ("checks", Checks(checks)),
        ("logging", Logs()),
    ]


class Client(BaseClient[httpx.Client], Resources):
    """A blocking client; safe to share between threads. Close it, or use it as a context manager."""

    _http_class = httpx.Client
    _direct_class = DirectClient
    _driver: Driver

    def _connect(self, http: httpx.Client, *, owned: bool) -> None:
        self._driver = Driver(http, owned=owned)

    def run(self, flow: Flow[T]) -> T:
        """Run a flow and return what it returns."""
        return self._driver.run(flow)

    def call(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        options: CallOptions = NO_OPTIONS,
        /,
        **named: Any,
    ) -> Any:
        """Call any operation of the contract (`filewright_api.operations`).

        Pass its arguments, and what every method takes (`extra_headers`, `timeout` ...), by name; or as a mapping and
        CallOptions. Returns its model; of one that pages, a SyncCursorPage; of one that returns content, a
        BinaryContent.
        """
        if arguments is None:
            arguments, options = _told_apart(named)
        return self.answer(self.new_call(operation, arguments, options), as_text=options.as_text)

    def answer(self, call: Call, *, as_text: bool = False) -> Any:
        """Run a call and return its model, page or content; or of a content, its text."""
        if call.operation.paging is not None:
            from ..responses.pages import SyncCursorPage

            return SyncCursorPage[Any](self, call, self.run(perform_call(self.hooks, call)))
        if call.operation.answer == "binary":
            from ..responses.contents import BinaryContent

            content = BinaryContent(self, call, self.run(fetch_content(self.hooks, call)))
            return content.text if as_text else content
        return self.run(perform_call(self.hooks, call))

    def wait(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        /,
        *,
        poll_interval: float | None = None,
        max_wait_seconds: float | None = None,
        raise_on_error: bool = False,
        **named: Any,
    ) -> Any:
        """Call an operation that polls until its object is done; see `Files.wait_for_processing`."""
        return self.run(
            wait_until_done(
                self.hooks,
                self.new_call(operation, named if arguments is None else arguments),
                poll_interval=poll_interval,
                max_wait_seconds=max_wait_seconds,
                raise_on_error=raise_on_error,
            )
        )

    def settle(self, error: UploadOutcomeUnknownError) -> Any:
        """Find out what became of a call whose response was lost; see `UploadOutcomeUnknownError`.

        Returns:
            The object that the call made, or None where it was not carried out and may be made again.

        Raises:
            UploadOutcomeUnknownError: nobody can tell; its `candidates` are those of now.
            ConfigurationError: `error` is of another kind, or its operation has no list to look at.
        """
        call = self.new_call(operation_to_settle(error), {})
        return self.run(settle_outcome(self.hooks, call, error))

    def copy(self, **changes: Any) -> Client:
        """A client with other options (those of the constructor); connections are shared where that is possible."""
        options = self._copied_options(changes)
        hooks = self.hooks if self._keeps_hooks(changes) else None
        own = options["http_client"]
        if self._keeps_connections(changes):
            options["http_client"] = self._driver.http
        made = type(self)(**options, _hooks=hooks)
        # A copy of the copy with another base URL must not go on using the connections to this one.
        made._options["http_client"] = own
        return made

    with_options = copy

    def close(self) -> None:
        """Close the connections. Calls then raise ClientClosedError."""
        self._closed = True
        self._driver.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(BaseClient[httpx.AsyncClient], AsyncResources):
    """An async client, for asyncio and trio. Close it, or use it as an async context manager."""

    _http_class = httpx.AsyncClient
    _direct_class = AsyncDirectClient
    _driver: AsyncDriver

    def _connect(self, http: httpx.AsyncClient, *, owned: bool) -> None:
        self._driver = AsyncDriver(http, owned=owned)

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow and return what it returns."""
        return await self._driver.run(flow)

    def call(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        options: CallOptions = NO_OPTIONS,
        /,
        **named: Any,
    ) -> Any:
        """Call any operation of the contract; see `Client.call`. The result is awaited, or iterated if it pages."""
        if arguments is None:
            arguments, options = _told_apart(named)
        return self.answer(self.new_call(operation, arguments, options), as_text=options.as_text)

    def answer(self, call: Call, *, as_text: bool = False) -> Any:
        """Run a call; an awaitable of its model or content, or of a content its text; or an AsyncPaginator."""
        if call.operation.paging is not None:
            from ..responses.pages import AsyncPaginator

            return AsyncPaginator[Any](self, call)
        if call.operation.answer == "binary":
            return self._text(call) if as_text else self._content(call, prefetched=True)
        return self.run(perform_call(self.hooks, call))

    def streamed(self, call: Call) -> Any:
        """As `answer`; nothing of a content is fetched before it is asked for."""
        return self._content(call, prefetched=False) if call.operation.answer == "binary" else self.answer(call)

    async def _content(self, call: Call, *, prefetched: bool) -> AsyncBinaryContent:
        from ..responses.contents import PREFETCHED_BYTES, AsyncBinaryContent

        most = PREFETCHED_BYTES if prefetched else 0
        return AsyncBinaryContent(self, call, await self.run(fetch_content(self.hooks, call, most)))

    async def _text(self, call: Call) -> str:
        content = await self._content(call, prefetched=True)
        await content.aread()
        return content.text

    async def wait(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        /,
        *,
        poll_interval: float | None = None,
        max_wait_seconds: float | None = None,
        raise_on_error: bool = False,
        **named: Any,
    ) -> Any:
        """Call an operation that polls until its object is done; see `AsyncFiles.wait_for_processing`."""
        return await self.run(
            wait_until_done(
                self.hooks,
                self.new_call(operation, named if arguments is None else arguments),
                poll_interval=poll_interval,
                max_wait_seconds=max_wait_seconds,
                raise_on_error=raise_on_error,
            )
        )

    async def settle(self, error: UploadOutcomeUnknownError) -> Any:
        """Find out what became of a call whose response was lost; see `Client.settle`."""
        call = self.new_call(operation_to_settle(error), {})
        return await self.run(settle_outcome(self.hooks, call, error))

    def copy(self, **changes: Any) -> AsyncClient:
        """A client with other options (those of the constructor); connections are shared where that is possible."""
        options = self._copied_options(changes)
        hooks = self.hooks if self._keeps_hooks(changes) else None
        own = options["http_client"]
        if self._keeps_connections(changes):
            options["http_client"] = self._driver.http
        made = type(self)(**options, _hooks=hooks)
        # A copy of the copy with another base URL must not go on using the connections to this one.
        made._options["http_client"] = own
        return made

    with_options = copy

    async def close(self) -> None:
        """Close the connections. Calls then raise ClientClosedError."""
        self._closed = True
        await self._driver.close()

    aclose = close

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


OpenAI = Client
AsyncOpenAI = AsyncClient
