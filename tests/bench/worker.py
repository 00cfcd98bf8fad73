"""A process with one contender in it: reads orders, one line of JSON each, and responds to each with its figures.

    python worker.py blocking|async CONTENDER BASE_URL

So no contender pays for what another has imported or left in memory, and the rounds can still take turns.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Self

import contenders
from sink import file_object

Figures = dict[str, Any]

STATUS = Path("/proc/self/status")
RESET_PEAK = ("/proc/self/clear_refs", "5")  # proc(5): resets the peak resident set size to the current one
RUSAGE_UNIT = 1 if sys.platform == "darwin" else 1024
HEARTBEAT_SECONDS = 0.001


def resident_bytes(field: str) -> int:
    """`VmRSS` or `VmHWM` of this process, or its peak where there is no /proc."""
    try:
        status = STATUS.read_text()
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RUSAGE_UNIT
    return int(status.partition(field + ":")[2].split()[0]) * 1024


class Meter:
    """Wall and CPU time and the growth of the peak memory between start and stop."""

    def __enter__(self) -> Self:
        with suppress(OSError):  # the growth then is what this adds to the highest peak so far
            Path(RESET_PEAK[0]).write_text(RESET_PEAK[1])
        self._resident = resident_bytes("VmRSS")
        self._cpu = time.process_time()
        self._wall = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        self.figures: Figures = {
            "seconds": wall - self._wall,
            "cpu_seconds": cpu - self._cpu,
            "grown_bytes": max(0, resident_bytes("VmHWM") - self._resident),
        }


async def longest_gap(ended: asyncio.Event) -> float:
    """The longest time in seconds between two turns of a task that asks for one every millisecond."""
    longest, last = 0.0, time.perf_counter()
    while not ended.is_set():
        await asyncio.sleep(HEARTBEAT_SECONDS)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest


class Blocking:
    def __init__(self, contender: str, base_url: str) -> None:
        self.contender = contenders.BLOCKING[contender](base_url)

    def make_first_call(self, file_id: str) -> Figures:
        with Meter() as meter:
            self.contender.retrieve(file_id)
        return meter.figures

    def retrieve(self, file_id: str, count: int) -> Figures:
        with Meter() as meter:
            for _ in range(count):
                self.contender.retrieve(file_id)
        return meter.figures

    def walk(self, page_size: int) -> Figures:
        with Meter() as meter:
            total = self.contender.walk(page_size)
        contenders.expect(total, page_size * (page_size + 1) // 2, "bytes of the files listed")
        return meter.figures

    def upload(self, path: str, size: int) -> Figures:
        with Meter() as meter:
            received = self.contender.upload(Path(path))
        contenders.expect(received, size, "bytes of the file received")
        return meter.figures

    def upload_in_parts(self, path: str, size: int, **options: Any) -> Figures:
        with Meter() as meter:
            self.contender.upload_in_parts(Path(path), **options)
        return meter.figures

    def download(self, file_id: str, path: str) -> Figures:
        with Meter() as meter:
            self.contender.download(file_id, Path(path))
        return meter.figures

    def download_many(self, file_id: str, folder: str, count: int, concurrency: int) -> Figures:
        paths = [Path(folder, f"{number}.bin") for number in range(count)]
        with Meter() as meter:
            _in_threads(lambda path: self.contender.download(file_id, path), paths, concurrency)
        return meter.figures


class Async:
    def __init__(self, contender: str, base_url: str) -> None:
        self.runner = asyncio.Runner()
        self._another = lambda: contenders.ASYNC[contender](base_url)
        self.contender = self.runner.run(self._build())

    async def _build(self) -> contenders.AsyncClient:
        return self._another()

    def _metered_with_heartbeat(self, work: Callable[[], Awaitable[Any]]) -> tuple[Any, Figures]:
        async def measured() -> tuple[Any, Figures]:
            ended = asyncio.Event()
            heart = asyncio.create_task(longest_gap(ended))
            await asyncio.sleep(10 * HEARTBEAT_SECONDS)
            with Meter() as meter:
                result = await work()
            ended.set()
            return result, meter.figures | {"stall_seconds": await heart}

        return self.runner.run(measured())

    def make_first_call(self, file_id: str) -> Figures:
        return self._metered_with_heartbeat(lambda: self.contender.retrieve(file_id))[1]

    def retrieve(self, file_id: str, count: int) -> Figures:
        async def measured() -> Figures:
            with Meter() as meter:
                for _ in range(count):
                    await self.contender.retrieve(file_id)
            return meter.figures

        return self.runner.run(measured())

    def upload(self, path: str, size: int) -> Figures:
        received, figures = self._metered_with_heartbeat(lambda: self.contender.upload(Path(path)))
        contenders.expect(received, size, "bytes of the file received")
        return figures

    def upload_in_parts(self, path: str, size: int, **options: Any) -> Figures:
        return self._metered_with_heartbeat(lambda: self.contender.upload_in_parts(Path(path), **options))[1]

    def download(self, file_id: str, path: str) -> Figures:
        return self._metered_with_heartbeat(lambda: self.contender.download(file_id, Path(path)))[1]

    def download_many(self, file_id: str, folder: str, count: int, concurrency: int) -> Figures:
        paths = [Path(folder, f"{number}.bin") for number in range(count)]

        async def measured() -> Figures:
            contender = self._another()
            with Meter() as meter:
                await contenders.at_once(concurrency, lambda path: contender.download(file_id, path), paths)
            await contender.close()
            return meter.figures

        return self.runner.run(measured())

    def upload_paths(self, paths: list[str], size: int) -> Figures:
        return self._upload_many([Path(path) for path in paths], size)

    def upload_bytes(self, count: int, size: int) -> Figures:
        return self._upload_many([(f"part-{number:05d}.jsonl", b"x" * size) for number in range(count)], size)

    def _upload_many(self, files: Sequence[Path | tuple[str, bytes]], size: int) -> Figures:
        """By a new client, as idle connections last for seconds: how long a turn is ago would else matter."""

        async def measured() -> Figures:
            contender = self._another()
            with Meter() as meter:
                await contender.upload_many(files, size)
            await contender.close()
            return meter.figures

        return self.runner.run(measured())


class Many:
    """Many files: by our `transfers`, by our `files.create` in threads, or by the official SDK in threads."""

    def __init__(self, contender: str, base_url: str) -> None:
        self._is_bare = contender not in {"ours", "fast"}
        self.client = contenders.BLOCKING["ours" if contender == "files.create" else contender](base_url).client

    def upload(self, folder: str, concurrency: int, journal: str | None = None) -> Figures:
        with Meter() as meter:
            told = self._uploaded(Path(folder), concurrency, journal or f"{folder}-{time.time_ns()}.journal")
        return self._figures(meter, **told)

    def _uploaded(self, folder: Path, concurrency: int, journal: str) -> Figures:
        if self._is_bare:
            paths = (path for path in folder.rglob("*") if path.is_file())
            create = partial(self.client.files.create, purpose=contenders.PURPOSE)
            return {"uploaded": len(_in_threads(lambda path: create(file=path), paths, concurrency))}
        report = self.client.transfers.upload(
            folder, purpose=contenders.PURPOSE, concurrency=concurrency, journal=journal
        )
        return {"uploaded": report.uploaded, "skipped": report.skipped}

    def plan(self, folder: str, journal: str) -> Figures:
        with Meter() as meter:
            plan = self.client.transfers.plan(folder, purpose=contenders.PURPOSE, journal=journal)
        return self._figures(meter, **plan.counts())

    def download(self, into: str, concurrency: int) -> Figures:
        with Meter() as meter:
            self._downloaded(Path(into), concurrency)
        return self._figures(meter)

    def _downloaded(self, into: Path, concurrency: int) -> None:
        if not self._is_bare:
            self.client.transfers.download(into, concurrency=concurrency, journal=into.with_name("many.journal"))
            return
        into.mkdir(exist_ok=True)

        def fetch(file: Any) -> None:
            self.client.files.content(file.id).write_to_file(into / file.filename)

        _in_threads(fetch, self.client.files.list(limit=10_000), concurrency)

    def _figures(self, meter: Meter, **told: Any) -> Figures:
        return {**meter.figures, "peak_bytes": resident_bytes("VmHWM"), **told}


def _in_threads(function: Callable[[Any], Any], items: Iterable[Any], concurrency: int) -> list[Any]:
    with ThreadPoolExecutor(concurrency) as pool:
        return list(pool.map(function, items))


class PluginCost:
    """Two of our clients on a transport that responds from memory, one of them with one more plugin."""

    def __init__(self, _: str, base_url: str) -> None:
        import filewright
        import httpx

        class Idle:
            @filewright.hookimpl
            def before_request_sent(self, request: Any, call: Any, attempt: Any) -> None:
                pass

        class FromMemory(httpx.BaseTransport):
            body = json.dumps(file_object(1, 1)).encode()

            def handle_request(self, request: httpx.Request) -> httpx.Response:
                return httpx.Response(200, headers={"Content-Type": "application/json"}, content=self.body)

        def client(*plugins: object) -> Any:
            http_client = httpx.Client(transport=FromMemory())
            return filewright.OpenAI(
                api_key=contenders.API_KEY, base_url=base_url, http_client=http_client, plugins=list(plugins)
            )

        self.clients = client(), client(Idle())
        self.turn = 0

    def compare(self, file_id: str, count: int) -> Figures:
        """CPU seconds a call without and with the plugin; the two take turns at going first."""
        self.turn += 1
        seconds = [0.0, 0.0]
        for index in (0, 1) if self.turn % 2 else (1, 0):
            retrieve = self.clients[index].files.retrieve
            started = time.process_time()
            for _ in range(count):
                retrieve(file_id)
            seconds[index] = (time.process_time() - started) / count
        return {"without": seconds[0], "with": seconds[1]}


KINDS: dict[str, Callable[[str, str], Any]] = {"blocking": Blocking, "async": Async, "plugin": PluginCost, "many": Many}


def main() -> None:
    kind, contender, base_url = sys.argv[1:]
    if contender != "fast":
        sys.modules["msgspec"] = None  # type: ignore[assignment]  # as if the extra was not installed
    obeying = KINDS[kind](contender, base_url)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(getattr(obeying, order.pop("do"))(**order)), flush=True)


if __name__ == "__main__":
    main()
