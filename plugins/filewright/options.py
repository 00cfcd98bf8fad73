"""The options of a client, each with its type and default, and the settings that become of them.

Whatever takes options (constructors, `with_options`, hooks) takes those of `ClientOptions`. The TypedDicts below repeat
their names for the signatures of blocking and async clients, which type checkers read; a test compares them.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypedDict, cast
from urllib.parse import urlsplit

import attrs

from .errors import ArgumentsError, ConfigurationError, shorten
from .redaction import SHOWN_HEADERS, SHOWN_QUERY, shown_url
from .sentinels import NOT_GIVEN, NotGiven
from .settings import (
    DEFAULT_TIMEOUT,
    FOLDER_URL,
    LOOPBACK_HOSTS,
    MAX_UPLOAD_BYTES,
    ApiKey,
    Redirects,
    Timeout,
    TransportName,
    checked_base_url,
    checked_count,
    checked_headers,
    checked_key,
    checked_large_files,
    checked_max_retries,
    checked_query,
    checked_redirects,
    checked_seconds,
    checked_transport,
    checked_word,
    timeout_phases,
)
from .version import __version__

if TYPE_CHECKING:
    import httpx

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_MAX_RETRIES = 2
DEFAULT_RETRY_BUDGET = 20
"""Retries that may come to nothing in a row, over all calls of a client."""
DEFAULT_RESPONSE_BYTES = 64 << 20
"""More than ten times a page of 10,000 files."""
DEFAULT_ERROR_BYTES = 1 << 20
"""A thousand times what an error takes."""
DEFAULT_CONTENT_BYTES = 2 * MAX_UPLOAD_BYTES
"""Twice the largest file that the API takes, in parts."""


def checked_plugins(plugins: Any) -> Sequence[object]:
    """The plugins in `plugins`."""
    if isinstance(plugins, str) or not isinstance(plugins, Iterable):
        raise ConfigurationError(f"plugins is {shorten(plugins)}; pass a list of plugins.")
    return tuple(cast(Iterable[object], plugins))


def checked_names(names: Any) -> frozenset[str]:
    """The names in `block`."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise ConfigurationError(f"block is {shorten(names)}; pass a list of plugin names.")
    given = frozenset(cast(Iterable[object], names))
    if not all(isinstance(name, str) for name in given):
        raise ConfigurationError(f"block is {shorten(given)}; pass a list of plugin names.")
    return cast("frozenset[str]", given)


