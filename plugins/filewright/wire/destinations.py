"""The kinds of places that a download is saved to."""

from __future__ import annotations

from typing import Any, Protocol

from ..handles import is_open_file, is_url
from .saving import Destination, InHandle, InPlace, check_destination, is_absent, is_written_in_place, target_of
from .stores import InStore


class Saved(Protocol):
    """The body to save; see the effect `SaveRead`."""

    path: Any
    content: bytes


def open_destination(path: Any) -> Destination:
    """The place that `path` names, open: a file beside the one to replace, or what can only be written in place.

    An object with `write` stands for itself; a URL is a place in another store.
    """
    if _is_in_store(path):
        return InStore(path)
    if _is_handle(path):
        return InHandle(path)
    is_in_place = not is_absent(target_of(path)) and is_written_in_place(path)
    return InPlace(path) if is_in_place else Destination(path)


def save_read(effect: Saved) -> int:
    """Save what was read of a body, in one go; the number of its bytes."""
    destination = open_destination(effect.path)
    try:
        destination.write_all((effect.content,))
        destination.commit()
    finally:
        destination.discard()
    return destination.written


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
