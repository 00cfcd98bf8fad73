"""`filewright jsonl`: local checks and conversions of files of requests and training data. No server is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ...errors import ConfigurationError
from ...limits import BATCH_LIMITS
from ..exits import FAILED
from ..inputs import standard_input
from ..options import Json
from ..output import printable, show_json, show_line

_KINDS = ("batch", "fine-tune", "fine-tune-chat", "fine-tune-dpo", "fine-tune-rft", "evals", "jsonl")

Source = Annotated[str, typer.Argument(help="The file; - is standard input.", show_default=False)]


def check(
    path: Source,
    kind: Annotated[
        str | None,
        typer.Option(
            help=f"The kind of file: {', '.join(_KINDS)}; default: detected from the first line.",
            autocompletion=lambda: list(_KINDS),
        ),
    ] = None,
    max_problems: Annotated[int, typer.Option(min=0, help="The maximum number of problems to show.")] = 100,
    to_split: Annotated[
        bool, typer.Option("--to-split", help="The file will be split: allow any size and any mixture of models.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check a file line by line. The exit code is 1 if it has errors."""
    from ... import jsonl

    report = jsonl.check(_source(path), kind, max_problems=max_problems, to_split=to_split)
    if as_json:
        show_json(report.to_dict())
    else:
        show_line(printable(str(report).partition("\n")[0]))
        for each in report.problems:
            show_line(printable(f"{path}:{each.line}: {each}"))
    if not report.ok:
        raise typer.Exit(FAILED)


def split(
    path: Source,
    into: Annotated[Path, typer.Option("--into", "-o", help="The folder for the files.")],
    max_lines: Annotated[
        int, typer.Option(min=1, max=BATCH_LIMITS.lines, help="The maximum number of lines per file.")
    ] = BATCH_LIMITS.lines,
    max_bytes: Annotated[
        int, typer.Option(min=1, max=BATCH_LIMITS.bytes, help="The maximum number of bytes per file.")
    ] = BATCH_LIMITS.bytes,
    max_tokens: Annotated[
        int | None, typer.Option(min=1, help="The maximum number of tokens per file, estimated as bytes / 4.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Split a file of requests into files within the limits of a batch, with one model and endpoint each."""
    from ... import jsonl

    for shard in jsonl.split(_source(path), into, max_lines=max_lines, max_bytes=max_bytes, max_tokens=max_tokens):
        if as_json:
            show_json(shard.to_dict())
        else:
            fields = (str(shard.path), str(shard.lines), str(shard.bytes), shard.endpoint, shard.model or "")
            show_line("\t".join(map(printable, fields)))


def convert(
    path: Annotated[Path, typer.Argument(help="A .csv, .tsv or .jsonl file with the rows.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file for the requests.")],
    model: Annotated[str, typer.Option(help="The model.")],
    prompt: Annotated[str, typer.Option(help="The text of each request; {column} inserts a column of the row.")],
    endpoint: Annotated[str, typer.Option(help="chat, responses, embeddings, or a url such as /v1/videos.")] = "chat",
    system: Annotated[str | None, typer.Option(help="A system message, or the instructions.")] = None,
    custom_id: Annotated[
        str | None,
        typer.Option("--id", "--custom-id", help='The id of each request, such as "{id}"; default: the row.'),
    ] = None,
    body: Annotated[list[str] | None, typer.Option(help="NAME=JSON: an additional field of each body.")] = None,
) -> None:
    """Convert the rows of a table to requests."""
    from ... import jsonl

    more = dict(map(_field, body or ()))
    to = jsonl.template(endpoint, model=model, prompt=prompt, system=system, custom_id=custom_id, **more)
    count = jsonl.write(jsonl.convert(path, to), output)
    show_line(f"{count} requests in {printable(str(output))}")


def _field(text: str) -> tuple[str, Any]:
    import json

    name, equals, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        if not equals:
            raise ConfigurationError(f"--body is {text!r}; pass NAME=JSON, such as temperature=0.") from None
        return name, value


def _source(path: str) -> Any:
    return standard_input() if path == "-" else path


VERBS: Mapping[str, Callable[..., None]] = {"check": check, "split": split, "convert": convert}