@attrs.frozen(kw_only=True, repr=False, eq=False)
class ClientOptions:
    """The options of a client. Frozen; `changed` returns a changed copy.

    A client class with additional options uses a frozen subclass of this as its `options_class`.

    Attributes:
        api_key: the key, or a function that returns it and is called for each attempt (in an async client it may be
            async); default: the environment variable OPENAI_API_KEY. Not needed for a server on this machine or a
            folder.
        organization: sent as OpenAI-Organization; default: OPENAI_ORG_ID.
        project: sent as OpenAI-Project; default: OPENAI_PROJECT_ID.
        provider: the name of a service other than OpenAI's, such as "mistral" (see `filewright providers`): its URL,
            key and everything else that differs; default: FILEWRIGHT_PROVIDER, or the provider known for the base URL's
            host.
        base_url: the URL before `/files`; default: OPENAI_BASE_URL, else https://api.openai.com/v1. A URL such as
            `file:///some/folder` keeps the files in that folder, without a server.
        timeout: seconds for each phase of an exchange (connecting, the head of the response, each read, each write,
            waiting for a connection), an httpx.Timeout, or None for no limit; default: 600, and 5 to connect.
        max_retries: the maximum number of retries of a failed call; default: 2.
        default_headers, default_query: sent with each call.
        http_client: a client of httpx or httpx2 to send with; its proxies, certificates, headers, auth and event hooks
            are used, and it is not closed with this client.
        expiry: how long new files are kept, by purpose: `{"batch": timedelta(days=7), "user_data": "30d"}`; `"*"` for
            every other purpose.
        checks: False to disable the checks of uploads, or `{"size": False}`, `{"suffix": False}`, `{"content": False}`,
            `{"expiry": False}`. The content of files for batches, fine-tuning and evals is checked if they are sent to
            OpenAI's API; with `{"content": True}`, for every server. A warning says that a server ignores the expiry of
            a file; with `{"expiry": True}`, an ExpiryIgnoredError is raised.
        large_files: transfers of files that are too large for one request: True, or a mapping with some of `threshold`
            (bytes above which `files.create` sends a file in parts; default: 536,870,912, the 512 MB of one request),
            `download_threshold` (bytes above which a content is fetched in parallel ranges; default: 128 MiB),
            `part_size` (bytes of a part, up to 64 MiB; default: chosen by the file's size), `concurrency` (parallel
            parts; default: 8), `journal` (where completed parts are recorded, so that the same call resumes after a
            crash: True for the system's state folder, the path of a folder, or False) and `md5` (False disables the
            MD5 check by the server). False sends each file in one request.
        redirects: which redirects are followed: "downloads" (within one origin, and of a download to any https host,
            without credentials), "origin" (within one origin) or "never".
        transport: what carries requests: "httpx", or "pyreqwest", which takes less processor time and comes with the
            extra `fast`; default: FILEWRIGHT_TRANSPORT, else "httpx". A plugin's `transport_for` goes before it.
        plugins: further plugins: objects, or names of modules or of `module:attribute`.
        block: names of built-in or installed plugins to disable.
        total_timeout: seconds for a whole call, including retries and the waits between them; default: no limit. The
            body of a download is fetched after its call and is limited only by `timeout`.
        retry_budget: the number of retries that may fail, over all calls of this client, before failed calls are no
            longer retried. Each successful call restores one. Retries requested by a server with Retry-After do not
            count. Default: 20; None for no limit.
        max_response_bytes: the maximum size of a JSON response in bytes, decompressed; default: 64 MiB; None for no
            limit.
        max_error_bytes: the maximum number of bytes read from an error response; the rest is ignored; default: 1 MiB.
        max_content_bytes: the maximum size of a file's content in bytes, decompressed; default: 16 GiB.
    """

    alternatives: ClassVar[Sequence[frozenset[str]]] = ()
    """Groups of mutually exclusive options: in a copy, an option that is given replaces the others of its group."""

    secrets: ClassVar[frozenset[str]] = frozenset({"api_key"})
    """Options that are left out of pickles, unless they are functions."""

    api_key: ApiKey | None = None
    organization: str | None = None
    project: str | None = None
    provider: str | None = None
    base_url: str | httpx.URL | None = None
    timeout: Timeout | NotGiven = NOT_GIVEN
    max_retries: int = DEFAULT_MAX_RETRIES
    default_headers: Mapping[str, str] | None = None
    default_query: Mapping[str, object] | None = None
    http_client: Any = None
    expiry: Mapping[str, Any] | None = None
    checks: bool | Mapping[str, bool] = True
    large_files: bool | Mapping[str, Any] = True
    redirects: Redirects = "downloads"
    transport: TransportName | None = None
    plugins: Sequence[object] = attrs.field(default=(), converter=checked_plugins)
    block: frozenset[str] = attrs.field(default=frozenset[str](), converter=checked_names)
    total_timeout: float | None = None
    retry_budget: int | None = DEFAULT_RETRY_BUDGET
    max_response_bytes: int | None = DEFAULT_RESPONSE_BYTES
    max_error_bytes: int | None = DEFAULT_ERROR_BYTES
    max_content_bytes: int | None = DEFAULT_CONTENT_BYTES

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Options by name; those that are missing have their defaults.

        Raises:
            ArgumentsError: an unknown option was given.
            ConfigurationError: `plugins` or `block` is not a list.
        """
        cls._refuse_unknown(given)
        return cls(**given)

    @classmethod
    def _refuse_unknown(cls, given: Mapping[str, Any]) -> None:
        known = {each.name for each in attrs.fields(cls)}
        unknown = sorted(set(given) - known)
        if unknown:
            raise ArgumentsError(f"Unknown option {shorten(unknown[0])}. Known options: {', '.join(sorted(known))}.")

    def changed(self, **changes: Any) -> Self:
        """Return a copy of these options with some changed.

        Raises:
            ArgumentsError: an unknown option was given.
        """
        self._refuse_unknown(changes)
        return attrs.evolve(self, **changes)

    def copied(self, changes: Mapping[str, Any]) -> Self:
        """The options of a copy made by `with_options`: headers and query parameters are added to the existing ones.

        `set_default_headers` and `set_default_query` replace them all. None in the place of a credential, a name, a
        URL or an httpx client means no change.
        """
        given = {name: value for name, value in changes.items() if not _is_unchanged(name, value)}
        for name, checked in (("default_headers", checked_headers), ("default_query", checked_query)):
            given |= self._merged(name, checked, given)
            given.pop(f"set_{name}", None)
        replaced = {other for group in self.alternatives if group & set(given) for other in group - set(given)}
        return self.changed(**dict.fromkeys(replaced), **given)

    def portable(self) -> dict[str, Any]:
        """The options that were given, as a pickle has them: without a key, which the environment has at the other end.

        A function that returns the key goes along where it can be pickled by its name.

        Raises:
            ConfigurationError: an option cannot go along: an httpx client, or headers or queries that may be secrets.
        """
        defaults = type(self)()
        names = [each.name for each in attrs.fields(type(self))]
        given = {name: getattr(self, name) for name in names if getattr(self, name) is not getattr(defaults, name)}
        for name, shown in (("default_headers", SHOWN_HEADERS), ("default_query", SHOWN_QUERY)):
            hidden = next((each for each in given.get(name) or () if str(each).lower() not in shown), None)
            if hidden is not None:
                raise ConfigurationError(
                    f"A client with {shorten(hidden)} in {name} cannot be pickled, as that may be a secret; make a"
                    " client in each process."
                )
        if "http_client" in given:
            raise ConfigurationError(
                "A client with an http_client cannot be pickled, as connections cannot; make a client in each process."
            )
        return {name: value for name, value in given.items() if name not in self.secrets or callable(value)}

    def _merged(self, name: str, checked: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        if name in given and f"set_{name}" in given:
            raise ConfigurationError(f"{name} and set_{name} were passed; pass one of them.")
        if f"set_{name}" in given:
            return {name: checked(f"set_{name}", given[f"set_{name}"])}
        return {name: {**checked(name, getattr(self, name)), **checked(name, given[name])}} if name in given else {}

    def __repr__(self) -> str:
        shown = "" if self.base_url is None else f" {shown_url(str(self.base_url))}"
        return f"<{type(self).__name__}{shown}>"


_NONE_IS_NO_CHANGE = {
    "api_key", "organization", "project", "base_url", "http_client",
    "default_headers", "default_query", "set_default_headers", "set_default_query",
}  # fmt: skip
"""As the official SDK has it."""


def _is_unchanged(name: str, value: Any) -> bool:
    return value is NOT_GIVEN or (value is None and name in _NONE_IS_NO_CHANGE)


class HttpClient(Protocol):
    """A `Client` of httpx or of httpx2; any other class is a ConfigurationError."""

    def send(self, request: Any, *, stream: bool = ..., auth: Any = ..., follow_redirects: Any = ...) -> Any: ...

    def close(self) -> None: ...


class AsyncHttpClient(Protocol):
    """An `AsyncClient` of httpx or of httpx2; any other class is a ConfigurationError."""

    async def send(self, request: Any, *, stream: bool = ..., auth: Any = ..., follow_redirects: Any = ...) -> Any: ...

    async def aclose(self) -> None: ...


class CommonArguments(TypedDict, total=False):
    """Options of both blocking and async clients; see `ClientOptions`."""

    organization: str | None
    project: str | None
    provider: str | None
    timeout: Timeout | NotGiven
    max_retries: int
    default_headers: Mapping[str, str] | None
    default_query: Mapping[str, object] | None
    expiry: Mapping[str, Any] | None
    checks: bool | Mapping[str, bool]
    large_files: bool | Mapping[str, Any]
    redirects: Redirects
    transport: TransportName | None
    plugins: Iterable[object]
    block: Iterable[str]
    total_timeout: float | None
    retry_budget: int | None
    max_response_bytes: int | None
    max_error_bytes: int | None
    max_content_bytes: int | None


class ClientArguments(CommonArguments, total=False):
    """Options of a blocking client."""

    api_key: str | Callable[[], str] | None
    base_url: str | httpx.URL | None
    http_client: HttpClient | None


class AsyncClientArguments(CommonArguments, total=False):
    """Options of an async client."""

    api_key: str | Callable[[], str | Awaitable[str]] | None
    base_url: str | httpx.URL | None
    http_client: AsyncHttpClient | None


class Replacements(TypedDict, total=False):
    """Additional options of `with_options`."""

    set_default_headers: Mapping[str, str] | None
    set_default_query: Mapping[str, object] | None


class ClientChanges(ClientArguments, Replacements, total=False):
    """Options of a blocking client's `with_options`."""


