"""What a client does under the stimuli of the fault tests, in words made of what was measured.

`python tests/faults/official.py [--sdk openai|filewright] [--transport NAME] [ROW ...]` prints {row: words} as JSON: of
the official SDK, or of ours. Each row is measured in a process of its own, which is ended when it takes too long: that
is an outcome too.
"""

from __future__ import annotations

import argparse
import array
import contextlib
import enum
import gc
import gzip
import importlib
import io
import itertools
import json
import logging
import os
import pickle
import re
import resource
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import scripts
from server import CANARY, FaultServer

sys.modules["fault_server"] = sys.modules["server"]
canary = importlib.import_module("canary")

LIMIT = 30.0
"""Seconds for a row, once the client is imported, also of a busy machine; for those that move much, `LONGER`."""
LONGER = 240.0
SMALL = ("requests.jsonl", b'{"a": 1}\n' * 100)
LARGE = ("requests.jsonl", b"x" * (8 << 20))
OLD = b"what was there before"


def plural(number: int, noun: str) -> str:
    """`1 POST`, `2 POSTs`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def by_case(words: dict[str, str]) -> str:
    """What was seen in each case: once, where it was the same in all."""
    cases: dict[str, list[str]] = {}
    for case, seen in words.items():
        cases.setdefault(seen, []).append(case)
    if len(cases) == 1:
        return next(iter(cases))
    return "; ".join(f"{', '.join(each)}: {seen}" for seen, each in cases.items())


def ranges(numbers: list[int]) -> str:
    """`408, 500-511`, or `none`."""
    shown: list[str] = []
    for _, group in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        shown.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(shown) or "none"


def mebibytes(name: str) -> float:
    """`VmHWM`, the peak of this process, or `VmRSS`, what it has now."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) / 1024


def memory(grown: float) -> str:
    """Roughly, so that two runs give the same words."""
    passed = [step for step in (50, 100, 250, 500, 1000, 2000, 4000) if grown >= step]
    return f"over {passed[-1]:,} MiB of memory" if passed else "memory stays flat"


class Stage:
    """One SDK, a folder, and servers: what a row is measured with."""

    def __init__(self, sdk: Any, folder: Path) -> None:
        self.sdk = sdk
        self.is_official = sdk.__name__ == "openai"
        self.folder = folder
        self.servers: list[FaultServer] = []
        self.place = folder / "saved.bin"
        self.error: BaseException | None = None

    def serve(self, script: scripts.Script, tls: ssl.SSLContext | None = None) -> FaultServer:
        self.servers.append(FaultServer(script, tls))
        return self.servers[-1]

    def client(self, server: FaultServer | None = None, **settings: Any) -> Any:
        return self._made(self.sdk.OpenAI, server, settings)

    def async_client(self, server: FaultServer | None = None, **settings: Any) -> Any:
        return self._made(self.sdk.AsyncOpenAI, server, settings)

    def _made(self, kind: Any, server: FaultServer | None, settings: dict[str, Any]) -> Any:
        if server is not None:
            settings.setdefault("base_url", server.base_url)
        return kind(**{"api_key": CANARY, "timeout": 2.0, **settings})

    def outcome(self, action: Callable[[], Any]) -> str:
        """What came of an action: the class of its error (`raw` if not the SDK's own), or what it returned."""
        self.error = None
        try:
            value = action()
        except BaseException as error:  # whatever comes is what is to be told
            self.error = error
            return self.name(error)
        return self.described(value)

    def name(self, error: BaseException) -> str:
        name = type(error).__name__
        return f"`{name}`" if isinstance(error, self.sdk.OpenAIError) else f"raw `{name}`"

    def described(self, value: Any) -> str:
        if value is None or isinstance(value, (str, bytes, list, dict, int)):
            return f"returns `{None if value is None else type(value).__name__}`"
        identity = getattr(value, "id", "")
        return f"returns `{type(value).__name__}`" + (" without an id" if identity is None else "")

    def sent(self, server: FaultServer, method: str = "POST") -> str:
        return plural(sum(line.startswith(method) for line in server.requests), method)

    def create(self, server: FaultServer, file: Any = SMALL, purpose: Any = "batch", **options: Any) -> str:
        """What comes of a create."""
        settings = {name: options.pop(name) for name in ("timeout", "max_retries") if name in options}
        client = self.client(server, **settings)
        return self.outcome(lambda: client.files.create(file=file, purpose=purpose, **options))

    def retrieve(self, server: FaultServer, **settings: Any) -> str:
        client = self.client(server, **settings)
        return self.outcome(lambda: client.files.retrieve("file-1"))

    def download(self, script: scripts.Script, place: Path | None = None, **settings: Any) -> str:
        """What comes of a download onto a file that is there, and of that file."""
        ways = {"read first": self._read_first}
        if self.is_official:  # where the other way has a name of its own
            ways["streamed"] = self._streamed
        words: dict[str, str] = {}
        for way, save in ways.items():
            self.place.write_bytes(OLD)
            client = self.client(self.serve(script), **settings)
            seen = self.outcome(lambda save=save, client=client: save(client, place or self.place))  # type: ignore[misc]
            words[way] = f"{seen.replace('returns `None`', 'no error')}, {self.saved()}"
        return by_case(words)

    def _read_first(self, client: Any, place: Path) -> None:
        client.files.content("file-1").stream_to_file(place)

    def _streamed(self, client: Any, place: Path) -> None:
        with client.files.with_streaming_response.content("file-1") as response:
            response.stream_to_file(place)

    def saved(self) -> str:
        """What is at the destination, and beside it."""
        content = self.place.read_bytes()
        states = {OLD: "the file is as it was", scripts.CONTENT: "all bytes are there"}
        words = states.get(content, "the old file is gone, a part of the new one is there")
        beside = [path.name for path in self.folder.iterdir() if path != self.place]
        return words + (f"; left beside it: {plural(len(beside), 'file')}" if beside else "")

    def path(self, size: int) -> Path:
        path = self.folder / "large.bin"
        path.touch()
        os.truncate(path, size)
        return path

    def one_connection(self, *, asynchronous: bool = False) -> dict[str, Any]:
        """Settings by which a client has one connection in all."""
        if not self.is_official:
            from filewright.wire import connections

            connections.MAX_CONNECTIONS = 1
            return {}
        http = self.sdk.DefaultAsyncHttpxClient if asynchronous else self.sdk.DefaultHttpxClient
        limits = importlib.import_module(http.__mro__[1].__module__.split(".")[0]).Limits(max_connections=1)
        return {"http_client": http(limits=limits)}


def connections(server: FaultServer) -> int:
    """How many were made, once the server has taken those that still wait."""
    seen = -1
    while seen != server.connections:
        seen = server.connections
        time.sleep(0.1)
    return seen


ROWS: dict[int, tuple[Callable[[Stage], str], float]] = {}


def row(number: int, limit: float = LIMIT) -> Callable[[Callable[[Stage], str]], Callable[[Stage], str]]:
    """The function measures this row; it may take so many seconds."""

    def register(function: Callable[[Stage], str]) -> Callable[[Stage], str]:
        ROWS[number] = (function, limit)
        return function

    return register


def stored(stage: Stage, server: FaultServer, seen: str) -> str:
    return f"{seen}, {stage.sent(server)}, {plural(len(server.files), 'file')} on the server"


# Retries


@row(1)
def reset_early(stage: Stage) -> str:
    once = stage.serve(scripts.responding(scripts.reset_midway, scripts.accept))
    always = stage.serve(scripts.responding(scripts.reset_midway))
    first = f"{stage.create(once, LARGE)}, {stage.sent(once)}"
    return f"once: {first}; always: {stage.create(always, LARGE)}, {stage.sent(always)}"


