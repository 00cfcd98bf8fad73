"""The measures: who takes part in each, how long it goes on, and which rows of the table it gives."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from lean import download as download_request
from lean import exchange
from lean import upload as upload_request
from processes import FILE_ID, MeasurementFailed, Sink, Worker, curl_download, curl_upload, environment, once
from report import AtLeast, AtLeastSpeed, AtMost, AtMostTimes, Row, Target
from served import Served

Figures = dict[str, Any]
Samples = dict[str, list[Figures]]
Turn = Callable[[bool], Figures]
Order = tuple[str, dict[str, Any]]

MIB = 1 << 20
SMALL_FILE_SIZE = 1024
DOWNLOADED_SIZE = 20 << 10
CONNECTIONS = 32
MEMORY_TARGET = AtMost(16, "MiB", peak=True)

SERVED_TARGETS = {
    ("upload", "cpu_us"): AtMost(510, "us"),
    ("upload", "rate"): AtLeast(880, "a second"),
    ("download", "cpu_us"): AtMost(155, "us"),
    ("download", "rate"): AtLeast(4_500, "a second"),
}
"""A third of the CPU, and three times the rate, that it had on this machine when each content was a file."""

READY = {
    "ours": "from filewright import OpenAI; c = OpenAI(api_key='x', base_url={url!r})",
    "httpx": "import httpx; c = httpx.Client()",
    "official": "from openai import OpenAI; c = OpenAI(api_key='x', base_url={url!r})",
}
FIRST_RESPONSE = {
    "ours": READY["ours"] + "; c.files.retrieve('file-1')",
    "httpx": READY["httpx"] + "; c.get({url!r} + '/files/file-1').json()",
    "official": READY["official"] + "; c.files.retrieve('file-1')",
}


@dataclass(frozen=True)
class Plan:
    """How much is done. Sizes in bytes, the rest are counts."""

    file_size: int = 512 * MIB
    page_size: int = 10_000
    small_uploads: int = 2_000
    small_downloads: int = 1_500
    calls: int = 300
    starts: int = 15
    short_rounds: int = 21
    transfer_rounds: int = 9
    plugin_rounds: int = 60
    served: int = 1_000
    many: int = 20_000
    many_downloads: int = 5_000
    at_scale: int = 100_000
    many_rounds: int = 3


QUICK = Plan(
    file_size=64 * MIB,
    small_uploads=300,
    small_downloads=200,
    calls=100,
    starts=5,
    short_rounds=5,
    transfer_rounds=3,
    plugin_rounds=20,
    served=300,
    many=2_000,
    many_downloads=1_000,
    at_scale=10_000,
)


class Bench:
    """What the measures share: the server, the file that goes up and comes down, and who is there."""

    def __init__(self, plan: Plan, sources: Path, downloads: Path) -> None:
        self.plan = plan
        self.sources = sources
        self.downloads = downloads
        self.content = sources / "content.bin"
        self.digest = write_content(self.content, plan.file_size)
        self.sink = Sink(self.content, plan.page_size)
        self.base_url = self.sink.base_url
        modules = {
            "ours": "filewright",
            "fast": "pyreqwest",
            "httpx": "httpx",
            "official": "openai",
            "official streaming": "openai",
        }
        self.present = {name for name, module in modules.items() if find_spec(module)} | {"json.loads"}
        if shutil.which("curl"):
            self.present.add("curl")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sink.__exit__()

    def among(self, *contenders: str) -> list[str]:
        return [contender for contender in contenders if contender in self.present]

    def target_file(self) -> Path:
        """Where a download goes, which must not be there yet."""
        path = self.downloads / "download.bin"
        path.unlink(missing_ok=True)
        return path

    def check_download(self, path: Path, *, whole: bool) -> None:
        size = path.stat().st_size
        if size != self.plan.file_size:
            raise MeasurementFailed(f"a download has {size} bytes instead of {self.plan.file_size}")
        if whole and sha256(path) != self.digest:
            raise MeasurementFailed("a download has other bytes than were served")


def write_content(path: Path, size: int) -> str:
    """Writes `size` bytes, a multiple of 1 MiB, no two MiB alike; returns their SHA-256."""
    digest = hashlib.sha256()
    pattern = bytearray(hashlib.shake_256(b"filewright").digest(MIB))
    with path.open("wb") as file:
        for number in range(size // MIB):
            pattern[:8] = number.to_bytes(8, "big")
            file.write(pattern)
            digest.update(pattern)
        file.flush()
        os.fsync(file.fileno())  # so that no disk is busy with it while others are measured
    return digest.hexdigest()


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def in_turns(rounds: int, turns: dict[str, Turn]) -> tuple[Samples, dict[str, Figures]]:
    """A B C, B C A, C A B, ...: the samples of each, and the figures of a first round, not among them.

    They change places, so that what one leaves behind does not always fall on the same next one. The first
    round warms caches up, and is where a turn checks what would cost time in the others: it is told so.
    """
    first = {name: turn(True) for name, turn in turns.items()}
    samples: Samples = {name: [] for name in turns}
    order = deque(turns)
    for _ in range(rounds):
        for name in order:
            samples[name].append(turns[name](False))
        order.rotate(-1)
    return samples, first


def column(samples: Samples, field: str, scale: float = 1.0) -> dict[str, list[float]]:
    picked = {
        name: [figures[field] * scale for figures in taken if figures.get(field) is not None]
        for name, taken in samples.items()
    }
    return {name: values for name, values in picked.items() if values}


def time_to_ready(bench: Bench) -> Iterator[Row]:
    """Wall time of a whole process, so that the interpreter's own start is on both sides."""

    def start(source: str) -> Turn:
        command = [sys.executable, "-c", source.format(url=bench.base_url)]

        def turn(_: bool) -> Figures:
            started = time.perf_counter()
            status = subprocess.run(command, check=False, env=environment(), cwd=bench.sources).returncode
            seconds = time.perf_counter() - started
            if status:
                raise MeasurementFailed(f"{command} ended with exit code {status}")
            return {"seconds": seconds}

        return turn

    for name, sources, times in (
        ("ready: import and build, a whole process", READY, 1.3),
        ("first response, a whole process", FIRST_RESPONSE, 1.1),
    ):
        samples, _ = in_turns(bench.plan.starts, {key: start(sources[key]) for key in bench.among(*sources)})
        yield Row(name, "ms", column(samples, "seconds", 1e3), AtMostTimes(times, "httpx"))


