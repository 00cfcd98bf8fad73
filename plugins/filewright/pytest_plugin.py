"""A pytest fixture: a server for files, uploads and batches, for the length of a test.

pytest imports this module in every run of every project that has Filewright installed, so it imports nothing but
pytest until the fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from filewright.embedded.http.serving import RunningServer
    from filewright.embedded.store import FileRecord, Store

__all__ = ["FilesServer", "files_server"]

_API_KEY = "sk-files-server-of-this-test"


class FilesServer:
    """What the fixture `files_server` gives.

    Attributes:
        base_url: what the client under test is given ("http://127.0.0.1:8123/v1").
        api_key: the key that the server asks for; without it the response is 401.
        store: what is stored, for looking into.
    """

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self.base_url: str = server.base_url
        self.api_key: str = server.token or ""
        self.store: Store = server.store

    @property
    def processing_seconds(self) -> float:
        """How long files stay `uploaded` after their creation; 0 at first. May be set at any time."""
        return self._server.processing.seconds

    @processing_seconds.setter
    def processing_seconds(self, seconds: float) -> None:
        self._server.processing.seconds = seconds

    @property
    def fail(self) -> Collection[str]:
        """Patterns for names (`"bad*.jsonl"`), or ids, of files that end in `error`. May be set at any time."""
        return self._server.processing.fail

    @fail.setter
    def fail(self, patterns: Collection[str]) -> None:
        self._server.processing.fail = patterns

    def files(self) -> list[FileRecord]:
        """What is stored, the oldest first."""
        return self.store.files(descending=False)

    def content(self, file_id: str) -> bytes:
        """The content of a stored file. Raises KeyError when there is none of this id."""
        record = self.store.file(file_id)
        if record is None:
            raise KeyError(file_id)
        with open(self.store.open_blob(record), "rb") as blob:
            return blob.read()

    def add(self, filename: str, content: bytes, purpose: str = "user_data") -> FileRecord:
        """Stores a file, as if it had been uploaded before the test."""
        with self.store.incoming() as incoming:
            incoming.write(content)
            return self.store.add_file(incoming, filename, purpose)

    def stop(self) -> None:
        """Stops the server, to see what a client does without it."""
        self._server.stop()

    def __repr__(self) -> str:
        return f"FilesServer(base_url={self.base_url!r})"


@pytest.fixture
def files_server(tmp_path: Path) -> Iterator[FilesServer]:
    """A server for files, uploads and batches on 127.0.0.1 that keeps its files in a folder of this test."""
    from filewright.embedded.http.serving import running_server
    from filewright.errors import MissingExtraError

    try:
        with running_server(tmp_path / "files-server", token=_API_KEY, durable=False) as server:
            yield FilesServer(server)
    except MissingExtraError as error:
        pytest.fail(str(error), pytrace=False)
