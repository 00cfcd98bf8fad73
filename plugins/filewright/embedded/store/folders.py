"""Folders whose entries never lead out of them: what all systems have in common."""

from __future__ import annotations

import os
from typing import Protocol, Self

from filewright.embedded.store.records import DamagedBlobError
from filewright.errors import shorten

__all__ = ["Folder", "entry"]

_NEVER_IN_NAMES = frozenset("/\\:\0" if os.name == "nt" else "/\0")
"""Characters that lead out of a folder, or to another stream of a file."""


class Folder(Protocol):
    """An open folder.

    Every name given to it is checked to be that of an entry of this very folder: names come from a database that
    somebody else may have made. DamagedBlobError is raised otherwise, before anything is touched.
    """

    def below(self, name: str) -> Self:
        """Open a folder in this one, made where it is missing; for its owner only.

        Raises:
            ConfigurationError: a link, or another thing that is not a folder, has the name.
        """
        ...

    def existing(self, name: str) -> Self:
        """Open a folder in this one that is there already."""
        ...

    def create(self, name: str) -> int:
        """Create a file, and return a descriptor for writing."""
        ...

    def open(self, name: str) -> int:
        """Return a descriptor for reading a file.

        Raises:
            DamagedBlobError: a link has the name.
        """
        ...

    def refuse_link(self, name: str) -> None:
        """Raise ConfigurationError if something other than a regular file has the name."""
        ...

    def move(self, name: str, to: Self, new_name: str) -> None:
        """Move a file into another folder of the same disk."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already does no harm."""
        ...

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder that is not in use."""
        ...

    def names(self) -> list[str]:
        """List what is in the folder."""
        ...

    def lock(self) -> bool:
        """Lock the folder for as long as it is open; False if another process, or another opening, has it."""
        ...

    def sync(self) -> None:
        """Wait until the names in the folder are on the disk."""
        ...

    def close(self) -> None:
        """Close the folder; more than once does no harm."""
        ...


def entry(name: str) -> str:
    """Return the name of an entry of a folder.

    Raises:
        DamagedBlobError: it is not such a name.
    """
    if not name or name in (".", "..") or any(character in _NEVER_IN_NAMES for character in name):
        raise DamagedBlobError(f"{shorten(name, 80)} is not the name of anything in a file store")
    return name
