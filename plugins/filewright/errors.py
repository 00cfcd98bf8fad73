"""Every error that a user of Filewright can meet.

The names that the official SDK has keep their meaning and their attributes::

    OpenAIError
    ├── APIError                        something between the call and its answer went wrong
    │   ├── APIConnectionError          no usable answer: refused, reset, malformed
    │   │   └── APITimeoutError         no answer in time
    │   ├── APIStatusError              an answer, and it says no
    │   │   ├── BadRequestError             400
    │   │   ├── AuthenticationError         401
    │   │   ├── PermissionDeniedError       403
    │   │   ├── NotFoundError               404
    │   │   ├── ConflictError               409
    │   │   ├── UnprocessableEntityError    422
    │   │   ├── RateLimitError              429
    │   │   └── InternalServerError         500 and above
    │   ├── APIResponseValidationError  an answer that is not what the API promises
    │   │   └── ResponseTooLargeError   an answer over the size that was allowed
    │   ├── IntegrityError              a body that is not whole
    │   ├── UploadOutcomeUnknownError   a call whose response was lost
    │   └── FileProcessingError         the server could not process the file
    ├── ConfigurationError              a setting or an argument is wrong          (also ValueError)
    │   ├── ArgumentsError              ... is missing, or there is none of that name  (also TypeError)
    │   ├── MissingCredentialsError     no key was given, nor is one set
    │   └── UnsupportedError            the provider does not offer what was asked for
    ├── SourceError                     what to upload cannot be used              (also ValueError)
    │   ├── SourceNotFoundError         ... it is not there                        (also FileNotFoundError)
    │   ├── SourceIsADirectoryError     ... it is a directory                      (also IsADirectoryError)
    │   ├── SourcePermissionError       ... it may not be read                     (also PermissionError)
    │   ├── SourceReadError             ... reading it failed                      (also OSError)
    │   └── SourceChangedError          ... it changed while it was sent
    ├── DestinationError                where to save cannot be written            (also OSError)
    ├── JournalError                    the journal of a transfer cannot be used
    ├── PollTimeoutError                not done by the deadline                   (also TimeoutError, RuntimeError)
    ├── ResponseConsumedError           the body was already streamed              (also RuntimeError)
    ├── ResponseNotReadError            the body was not fetched yet               (also RuntimeError)
    ├── ClientClosedError               the client was closed                      (also RuntimeError)
    ├── MissingExtraError               an optional part is not installed          (also ImportError)
    └── PluginError                     a plugin could not be loaded, or raised

Each of them pickles and unpickles. None holds a secret: the requests that errors carry have their credentials masked.
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
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DestinationError",
    "FileProcessingError",
    "IntegrityError",
    "InternalServerError",
    "JournalError",
    "MissingCredentialsError",
    "MissingExtraError",
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
    "UploadOutcomeUnknownError",
]

_E = TypeVar("_E", bound="OpenAIError")


def shorten(value: object, most: int = 200) -> str:
    """The repr of a value, cut in the middle where it is longer than `most` characters; a large one is not walked."""
    shown = Repr()
    shown.maxstring = shown.maxother = shown.maxlong = most
    shown.maxlist = shown.maxtuple = shown.maxdict = shown.maxset = shown.maxfrozenset = most // 10
    try:
        return cut(shown.repr(_beginning_and_end(value, most)), most)
    except ValueError:  # Python writes no integer of more than 4,300 digits
        return f"<{type(value).__name__}>"


def _beginning_and_end(value: object, most: int) -> object:
    """A long text by what lies at its ends, of which a message shows no more."""
    if isinstance(value, (bytes, bytearray)) and len(value) > 2 * most:
        return bytes(value[:most] + value[-most:])
    return value


def cut(text: str, most: int = 200) -> str:
    """A text, cut in the middle where it is longer than `most` characters."""
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
    """The base of every error that Filewright raises."""

    def __str__(self) -> str:
        # OSError, a base of some of these, would answer with errno and file name instead of the message.
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[Any, ...]:
        # The constructors take keywords that Exception's own pickling does not know.
        fields = ("errno", "filename") if isinstance(self, OSError) else ()
        state = {**self.__dict__, **{name: getattr(self, name) for name in fields}}
        return _revive, (type(self), self.args, state)


class ConfigurationError(OpenAIError, ValueError):
    """A setting or an argument is wrong. Nothing was sent."""


class ArgumentsError(ConfigurationError, TypeError):
    """A required argument is missing, or there is no argument or option of a name that was passed."""


class UnsupportedError(ConfigurationError):
    """The provider of the client does not offer what was asked for; nothing was sent."""


class MissingCredentialsError(ConfigurationError):
    """No key was given, and the environment has none. Nothing was sent."""


class MissingExtraError(OpenAIError, ImportError):
    """A part of Filewright needs a package that is not installed; the message says which extra brings it."""


class PluginError(OpenAIError):
    """A plugin could not be loaded or raised an exception of its own (which is the `__cause__`).

    Attributes:
        plugin: the name under which the plugin is registered.
        version: "distribution version" where the plugin came from a distribution, else None.
    """

    plugin: str
    version: str | None

    def __init__(self, message: str, *, plugin: str, version: str | None = None) -> None:
        super().__init__(message)
        self.plugin = plugin
        self.version = version


class ClientClosedError(OpenAIError, RuntimeError):
    """The client was closed; make a new one."""


class ResponseConsumedError(OpenAIError, RuntimeError):
    """The body of this answer was streamed already and was not kept."""


class ResponseNotReadError(OpenAIError, RuntimeError):
    """The body of this answer has not been fetched; the message says how to fetch it."""


# What to upload, and where to save


class SourceError(OpenAIError, ValueError):
    """What is to be uploaded cannot be used. Nothing was sent."""


class _SourceOSError(SourceError):
    def __init__(self, message: str, *, errno: int | None = None, filename: str | None = None) -> None:
        super().__init__(message)
        self.errno = errno
        self.filename = filename


class SourceNotFoundError(_SourceOSError, FileNotFoundError):
    """The file to upload is not there."""


class SourceIsADirectoryError(_SourceOSError, IsADirectoryError):
    """The file to upload is a directory."""


class SourcePermissionError(_SourceOSError, PermissionError):
    """The file to upload may not be read."""


class SourceReadError(_SourceOSError, OSError):
    """Reading what is to be uploaded failed."""


class SourceChangedError(SourceError):
    """What was being uploaded changed (shrank, grew, was replaced) while it was sent."""


_SOURCE_ERRORS: tuple[tuple[type[OSError], type[_SourceOSError]], ...] = (
    (FileNotFoundError, SourceNotFoundError),
    (IsADirectoryError, SourceIsADirectoryError),
    (PermissionError, SourcePermissionError),
    (OSError, SourceReadError),
)


def source_error(error: OSError, name: str, verb: str = "upload") -> SourceError:
    """The SourceError that stands for an OSError met when opening or reading a source."""
    cls = next(ours for theirs, ours in _SOURCE_ERRORS if isinstance(error, theirs))
    reason = cut(error.strerror or str(error)) or type(error).__name__
    filename = error.filename if isinstance(error.filename, str) else None
    return cls(f"Cannot {verb} {name}: {reason}.", errno=error.errno, filename=filename)


class DestinationError(OpenAIError, OSError):
    """The place where a download is to be saved cannot be written. A file that was there before is unharmed."""

    def __init__(self, message: str, *, errno: int | None = None, filename: str | None = None) -> None:
        super().__init__(message)
        self.errno = errno
        self.filename = filename


class JournalError(OpenAIError):
    """The journal of a transfer cannot be used: another job has it open, it is damaged, or the disk is full."""


# Calls and their answers


class APIError(OpenAIError):
    """Something between a call and its answer went wrong.

    Attributes:
        message: the text of the error.
        request: the request (credentials masked), or None where there was none.
        body: the decoded JSON of an error answer (its `error` member, where there is one), the text where it is not
            JSON, or None without an answer.
        code, param, type: from the body, where it has them.
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
    """No usable answer came: the connection was refused, reset or broken, or what came was not HTTP."""

    def __init__(self, *, message: str = "Connection error.", request: httpx.Request | None = None) -> None:
        super().__init__(message, request)


