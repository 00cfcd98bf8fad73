"""Where a content is saved: a file, or a folder, in which it gets a safe form of its own name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from ..errors import ConfigurationError, DestinationError, shorten
from .inputs import check_output

STANDARD_OUTPUT = "-"

_MAX_NAME_BYTES = 255
"""What file systems of Linux, macOS and Windows take (NAME_MAX of limits.h)."""

# Characters that Windows has no names with, and names that it keeps for devices
# (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def place_for(output: str, name: Callable[[], str], fallback: str, *, force: bool) -> Path:
    """The file to save to, checked before anything is fetched; a folder that is named with a slash is made.

    Args:
        output: a file, or a folder: one that is there, or that is named with a slash at its end.
        name: gives the name of the content, asked only for a folder.
        fallback: the name where that one has nothing that can be used.
        force: overwrite what is there.
    """
    place = Path(output)
    if _is_folder(output):
        own = safe_name(name(), fallback)
        _make_folder(place)
        place = place / own
    check_output(place, force=force)
    return place


def _is_folder(output: str) -> bool:
    ends = tuple(filter(None, (os.sep, os.altsep)))
    return output.endswith(ends) or os.path.isdir(output)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = f"Cannot make the folder {shorten(str(folder))}: {error.strerror or error}."
        raise DestinationError(text, errno=error.errno) from error


def safe_name(name: str, fallback: str) -> str:
    """What a name may be in a folder of this machine: no path, nothing hidden, nothing that a terminal obeys."""
    for text in (name, fallback):
        last = re.split(r"[/\\]", text)[-1]
        last = _FORBIDDEN.sub("_", "".join(each if each.isprintable() else "_" for each in last))
        last = last.strip(" .")
        if last:
            return _shortened(f"_{last}" if _DEVICES.match(last) else last)
    raise ConfigurationError(f"{shorten(name)} cannot be the name of a file; name one with --output.")


def _shortened(name: str) -> str:
    """Up to as many bytes as file systems take, with the suffix where that is short."""
    if len(name.encode("utf-8", "replace")) <= _MAX_NAME_BYTES:
        return name
    stem, suffix = os.path.splitext(name)
    ending = suffix.encode("utf-8", "replace") if len(suffix) <= 20 else b""
    room = _MAX_NAME_BYTES - len(ending)
    return (stem.encode("utf-8", "replace")[:room] + ending).decode("utf-8", "ignore")
