"""Responses with their headers: `client.files.with_raw_response.create(...)`, `with_streaming_response.content(...)`.

A resource hands its operation to the client's `call`. Here the same resources get a client whose `call` keeps the
HTTP response beside the parsed result.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from ..errors import APIResponseValidationError, ConfigurationError, ResponseTooLargeError, shorten
from ..redaction import redacted
from .contents import HttpxBinaryResponseContent, check_chunk_size, decoding, read_json
from .lines import async_lines_of, lines_of

if TYPE_CHECKING:
    from types import TracebackType

    import httpx
    from filewright_api.types import Operation

    from ..calls import Call, CallOptions
    from ..clients.client import AsyncClient, Client
    from .contents import SavedTo

P = ParamSpec("P")
T = TypeVar("T")
ResponseT = TypeVar("ResponseT", bound="APIResponse[Any]")
AsyncResponseT = TypeVar("AsyncResponseT", bound="AsyncAPIResponse[Any]")


class BaseAPIResponse(Generic[T]):
    """An HTTP response and its parsed result.

    Attributes:
        http_response: the httpx response.
        retries_taken: the number of retries before this response.
    """

    def __init__(self, call: Call, outcome: Any) -> None:
        assert call.response is not None
        self.http_response = call.response
        self.http_response.request = redacted(call.response.request)
        self.retries_taken = call.retries_taken
        self._outcome = outcome

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the response."""
        return self.http_response.headers

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of the response, or None."""
        request_id: str | None = self.headers.get("x-request-id")
        return request_id

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def http_request(self) -> httpx.Request:
        """The request, its credentials masked."""
        return self.http_response.request

    @property
    def url(self) -> httpx.URL:
        """The URL of the request."""
        return self.http_response.request.url

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.http_response.request.method

    @property
    def http_version(self) -> str:
        """The HTTP version used."""
        return self.http_response.http_version

    @property
    def elapsed(self) -> timedelta:
        """The duration of the last attempt, until the head of its response was received."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        """True if the connection was given back."""
        return self.http_response.is_closed

    def _made(self) -> Any:
        """Return the result of the call, or raise the error of its response."""
        if isinstance(self._outcome, APIResponseValidationError):
            raise self._outcome
        return self._outcome

    def _read_as(self, to: Any, body: bytes) -> Any:
        """Return a body as str or bytes, or its JSON as dict, list or an instance of a validating class."""
        if to is bytes:
            return body
        if to is str:
            return self._text_of(body)
        if hasattr(to, "model_validate"):
            return to.model_validate(self._json_of(body))
        if to in {dict, list, object}:
            return self._json_of(body)
        raise ConfigurationError(f"to is {shorten(to)}; pass str, bytes, dict, list, or a class with `model_validate`.")

    def _json_of(self, body: bytes) -> Any:
        return read_json(self.http_response, "The body", body)

    def _text_of(self, body: bytes) -> str:
        """Decode a body in the response's encoding; undecodable bytes are replaced if possible."""
        with self._decoding():
            return body.decode(self.http_response.encoding or "utf-8", "replace")

    def _decoding(self) -> AbstractContextManager[None]:
        return decoding(self.http_response, "The body")

    def _blocks(self, chunk_size: int | None = None) -> Any:
        """Yield the body in blocks: of a content as it is fetched, of any other response as it was read."""
        check_chunk_size(chunk_size)
        return self._made() if self._is_content else self.http_response

    @property
    def _is_content(self) -> bool:
        return _is_content(self._outcome)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}] {self.method} {self.url.path}>"


def _is_content(outcome: Any) -> bool:
    return isinstance(outcome, HttpxBinaryResponseContent)