def _searches(server: FaultServer) -> int:
    return sum(line.startswith("GET /v1/files?") for line in server.requests)


@row(2)
def fails_twice(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.refuse(500), scripts.refuse(500), scripts.accept))
    seen = stage.create(server)
    return f"{seen}, {stage.sent(server)}, looked for {_searches(server)} times"


@row(3)
def fails_for_ever(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.refuse(500)))
    seen = stage.create(server)
    return f"{seen}, {stage.sent(server)}, looked for {_searches(server)} times"


@row(4)
def response_lost(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.commit_and_close, scripts.accept))
    return stored(stage, server, stage.create(server))


@row(6)
def response_stalls(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.commit_and_stall))
    return stored(stage, server, stage.create(server, timeout=0.3))


@row(169)
def equal_files(stage: Stage) -> str:
    def twice(exchange: Any) -> None:
        stored = exchange.commit()
        exchange.server.store(stored["filename"], stored["purpose"], stored["bytes"])
        exchange.close()

    server = stage.serve(scripts.responding(twice, scripts.accept))
    seen = stage.create(server)
    candidates = len(getattr(stage.error, "candidates", ()))
    return stored(stage, server, seen) + (f", {candidates} candidates" if candidates else "")


@row(7)
def kept_connection_dropped(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.accept, scripts.commit_and_close, scripts.accept))
    client = stage.client(server)
    client.files.create(file=("first.jsonl", b"{}\n"), purpose="batch")
    seen = stage.outcome(lambda: client.files.create(file=SMALL, purpose="batch"))
    return f"{seen}, {plural(len(server.files) - 1, 'file')} on the server"


def _waits(stage: Stage, headers: dict[str, dict[str, str]]) -> dict[str, float]:
    waited: dict[str, float] = {}
    for case, fields in headers.items():
        server = stage.serve(scripts.responding(scripts.refuse(429, **fields), scripts.accept))
        start = time.monotonic()
        stage.create(server)
        waited[case] = time.monotonic() - start
    return waited


@row(9)
def told_to_wait(stage: Stage) -> str:
    waited = _waits(stage, {"seconds": {"retry_after": "1"}, "milliseconds": {"retry_after_ms": "150"}})
    date = formatdate(time.time() + 2, usegmt=True)  # of now, as the others took their time
    waited |= _waits(stage, {"a date": {"retry_after": date}})
    least = {"seconds": 1.0, "milliseconds": 0.15, "a date": 0.5}
    return by_case({case: "waits" if seconds >= least[case] else "does not" for case, seconds in waited.items()})


@row(10)
def told_nonsense(stage: Stage) -> str:
    values = ["0", "-5", "nan", "inf", "soon", "1, 2", "Mon, 01 Jan 2001 00:00:00 GMT"]
    waited = _waits(stage, {value: {"retry_after": value} for value in values})
    return by_case({case: "waits" if seconds > 0.7 else "own backoff" for case, seconds in waited.items()})


@row(11)
def told_to_wait_long(stage: Stage) -> str:
    words: dict[str, str] = {}
    for value in ("121", "3600", "1e400", "Fri, 31 Dec 9999 23:59:59 GMT"):
        server = stage.serve(scripts.responding(scripts.refuse(429, retry_after=value)))
        seen = stage.create(server)
        asked = "tells" if "asks to wait" in str(stage.error) else "does not tell"
        words[value] = f"{seen} that {asked} what was asked; {stage.sent(server)}"
    return by_case(words)


@row(12)
def told_whether(stage: Stage) -> str:
    words: dict[str, str] = {}
    for value in ("true", "TRUE", "false", "FALSE"):
        status = 400 if value.lower() == "true" else 503
        server = stage.serve(scripts.responding(scripts.refuse(status, x_should_retry=value)))
        stage.create(server)
        obeyed = (len(server.requests) > 1) == (value.lower() == "true")
        words[value] = "obeyed" if obeyed else "ignored"
    return by_case(words)


@row(13, LONGER)
def each_status(stage: Stage) -> str:
    script = scripts.refuse
    server = stage.serve(lambda exchange: script(int(exchange.path.rsplit("-", 1)[1]))(exchange))
    client = stage.client(server, **({} if stage.is_official else {"retry_budget": None}))
    statuses = [*range(400, 512), 599, 600, 999]
    untyped: list[int] = []
    retried: list[int] = []
    for status in statuses:
        before = len(server.requests)
        stage.outcome(lambda status=status: client.files.retrieve(f"file-{status}"))  # type: ignore[misc]
        if getattr(stage.error, "status_code", None) != status:
            untyped.append(status)
        if len(server.requests) - before > 1:
            retried.append(status)
    return f"without a status error: {ranges(untyped)}; retried: {ranges(retried)}"


@row(14)
def down(stage: Stage) -> str:
    server = stage.serve(scripts.refuse(503))
    client = stage.client(server)
    for _ in range(30):
        stage.outcome(lambda: client.files.retrieve("file-1"))
    return f"{plural(len(server.requests), 'request')} for 30 calls"


@row(15)
def bad_max_retries(stage: Stage) -> str:
    words: dict[str, str] = {}
    server = stage.serve(scripts.refuse(500))
    for value in (-1, None, 1.5, "2", True):
        made = stage.outcome(lambda value=value: stage.client(server, max_retries=value))  # type: ignore[misc]
        if stage.error is not None:
            words[repr(value)] = f"{made} when made"
            continue
        client = stage.client(server, max_retries=value)
        before = len(server.requests)
        seen = stage.outcome(lambda client=client: client.files.retrieve("a"))  # type: ignore[misc]
        words[repr(value)] = f"{seen} when called, after {plural(len(server.requests) - before, 'request')}"
    return by_case(words)


@row(16)
def nobody_there(stage: Stage) -> str:
    server = stage.serve(scripts.accept)
    server.close()
    refused = stage.create(server)

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    original, socket.getaddrinfo = socket.getaddrinfo, unknown
    client = stage.client(base_url="https://files.invalid/v1")
    no_address = stage.outcome(lambda: client.files.retrieve("a"))
    socket.getaddrinfo = original
    return by_case({"nobody listens": refused, "no address": no_address})


@row(17)
def bad_base_urls(stage: Stage) -> str:
    server = stage.serve(scripts.retrieved)
    urls = {"ftp": "ftp://127.0.0.1/v1", "no scheme": "127.0.0.1/v1", "a query": f"{server.base_url}?x=1"}
    words: dict[str, str] = {}
    for case, url in urls.items():
        made = stage.outcome(lambda url=url: stage.client(base_url=url))  # type: ignore[misc]
        if stage.error is not None:
            words[case] = f"{made} when made"
            continue
        client = stage.client(base_url=url)
        seen = stage.outcome(lambda client=client: client.files.retrieve("a"))  # type: ignore[misc]
        words[case] = f"{seen} when called" + (f" ({server.requests[-1]})" if server.requests else "")
    # Made, and not used: an empty URL may stand for the public one.
    made = stage.outcome(lambda: stage.client(base_url=""))
    words["empty"] = f"{made} when made" if stage.error is not None else "accepted when made"
    return by_case(words)


@row(18)
def refused_early(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.refuse_early))
    seen = stage.create(server, ("requests.jsonl", b"x" * (30 << 20)))
    return f"{seen} ({getattr(stage.error, 'status_code', 'no status')}); {stage.sent(server)}"


