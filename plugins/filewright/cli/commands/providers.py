"""`filewright providers`."""

from __future__ import annotations

from typing import Any

from ..connecting import client_options
from ..options import Json
from ..output import show_json, show_line


def providers(as_json: Json = False) -> None:
    """List the services for --provider, with the features that each lacks."""
    from ...clients.client import OpenAI
    from ...providers import built_in_providers
    from ...providers.describing import described, lacking

    # No call is made, so neither a key nor a URL is needed.
    options: dict[str, Any] = {"api_key": "none", "base_url": "http://localhost", **client_options(), "provider": None}
    with OpenAI(**options) as client:
        known = {each.name: each for each in (*built_in_providers(), *client.hooks.providers())}
    for _, provider in sorted(known.items()):
        if as_json:
            show_json(described(provider))
        else:
            missing = ", ".join(lacking(provider))
            show_line(f"{provider.name:<12} {provider.title:<24} {f'no {missing}' if missing else ''}".rstrip())
