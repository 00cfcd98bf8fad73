"""Time: what a server sends takes time in proportion to its length, wherever it stands and however it is read.

An input is a response in which one place, the body or a header, is filled: with `shape[0]`, then `shape[1]` again and
again, then `shape[2]`::

    {"use": "retrieve", "client": "blocking", "status": 429, "place": "retry-after", "shape": ["", "1", "x"]}

It is made short and eight times as long. What takes quadratic time takes 64 times as long for the longer one; the
bound lies between. Only the processor's time of this thread is counted, so that a busy machine changes little.
"""

from __future__ import annotations

import asyncio
import gc
import io
import json
import time
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import httpx
from filewright import AsyncOpenAI, OpenAI
from fuzz_core import CANARY, expect
from fuzz_responses import EXPECTED, FILE, HEADERS, STATUSES, Script, Scripted
from hypothesis import strategies as st

HEADER_SIZES = (64 << 10,)
"""Bytes of a long header: a head of over 100 KiB is refused."""
BODY_SIZES = (16 << 10, 256 << 10)
"""The shorter one shows what takes long for the beginning of a body, which alone is looked at."""
SHORTER = 8
"""How many times shorter the short one is."""
MAX_GROWTH = 24
"""How many times as long the long one may take."""
QUICK = 0.05
"""Seconds below which the longest takes no time that matters."""
TRIES = 4
"""Measurements, of which the best counts."""


class Bench:
    """The clients, made once."""

    def __init__(self) -> None:
        self.script = Script()
        self.loop = asyncio.new_event_loop()
        self.http = httpx.Client(transport=self.script)
        options: dict[str, Any] = {"api_key": CANARY, "base_url": "http://127.0.0.1:9/v1", "max_retries": 0}
        options |= {"retry_budget": None, "plugins": [Scripted(self.script)]}
        self.clients = {"blocking": OpenAI(**options), "with httpx": OpenAI(http_client=self.http, **options)}
        self.async_client = AsyncOpenAI(**options)

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
        self.http.close()
        self.loop.run_until_complete(self.async_client.close())
        self.loop.close()


@cache
def bench() -> Bench:
    return Bench()


def close_bench() -> None:
    if bench.cache_info().currsize:
        bench().close()
        bench.cache_clear()


# Uses


def _raw(client: OpenAI) -> object:
    raw = client.files.with_raw_response.retrieve("file-1")
    return raw.text, raw.http_response.text, raw.parse()


USES: dict[str, Callable[[OpenAI], object]] = {
    "retrieve": lambda client: client.files.retrieve("file-1"),
    "list": lambda client: client.files.list(),
    "raw": _raw,
    "text": lambda client: client.files.content("file-1").text,
    "json": lambda client: client.files.content("file-1").json(),
    "lines": lambda client: list(client.files.content("file-1").iter_lines()),
    "save": lambda client: client.files.content("file-1").stream_to_file(io.BytesIO()),
}


async def _async_raw(client: AsyncOpenAI) -> object:
    raw = await client.files.with_raw_response.retrieve("file-1")
    return raw.text, raw.http_response.text, raw.parse()


async def _async_text(client: AsyncOpenAI) -> object:
    return (await client.files.content("file-1")).text


ASYNC_USES: dict[str, Callable[[AsyncOpenAI], Any]] = {
    "retrieve": lambda client: client.files.retrieve("file-1"),
    "raw": _async_raw,
    "text": _async_text,
}
CLIENTS = ("blocking", "with httpx", "async")


def _use(name: str, kind: str) -> object:
    here = bench()
    if kind == "async" and name in ASYNC_USES:
        return here.loop.run_until_complete(ASYNC_USES[name](here.async_client))
    return USES[name](here.clients[kind if kind in here.clients else "blocking"])


# Measuring