class LegacyAPIResponse(BaseAPIResponse[T]):
    """The result of `with_raw_response`. Its body is available."""

    def parse(self, *, to: Any = None) -> T:
        """Return the result of the call without `with_raw_response`, or the body as type `to`.

        Raises:
            APIResponseValidationError: the response does not match the API's contract.
        """
        return cast(T, self._made() if to is None else self._read_as(to, self.content))

    @property
    def content(self) -> bytes:
        """The body."""
        return self.http_response.content

    @property
    def text(self) -> str:
        """The body as text."""
        return self._text_of(self.content)

    def json(self) -> Any:
        """The body as JSON."""
        return self._json_of(self.content)


class APIResponse(BaseAPIResponse[T]):
    """The result of `with_streaming_response`. A file's content is fetched as it is read."""

    def parse(self, *, to: Any = None) -> T:
        """Return the result of the call without `with_streaming_response` (the bytes of a content), or the body as
        type `to`.
        """
        if to is not None:
            return cast(T, self._read_as(to, self.read()))
        return cast(T, self.read() if self._is_content else self._made())

    def read(self) -> bytes:
        """The body."""
        return self.http_response.content

    def text(self) -> str:
        """The body as text."""
        return self._text_of(self.read())

    def json(self) -> Any:
        """The body as JSON."""
        return self._json_of(self.read())

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in blocks."""
        yield from self._blocks(chunk_size).iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The body as text, in blocks."""
        with self._decoding():
            yield from self._blocks(chunk_size).iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines of the body as text; lines end at `\\n` or `\\r\\n`."""
        with self._decoding():
            yield from lines_of(self._blocks().iter_text())

    def stream_to_file(self, file: SavedTo, *, chunk_size: int | None = None, sha256: str | None = None) -> None:
        """Save a file's content; see `BinaryContent.stream_to_file`."""
        self._made().stream_to_file(file, chunk_size=chunk_size, sha256=sha256)

    write_to_file = stream_to_file

    def close(self) -> None:
        """Give the connection back without fetching what is left."""
        self.http_response.close()


class AsyncAPIResponse(BaseAPIResponse[T]):
    """Like `APIResponse`, in an async client."""

    async def parse(self, *, to: Any = None) -> T:
        """Return the result of the call without `with_streaming_response` (the bytes of a content), or the body as
        type `to`.
        """
        if to is not None:
            return cast(T, self._read_as(to, await self.read()))
        return cast(T, await self.read() if self._is_content else self._made())

    async def read(self) -> bytes:
        """The body."""
        body: bytes = await self._made().aread() if self._is_content else self.http_response.content
        return body

    async def text(self) -> str:
        """The body as text."""
        return self._text_of(await self.read())

    async def json(self) -> Any:
        """The body as JSON."""
        return self._json_of(await self.read())

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body in blocks."""
        async for block in self._blocks(chunk_size).aiter_bytes(chunk_size):
            yield block

    async def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The body as text, in blocks."""
        with self._decoding():
            async for block in self._blocks(chunk_size).aiter_text(chunk_size):
                yield block

    async def iter_lines(self) -> AsyncIterator[str]:
        """Yield the lines of the body as text; lines end at `\\n` or `\\r\\n`."""
        with self._decoding():
            async for line in async_lines_of(self._blocks().aiter_text()):
                yield line

    async def stream_to_file(self, file: SavedTo, *, chunk_size: int | None = None, sha256: str | None = None) -> None:
        """Save a file's content; see `AsyncBinaryContent.astream_to_file`."""
        await self._made().astream_to_file(file, chunk_size=chunk_size, sha256=sha256)

    write_to_file = stream_to_file

    async def close(self) -> None:
        """Give the connection back without fetching what is left."""
        await self.http_response.aclose()


class ResponseContextManager(Generic[ResponseT]):
    """A call that is made when the block is entered; its connection is released at the end of the block."""

    def __init__(self, request: Callable[[], ResponseT]) -> None:
        self._request = request
        self._response: ResponseT | None = None

    def __enter__(self) -> ResponseT:
        self._response = self._request()
        return self._response

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            self._response.close()