def orders(
    bench: Bench,
    kind: str,
    names: list[str],
    rounds: int,
    order: Order,
    after: Callable[[], None],
    base_url: str | None = None,
) -> Samples:
    """The figures of one order, given in turns to one worker for each name; `after` is called after each."""
    do, arguments = order
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(kind, name, base_url or bench.base_url)) for name in names}

        def turn_of(name: str) -> Turn:
            def turn(_: bool) -> Figures:
                figures = workers[name].order(do, **arguments)
                after()
                return figures

            return turn

        return in_turns(rounds, {name: turn_of(name) for name in names})[0]


def nothing() -> None:
    """There is nothing to check after a turn."""


def with_fast(row: Row, target: Target) -> Iterator[Row]:
    """A row, and that of the client with the extra `fast` where it took part."""
    yield row
    if row.samples.get("fast"):
        yield row.of_fast(target)


def small_call(bench: Bench) -> Iterator[Row]:
    names, plan = bench.among("httpx", "ours", "fast", "official"), bench.plan
    order = ("retrieve", {"file_id": FILE_ID, "count": plan.calls})
    for kind, name, informal in (
        ("blocking", "small call, CPU", False),
        ("async", "small call, CPU, async", True),
    ):
        samples = orders(bench, kind, names, plan.short_rounds, order, nothing)
        figures = column(samples, "cpu_seconds", 1e6 / plan.calls)
        row = Row(name, "us", figures, AtMostTimes(1.15, "httpx"), informal)
        yield from with_fast(row, AtMostTimes(0.5, "httpx"))


def page(bench: Bench) -> Iterator[Row]:
    names, size = bench.among("json.loads", "ours", "fast", "httpx", "official"), bench.plan.page_size
    # One walk is over in the time that a busy neighbour of the machine takes away at once: it takes many to tell.
    rounds = 4 * bench.plan.short_rounds
    samples = orders(bench, "blocking", names, rounds, ("walk", {"page_size": size}), nothing)
    row = Row(f"{size:,} files listed and walked", "ms", column(samples, "seconds", 1e3), AtMostTimes(2, "json.loads"))
    yield from with_fast(row, AtMostTimes(0.9, "json.loads"))


