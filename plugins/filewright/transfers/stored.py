"""Files to upload that are in other stores: those of a URL, a folder or a pattern there."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Protocol

from ..errors import OpenAIError, SourceError, cut, shorten
from ..rules.patterns import is_pattern
from ..wire.stores import Found, found_at, found_in
from .entries import Entry

CROWDED = 8
"""Files of a folder from which on the folder is listed, instead of the files being asked for one by one."""
LISTED_SECONDS = 30.0
"""Seconds for which a listing is believed."""


class Filters(Protocol):
    """The filters of files and folders by their paths."""

    def names(self, relative: str, /) -> bool:
        """True where a file is taken."""
        ...

    def enters(self, relative: str, /) -> bool:
        """True where a folder is looked into."""
        ...


def is_pattern_of_urls(url: str) -> bool:
    """True for a URL with wildcards; in those of web servers, a question mark begins a query."""
    return is_pattern(url) and not url.startswith(("http://", "https://"))


def entries_at(url: str, name: str | None, filters: Filters) -> Iterator[Entry]:
    """The file of a URL, or the files below the folder that it stands for."""
    try:
        found = found_at(url)
    except (OSError, OpenAIError) as error:
        yield _unreadable(url, error)
        return
    if found.is_folder:
        yield from entries_below(found.url, filters)
    elif filters.names(_name(found.url)):
        yield _entry(found, _name(found.url), name)


def entries_below(url: str, filters: Filters, depth: int | None = None) -> Iterator[Entry]:
    """The files below a folder; one folder's listing at a time is in memory."""
    waiting = [(url, "", 0)]
    while waiting:
        folder, before, level = waiting.pop()
        try:
            for found in found_in(folder):
                relative = before + _name(found.url)
                if not found.is_folder:
                    if filters.names(relative):
                        yield _entry(found, relative)
                elif filters.enters(relative) and (depth is None or level < depth):
                    waiting.append((found.url, relative + "/", level + 1))
        except (OSError, OpenAIError) as error:
            yield _unreadable(folder, error)


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _entry(found: Found, relative: str, name: str | None = None) -> Entry:
    own = name or _name(found.url)
    return Entry(found.url, own, relative, found.size, found.mtime_ns, version=found.version)


def _unreadable(url: str, error: OSError | OpenAIError) -> Entry:
    problem = error
    if not isinstance(problem, OpenAIError):
        problem = SourceError(f"Cannot read {shorten(url)}: {cut(str(error) or type(error).__name__)}.")
    return Entry(url, url, url, problem=problem)


class Watched:
    """Files of other stores that were found earlier, each of which may have changed since.

    Stores take a request for each file, and one for a thousand files of a listing: so where many files of a folder are
    asked for, it is listed. One listing at a time is in memory.
    """

    def __init__(self) -> None:
        self._crowded: frozenset[str] = frozenset()
        self._folder = ""
        self._listed: dict[str, Found] = {}
        self._until = 0.0

    def expect(self, urls: Iterable[str]) -> None:
        """Say which files are asked for next."""
        counts = Counter(map(_folder, urls))
        self._crowded = frozenset(folder for folder, count in counts.items() if count >= CROWDED)

    def is_unchanged(self, entry: Entry) -> bool:
        """Return True if a file is as it was. One that its listing does not show so is asked for itself.

        Raises:
            SourceError: the store cannot be opened.
            OSError: the file does not exist.
        """
        found = self._in_listing(entry.path)
        return (found is not None and _is_same(entry, found)) or _is_same(entry, found_at(entry.path))

    def _in_listing(self, url: str) -> Found | None:
        folder = _folder(url)
        if folder not in self._crowded:
            return None
        if folder != self._folder or time.monotonic() > self._until:
            self._folder, self._listed = folder, {}
            self._until = time.monotonic() + LISTED_SECONDS
            with suppress(OSError):
                self._listed = {found.url: found for found in found_in(folder, afresh=True)}
        return self._listed.get(url)


def _folder(url: str) -> str:
    return url.rpartition("/")[0]


def _is_same(entry: Entry, found: Found) -> bool:
    if found.size != entry.size:
        return False
    # Where there is a version it decides, as stores list times more precisely than they tell that of one file.
    return found.version == entry.version if entry.version else found.mtime_ns == entry.mtime_ns
