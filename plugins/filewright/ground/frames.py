"""Who called this package, for warnings."""

from __future__ import annotations

import sys

_OURS = {"filewright", "filewright_api", "filewright_resources", "pluggy"}


def frames_of_ours() -> int:
    """The stack level of the first caller outside of what is ours, and of what calls our hooks."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _OURS:
        level, frame = level + 1, frame.f_back
    return level
