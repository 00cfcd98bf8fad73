"""The embedded server in a process of its own, and what it costs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Self

from lean import Response, exchange
from processes import PATIENCE_SECONDS, MeasurementFailed, environment


class Served:
    """`filewright serve` on a folder, with contents synced to the disk as for anybody."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "filewright.cli", "serve", "--dir", str(folder), "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
        assert self._process.stdout
        found = re.search(r":(\d+)/v1", self._process.stdout.readline())
        if found is None:
            raise MeasurementFailed("the embedded server did not start")
        self.port = int(found[1])
        self.base_url = f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)
        assert self._process.stdout
        self._process.stdout.close()

    def measured(self, requests: list[bytes], connections: int) -> tuple[dict[str, float], list[Response]]:
        """The CPU of the server for each request in microseconds, requests a second, and the responses."""
        before = self._cpu_seconds()
        seconds, responses = exchange(self.port, requests, connections)
        cpu = self._cpu_seconds() - before
        return {"cpu_us": cpu / len(requests) * 1e6, "rate": len(requests) / seconds}, responses

    def _cpu_seconds(self) -> float:
        # proc_pid_schedstat: the first field is the time on the processor, in nanoseconds; of each thread.
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
