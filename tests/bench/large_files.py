"""The measures of large files: parts on connections that are held to a speed and a distance, and on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from measures import MIB, Bench, Figures, Turn, column, in_turns, write_content
from processes import Dialogue, MeasurementFailed, Worker, curl
from report import AtLeastSpeed, AtMost, Row

HELD_RATE = 20_000_000
HELD_DELAY = 0.05
HELD_ROUNDS = 1
MAX_FRAME = 1 << 20
"""Bytes that the forms around the parts may come to."""


class PartSink(Dialogue):
    """The server (part_sink.py), in its own process."""

    def __init__(self, rate: float, delay: float) -> None:
        super().__init__("part_sink.py", str(rate), str(delay))
        self.base_url = f"http://127.0.0.1:{self.hear()}/v1"

    def expect(self, size: int) -> None:
        """Raise MeasurementFailed unless so many bytes came since the last look."""
        self.say("tell")
        told = self.hear()
        if not size <= told["bytes"] <= size + MAX_FRAME:
            raise MeasurementFailed(f"the server took {told}, and should have taken {size:,} bytes")


def _sent_in_parts(sink: PartSink, path: Path, kind: str, name: str, **options: Any) -> Turn:
    def turn(_: bool) -> Figures:
        with Worker(kind, name, sink.base_url) as worker:
            worker.order("upload_in_parts", path=str(path.with_name("small.bin")), size=MIB)
            sink.expect(MIB)
            figures = worker.order("upload_in_parts", path=str(path), size=path.stat().st_size, **options)
        sink.expect(path.stat().st_size)
        return figures

    return turn


def held(bench: Bench) -> Iterator[Row]:
    """A large file in parts, each connection held to 20 MB/s and 50 ms away."""
    path = _large_file(bench)
    with PartSink(HELD_RATE, HELD_DELAY) as sink:
        turns = {name: _sent_in_parts(sink, path, "blocking", name) for name in bench.among("ours", "official")}
        if "ours" in turns:
            turns["ours async"] = _sent_in_parts(sink, path, "async", "ours")
        samples = {name: [turn(False) for _ in range(HELD_ROUNDS)] for name, turn in turns.items()}
    title = f"{path.stat().st_size // MIB} MiB in parts, connections of 20 MB/s, 50 ms away"
    yield from _rows(title, samples, AtLeastSpeed(7, "official"))


def unheld(bench: Bench) -> Iterator[Row]:
    """A large file in parts on loopback, with its MD5, with no digest at all, and by curl in one request."""
    path = _large_file(bench)
    with PartSink(0, 0) as sink:

        def by_curl(first: bool) -> Figures:
            form = ("-F", "purpose=user_data", "-F", f"file=@{path}")
            figures = curl(*form, f"{sink.base_url}/files", watch_memory=first)[1]
            sink.expect(path.stat().st_size)
            return figures

        turns: dict[str, Callable[[bool], Figures]] = {"curl": by_curl} if "curl" in bench.present else {}
        for name in bench.among("ours", "official"):
            turns[name] = _sent_in_parts(sink, path, "blocking", name)
        bare = {"ours": _sent_in_parts(sink, path, "blocking", "ours", digests=False)} if "ours" in turns else {}
        samples, _ = in_turns(bench.plan.transfer_rounds, turns)
        without, _ = in_turns(bench.plan.transfer_rounds, {**bare, **({"curl": by_curl} if "curl" in turns else {})})
    title = f"{path.stat().st_size // MIB} MiB in parts, on loopback"
    yield from _rows(f"{title}, with MD5 and journal", samples, AtLeastSpeed(1, "curl"))
    yield Row(f"{title}, with neither", "ms", column(without, "seconds", 1e3), AtLeastSpeed(1, "curl"))


def _rows(title: str, samples: dict[str, list[Figures]], target: AtLeastSpeed) -> Iterator[Row]:
    blocking = {name: taken for name, taken in samples.items() if not name.endswith(" async")}
    yield Row(title, "ms", column(blocking, "seconds", 1e3), target)
    yield Row("  memory growth", "MiB", column(blocking, "grown_bytes", 1 / MIB), AtMost(64, "MiB", peak=True))
    if "ours async" in samples:
        asynchronous = {"ours": samples["ours async"], "official": samples.get("official", [])}
        yield Row(f"{title}, async", "ms", column(asynchronous, "seconds", 1e3), target)
        grown = column({"ours": samples["ours async"]}, "grown_bytes", 1 / MIB)
        yield Row("  memory growth", "MiB", grown, AtMost(64, "MiB", peak=True))


def _large_file(bench: Bench) -> Path:
    path = bench.sources / "large.bin"
    if not path.exists():
        write_content(path, 2 * bench.plan.file_size)
        write_content(path.with_name("small.bin"), MIB)
    return path


LARGE_FILES: dict[str, Callable[[Bench], Iterator[Row]]] = {"large-held": held, "large": unheld}
