"""The client of a command, made of the options that all commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..clients.client import OpenAI

settings: dict[str, Any] = {}
"""What was given of them."""


def client_options() -> dict[str, Any]:
    """The options of a client: those of the profile, and what was given besides, which takes precedence."""
    given = dict(settings)
    profile = given.pop("profile", None) or os.environ.get("FILEWRIGHT_PROFILE")
    if not profile:
        return given
    from .profiles import options_of

    return {**options_of(profile), **given}


@contextmanager
def connected(*, progress: bool | None = False) -> Generator[OpenAI, None, None]:
    """A client for as long as the block lasts, made of the shared options.

    Args:
        progress: show a bar for what is sent and received, where standard error is a terminal. Where it is not, work
            that takes long says now and then how far it is. None for neither.
    """
    from ..clients.client import OpenAI

    shown = None if progress is None else _progress(bar=progress)
    try:
        with OpenAI(**client_options(), plugins=[] if shown is None else [shown]) as client:
            yield client
    finally:
        if stop := getattr(shown, "stop", None):
            stop()


def _progress(*, bar: bool) -> Any:
    if not sys.stderr.isatty():
        from .lines import ProgressLines

        return ProgressLines()
    if not bar:
        return None
    from .progress import ProgressBar

    return ProgressBar()
