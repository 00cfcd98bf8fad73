"""Lists of paths in a file: one a line, or separated by NUL, as `find -print0` writes them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import IO, Any

from ..errors import ConfigurationError, SourceError, cut, shorten, source_error
from ..narrowing import is_dict

BLOCK_SIZE = 1 << 16
MAX_PATH_BYTES = 1 << 20
"""A longer line is not a path on any system, nor a record of one."""


class Manifest:
    """A file that lists the files to transfer, read while they are transferred.

    A line is a path, relative to the current folder, or a JSON object `{"path": ..., "name": ...}` whose name is sent
    instead of the file's own. Empty lines are skipped.

    Args:
        path: where the list is; "-" is standard input.
        null: paths are separated by NUL instead of line ends, and are taken as they are.
    """

    def __init__(self, path: str | os.PathLike[str], *, null: bool = False) -> None:
        self.path = os.fspath(path)
        self.null = null

    def __iter__(self) -> Iterator[tuple[str, str | None]]:
        if self.path == "-":
            yield from self._records(sys.stdin.buffer)
            return
        try:
            with open(self.path, "rb") as file:
                yield from self._records(file)
        except OSError as error:
            raise source_error(error, shorten(self.path)) from error

    def _records(self, file: IO[bytes]) -> Iterator[tuple[str, str | None]]:
        for number, record in enumerate(_split(file, b"\0" if self.null else b"\n"), 1):
            line = record if self.null else record.removesuffix(b"\r")
            if line and not self.null and line.startswith(b"{"):
                yield _from_json(line, number, self.path)
            elif line:
                yield os.fsdecode(line), None

    def __repr__(self) -> str:
        return f"Manifest({self.path!r})"


def _split(file: IO[bytes], separator: bytes) -> Iterator[bytes]:
    rest = b""
    while block := file.read(BLOCK_SIZE):
        *whole, rest = (rest + block).split(separator)
        yield from whole
        if len(rest) > MAX_PATH_BYTES:
            raise SourceError(f"The manifest has a line of more than {MAX_PATH_BYTES:,} bytes; give a path on each.")
    if rest:
        yield rest


def _from_json(line: bytes, number: int, manifest: str) -> tuple[str, str | None]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise SourceError(f"Line {number} of {shorten(manifest)} is not JSON: {cut(str(error))}.") from error
    path = record.get("path") if is_dict(record) else None
    name = record.get("name") if is_dict(record) else None
    if not isinstance(path, str) or not path or not (name is None or isinstance(name, str)):
        raise ConfigurationError(
            f'Line {number} of {shorten(manifest)} is {cut(line.decode(errors="replace"))}; write {{"path": ...}}.'
        )
    return path, name or None
