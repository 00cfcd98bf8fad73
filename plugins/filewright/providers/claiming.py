"""Which provider a client is for, and the URL and the key that it has by that."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ..errors import ConfigurationError, MissingCredentialsError, shorten
from ..options import ClientOptions
from ..settings import LOOPBACK_HOSTS

if TYPE_CHECKING:
    from .table import Provider

VARIABLE = "FILEWRIGHT_PROVIDER"


def claim(provider: Provider, options: ClientOptions) -> str | None:
    """Tell by what a client is known to be a provider's; None if it is not.

    "named" by an option, by the "environment", or "recognised" by its URL.
    """
    named = wanted_provider(options)
    if named is not None:
        how = "named" if options.provider is not None else "environment"
        return how if named == provider.name else None
    return "recognised" if is_of(provider, url_of(options)) else None


def url_of(options: ClientOptions) -> str:
    """The URL that a client was given, or the environment has; empty where there is none."""
    return str(options.base_url or os.environ.get("OPENAI_BASE_URL") or "")


def wanted_provider(options: ClientOptions) -> str | None:
    """The provider that is named for a client, by its options or, unless it is for a folder, by the environment."""
    if options.provider is not None:
        return options.provider
    is_plain = type(options) is ClientOptions and not url_of(options).startswith("file:")
    return (os.environ.get(VARIABLE) or None) if is_plain else None


def is_of(provider: Provider, url: str) -> bool:
    """Return True if a URL's host belongs to a known provider."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == known or host.endswith(f".{known}") for known in provider.hosts)


def own_url(provider: Provider) -> str:
    """The URL of a provider, by its table and the environment."""
    given = os.environ.get(provider.url_variable or "")
    if given:
        return f"{given.rstrip('/')}{provider.url_suffix}"
    if provider.base_url is None:
        variable = f", or set {provider.url_variable}" if provider.url_variable else ""
        raise ConfigurationError(f"{provider.title} has another URL for each user: pass base_url{variable}.")
    return re.sub(r"\{(\w+)\}", partial(_from_environment, provider), provider.base_url)


def _from_environment(provider: Provider, place: re.Match[str]) -> str:
    """A part of a provider's URL that is another for each user."""
    found = os.environ.get(place[1])
    if not found:
        raise ConfigurationError(
            f"The URL of {provider.title} is {provider.base_url}: set {place[1]}, or pass base_url with it filled in."
        )
    return quote(found, safe="")


def key_for(provider: Provider, how: str, base_url: str) -> str:
    """The provider's own key from the environment. OpenAI's goes to OpenAI alone, unless only the URL was given."""
    variables = (*provider.key_variables, *(("OPENAI_API_KEY",) if how == "recognised" else ()))
    for name in variables:
        if os.environ.get(name):
            return os.environ[name]
    is_here = base_url.startswith("file:") or urlsplit(base_url).hostname in LOOPBACK_HOSTS
    if provider.needs_key and not is_here:
        variable = f", or set {' or '.join(provider.key_variables)}" if provider.key_variables else ""
        raise MissingCredentialsError(f"No API key for {provider.title}: pass api_key{variable}.")
    return ""


def unknown_provider(name: str, known: Iterable[str]) -> ConfigurationError:
    """The error for a provider that is not there, with the nearest one that is."""
    import difflib

    near = difflib.get_close_matches(name.lower(), names := sorted(known), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "name its plugin in FILEWRIGHT_PLUGINS, if it has one."
    return ConfigurationError(f"Unknown provider {shorten(name)}; {hint} Known providers: {', '.join(names)}.")
