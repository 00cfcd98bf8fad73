"""`filewright batches`: jobs of any number of requests. The other verbs are made from the contract."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import ConfigurationError, OpenAIError
from ...limits import BATCH_LIMITS
from ..connecting import connected
from ..exits import FAILED, SOME_FAILED
from ..inputs import duration
from ..messages import say
from ..options import Engine, Json, Workers
from ..output import printable, show_json, show_line

if TYPE_CHECKING:
    from ...clients.client import OpenAI
    from ...jobs.reports import BatchReport

Requests = Annotated[Path, typer.Argument(help="The JSONL file with the requests.", show_default=False)]
JournalPath = Annotated[Path, typer.Argument(help="The journal of the job.", show_default=False)]
Rows = Annotated[
    Path, typer.Option("--output", "-o", help="The file for the rows: .jsonl, .csv, or .parquet (needs pyarrow).")
]
MaxLines = Annotated[int, typer.Option(min=1, max=BATCH_LIMITS.lines, help="The maximum number of requests per batch.")]
MaxTokens = Annotated[
    int | None,
    typer.Option(min=1, help="The maximum number of tokens (estimated as bytes / 4) in the open batches of a model."),
]
Interval = Annotated[
    float, typer.Option("--interval", min=0, help="Seconds between two polls; grows up to two minutes.")
]
Prices = Annotated[
    list[str] | None,
    typer.Option(
        "--price", help="MODEL=READ,WRITTEN: prices per million input and output tokens. Can be given several times."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not show the progress.")]


def run(
    path: Requests,
    output: Rows,
    journal: Annotated[Path | None, typer.Option(help="The journal; default: OUTPUT.journal.")] = None,
    max_lines: MaxLines = BATCH_LIMITS.lines,
    max_enqueued_tokens: MaxTokens = None,
    max_open_batches: Annotated[int, typer.Option(min=1, help="The maximum number of open batches.")] = 50,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="The number of parallel file transfers.")] = 4,
    retries: Annotated[int, typer.Option(min=0, max=100, help="How often failed requests are retried.")] = 0,
    poll_interval: Interval = 10.0,
    unordered: Annotated[bool, typer.Option("--unordered", help="Write rows in the order of their results.")] = False,
    expires_after: Annotated[str | None, typer.Option(help="When uploaded files expire: 12h, 7d, or seconds.")] = None,
    delete_files: Annotated[
        bool, typer.Option("--delete-files", help="Delete the job's files from the server when it is done.")
    ] = False,
    price: Prices = None,
    engine: Engine = None,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run any number of requests, in as many batches as needed, and write a result row for each.

    Ctrl-C leaves the batches running; the same command, or resume, continues.
    """
    place = journal or Path(f"{output}.journal")
    with _connected(engine) as client, _resumable(place):
        report = client.batches.run(
            path,
            output=output,
            journal=place,
            max_lines=max_lines,
            max_enqueued_tokens=max_enqueued_tokens,
            max_open_batches=max_open_batches,
            concurrency=concurrency,
            retries=retries,
            poll_interval=poll_interval,
            ordered=not unordered,
            expires_after=None if expires_after is None else duration(expires_after),
            delete_files=delete_files,
            prices=_prices(price),
            progress=not quiet,
            engine=engine,
            workers=workers,
        )
    _end(report, as_json=as_json)


def resume(
    journal: JournalPath,
    engine: Engine = None,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Continue a job with its original options."""
    with _connected(engine) as client, _resumable(journal):
        report = client.batches.resume(journal, progress=not quiet, engine=engine, workers=workers)
    _end(report, as_json=as_json)


def cancel_job(journal: JournalPath) -> None:
    """Cancel a job: cancel its open batches and start no more. Resume then fetches the finished results."""
    with connected() as client:
        for batch_id in client.batches.cancel_job(journal):
            show_line(printable(batch_id))
    say(f"filewright batches resume {journal} fetches what is done")


def collect(
    batch_ids: Annotated[list[str], typer.Argument(help="The ids of the batches.", show_default=False)],
    inputs: Annotated[Path, typer.Option("--inputs", "-i", help="The JSONL file with all of their requests.")],
    output: Rows,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Fail if a batch has not ended.")] = False,
    poll_interval: Interval = 30.0,
    price: Prices = None,
    as_json: Json = False,
) -> None:
    """Combine the results of existing batches with their requests."""
    options: dict[str, Any] = {"wait": not no_wait, "poll_interval": poll_interval, "prices": _prices(price)}
    with connected() as client:
        report = client.batches.collect(batch_ids, inputs, output, **options)
    _end(report, as_json=as_json)


def estimate(
    path: Requests,
    max_lines: MaxLines = BATCH_LIMITS.lines,
    max_enqueued_tokens: MaxTokens = None,
    price: Prices = None,
    as_json: Json = False,
) -> None:
    """Estimate the batches, bytes and tokens of a file of requests. Nothing is sent."""
    from dataclasses import asdict

    from ...jobs.estimating import estimate as estimated

    limits = {"max_lines": max_lines, "max_enqueued_tokens": max_enqueued_tokens}
    found = estimated(path, _prices(price), limits)
    if as_json:
        show_json(asdict(found))
    else:
        show_line(str(found))


def _connected(engine: str | None) -> AbstractContextManager[OpenAI]:
    """The client of a job; what shows how far a single file is does not travel to workers."""
    return connected(progress=False if engine is None else None)


@contextmanager
def _resumable(journal: Path) -> Generator[None, None, None]:
    """Print how to resume a job when it is interrupted."""
    try:
        yield
    except (KeyboardInterrupt, OpenAIError) as error:
        from ...jobs.standing import standing_of

        standing = standing_of(journal, error)
        if standing is not None:
            told = "batches that were created go on; " if standing == "open" else ""
            say(f"{told}to resume the job: filewright batches resume {journal}")
        raise


def _end(report: BatchReport, *, as_json: bool) -> None:
    if as_json:
        show_json(report.to_dict())
    else:
        show_line(printable(str(report)))
    if report.failed:
        raise typer.Exit(SOME_FAILED if report.ok else FAILED)


def _prices(given: list[str] | None) -> dict[str, tuple[float, float]] | None:
    return None if not given else dict(map(_price, given))


def _price(text: str) -> tuple[str, tuple[float, float]]:
    model, _, prices = text.rpartition("=")
    try:
        read, written = map(float, prices.split(","))
    except ValueError:
        raise ConfigurationError(f"--price is {text!r}; pass MODEL=READ,WRITTEN, such as gpt-5-mini=0.125,1.") from None
    return model, (read, written)


VERBS: Mapping[str, Callable[..., None]] = {
    "run": run,
    "resume": resume,
    "cancel-job": cancel_job,
    "collect": collect,
    "estimate": estimate,
}
