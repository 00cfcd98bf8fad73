"""`filewright files`: the verbs that do more than a method of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from ...errors import ConfigurationError, UnsupportedOperationError
from ..connecting import connected
from ..inputs import checked_deletion, confirm_deletion, duration, standard_input
from ..options import Force, Json, Output
from ..output import printable, show_bytes, show_file, show_files, show_json, show_line
from ..saving import STANDARD_OUTPUT, place_for
from ..several import Several

if TYPE_CHECKING:
    from ...clients.client import OpenAI

FileId = Annotated[str, typer.Argument(help="The id of the file.", show_default=False)]
FileIds = Annotated[list[str], typer.Argument(help="The ids of the files.", show_default=False)]


class Order(StrEnum):
    """The sort order of files."""

    asc = "asc"
    desc = "desc"


def _known_purposes() -> list[str]:
    from filewright_api.models.file_purpose import FilePurpose

    known, _any_text = get_args(FilePurpose)
    return list(get_args(known))


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
    expires_after: Annotated[str | None, typer.Option(help="When the files expire: 12h, 7d, or seconds.")] = None,
    name: Annotated[str | None, typer.Option(help="The file name to send; for a single file only.")] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the files are processed.")] = False,
    in_parts: Annotated[
        bool, typer.Option("--in-parts", help="Upload in parts, as is done for files too large for one request.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Upload files one after another. A failure does not stop the others; a summary shows how many failed."""
    if name is not None and len(paths) > 1:
        raise ConfigurationError("--name can be used with a single file only.")
    options: dict[str, Any] = {} if expires_after is None else {"expires_after": duration(expires_after)}
    with connected(progress=True) as connection:
        client = connection.with_options(large_files={"threshold": 0}) if in_parts else connection

        def upload(path: str) -> Any:
            content = standard_input() if path == "-" else Path(path)
            named: Any = content if name is None else (name, content)
            file = client.files.create(file=named, purpose=purpose, **options)
            if wait:
                file = client.files.wait_for_processing(file.id, poll_interval=1.0, raise_on_error=True)
            return file

        several = Several(paths, "uploaded")
        for file in several.results(upload):
            show_file(file, as_json=as_json)
        several.end()


def list_files(
    purpose: Annotated[
        str | None,
        typer.Option("--purpose", "-p", help="Return only files with this purpose.", autocompletion=_known_purposes),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The number of files per page, from 1 to 10000.")] = None,
    order: Annotated[Order | None, typer.Option(help="The sort order by creation time.")] = None,
    after: Annotated[str | None, typer.Option(help="Only files after the one with this id.")] = None,
    most: Annotated[
        int | None, typer.Option("--max", min=1, help="The maximum number of files to list; default: all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List files: a table on a terminal, tab-separated lines in a pipe."""
    given: dict[str, Any] = {"purpose": purpose, "limit": limit, "order": order, "after": after}
    with connected() as client:
        found: Iterable[Any] = client.files.list(**{name: value for name, value in given.items() if value is not None})
        show_files(islice(found, most), as_json=as_json)


def retrieve(file_ids: FileIds, as_json: Json = False) -> None:
    """Show the metadata of files. A failure does not stop the others; a summary shows how many failed."""
    with connected() as client:
        several = Several(file_ids, "found")
        show_files(several.results(client.files.retrieve), as_json=as_json)
        several.end()


def delete(
    file_ids: FileIds,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask for confirmation; required without a terminal.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Delete files one after another, after confirmation. A failure does not stop the others; a summary shows how
    many failed.
    """
    if not yes:
        confirm_deletion(file_ids)
    with connected() as client:
        several = Several(file_ids, "deleted")
        for deleted in several.results(lambda file_id: checked_deletion(client.files.delete(file_id))):
            if as_json:
                show_json(deleted.to_dict())
            else:
                show_line(printable(deleted.id))
        several.end()


def content(
    file_id: FileId,
    output: Output = None,
    force: Force = False,
) -> None:
    """Download a file's content."""
    if output is None or output == STANDARD_OUTPUT:
        with connected() as client, client.files.content(file_id) as body:
            show_bytes(body.iter_bytes(), force=force)
        return
    with connected(progress=True) as client:
        place = place_for(output, partial(_name_of, client, file_id), file_id, force=force)
        client.files.content(file_id).stream_to_file(place)


def _name_of(client: OpenAI, file_id: str) -> str:
    """The name of a file; from the list where the provider has only that."""
    try:
        return client.files.retrieve(file_id).filename
    except UnsupportedOperationError:
        return next((file.filename for file in client.files.list() if file.id == file_id), file_id)


def wait(
    file_id: FileId,
    interval: Annotated[float, typer.Option(help="Seconds between two polls.")] = 5.0,
    max_wait: Annotated[float, typer.Option(help="Seconds after which to give up.")] = 1800.0,
    as_json: Json = False,
) -> None:
    """Wait until a file is processed."""
    with connected() as client:
        file = client.files.wait_for_processing(
            file_id, poll_interval=interval, max_wait_seconds=max_wait, raise_on_error=True
        )
    show_file(file, as_json=as_json)


VERBS: Mapping[str, Callable[..., None]] = {
    "create": create,
    "list": list_files,
    "retrieve": retrieve,
    "delete": delete,
    "content": content,
    "wait": wait,
}
