"""Services that speak the API with an accent of their own: a provider a file, made of a table and public hooks.

The names of the tables' parts are public, for plugins that bring a provider of their own::

    from filewright.providers import Field, Paging, Provider, ProviderPlugin

    acme = ProviderPlugin(Provider(name="acme", title="Acme", base_url="https://api.acme.test/v1", ...))
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ..ground.exports import lazily
from ..options import ClientOptions
from ..settings import LOOPBACK_HOSTS
from .claiming import claim, url_of, wanted_provider

if TYPE_CHECKING:
    from .engine import ProviderPlugin
    from .table import SPLIT, WHOLE, Expiry, Field, Inline, Paging, Provider, Purpose, Results
    from .ways import Parts, Steps
else:  # a client whose server belongs to no provider needs none of them
    __getattr__ = lazily(
        __name__,
        {
            "ProviderPlugin": "engine",
            **dict.fromkeys(("SPLIT", "WHOLE", "Expiry", "Field", "Inline", "Paging"), "table"),
            **dict.fromkeys(("Provider", "Purpose", "Results"), "table"),
            **dict.fromkeys(("Parts", "Steps"), "ways"),
        },
    )

__all__ = [
    "SPLIT",
    "WHOLE",
    "Expiry",
    "Field",
    "Inline",
    "Paging",
    "Parts",
    "Provider",
    "ProviderPlugin",
    "Purpose",
    "Results",
    "Steps",
    "built_in_providers",
]

_MODULES = {
    "anthropic": "anthropic",
    "ark": "ark",
    "azure": "azure_v1",
    "deepinfra": "deepinfra",
    "doubleword": "doubleword",
    "fireworks": "fireworks",
    "gemini": "gemini",
    "groq": "groq",
    "litellm": "litellm",
    "llm-d": "llm_d",
    "mistral": "mistral",
    "moonshot": "moonshot",
    "nebius": "nebius",
    "ogx": "ogx",
    "openrouter": "openrouter",
    "parasail": "parasail",
    "perplexity": "perplexity",
    "qwen": "qwen",
    "siliconflow": "siliconflow",
    "stdapi": "stdapi",
    "together": "together",
    "xai": "xai",
    "zhipu": "zhipu",
}
NAMES = tuple(_MODULES)
"""The names of the built-in providers."""


@cache
def provider_named(name: str) -> Provider:
    """Return a built-in provider; its module is imported on first use."""
    found: Provider = import_module(f"{__name__}.{_MODULES[name]}").PROVIDER
    return found


def built_in_providers() -> list[Provider]:
    """All built-in providers, by name."""
    return [provider_named(name) for name in NAMES]


def plugins_for(options: ClientOptions) -> list[tuple[str, object]]:
    """The plugin of the built-in provider that a client is for, if it is for one."""
    if type(options) is not ClientOptions:  # clients with options of their own, such as Azure's, know their server
        return []
    named = wanted_provider(options)
    if named:
        found = [provider_named(named)] if named in _MODULES else []
    else:
        found = [each for each in _candidates(options) if claim(each, options)]
    if not found:
        return []
    from .engine import ProviderPlugin

    return [(each.name, ProviderPlugin(each)) for each in found[:1]]


_NOBODYS = ("file:", "https://api.openai.com", *(f"http://{host}" for host in LOOPBACK_HOSTS))
"""Beginnings of URLs that lead to none of them."""


def _candidates(options: ClientOptions) -> list[Provider]:
    url = url_of(options)
    return [] if not url or url.startswith(_NOBODYS) else built_in_providers()