@row(19)
def never_reads(stage: Stage) -> str:
    server = stage.serve(scripts.responding(lambda exchange: exchange.stall(5)))
    return stage.create(server, ("requests.jsonl", b"x" * (30 << 20)), timeout=0.2, max_retries=0)


@row(21)
def head_trickles(stage: Stage) -> str:
    return stage.retrieve(stage.serve(scripts.trickle), timeout=0.5, max_retries=0)


# Malformed responses


def _lies(number: int) -> Callable[[Stage], str]:
    def measure(stage: Stage) -> str:
        cases = [case for case in scripts.LIES if case.startswith(f"{number} ")]
        return by_case({case.partition(" ")[2]: stage.retrieve(stage.serve(scripts.lie(case))) for case in cases})

    return measure


for _number in (22, 24, 26, 27, 28, 29, 31):
    row(_number)(_lies(_number))


@row(23)
def nothing(stage: Stage) -> str:
    no_content = stage.serve(lambda exchange: exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n"))
    return by_case({"nothing": stage.retrieve(stage.serve(scripts.raw(b""))), "204": stage.retrieve(no_content)})


@row(32)
def cut(stage: Stage) -> str:
    def once(exchange: Any) -> None:
        if exchange.number:
            scripts.retrieved(exchange)
        else:
            scripts.cut_json(exchange)

    always = stage.serve(scripts.cut_json)
    seen = f"always: {stage.retrieve(always)} after {stage.sent(always, 'GET')}"
    return f"once: {stage.retrieve(stage.serve(once))}; {seen}"


@row(33)
def no_http(stage: Stage) -> str:
    cases = scripts.MALFORMED.items()
    return by_case({case: stage.retrieve(stage.serve(scripts.malformed(response))) for case, response in cases})


@row(38)
def error_bodies(stage: Stage) -> str:
    cases = scripts.ERROR_BODIES.items()
    return by_case({case: stage.retrieve(stage.serve(scripts.raw(body, 401))) for case, (body, _) in cases})


@row(39)
def key_echoed(stage: Stage) -> str:
    seen = stage.retrieve(stage.serve(scripts.echo_the_key))
    return f"{seen}, {'with' if CANARY in str(stage.error) else 'without'} the key in its message"


def _grown(stage: Stage, script: scripts.Script) -> str:
    server = stage.serve(script)
    client = stage.client(server, timeout=30.0)
    before = mebibytes("VmRSS")
    seen = stage.outcome(lambda: client.files.retrieve("file-1"))
    return f"{seen}, {memory(mebibytes('VmHWM') - before)}, {stage.sent(server, 'GET')}"


@row(40, LONGER)
def large_error(stage: Stage) -> str:
    return _grown(stage, scripts.flood(400, 200 << 20))


@row(41, LONGER)
def inflates(stage: Stage) -> str:
    return _grown(stage, scripts.raw(scripts.inflating(1024), 200, content_encoding="gzip"))


@row(42, LONGER)
def endless_json(stage: Stage) -> str:
    return _grown(stage, scripts.flood(200, 1 << 30, content_type="application/json"))


@row(43)
def no_gzip(stage: Stage) -> str:
    server = stage.serve(scripts.raw(b"this is no gzip", 200, content_encoding="gzip"))
    return f"{stage.retrieve(server)}, {stage.sent(server, 'GET')}"


@row(44)
def half_a_gzip(stage: Stage) -> str:
    return stage.download(scripts.gzip_cut_short, max_retries=0)


@row(46)
def create_redirected(stage: Stage) -> str:
    def script(exchange: Any) -> None:
        if exchange.method == "POST":
            scripts.redirect("/v1/elsewhere")(exchange)
        else:
            scripts.retrieved(exchange)

    server = stage.serve(script)
    return f"{stage.create(server)}, {plural(len(server.files), 'file')} on the server"


@row(47)
def another_host(stage: Stage) -> str:
    words: dict[str, str] = {}
    looked_for = ("authorization", "openai-organization", "openai-project", "api-key")
    for status in (307, 308):
        got: set[str] = set()

        def stranger(exchange: Any, got: set[str] = got) -> None:
            body = exchange.read_body()
            got.update(name for name in looked_for if name in exchange.headers)
            got.update({"the file"} if SMALL[1] in body else ())
            exchange.respond(200, scripts.FILE)

        other = stage.serve(stranger)
        server = stage.serve(scripts.redirect(other.base_url.replace("127.0.0.1", "localhost") + "/files", status))
        settings = {"organization": "org-1", "project": "proj-1", "default_headers": {"api-key": "secret"}}
        client = stage.client(server, **settings)
        seen = stage.outcome(lambda client=client: client.files.create(file=SMALL, purpose="batch"))  # type: ignore[misc]
        words[str(status)] = f"{seen}; the other host got: {', '.join(sorted(got)) or 'nothing'}"
    return by_case(words)


@row(48)
def down_to_clear(stage: Stage) -> str:
    clear = stage.serve(scripts.accept)
    certificate = _certificate(stage)
    os.environ["SSL_CERT_FILE"] = str(certificate)
    server = stage.serve(scripts.redirect(f"{clear.base_url}/files", 307), scripts.server_context(certificate))
    seen = stage.create(server)
    return f"{seen}, {plural(len(clear.files), 'file')} sent in clear"


def _certificate(stage: Stage, *names: str) -> Path:
    folder = stage.folder / f"tls-{len(names)}"
    folder.mkdir()
    made = scripts.certificate(folder, *names)
    assert made, "openssl is not here to make a certificate"
    return made


@row(166)
def redirected_within(stage: Stage) -> str:
    arrived: list[bool] = []

    def script(exchange: Any) -> None:
        body = exchange.read_body()
        if exchange.path == "/v1/files":
            exchange.respond(307, b"", location="/v1/files/")
        else:
            arrived.append(SMALL[1] in body)
            exchange.respond(200, scripts.FILE)

    seen = stage.create(stage.serve(script))
    return f"{seen}, {'whole' if arrived == [True] else 'without the file'}"


@row(167)
def content_elsewhere(stage: Stage) -> str:
    got: set[str] = set()

    def give(exchange: Any) -> None:
        got.update(name for name in ("authorization", "openai-organization", "x-team") if name in exchange.headers)
        exchange.respond(200, scripts.CONTENT)

    certificate = _certificate(stage)
    os.environ["SSL_CERT_FILE"] = str(certificate)
    store = stage.serve(give, scripts.server_context(certificate))
    server = stage.serve(scripts.redirect(f"https://localhost:{store.port}/bucket/a"))
    client = stage.client(server, organization="org-1", default_headers={"X-Team": "data"})
    seen = stage.outcome(lambda: client.files.content("file-1").read())
    return f"{seen}, the other host gets {', '.join(f'`{name}`' for name in sorted(got)) or 'none of our headers'}"


@row(168)
def good_with_an_error(stage: Stage) -> str:
    server = stage.serve(lambda exchange: exchange.respond(200, {"error": {"message": "The disk is full."}}))
    seen = stage.retrieve(server)
    told = "The disk is full." in str(stage.error or "")
    return f"{seen}, {'with' if told else 'without'} the server's sentence"


@row(49)
def circle(stage: Stage) -> str:
    server = stage.serve(scripts.redirect_in_circles)
    return f"{stage.retrieve(server)} after {plural(len(server.requests), 'request')}"


@row(0)
def odd_and_right(stage: Stage) -> str:
    words: dict[str, str] = {}
    for case, change in scripts.TRUTHS.items():
        server = stage.serve(scripts.raw(json.dumps({**scripts.FILE, **change}).encode()))
        client = stage.client(server)
        words[case] = stage.outcome(lambda client=client: client.files.retrieve("file-1"))  # type: ignore[misc]
    return by_case(words)


@row(170)
def odd_lists(stage: Stage) -> str:
    pages = {
        "null": {"object": "list", "data": None},
        "a time that is null": {"object": "list", "data": [{**scripts.FILE, "created_at": None}], "has_more": False},
        "a fraction": {"object": "list", "data": [{**scripts.FILE, "created_at": 1.5}], "has_more": False},
    }
    words: dict[str, str] = {}
    for case, page in pages.items():
        client = stage.client(stage.serve(scripts.raw(json.dumps(page).encode())), max_retries=0)
        listed: list[Any] = []
        seen = stage.outcome(lambda client=client, listed=listed: listed.extend(client.files.list()))  # type: ignore[misc]
        words[case] = seen if stage.error else plural(len(listed), "file")
    return by_case(words)


@row(171)
def expiry_ignored(stage: Stage) -> str:
    week = {"anchor": "created_at", "seconds": 604800}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        seen = stage.create(stage.serve(scripts.responding(scripts.accept)), expires_after=week)
    warned = any("expires_after" in str(warning.message) for warning in caught)
    return f"{seen}, {'warned of' if warned else 'nothing said'}"


# Downloads


@row(51)
def cut_short(stage: Stage) -> str:
    once = stage.download(scripts.first_then(scripts.cut, scripts.whole))
    return f"Once: {once}. Always: {stage.download(scripts.cut)}"


@row(52)
def cut_chunked(stage: Stage) -> str:
    return stage.download(scripts.cut_chunked)


@row(54)
def stalls(stage: Stage) -> str:
    return stage.download(scripts.stall_midway, timeout=0.3)


@row(55)
def download_refused(stage: Stage) -> str:
    return stage.download(scripts.refuse(500))


@row(56)
def onto_a_link(stage: Stage) -> str:
    link = stage.folder.with_name(stage.folder.name + "-link")
    link.symlink_to(stage.place)
    stage.download(scripts.whole, link)
    replaced = not link.is_symlink()
    link.unlink()
    target = "untouched" if stage.place.read_bytes() == OLD else "overwritten"
    return f"the link is {'replaced' if replaced else 'followed'}, what it led to is {target}"


@row(57)
def full_disk(stage: Stage) -> str:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    return stage.download(scripts.whole)


@row(154)
def onto_what_is_no_file(stage: Stage) -> str:
    words: dict[str, str] = {}
    with (stage.folder / "out.bin").open("wb", buffering=0) as out:
        os.symlink(f"/dev/fd/{out.fileno()}", stage.folder / "stdout")
        client = stage.client(stage.serve(scripts.whole))
        words["a link to an open descriptor"] = stage.outcome(
            lambda: client.files.content("file-1").write_to_file(stage.folder / "stdout")
        )
    words["a link to an open descriptor"] += f", {(stage.folder / 'out.bin').stat().st_size:,} bytes arrived"
    client = stage.client(stage.serve(scripts.whole))
    words["a device"] = stage.outcome(lambda: client.files.content("file-1").write_to_file(os.devnull))
    return by_case(words)


@row(156)
def onto_privileges(stage: Stage) -> str:
    stage.place.write_bytes(OLD)
    stage.place.chmod(0o6755)
    client = stage.client(stage.serve(scripts.whole))
    client.files.content("file-1").write_to_file(stage.place)
    return f"mode {stage.place.stat().st_mode & 0o7777:o}, of a file of 6755"


def _coded(body: bytes, coding: str) -> scripts.Script:
    return lambda exchange: exchange.respond(
        200, body, content_encoding=coding, content_type="application/octet-stream"
    )


@row(160)
def in_another_coding(stage: Stage) -> str:
    seen = stage.download(_coded(b"coded bytes", "x-other"))
    return seen.replace("a part of the new one is there", "the coded bytes are there")


@row(161)
def inflates_without_end(stage: Stage) -> str:
    body = gzip.compress(scripts.inflating(512))
    client = stage.client(stage.serve(_coded(body, "gzip, gzip")), timeout=LONGER)
    before = mebibytes("VmHWM")
    seen = stage.outcome(lambda: client.files.content("file-1").read())
    return f"{seen}, {memory(mebibytes('VmHWM') - before)}, of a body of {len(body):,} bytes"


@row(163)
def lines_of_json(stage: Stage) -> str:
    rows = [json.dumps({"text": f"one{mark}two"}, ensure_ascii=False) for mark in "\u2028\x85\x0c"]
    client = stage.client(stage.serve(lambda exchange: exchange.respond(200, "\n".join(rows).encode())))
    return f"{len(rows)} rows come as {len(list(client.files.content('file-1').iter_lines()))} lines"


@row(165, LONGER)
def repeats_itself(stage: Stage) -> str:
    def seconds(size: int) -> float:
        header = "text/plain" + ';a="' * (size // 4)
        client = stage.client(
            stage.serve(lambda exchange: exchange.respond(200, b"x", content_type=header)), timeout=LONGER
        )
        began = time.process_time()
        stage.outcome(lambda: client.files.content("file-1").text)
        return time.process_time() - began

    seconds(100)
    growth = "more than eight times" if seconds(48_000) > 8 * seconds(12_000) else "about four times"
    return f"a header of four times the length takes {growth} as long"


@row(58)
def onto_a_directory(stage: Stage) -> str:
    server = stage.serve(scripts.whole)
    client = stage.client(server)
    return stage.outcome(lambda: client.files.content("file-1").stream_to_file(stage.folder))


@row(59)
def shorter_than_announced(stage: Stage) -> str:
    return stage.download(scripts.five_bytes_of_many)


@row(63)
def cancelled_download(stage: Stage) -> str:
    import anyio

    stage.place.write_bytes(OLD)
    client = stage.async_client(stage.serve(scripts.stall_midway))

    async def run() -> None:
        with anyio.move_on_after(0.5):
            content = client.files.with_streaming_response.content if stage.is_official else client.files.content
            if stage.is_official:
                async with content("file-1") as response:
                    await response.stream_to_file(stage.place)
            else:
                await (await content("file-1")).astream_to_file(stage.place)

    anyio.run(run)
    return stage.saved()


@row(64)
def named_by_the_server(stage: Stage) -> str:
    disposition = 'attachment; filename="../../evil"'
    seen = stage.download(lambda exchange: scripts.whole(exchange, content_disposition=disposition))
    evil = (stage.folder / "../../evil").exists()
    return f"{seen}, {'written where the server said' if evil else 'its name is not used'}"


@row(65)
def resumed(stage: Stage) -> str:
    cases = scripts.RESUMES.items()
    first = lambda exchange: scripts.cut(exchange, etag='"one"')  # noqa: E731
    return by_case({case: stage.download(scripts.first_then(first, then)) for case, then in cases})


# Sources


def _generator() -> Iterator[bytes]:
    yield b"{}\n"


async def _async_generator() -> Any:
    yield b"{}\n"


class _AsyncFile:
    async def read(self, size: int = -1) -> bytes:
        return b"{}\n"


def _sources(stage: Stage, makers: dict[str, Callable[[], Any]]) -> str:
    words: dict[str, str] = {}
    for case, make in makers.items():
        server = stage.serve(scripts.responding(scripts.accept))
        seen = stage.create(server, make(), "user_data")
        words[case] = f"{seen}, {plural(len(server.requests), 'request')}" if stage.error is not None else seen
    return by_case(words)


@row(66)
def generators(stage: Stage) -> str:
    makers = {"generator": _generator, "async generator": _async_generator, "async file": _AsyncFile}
    return _sources(stage, {**makers, "list": lambda: [b"{}\n"]})


@row(67)
def pipe(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.accept))
    reading, writing = os.pipe()
    os.write(writing, b"x" * 9000)
    os.close(writing)
    seen = stage.create(server, os.fdopen(reading, "rb"), "user_data")
    return f"{seen}, {server.files[0]['bytes'] if server.files else 0:,} of 9,000 bytes arrived"


def _closed() -> io.BytesIO:
    file = io.BytesIO(b"x")
    file.close()
    return file


@row(69)
def bad_handles(stage: Stage) -> str:
    text = stage.folder / "text.txt"
    text.write_text("text", encoding="utf-8")
    makers: dict[str, Callable[[], Any]] = {"closed": _closed, "StringIO": lambda: io.StringIO("x")}
    makers |= {"text": lambda: text.open(encoding="utf-8"), "for writing": lambda: (stage.folder / "w").open("wb")}
    return _sources(stage, makers)


@row(70)
def kinds_of_sources(stage: Stage) -> str:
    path = stage.folder / "a.txt"
    path.write_bytes(b"x")
    makers: dict[str, Callable[[], Any]] = {"text path": lambda: str(path), "bytearray": lambda: bytearray(b"x")}
    makers |= {"memoryview": lambda: memoryview(b"x"), "None": lambda: None, "empty tuple": tuple}
    return _sources(stage, makers)


@row(150)
def contents_as_sources(stage: Stage) -> str:
    def content() -> Any:
        return stage.client(stage.serve(scripts.whole)).files.content("file-1")

    makers: dict[str, Callable[[], Any]] = {"content": content, "array": lambda: array.array("B", b"x")}
    return _sources(stage, makers | {"response": lambda: httpx.Response(200, content=b"x")})


@row(151)
def text_in_a_tuple(stage: Stage) -> str:
    path = stage.folder / "secret.txt"
    path.write_bytes(b"what nobody asked for")
    server = stage.serve(scripts.responding(scripts.accept))
    seen = stage.create(server, ("note.txt", str(path)), "user_data")
    server.close()
    read = b"what nobody" in max(server.bodies, key=len)
    return f"{seen}, {'the file of that name is sent' if read else 'the text is sent'}"


@row(153, LONGER)
def rewritten_file(stage: Stage) -> str:
    path = stage.path(40 << 20)

    def script(exchange: Any) -> None:
        exchange.read_body(1 << 20)
        with path.open("r+b") as file:
            file.write(b"y" * 1000)
        os.utime(path, ns=(1, 1))
        exchange.read_body()
        exchange.respond(200, scripts.FILE)

    with path.open("rb") as handle:
        return stage.create(stage.serve(script), handle, "user_data")


@row(157)
def ids_that_leave(stage: Stage) -> str:
    words: dict[str, str] = {}
    for file_id in ("..", "a/../b", "%2e%2e"):
        server = stage.serve(lambda exchange: exchange.respond(404))
        client = stage.client(server)
        seen = stage.outcome(lambda file_id=file_id, client=client: client.files.delete(file_id))
        words[file_id] = f"{seen}, {', '.join(f'`{each}`' for each in server.requests) or 'no request'}"
    return by_case(words)


class _Purpose(str, enum.Enum):  # noqa: UP042  # not what StrEnum is: its str() is the member's name
    BATCH = "batch"


@row(158)
def enum_member(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.commit_and_close, scripts.accept))
    return stored(stage, server, stage.create(server, ("a.jsonl", b"{}\n"), _Purpose.BATCH))


