"""The file system itself."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from fsspec.asyn import AsyncFileSystem, _run_coros_in_chunks, sync
from fsspec.callbacks import DEFAULT_CALLBACK

from filewright import APIStatusError, AsyncOpenAI, ConfigurationError, NotFoundError, PermissionDeniedError, hookimpl

from .files import AsyncRemoteFile, RemoteFile
from .listing import Info, Listing, folder_info, info_of
from .paths import Place, path_of, place_of

LISTING_SECONDS = 30.0
"""Seconds for which a listing is believed by default; own writes and deletions are known at once."""

_SECRETS = frozenset({"api_key", "client"})
_FSSPEC_OPTIONS = ("asynchronous", "loop", "batch_size", "use_listings_cache", "listings_expiry_time", "max_paths")

_logger = logging.getLogger("filewright")
_report: ContextVar[Callable[[int], object] | None] = ContextVar("report", default=None)


class _Progress:
    """Hands the progress of a transfer to the callback of the task that it belongs to."""

    @hookimpl
    def on_transfer_progress(self, event: Any) -> None:
        report = _report.get()
        if report is not None:
            report(event.bytes)


@contextmanager
def _os_errors(path: str) -> Iterator[None]:
    """Raise the errors that readers of file systems expect."""
    try:
        yield
    except NotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from error
    except PermissionDeniedError as error:
        raise PermissionError(errno.EACCES, str(error), path) from error


@contextmanager
def _reporting(callback: Any, size: int | None) -> Iterator[None]:
    if size is not None:
        callback.set_size(size)
    token = _report.set(callback.absolute_update)
    try:
        yield
    finally:
        _report.reset(token)
    if size is not None:
        callback.absolute_update(size)


class OpenAIFileSystem(AsyncFileSystem):
    """The files of a server as `openai://purpose/name`: the newest file of that name and purpose.

    `openai://purpose/name@file-id` is exactly one file. A slash in the name is a folder. The purposes are the folders
    at the top, and are always there.

    Args:
        client: an AsyncOpenAI that this file system alone uses; default: one made of `options`.
        keep_versions: keep older files of a name that is written anew. By default they are deleted once the new one is
            stored.
        listings_expiry_time: seconds for which a listing is believed; default: 30.
        options: those of fsspec (`asynchronous`, `batch_size`, `use_listings_cache`, `skip_instance_cache`, ...), and
            those of AsyncOpenAI (`base_url`, `api_key`, `timeout`, ...).

    Neither a key nor a client is pickled or written as JSON: where the file system is revived, the key comes from the
    environment.
    """

    protocol = ("openai",)
    root_marker = ""

    def __init__(
        self,
        *,
        client: AsyncOpenAI | None = None,
        keep_versions: bool = False,
        listings_expiry_time: float | None = LISTING_SECONDS,
        **options: Any,
    ) -> None:
        if client is not None and not isinstance(client, AsyncOpenAI):
            raise ConfigurationError(
                f"client is a {type(client).__name__}; pass an AsyncOpenAI, or its settings such as base_url instead."
            )
        own = {name: options.pop(name) for name in _FSSPEC_OPTIONS if name in options}
        super().__init__(listings_expiry_time=listings_expiry_time, **own)
        if client is not None and options:
            raise ConfigurationError(f"client has settings of its own; leave out {', '.join(sorted(options))}.")
        self.keep_versions = keep_versions
        self._client = client
        self._client_options = options
        self._locks: dict[str, asyncio.Lock] = {}
        self._changes = 0

    @property
    def storage_options(self) -> dict[str, Any]:
        """The arguments by which it can be made again, without key and client."""
        return dict(self._storage_options)

    @storage_options.setter
    def storage_options(self, options: dict[str, Any]) -> None:
        self._storage_options = {name: value for name, value in options.items() if name not in _SECRETS}

    @property
    def client(self) -> AsyncOpenAI:
        """The client; it belongs to the event loop of this file system."""
        if self._client is None:
            options = dict(self._client_options)
            options["plugins"] = [*options.get("plugins", ()), _Progress()]
            self._client = AsyncOpenAI(**options)
        return self._client

    async def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def close(self) -> None:
        """Close the connections; the next operation opens new ones."""
        sync(self.loop, self._close)

    # Listings

    async def _listing(self, purpose: str, refresh: bool = False) -> Listing:
        async with self._locks.setdefault(purpose, asyncio.Lock()):
            if not refresh and purpose in self.dircache:
                known: Listing = self.dircache[purpose]
                return known
            listing, changes = Listing(purpose), self._changes
            with _os_errors(purpose):
                async for file in self.client.files.list(purpose=purpose):
                    listing.add(file)
            if changes == self._changes:  # else it may lack what was written meanwhile
                self.dircache[purpose] = listing
            return listing

    def _changed(self, purpose: str, change: Callable[[Listing], None]) -> None:
        """Bring what is known of a purpose up to date."""
        self._changes += 1
        self.dircache.pop("", None)
        if purpose in self.dircache:
            change(self.dircache[purpose])

    async def _purposes(self) -> list[Info]:
        if "" not in self.dircache:
            purposes = sorted({file.purpose async for file in self.client.files.list()})
            self.dircache[""] = [folder_info(purpose) for purpose in purposes]
        return list(self.dircache[""])

    def invalidate_cache(self, path: str | None = None) -> None:
        """Forget listings: all of them, or that of the purpose of a path."""
        if path is None:
            self.dircache.clear()
        else:
            self.dircache.pop(place_of(self._strip_protocol(path)).purpose, None)
            self.dircache.pop("", None)
        super().invalidate_cache(path)

    async def _ls(self, path: str, detail: bool = True, refresh: bool = False, **_: Any) -> list[Any]:
        path = self._strip_protocol(path)
        place = place_of(path)
        if not place.purpose:
            found = await self._purposes()
        else:
            listing = await self._listing(place.purpose, refresh)
            found = listing.inside(path)
            if not found and place.rest:
                found = [await self._info(path)]
        return found if detail else [info["name"] for info in found]

    async def _info(self, path: str, **_: Any) -> Info:
        path = self._strip_protocol(path)
        place = place_of(path)
        if not place.rest:
            return folder_info(path)
        if place.file_id and place.purpose not in self.dircache:
            found = await self._of_id(path, place)
            if found is not None:
                return found
        listing = await self._listing(place.purpose)
        if path in listing.entries:
            return dict(listing.entries[path])
        if listing.has_folder(path):
            return folder_info(path)
        found = await self._of_id(path, place) if place.file_id else None
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return found

    async def _of_id(self, path: str, place: Place) -> Info | None:
        """The entry of `name@file-id`, or `@file-id`, by its id alone."""
        try:
            file = await self.client.files.retrieve(place.file_id)
        except (NotFoundError, ConfigurationError):
            return None
        plain = path.rpartition("@")[0]
        return info_of(file, path) if plain in {path_of(file.purpose, file.filename), f"{file.purpose}/"} else None

    # Contents

    async def _file(self, path: str) -> Info:
        info = await self._info(path)
        if info["type"] != "file":
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return info

    async def _cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        info = await self._file(path)
        with _os_errors(path):
            if start is None and end is None:
                content = await self.client.files.content(info["id"])
                return await content.aread()
            first, last, _step = slice(start, end).indices(info["size"])
            if first >= last:
                return b""
            part, rest = await self.read_range(info["id"], first, last)
        if rest is None:
            return part
        with rest:
            rest.seek(first)
            return rest.read(last - first)

    async def read_range(self, file_id: str, start: int, end: int) -> tuple[bytes, IO[bytes] | None]:
        """Bytes `start` up to `end`; or, from a server that ignores ranges, the whole content in a temporary file."""
        if start >= end:
            return b"", None
        try:
            content = await self.client.files.content(file_id, extra_headers={"range": f"bytes={start}-{end - 1}"})
        except APIStatusError as error:
            if error.status_code != 416:
                raise
            return b"", None
        if content.status_code == 206:
            return await content.aread(), None
        _logger.warning("The server ignores ranges: %s is fetched as a whole into a temporary file.", file_id)
        spool = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
        await content.astream_to_file(spool)
        return b"", spool

    async def _get_file(self, rpath: str, lpath: Any, callback: Any = DEFAULT_CALLBACK, **_: Any) -> None:
        info = await self._info(rpath)
        if info["type"] == "directory":
            os.makedirs(lpath, exist_ok=True)
            return
        with _os_errors(rpath), _reporting(callback, info["size"]):
            content = await self.client.files.content(info["id"])
            await content.astream_to_file(lpath)

    async def _put_file(
        self, lpath: Any, rpath: str, mode: str = "overwrite", callback: Any = DEFAULT_CALLBACK, **options: Any
    ) -> None:
        local = Path(lpath)
        if local.is_dir():
            return
        with _reporting(callback, local.stat().st_size):
            await self.store(rpath, local, mode=mode, **options)

    async def _pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **options: Any) -> None:
        await self.store(path, bytes(value), mode=mode, **options)

    async def _cp_file(self, path1: str, path2: str, **options: Any) -> None:
        info = await self._info(path1)
        if info["type"] == "directory":
            return
        with tempfile.TemporaryFile() as spool:
            with _os_errors(path1):
                content = await self.client.files.content(info["id"])
                await content.astream_to_file(spool)
            spool.seek(0)
            await self.store(path2, spool, **options)

    async def store(self, path: str, content: Any, mode: str = "overwrite", **options: Any) -> None:
        """Upload a content under a path; the options are those of `files.create`, such as `expires_after`.

        With `mode="create"`, a path that is there is a FileExistsError.
        """
        path = self._strip_protocol(path)
        place = place_of(path)
        if not place.rest:
            raise ConfigurationError(f"{path!r} has no name; write to 'purpose/name', such as 'batch/requests.jsonl'.")
        listing = await self._listing(place.purpose, refresh=mode == "create")
        older = listing.versions(path)
        if mode == "create" and older:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
        with _os_errors(path):
            file = await self.client.files.create(
                file=(place.name, content),
                purpose=place.purpose,
                **options,
            )
        self._changed(place.purpose, lambda listing: listing.add(file))
        if not self.keep_versions:
            for each in older:
                await self._delete(place.purpose, each.id)

    # Deleting

    async def _delete(self, purpose: str, file_id: str) -> None:
        try:
            await self.client.files.delete(file_id)
        except NotFoundError:
            _logger.debug("%s was deleted meanwhile.", file_id)
        self._changed(purpose, lambda listing: listing.remove(file_id))

    async def _rm_file(self, path: str, **_: Any) -> None:
        path = self._strip_protocol(path)
        info = await self._file(path)
        listing = await self._listing(place_of(path).purpose)
        for file_id in [file.id for file in listing.versions(path)] or [info["id"]]:
            await self._delete(listing.purpose, file_id)

    async def _rm(
        self, path: Any, recursive: bool = False, batch_size: int | None = None, maxdepth: int | None = None, **_: Any
    ) -> None:
        """Delete files, with all versions of their names; folders are gone with what is in them."""
        paths = await self._expand_path(path, recursive=recursive, maxdepth=maxdepth)
        infos = [await self._info(each) for each in paths]
        folders = [info["name"] for info in infos if info["type"] == "directory"]
        if folders and not recursive:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), folders[0])
        files = [info["name"] for info in infos if info["type"] == "file"]
        await _run_coros_in_chunks(
            [self._rm_file(each) for each in files], batch_size=batch_size or self.batch_size, nofiles=True
        )

    # Folders are there by the files in them.

    async def _mkdir(self, path: str, create_parents: bool = True, **_: Any) -> None:
        """Do nothing: a folder is there when a file is in it."""

    async def _makedirs(self, path: str, exist_ok: bool = False) -> None:
        """Do nothing: a folder is there when a file is in it."""

    async def _rmdir(self, path: str) -> None:
        """Do nothing: a folder is gone with the last file in it."""

    # Other methods that readers use

    def _open(self, path: str, mode: str = "rb", **options: Any) -> RemoteFile:
        return RemoteFile(self, path, mode, **options)

    async def open_async(self, path: str, mode: str = "rb", **_: Any) -> AsyncRemoteFile:
        """Open a file for code with an event loop: "rb" or "wb"."""
        if mode not in {"rb", "wb"}:
            raise ConfigurationError(f"mode is {mode!r}; pass 'rb' or 'wb'.")
        path = self._strip_protocol(path)
        info = await self._file(path) if mode == "rb" else {}
        return AsyncRemoteFile(self, path, mode, info.get("size"), info.get("id", ""))

    def created(self, path: str) -> datetime:
        """Return the time at which a file was created."""
        created: datetime = self.info(path)["created"]
        return created

    modified = created

    def ukey(self, path: str) -> str:
        """A hash of the file's id and time: the content of an id never changes."""
        info = self.info(path)
        return sha256(f"{info.get('id')} {info.get('created')}".encode()).hexdigest()

    def checksum(self, path: str) -> int:
        """Like `ukey`, as a number."""
        return int(self.ukey(path), 16)
