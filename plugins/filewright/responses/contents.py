"""The result of `content`: a file's content, fetched when it is accessed."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import httpx

from ..errors import (
    APIResponseValidationError,
    ConfigurationError,
    ResponseConsumedError,
    ResponseNotReadError,
    ResponseTooLargeError,
    shorten,
)
from ..flows.downloads import read_content, save, save_in_one
from ..flows.failures import content_error
from ..redaction import redacted
from ..settings import checked_sha256
from ..wire.blocking import run_here
from ..wire.codings import keep_coding
from ..wire.common import keep_content
from .lazy import AsyncLazyResponse, LazyResponse

if TYPE_CHECKING:
    import os
    from types import TracebackType

    from ..calls import Call
    from ..resources.callers import AsyncFlowCaller, FlowCaller


class Writable(Protocol):
    """A writable binary file object."""

    def write(self, block: bytes, /) -> object:
        """Write bytes; return how many were written, or None for all."""
        ...


SavedTo: TypeAlias = "str | os.PathLike[str] | Writable"
"""The destinations that a content can be saved to."""

PREFETCHED_BYTES = 8 << 20
"""In an async client, whose properties cannot await, a body of up to this many bytes is fetched with the call."""


def check_chunk_size(size: Any) -> None:
    """Raise ConfigurationError for an invalid block size."""
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 1):
        raise ConfigurationError(f"chunk_size is {shorten(size)}; pass a whole number of bytes from 1, or None.")


@contextmanager
def decoding(response: httpx.Response, what: str) -> Generator[None, None, None]:
    """Convert decoding errors to APIResponseValidationError, with a message that `what` is not text."""
    try:
        yield
    except UnicodeError as error:
        response.request = redacted(response.request)
        message = f"{what} is not text in {response.encoding}: {error}. Read it as bytes."
        raise APIResponseValidationError(response, message=message) from error


def read_json(response: httpx.Response, what: str, body: bytes, **options: Any) -> Any:
    """Return a body's JSON; raise APIResponseValidationError, with a message about `what`, if it is not JSON."""
    try:
        return json.loads(body, **options)
    except (ValueError, RecursionError) as error:
        response.request = redacted(response.request)
        raise APIResponseValidationError(response, message=f"{what} is not JSON: {error}.") from error


