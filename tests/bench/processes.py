"""The processes of a run: the server, the contenders' workers, curl. Each is ended where its `with` ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, Self

HERE = Path(__file__).resolve().parent
PURPOSE = "user_data"
FILE_ID = "file-000000000000000000000001"
PATIENCE_SECONDS = 10
CURL_WATCH_SECONDS = 0.002

# A proxy, a key or a plugin of the caller's would make a contender do other work than the rest.
FOREIGN_SUFFIXES = ("_PROXY",)
FOREIGN_PREFIXES = ("OPENAI_", "FILEWRIGHT_")


class MeasurementFailed(Exception):
    """A contender ended with an error, or the wrong bytes arrived: no figure can be quoted."""


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not is_foreign(name.upper())}


def is_foreign(setting: str) -> bool:
    return setting.endswith(FOREIGN_SUFFIXES) or setting.startswith(FOREIGN_PREFIXES)


class Dialogue:
    """A process that responds to each line on its standard input with one line of JSON on its standard output."""

    def __init__(self, script: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        self._name = " ".join([script, *arguments])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe("stdin").close()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._pipe("stdout").close()

    def _pipe(self, name: str) -> IO[str]:
        pipe: IO[str] = getattr(self._process, name)
        return pipe

    def say(self, line: str) -> None:
        try:
            self._pipe("stdin").write(line + "\n")
            self._pipe("stdin").flush()
        except BrokenPipeError:
            self._fail()

    def hear(self) -> Any:
        line = self._pipe("stdout").readline()
        if not line:
            self._fail()
        return json.loads(line)

    def _fail(self) -> None:
        raise MeasurementFailed(f"{self._name} ended with exit code {self._process.wait()}; its error is above")


class Sink(Dialogue):
    """The server (sink.py), in its own process."""

    def __init__(self, content: Path, page_size: int, certificate: Path | None = None) -> None:
        super().__init__("sink.py", *map(str, (content, page_size, *([certificate] if certificate else []))))
        self.base_url = f"http{'s' if certificate else ''}://127.0.0.1:{self.hear()}/v1"

    def expect_uploads(self, count: int, size: int, digest: str | None = None) -> None:
        """Raises MeasurementFailed unless just these uploads came since the last look."""
        self.say("tell")
        told = self.hear()
        wanted = {"uploads": count, "file_bytes": count * size, "faults": []}
        if any(told[key] != value for key, value in wanted.items()) or (digest and told["digests"] != [digest]):
            raise MeasurementFailed(f"the server took {told}, and should have taken {wanted}, SHA-256 {digest}")


class Worker(Dialogue):
    """A contender (worker.py), in its own process."""

    def __init__(self, kind: str, contender: str, base_url: str) -> None:
        super().__init__("worker.py", kind, contender, base_url)

    def order(self, do: str, **arguments: Any) -> dict[str, Any]:
        self.say(json.dumps({"do": do, **arguments}))
        response: dict[str, Any] = self.hear()
        return response


def once(kind: str, contender: str, base_url: str, do: str, **arguments: Any) -> dict[str, Any]:
    """The figures of one order to a fresh worker, which has made one small call before.

    That call loads what a client loads late; curl's own clock leaves out its loading too.
    """
    with Worker(kind, contender, base_url) as worker:
        first = worker.order("make_first_call", file_id=FILE_ID)
        return worker.order(do, **arguments) | {f"first_{name}": value for name, value in first.items()}


def curl(*arguments: str, watch_memory: bool) -> tuple[str, dict[str, Any]]:
    """What curl printed, and its figures; the time is curl's own, from the transfer's start to its end."""
    command = [shutil.which("curl") or "curl", "-sS", *arguments, "-w", "\n%{http_code} %{time_total}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        grown = _watch_memory(process) if watch_memory else None
        printed, _ = process.communicate()
    body, _, summary = printed.rpartition("\n")
    status, _, seconds = summary.partition(" ")
    if process.returncode or status != "200":
        raise MeasurementFailed(f"curl ended with exit code {process.returncode}, HTTP status {status}: {body}")
    return body, {"seconds": float(seconds), "grown_bytes": grown}


def curl_upload(base_url: str, path: Path, size: int, watch_memory: bool) -> dict[str, Any]:
    form = ("-F", f"purpose={PURPOSE}", "-F", f"file=@{path}")
    body, figures = curl(*form, f"{base_url}/files", watch_memory=watch_memory)
    if json.loads(body)["bytes"] != size:
        raise MeasurementFailed(f"the response to curl's upload was {body}")
    return figures


def curl_download(base_url: str, file_id: str, path: Path, watch_memory: bool) -> dict[str, Any]:
    return curl("-o", str(path), f"{base_url}/files/{file_id}/content", watch_memory=watch_memory)[1]


def _watch_memory(process: subprocess.Popen[str]) -> int | None:
    """How far the peak memory of `process` rises once it has a socket; None where there is no /proc."""
    before = peak = None
    while process.poll() is None:
        time.sleep(CURL_WATCH_SECONDS)
        try:
            if before is None and _has_socket(process.pid):
                before = _memory(process.pid, "VmRSS")
            peak = _memory(process.pid, "VmHWM") or peak
        except OSError:
            continue  # a file that was closed, or the process that ended, while it was looked at
    return None if before is None or peak is None else max(0, peak - before)


def _has_socket(pid: int) -> bool:
    folder = Path(f"/proc/{pid}/fd")
    return any(os.readlink(entry).startswith("socket:") for entry in folder.iterdir())


def _memory(pid: int, field: str) -> int | None:
    found = Path(f"/proc/{pid}/status").read_text().partition(field + ":")[2].split()
    return int(found[0]) * 1024 if found else None
