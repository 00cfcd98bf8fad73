"""Checks of settings and arguments: each function returns a usable value or raises ConfigurationError."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, cast, get_args
from urllib.parse import urlsplit

from filewright_api import operations
from filewright_api.types import InvalidArgument, by_value, json_value

from .errors import ConfigurationError, shorten
from .folder_urls import checked_folder_url, is_folder_url
from .limits import published
from .narrowing import is_mapping
from .redaction import shown_url
from .sentinels import NotGiven

if TYPE_CHECKING:
    from datetime import timedelta

    import httpx
    from filewright_api.models import ExpiresAfter

ApiKey: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
Timeout: TypeAlias = "float | httpx.Timeout | None"
ExpiryTypes: TypeAlias = "Mapping[str, Any] | ExpiresAfter | timedelta | int | str | None"
"""The types that `expires_after=` accepts."""

Redirects: TypeAlias = Literal["downloads", "origin", "never"]
"""The redirects that are followed, in this order: those within one origin and, of downloads, those to any https host;
those within one origin; none."""

TransportName: TypeAlias = Literal["httpx", "pyreqwest"]
"""The libraries that can carry requests."""

DEFAULT_TIMEOUT: dict[str, float | None] = {"connect": 5.0, "read": 600.0, "write": 600.0, "pool": 600.0}
PHASES = tuple(DEFAULT_TIMEOUT)

MAX_FILE_BYTES = published(operations.CREATE_FILE).bytes
MAX_UPLOAD_BYTES = published(operations.CREATE_UPLOAD).bytes
MAX_PART_BYTES = published(operations.ADD_UPLOAD_PART).bytes
MAX_CONCURRENCY = 256
"""More than any connection benefits from, and within the number of connections that a client opens."""


class LargeFiles(NamedTuple):
    """Options for files that are too large for one request.

    Attributes:
        threshold: bytes above which `files.create` sends a file in parts; None: never.
        download_threshold: bytes above which a content is received in several ranges at a time, where the server gives
            them and tells with a strong ETag that they are of one content; None: never.
        part_size: bytes of a part, 1 to 67,108,864 (64 MiB); None: chosen by the file's size, from 8 MiB on.
        concurrency: parts that are moved at the same time.
        journal: where it is written down which parts have arrived: True for the system's place for such things, the
            path of a folder, or False for nowhere.
        md5: whether the server is given the MD5 of a file that was sent in parts, to compare.
    """

    threshold: int | None = MAX_FILE_BYTES
    download_threshold: int | None = 128 << 20
    part_size: int | None = None
    concurrency: int = 8
    journal: bool | str = True
    md5: bool = True


MAX_SECONDS = 1e9
"""About thirty years; much larger timeouts overflow the integers that operating systems use."""

FOLDER_URL = "http://folder.invalid/v1"
"""The address of requests to a folder: a domain that RFC 2606 reserves."""

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
_SCHEMES = {"http", "https"}

# RFC 9110, section 5.1 and 5.5.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
# RFC 9112, section 6: with a say in these, a caller could have the server take one request for two.
_FRAMING_HEADERS = {"content-length", "transfer-encoding", "trailer", "te", "upgrade", "expect", "keep-alive"}
_WORD = re.compile(r"[\x21-\x7e]+")
_KEY = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
"""Keys may contain spaces, as servers without keys are given words such as "not needed"; only a space at either end is
a mistake.
"""


def checked_base_url(value: Any) -> str:
    """Return a base URL without a trailing slash."""
    url = str(by_value(value))
    if is_folder_url(url):
        return checked_folder_url(url)
    url = _with_ascii_host(url)
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
    return url.rstrip("/")


def _with_ascii_host(url: str) -> str:
    """Return the URL with an internationalized domain name encoded for DNS (IDNA), or unchanged if it cannot be
    encoded.
    """
    parts = _split(url)
    if parts is None or parts.netloc.isascii():
        return url
    import httpx

    try:
        host = httpx.URL(f"https://{parts.netloc}").netloc.decode("ascii")
    except httpx.InvalidURL:
        return url
    return url.replace(parts.netloc, host, 1)


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        return None
    return None if re.search(r"[\x00-\x20\x7f]", url) else parts


def _is_host(name: str | None) -> bool:
    """Return True if a name's labels are valid in DNS (RFC 1035, section 2.3.4: 1 to 63 bytes); IP addresses pass
    too.
    """
    return (
        bool(name)
        and (name or "").isascii()
        and all(0 < len(label) < 64 for label in (name or "").removesuffix(".").split("."))
    )


def checked_key(key: Any) -> str | None:
    """Return a key that can be sent in a header. The error message never shows it."""
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
    """Return a valid number of retries: an integer of 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(f"max_retries is {shorten(value)}; pass a whole number from 0 (0 turns retries off).")
    return value


