"""`filewright plugins`."""

from __future__ import annotations

from typing import Any

from ..connecting import client_options
from ..options import Json
from ..output import show_json, show_line


def plugins(as_json: Json = False) -> None:
    """List the plugins in use. If several implement a hook, the last one is called first."""
    import httpx

    from ...clients.client import OpenAI

    # No call is made, so neither a key is needed, nor a proxy or certificates.
    unused = httpx.Client(transport=httpx.BaseTransport(), trust_env=False)
    settings: dict[str, Any] = {"api_key": "none", "http_client": unused, **client_options()}
    with unused, OpenAI(**settings) as client:
        for plugin in client.plugins:
            if as_json:
                show_json(plugin._asdict())
            else:
                version = f" {plugin.version}" if plugin.version else ""
                show_line(f"{plugin.name:<12} {plugin.origin + version:<28} {', '.join(plugin.hooks)}")