@row(71)
def bad_paths(stage: Stage) -> str:
    return _sources(stage, {"missing": lambda: stage.folder / "missing.bin", "a directory": lambda: stage.folder})


@row(72)
def changing_file(stage: Stage) -> str:
    words: dict[str, str] = {}
    for case, size in {"shrinks": 1000, "grows": (40 << 20) + 1000}.items():
        path = stage.path(40 << 20)

        def script(exchange: Any, path: Path = path, size: int = size) -> None:
            exchange.read_body(1 << 20)
            os.truncate(path, size)
            exchange.read_body()
            exchange.respond(200, scripts.FILE)

        server = stage.serve(script)
        with path.open("rb") as handle:
            words[case] = stage.create(server, handle, "user_data")
    return by_case(words)


@row(73)
def empty_file(stage: Stage) -> str:
    path = stage.path(0)
    return _sources(stage, {"path": lambda: path, "bytes": lambda: b"", "handle": io.BytesIO})


def _large_upload(stage: Stage, make: Callable[[], Any], **settings: Any) -> str:
    client = stage.client(stage.serve(scripts.count_and_respond), timeout=60.0, **settings)
    before = mebibytes("VmRSS")
    seen = stage.outcome(lambda: client.files.create(file=make(), purpose="user_data"))
    return f"{seen}, {memory(mebibytes('VmHWM') - before)}"


