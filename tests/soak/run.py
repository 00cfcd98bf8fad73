"""Transfers under random faults, for as long as is asked for: each file must be there exactly once in the end.

    python tests/soak/run.py --minutes 10 [--seed N]

Round after round a folder is uploaded by a process of its own through a proxy that refuses (429, 500, 503), resets
connections before, during and after a request, and loses responses; the process is killed now and then, or its files
may not grow any more, as on a full disk. When a round has come to its end, what the server stores is compared with the
folder, byte by byte. The first difference ends it, with the seed.

Then the files are downloaded in the same way, while contents are cut off, too. Whenever a download has ended by itself,
each file is on the disk whole, or was reported as failed; in the end all of them are, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from filewright.embedded import running_server

CLIENT = Path(__file__).with_name("client.py")
KEY = "key-of-the-soak"
FULL_DISK_BYTES = 40_000
"""Up to which a file may grow in a round with a full disk: less than a journal needs."""


class Proxy:
    """Hands connections on to the server, or does something else to them.

    Attributes:
        faults: the chance that something happens to a request.
        counts: what happened how often.
        requests: how many came.
    """

    def __init__(self, port: int, chance: random.Random) -> None:
        self.faults = 0.0
        self.counts: Counter[str] = Counter()
        self.requests = 0
        self._port = port
        self._chance = chance
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, socket.create_connection(("127.0.0.1", self._port)) as server:
            while (head := _head(connection)) is not None:
                self._exchange(connection, server, head)

    def _exchange(self, connection: socket.socket, server: socket.socket, head: bytes) -> None:
        fault = self._fault()
        length = _length(head)
        if fault == "reset before":
            _reset(connection)
        body = _read(connection, length // 2 if fault == "reset during" else length)
        if fault == "reset during":
            _reset(connection)
        if fault in _REFUSALS:
            connection.sendall(_REFUSALS[fault])
            return
        server.sendall(head + body)
        response = _head(server) or b""
        whole = response + _read(server, _length(response))
        if fault == "lost response":
            _reset(connection)
        if fault == "cut off":
            connection.sendall(whole[: self._chance.randrange(len(response), len(whole) + 1)])
            _reset(connection)
        connection.sendall(whole)

    def _fault(self) -> str:
        self.requests += 1
        fault = self._chance.choice(_FAULTS) if self._chance.random() < self.faults else ""
        if fault:
            self.counts[fault] += 1
        return fault

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


def _refusal(status: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "content-length: 2", "content-type: application/json", *headers, "", "{}"]
    return "\r\n".join(lines).encode()


_REFUSALS = {
    "429": _refusal("429 Too Many Requests", "retry-after-ms: 50"),
    "500": _refusal("500 Internal Server Error"),
    "503": _refusal("503 Service Unavailable"),
}
_FAULTS = ("reset before", "reset during", "lost response", "cut off", *_REFUSALS)


def _head(connection: socket.socket) -> bytes | None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (byte := connection.recv(1)):
            return None
        head += byte
    return head


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _read(connection: socket.socket, size: int) -> bytes:
    blocks: list[bytes] = []
    while size:
        if not (block := connection.recv(min(size, 1 << 16))):
            raise ConnectionError("it ended early")
        blocks.append(block)
        size -= len(block)
    return b"".join(blocks)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    raise ConnectionError("reset on purpose")


def _full_disk() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_DISK_BYTES, FULL_DISK_BYTES))


class Job(NamedTuple):
    """What a process is to do."""

    op: str
    kind: str
    folder: Path
    journal: Path


def make_files(folder: Path, chance: random.Random) -> None:
    """Files of up to 64 KiB; some share name and size, and none its content."""
    for number in range(chance.randrange(30, 120)):
        place = folder / str(chance.randrange(8))
        place.mkdir(parents=True, exist_ok=True)
        name = "same.bin" if chance.random() < 0.1 else f"file-{number}.bin"
        size = 1_000 if name == "same.bin" else chance.randrange(8, 1 << 16)
        (place / name).write_bytes(number.to_bytes(8, "big") + chance.randbytes(size - 8))


def begin(job: Job, proxy: Proxy, *, full: bool = False) -> subprocess.Popen[bytes]:
    """A process that uploads the folder, or downloads into it."""
    return subprocess.Popen(
        [sys.executable, str(CLIENT), job.kind, proxy.url, KEY, str(job.folder), str(job.journal), job.op],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=_full_disk if full else None,  # noqa: PLW1509  # no thread of ours holds a lock that it needs
    )


def wait_for(process: subprocess.Popen[bytes], proxy: Proxy, requests: int) -> None:
    """Wait until a process has sent some requests, or has ended."""
    wanted = proxy.requests + requests
    while process.poll() is None and proxy.requests < wanted:
        time.sleep(0.002)


def play(job: Job, proxy: Proxy, chance: random.Random, check: Callable[[bytes], None]) -> Counter[str]:
    """Do a job, with faults and kills, until it is done; what was done to it.

    Args:
        check: called with what a process printed that came to its end.
    """
    done: Counter[str] = Counter()
    proxy.faults = chance.choice([0.02, 0.1, 0.3])
    for _ in range(chance.randrange(5)):
        full = chance.random() < 0.2
        process = begin(job, proxy, full=full)
        wait_for(process, proxy, chance.randrange(1, 80))
        time.sleep(chance.random() * 0.02)
        done["killed" if process.poll() is None else "full disk" if full else "ended"] += 1
        process.kill()
        printed, _ = process.communicate()
        if process.returncode in (0, 1):
            check(printed)
    proxy.faults = 0.0
    for _ in range(5):
        # The first may end with files that failed, or of which it was not known.
        process = begin(job, proxy)
        printed, _ = process.communicate(timeout=120)
        if process.returncode in (0, 1):
            check(printed)
        if process.returncode == 0:
            return done
    raise SystemExit(f"a job ({job.op}) does not come to an end although nothing is wrong any more")


def check_downloaded(files: dict[str, bytes], into: Path, printed: bytes) -> None:
    """Refuse what a download left where a file is neither whole nor reported as failed."""
    report: dict[str, Any] = json.loads(printed or b"{}")
    if report and not report["stopped"]:
        there = {path.read_bytes() for path in into.iterdir() if not path.name.startswith(".")}
        lost = [file_id for file_id, content in files.items() if content not in there]
        if unreported := {*lost} - {*report["failed_ids"]}:
            raise SystemExit(f"not on the disk, and not reported as failed: {unreported}")


def check_all_is_there(files: dict[str, bytes], into: Path) -> None:
    """Refuse what a download left where it is not each file once, and nothing else."""
    there = Counter(path.read_bytes() for path in into.iterdir())
    if there != Counter(files.values()):
        names = sorted(path.name for path in into.iterdir())
        raise SystemExit(f"{len(files)} files were to be downloaded, and there are {len(names)}: {names}")


def differences(files: Path, server: Any) -> str:
    """How what is stored differs from the folder, or nothing."""
    ours = Counter(path.read_bytes()[:8].hex() for path in files.rglob("*.bin"))
    theirs: Counter[str] = Counter()
    for record in server.store.files(descending=False):
        with open(server.store.contents.open(record), "rb") as blob:
            theirs[blob.read()[:8].hex()] += 1
    return "" if ours == theirs else f"twice: {dict(theirs - ours)}, lost: {dict(ours - theirs)}"


def contents(server: Any) -> dict[str, bytes]:
    """The contents that are stored, by the ids of their files."""
    found: dict[str, bytes] = {}
    for record in server.store.files(descending=False):
        with open(server.store.contents.open(record), "rb") as blob:
            found[record.id] = blob.read()
    return found


def main() -> None:
    """Play rounds until the time is over."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    until = time.monotonic() + 60 * options.minutes
    totals: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory() as place,
        running_server(Path(place) / "store", token=KEY, durable=False) as server,
    ):
        proxy = Proxy(int(server.base_url.split(":")[2].split("/")[0]), chance)
        while time.monotonic() < until:
            totals["rounds"] += 1
            folder = Path(place) / f"round-{totals['rounds']}"
            make_files(folder / "files", chance)
            kinds = [chance.choice(["sync", "asyncio", "trio"]) for _ in range(2)]
            totals += play(
                Job("upload", kinds[0], folder / "files", folder / "journal"), proxy, chance, lambda _printed: None
            )
            totals["files"] += sum(1 for _ in (folder / "files").rglob("*.bin"))
            if wrong := differences(folder / "files", server):
                raise SystemExit(f"seed {options.seed}, round {totals['rounds']}: {wrong}")
            stored, into = contents(server), folder / "into"
            job = Job("download", kinds[1], into, folder / "journal-down")
            totals += play(job, proxy, chance, partial(check_downloaded, stored, into))
            check_all_is_there(stored, into)
            for record in server.store.files(descending=False):
                server.store.delete_file(record.id)
        proxy.close()
    totals += proxy.counts
    print(", ".join(f"{count:,} {name}" for name, count in sorted(totals.items())))
    print("each file was there exactly once, at the server and on the disk")


if __name__ == "__main__":
    os.environ.setdefault("FILEWRIGHT_PLUGINS", "")
    main()
