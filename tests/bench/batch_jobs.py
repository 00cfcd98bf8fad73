"""Batch jobs: checking, splitting and joining files of requests, and going on after a kill at any point.

    python tests/bench/batch_jobs.py [--quick]

Prints a row for each aim. Times are of the processor, so that neighbours of the machine count for less; each ratio is
the median of rounds in which both had their turn. Lines are of about 1 KiB, as prompts are.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

PROMPT = 'Is this review positive, or "negative"?\nIt works as it should, and came in time. ' * 11
BODY = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": PROMPT}], "max_tokens": 10}
MIB = 1 << 20
BATCHES = 20
OURS = Path(__file__).resolve()


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures batch jobs.")
    parser.add_argument("--quick", action="store_true", help="fewer lines, rounds and kills")
    parser.add_argument("--part", choices=["join", "job"], help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "join":
        print(json.dumps(split_and_join(Path(options.arguments[0]), int(options.arguments[1]))))
        return 0
    if options.part == "job":
        return job(int(options.arguments[0]))
    with tempfile.TemporaryDirectory(prefix="filewright-bench-") as name:
        for row in rows(Path(name), quick=options.quick):
            print(row, flush=True)
    return 0


def rows(folder: Path, *, quick: bool) -> Iterator[str]:
    from filewright import jsonl

    path = folder / "requests.jsonl"
    write_requests(path, 10_000 if quick else 40_000)
    size = path.stat().st_size / MIB

    def loop() -> None:
        ids: set[str] = set()
        places: set[tuple[str, str, str]] = set()
        with open(path, "rb") as file:
            for line in file:
                value = json.loads(line)
                ids.add(value["custom_id"])
                places.add((value["method"], value["url"], value["body"]["model"]))

    for fast, aim in ((True, 3.0), (False, 0.9)):
        if fast and find_spec("msgspec") is None:
            yield "check with msgspec: not measured, as it is not installed"
            continue

        def check(fast: bool = fast) -> None:
            assert jsonl.check(path, "batch", fast=fast).ok

        ours, theirs = in_turns(3 if quick else 9, check, loop)
        ratio = median(other / own for own, other in zip(ours, theirs, strict=True))
        name = "check with msgspec" if fast else "check without"
        speeds = f"{size / median(ours):.0f} MiB/s beside {size / median(theirs):.0f} MiB/s of json.loads"
        yield f"{name}: {speeds}, {ratio:.2f}x, aimed at >= {aim}x: {verdict(ratio >= aim)}"
    yield from join_rows(folder, 100_000 if quick else 1_000_000)
    yield from kill_rows(folder, 8 if quick else 50)


def verdict(reached: bool) -> str:
    return "reached" if reached else "missed"


def in_turns(rounds: int, *functions: Callable[[], None]) -> list[list[float]]:
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for place, function in enumerate(functions):
            begun = time.process_time()
            function()
            taken[place].append(time.process_time() - begun)
    return taken


def write_requests(path: Path, count: int) -> None:
    body = json.dumps(BODY)
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            start = f'{{"custom_id": "request-{number}", "method": "POST", "url": "/v1/chat/completions", "body": '
            file.write(f"{start}{body}}}\n")


# Splitting and joining, in a process of its own for its memory


def join_rows(folder: Path, count: int) -> Iterator[str]:
    command = [sys.executable, str(OURS), "--part", "join", str(folder), str(count)]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    memory, ratio = figures["memory"], figures["join"] / figures["check"]
    yield f"split and join of {count:,} lines: {memory:.0f} MiB, aimed at <= 200 MiB: {verdict(memory <= 200)}"
    speeds = f"{figures['join']:.0f} MiB/s beside {figures['check']:.0f} MiB/s of the check"
    yield f"join: {speeds}, {ratio:.2f}x, aimed at >= 0.5x: {verdict(ratio >= 0.5)}"


def split_and_join(folder: Path, count: int) -> dict[str, float]:
    from filewright import jsonl
    from filewright.jobs.inputs import Inputs
    from filewright.jobs.joining import Joiner, places_of
    from filewright.jobs.outputs import Rows, write_rows
    from filewright.jobs.table import ResultFile, Table
    from filewright.jsonl.splitting import ShardLimits

    path = folder / "many.jsonl"
    write_requests(path, count)
    begun = time.process_time()
    jsonl.check(path, "batch", to_split=True)
    check = path.stat().st_size / MIB / (time.process_time() - begun)
    inputs = Inputs(path)
    planned = inputs.planned(range(len(inputs)), ShardLimits())
    table = Table(len(inputs))
    table.begin(range(len(inputs)))
    seconds, read = 0.0, inputs.bytes
    for number, (_, members) in enumerate(planned):
        inputs.write_shard(members, folder / "shard.jsonl")
        results = folder / f"{number}.jsonl"
        write_results(results, [*inputs.ids(members)])
        read += results.stat().st_size
        begun = time.process_time()
        joiner = Joiner(table, places_of(inputs, members))
        joiner.read(ResultFile(results, f"batch_{number}"))
        joiner.end(members, "completed", {}, None)
        seconds += time.process_time() - begun
    begun = time.process_time()
    with Rows(inputs, table) as found:
        write_rows(folder / "rows.jsonl", found, range(len(table)))
    seconds += time.process_time() - begun
    assert table.counts()["ok"] == count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"memory": memory, "check": check, "join": read / MIB / seconds}


def write_results(path: Path, ids: list[str]) -> None:
    random.Random(0).shuffle(ids)
    message = {"role": "assistant", "content": "Positive, as " + "it works, and came in time. " * 25}
    usage = {"prompt_tokens": 30, "completion_tokens": 3, "total_tokens": 33}
    body = json.dumps({"model": "gpt-5-mini", "choices": [{"index": 0, "message": message}], "usage": usage})
    with open(path, "w", encoding="utf-8") as file:
        for each in ids:
            response = f'{{"status_code": 200, "request_id": "r", "body": {body}}}'
            file.write(f'{{"id": "b", "custom_id": "{each}", "response": {response}, "error": null}}\n')


# Kills


def kill_rows(folder: Path, kills: int) -> Iterator[str]:
    from filewright.embedded import running_server

    lost = doubled = twice = 0
    chosen = random.Random(1)
    for number in range(kills):
        place = folder / f"run-{number}"
        place.mkdir()
        write_requests(place / "in.jsonl", 2 * BATCHES)
        with running_server(durable=False) as server:
            environment = {**os.environ, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-bench"}
            command = [sys.executable, str(OURS), "--part", "job"]
            # A run has some 130 requests and responses.
            killed = subprocess.run([*command, str(chosen.randint(1, 125))], cwd=place, env=environment, check=False)
            assert killed.returncode in (-signal.SIGKILL, 0), killed
            subprocess.run([*command, "0"], cwd=place, env=environment, check=True)
            found = [json.loads(line)["custom_id"] for line in (place / "out.jsonl").read_text().splitlines()]
            lost += 2 * BATCHES - len(set(found))
            doubled += len(found) - len(set(found))
            twice += len(server.store.batches.page(after=None, limit=1000)) - BATCHES
    told = f"{lost} lines lost, {doubled} doubled, {twice} batches made twice"
    yield f"{kills} kills of a run of {BATCHES} batches: {told}, aimed at 0: {verdict(not (lost or doubled or twice))}"


def job(point: int) -> int:
    """Run a job, and die at the request or response of this number."""
    from filewright import OpenAI, hookimpl

    class Killer:
        left = point

        @hookimpl
        def before_request_sent(self) -> None:
            self.count()

        @hookimpl
        def after_response_received(self) -> None:
            self.count()

        def count(self) -> None:
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)

    with OpenAI(plugins=[Killer()]) as client:
        client.batches.run("in.jsonl", output="out.jsonl", max_lines=2, poll_interval=0.01)
    return 0


if __name__ == "__main__":
    sys.exit(main())
