"""`filewright serve`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ..output import show_line


def serve(
    folder: Annotated[Path, typer.Option("--dir", help="The folder that keeps the files.")] = Path("filewright-files"),
    port: Annotated[int, typer.Option(help="The port; 0 takes one that is free.")] = 0,
    host: Annotated[
        str, typer.Option(help="The address; another than this machine's own needs a token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None, typer.Option(help="The key that clients must send.", envvar="FILEWRIGHT_TOKEN")
    ] = None,
    processing_seconds: Annotated[float, typer.Option(help="How long a new file takes to be processed.")] = 0.0,
    fail: Annotated[
        list[str] | None,
        typer.Option(help="Names, such as '*.bad', of files whose processing fails, or ids of a batch's requests."),
    ] = None,
) -> None:
    """Run a server for files, uploads and batches over a folder, until Ctrl-C."""
    from ...embedded import serve as run_server

    def started(base_url: str) -> None:
        show_line(f"Serving {os.path.abspath(folder)} at {base_url}")
        show_line(f"  export OPENAI_BASE_URL={base_url}")

    run_server(
        folder,
        host=host,
        port=port,
        token=token,
        processing_seconds=processing_seconds,
        fail=fail or (),
        on_started=started,
    )
