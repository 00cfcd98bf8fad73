"""The settings of a client: checked once, when the client is made."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from filewright_api.types import InvalidArgument, by_value, json_value

from .errors import ConfigurationError, shorten
from .folder_urls import checked_folder_url, is_folder_url
from .narrowing import is_mapping
from .redaction import shown_url
from .sentinels import NotGiven
from .version import __version__

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx
    from filewright_api.models import ExpiresAfter

ApiKey: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
Timeout: TypeAlias = "float | httpx.Timeout | None"
ExpiryTypes: TypeAlias = "Mapping[str, Any] | ExpiresAfter | timedelta | int | str | None"
"""What `expires_after=` takes."""

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_TIMEOUT: dict[str, float | None] = {"connect": 5.0, "read": 600.0, "write": 600.0, "pool": 600.0}
DEFAULT_MAX_RETRIES = 2
DEFAULT_RETRY_BUDGET = 20
"""Retries that may come to nothing in a row, over all calls of a client."""
DEFAULT_ANSWER_BYTES = 64 << 20
"""More than ten times a page of 10,000 files."""
DEFAULT_ERROR_BYTES = 1 << 20
"""A thousand times what an error takes."""
DEFAULT_CONTENT_BYTES = 16 << 30
"""Twice the largest file that the API takes (8 GB, in parts)."""
PHASES = tuple(DEFAULT_TIMEOUT)

MOST_SECONDS = 1e9
"""Thirty years: operating systems count timeouts in integers that a much larger number does not fit into."""

FOLDER_URL = "http://folder.invalid/v1"
"""What requests to a folder are addressed to: a name that RFC 2606 keeps from ever being a host's."""

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
_SCHEMES = {"http", "https"}

# RFC 9110, section 5.1 and 5.5.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
# RFC 9112, section 6: with a say in these, a caller could have the server take one request for two.
_FRAMING_HEADERS = {"content-length", "transfer-encoding", "trailer", "te", "upgrade", "expect", "keep-alive"}
_WORD = re.compile(r"[\x21-\x7e]+")
_KEY = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
"""Servers that want no key are given words such as "not needed": only a space at an end is a mistake."""


class Settings:
    """What a client was told, checked. It does not change; `copy` makes another.

    Attributes:
        api_key: the key, a function that gives it (which may be async in an async client), or None.
        organization, project: sent as `OpenAI-Organization` and `OpenAI-Project`, or None.
        base_url: without a slash at its end; http, https or file.
        timeout: httpx's four phases in seconds; None is no limit.
        total_timeout: seconds for a call as a whole, or None.
        max_retries: how often a call is sent again.
        retry_budget: how many retries may come to nothing before there are no more, or None.
        max_answer_bytes, max_error_bytes, max_content_bytes: the most that is read of an answer, of one that is an
            error, and of a file's content, inflated; None is no limit.
        default_headers, default_query: sent with each call; names of headers are in lower case.
        request_url: what paths are appended to; for a folder, a URL that only its own transport knows.
        base_headers: all headers that each request has.
    """

    __slots__ = (
        "api_key",
        "base_headers",
        "base_url",
        "default_headers",
        "default_query",
        "max_answer_bytes",
        "max_content_bytes",
        "max_error_bytes",
        "max_retries",
        "organization",
        "project",
        "request_url",
        "retry_budget",
        "timeout",
        "total_timeout",
    )

    def __init__(
        self,
        *,
        api_key: ApiKey | None,
        organization: str | None,
        project: str | None,
        base_url: str | httpx.URL | None,
        timeout: Timeout | NotGiven,
        max_retries: int,
        default_headers: Mapping[str, str] | None,
        default_query: Mapping[str, object] | None,
        total_timeout: float | None = None,
        retry_budget: int | None = DEFAULT_RETRY_BUDGET,
        max_answer_bytes: int | None = DEFAULT_ANSWER_BYTES,
        max_error_bytes: int | None = DEFAULT_ERROR_BYTES,
        max_content_bytes: int | None = DEFAULT_CONTENT_BYTES,
    ) -> None:
        given = _or_environment(base_url, "OPENAI_BASE_URL")
        self.base_url = checked_base_url(DEFAULT_BASE_URL if given is None else given)
        key = api_key if api_key is not None else os.environ.get("OPENAI_API_KEY") or None
        self.api_key = key if callable(key) else checked_key(key)
        self.organization = _checked_header("organization", _or_environment(organization, "OPENAI_ORG_ID"))
        self.project = _checked_header("project", _or_environment(project, "OPENAI_PROJECT_ID"))
        self.timeout = timeout_phases(timeout, DEFAULT_TIMEOUT)
        self.total_timeout = None if total_timeout is None else checked_seconds("total_timeout", total_timeout)
        self.max_retries = checked_max_retries(max_retries)
        self.retry_budget = _checked_most("retry_budget", retry_budget)
        self.max_answer_bytes = _checked_most("max_answer_bytes", max_answer_bytes)
        self.max_error_bytes = _checked_most("max_error_bytes", max_error_bytes)
        self.max_content_bytes = _checked_most("max_content_bytes", max_content_bytes)
        self.default_headers = checked_headers("default_headers", default_headers)
        self.default_query = checked_query("default_query", default_query)
        self.request_url = FOLDER_URL if self.base_url.startswith("file:") else self.base_url
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
        """Whether the server is on this machine."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @property
    def needs_key(self) -> bool:
        """Whether the server, which is neither on this machine nor a folder, wants to know who asks."""
        return not self.is_loopback and not self.base_url.startswith("file:")

    def __repr__(self) -> str:
        return f"<Settings {self.base_url}>"


def _or_environment(value: Any, name: str) -> Any:
    return value if value is not None else os.environ.get(name) or None


def checked_base_url(value: Any) -> str:
    """A base URL without a slash at its end."""
    url = str(by_value(value))
    if is_folder_url(url):
        return checked_folder_url(url)
    parts = _split(url)
    if parts is None or parts.scheme not in _SCHEMES or not _is_host(parts.hostname):
        raise ConfigurationError(
            f"base_url is {shorten(shown_url(url))}; give one such as 'https://api.openai.com/v1' or 'file:///a/folder'."
        )
    if "@" in parts.netloc:
        raise ConfigurationError("base_url has a user name or password in it; pass the key as api_key instead.")
    if parts.query or parts.fragment:
        raise ConfigurationError(
            f"base_url {shorten(shown_url(url))} has a query or fragment; pass the query as default_query."
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        warnings.warn(
            f"base_url {shorten(url)} is not encrypted: the key and the files can be read on the way. Use https.",
            UserWarning,
            stacklevel=5,
        )
    return url.rstrip("/")


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        return None
    return None if re.search(r"[\x00-\x20\x7f]", url) else parts


def _is_host(name: str | None) -> bool:
    """Whether a name has labels that DNS can carry (RFC 1035, section 2.3.4: 1 to 63 bytes); addresses pass too."""
    return bool(name) and all(0 < len(label) < 64 for label in (name or "").removesuffix(".").split("."))


def checked_key(key: Any) -> str | None:
    """A key that can be sent in a header. The message never shows it."""
    key = by_value(key)
    if key is None or key == "":
        return None
    if not isinstance(key, str):
        raise ConfigurationError(f"api_key is a {type(key).__name__}; pass a str, or a function that returns one.")
    if not _KEY.fullmatch(key):
        raise ConfigurationError(
            "api_key has a character that cannot be sent in a header (a line break, a space at an end, one outside"
            " ASCII); was it read from a file together with its line break?"
        )
    return key


def checked_max_retries(value: Any) -> int:
    """How often a call is sent again: a whole number from 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(f"max_retries is {shorten(value)}; pass a whole number from 0 (0 turns retries off).")
    return value


