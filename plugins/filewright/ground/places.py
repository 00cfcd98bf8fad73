"""Folders for what outlives a process: journals, and state that the processes of a machine share."""

from __future__ import annotations

import os
import sys


def state_folder(*parts: str) -> str:
    """Return the folder for what has to outlive a process, made if it is not there, and readable by its owner alone.

    `FILEWRIGHT_STATE` names it; else it is the system's place for such things: `$XDG_STATE_HOME/filewright`, by default
    `~/.local/state/filewright` (https://specifications.freedesktop.org/basedir-spec/latest/), on macOS in
    `~/Library/Application Support`, on Windows in `%LOCALAPPDATA%`.
    """
    folder = os.path.join(os.environ.get("FILEWRIGHT_STATE") or _system_folder(), *parts)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder


def _system_folder() -> str:
    if sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    elif sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    else:
        base = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return os.path.join(base, "filewright")
