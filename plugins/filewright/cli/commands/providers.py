"""`filewright providers`."""

from __future__ import annotations

from ..connecting import known_providers
from ..options import Json
from ..output import show_json, show_line


def providers(as_json: Json = False) -> None:
    """List the services for --provider, with the features that each lacks."""
    from ...providers.describing import described, missing

    known = known_providers()
    widest = max(map(len, known))
    for _, provider in sorted(known.items()):
        if as_json:
            show_json(described(provider))
        else:
            absent = ", ".join(missing(provider))
            show_line(f"{provider.name:<{widest}}  {provider.title:<24} {f'no {absent}' if absent else ''}".rstrip())
