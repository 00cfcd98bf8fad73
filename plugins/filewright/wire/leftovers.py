"""Files of downloads whose process was killed: cleared away by the next job that saves into their folder.

A file is held, by a lock of the system's, for as long as its process writes it; where nobody holds it, its process is
gone, or has put it in place already.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from ..ground.locks import lock, try_lock

_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{16}\.part", re.DOTALL)
"""The names that `Destination` gives."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def held(descriptor: int) -> bool:
    """Hold a new file; return False if it was cleared away before that."""
    try:
        lock(descriptor)
    except OSError:  # this file system has no locks, and nothing is cleared away there
        return True
    return os.fstat(descriptor).st_nlink > 0


def clear(folder: str) -> int:
    """Remove what killed processes left in a folder; return the number of files."""
    try:
        with os.scandir(folder) as found:
            left = [
                each.path for each in found if _TEMPORARY.fullmatch(each.name) and each.is_file(follow_symlinks=False)
            ]
    except OSError:  # the first file that is saved will tell
        return 0
    return sum(map(_removed, left))


def _removed(path: str) -> bool:
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | _NO_FOLLOW)
        try:
            if try_lock(descriptor):
                os.unlink(path)
                return True
        finally:
            os.close(descriptor)
    return False