@row(74, LONGER)
def half_a_gibibyte(stage: Stage) -> str:
    import anyio

    path = stage.path(512 << 20)
    words = {"sync": _large_upload(stage, lambda: path)}
    peak = mebibytes("VmHWM")
    client = stage.async_client(stage.serve(scripts.count_and_respond), timeout=60.0)

    async def upload() -> Any:
        return await client.files.create(file=path, purpose="user_data")

    before = mebibytes("VmRSS")
    seen = stage.outcome(lambda: anyio.run(upload))
    # The peak is of both; where the second upload took less, it is not known how much less.
    words["async"] = f"{seen}, {memory(max(mebibytes('VmHWM'), peak) - before)}"
    return by_case(words)


@row(75, LONGER)
def over_four_gibibytes(stage: Stage) -> str:
    path = stage.path((4 << 30) + 1)
    # It is more than the API takes, which one of the two says before it sends.
    settings = {} if stage.is_official else {"checks": {"size": False}, "large_files": False}
    with path.open("rb") as handle:
        return f"from a handle: {_large_upload(stage, lambda: handle, **settings)}"


@row(77)
def twice(stage: Stage) -> str:
    server = stage.serve(scripts.responding(scripts.accept))
    client = stage.client(server)
    handle = io.BytesIO(b"x" * 9000)
    for _ in range(2):
        stage.outcome(lambda: client.files.create(file=handle, purpose="user_data"))
    sizes = " and ".join(f"{file['bytes']:,}" for file in server.files)
    return f"{sizes} of 9,000 bytes arrived"


@row(78)
def bad_calls(stage: Stage) -> str:
    cases: dict[str, dict[str, Any]] = {f"purpose {purpose!r}": {"purpose": purpose} for purpose in (None, "", 5)}
    words: dict[str, str] = {}
    server = stage.serve(scripts.retrieved)
    client = stage.client(server, max_retries=0)
    cases |= {f"timeout {seconds}": {"timeout": seconds} for seconds in (float("nan"), 0, -1)}
    for case, change in cases.items():
        before = len(server.requests)
        arguments = {"file": SMALL, "purpose": "user_data", **change}
        seen = stage.outcome(lambda arguments=arguments: client.files.create(**arguments))  # type: ignore[misc]
        words[case] = f"{seen}, {plural(len(server.requests) - before, 'request')}"
    return by_case(words)


# Uploads in parts

PARTS = 10
PART_SIZE = 100_000

_UPLOAD = """
import importlib, pathlib, sys
sdk = importlib.import_module(sys.argv[1])
client = sdk.OpenAI(api_key="sk-x", base_url=sys.argv[2], max_retries=int(sys.argv[4]))
about = {"mime_type": "text/plain", "purpose": "assistants", "part_size": int(sys.argv[5])}
try:
    client.uploads.upload_file_chunked(file=pathlib.Path(sys.argv[3]), **about)
    print("completed")
except BaseException as error:
    print(f"`{type(error).__name__}`")
"""


