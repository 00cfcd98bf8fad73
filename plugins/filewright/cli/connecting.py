"""Creates the client of a command from the shared options."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..clients.client import OpenAI
    from ..providers import Provider

settings: dict[str, Any] = {}
"""The values that were given."""


def client_options() -> dict[str, Any]:
    """Return the options of a client: the profile's, overridden by those that were given."""
    given = dict(settings)
    profile = given.pop("profile", None) or os.environ.get("FILEWRIGHT_PROFILE")
    if not profile:
        return given
    from .profiles import options_of

    return {**options_of(profile), **given}


@contextmanager
def connected(*, progress: bool | None = False) -> Generator[OpenAI, None, None]:
    """Open a client from the shared options for the duration of the block.

    Args:
        progress: show a progress bar if standard error is a terminal, and otherwise occasional lines for long tasks.
            None for neither.
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


def known_providers() -> dict[str, Provider]:
    """The built-in providers and those of plugins, by name."""
    from ..clients.client import OpenAI
    from ..providers import built_in_providers

    # No call is made, so neither a key nor a URL is needed.
    options: dict[str, Any] = {"api_key": "none", "base_url": "http://localhost", **client_options(), "provider": None}
    with OpenAI(**options) as client:
        return {each.name: each for each in (*built_in_providers(), *client.hooks.providers())}


def provider_named(name: str) -> Provider:
    """The provider of this name.

    Raises:
        ConfigurationError: there is none.
    """
    from ..providers.claiming import unknown_provider

    known = known_providers()
    if name not in known:
        raise unknown_provider(name, known)
    return known[name]
