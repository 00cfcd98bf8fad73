"""The measures of many files: uploads with a journal, downloads, and jobs, plans and resumed jobs of 100,000 files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lean import exchange
from lean import upload as upload_request
from measures import (
    CONNECTIONS,
    DOWNLOADED_SIZE,
    MIB,
    Bench,
    Figures,
    Samples,
    column,
    in_turns,
    orders,
    removed,
    with_fast,
)
from processes import MeasurementFailed, Worker
from report import AtLeastSpeed, AtMost, AtMostTimes, Row
from served import Served

AT_ONCE = 8
UPLOADED_SIZE = 2 << 10
FILES_A_FOLDER = 1_000


def uploads(bench: Bench) -> Iterator[Row]:
    """Files of 2 KiB by `transfers`, by `files.create` in a pool of threads, and by the official SDK in one."""
    count = bench.plan.many
    folder = _folder(bench.sources / "many", count, UPLOADED_SIZE)
    order = ("upload", {"folder": str(folder), "concurrency": AT_ONCE})
    names = ["files.create", *bench.among("ours", "fast", "official")]
    taken = partial(bench.sink.expect_uploads, count, UPLOADED_SIZE)
    samples = orders(bench, "many", names, bench.plan.many_rounds, order, taken)
    title = f"{count:,} files of 2 KiB uploaded, {AT_ONCE} at a time, with journal"
    row = Row(title, "ms", column(samples, "seconds", 1e3), AtLeastSpeed(3, "official"))
    yield from with_fast(row, AtLeastSpeed(3, "official"))
    bare = {name: samples[name] for name in ("ours", "files.create") if name in samples}
    yield Row("  and by files.create in threads", "ms", column(bare, "seconds", 1e3), AtMostTimes(1.3, "files.create"))
    cpu = column(samples, "cpu_seconds", 1e6 / count)
    yield Row("  CPU of the client, a file", "us", cpu, AtMostTimes(1.3, "files.create"), True)


def downloads(bench: Bench) -> Iterator[Row]:
    """Files of 20 KiB by `transfers`, and by the official SDK in a pool of threads, from the embedded server."""
    count = bench.plan.many_downloads
    with Served(bench.sources / "served-many") as server:
        content = bytes(range(256)) * (DOWNLOADED_SIZE // 256)
        requests = [upload_request(f"file-{number}.bin", content) for number in range(count)]
        made = exchange(server.port, requests, CONNECTIONS)[1]
        if len({json.loads(response.body)["id"] for response in made}) != count:
            raise MeasurementFailed("the embedded server did not take all files")

        def turn_of(name: str) -> Callable[[bool], Figures]:
            def turn(_: bool) -> Figures:
                place = bench.downloads / "many"
                with Worker("many", name, server.base_url) as worker:
                    figures = worker.order("download", into=str(place), concurrency=AT_ONCE)
                sizes = [removed(path) for path in place.iterdir()]
                if sizes != [DOWNLOADED_SIZE] * count:
                    raise MeasurementFailed(f"{name} saved {len(sizes)} files of {sum(sizes)} bytes")
                return figures

            return turn

        names = bench.among("ours", "fast", "official")
        samples, _ = in_turns(bench.plan.many_rounds, {name: turn_of(name) for name in names})
    title = f"{count:,} files of 20 KiB downloaded, {AT_ONCE} at a time"
    row = Row(title, "ms", column(samples, "seconds", 1e3), AtLeastSpeed(3, "official"))
    yield from with_fast(row, AtLeastSpeed(3, "official"))
    cpu = column(samples, "cpu_seconds", 1e6 / count)
    yield Row("  CPU of the client, a file", "us", cpu, AtLeastSpeed(3, "official"), True)


def at_scale(bench: Bench) -> Iterator[Row]:
    """The memory of an upload, the plan of a sync when all is there, and the same upload again, without a server."""
    count = bench.plan.at_scale
    folder = _folder(bench.sources / "scale", count, 16)
    job = {"folder": str(folder), "concurrency": AT_ONCE, "journal": str(bench.sources / "scale.journal")}
    with Served(bench.sources / "served-scale") as server:
        url = server.base_url
        with Worker("many", "ours", url) as worker:
            sent = worker.order("upload", **job)
        with Worker("many", "ours", url) as worker:
            planned = worker.order("plan", folder=str(folder), journal=str(bench.sources / "plan.journal"))
    with Worker("many", "ours", url) as worker:
        resumed = worker.order("upload", **job)
    if (sent["uploaded"], planned["skip"], resumed["skipped"]) != (count, count, count):
        raise MeasurementFailed(f"of {count:,} files: {sent}, {planned}, {resumed}")
    peak = column({"ours": [sent, planned, resumed]}, "peak_bytes", 1 / MIB)
    yield Row(
        f"memory of an upload, a plan and a resumed upload of {count:,} files", "MiB", peak, AtMost(120, "MiB", True)
    )
    for name, figures, limit in (
        (f"plan of a sync of {count:,} files here and there", planned, 10_000),
        (f"resumed upload of {count:,} files, all of them done", resumed, 5_000),
    ):
        samples: Samples = {"ours": [figures]}
        yield Row(name, "ms", column(samples, "seconds", 1e3), AtMost(limit, "ms"))
        yield Row("  CPU", "ms", column(samples, "cpu_seconds", 1e3), AtMost(limit, "ms"), True)


def _folder(root: Path, count: int, size: int) -> Path:
    """So many files of different contents, a thousand in a folder."""
    for number in range(count):
        folder = root / f"{number // FILES_A_FOLDER:04d}"
        if number % FILES_A_FOLDER == 0:
            folder.mkdir(parents=True)
        (folder / f"file-{number:07d}.jsonl").write_bytes(f"{number:016d}".encode() * (size // 16))
    return root


MANY_FILES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "many-uploads": uploads,
    "many-downloads": downloads,
    "at-scale": at_scale,
}