def upload(bench: Bench, names: tuple[str, ...] = ("ours", "fast", "httpx", "official")) -> Iterator[Row]:
    size = bench.plan.file_size

    def checked(send: Turn) -> Turn:
        def turn(first: bool) -> Figures:
            bench.sink.say("check" if first else "hurry")
            figures = send(first)
            bench.sink.expect_uploads(1, size, bench.digest if first else None)
            return figures

        return turn

    def worker(kind: str, name: str) -> Turn:
        return lambda _: once(kind, name, bench.base_url, "upload", path=str(bench.content), size=size)

    turns = {
        f"{kind} {name}": checked(worker(kind, name)) for name in bench.among(*names) for kind in ("blocking", "async")
    }
    if "curl" in bench.present:
        turns = {"curl": checked(lambda first: curl_upload(bench.base_url, bench.content, size, first))} | turns
    yield from transfer_rows(f"upload of {size // MIB} MiB", bench, turns, AtLeastSpeed(1, "curl"))


def download(
    bench: Bench, names: tuple[str, ...] = ("ours", "fast", "httpx", "official", "official streaming")
) -> Iterator[Row]:
    def checked(fetch: Callable[[Path, bool], Figures]) -> Turn:
        def turn(first: bool) -> Figures:
            path = bench.target_file()
            figures = fetch(path, first)
            bench.check_download(path, whole=first)
            path.unlink()
            return figures

        return turn

    def worker(kind: str, name: str) -> Callable[[Path, bool], Figures]:
        return lambda path, _: once(kind, name, bench.base_url, "download", file_id=FILE_ID, path=str(path))

    turns = {
        f"{kind} {name}": checked(worker(kind, name)) for name in bench.among(*names) for kind in ("blocking", "async")
    }
    if "curl" in bench.present:
        turns = {"curl": checked(lambda path, first: curl_download(bench.base_url, FILE_ID, path, first))} | turns
    title = f"download of {bench.plan.file_size // MIB} MiB"
    yield from transfer_rows(title, bench, turns, AtLeastSpeed(0.8, "curl"))


def over_tls(bench: Bench) -> Iterator[Row]:
    """The same file up and down over TLS, beside curl; each trusts the server by its variable for that."""
    certificate = bench.sources / "certificate.pem"
    make_certificate(certificate)
    with trusting(certificate), Sink(bench.content, 1, certificate) as sink:
        encrypted = copy(bench)
        encrypted.sink, encrypted.base_url = sink, sink.base_url
        for measure in (upload, download):
            yield from (replace(row, name=f"{row.name}, https") for row in measure(encrypted, ("ours", "fast")))


@contextmanager
def trusting(certificate: Path) -> Iterator[None]:
    """Have the processes that are started meanwhile trust a certificate."""
    before = dict(os.environ)
    os.environ |= {"SSL_CERT_FILE": str(certificate), "CURL_CA_BUNDLE": str(certificate)}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def make_certificate(path: Path) -> None:
    """Make a certificate for 127.0.0.1, with its key in the same file."""
    key = path.with_suffix(".key")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        made = subprocess.run([*command, "-keyout", str(key), "-out", str(path)], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise MeasurementFailed("openssl is not here, which makes the certificate") from error
    if made.returncode:
        raise MeasurementFailed(f"openssl made no certificate: {made.stderr.decode()}")
    path.write_bytes(path.read_bytes() + key.read_bytes())


def transfer_rows(title: str, bench: Bench, turns: dict[str, Turn], speed: Target) -> Iterator[Row]:
    """Time and memory of the blocking and the async clients, all in the same rounds; the latter's stall."""
    samples, first = in_turns(bench.plan.transfer_rounds, turns)
    for kind, name in (("blocking", title), ("async", f"{title}, async")):
        of_kind = {
            key.removeprefix(kind + " "): taken for key, taken in samples.items() if key.startswith((kind, "curl"))
        }
        watched = {key: [first[key]] if key == "curl" else taken for key, taken in of_kind.items()}
        rows = [
            Row(name, "ms", column(of_kind, "seconds", 1e3), speed),
            Row("  memory growth", "MiB", column(watched, "grown_bytes", 1 / MIB), MEMORY_TARGET),
        ]
        stalls = column(of_kind, "stall_seconds", 1e3)
        if stalls:
            first_stalls = column(of_kind, "first_stall_seconds", 1e3)
            rows += [
                Row("  longest stall of the event loop", "ms", stalls, AtMost(10, "ms")),
                Row("  and in a small call before, the first one", "ms", first_stalls, AtMost(15, "ms")),
            ]
        yield from rows
        yield from (row.of_fast(row.target) for row in rows if row.target is not None and row.samples.get("fast"))


def small_uploads(bench: Bench) -> Iterator[Row]:
    names, count, size = bench.among("ours", "fast", "httpx", "official"), bench.plan.small_uploads, SMALL_FILE_SIZE
    folder = bench.sources / "small"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"part-{number:05d}.jsonl" for number in range(count)]
    for path in paths:
        path.write_bytes(b"x" * size)
    for what, order in (
        ("bytes", ("upload_bytes", {"count": count, "size": size})),
        ("Paths", ("upload_paths", {"paths": [str(path) for path in paths], "size": size})),
    ):
        taken = partial(bench.sink.expect_uploads, count, size)
        samples = orders(bench, "async", names, bench.plan.transfer_rounds, order, taken)
        name = f"{count:,} small uploads, 64 at a time, from {what}"
        row = Row(name, "ms", column(samples, "seconds", 1e3), AtLeastSpeed(1, "official"))
        yield from with_fast(row, AtLeastSpeed(5, "official"))


