"""What each contender does for each measure; nothing of a contender is imported before it is built.

The two clients have one interface, so one class drives both. `ByHand` is what a careful person writes with
httpx alone: one client for all calls, the response checked, a download streamed to its file.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

API_KEY = "sk-loopback"
PURPOSE = "user_data"
SMALL_UPLOADS_AT_ONCE = 64

T = TypeVar("T")


class WrongBytes(Exception):
    """What arrived is not what was sent."""


def expect(actual: object, expected: object, what: str) -> None:
    if actual != expected:
        raise WrongBytes(f"{what}: {actual!r} instead of {expected!r}")


class Client:
    """`OpenAI` of `module`, which is ours or the official SDK."""

    module = "filewright"
    options: ClassVar[dict[str, Any]] = {}

    def __init__(self, base_url: str) -> None:
        made = importlib.import_module(self.module).OpenAI
        self.client: Any = made(api_key=API_KEY, base_url=base_url, **self.options)

    def retrieve(self, file_id: str) -> None:
        expect(self.client.files.retrieve(file_id).id.startswith("file-"), True, "an id")

    def walk(self, page_size: int) -> int:
        return sum(file.bytes for file in self.client.files.list(limit=page_size))

    def upload(self, path: Path) -> int:
        return self.client.files.create(file=path, purpose=PURPOSE).bytes

    def download(self, file_id: str, path: Path) -> None:
        self.client.files.content(file_id).stream_to_file(path)


def in_parts(path: Path) -> dict[str, Any]:
    """What both say of a file that goes up in parts."""
    return {"file": path, "mime_type": "application/octet-stream", "purpose": PURPOSE}


def ours_in_parts(path: Path, digests: bool) -> dict[str, Any]:
    """With a journal beside the file, and the MD5 taken; or with neither."""
    chosen: dict[str, Any] = {"journal": path.with_name("journals")} if digests else {"journal": False, "md5": None}
    return {**in_parts(path), **chosen}


class Ours(Client):
    def upload_in_parts(self, path: Path, digests: bool = True) -> None:
        self.client.uploads.upload_file_chunked(**ours_in_parts(path, digests))


class Fast(Ours):
    options: ClassVar = {"transport": "pyreqwest"}


class Official(Client):
    module = "openai"

    def upload_in_parts(self, path: Path) -> None:
        self.client.uploads.upload_file_chunked(**in_parts(path))

    def download(self, file_id: str, path: Path) -> None:
        self.client.files.content(file_id).write_to_file(path)


class OfficialStreaming(Official):
    """The official SDK's way round the memory that its `content` takes."""

    def download(self, file_id: str, path: Path) -> None:
        with self.client.files.with_streaming_response.content(file_id) as response:
            response.stream_to_file(path)


class ByHand:
    def __init__(self, base_url: str) -> None:
        import httpx

        self.url = f"{base_url}/files"
        self.client = httpx.Client(headers={"Authorization": f"Bearer {API_KEY}"}, timeout=600)

    def retrieve(self, file_id: str) -> None:
        response = self.client.get(f"{self.url}/{file_id}")
        response.raise_for_status()
        expect(response.json()["id"].startswith("file-"), True, "an id")

    def walk(self, page_size: int) -> int:
        response = self.client.get(self.url, params={"limit": page_size})
        response.raise_for_status()
        return sum(file["bytes"] for file in response.json()["data"])

    def upload(self, path: Path) -> int:
        with path.open("rb") as file:
            response = self.client.post(self.url, data={"purpose": PURPOSE}, files={"file": (path.name, file)})
        response.raise_for_status()
        return response.json()["bytes"]

    def download(self, file_id: str, path: Path) -> None:
        with self.client.stream("GET", f"{self.url}/{file_id}/content") as response, path.open("wb") as file:
            response.raise_for_status()
            for block in response.iter_bytes():
                file.write(block)


class LoadsAlone:
    """Not a client: `json.loads` on the page, which every client has to do at least."""

    def __init__(self, base_url: str) -> None:
        from urllib.request import urlopen

        with urlopen(f"{base_url}/files?limit=1") as response:
            self.page = response.read()
        self.files = 0

    def walk(self, page_size: int) -> int:
        self.files = len(json.loads(self.page)["data"])
        return self.files * (self.files + 1) // 2  # the page lists files of 1, 2, 3, ... bytes


