"""The access log: a line for each request, which holds nothing that may be a secret."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode

from filewright.redaction import SHOWN_QUERY

__all__ = ["LogLine", "access_line", "print_line"]

LogLine: TypeAlias = Callable[[str], None]
"""Is called with each line of the access log."""


def access_line(method: str, target: str, status: int, seconds: float) -> str:
    """Return the line for a request: when it ended (UTC), what was asked, the status, how long it took.

    Of the query, it contains only the parameters of lists; headers and content are left out.
    """
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return f"{now} {_plain(method)} {_plain(_shown(target))} {status} {1000 * seconds:.1f} ms"


def _shown(target: str) -> str:
    path, _, query = target.partition("?")
    shown = [(name, value) for name, value in parse_qsl(query) if name in SHOWN_QUERY]
    return f"{path[:200]}?{urlencode(shown)}" if shown else path[:200]


def _plain(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode() if text.isprintable() else ascii(text)


def print_line(line: str) -> None:
    """Write a line to standard error."""
    print(line, file=sys.stderr, flush=True)