class APITimeoutError(APIConnectionError):
    """No answer came in time."""

    def __init__(self, request: httpx.Request | None = None, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class APIResponseValidationError(APIError):
    """An answer came that is not what the API promises."""

    response: httpx.Response
    status_code: int

    def __init__(self, response: httpx.Response, body: object | None = None, *, message: str | None = None) -> None:
        super().__init__(message or "The answer is not what the API promises.", response.request, body=body)
        self.response = response
        self.status_code = response.status_code


class ResponseTooLargeError(APIResponseValidationError):
    """An answer is larger than was allowed."""


class IntegrityError(APIError):
    """A body is not whole: fewer or more bytes than were promised, or bytes that do not decode."""


class UploadOutcomeUnknownError(APIError):
    """A request was sent whole and its response was lost: what it makes may or may not be there.

    It was not sent again. `client.settle(error)` looks again, now or later, in this process or another.

    Attributes:
        candidates: the listed objects that may be what was made; empty where none could be listed.
        operation: the name of the operation, as in `filewright_api.operations`, or None where it cannot be looked for.
        sought: the values by which what was made is known, such as its purpose, filename and bytes.
        started: when the call began, in seconds since 1970 (UTC) by this machine's clock.
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
        file: the object as last retrieved, with its status and status_details.
    """

    file: Any

    def __init__(self, message: str, *, file: Any) -> None:
        super().__init__(message)
        self.file = file


class PollTimeoutError(OpenAIError, TimeoutError, RuntimeError):
    """What was waited for was not done by the deadline.

    Attributes:
        last: the object as last retrieved, or None where no answer came in time.
    """

    last: Any

    def __init__(self, message: str, *, last: Any = None) -> None:
        super().__init__(message)
        self.last = last


class APIStatusError(APIError):
    """An answer came with a status of 300 or above.

    Attributes:
        status_code: the HTTP status.
        request_id: the `x-request-id` header, or None.
        response: the answer, its body read.
        detail: the sentence of the body that is meant for people, or None where it has none.
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
    """400: the server refuses the call as it is."""


class AuthenticationError(APIStatusError):
    """401: the key is missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such file, upload or path."""


class ConflictError(APIStatusError):
    """409: the call conflicts with the state of what it is about."""


class UnprocessableEntityError(APIStatusError):
    """422: the server understood the call and cannot process it."""


class RateLimitError(APIStatusError):
    """429: too many calls, or a quota is used up."""


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
    """The error that stands for an answer's status."""
    fallback = InternalServerError if response.status_code >= 500 else APIStatusError
    cls = _STATUS_ERRORS.get(response.status_code, fallback)
    return cls(message, response=response, body=body, detail=detail)