class AsyncResponseContextManager(Generic[AsyncResponseT]):
    """Like `ResponseContextManager`."""

    def __init__(self, request: Callable[[], Awaitable[AsyncResponseT]]) -> None:
        self._request = request
        self._response: AsyncResponseT | None = None

    async def __aenter__(self) -> AsyncResponseT:
        self._response = await self._request()
        return self._response

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            await self._response.close()


# The client that a resource is given


class _View:
    """A blocking client that returns responses of type `kind`."""

    def __init__(self, client: Client, kind: type[BaseAPIResponse[Any]]) -> None:
        self._client = client
        self._kind = kind
        self._reads_contents = issubclass(kind, LegacyAPIResponse)

    def call(self, operation: Operation, arguments: Mapping[str, Any], options: CallOptions) -> BaseAPIResponse[Any]:
        call = self._client.new_call(operation, arguments, options)
        call.keeps_response = True
        outcome: Any
        try:
            outcome = self._client.perform(call, as_text=options.as_text)
        except APIResponseValidationError as error:
            if call.response is None or isinstance(error, ResponseTooLargeError):
                raise
            outcome = error
        if self._reads_contents and _is_content(outcome):
            outcome.read()
        return self._kind(call, outcome)


class _AsyncView:
    """Like `_View`."""

    def __init__(self, client: AsyncClient, kind: type[BaseAPIResponse[Any]]) -> None:
        self._client = client
        self._kind: type[BaseAPIResponse[Any]] = kind
        self._reads_contents = issubclass(kind, LegacyAPIResponse)

    async def call(
        self, operation: Operation, arguments: Mapping[str, Any], options: CallOptions
    ) -> BaseAPIResponse[Any]:
        call = self._client.new_call(operation, arguments, options)
        call.keeps_response = True
        as_text = options.as_text
        streamed = issubclass(self._kind, AsyncAPIResponse) and not as_text
        outcome: Any
        try:
            outcome = await (self._client.streamed(call) if streamed else self._client.perform(call, as_text=as_text))
        except APIResponseValidationError as error:
            if call.response is None or isinstance(error, ResponseTooLargeError):
                raise
            outcome = error
        if self._reads_contents and _is_content(outcome):
            await outcome.aread()
        return self._kind(call, outcome)


def _on_view(method: Any, view: Any) -> Any:
    """Bind a resource's method to the same resource of another client."""
    resource = type(method.__self__)(view)
    return partial(method.__func__, resource)


def raw(method: Callable[P, T]) -> Callable[P, LegacyAPIResponse[T]]:
    """Wrap a method of a blocking resource so that it returns the raw response."""
    client = cast(Any, method).__self__._client
    return cast("Callable[P, LegacyAPIResponse[T]]", _on_view(method, _View(client, LegacyAPIResponse)))


def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[LegacyAPIResponse[T]]]:
    """Like `raw`."""
    client = cast(Any, method).__self__._client
    view = _AsyncView(client, LegacyAPIResponse)
    return cast("Callable[P, Awaitable[LegacyAPIResponse[T]]]", _on_view(method, view))


def streamed(method: Callable[P, T]) -> Callable[P, ResponseContextManager[APIResponse[T]]]:
    """Wrap a method of a blocking resource so that it returns the response in a `with` block."""
    client = cast(Any, method).__self__._client
    request = _on_view(method, _View(client, APIResponse))

    def managed(*arguments: P.args, **options: P.kwargs) -> ResponseContextManager[APIResponse[T]]:
        return ResponseContextManager(partial(request, *arguments, **options))

    return managed


def async_streamed(
    method: Callable[P, Awaitable[T]],
) -> Callable[P, AsyncResponseContextManager[AsyncAPIResponse[T]]]:
    """Like `streamed`."""
    client = cast(Any, method).__self__._client
    request = _on_view(method, _AsyncView(client, AsyncAPIResponse))

    def managed(*arguments: P.args, **options: P.kwargs) -> AsyncResponseContextManager[AsyncAPIResponse[T]]:
        return AsyncResponseContextManager(partial(request, *arguments, **options))

    return managed
