"""The files that a server lists, kept on disk, so that memory does not grow with their number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from filewright_api.operations import LIST_FILES

from ..effects import Invoke, perform
from ..flows.call import perform_call
from ..flows.walks import following_page
from ..ground.scratch import scratch_database
from ..rules.likeness import bare, likeness_of_names
from .local_names import folded, safe_name

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller

MAX_ALIKE = 1_000
"""Files of one size whose names are compared word by word."""
BLOCK = 500
"""Files that are read at once."""


class Remote(NamedTuple):
    """A file on the server.

    Attributes:
        id, name, size: as the server has them.
        created: when it was stored, in seconds since 1970 (UTC); 0 where the server does not say.
        purpose: what it is for.
        status: how far the server is with it, or None.
    """

    id: str
    name: str
    size: int | None
    created: int
    purpose: str
    status: str | None = None

    @classmethod
    def of(cls, file: Any) -> Remote:
        """The file of a file object."""
        return cls(file.id, file.filename, file.bytes, file.created_at or 0, str(file.purpose), file.status)


_FIELDS = ", ".join(Remote._fields)


class RemoteIndex:
    """The files of a listing. An unnamed database: in memory while it is small, then in a temporary file.

    Args:
        keep: which files are kept; default: all.
    """

    def __init__(self, keep: Callable[[Remote], bool] | None = None) -> None:
        self._keep = keep
        self._database = scratch_database(self)
        self._lock = threading.Lock()
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT, size INTEGER, created INTEGER, purpose TEXT,"
            " status TEXT, bare TEXT, place TEXT)"
        )
        self._is_indexed = False

    def add(self, files: Iterable[Any]) -> None:
        """Add file objects of the server."""
        self.put(filter(self._keep, map(Remote.of, files)) if self._keep is not None else map(Remote.of, files))

    def put(self, files: Iterable[Remote]) -> None:
        """Add files, whether or not they would be kept."""
        rows = [(*each, _bare(each.name), folded(safe_name(each.name, each.id))) for each in files]
        with self._lock:
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")

    def blocks(self) -> Iterator[list[Remote]]:
        """All files, the oldest first, a block at a time."""
        self._index_by("created, id")
        after: tuple[int, str] = (-(1 << 62), "")
        query = f"SELECT {_FIELDS} FROM files WHERE (created, id) > (?, ?) ORDER BY created, id LIMIT {BLOCK}"  # noqa: S608
        while block := self._fetch(query, after):
            yield block
            after = block[-1].created, block[-1].id

    def all(self) -> Iterator[Remote]:
        """All files, the oldest first."""
        for block in self.blocks():
            yield from block

    def get(self, file_id: str) -> Remote | None:
        """The file of an id, or None."""
        return next(iter(self._select("id = ?", (file_id,))), None)

    def newest_named(self, names: Sequence[str]) -> dict[str, Remote]:
        """Return the newest file of each of these names, by name; names without a file are left out."""
        marks = ",".join("?" * len(names))
        return {file.name: file for file in reversed(self._select(f"name IN ({marks})", names))}

    def with_ids(self, ids: Sequence[str]) -> set[str]:
        """Those of these ids that a file has."""
        marks = ",".join("?" * len(ids))
        with self._lock:
            found = self._database.execute(f"SELECT id FROM files WHERE id IN ({marks})", ids)  # noqa: S608
            return {row[0] for row in found}

    def same(self, name: str, size: int | None) -> Remote | None:
        """The newest file of a name and size, or None."""
        return next(iter(self._select("name = ? AND size IS ?", (name, size), 1)), None)

    def same_since(self, name: str, size: int | None, since: float) -> list[Remote]:
        """The files of a name and size that were made since a time."""
        return self._select("name = ? AND size IS ? AND created >= ?", (name, size, int(since)))

    def alike(self, name: str, size: int | None, since: float) -> list[Remote]:
        """The files that one of this name and size can be, made since a time: servers change names."""
        if found := self._select("bare = ? AND size IS ? AND created >= ?", (_bare(name), size, int(since))):
            return found
        of_size = self._select("size IS ? AND created >= ?", (size, int(since)), MAX_ALIKE + 1)
        return [each for each in of_size if likeness_of_names(each.name, name)] if len(of_size) <= MAX_ALIKE else []

    def shares_place(self, file: Remote) -> bool:
        """True if another file would be saved under the same name."""
        self._index_by("place")
        query = "SELECT count(*) FROM (SELECT 1 FROM files WHERE place = ? LIMIT 2)"
        with self._lock:
            count: int = self._database.execute(query, (folded(safe_name(file.name, file.id)),)).fetchone()[0]
        return count > 1

    def doubled(self, *columns: str) -> Iterator[list[Remote]]:
        """The files that are equal in some columns, the newest of each group first, the largest groups first."""
        names = ", ".join(columns)
        query = f"SELECT {names} FROM files GROUP BY {names} HAVING count(*) > 1 ORDER BY sum(size) DESC"  # noqa: S608
        with self._lock:
            groups = self._database.execute(query).fetchall()
        condition = " AND ".join(f"{column} IS ?" for column in columns)
        for values in groups:
            yield self._select(condition, values)

    def sums(self, expressions: Iterable[str]) -> list[tuple[Any, ...]]:
        """The values of SQL expressions, with the number of files, the sum of their sizes, and how many have none.

        The largest sum comes first.
        """
        names = ", ".join(expressions)
        sums = "count(*) AS files, coalesce(sum(size), 0) AS total, count(*) - count(size)"
        query = f"SELECT {names}, {sums} FROM files GROUP BY {names} ORDER BY total DESC, files DESC"  # noqa: S608
        with self._lock:
            return self._database.execute(query).fetchall()

    def _select(self, condition: str, values: Iterable[Any], limit: int = -1) -> list[Remote]:
        for column in () if self._is_indexed else ("name", "bare", "size"):
            self._index_by(column)
        self._is_indexed = True
        query = f"SELECT {_FIELDS} FROM files WHERE {condition} ORDER BY created DESC, id DESC LIMIT {limit}"  # noqa: S608
        return self._fetch(query, tuple(values))

    def _fetch(self, query: str, values: tuple[Any, ...]) -> list[Remote]:
        with self._lock:
            return list(map(Remote._make, self._database.execute(query, values).fetchall()))

    def _index_by(self, columns: str) -> None:
        name = columns.replace(", ", "_")
        with self._lock:
            self._database.execute(f"CREATE INDEX IF NOT EXISTS by_{name} ON files ({columns})")

    def __len__(self) -> int:
        with self._lock:
            count: int = self._database.execute("SELECT count(*) FROM files").fetchone()[0]
        return count

    def close(self) -> None:
        """Throw it away."""
        self._database.close()


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
    sent = first.arguments.get("purpose")  # a provider may have another word for it
    while True:
        items: list[Any] = [item for item in page.data or () if sent in (None, item.purpose)]
        yield from perform(Invoke(partial(index.add, items)))
        if since is not None and _is_older(items, since):
            return first
        following = yield from following_page(client.hooks, call, page)
        if following is None:
            return first
        call, page = following


def _is_older(items: list[Any], since: float) -> bool:
    """True if a page that begins with the newest reaches back beyond a time."""
    moments = [item.created_at for item in items if item.created_at]
    return bool(moments) and moments[0] >= moments[-1] and moments[-1] < since
