"""The client of a command, made of the options that all commands share."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..clients.client import OpenAI

settings: dict[str, Any] = {}
"""What was given of them."""


@contextmanager
def connected(*, progress: bool = False) -> Generator[OpenAI, None, None]:
    """A client for as long as the block lasts; on a terminal, with a bar for what is sent and received."""
    from ..clients.client import OpenAI

    bar: Any = None
    if progress and sys.stderr.isatty():
        from .progress import ProgressBar

        bar = ProgressBar()
    try:
        with OpenAI(**settings, plugins=[bar] if bar else []) as client:
            yield client
    finally:
        if bar is not None:
            bar.stop()
