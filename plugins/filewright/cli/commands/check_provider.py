"""`filewright check-provider`: scenarios for authors of providers."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import ConfigurationError, DestinationError, SourceError, shorten
from ..connecting import client_options
from ..options import Json
from ..output import show_json, show_line

if TYPE_CHECKING:
    import httpx

    from ...clients.client import OpenAI
    from ...providers import Provider

HERE = {"api_key": "none", "base_url": "http://127.0.0.1:1/v1"}
"""For clients that reach no network."""


def check_provider(
    played: Annotated[bool, typer.Option("--played", help="Use the embedded server in place of the provider.")] = False,
    record: Annotated[
        Path | None, typer.Option("--record", help="Write the exchanges to a file, without the key.")
    ] = None,
    recorded: Annotated[
        Path | None, typer.Option("--recorded", help="Replay the exchanges of a file, without a connection.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Test a service's files API, with --provider: small files are stored and deleted again."""
    from ...providers.kit import run_scenarios

    if sum((played, record is not None, recorded is not None)) > 1:
        raise ConfigurationError("Pass one of --played, --record and --recorded.")
    failed = 0
    with ExitStack() as stack:
        client, recording = _connected(stack, played=played, recorded=recorded, records=record is not None)
        for outcome in run_scenarios(client, _provider_of(client)):
            failed += outcome.result == "failed"
            if as_json:
                show_json(outcome._asdict())
            else:
                show_line(f"{outcome.result:<8} {outcome.name:<36} {outcome.detail}".rstrip())
        if record is not None:
            _write(record, recording.lines())
    if failed:
        raise typer.Exit(1)


def _connected(stack: ExitStack, *, played: bool, recorded: Path | None, records: bool) -> tuple[OpenAI, Any]:
    """A client of the server, of one that is played, or of a recording; and what records, or replays."""
    import httpx

    from ...clients.client import OpenAI
    from ...providers.recording import RecordingTransport, ReplayingTransport

    options = client_options()
    if played or recorded is not None:
        options |= HERE
    if not (played or records or recorded is not None):
        return stack.enter_context(OpenAI(**options)), None
    with OpenAI(**options) as client:
        provider, base_path, key = _provider_of(client), client.base_url.path, client.api_key
    transport: httpx.BaseTransport
    if played:
        transport = _played(stack, provider)
    elif recorded is not None:
        transport = ReplayingTransport(_read(recorded), base_path=base_path, bodies=provider.expiry.form != "timestamp")
    else:
        secrets = [key] if isinstance(key, str) else []
        transport = RecordingTransport(httpx.HTTPTransport(), base_path=base_path, secrets=secrets)
    http = stack.enter_context(httpx.Client(transport=transport))
    return stack.enter_context(OpenAI(**options, http_client=http)), transport


def _provider_of(client: OpenAI) -> Provider:
    found: dict[str, Provider] = {each.name: each for each in client.hooks.providers()}
    if client.provider not in found:
        raise ConfigurationError("No provider was given; pass --provider (see `filewright providers`).")
    return found[client.provider]


def _played(stack: ExitStack, provider: Provider) -> httpx.BaseTransport:
    """A server in this process that plays a provider."""
    from ...embedded import Store
    from ...embedded.http.transport import FolderTransport
    from ...embedded.playing import PlayedService

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="filewright-"))
    store = stack.enter_context(Store(folder, durable=False))
    return FolderTransport.over(PlayedService(store, provider=provider))


def _read(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SourceError(f"Cannot read {shorten(str(path))}: {error.strerror}.") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DestinationError(f"Cannot write {shorten(str(path))}: {error.strerror}.", errno=error.errno) from error
