"""The kinds of places that a download is saved to."""

from __future__ import annotations

from typing import Any

from ..handles import is_open_file, is_url
from .saving import Destination, InHandle, InPlace, check_destination, is_written_in_place
from .stores import InStore


def open_destination(path: Any) -> Destination:
    """The place that `path` names, open: a file beside the one to replace, or what can only be written in place.

    An object with `write` stands for itself; a URL is a place in another store.
    """
    if _is_in_store(path):
        return InStore(path)
    if _is_handle(path):
        return InHandle(path)
    check_destination(path)
    return InPlace(path) if is_written_in_place(path) else Destination(path)


def is_file_to_be(path: Any) -> bool:
    """Return True if a destination is a local file, which is put in place when it is complete.

    Raises:
        DestinationError: it is, and nothing can be put there.
    """
    if _is_in_store(path) or _is_handle(path) or is_written_in_place(path):
        return False
    check_destination(path)
    return True


def _is_in_store(path: Any) -> bool:
    return is_open_file(path) or (isinstance(path, str) and is_url(path))


def _is_handle(path: Any) -> bool:
    return hasattr(path, "write") and not hasattr(path, "__fspath__")