class AsyncClientChanges(AsyncClientArguments, Replacements, total=False):
    """Options of an async client's `with_options`."""


class Settings:
    """The checked, immutable options of a client; setting an option on the client replaces them.

    Attributes:
        options: the options that these settings were made from, as changed by plugins.
        api_key: the key, a function that returns it (which may be async in an async client), or None.
        organization, project: sent as `OpenAI-Organization` and `OpenAI-Project`, or None.
        base_url: the base URL, without a trailing slash; http, https or file.
        timeout: httpx's four phases in seconds; None means no limit.
        total_timeout: seconds for a call as a whole, or None.
        max_retries: how often a call is sent again.
        redirects: which redirects are followed.
        transport: the name of what carries requests.
        retry_budget: how many retries may fail before there are no more, or None.
        max_response_bytes, max_error_bytes, max_content_bytes: the maximum size in bytes, decompressed, of a response,
            an error response and a file's content; None means no limit.
        large_files: transfers of files that are too large for one request.
        default_headers, default_query: sent with each call; names of headers are in lower case.
        request_url: the URL that paths are appended to; for a folder, a URL that only its own transport understands.
        base_headers: all headers that each request has.
        url_of: returns the URL of a path below `request_url`, with its query; raises httpx.InvalidURL.
    """

    __slots__ = (
        "api_key",
        "base_headers",
        "base_url",
        "default_headers",
        "default_query",
        "large_files",
        "max_content_bytes",
        "max_error_bytes",
        "max_response_bytes",
        "max_retries",
        "options",
        "organization",
        "project",
        "redirects",
        "request_url",
        "retry_budget",
        "timeout",
        "total_timeout",
        "transport",
        "url_of",
    )

    def __init__(self, options: ClientOptions, urls: Callable[[str], Callable[[str], httpx.URL]]) -> None:
        self.options = options
        given = _or_environment(options.base_url, "OPENAI_BASE_URL")
        self.base_url = checked_base_url(DEFAULT_BASE_URL if given is None else given)
        key = _or_environment(options.api_key, "OPENAI_API_KEY")
        self.api_key: ApiKey | None = cast(ApiKey, key) if callable(key) else checked_key(key)
        self.organization = checked_word("organization", _or_environment(options.organization, "OPENAI_ORG_ID"))
        self.project = checked_word("project", _or_environment(options.project, "OPENAI_PROJECT_ID"))
        self.timeout = timeout_phases(options.timeout, DEFAULT_TIMEOUT)
        total = options.total_timeout
        self.total_timeout = None if total is None else checked_seconds("total_timeout", total)
        self.max_retries = checked_max_retries(options.max_retries)
        self.redirects: Redirects = checked_redirects(options.redirects)
        self.transport: TransportName = chosen_transport(options)
        self.retry_budget = checked_count("retry_budget", options.retry_budget)
        self.max_response_bytes = checked_count("max_response_bytes", options.max_response_bytes)
        self.max_error_bytes = checked_count("max_error_bytes", options.max_error_bytes)
        self.max_content_bytes = checked_count("max_content_bytes", options.max_content_bytes)
        self.large_files = checked_large_files(options.large_files)
        self.default_headers = checked_headers("default_headers", options.default_headers)
        self.default_query = checked_query("default_query", options.default_query)
        self.request_url = FOLDER_URL if self.base_url.startswith("file:") else self.base_url
        self.url_of = urls(self.request_url)
        self.base_headers: dict[str, Any] = {
            "host": urlsplit(self.request_url).netloc,
            "accept": "application/json",
            "accept-encoding": "gzip, deflate",
            "connection": "keep-alive",
            "user-agent": f"filewright/{__version__}",
            **({"openai-organization": self.organization} if self.organization else {}),
            **({"openai-project": self.project} if self.project else {}),
            **self.default_headers,
        }

    @property
    def is_loopback(self) -> bool:
        """True if the server is on this machine."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @property
    def is_plain_text(self) -> bool:
        """True if the server is on another machine and the connection is not encrypted."""
        return self.base_url.startswith("http:") and not self.is_loopback

    @property
    def needs_key(self) -> bool:
        """True if the server is neither on this machine nor a folder, so that it needs a key."""
        return not self.is_loopback and not self.base_url.startswith("file:")

    def __repr__(self) -> str:
        return f"<Settings {self.base_url}>"


def chosen_transport(options: ClientOptions) -> TransportName:
    """The transport that is asked for, by its option or in the environment."""
    if options.transport is not None and options.http_client is not None:
        raise ConfigurationError("transport and http_client were passed, which brings its own; pass one of them.")
    source = "transport" if options.transport is not None else "FILEWRIGHT_TRANSPORT"
    return checked_transport(source, _or_environment(options.transport, "FILEWRIGHT_TRANSPORT") or "httpx")


def _or_environment(value: Any, name: str) -> Any:
    return value if value is not None else os.environ.get(name) or None
