"""The plugins of installed distributions.

The standard library's look at all of them is the longest step of making a client. Most machines have no plugin, which a
search of the files that name entry points finds out in a sixth of the time.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import importlib.metadata

ENTRY_POINT_GROUP = "filewright"
_SECTION = re.compile(rb"^\s*\[\s*filewright\s*\]", re.MULTILINE)


@cache
def entry_points() -> tuple[importlib.metadata.EntryPoint, ...]:
    """The installed plugins, by name; the scan of all distributions is made once a process."""
    if not _may_be_there():
        return ()
    from importlib import metadata

    return tuple(sorted(metadata.entry_points(group=ENTRY_POINT_GROUP), key=lambda entry_point: entry_point.name))


def _may_be_there() -> bool:
    """Return False if no distribution names a plugin; True also of what only the standard library can look into."""
    known = "_frozen_importlib_external"  # of the finder that looks into the folders of sys.path
    finders = (finder for finder in sys.meta_path if hasattr(finder, "find_distributions"))
    return any(getattr(finder, "__module__", "") != known for finder in finders) or any(
        _names_plugin(folder) for folder in dict.fromkeys(sys.path)
    )


def _names_plugin(folder: str) -> bool:
    try:
        names = os.listdir(folder or ".")
    except NotADirectoryError:  # an archive
        return True
    except OSError:
        return False
    found = (name for name in names if name.lower().endswith((".dist-info", ".egg-info")))
    return folder.endswith(".egg") or any(_SECTION.search(_entries(os.path.join(folder, name))) for name in found)


def _entries(folder: str) -> bytes:
    with suppress(OSError), open(os.path.join(folder, "entry_points.txt"), "rb") as entries:
        return entries.read()
    return b""
