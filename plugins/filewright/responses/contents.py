"""What `content` gives back: the body of a file, fetched when it is asked for and in the way that it is asked for."""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from ..errors import (
    APIResponseValidationError,
    ConfigurationError,
    ResponseConsumedError,
    ResponseNotReadError,
    shorten,
)
from ..flows.downloads import read_content, save
from ..flows.failures import content_error
from ..redaction import redacted
from ..wire.blocking import run_here

if TYPE_CHECKING:
    import os
    from types import TracebackType

    from ..calls import Call
    from ..resources.callers import AsyncFlowCaller, FlowCaller

PREFETCHED_BYTES = 8 << 20
"""A body of at most so many bytes is fetched with the call in an async client, whose properties cannot await."""


def check_chunk_size(size: Any) -> None:
    """Refuse what no block can have for a size."""
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 1):
        raise ConfigurationError(f"chunk_size is {shorten(size)}; pass a whole number of bytes from 1, or None.")


@contextmanager
def decoding(response: httpx.Response, what: str) -> Generator[None, None, None]:
    """Make one of our errors of what an encoding raises that does not fit; its message says that `what` is no text."""
    try:
        yield
    except UnicodeError as error:
        response.request = redacted(response.request)
        message = f"{what} is no text in {response.encoding}: {error}."
        raise APIResponseValidationError(response, message=message) from error


def read_json(response: httpx.Response, what: str, body: bytes, **options: Any) -> Any:
    """What a body says in JSON; raises one of our errors that says `what` is none."""
    try:
        return json.loads(body, **options)
    except (ValueError, RecursionError) as error:
        response.request = redacted(response.request)
        raise APIResponseValidationError(response, message=f"{what} is no JSON: {error}.") from error


class BaseContent:
    """The content of a file.

    Attributes:
        response: the HTTP answer.
    """

    _HOW_TO_READ = ""

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
        """The headers of the answer."""
        return self.response.headers

    @property
    def request_id(self) -> str | None:
        """The `x-request-id` of the answer, or None."""
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
        """Whether the connection was given back."""
        return self.response.is_closed

    def _bytes_read(self) -> bytes:
        try:
            return self.response.content
        except httpx.ResponseNotRead:
            raise ResponseNotReadError(f"The body has not been fetched; {self._HOW_TO_READ}.") from None

    def _text_read(self) -> str:
        self._bytes_read()
        with self._decoding():
            return self.response.text

    def _json_read(self, **options: Any) -> Any:
        return read_json(self.response, self._name, self._bytes_read(), **options)

    @property
    def _name(self) -> str:
        """What the messages of errors call it."""
        return f"The content of {self._call.arguments.get('file_id')}"

    def _decoding(self) -> AbstractContextManager[None]:
        return decoding(self.response, self._name)

    @property
    def _is_kept(self) -> bool:
        """Whether the body was read, and is there to be asked for again."""
        return hasattr(self.response, "_content")

    def _check_unconsumed(self) -> None:
        if self.response.is_stream_consumed and not self._is_kept:
            raise ResponseConsumedError("The body was streamed already and was not kept; call content() again.")
        if self.response.is_closed and not self._is_kept:
            raise ResponseConsumedError("The answer was closed before its body was fetched; call content() again.")

    @contextmanager
    def _streaming(self, chunk_size: int | None = None) -> Generator[httpx.Response, None, None]:
        """Gives the answer to stream from; what breaks becomes one of our errors."""
        check_chunk_size(chunk_size)
        self._check_unconsumed()
        try:
            with self._decoding():
                yield self.response
        except httpx.RequestError as error:
            raise content_error(error, self.response) from error

    @contextmanager
    def _streaming_here(self, chunk_size: int | None = None) -> Generator[httpx.Response, None, None]:
        """As `_streaming`, in a blocking client: what breaks off is closed."""
        with self._streaming(chunk_size) as response:
            try:
                yield response
            except (httpx.RequestError, UnicodeError):
                response.close()
                raise

    @asynccontextmanager
    async def _streaming_there(self, chunk_size: int | None = None) -> AsyncGenerator[httpx.Response, None]:
        """As `_streaming_here`, in an async client."""
        with self._streaming(chunk_size) as response:
            try:
                yield response
            except (httpx.RequestError, UnicodeError):
                await response.aclose()
                raise

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}] {self.headers.get('content-length', '?')} bytes>"

    def __del__(self) -> None:
        response = self.__dict__.get("response")
        if response is None or response.is_closed:
            return
        self._abandon()
        warnings.warn(
            f"{self!r} was dropped without being read or closed. Use `with`.",
            ResourceWarning,
            stacklevel=2,
            source=self,
        )

    def _abandon(self) -> None:
        """Give the connection back, where that can be done at any time."""


