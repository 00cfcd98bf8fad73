"""The errors that Filewright raises.

Names from the official SDK have the same meaning and attributes here::

    OpenAIError
    ├── APIError                        a call failed between client and server
    │   ├── APIConnectionError          no usable response: refused, reset, malformed
    │   │   └── APITimeoutError         no response in time
    │   ├── APIStatusError              a response with an error status
    │   │   ├── BadRequestError             400
    │   │   ├── AuthenticationError         401
    │   │   ├── PermissionDeniedError       403
    │   │   ├── NotFoundError               404
    │   │   ├── ConflictError               409
    │   │   ├── UnprocessableEntityError    422
    │   │   ├── RateLimitError              429
    │   │   └── InternalServerError         500 and above
    │   ├── APIResponseValidationError  a response that does not match the contract
    │   │   └── ResponseTooLargeError   a response larger than allowed
    │   ├── IntegrityError              a body that is incomplete or corrupt
    │   ├── UploadOutcomeUnknownError   the response was lost; the outcome is unknown
    │   ├── ExpiryIgnoredError          the server keeps a file longer or shorter than requested
    │   └── FileProcessingError         the server could not process the file
    ├── ConfigurationError              a setting or an argument is invalid        (also ValueError)
    │   ├── ArgumentsError              an argument is missing or unknown      (also TypeError)
    │   ├── MissingCredentialsError     no API key was given or set
    │   └── UnsupportedError            the provider does not support the feature
    │       └── UnsupportedOperationError   the provider does not have the operation at all
    ├── SourceError                     the source of an upload is unusable        (also ValueError)
    │   ├── SourceNotFoundError         it does not exist                          (also FileNotFoundError)
    │   ├── SourceIsADirectoryError     it is a directory                          (also IsADirectoryError)
    │   ├── SourcePermissionError       it is not readable                         (also PermissionError)
    │   ├── SourceReadError             reading it failed                          (also OSError)
    │   └── SourceChangedError          it changed while it was sent
    ├── DestinationError                the destination cannot be written          (also OSError)
    ├── JournalError                    a transfer's journal cannot be used
    ├── BudgetError                     the budget that machines share is out of reach
    ├── PollTimeoutError                the wait reached its deadline              (also TimeoutError, RuntimeError)
    ├── ResponseConsumedError           the body was already streamed              (also RuntimeError)
    ├── ResponseNotReadError            the body has not been fetched yet          (also RuntimeError)
    ├── NoNextPageError                 the page is the last one of its list       (also RuntimeError)
    ├── ClientClosedError               the client was closed                      (also RuntimeError)
    ├── MissingExtraError               an optional part is not installed          (also ImportError)
    └── PluginError                     a plugin could not be loaded or raised an exception

All of them can be pickled. None contains a secret: credentials are masked in the requests that errors carry.
"""

from __future__ import annotations

from reprlib import Repr
from typing import TYPE_CHECKING, Any, TypeVar

from .narrowing import is_dict

if TYPE_CHECKING:
    import httpx

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "ArgumentsError",
    "AuthenticationError",
    "BadRequestError",
    "BudgetError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DestinationError",
    "ExpiryIgnoredError",
    "FileProcessingError",
    "IntegrityError",
    "InternalServerError",
    "JournalError",
    "MissingCredentialsError",
    "MissingExtraError",
    "NoNextPageError",
    "NotFoundError",
    "OpenAIError",
    "PermissionDeniedError",
    "PluginError",
    "PollTimeoutError",
    "RateLimitError",
    "ResponseConsumedError",
    "ResponseNotReadError",
    "ResponseTooLargeError",
    "SourceChangedError",
    "SourceError",
    "SourceIsADirectoryError",
    "SourceNotFoundError",
    "SourcePermissionError",
    "SourceReadError",
    "UnprocessableEntityError",
    "UnsupportedError",
    "UnsupportedOperationError",
    "UploadOutcomeUnknownError",
]

_E = TypeVar("_E", bound="OpenAIError")


def shorten(value: object, most: int = 200) -> str:
    """The repr of a value, shortened in the middle to `most` characters; large values are not traversed."""
    shown = Repr()
    shown.maxstring = shown.maxother = shown.maxlong = most
    shown.maxlist = shown.maxtuple = shown.maxdict = shown.maxset = shown.maxfrozenset = most // 10
    try:
        return cut(shown.repr(_beginning_and_end(value, most)), most)
    except ValueError:  # Python writes no integer of more than 4,300 digits
        return f"<{type(value).__name__}>"


def _beginning_and_end(value: object, most: int) -> object:
    """The two ends of long bytes, as a message shows no more than these."""
    if isinstance(value, (bytes, bytearray)) and len(value) > 2 * most:
        return bytes(value[:most] + value[-most:])
    return value


