"""Files to upload that are in other stores: those of a URL, a folder or a pattern there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..errors import OpenAIError, SourceError, cut, shorten
from ..rules.patterns import is_pattern
from ..wire.stores import Found, found_at, found_in
from .entries import Entry


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
