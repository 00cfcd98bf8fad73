"""The files that a transfer sends: sources are walked lazily, and filtered before the disk is asked about a file.

Nothing here keeps a list of the files, so that a million of them take no more memory than ten.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import ConfigurationError, OpenAIError, SourceError, SourceReadError, shorten, source_error
from ..handles import is_url
from ..narrowing import is_tuple
from ..rules.patterns import is_pattern, matches, patterns_of
from ..rules.quantities import age_of, bytes_of
from ..sources import source_from
from .entries import Entry
from .manifests import Manifest
from .ordering import checked_order, ordered
from .stored import entries_at, entries_below, is_pattern_of_urls

if TYPE_CHECKING:
    from ..sources import FileContent

SourceTypes: TypeAlias = (
    "str | os.PathLike[str] | Manifest | Iterable[str | os.PathLike[str] | Manifest | tuple[str, FileContent]]"
)
"""The sources of an upload: a path, a folder, a pattern, the URL of such in another store, a Manifest, or an iterable
of those and of (name, content)."""


class Filters:
    """The filters of files.

    Args:
        include: patterns of which one must fit; none for all.
        exclude: patterns of which none may fit. Exclude wins; a folder that is excluded is not looked into.
        min_size, max_size: in bytes, or as "10MiB".
        min_age, max_age: since the last change, in seconds, or as "30d".
        shard: "k/n" takes the k-th of n parts, by a hash of the relative path: machines that take a part each do not
            have to know of one another.

    Raises:
        ConfigurationError: one of them cannot be used.
    """

    def __init__(
        self,
        *,
        include: Any = (),
        exclude: Any = (),
        min_size: Any = None,
        max_size: Any = None,
        min_age: Any = None,
        max_age: Any = None,
        shard: Any = None,
    ) -> None:
        self._include = patterns_of(include, "include")
        self._exclude = patterns_of(exclude, "exclude")
        self._min_size = bytes_of(min_size, "min_size")
        self._max_size = bytes_of(max_size, "max_size")
        now = time.time()
        newest, oldest = age_of(min_age, "min_age"), age_of(max_age, "max_age")
        self._changed_before = None if newest is None else (now - newest) * 1e9
        self._changed_after = None if oldest is None else (now - oldest) * 1e9
        self._shard = checked_shard(shard)

    def enters(self, relative: str) -> bool:
        """True if a folder is looked into."""
        return not matches(relative, self._exclude)

    def names(self, relative: str) -> bool:
        """True if a file is taken by its path, before the disk is asked."""
        if self._exclude and matches(relative, self._exclude):
            return False
        if self._include and not matches(relative, self._include):
            return False
        return self._shard is None or _part_of(relative, self._shard[1]) == self._shard[0]

    def takes(self, entry: Entry) -> bool:
        """True if a file is taken by its size and age."""
        size, changed = entry.size, entry.mtime_ns
        if entry.problem is not None or size is None:
            return True
        if (self._min_size is not None and size < self._min_size) or (
            self._max_size is not None and size > self._max_size
        ):
            return False
        too_new = self._changed_before is not None and changed > self._changed_before
        return not too_new and (self._changed_after is None or changed >= self._changed_after)


def checked_shard(shard: Any) -> tuple[int, int] | None:
    """The index (from 0) and the number of parts of "k/n"."""
    if shard is None:
        return None
    k, _, n = shard.partition("/") if isinstance(shard, str) else ("", "", "")
    if not (k.isdecimal() and n.isdecimal() and 1 <= int(k) <= int(n)):
        raise ConfigurationError(f"shard is {shorten(shard)}; pass a str such as '1/4' for the first of four parts.")
    return int(k) - 1, int(n)


def _part_of(relative: str, parts: int) -> int:
    digest = blake2b(os.fsencode(relative), digest_size=8).digest()
    return int.from_bytes(digest, "big") % parts


def select(sources: Any, filters: Filters, order_by: str | None = None) -> Iterator[Entry]:
    """The files of all sources that pass the filters, one by one.

    Args:
        order_by: "name", "size" or "age" (the oldest first), with "-" before it for the other way round. The files are
            then sorted on disk before the first is handed out.
    """
    order = checked_order(order_by)
    found = (entry for entry in _entries(sources, filters) if filters.takes(entry))
    return found if order is None else ordered(found, order)


def check_sources(sources: Any) -> None:
    """Refuse what cannot be a source before anything is opened."""
    if isinstance(sources, (bytes, bytearray)) or not (
        isinstance(sources, (str, os.PathLike, Manifest)) or hasattr(sources, "__iter__")
    ):
        raise ConfigurationError(
            f"sources is {shorten(sources)}; pass a path, a folder, a pattern, a Manifest, or an iterable of them."
        )


def _entries(sources: Any, filters: Filters) -> Iterator[Entry]:
    if isinstance(sources, Manifest):
        yield from (entry for path, name in sources for entry in _listed(path, name, filters))
    elif isinstance(sources, (str, os.PathLike)):
        yield from _of_path(os.fspath(sources), filters)
    elif is_tuple(sources) and len(sources) == 2 and not _is_path(sources[1]):
        yield from _of_content(sources, filters)
    else:
        yield from (entry for source in sources for entry in _entries_of_one(source, filters))


def _entries_of_one(source: Any, filters: Filters) -> Iterator[Entry]:
    if isinstance(source, Entry):  # of a plan
        yield source
    elif is_tuple(source):
        yield from _of_content(source, filters)
    else:
        check_sources(source)
        yield from _entries(source, filters)


def _is_path(value: object) -> bool:
    return isinstance(value, (str, os.PathLike))


def _of_content(pair: tuple[Any, ...], filters: Filters) -> Iterator[Entry]:
    try:
        source = source_from(pair)
    except OpenAIError as error:
        yield Entry(str(pair[0]), str(pair[0]), str(pair[0]), problem=error)
        return
    if filters.names(source.name):
        yield Entry(source.name, source.name, source.name, source.size, content=source)


def _of_path(path: str, filters: Filters) -> Iterator[Entry]:
    if is_url(path):
        yield from _of_url(path, filters)
    elif is_pattern(path) and not os.path.lexists(path):
        yield from _of_pattern(path, filters)
    elif os.path.isdir(path):
        yield from _walk(os.path.abspath(path), "", filters)
    else:
        yield from _listed(path, None, filters)


def _of_pattern(pattern: str, filters: Filters) -> Iterator[Entry]:
    """The files that fit a glob pattern: the folder before its first wildcard is walked."""
    root, rest = _parted(os.path.abspath(pattern), os.sep)
    found = False
    for entry in _fitting(rest, partial(_walk, root, "", filters)):
        found = True
        yield entry
    if not found and not os.path.isdir(root):
        problem = SourceError(f"{shorten(pattern)} names no file: the folder {shorten(root)} is not there.")
        yield Entry(pattern, pattern, pattern, problem=problem)


def _of_url(url: str, filters: Filters) -> Iterator[Entry]:
    if not is_pattern_of_urls(url):
        return entries_at(url, None, filters)
    root, rest = _parted(url, "/")
    return _fitting(rest, partial(entries_below, root, filters))


def _parted(pattern: str, separator: str) -> tuple[str, str]:
    """The folder before the first wildcard of a pattern, and the rest."""
    parts = pattern.split(separator)
    first = next(number for number, part in enumerate(parts) if is_pattern(part))
    return separator.join(parts[:first]) or separator, "/".join(parts[first:])


def _fitting(rest: str, walk: Callable[[int | None], Iterator[Entry]]) -> Iterator[Entry]:
    """Those of a walk to some depth that fit the rest of a pattern; and the folders that cannot be read."""
    # A pattern without "/" would fit at any depth; as a path it is about this folder alone.
    wanted = Filters(include=rest if "/" in rest else "./" + rest)
    for entry in walk(None if "**" in rest else rest.count("/")):
        if wanted.names(entry.relative if "/" in rest else "./" + entry.relative):
            yield entry


def _listed(path: str, name: str | None, filters: Filters) -> Iterator[Entry]:
    """One file that was named."""
    if is_url(path):
        yield from entries_at(path, name, filters)
        return
    own = os.path.basename(path) or path
    if filters.names(own):
        yield _described(place := os.path.abspath(path), name or own, own, partial(os.stat, place))


def _walk(root: str, prefix: str, filters: Filters, depth: int | None = None) -> Iterator[Entry]:
    """The files below a folder, without following links to folders; a folder at a time is open."""
    waiting = [(root, prefix, 0)]
    while waiting:
        folder, before, level = waiting.pop()
        try:
            with os.scandir(folder) as found:
                for item in found:
                    relative = before + item.name
                    if item.is_dir(follow_symlinks=False):
                        if filters.enters(relative) and (depth is None or level < depth):
                            waiting.append((item.path, relative + "/", level + 1))
                    elif filters.names(relative):
                        yield from _found(item, relative)
        except OSError as error:
            yield Entry(folder, before or folder, before or folder, problem=source_error(error, shorten(folder)))


def _found(item: os.DirEntry[str], relative: str) -> Iterator[Entry]:
    if item.is_symlink() and item.is_dir():
        return
    yield _described(item.path, item.name, relative, item.stat)


def _described(path: str, name: str, relative: str, look: Callable[[], os.stat_result]) -> Entry:
    try:
        status = look()
    except OSError as error:
        return Entry(path, name, relative, problem=source_error(error, shorten(path)))
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        problem = SourceReadError(f"Cannot upload {shorten(path)}: it is {what}, not a file.", filename=path)
        return Entry(path, name, relative, problem=problem)
    return Entry(path, name, relative, status.st_size, status.st_mtime_ns)