class HttpxBinaryResponseContent:
    """The content of a file: the part shared by both clients, for content that was fetched.

    Attributes:
        response: the HTTP response; its `content`, `text` and `json()` are those of this object.
    """

    def __init__(self, client: FlowCaller | AsyncFlowCaller, call: Call, response: httpx.Response) -> None:
        self._client = client
        self._call = call
        self.response = response

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the response."""
        return self.response.headers

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of the response, or None."""
        request_id: str | None = self.response.headers.get("x-request-id")
        return request_id

    @property
    def encoding(self) -> str | None:
        """The encoding that `text` uses: the one of the Content-Type header, else UTF-8."""
        return self.response.encoding

    @property
    def charset_encoding(self) -> str | None:
        """The encoding of the Content-Type header, or None."""
        return self.response.charset_encoding

    @property
    def is_closed(self) -> bool:
        """True if the connection was returned to the pool."""
        return self.response.is_closed

    def read(self) -> bytes:
        """The content."""
        return self.response.content

    @property
    def content(self) -> bytes:
        """The content."""
        return self.read()

    @property
    def text(self) -> str:
        """The content as text."""
        self.read()
        with self._decoding():
            return self.response.text

    def json(self, **options: Any) -> Any:
        """The content as JSON; the options are those of `json.loads`."""
        return read_json(self.response, self._name, self.read(), **options)

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the content in blocks of `chunk_size` bytes, or as they are received."""
        check_chunk_size(chunk_size)
        self.read()
        yield from self.response.iter_bytes(chunk_size)

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Like `iter_bytes`."""
        return self.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """Yield the content as text, in blocks."""
        check_chunk_size(chunk_size)
        self.read()
        with self._decoding():
            yield from self.response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines of the content as text, as in JSONL: lines end at `\\n` or `\\r\\n`, which are not
        included.
        """
        self.read()
        with self._decoding():
            yield from self.response.iter_lines()

    def stream_to_file(self, file: SavedTo, *, chunk_size: int | None = None, sha256: str | None = None) -> None:
        """Save the content to a file; see `BinaryContent.stream_to_file`."""
        check_chunk_size(chunk_size)
        fetched = httpx.Response(self.status_code, content=self.read(), request=self.response.request)
        self._call.expected_sha256 = checked_sha256(sha256)
        run_here(save_in_one(self._client.hooks, self._call, fetched, file))

    def write_to_file(self, file: SavedTo) -> None:
        """Like `stream_to_file`."""
        self.stream_to_file(file)

    def close(self) -> None:
        """Return the connection to the pool without fetching the rest."""
        if not self.is_closed:
            raise ResponseNotReadError("The content is still a stream; close it with `await content.aclose()`.")

    @property
    def _name(self) -> str:
        """The name used in error messages."""
        return f"The content of {self._call.arguments.get('file_id')}"

    def _decoding(self) -> AbstractContextManager[None]:
        return decoding(self.response, self._name)

    @property
    def _is_kept(self) -> bool:
        """True if the body was read and is kept in memory."""
        return hasattr(self.response, "_content")

    def _check_unconsumed(self) -> None:
        if not self._is_kept:
            _check_unconsumed(self.response)

    @contextmanager
    def _streaming(self, chunk_size: int | None = None) -> Generator[httpx.Response, None, None]:
        """Yield the response to stream from; convert failures to OpenAIError subclasses."""
        check_chunk_size(chunk_size)
        self._check_unconsumed()
        try:
            with self._decoding():
                yield self.response
        except httpx.RequestError as error:
            raise content_error(error, self.response) from error

    @contextmanager
    def _streaming_here(self, chunk_size: int | None = None) -> Generator[httpx.Response, None, None]:
        """Like `_streaming`, in a blocking client: what breaks off is closed."""
        if self._call.as_saved:
            self.read()
        with self._streaming(chunk_size) as response:
            try:
                yield response
            except (httpx.RequestError, UnicodeError, ResponseTooLargeError):
                response.close()
                raise

    @asynccontextmanager
    async def _streaming_there(self, chunk_size: int | None = None) -> AsyncGenerator[httpx.Response, None]:
        """Like `_streaming_here`, in an async client."""
        if self._call.as_saved:
            await self.response.aread()
        with self._streaming(chunk_size) as response:
            try:
                yield response
            except (httpx.RequestError, UnicodeError, ResponseTooLargeError):
                await response.aclose()
                raise

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}] {self.headers.get('content-length', '?')} bytes>"


def _check_unconsumed(response: httpx.Response) -> None:
    if response.is_stream_consumed:
        raise ResponseConsumedError("The body was streamed already and was not kept; call content() again.")
    if response.is_closed:
        raise ResponseConsumedError("The response was closed before its body was fetched; call content() again.")


class BinaryContent(HttpxBinaryResponseContent):
    """The content of a file, in a blocking client. Nothing is fetched before it is accessed.

    `read()`, `content`, `text` and `json()` fetch it into memory and keep it; `iter_bytes()`, `iter_text()` and
    `iter_lines()` stream it once; `stream_to_file()` and `write_to_file()` save it. If you use none of them, close it
    or use it as a context manager.
    """

    _client: FlowCaller

    def __init__(self, client: FlowCaller, call: Call, response: httpx.Response) -> None:
        super().__init__(client, call, response)
        LazyResponse.adopt(response, partial(_fetched, client, call))

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the content in blocks of `chunk_size` bytes, or as they are received."""
        with self._streaming_here(chunk_size) as response:
            yield from response.iter_bytes(chunk_size)

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Like `iter_bytes`, but without decoding the Content-Encoding (unless the content was already read and
        decoded).
        """
        with self._streaming_here(chunk_size) as response:
            keep_coding(response)
            yield from response.iter_bytes(chunk_size) if self._is_kept else response.iter_raw(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """Yield the content as text, in blocks."""
        with self._streaming_here(chunk_size) as response:
            yield from response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines of the content as text, as in JSONL: lines end at `\\n` or `\\r\\n`, which are not
        included.
        """
        with self._streaming_here() as response:
            yield from response.iter_lines()

    def stream_to_file(self, file: SavedTo, *, chunk_size: int | None = None, sha256: str | None = None) -> None:
        """Save the content to a file.

        The content is streamed to a temporary file in the same folder, its length is checked, and the file is synced
        and renamed: `file` is either the whole content or unchanged.

        A pipe, a device, an open descriptor such as `/dev/stdout` or `/dev/fd/3`, and an object with `write` are
        written to directly.

        Args:
            file: the path of the file, or a binary file object, which stays open.
            chunk_size: accepted for compatibility and ignored.
            sha256: the expected SHA-256 in hexadecimal; None for no check.

        Raises:
            DestinationError: the file cannot be written.
            IntegrityError: the download is incomplete, or has another SHA-256.
            ConfigurationError: `sha256` is invalid.
        """
        self._check_unconsumed()
        self._call.expected_sha256 = checked_sha256(sha256)
        self._client.run(save(self._client.hooks, self._call, self.response, file))

    def close(self) -> None:
        """Return the connection to the pool without fetching the rest."""
        self.response.close()

    def __enter__(self) -> BinaryContent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _fetched(client: FlowCaller, call: Call, response: httpx.Response) -> None:
    _check_unconsumed(response)
    keep_content(response, client.run(read_content(client.hooks, call, response)))