def cut(text: str, most: int = 200) -> str:
    """The text, shortened in the middle to `most` characters."""
    if len(text) <= most:
        return text
    half = (most - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


def _revive(cls: type[_E], args: tuple[Any, ...], state: dict[str, Any]) -> _E:
    # The constructor of an exception with several bases is that of the base with the most fields.
    error = OSError.__new__(cls) if issubclass(cls, OSError) else Exception.__new__(cls)
    error.args = args
    for name, value in state.items():
        setattr(error, name, value)
    return error


class OpenAIError(Exception):
    """Base class of all errors that Filewright raises."""

    def __str__(self) -> str:
        # OSError, a base of some of these, would return errno and file name instead of the message.
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[Any, ...]:
        # The constructors take keywords that Exception's own pickling does not know.
        fields = ("errno", "filename") if isinstance(self, OSError) else ()
        state = {**self.__dict__, **{name: getattr(self, name) for name in fields}}
        return _revive, (type(self), self.args, state)


class ConfigurationError(OpenAIError, ValueError):
    """A setting or an argument is invalid. Nothing was sent."""


class ArgumentsError(ConfigurationError, TypeError):
    """A required argument is missing, or an unknown argument or option was passed."""


class UnsupportedError(ConfigurationError):
    """The client's provider does not support the requested feature. Nothing was sent."""


class UnsupportedOperationError(UnsupportedError):
    """The client's provider does not have the operation, whatever it is called with. Nothing was sent."""


class MissingCredentialsError(ConfigurationError):
    """No API key was given, and none is set in the environment. Nothing was sent."""


class MissingExtraError(OpenAIError, ImportError):
    """An optional feature needs a package that is not installed; the message names the extra to install."""


class PluginError(OpenAIError):
    """A plugin could not be loaded or raised an exception of its own (which is the `__cause__`).

    Attributes:
        plugin: the name under which the plugin is registered.
        version: "distribution version" if the plugin was installed from a distribution, else None.
    """

    plugin: str
    version: str | None

    def __init__(self, message: str, *, plugin: str, version: str | None = None) -> None:
        super().__init__(message)
        self.plugin = plugin
        self.version = version


class ClientClosedError(OpenAIError, RuntimeError):
    """The client is closed; create a new one."""


class ResponseConsumedError(OpenAIError, RuntimeError):
    """The body of this response was already streamed and was not kept."""


class ResponseNotReadError(OpenAIError, RuntimeError):
    """The body of this response has not been fetched; the message says how to fetch it."""


class NoNextPageError(OpenAIError, RuntimeError):
    """The next page of the last one was requested. Ask `has_next_page()` first, or iterate over the list."""


# Sources and destinations


class SourceError(OpenAIError, ValueError):
    """The source of an upload cannot be used. Nothing was sent."""


class _SourceOSError(SourceError):
    def __init__(self, message: str, *, errno: int | None = None, filename: str | None = None) -> None:
        super().__init__(message)
        self.errno = errno
        self.filename = filename


class SourceNotFoundError(_SourceOSError, FileNotFoundError):
    """The file to upload does not exist."""


class SourceIsADirectoryError(_SourceOSError, IsADirectoryError):
    """The file to upload is a directory."""


class SourcePermissionError(_SourceOSError, PermissionError):
    """The file to upload is not readable."""


class SourceReadError(_SourceOSError, OSError):
    """Reading the source of an upload failed."""


class SourceChangedError(SourceError):
    """The source of an upload changed (shrank, grew or was replaced) while it was sent."""


_SOURCE_ERRORS: tuple[tuple[type[OSError], type[_SourceOSError]], ...] = (
    (FileNotFoundError, SourceNotFoundError),
    (IsADirectoryError, SourceIsADirectoryError),
    (PermissionError, SourcePermissionError),
    (OSError, SourceReadError),
)


def source_error(error: OSError, name: str, verb: str = "upload") -> SourceError:
    """Convert an OSError from opening or reading a source to a SourceError."""
    cls = next(ours for theirs, ours in _SOURCE_ERRORS if isinstance(error, theirs))
    reason = cut(error.strerror or str(error)) or type(error).__name__
    filename = error.filename if isinstance(error.filename, str) else None
    return cls(f"Cannot {verb} {name}: {reason}.", errno=error.errno, filename=filename)


class DestinationError(OpenAIError, OSError):
    """The destination of a download cannot be written. A file that already existed there is unchanged."""

    def __init__(self, message: str, *, errno: int | None = None, filename: str | None = None) -> None:
        super().__init__(message)
        self.errno = errno
        self.filename = filename


class JournalError(OpenAIError):
    """The journal of a transfer cannot be used: another process has it open, it is damaged, or the disk is full."""


class BudgetError(OpenAIError):
    """A rate limit that several machines share cannot be reached. Nothing is sent without it."""


# Calls and responses


class APIError(OpenAIError):
    """A call failed: no response came, or it was an error or invalid.

    Attributes:
        message: the error message.
        request: the request (credentials masked), or None if there was none.
        body: the decoded JSON of an error response (its `error` member, if it has one), the text if it is not JSON,
            or None without a response.
        code, param, type: from the body, if it has them.
    """

    message: str
    request: httpx.Request
    body: object | None
    code: str | None
    param: str | None
    type: str | None

    def __init__(self, message: str, request: httpx.Request | None = None, *, body: object | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.request = request  # type: ignore[assignment]  # typed as the official SDK's: there as soon as one was sent
        self.body = body
        fields = body if is_dict(body) else {}
        self.code = _text_or_none(fields.get("code"))
        self.param = _text_or_none(fields.get("param"))
        self.type = _text_or_none(fields.get("type"))


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


class APIConnectionError(APIError):
    """No usable response was received: the connection was refused, reset or broken, or the data was not HTTP."""

    def __init__(self, *, message: str = "Connection error.", request: httpx.Request | None = None) -> None:
        super().__init__(message, request)


class APITimeoutError(APIConnectionError):
    """No response was received in time."""

    def __init__(self, request: httpx.Request | None = None, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class APIResponseValidationError(APIError):
    """The response does not match the API's contract."""

    response: httpx.Response
    status_code: int

    def __init__(self, response: httpx.Response, body: object | None = None, *, message: str | None = None) -> None:
        super().__init__(message or "The response does not match the API's contract.", response.request, body=body)
        self.response = response
        self.status_code = response.status_code


class ResponseTooLargeError(APIResponseValidationError):
    """A response is larger than the configured maximum."""


class IntegrityError(APIError):
    """A body is incomplete or corrupt: its length is not the announced one, or it cannot be decoded."""


class UploadOutcomeUnknownError(APIError):
    """A request was sent completely but its response was lost, so its object may or may not exist.

    The request was not repeated. `client.settle(error)` looks for the object, now or later, in this process or another.

    Attributes:
        candidates: listed objects that may be the created one; empty if none could be listed.
        operation: the operation's name, as in `filewright_api.operations`; None if its objects cannot be looked for.
        sought: the values that identify the object, such as its purpose, filename and bytes.
        started: when the call began, in seconds since 1970 (UTC) by the local clock.
    """

    candidates: list[Any]
    operation: str | None
    sought: dict[str, Any]
    started: float

    def __init__(
        self,
        message: str,
        request: httpx.Request | None = None,
        *,
        operation: str | None = None,
        sought: dict[str, Any] | None = None,
        started: float = 0.0,
        candidates: list[Any] | None = None,
    ) -> None:
        super().__init__(message, request)
        self.operation = operation
        self.sought = sought or {}
        self.started = started
        self.candidates = candidates or []


class FileProcessingError(APIError):
    """The server could not process the file.

    Attributes:
        file: the file as last retrieved, with its status and status_details.
    """

    file: Any

    def __init__(self, message: str, *, file: Any) -> None:
        super().__init__(message)
        self.file = file


class ExpiryIgnoredError(APIError):
    """The server stored a file, and keeps it longer or shorter than was asked.

    Attributes:
        file: the stored object, with its expires_at.
    """

    file: Any

    def __init__(self, message: str, *, file: Any) -> None:
        super().__init__(message)
        self.file = file


class PollTimeoutError(OpenAIError, TimeoutError, RuntimeError):
    """The awaited object was not finished by the deadline.

    Attributes:
        last: the object as last retrieved, or None if no response came in time.
    """

    last: Any

    def __init__(self, message: str, *, last: Any = None) -> None:
        super().__init__(message)
        self.last = last


class APIStatusError(APIError):
    """The response has a status of 300 or above.

    Attributes:
        status_code: the HTTP status.
        request_id: the `x-request-id` header, or None.
        response: the response, with its body read.
        detail: the human-readable message in the body, or None if it has none.
    """

    response: httpx.Response
    status_code: int
    request_id: str | None
    detail: str | None

    def __init__(
        self, message: str, *, response: httpx.Response, body: object | None, detail: str | None = None
    ) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        self.request_id = response.headers.get("x-request-id")
        self.detail = detail


class BadRequestError(APIStatusError):
    """400: the request is invalid."""


class AuthenticationError(APIStatusError):
    """401: the key is missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """403: the key does not have permission."""


class NotFoundError(APIStatusError):
    """404: the file, upload or path does not exist."""


class ConflictError(APIStatusError):
    """409: the call conflicts with the current state of the object."""


class UnprocessableEntityError(APIStatusError):
    """422: the server understood the request but cannot process it."""


class RateLimitError(APIStatusError):
    """429: too many requests, or the quota is used up."""


class InternalServerError(APIStatusError):
    """500 and above: the server failed."""


_STATUS_ERRORS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(
    response: httpx.Response, body: object | None, *, message: str, detail: str | None = None
) -> APIStatusError:
    """Create the error for a response's status."""
    fallback = InternalServerError if response.status_code >= 500 else APIStatusError
    cls = _STATUS_ERRORS.get(response.status_code, fallback)
    return cls(message, response=response, body=body, detail=detail)
