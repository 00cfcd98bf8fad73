"""What a server lists, kept on disk, so that it can be looked up by name without memory growing with the number."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from filewright_api.operations import LIST_FILES

from ..effects import Invoke, perform
from ..flows.call import perform_call
from ..flows.walks import following_page
from ..rules.likeness import bare, likeness_of_names

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller

MAX_ALIKE = 1_000
"""Files of one size whose names are compared word by word."""


class Remote(NamedTuple):
    """A file at the server.

    Attributes:
        id, name, size, created: as the server has them.
        purpose: what it is for.
    """

    id: str
    name: str
    size: int | None
    created: int
    purpose: str


class RemoteIndex:
    """The files of a listing. An unnamed database: in memory while it is small, then in a temporary file."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._lock = threading.Lock()
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT, size INTEGER, created INTEGER, purpose TEXT,"
            " bare TEXT)"
        )
        self._is_indexed = False

    def add(self, files: Iterable[Any]) -> None:
        """Add file objects of the server."""
        rows = [(f.id, f.filename, f.bytes, f.created_at or 0, f.purpose, _bare(f.filename)) for f in files]
        with self._lock:
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")

    def all(self, order: str = "created, id") -> Iterator[Remote]:
        """All files, in an order of columns."""
        with self._lock:
            yield from map(Remote._make, self._database.execute(f"SELECT {_FIELDS} FROM files ORDER BY {order}"))  # noqa: S608

    def named(self, name: str) -> list[Remote]:
        """The files of a name, the newest first."""
        return self._select("name = ?", (name,))

    def same(self, name: str, size: int | None) -> Remote | None:
        """The newest file of a name and size, or None."""
        return next(iter(self._select("name = ? AND size IS ?", (name, size))), None)

    def same_since(self, name: str, size: int | None, since: float) -> list[Remote]:
        """The files of a name and size that were made since a time."""
        return self._select("name = ? AND size IS ? AND created >= ?", (name, size, int(since)))

    def alike(self, name: str, size: int | None, since: float) -> list[Remote]:
        """The files that one of this name and size can be, made since a time: servers change names."""
        if found := self._select("bare = ? AND size IS ? AND created >= ?", (_bare(name), size, int(since))):
            return found
        of_size = self._select("size IS ? AND created >= ?", (size, int(since)), MAX_ALIKE + 1)
        return [each for each in of_size if likeness_of_names(each.name, name)] if len(of_size) <= MAX_ALIKE else []

    def groups(self, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The values of columns, with the number of files and the sum of their sizes, the largest sum first."""
        names = ", ".join(columns)
        query = f"SELECT {names}, count(*), coalesce(sum(size), 0) FROM files GROUP BY {names} ORDER BY 3 DESC, 2 DESC"  # noqa: S608
        with self._lock:
            yield from self._database.execute(query)

    def _select(self, condition: str, values: tuple[Any, ...], limit: int = -1) -> list[Remote]:
        query = f"SELECT {_FIELDS} FROM files WHERE {condition} ORDER BY created DESC, id DESC LIMIT {limit}"  # noqa: S608
        with self._lock:
            self._index()
            return list(map(Remote._make, self._database.execute(query, values).fetchall()))

    def _index(self) -> None:
        if not self._is_indexed:
            for column in ("name", "bare", "size"):
                self._database.execute(f"CREATE INDEX IF NOT EXISTS by_{column} ON files ({column})")
            self._is_indexed = True

    def __len__(self) -> int:
        with self._lock:
            count: int = self._database.execute("SELECT count(*) FROM files").fetchone()[0]
        return count

    def close(self) -> None:
        """Throw it away."""
        self._database.close()


_FIELDS = "id, name, size, created, purpose"


def _bare(name: str) -> str:
    return bare(unquote(name).lower())


def list_into(
    index: RemoteIndex, client: FlowCaller | AsyncFlowCaller, *, purpose: str | None = None, since: float | None = None
) -> Flow[Call]:
    """List files into an index, and return the call that got the first page, with its response.

    Args:
        purpose: only files of this purpose.
        since: where the list begins with the newest, stop at what was made before this time.
    """
    arguments: dict[str, Any] = {} if purpose is None else {"purpose": purpose}
    if since is not None:
        arguments["order"] = "desc"
    first = call = client.new_call(LIST_FILES, arguments)
    first.keeps_response = True
    page: Any = yield from perform_call(client.hooks, call)
    while True:
        items: list[Any] = [item for item in page.data or () if purpose in (None, item.purpose)]
        yield from perform(Invoke(partial(index.add, items)))
        if since is not None and _is_older(items, since):
            return first
        following = yield from following_page(client.hooks, call, page)
        if following is None:
            return first
        call, page = following


def _is_older(items: list[Any], since: float) -> bool:
    """Whether a page that goes from the newest on has come to what is older."""
    moments = [item.created_at for item in items if item.created_at]
    return bool(moments) and moments[0] >= moments[-1] and moments[-1] < since
