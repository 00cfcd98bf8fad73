"""Writes files of lines. An OSError of the file is a DestinationError; one of the caller's own code stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import DestinationError, shorten


def unwritable(path: Path | None, error: OSError) -> DestinationError:
    """Return the error for a file that cannot be written."""
    return DestinationError(f"Cannot write {shorten(str(path))}: {error.strerror or error}.", errno=error.errno)


@contextmanager
def writing(path: Path) -> Generator[None, None, None]:
    """Convert an OSError to a DestinationError for a path."""
    try:
        yield
    except DestinationError:
        raise
    except OSError as error:
        raise unwritable(path, error) from error


@contextmanager
def lines_to(path: Path, target: Path | None = None) -> Generator[Callable[[bytes], None], None, None]:
    """Give a function that appends a line to a new file.

    Args:
        path: the file.
        target: the file that errors name, if this one is put in its place.
    """
    named = path if target is None else target
    with writing(named):
        file = open(path, "wb")  # noqa: SIM115  # closed below

    def append(line: bytes) -> None:
        try:
            file.write(line + b"\n")
        except OSError as error:
            raise unwritable(named, error) from error

    try:
        yield append
    except BaseException:
        with suppress(OSError):
            file.close()
        raise
    with writing(named):
        file.close()
