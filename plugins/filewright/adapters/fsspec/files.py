"""Open files of the file system."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any

from fsspec.asyn import AbstractAsyncStreamedFile, sync
from fsspec.spec import AbstractBufferedFile

if TYPE_CHECKING:
    from types import TracebackType


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile()


class RemoteFile(AbstractBufferedFile):
    """A file open for reading by ranges, or for writing into a temporary file that is uploaded when it is closed.

    A block that raises gives up what it wrote. Where the server ignores ranges, the whole content is fetched once, into
    a temporary file, and a warning says so.
    """

    closed: bool

    def __init__(self, fs: Any, path: str, mode: str = "rb", **options: Any) -> None:
        self._spool: IO[bytes] | None = None
        super().__init__(fs, path, mode, **options)
        if mode == "rb":
            # Reads return this content, even if the name is overwritten meanwhile.
            self.file_id: str = self.details["id"]
        elif mode == "ab" and fs.exists(path):
            self._begin()
            self._append(fs.cat_file(path))
        elif mode == "xb" and fs.exists(path):
            raise FileExistsError(path)

    # Reading

    def _fetch_range(self, start: int, end: int) -> bytes:
        if self._spool is None:
            part, rest = sync(self.fs.loop, self.fs.read_range, self.file_id, start, end)
            if rest is None:
                return bytes(part)
            self._spool = rest
        self._spool.seek(start)
        return self._spool.read(end - start)

    # Writing

    def _begin(self) -> None:
        self._spool = _spool()

    def _append(self, block: bytes) -> None:
        assert self._spool is not None
        self._spool.write(block)
        self.loc += len(block)

    def _initiate_upload(self) -> None:
        if self._spool is None:
            self._begin()

    def _upload_chunk(self, final: bool = False) -> bool:
        assert self._spool is not None
        self._spool.write(self.buffer.getvalue())
        if final and self.autocommit:
            self.commit()
        return True

    def commit(self) -> None:
        """Upload what was written."""
        assert self._spool is not None
        self._spool.seek(0)
        sync(self.fs.loop, self.fs.store, self.path, self._spool, **self.kwargs)
        self.discard()

    def discard(self) -> None:
        """Give up what was written."""
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def close(self) -> None:
        """End reading; or upload what was written, unless a transaction does that at its end."""
        if self.closed:
            return
        try:
            if self.mode == "rb":
                self.cache = None
                self.discard()
            elif not self.forced:
                self.flush(force=True)
        finally:
            self.closed = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None and self.mode != "rb":
            self.discard()
            self.closed = True
        self.close()


class AsyncRemoteFile(AbstractAsyncStreamedFile):
    """Like `RemoteFile`, for code with an event loop: `async with await fs.open_async(path) as file`."""

    closed: bool

    def __init__(self, fs: Any, path: str, mode: str, size: int | None, file_id: str) -> None:
        self._spool = None if mode == "rb" else _spool()
        self.file_id = file_id
        super().__init__(fs, path, mode, cache_type="none", size=size)

    async def _fetch_range(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        if self._spool is None:
            part, rest = await self.fs.read_range(self.file_id, start, end)
            if rest is None:
                return bytes(part)
            self._spool = rest
        self._spool.seek(start)
        return self._spool.read(end - start)

    async def _upload_chunk(self, final: bool = False) -> bool:
        assert self._spool is not None
        self._spool.write(self.buffer.getvalue())
        if final:
            self._spool.seek(0)
            await self.fs.store(self.path, self._spool)
        return True

    async def close(self) -> None:
        """End reading, or upload what was written."""
        if self.closed:
            return
        try:
            if self.mode != "rb" and not self.forced:
                await self.flush(force=True)
        finally:
            self.closed = True
            if self._spool is not None:
                self._spool.close()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.mode != "rb" and error is not None:
            self.forced = True  # nothing is uploaded
        await self.close()