class BinaryContent(BaseContent):
    """The content of a file, in a blocking client. Nothing of it is fetched before it is asked for.

    `read()`, `content`, `text` and `json()` fetch it into memory and keep it; `iter_bytes()`, `iter_text()`,
    `iter_lines()` stream it once; `stream_to_file()` and `write_to_file()` save it. Where none of them is used, close
    it, or use it as a context manager.
    """

    _client: FlowCaller

    def _abandon(self) -> None:
        self.close()

    def read(self) -> bytes:
        """Fetch the content."""
        if not self._is_kept:
            self._check_unconsumed()
            self._client.run(read_content(self._call, self.response))
        return self._bytes_read()

    @property
    def content(self) -> bytes:
        """The content, fetched if it was not."""
        return self.read()

    @property
    def text(self) -> str:
        """The content as text, fetched if it was not."""
        self.read()
        return self._text_read()

    def json(self, **options: Any) -> Any:
        """The content as JSON; the options are those of `json.loads`."""
        self.read()
        return self._json_read(**options)

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content in blocks: of `chunk_size` bytes, or as they come."""
        with self._streaming_here(chunk_size) as response:
            yield from response.iter_bytes(chunk_size)

    def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """As `iter_bytes`, without undoing a Content-Encoding (which was undone where the content was read already)."""
        with self._streaming_here(chunk_size) as response:
            yield from response.iter_bytes(chunk_size) if self._is_kept else response.iter_raw(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The content as text, in blocks."""
        with self._streaming_here(chunk_size) as response:
            yield from response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """The content as text, line by line, without the line ends: what JSONL is read by."""
        with self._streaming_here() as response:
            yield from response.iter_lines()

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Save the content to a file.

        It is streamed to a temporary file beside it, checked for its length, synced, and renamed: the name `file` has
        either the whole content, or what was there before.

        A pipe, a device or an open descriptor, such as `/dev/stdout` or `/dev/fd/3`, is written to as it is.

        Args:
            file: the path of the file.
            chunk_size: taken for compatibility; blocks are written as they come.

        Raises:
            DestinationError: the file cannot be written.
            IntegrityError: the content did not arrive whole.
        """
        self._check_unconsumed()
        self._client.run(save(self._client.hooks, self._call, self.response, file))

    write_to_file = stream_to_file

    def close(self) -> None:
        """Give the connection back without fetching what is left."""
        self.response.close()

    def __enter__(self) -> BinaryContent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


HttpxBinaryResponseContent = BinaryContent


class AsyncBinaryContent(BaseContent):
    """The content of a file, in an async client.

    A content of up to 8 MiB is there as soon as the call is; `content`, `text`, `json()` and `read()` then give it. Of
    a larger one nothing is kept in memory until `await aread()` asks for it; `aiter_bytes()`, `aiter_text()`,
    `aiter_lines()` stream it once; `astream_to_file()` and `awrite_to_file()` save it.
    """

    _client: AsyncFlowCaller
    _HOW_TO_READ = (
        "it is larger than what an async client fetches unasked: `await response.aread()` first, stream it with"
        " `async for block in response.aiter_bytes()`, or save it with `await response.astream_to_file(path)`"
    )

    async def aread(self) -> bytes:
        """Fetch the content."""
        if not self._is_kept:
            self._check_unconsumed()
            await self._client.run(read_content(self._call, self.response))
        return self._bytes_read()

    def read(self) -> bytes:
        """The content, where it was fetched."""
        return self._bytes_read()

    @property
    def content(self) -> bytes:
        """The content, where it was fetched."""
        return self._bytes_read()

    @property
    def text(self) -> str:
        """The content as text, where it was fetched."""
        return self._text_read()

    def json(self, **options: Any) -> Any:
        """The content as JSON, where it was fetched; the options are those of `json.loads`."""
        return self._json_read(**options)

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The content in blocks: of `chunk_size` bytes, or as they come."""
        async with self._streaming_there(chunk_size) as response:
            async for block in response.aiter_bytes(chunk_size):
                yield block

    async def aiter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """As `aiter_bytes`, without undoing a Content-Encoding."""
        async with self._streaming_there(chunk_size) as response:
            blocks = response.aiter_bytes(chunk_size) if self._is_kept else response.aiter_raw(chunk_size)
            async for block in blocks:
                yield block

    async def aiter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The content as text, in blocks."""
        async with self._streaming_there(chunk_size) as response:
            async for block in response.aiter_text(chunk_size):
                yield block

    async def aiter_lines(self) -> AsyncIterator[str]:
        """The content as text, line by line, without the line ends: what JSONL is read by."""
        async with self._streaming_there() as response:
            async for line in response.aiter_lines():
                yield line

    async def astream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Save the content to a file; see `BinaryContent.stream_to_file`. The event loop does not wait for the disk."""
        self._check_unconsumed()
        await self._client.run(save(self._client.hooks, self._call, self.response, file))

    awrite_to_file = astream_to_file

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content in blocks, where it was fetched."""
        check_chunk_size(chunk_size)
        self._bytes_read()
        yield from self.response.iter_bytes(chunk_size)

    iter_raw = iter_bytes

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        """The content as text, in blocks, where it was fetched."""
        check_chunk_size(chunk_size)
        self._bytes_read()
        with self._decoding():
            yield from self.response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        """The content as text, line by line, where it was fetched."""
        self._bytes_read()
        with self._decoding():
            yield from self.response.iter_lines()

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Save the content to a file, where it was fetched; blocks until the disk has it. See `astream_to_file`."""
        check_chunk_size(chunk_size)
        fetched = httpx.Response(self.status_code, content=self._bytes_read(), request=self.response.request)
        run_here(save(self._client.hooks, self._call, fetched, file))

    write_to_file = stream_to_file

    async def aclose(self) -> None:
        """Give the connection back without fetching what is left."""
        await self.response.aclose()

    async def __aenter__(self) -> AsyncBinaryContent:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
