from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from filewright import AsyncOpenAI, OpenAI

BASE_URL = "http://127.0.0.1:9/v1"
FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 3,
    "created_at": 1_700_000_000,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that counts how many of its blocks were asked for, and knows whether it was closed."""

    def __init__(self, blocks: int, size: int = 1 << 20) -> None:
        self.left = blocks
        self.block = b"x" * size
        self.taken = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.left):
            self.taken += 1
            yield self.block

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.left):
            self.taken += 1
            yield self.block

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class Server:
    """Responds in place of the network: one response after the other, the last one again; keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.responses: list[Any] = [FILE]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if callable(response):
            response = response(request)
        if isinstance(response, httpx.Response):
            return response
        return httpx.Response(200, **({"content": response} if isinstance(response, bytes) else {"json": response}))

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]

    @property
    def fields(self) -> list[tuple[str, str | None, bytes]]:
        """Name, file name and content of each part of the last body, as the standard library reads them."""
        head = f"Content-Type: {self.last.headers['content-type']}\r\n\r\n".encode()
        parts = BytesParser(policy=HTTP).parsebytes(head + self.last.content).iter_parts()
        return [
            (
                str(part.get_param("name", header="content-disposition")),
                part.get_filename(),
                part.get_payload(decode=True),
            )
            for part in parts
        ]


class Variant:
    """One of the two clients, used in the same words: what is awaitable is awaited."""

    def __init__(self, asynchronous: bool, portal: Any, server: Server, stack: ExitStack) -> None:
        self.asynchronous = asynchronous
        self.server = server
        self._portal = portal
        self._stack = stack

    def http(self, library: Any = httpx, **options: Any) -> Any:
        """A client of httpx, or of a library that has its names."""
        cls = library.AsyncClient if self.asynchronous else library.Client
        return cls(transport=library.MockTransport(self._responding(library)), **options)

    def _responding(self, library: Any) -> Callable[[Any], Any]:
        def respond(request: Any) -> Any:
            stream, extensions = httpx.ByteStream(request.content), request.extensions
            headers = request.headers.raw
            given = self.server(
                httpx.Request(request.method, str(request.url), headers=headers, stream=stream, extensions=extensions)
            )
            return library.Response(
                given.status_code, headers=given.headers.raw, stream=library.ByteStream(given.content)
            )

        return self.server if library is httpx else respond

    def client(self, **settings: Any) -> Any:
        cls: Any = AsyncOpenAI if self.asynchronous else OpenAI
        settings = {"api_key": "sk-1234", "base_url": BASE_URL, "http_client": None, **settings}
        settings["http_client"] = settings["http_client"] or self.http()
        return cls(**settings)

    def do(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Call a method; of an async client, await what it gives."""

        async def awaited() -> Any:
            result = function(*arguments, **options)
            return await result if inspect.isawaitable(result) else result

        return self._portal.call(awaited) if self.asynchronous else function(*arguments, **options)

    def walk(self, iterable: Any) -> list[Any]:
        """All that iterating gives."""

        async def walked() -> list[Any]:
            return [item async for item in iterable]

        return self._portal.call(walked) if self.asynchronous else list(iterable)

    def twin(self, thing: Any, name: str) -> Any:
        """A method of content: `aread` where the blocking one is called `read`."""
        return getattr(thing, f"a{name}" if self.asynchronous else name)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", "")
    monkeypatch.setattr("filewright.rules.retrying.FIRST_DELAY", 0.001)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def stream() -> type[Stream]:
    return Stream


@pytest.fixture(params=[None, "asyncio", "trio"], ids=["sync", "asyncio", "trio"])
def variant(request: pytest.FixtureRequest, server: Server) -> Iterator[Variant]:
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal(request.param)) if request.param else None
        yield Variant(request.param is not None, portal, server, stack)
