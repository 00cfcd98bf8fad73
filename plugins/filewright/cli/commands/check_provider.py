"""`filewright check-provider`: scenarios for authors of providers."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import Annotated, Any

import typer

from ...errors import ConfigurationError
from ..connecting import client_options
from ..options import Json
from ..output import show_json, show_line


def check_provider(
    played: Annotated[bool, typer.Option("--played", help="Use the embedded server in place of the provider.")] = False,
    as_json: Json = False,
) -> None:
    """Test a service's files API, with --provider: small files are stored and deleted again."""
    from ...clients.client import OpenAI
    from ...providers.kit import run_scenarios

    options = client_options()
    failed = 0
    with ExitStack() as stack:
        if played:
            options |= _played(stack, options)
        client = stack.enter_context(OpenAI(**options))
        provider = {each.name: each for each in client.hooks.providers()}.get(client.provider or "")
        if provider is None:
            raise ConfigurationError("No provider was given; pass --provider (see `filewright providers`).")
        for outcome in run_scenarios(client, provider):
            failed += outcome.result == "failed"
            if as_json:
                show_json(outcome._asdict())
            else:
                show_line(f"{outcome.result:<8} {outcome.name:<36} {outcome.detail}".rstrip())
    if failed:
        raise typer.Exit(1)


def _played(stack: ExitStack, options: dict[str, Any]) -> dict[str, Any]:
    """The options that lead a client to a server that plays its provider, in this process."""
    import httpx

    from ...clients.client import OpenAI
    from ...embedded import Store
    from ...embedded.http.transport import FolderTransport
    from ...embedded.playing import PlayedService

    here: dict[str, Any] = {"api_key": "none", "base_url": "http://127.0.0.1:1/v1"}
    with OpenAI(**{**options, **here}) as client:
        provider = {each.name: each for each in client.hooks.providers()}.get(client.provider or "")
    if provider is None:
        raise ConfigurationError("No provider was given; pass --provider (see `filewright providers`).")
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="filewright-"))
    store = stack.enter_context(Store(folder, durable=False))
    transport = FolderTransport.over(PlayedService(store, provider=provider))
    return {**here, "http_client": stack.enter_context(httpx.Client(transport=transport))}
