"""`filewright serve`."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..connecting import provider_named
from ..output import show_line

if TYPE_CHECKING:
    from ...providers import Provider

_OFTEN = "always, once, 3x or 10%"


def serve(
    folder: Annotated[Path, typer.Option("--dir", help="The folder that keeps the files.")] = Path("filewright-files"),
    port: Annotated[int, typer.Option(help="The port; 0 picks a free one.")] = 8123,
    host: Annotated[
        str, typer.Option(help="The address to listen on; any but a loopback address requires --token.")
    ] = "127.0.0.1",
    played: Annotated[
        str | None, typer.Option("--as", help="Play a provider, such as mistral; `filewright providers` lists them.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(help="The key that clients must send.", envvar="FILEWRIGHT_TOKEN")
    ] = None,
    access_log: Annotated[bool, typer.Option("--access-log", help="Print a line for each request.")] = False,
    processing_seconds: Annotated[float, typer.Option(help="How long a new file takes to be processed.")] = 0.0,
    fail: Annotated[
        list[str] | None,
        typer.Option(help="Names, such as '*.bad', of files whose processing fails, or ids of a batch's requests."),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(help=f"Requests that fail: 'METHOD PATH STATUS [OFTEN]'; OFTEN is {_OFTEN}."),
    ] = None,
    batch_seconds: Annotated[
        float | None, typer.Option(help="How long a batch takes; default: as long as a file.")
    ] = None,
    batch_expire: Annotated[
        str | None, typer.Option(help="'SHARE [OFTEN]': batches expire with this share done, such as '40% once'.")
    ] = None,
    batch_line_error: Annotated[
        list[str] | None,
        typer.Option(help="'PATTERN STATUS [OFTEN]': requests, by custom_id, that fail with a status or a code."),
    ] = None,
    batch_missing: Annotated[
        list[str] | None, typer.Option(help="'PATTERN [OFTEN]': requests that have no line of results.")
    ] = None,
    batch_garbled: Annotated[
        list[str] | None, typer.Option(help="'PATTERN [OFTEN]': requests whose line of output is not JSON.")
    ] = None,
    batch_shuffled: Annotated[
        bool, typer.Option("--batch-shuffled", help="Results are in another order than the requests.")
    ] = False,
    batch_token_limit: Annotated[
        int | None, typer.Option(help="Tokens that the batches in progress may have; more fail.")
    ] = None,
    batch_cancelling_seconds: Annotated[float, typer.Option(help="How long a batch is cancelling.")] = 0.0,
) -> None:
    """Run a server for files, uploads and batches over a folder, until Ctrl-C."""
    from ...embedded import BatchTrials
    from ...embedded import serve as run_server

    provider = None if played is None else provider_named(played)

    def started(base_url: str) -> None:
        show_line(f"Serving {os.path.abspath(folder)} at {base_url}")
        show_line(f"  export OPENAI_BASE_URL={base_url}")
        if played is not None:
            show_line(f"  export FILEWRIGHT_PROVIDER={played}")
        elif token is None and not os.environ.get("OPENAI_API_KEY"):
            show_line("  export OPENAI_API_KEY=anything")

    run_server(
        folder,
        make=_service_of(provider),
        host=host,
        port=port,
        token=token,
        processing_seconds=processing_seconds,
        fail=fail or (),
        batches=BatchTrials(
            seconds=batch_seconds,
            expire=batch_expire,
            line_errors=batch_line_error or (),
            missing=batch_missing or (),
            garbled=batch_garbled or (),
            shuffled=batch_shuffled,
            token_limit=batch_token_limit,
            cancelling_seconds=batch_cancelling_seconds,
        ),
        faults=fault or (),
        access_log=access_log,
        on_started=started,
    )


def _service_of(provider: Provider | None) -> Callable[..., Any]:
    """Return the factory of the service: OpenAI's or a provider's."""
    if provider is None:
        from ...embedded import Service

        return Service
    from ...embedded.playing import PlayedService

    return partial(PlayedService, provider=provider)
