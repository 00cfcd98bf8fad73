"""The files of one purpose as paths: the newest of a name under its plain path, older ones with their id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from filewright.types import FileObject

from .paths import parents_of, path_of

Info: TypeAlias = dict[str, Any]
"""An entry as fsspec wants it: `name` (the path), `size` in bytes, `type` ("file" or "directory") and more."""


def moment(seconds: float | None) -> datetime | None:
    """Unix time as an aware datetime."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def info_of(file: FileObject, path: str) -> Info:
    """The entry of a file."""
    created = moment(file.created_at)
    return {
        "name": path,
        "size": file.bytes,
        "type": "file",
        "id": file.id,
        "filename": file.filename,
        "purpose": file.purpose,
        "status": file.status,
        "created": created,
        "mtime": created,
        "expires": moment(file.expires_at),
    }


def folder_info(path: str) -> Info:
    """The entry of a folder."""
    return {"name": path, "size": 0, "type": "directory"}


class Listing:
    """The files of a purpose; kept up to date while files are written and deleted."""

    def __init__(self, purpose: str, files: Iterable[FileObject] = ()) -> None:
        self.purpose = purpose
        self._versions: dict[str, list[FileObject]] = {}
        self._entries: dict[str, Info] | None = None
        for file in files:
            self.add(file)

    def add(self, file: FileObject) -> None:
        """Take a file in."""
        self._versions.setdefault(path_of(self.purpose, file.filename), []).append(file)
        self._entries = None

    def remove(self, file_id: str) -> None:
        """Leave a file out."""
        for path, files in list(self._versions.items()):
            kept = [file for file in files if file.id != file_id]
            if len(kept) < len(files):
                self._versions[path] = kept
                self._entries = None
            if not kept:
                del self._versions[path]

    def versions(self, path: str) -> list[FileObject]:
        """All files of this plain path."""
        return list(self._versions.get(path, ()))

    @property
    def entries(self) -> dict[str, Info]:
        """The entry of each file, by its path."""
        if self._entries is None:
            self._entries = {info["name"]: info for info in self._made()}
        return self._entries

    def _made(self) -> Iterator[Info]:
        for path, files in self._versions.items():
            newest, *older = sorted(files, key=lambda file: (file.created_at, file.id), reverse=True)
            yield info_of(newest, path)
            yield from (info_of(file, f"{path}@{file.id}") for file in older)

    def inside(self, folder: str) -> list[Info]:
        """The entries directly within a folder, in the order of their paths."""
        found: dict[str, Info] = {}
        for path, info in self.entries.items():
            parents = parents_of(path)
            if parents[0] == folder:
                found[path] = info
            elif folder in parents:
                below = parents[parents.index(folder) - 1]
                found.setdefault(below, folder_info(below))
        return [found[path] for path in sorted(found)]

    def has_folder(self, path: str) -> bool:
        """True if a file lies below this path."""
        return any(entry.startswith(f"{path}/") for entry in self.entries)