def small_downloads(bench: Bench) -> Iterator[Row]:
    """Each content into a file of its own on a disk; those of the official SDK are not synced to it."""
    names, count = bench.among("ours", "fast", "official"), bench.plan.small_downloads
    content, folder = bench.sources / "small.bin", bench.sources / "small-downloads"
    content.write_bytes(bytes(range(256)) * (DOWNLOADED_SIZE // 256))
    folder.mkdir(exist_ok=True)

    def emptied() -> None:
        sizes = [removed(path) for path in folder.iterdir()]
        if sizes != [DOWNLOADED_SIZE] * count:
            raise MeasurementFailed(f"{len(sizes)} files of {sum(sizes)} bytes were saved")

    with Sink(content, 1) as sink:
        for kind, how, concurrency in (("async", "async, 32 at a time", 32), ("blocking", "in 16 threads", 16)):
            arguments = {"file_id": FILE_ID, "folder": str(folder), "count": count, "concurrency": concurrency}
            order = ("download_many", arguments)
            samples = orders(bench, kind, names, bench.plan.transfer_rounds, order, emptied, sink.base_url)
            name = f"{count:,} downloads of {DOWNLOADED_SIZE >> 10} KiB to disk, {how}"
            row = Row(name, "ms", column(samples, "seconds", 1e3), AtLeastSpeed(2, "official"))
            yield from with_fast(row, AtLeastSpeed(4, "official"))
            cpu = column(samples, "cpu_seconds", 1e6 / count)
            yield Row(f"  CPU, a file, {how}", "us", cpu, AtMostTimes(1, "official"), True)


def removed(path: Path) -> int:
    """The size of a file, which is removed."""
    size = path.stat().st_size
    path.unlink()
    return size


def one_more_plugin(bench: Bench) -> Iterator[Row]:
    if "ours" not in bench.present:
        return
    plan = bench.plan
    with Worker("plugin", "ours", bench.base_url) as worker:
        samples, _ = in_turns(
            plan.plugin_rounds, {"ours": lambda _: worker.order("compare", file_id=FILE_ID, count=plan.calls)}
        )
    costs = [(figures["with"] - figures["without"]) * 1e6 for figures in samples["ours"]]
    yield Row("one more plugin with a no-op hook, CPU a call", "us", {"ours": costs}, AtMost(3, "us"))


def embedded_server(bench: Bench) -> Iterator[Row]:
    """CPU and rate of the embedded server, each request over one of 32 connections of a client that costs little."""
    count, content = bench.plan.served, bytes(range(256)) * (SMALL_FILE_SIZE // 256)
    samples: Samples = {"upload": [], "download": []}
    with Served(bench.sources / "served") as server:
        exchange(server.port, [upload_request("warm", content)] * 50, CONNECTIONS)
        for number in range(bench.plan.transfer_rounds):
            uploads = [upload_request(f"{number}-{place}.txt", content) for place in range(count)]
            figures, made = server.measured(uploads, CONNECTIONS)
            samples["upload"].append(figures)
            ids = [json.loads(response.body)["id"] for response in made]
            figures, contents = server.measured([download_request(file_id) for file_id in ids], CONNECTIONS)
            samples["download"].append(figures)
            if len(set(ids)) != count or any(response.body != content for response in contents):
                raise MeasurementFailed("the embedded server gave other contents than it took")
    for kind, taken in samples.items():
        for name, unit, field in (("CPU", "us", "cpu_us"), ("a second", "requests", "rate")):
            target = SERVED_TARGETS[kind, field]
            yield Row(f"embedded server: small {kind}s, {name}", unit, column({"ours": taken}, field), target)


MEASURES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "ready": time_to_ready,
    "call": small_call,
    "page": page,
    "upload": upload,
    "download": download,
    "tls": over_tls,
    "small-uploads": small_uploads,
    "small-downloads": small_downloads,
    "plugin": one_more_plugin,
    "embedded": embedded_server,
}
