"""The PyInstaller hook folder of this package, found by the entry point `pyinstaller40`."""

from __future__ import annotations

from pathlib import Path


def hook_directories() -> list[str]:
    """The folder of the hooks, one a package."""
    return [str(Path(__file__).parent)]
