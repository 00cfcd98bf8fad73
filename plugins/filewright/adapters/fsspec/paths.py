"""Paths of the file system, and the names of files that they stand for.

A path is `purpose/name`, or `purpose/name@file-id` for exactly one of several files of that name. Slashes in the name
are folders, as in object stores. Many servers drop folders from the names that they are sent, so a slash is stored as
`%2F`. A character that would make a name a glob pattern is shown as its percent escape.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SLASH = "%2F"
"""A slash in a name as it is stored."""

_SHOWN = {"*": "%2A", "?": "%3F", "[": "%5B", "]": "%5D", "%": "%25"}
_MEANT = {escape: character for character, escape in _SHOWN.items()}
_TO_ESCAPE = re.compile(r"[*?\[\]]|%(?=2A|3F|5B|5D|25)")
_ESCAPE = re.compile("|".join(_MEANT))
_EMPTY_SEGMENT = re.compile(r"^/|/$|(?<=/)/")


class Place(NamedTuple):
    """The parts of a path.

    Attributes:
        purpose: its first segment; "" for the root.
        rest: what follows the purpose; "" for the purpose itself.
    """

    purpose: str
    rest: str

    @property
    def name(self) -> str:
        """The name that a file written to this path is given."""
        return _ESCAPE.sub(lambda match: _MEANT[match[0]], self.rest).replace("/", SLASH)

    @property
    def file_id(self) -> str:
        """The id after the last `@`, or ""."""
        return self.rest.rpartition("@")[2] if "@" in self.rest else ""


def place_of(path: str) -> Place:
    """The parts of a path without protocol."""
    purpose, _, rest = path.partition("/")
    return Place(purpose, rest)


def path_of(purpose: str, filename: str) -> str:
    """The path that shows a file of this name."""
    rest = _EMPTY_SEGMENT.sub(SLASH, filename.replace(SLASH, "/"))
    return f"{purpose}/{_TO_ESCAPE.sub(lambda match: _SHOWN[match[0]], rest)}"


def parents_of(path: str) -> list[str]:
    """The folders above a path, the nearest first, up to its purpose."""
    segments = path.split("/")
    return ["/".join(segments[:depth]) for depth in range(len(segments) - 1, 0, -1)]