async def at_once(limit: int, function: Callable[[T], Awaitable[None]], items: Iterable[T]) -> None:
    """Call a function with each item, so many at a time."""
    free_places = asyncio.Semaphore(limit)

    async def called(item: T) -> None:
        async with free_places:
            await function(item)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(called(item))


class AsyncClient:
    module = "filewright"
    options: ClassVar[dict[str, Any]] = {}

    def __init__(self, base_url: str) -> None:
        made = importlib.import_module(self.module).AsyncOpenAI
        self.client: Any = made(api_key=API_KEY, base_url=base_url, **self.options)

    async def retrieve(self, file_id: str) -> None:
        expect((await self.client.files.retrieve(file_id)).id.startswith("file-"), True, "an id")

    async def upload(self, file: Path | tuple[str, bytes]) -> int:
        return (await self.client.files.create(file=file, purpose=PURPOSE)).bytes

    async def download(self, file_id: str, path: Path) -> None:
        await (await self.client.files.content(file_id)).astream_to_file(path)

    async def upload_many(self, files: Iterable[Path | tuple[str, bytes]], size: int) -> None:
        async def upload_one(file: Path | tuple[str, bytes]) -> None:
            expect(await self.upload(file), size, "bytes of a small upload")

        await at_once(SMALL_UPLOADS_AT_ONCE, upload_one, files)

    async def close(self) -> None:
        await self.client.close()


class AsyncOurs(AsyncClient):
    async def upload_in_parts(self, path: Path, digests: bool = True) -> None:
        await self.client.uploads.upload_file_chunked(**ours_in_parts(path, digests))


class AsyncFast(AsyncOurs):
    options: ClassVar = Fast.options


class AsyncOfficial(AsyncClient):
    module = "openai"

    async def download(self, file_id: str, path: Path) -> None:
        (await self.client.files.content(file_id)).write_to_file(path)


class AsyncOfficialStreaming(AsyncOfficial):
    async def download(self, file_id: str, path: Path) -> None:
        async with self.client.files.with_streaming_response.content(file_id) as response:
            await response.stream_to_file(path)


class AsyncByHand(AsyncClient):
    def __init__(self, base_url: str) -> None:
        import httpx

        self.url = f"{base_url}/files"
        limits = httpx.Limits(max_connections=1000, max_keepalive_connections=100)  # the official SDK's
        self.client = httpx.AsyncClient(headers={"Authorization": f"Bearer {API_KEY}"}, timeout=600, limits=limits)

    async def retrieve(self, file_id: str) -> None:
        response = await self.client.get(f"{self.url}/{file_id}")
        response.raise_for_status()
        expect(response.json()["id"].startswith("file-"), True, "an id")

    async def upload(self, file: Path | tuple[str, bytes]) -> int:
        if isinstance(file, tuple):
            return await self._post(file)
        with file.open("rb") as opened:
            return await self._post((file.name, opened))

    async def close(self) -> None:
        await self.client.aclose()

    async def _post(self, file: tuple[str, Any]) -> int:
        response = await self.client.post(self.url, data={"purpose": PURPOSE}, files={"file": file})
        response.raise_for_status()
        return response.json()["bytes"]

    async def download(self, file_id: str, path: Path) -> None:
        async with self.client.stream("GET", f"{self.url}/{file_id}/content") as response:
            response.raise_for_status()
            with path.open("wb") as file:
                async for block in response.aiter_bytes():
                    file.write(block)


BLOCKING: dict[str, Any] = {
    "ours": Ours,
    "fast": Fast,
    "httpx": ByHand,
    "official": Official,
    "official streaming": OfficialStreaming,
    "json.loads": LoadsAlone,
}
ASYNC: dict[str, type[AsyncClient]] = {
    "ours": AsyncOurs,
    "fast": AsyncFast,
    "httpx": AsyncByHand,
    "official": AsyncOfficial,
    "official streaming": AsyncOfficialStreaming,
}
