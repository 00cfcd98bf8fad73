"""The commands: their arguments, their help, and what they call."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from ..errors import ConfigurationError
from ..version import __version__
from .connecting import connected
from .connecting import settings as shared
from .exits import FAILED, described
from .inputs import check_output, declined, duration, standard_input
from .made import MadeGroup
from .output import printable, show_bytes, show_file, show_files, show_json, show_line

app = typer.Typer(
    cls=MadeGroup,
    help="Move files to and from OpenAI's Files API and the servers that speak it.",
    epilog=described(),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
files = typer.Typer(
    help="Create, list, retrieve, delete, download and wait for files.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(files, name="files")

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
FileId = Annotated[str, typer.Argument(help="The id of the file.", show_default=False)]
FileIds = Annotated[list[str], typer.Argument(help="The ids of the files.", show_default=False)]


class Order(StrEnum):
    """In which order files are listed."""

    asc = "asc"
    desc = "desc"


def _known_purposes() -> list[str]:
    from filewright_api.models.file_purpose import FilePurpose

    known, _any_text = get_args(FilePurpose)
    return list(get_args(known))


def _show_version(value: bool) -> None:
    if value:
        print(f"filewright {__version__}")
        raise typer.Exit


@app.callback()
def settings(
    base_url: Annotated[
        str | None,
        typer.Option(help="The server; default: OPENAI_BASE_URL, else OpenAI. file:///folder needs no server."),
    ] = None,
    api_key: Annotated[
        str | None, typer.Option(help="The key. Better set OPENAI_API_KEY: other users can see arguments.")
    ] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds for each phase of an exchange.")] = None,
    max_retries: Annotated[int | None, typer.Option(help="How often a call that failed is sent again.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that all commands share."""
    given = {"base_url": base_url, "api_key": api_key, "timeout": timeout, "max_retries": max_retries}
    shared.clear()
    shared.update({name: value for name, value in given.items() if value is not None})


@files.command()
def create(
    paths: Annotated[list[str], typer.Argument(help="The files to upload; - is standard input.", show_default=False)],
    purpose: Annotated[
        str,
        typer.Option(
            "--purpose",
            "-p",
            help="assistants, batch, fine-tune, vision, user_data, evals, ...",
            autocompletion=_known_purposes,
        ),
    ],
    expires_after: Annotated[str | None, typer.Option(help="When they go away: 12h, 7d, or seconds.")] = None,
    name: Annotated[str | None, typer.Option(help="The name to send, of a single file.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until they are processed.")] = False,
    as_json: Json = False,
) -> None:
    """Upload files, one after the other; the first that fails ends it."""
    if name is not None and len(paths) > 1:
        raise ConfigurationError("--name goes with a single file.")
    options: dict[str, Any] = {} if expires_after is None else {"expires_after": duration(expires_after)}
    with connected(progress=not as_json) as client:
        for path in paths:
            content = standard_input() if path == "-" else Path(path)
            file = client.files.create(file=content if name is None else (name, content), purpose=purpose, **options)
            if wait:
                file = client.files.wait_for_processing(file.id, poll_interval=1.0, raise_on_error=True)
            show_file(file, as_json=as_json)


@files.command("list")
def list_files(
    purpose: Annotated[
        str | None,
        typer.Option("--purpose", "-p", help="Only files of this purpose.", autocompletion=_known_purposes),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many files a page has, 1 to 10000.")] = None,
    order: Annotated[Order | None, typer.Option(help="By creation time.")] = None,
    after: Annotated[str | None, typer.Option(help="Only files that come after the one with this id.")] = None,
    most: Annotated[
        int | None, typer.Option("--max", min=1, help="How many files to list at most; default: all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List files: a table on a terminal, tab-separated lines in a pipe."""
    given: dict[str, Any] = {"purpose": purpose, "limit": limit, "order": order, "after": after}
    with connected() as client:
        found: Iterable[Any] = client.files.list(**{name: value for name, value in given.items() if value is not None})
        show_files(islice(found, most), as_json=as_json)


@files.command()
def retrieve(file_ids: FileIds, as_json: Json = False) -> None:
    """Show what the server says of files."""
    with connected() as client:
        show_files((client.files.retrieve(file_id) for file_id in file_ids), as_json=as_json)


@files.command()
def delete(
    file_ids: FileIds,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete files, one after the other; the first that fails ends it. Asks first, where there is somebody to ask."""
    if not yes and declined(file_ids):
        print("filewright: nothing was deleted", file=sys.stderr)
        raise typer.Exit(FAILED)
    with connected() as client:
        for file_id in file_ids:
            deleted = client.files.delete(file_id)
            if as_json:
                show_json(deleted.to_dict())
            else:
                show_line(printable(deleted.id) if deleted.deleted else f"{printable(deleted.id)} was not deleted")
            if not deleted.deleted:
                raise typer.Exit(FAILED)


@files.command()
def content(
    file_id: FileId,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Save to this file, whole or not at all; default, or -: standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Overwrite the file.")] = False,
) -> None:
    """Download a file's content."""
    if output is None or str(output) == "-":
        with connected() as client, client.files.content(file_id) as body:
            show_bytes(body.iter_bytes())
        return
    check_output(output, force=force)
    with connected(progress=True) as client:
        client.files.content(file_id).stream_to_file(output)


@files.command()
def wait(
    file_id: FileId,
    interval: Annotated[float, typer.Option(help="Seconds between two looks.")] = 5.0,
    max_wait: Annotated[float, typer.Option(help="Seconds after which to give up.")] = 1800.0,
    as_json: Json = False,
) -> None:
    """Wait until a file is processed."""
    with connected() as client:
        file = client.files.wait_for_processing(
            file_id, poll_interval=interval, max_wait_seconds=max_wait, raise_on_error=True
        )
    show_file(file, as_json=as_json)


@app.command()
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
    from ..embedded import serve as run_server

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


@app.command()
def plugins(as_json: Json = False) -> None:
    """List the plugins in use. Of several with one hook, the last is asked first."""
    from ..clients.client import OpenAI

    # No call is made, so a key is not needed.
    settings: dict[str, Any] = {"api_key": "none", **shared}
    with OpenAI(**settings) as client:
        for plugin in client.plugins:
            if as_json:
                show_json(plugin._asdict())
            else:
                version = f" {plugin.version}" if plugin.version else ""
                show_line(f"{plugin.name:<12} {plugin.origin + version:<28} {', '.join(plugin.hooks)}")
