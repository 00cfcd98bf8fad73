"""A pytest fixture: a server for files, uploads and batches, for the length of a test.

pytest imports this module in every run of every project that has Filewright installed, so it imports nothing but
pytest until the fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from filewright.embedded.api.batch_trials import BatchTrials
    from filewright.embedded.http.serving import RunningServer
    from filewright.embedded.store import FileRecord, Store

__all__ = ["FilesServer", "files_server"]

_API_KEY = "sk-files-server-of-this-test"


class FilesServer:
    """The server of the fixture `files_server`.

    Attributes:
        base_url: what the client under test is given ("http://127.0.0.1:8123/v1").
        api_key: the key that the server asks for; without it the response is 401.
        store: what is stored, for looking into.
        batches: what becomes of batches; each attribute of it may be set at any time.
    """

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self.batches: BatchTrials = server.batches
        self.base_url: str = server.base_url
        self.api_key: str = server.token or ""
        self.store: Store = server.store

    @property
    def processing_seconds(self) -> float:
        """The seconds for which new files stay `uploaded`; 0 by default. May be set at any time."""
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

    @property
    def faults(self) -> tuple[str, ...]:
        """Requests that fail, each "METHOD PATH STATUS [OFTEN]" ("POST /files 503 once"). May be set at any time."""
        return self._server.faults.rules

    @faults.setter
    def faults(self, rules: Iterable[str]) -> None:
        self._server.faults.rules = rules

    def files(self) -> list[FileRecord]:
        """Return what is stored, the oldest first."""
        return self.store.files(descending=False)

    def content(self, file_id: str) -> bytes:
        """Return the content of a stored file. Raises KeyError when there is none of this id."""
        record = self.store.file(file_id)
        if record is None:
            raise KeyError(file_id)
        with open(self.store.contents.open(record), "rb") as blob:
            return blob.read()

    def add(
        self, filename: str, content: bytes, purpose: str = "user_data", *, created_at: float | None = None
    ) -> FileRecord:
        """Store a file, as if it had been uploaded before the test.

        Args:
            filename: its name.
            content: its content.
            purpose: what it is for.
            created_at: when it was created, as a Unix time in seconds; None for now.
        """
        with self.store.incoming() as incoming:
            incoming.write(content)
            return self.store.add_file(incoming, filename, purpose, created=created_at)

    def advance(self, seconds: float) -> None:
        """Have the server's clock go ahead by some seconds, to see what expires or ends by then."""
        self.store.advance(seconds)

    def stop(self) -> None:
        """Stop the server, to see what a client does without it."""
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
