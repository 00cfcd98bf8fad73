"""The destination of a saved content: a file, or a folder in which it gets a safe form of its own name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from ..errors import ConfigurationError, DestinationError, shorten
from .inputs import check_output

STANDARD_OUTPUT = "-"

_MAX_NAME_BYTES = 255
"""The maximum length of a name on Linux, macOS and Windows (NAME_MAX of limits.h)."""

# Characters that Windows has no names with, and names that it keeps for devices
# (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def place_for(output: str, name: Callable[[], str], fallback: str, *, force: bool) -> Path:
    """Return the file to save to, checked before anything is fetched; a folder named with a trailing slash is created.

    Args:
        output: a file, or a folder: an existing one, or one named with a trailing slash.
        name: returns the name of the content; called only for a folder.
        fallback: the name to use if that one has no usable characters.
        force: overwrite an existing file.
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
    """Return a safe file name: no path, not hidden, without control characters."""
    for text in (name, fallback):
        last = re.split(r"[/\\]", text)[-1]
        last = _FORBIDDEN.sub("_", "".join(each if each.isprintable() else "_" for each in last))
        last = last.strip(" .")
        if last:
            return _shortened(f"_{last}" if _DEVICES.match(last) else last)
    raise ConfigurationError(f"{shorten(name)} cannot be used as a file name; name a file with --output.")


def _shortened(name: str) -> str:
    """Shorten a name to the limit of file systems, keeping a short suffix."""
    if len(name.encode("utf-8", "replace")) <= _MAX_NAME_BYTES:
        return name
    stem, suffix = os.path.splitext(name)
    ending = suffix.encode("utf-8", "replace") if len(suffix) <= 20 else b""
    room = _MAX_NAME_BYTES - len(ending)
    return (stem.encode("utf-8", "replace")[:room] + ending).decode("utf-8", "ignore")