def made(given: dict[str, Any], size: int) -> dict[str, Any]:
    """The response in which the place is filled with so many bytes."""
    before, unit, after = (part.encode() for part in given["shape"])
    content = before + unit * (size // len(unit)) + after
    if given["place"] == "body":
        headers, body = [(b"content-type", b"application/json")], content
    else:
        headers, body = [(given["place"].encode(), content)], json.dumps(FILE).encode()
    return {"status": given["status"], "headers": headers, "blocks": [body], "failure": ""}


def seconds(given: dict[str, Any], size: int) -> tuple[float, str]:
    """How long a response of this size keeps the processor busy, and what comes of it."""
    bench().http.cookies.clear()
    bench().script.begin([made(given, size)])
    gc.disable()  # how long a collection takes depends on what else lives
    start = time.thread_time()
    try:
        word = type(_use(given["use"], given["client"])).__name__
    except EXPECTED as error:
        word = type(error).__name__
    finally:
        gc.enable()
    return time.thread_time() - start, word


def check_growth(measure: Callable[[int], float], size: int) -> None:
    """Raise a Finding where what takes a time that matters takes far longer than what is shorter by `SHORTER`."""
    if measure(size) < QUICK:
        return
    longest = min(measure(size) for _ in range(TRIES))
    shortest = min(measure(size // SHORTER) for _ in range(TRIES))
    is_linear = longest < QUICK or longest < MAX_GROWTH * shortest
    expect(is_linear, "more than linear time", f"{shortest:.4f} s became {longest:.4f} s")


def check(given: dict[str, Any]) -> str:
    """Try an input; see the module."""
    words: list[str] = []

    def measure(size: int) -> float:
        taken, word = seconds(given, size)
        words.append(word)
        return taken

    for size in BODY_SIZES if given["place"] == "body" else HEADER_SIZES:
        check_growth(measure, size)
    return f"{given['use']}: {words[0]}"


# What goes in

_BEFORE = ("", "a", "text/plain; charset=", 'text/plain; charset="', "a/b; a*0*=", "bytes ", "bytes 0-", "https://")
_BEFORE += (
    "/v1/",
    "http://[",
    "Mon, 01 Jan ",
    "a=b; expires=",
    "gzip, ",
    "<",
    "<script>",
    '"',
    '{"error": {"message": "',
)
_BEFORE += ('{"error": ', '{"data": [', "[", '{"id": "', '{"bytes": 1')
_UNITS = (
    " ",
    "a",
    "0",
    ";",
    '";',
    '"',
    "\\",
    '\\"',
    ",",
    "=",
    "<",
    ">",
    "<a",
    "<script>",
    "<style></script>",
    "[",
    "]",
)
_UNITS += (
    "{}",
    "{},",
    "[],",
    '{"error":',
    "/",
    "../",
    "%",
    "%41",
    ":",
    "@",
    "?",
    "#",
    ".",
    "-",
    "1-",
    "(",
    ")",
    "()",
    "\t",
)
_UNITS += ("; charset=a", "; a=b", "; a*1*=b", "a=b; ", "gzip, ", "\\u0000", "é", "\r\n", "\n", CANARY, "a\u2028")
_AFTER = ("", "x", ">", '"', '"}}', "]}", "}", " GMT", "</script>", '"]')
_HEADERS = (*HEADERS, "link", "www-authenticate", "server", "x-ratelimit-reset-requests")


def inputs() -> st.SearchStrategy[dict[str, Any]]:
    """Places and shapes, of headers and of bodies in turn."""
    unit = st.sampled_from(_UNITS) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
    pieces = partial(st.tuples, st.sampled_from(_BEFORE), unit, st.sampled_from(_AFTER))
    return st.fixed_dictionaries(
        {
            "use": st.sampled_from(tuple(USES)),
            "client": st.sampled_from(CLIENTS),
            "status": st.sampled_from(STATUSES),
            "place": st.just("body") | st.sampled_from(_HEADERS),
            "shape": pieces().map(list),
        }
    )