class Upload:
    """Uploads of one file in parts, each by a process of its own, to a server that is told what to do."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.script = scripts.UploadsInParts()
        self.server = stage.serve(self.script)
        self.path = stage.folder / "large.bin"
        self.content = os.urandom(PARTS * PART_SIZE)
        self.path.write_bytes(self.content)
        self.running: subprocess.Popen[str]

    def start(self, retries: int = 0) -> subprocess.Popen[str]:
        arguments = [self.stage.sdk.__name__, self.server.base_url, str(self.path), str(retries), str(PART_SIZE)]
        kept = {**os.environ, "FILEWRIGHT_STATE": str(self.stage.folder / "state")}
        command = [sys.executable, "-c", _UPLOAD, *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=kept)

    def run(self, retries: int = 0) -> str:
        self.running = self.start(retries)
        return self.running.communicate()[0].strip() or "killed"

    def fail(self, after: int) -> str:
        """What comes of an upload of which no part arrives after so many."""
        self.script.faults = {number: scripts.refuse(503) for number in range(after + 1, 1000)}
        seen = self.run()
        self.script.faults = {}
        return seen

    @property
    def whole(self) -> str:
        return "the file is whole" if self.script.content == self.content else "the file is another"

    @property
    def left(self) -> str:
        return "cancelled" if self.script.cancelled else "left pending"

    @property
    def again(self) -> str:
        return "goes on where it was" if self.script.begun == 1 else "starts afresh"


@row(79, LONGER)
def part_refused(stage: Stage) -> str:
    refused, failing = Upload(stage), Upload(stage)
    refused.script.faults = {number: scripts.refuse(400) for number in range(3, 1000)}
    words = {"400": f"{refused.run()}, {refused.left}", "503": f"{failing.fail(4)}, {failing.left}"}
    return f"{by_case(words)}; the next call: {failing.run()}, {failing.again}"


@row(80, LONGER)
def part_without_response(stage: Stage) -> str:
    upload = Upload(stage)
    upload.script.faults = {3: lambda exchange: exchange.close()}
    return f"{upload.run(retries=2)}, {upload.whole}"


class LostCompletion(scripts.UploadsInParts):
    """Its first completion is carried out, with no response; each later one is refused."""

    def __call__(self, exchange: Any) -> None:
        if exchange.path.endswith("/files"):
            file = {**scripts.FILE, "created_at": int(time.time()), "filename": "a.txt", "bytes": 30}
            exchange.respond(200, {"data": [{**file, "purpose": "assistants"}] * self.completed, "has_more": False})
        elif exchange.path.endswith("/complete") and self.completed:
            exchange.read_body()
            exchange.respond(400, {"error": {"message": "It is completed."}})
        elif exchange.path.endswith("/complete"):
            self.completed += 1
            exchange.read_body()
            exchange.close()
        else:
            super().__call__(exchange)


def _thirty_bytes(stage: Stage, script: Any) -> str:
    about = {"filename": "a.txt", "bytes": 30, "mime_type": "text/plain", "purpose": "assistants", "part_size": 20}
    client = stage.client(stage.serve(script))
    seen = stage.outcome(lambda: client.uploads.upload_file_chunked(file=b"x" * 30, **about))
    ends = {"completed": script.completed, "cancelled": script.cancelled}
    return ", ".join([seen, *(name if count else f"not {name}" for name, count in ends.items())])


@row(172)
def lost_completion(stage: Stage) -> str:
    return _thirty_bytes(stage, LostCompletion())


@row(173)
def parts_with_one_id(stage: Stage) -> str:
    class OneId(scripts.UploadsInParts):
        def _part(self, exchange: Any, body: bytes) -> Any:
            return {**super()._part(exchange, body), "id": "part-1"}

    return _thirty_bytes(stage, OneId())


@row(82)
def fewer_bytes(stage: Stage) -> str:
    return _described(stage, file=b"x" * 30, filename="a.txt", bytes=99)


@row(83)
def part_sizes(stage: Stage) -> str:
    sizes = (0, -1, 1 << 40)
    about = {"file": b"x" * 30, "filename": "a.txt", "bytes": 30}
    return by_case({f"{size:,}": _described(stage, **about, part_size=size) for size in sizes})


@row(84)
def empty(stage: Stage) -> str:
    return _described(stage, file=b"", filename="a.txt", bytes=0)


def _described(stage: Stage, **arguments: Any) -> str:
    script = scripts.UploadsInParts()
    client = stage.client(stage.serve(script), max_retries=0)
    about = {"mime_type": "text/plain", "purpose": "assistants", **arguments}
    seen = stage.outcome(lambda: client.uploads.upload_file_chunked(**about))
    return f"{seen}, {plural(script.sent, 'part')} sent, {'completed' if script.completed else 'not completed'}"


@row(87, LONGER)
def part_interrupted(stage: Stage) -> str:
    return _stopped(stage, signal.SIGINT)


@row(122, LONGER)
def part_killed(stage: Stage) -> str:
    return _stopped(stage, signal.SIGKILL)


def _stopped(stage: Stage, number: int) -> str:
    upload = Upload(stage)

    def stop(exchange: Any) -> None:
        os.kill(upload.running.pid, number)
        exchange.close()

    upload.script.faults = {5: stop}
    return f"{upload.run()}, {upload.left}; the next call: {upload.run()}, {upload.again}, {upload.whole}"


@row(124, LONGER)
def resumed_with_other_content(stage: Stage) -> str:
    upload = Upload(stage)
    upload.fail(after=4)
    upload.path.write_bytes(upload.content[::-1])
    return f"the next call: {upload.run()}, {upload.again}"


@row(125, LONGER)
def two_processes(stage: Stage) -> str:
    upload = Upload(stage)
    seen: list[str] = []

    def start_another(exchange: Any) -> None:
        seen.append(upload.start().communicate()[0].strip())
        exchange.respond(500, {"error": {"message": "once"}})

    upload.script.faults = {1: start_another}
    first = upload.run(retries=1)
    return f"first: {first}; second: {seen[0]}"


@row(126, LONGER)
def expired(stage: Stage) -> str:
    upload = Upload(stage)
    upload.script.lifetime = 0
    upload.fail(after=4)
    return f"the next call: {upload.run()}, {upload.again}, {upload.whole}"


# Security


def _body_of(stage: Stage, **arguments: Any) -> tuple[str, bytes]:
    bodies: list[bytes] = []

    def script(exchange: Any) -> None:
        bodies.append(exchange.read_body())
        exchange.respond(200, scripts.FILE)

    seen = stage.create(stage.serve(script), **arguments)
    return seen, bodies[0] if bodies else b""


def _name_sent(stage: Stage, name: str) -> str:
    seen, body = _body_of(stage, file=(name, b"x"), purpose="user_data")
    if not body:
        return f"{seen}, nothing sent"
    line = re.search(rb'Content-Disposition: form-data; name="file"(.*?)\r\n(?:Content|\r\n)', body, re.DOTALL)
    assert line
    shown = line[1].decode("utf-8", "backslashreplace").removeprefix("; ")
    return f"sent as `{shown}`" if shown else "sent without a name"


@row(88)
def odd_names(stage: Stage) -> str:
    names = {"quote": 'a"b.txt', "line break": "a\r\nb.txt", "NUL": "a\0b.txt"}
    return by_case({case: _name_sent(stage, name) for case, name in names.items()})


@row(89)
def bad_names(stage: Stage) -> str:
    names = {"empty": "", "half a surrogate pair": "a\ud800.txt", "path": "../../x.txt"}
    return by_case({case: _name_sent(stage, name) for case, name in names.items()})


@row(90)
def line_break_in_a_part(stage: Stage) -> str:
    files = {
        "type": ("a", b"x", "text/plain\r\nX-Forged: y"),
        "header": ("a", b"x", "text/plain", {"X-A": "b\r\nX-Forged: y"}),
    }
    words: dict[str, str] = {}
    for case, file in files.items():
        seen, body = _body_of(stage, file=file, purpose="user_data")
        words[case] = f"{seen}, {'sent, the line break with it' if b'X-Forged: y' in body else 'nothing sent'}"
    return by_case(words)


@row(91)
def forged_field(stage: Stage) -> str:
    forged = b'--+++\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevil\r\n--+++--\r\n'
    kinds: list[str] = []

    def script(exchange: Any) -> None:
        exchange.read_body()
        kinds.append(exchange.headers["content-type"])
        exchange.respond(200, scripts.FILE)

    server = stage.serve(script)
    stage.create(server, ("a.txt", forged), "user_data")
    headers = {"Content-Type": "multipart/form-data; boundary=+++"}
    seen = stage.create(server, ("a.txt", forged), "user_data", extra_headers=headers)
    set_by_caller = len(kinds) > 1 and "+++" in kinds[-1]
    return f"{seen}; a boundary set by the caller is {'used: the field is forged' if set_by_caller else 'not used'}"


@row(92)
def bad_headers(stage: Stage) -> str:
    words: dict[str, str] = {}
    for case, headers in {"line break": {"X-A": "b\r\nX: y"}, "bad name": {"X A": "b"}}.items():
        server = stage.serve(scripts.retrieved)
        client = stage.client(server)
        seen = stage.outcome(lambda h=headers, c=client: c.files.retrieve("a", extra_headers=h))  # type: ignore[misc]
        words[case] = f"{seen} after {plural(connections(server), 'connection')}"
    return by_case(words)


@row(94)
def bad_key(stage: Stage) -> str:
    words: dict[str, str] = {}
    for case, key in {"line break": f"{CANARY}\n", "beyond ASCII": f"{CANARY}ü"}.items():
        server = stage.serve(scripts.retrieved)

        def use(key: str = key, server: FaultServer = server) -> Any:
            return stage.client(server, api_key=key).files.retrieve("a")

        seen = stage.outcome(use)
        assert stage.error is not None
        leaked = canary.leaks_of_error(stage.error, (*canary.OURS, "/site-packages/"))
        words[case] = f"{seen}; the key is {'shown by' if leaked else 'not in'} its traceback"
    return by_case(words)


@row(95)
def logs(stage: Stage) -> str:
    stream = io.StringIO()
    logging.basicConfig(stream=stream, level=logging.DEBUG, force=True)
    logging.getLogger(stage.sdk.__name__).setLevel(logging.DEBUG)

    def script(exchange: Any) -> None:
        exchange.read_body()
        exchange.respond(200, scripts.FILE, set_cookie="session=secret-cookie")

    stage.create(stage.serve(script), ("a.jsonl", b'{"a": "secret-content"}\n'))
    text = stream.getvalue()
    secrets = {"the key": CANARY, "the cookie": "secret-cookie", "the content": "secret-content"}
    return f"shown: {', '.join(name for name, secret in secrets.items() if secret in text) or 'nothing'}"


@row(96)
def reprs_and_pickles(stage: Stage) -> str:
    stage.create(stage.serve(scripts.refuse(404)))
    assert stage.error is not None
    client = stage.client(stage.servers[0], default_headers={"X-Api-Key": CANARY})
    pickled = pickle.dumps(stage.error)
    words = "the key is in the pickle of an error" if CANARY.encode() in pickled else "no key in the pickle of an error"
    try:
        pickle.loads(pickled)
    except TypeError:
        words += ", which cannot be loaded"
    shown = any(CANARY in repr(thing) for thing in (client, client.files, stage.error, stage.error.args))
    return f"{words}, {'the key is in reprs' if shown else 'no key in reprs'}"


@row(97)
def proxy(stage: Stage) -> str:
    between = stage.serve(scripts.retrieved)
    words: dict[str, str] = {}
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        os.environ[name] = f"http://127.0.0.1:{between.port}"
        before = len(between.requests)
        stage.retrieve(stage.serve(scripts.retrieved))
        del os.environ[name]
        words[name] = "through the proxy" if len(between.requests) > before else "without it"
    return by_case(words)


@row(174)
def no_key(stage: Stage) -> str:
    words: dict[str, str] = {}
    # A server elsewhere: one on this machine needs no key.
    for case, key in {"None": lambda: None, "nothing": str}.items():
        asked: list[str] = []

        def respond(request: Any, asked: list[str] = asked) -> httpx.Response:
            asked.append(request.headers.get("authorization", "no key"))
            return httpx.Response(200, json=scripts.FILE)

        http = httpx.Client(transport=httpx.MockTransport(respond))
        client = stage.client(api_key=key, base_url="https://files.invalid/v1", http_client=http, max_retries=0)
        seen = stage.outcome(lambda client=client: client.files.create(file=SMALL, purpose="batch"))  # type: ignore[misc]
        words[case] = f"{seen}, {plural(len(asked), 'POST')}" + (f" with {asked[0].strip()!r}" if asked else "")
    return by_case(words)


@row(175)
def bad_environment(stage: Stage) -> str:
    words: dict[str, str] = {}
    cases = {
        "no certificates there": ("SSL_CERT_FILE", "/nonexistent.pem"),
        "a proxy without a port": ("HTTPS_PROXY", "http://proxy:port"),
        "an unknown kind of proxy": ("ALL_PROXY", "ftp://proxy:21"),
    }
    for case, (name, value) in cases.items():
        os.environ[name] = value
        seen = stage.outcome(lambda: stage.client(base_url="https://files.invalid/v1"))
        told = f" that {'names' if name in str(stage.error) else 'does not name'} the variable" if stage.error else ""
        words[case] = seen + told
        del os.environ[name]
    return by_case(words)


@row(98)
def other_credentials(stage: Stage) -> str:
    headers: list[dict[str, str]] = []

    def script(exchange: Any) -> None:
        headers.append(exchange.headers)
        exchange.respond(200, scripts.FILE, set_cookie="session=1")

    server = stage.serve(script)
    with_password = server.base_url.replace("//", "//user:secret@")
    seen = stage.outcome(lambda: stage.client(base_url=with_password).files.retrieve("a"))
    basic = bool(headers) and headers[-1].get("authorization", "").startswith("Basic")
    words = [f"password in the URL: {seen}{', sent in place of the key' if basic else ''}"]
    client = stage.client(server)
    for _ in range(2):
        client.files.retrieve("a")
    words.append(f"cookie: {'kept' if 'cookie' in headers[-1] else 'not kept'}")
    netrc = stage.folder / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password other\n", encoding="ascii")
    os.environ["NETRC"] = str(netrc)
    stage.client(server).files.retrieve("a")
    words.append(f"netrc: {'ignored' if CANARY in headers[-1].get('authorization', '') else 'sent'}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        stage.client(base_url="http://192.0.2.1/v1").close()
    warned = any("encrypted" in str(warning.message) for warning in caught)
    return "; ".join([*words, f"no TLS: {'warned of' if warned else 'nothing said'}"])


@row(99)
def certificates(stage: Stage) -> str:
    certificate = _certificate(stage)
    other = _certificate(stage, "files.test", "DNS:files.test")
    self_signed = stage.serve(scripts.retrieved, scripts.server_context(certificate))
    words = {"self-signed": f"{stage.retrieve(self_signed)} after {plural(connections(self_signed), 'connection')}"}
    os.environ["SSL_CERT_FILE"] = str(other)
    wrong_host = stage.serve(scripts.retrieved, scripts.server_context(other))
    words["another host's"] = f"{stage.retrieve(wrong_host)} after {plural(connections(wrong_host), 'connection')}"
    os.environ["SSL_CERT_FILE"] = str(certificate)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old = stage.serve(scripts.retrieved, scripts.server_context(certificate, ssl.TLSVersion.TLSv1_1))
    words["TLS 1.1"] = stage.retrieve(old)
    return by_case(words)


# Life cycle


@row(103, 20.0)
def fork(stage: Stage) -> str:
    client = stage.client(stage.serve(scripts.retrieved_slowly), max_retries=0)
    client.files.retrieve("before")

    def came(prefix: str) -> str:
        names = [f"{prefix}-{number}" for number in range(200)]
        try:
            return (
                "its own responses"
                if [client.files.retrieve(each).id for each in names] == names
                else "others' responses"
            )
        except stage.sdk.OpenAIError as error:
            return stage.name(error)

    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(sending, came("child").encode())
        os._exit(0)
    os.close(sending)
    ours = came("parent")
    with open(receiving, "rb") as pipe:
        childs = pipe.read().decode()
    os.waitpid(child, 0)
    if ours == childs == "its own responses":
        return "each process gets its own responses"
    return f"the first process gets {ours}, the forked one {childs or 'none'}"


@row(104, 30.0)
def threads(stage: Stage) -> str:
    client = stage.client(stage.serve(scripts.retrieved), timeout=20.0)
    names = [f"file-{number}" for number in range(32 * 20)]
    with ThreadPoolExecutor(32) as pool:
        crossed = sum(file.id != name for file, name in zip(pool.map(client.files.retrieve, names), names, strict=True))
    return f"{crossed} of {len(names)} responses crossed"


def _then(stage: Stage, seen: str) -> str:
    return f"{seen}; the next call {'succeeds' if stage.error is None else 'fails: ' + stage.name(stage.error)}"


@row(106)
def cancelled_upload(stage: Stage) -> str:
    import anyio

    server = stage.serve(scripts.stall_on_create)

    async def run() -> str:
        client = stage.async_client(server, **stage.one_connection(asynchronous=True))
        with anyio.move_on_after(0.3):
            await client.files.create(file=("a.bin", b"x" * (32 << 20)), purpose="user_data")
        return str((await client.files.retrieve("after")).id)

    seen = stage.outcome(lambda: anyio.run(run))
    return "the connection is free again" if stage.error is None else seen


@row(107)
def interrupted_upload(stage: Stage) -> str:
    client = stage.client(stage.serve(scripts.stall_on_create), **stage.one_connection())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been ignored by who started this
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    seen = stage.outcome(lambda: client.files.create(file=("a.bin", b"x" * (32 << 20)), purpose="user_data"))
    stage.outcome(lambda: client.files.retrieve("after"))
    return _then(stage, seen)


def _warned_of(stage: Stage, action: Callable[[], Any]) -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        action()
        gc.collect()
    # The servers are in this process too: their sockets are not what the client left open.
    ends = [f"laddr=('127.0.0.1', {server.port})" for server in stage.servers]
    said = [str(w.message) for w in caught if w.category is ResourceWarning]
    return "`ResourceWarning`" if any(not any(end in text for end in ends) for text in said) else "nothing said"


@row(108)
def dropped(stage: Stage) -> str:
    server = stage.serve(lambda exchange: exchange.send(scripts.head(99_999_999) + b"x"))

    def drop_client() -> None:
        stage.client(stage.serve(scripts.retrieved)).files.retrieve("a")

    client = stage.client(server)

    def drop_content() -> None:
        if stage.is_official:
            client.files.with_streaming_response.content("a").__enter__()
        else:
            client.files.content("a")

    return by_case({"client": _warned_of(stage, drop_client), "content": _warned_of(stage, drop_content)})


@row(109)
def no_connection_free(stage: Stage) -> str:
    server = stage.serve(lambda exchange: exchange.send(scripts.head(99_999_999) + b"x"))
    client = stage.client(server, max_retries=0, **stage.one_connection())
    content = client.files.with_streaming_response.content if stage.is_official else client.files.content
    with contextlib.ExitStack() as stack:
        stack.enter_context(content("a"))
        seen = stage.outcome(lambda: client.with_options(timeout=0.2).files.retrieve("b"))
        named = "pool" in str(stage.error).lower()
        return f"{seen} that {'names the pool' if named else 'does not name the pool'}"


@row(111)
def waits(stage: Stage) -> str:
    def statuses(*each: str) -> scripts.Script:
        return lambda exchange: exchange.respond(
            200, {**scripts.FILE, "status": each[min(exchange.number, len(each) - 1)]}
        )

    cases = {
        "error": statuses("error"),
        "unknown status": statuses("thinking", "processed"),
        "time over": statuses("uploaded"),
        "web page": scripts.PAGE,
    }
    words: dict[str, str] = {}
    for case, script in cases.items():
        client = stage.client(stage.serve(script))
        words[case] = stage.outcome(
            lambda c=client: c.files.wait_for_processing("file-1", poll_interval=0.05, max_wait_seconds=0.4)  # type: ignore[misc]
        )
    return by_case(words)


# Measuring


def quick(sdk: Any) -> None:
    """The delays between attempts, a hundred times shorter, as in the tests."""
    if sdk.__name__ == "openai":
        importlib.import_module("openai._base_client").INITIAL_RETRY_DELAY = 0.005  # type: ignore[attr-defined]
    else:
        importlib.import_module("filewright.rules.retrying").FIRST_DELAY = 0.005  # type: ignore[attr-defined]


def measure_here(name: str, number: int) -> None:
    """Measure one row in this process, print the words, and end it, whatever still runs."""
    sdk = importlib.import_module(name)
    quick(sdk)
    print("begun", flush=True)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        # In a folder of its own, so that what is beside the destination is seen.
        place = Path(folder) / "place"
        place.mkdir()
        words = ROWS[number][0](Stage(sdk, place))
    print(json.dumps(words), flush=True)
    os._exit(0)


def measure(name: str, number: int, transport: str | None = None) -> str:
    """Measure one row in a process of its own; `transport` is what our clients send with by default."""
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith(("OPENAI_", "FILEWRIGHT_"))}
    if transport is not None:
        kept["FILEWRIGHT_TRANSPORT"] = transport
    limit = ROWS[number][1]
    command = [sys.executable, __file__, "--sdk", name, "--here", str(number)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=kept, text=True, **pipes) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            printed, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            return f"no end within {limit:g} seconds"
    if process.returncode:
        raise SystemExit(f"Row {number} could not be measured with {name}:\n{errors}")
    words: str = json.loads(printed.splitlines()[-1])
    return words


def main() -> None:
    """Measure the rows that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sdk", choices=["openai", "filewright"], default="openai")
    parser.add_argument("--transport", help="what our clients send with")
    parser.add_argument("--here", action="store_true", help="measure one row in this process")
    parser.add_argument("rows", type=int, nargs="*", metavar="ROW")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"no such rows: {ranges(sorted(unknown))}")
    if options.here:
        measure_here(options.sdk, options.rows[0])
    measured = {number: measure(options.sdk, number, options.transport) for number in options.rows or sorted(ROWS)}
    print(json.dumps(measured, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