def checked_bytes(name: str, value: Any) -> int | None:
    """A number of bytes, or None."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number of bytes, or None.")
    return None if value is None else int(value)


def _checked_most(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number from 1, or None for no limit.")
    return value


def checked_seconds(name: str, value: Any) -> float:
    """A number of seconds above 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= MOST_SECONDS:
        unit = "milliseconds" if name.endswith("_ms") else "seconds"
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a number of {unit} above 0.")
    return float(value)


def checked_wait(name: str, value: Any) -> float:
    """A time of a wait: from 0 on, and for `max_wait_seconds` also infinity."""
    endless = name == "max_wait_seconds"
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not numeric or not (0 <= value <= MOST_SECONDS or (endless and value == float("inf"))):
        unit = "milliseconds" if name.endswith("_ms") else "seconds"
        further = ", or float('inf') to wait for ever" if endless else ""
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a number of {unit} from 0{further}.")
    return float(value)


def timeout_phases(timeout: Any, default: dict[str, float | None]) -> dict[str, float | None]:
    """The four phases of a timeout given as seconds, an httpx.Timeout, None (no limit), or not at all."""
    if isinstance(timeout, NotGiven):
        return default
    if timeout is None:
        return dict.fromkeys(PHASES)
    if hasattr(timeout, "as_dict"):
        phases: dict[str, float | None] = timeout.as_dict()
        return {
            phase: None if phases[phase] is None else checked_seconds(f"timeout.{phase}", phases[phase])
            for phase in PHASES
        }
    return dict.fromkeys(PHASES, checked_seconds("timeout", timeout))


def checked_headers(name: str, headers: Any) -> dict[str, str]:
    """Headers that can be sent as they are."""
    if headers is None:
        return {}
    if not is_mapping(headers):
        raise ConfigurationError(f"{name} is a {type(headers).__name__}; pass a mapping of names to values.")
    for key, given in headers.items():
        value = by_value(given)
        if isinstance(value, NotGiven):
            continue
        if not isinstance(key, str) or not _HEADER_NAME.fullmatch(key):
            raise ConfigurationError(f"{name} has the name {shorten(key)}, which cannot be a header's name.")
        if key.lower() in _FRAMING_HEADERS:
            raise ConfigurationError(
                f"{name} has {shorten(key)}, which says where a request ends; what sends the request sets it. Leave it"
                " out."
            )
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            # The value may be a secret: it is not shown.
            raise ConfigurationError(
                f"{name}[{shorten(key)}] cannot be sent: it must be a str of visible ASCII characters."
            )
    return {by_value(key).lower(): by_value(value) for key, value in headers.items()}


def checked_query(name: str, query: Any) -> dict[str, Any]:
    """Query parameters."""
    if query is None:
        return {}
    if not is_mapping(query) or not all(isinstance(key, str) for key in query):
        raise ConfigurationError(
            f"{name} is a {type(query).__name__}; pass a mapping of names, which are str, to values."
        )
    try:
        return {key: value if isinstance(value, NotGiven) else json_value(key, value) for key, value in query.items()}
    except InvalidArgument as error:
        # The value may be a secret: it is not shown.
        raise ConfigurationError(f"{name}[{shorten(error.argument)}] cannot be sent: {error.problem}.") from None


def _checked_header(name: str, value: Any) -> str | None:
    value = by_value(value)
    if value is None:
        return None
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a str of visible ASCII characters.")
    return value


def bearer(key: str | None) -> dict[str, str]:
    """The header that carries a key."""
    return {} if key is None else {"authorization": f"Bearer {key}"}