def checked_redirects(value: Any) -> Redirects:
    """Return which redirects are followed."""
    if value not in get_args(Redirects):
        raise ConfigurationError(f"redirects is {shorten(value)}; pass 'downloads', 'origin' or 'never'.")
    checked: Redirects = value
    return checked


def checked_transport(name: str, value: Any) -> TransportName:
    """Return the name of a transport."""
    if value not in get_args(TransportName):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass {' or '.join(map(repr, get_args(TransportName)))}.")
    checked: TransportName = value
    return checked


def checked_bytes(name: str, value: Any) -> int | None:
    """Return a number of bytes, or None."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number of bytes, or None.")
    return None if value is None else int(value)


def checked_count(name: str, value: Any) -> int | None:
    """Return an integer of 1 or more, or None for no limit."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number from 1, or None for no limit.")
    return value


_SHA256 = re.compile("[0-9a-f]{64}")


def checked_sha256(value: Any) -> str | None:
    """Return a SHA-256 in hexadecimal, or None."""
    text = by_value(value)
    if text is None:
        return None
    if not isinstance(text, str) or not _SHA256.fullmatch(text.lower()):
        raise ConfigurationError(f"sha256 is {shorten(value)}; pass 64 hexadecimal digits, or None.")
    return text.lower()


def checked_large_files(value: Any) -> LargeFiles:
    """Return the options for large files: True for the defaults, False to send every file in one request."""
    if isinstance(value, LargeFiles):
        return value
    if value is True or value is False or value is None:
        return LargeFiles() if value else LargeFiles(threshold=None, download_threshold=None)
    if not is_mapping(value) or not set(value) <= set(LargeFiles._fields):
        names = ", ".join(LargeFiles._fields)
        raise ConfigurationError(f"large_files is {shorten(value)}; pass a bool, or a mapping with some of {names}.")
    given = LargeFiles(**value)
    if not isinstance(given.md5, bool):
        raise ConfigurationError(f"large_files['md5'] is {shorten(given.md5)}; pass True or False.")
    return LargeFiles(
        download_threshold=checked_bytes("large_files['download_threshold']", given.download_threshold),
        threshold=checked_bytes("large_files['threshold']", given.threshold),
        part_size=checked_part_size("large_files['part_size']", given.part_size),
        concurrency=checked_concurrency("large_files['concurrency']", given.concurrency),
        journal=checked_journal("large_files['journal']", given.journal),
        md5=given.md5,
    )


def checked_part_size(name: str, value: Any) -> int | None:
    """Return a part size in bytes, or None."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MAX_PART_BYTES:
        raise ConfigurationError(
            f"{name} is {shorten(value)}; pass a whole number of bytes from 1 to {MAX_PART_BYTES:,} (64 MiB), or leave"
            " it out."
        )
    return int(value)


def checked_concurrency(name: str, value: Any) -> int:
    """Return a valid number of parallel tasks."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_CONCURRENCY:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number from 1 to {MAX_CONCURRENCY}.")
    return int(value)


def checked_journal(name: str, value: Any) -> bool | str:
    """Return where journals are kept: True for the state folder, the path of a folder, or False for no journals."""
    if value is None or isinstance(value, bool):
        return bool(value)
    folder = _text_of_path(value)
    if not folder or "\0" in folder:
        raise ConfigurationError(
            f"{name} is {shorten(value)}; pass the path of a folder, True for the system's place, or False for none."
        )
    return folder


def _text_of_path(value: Any) -> str:
    convert = cast("Callable[[object], object]", os.fspath)
    try:
        path = convert(value)
    except TypeError:
        return ""
    return path if isinstance(path, str) else ""


def checked_seconds(name: str, value: Any) -> float:
    """Return a number of seconds above 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= MAX_SECONDS:
        unit = "milliseconds" if name.endswith("_ms") else "seconds"
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a number of {unit} above 0.")
    return float(value)


def checked_wait(name: str, value: Any) -> float:
    """Return a number of seconds of 0 or more; `max_wait_seconds` may also be infinite."""
    endless = name == "max_wait_seconds"
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not numeric or not (0 <= value <= MAX_SECONDS or (endless and value == float("inf"))):
        unit = "milliseconds" if name.endswith("_ms") else "seconds"
        further = ", or float('inf') to wait for ever" if endless else ""
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a number of {unit} from 0{further}.")
    return float(value)


def timeout_phases(timeout: Any, default: dict[str, float | None]) -> dict[str, float | None]:
    """Return the four phases of a timeout given as seconds, an httpx.Timeout, None (no limit) or NOT_GIVEN."""
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
    """Return headers that can be sent unchanged."""
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
    """Return query parameters."""
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


def checked_word(name: str, value: Any) -> str | None:
    """Return a header value that is a single word, or None."""
    value = by_value(value)
    if value is None:
        return None
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a str of visible ASCII characters.")
    return value


def bearer(key: str | None) -> dict[str, str]:
    """Return the header that carries a key."""
    return {} if key is None else {"authorization": f"Bearer {key}"}