class AsyncBinaryContent(HttpxBinaryResponseContent):
    """The content of a file, in an async client.

    A content of up to 8 MiB is fetched with the call and available as `content`, `text`, `json()` and `read()`. A
    larger one is fetched into memory only by `await aread()`; `aiter_bytes()`, `aiter_text()` and `aiter_lines()`
    stream it once; `astream_to_file()` and `awrite_to_file()` save it.
    """

    _client: AsyncFlowCaller

    def __init__(self, client: AsyncFlowCaller, call: Call, response: httpx.Response) -> None:
        super().__init__(client, call, response)
        AsyncLazyResponse.adopt(response, partial(_fetched_async, client, call))

    async def aread(self) -> bytes:
        """Fetch the content."""
        return await self.response.aread()

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the content in blocks of `chunk_size` bytes, or as they are received."""
        async with self._streaming_there(chunk_size) as response:
            async for block in response.aiter_bytes(chunk_size):
                yield block

    async def aiter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Like `aiter_bytes`: the beginning is fetched with the call, where its Content-Encoding is decoded."""
        async with self._streaming_there(chunk_size) as response:
            keep_coding(response)
            blocks = response.aiter_bytes(chunk_size) if self._is_kept else response.aiter_raw(chunk_size)
            async for block in blocks:
                yield block

    async def aiter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """Yield the content as text, in blocks."""
        async with self._streaming_there(chunk_size) as response:
            async for block in response.aiter_text(chunk_size):
                yield block

    async def aiter_lines(self) -> AsyncIterator[str]:
        """Yield the lines of the content as text, as in JSONL: lines end at `\\n` or `\\r\\n`, which are not
        included.
        """
        async with self._streaming_there() as response:
            async for line in response.aiter_lines():
                yield line

    async def astream_to_file(self, file: SavedTo, *, chunk_size: int | None = None, sha256: str | None = None) -> None:
        """Save the content to a file; see `BinaryContent.stream_to_file`. Disk access does not block the event loop."""
        self._check_unconsumed()
        self._call.expected_sha256 = checked_sha256(sha256)
        await self._client.run(save(self._client.hooks, self._call, self.response, file))

    async def awrite_to_file(self, file: SavedTo) -> None:
        """Like `astream_to_file`."""
        await self.astream_to_file(file)

    async def aclose(self) -> None:
        """Return the connection to the pool without fetching the rest."""
        await self.response.aclose()

    async def __aenter__(self) -> AsyncBinaryContent:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


async def _fetched_async(client: AsyncFlowCaller, call: Call, response: httpx.Response) -> None:
    _check_unconsumed(response)
    keep_content(response, await client.run(read_content(client.hooks, call, response)))
