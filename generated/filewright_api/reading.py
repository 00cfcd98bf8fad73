"""The JSON of responses.

Copied as it is from codegen/runtime: edit it there, then run `nox -s regenerate`.

msgspec is used where it is installed and saves more than its import costs: for large responses, once a process has read
so many of them that it will read more. It can only accept. What it refuses, the standard library decides: it takes
`NaN`, byte order marks and halves of surrogate pairs, and its errors say what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

__all__ = ("LARGE_BYTES", "Reader", "from_json")

LARGE_BYTES = 64 << 10
"""A smaller response takes the standard library less than a millisecond."""
IMPORT_BYTES = 8 << 20
"""The standard library takes about as long for this many bytes as Python does to import msgspec."""


class Reader:
    """A reader of JSON. `decode` is msgspec's, or None; `read_bytes` counts what was read of large responses."""

    def __init__(self) -> None:
        self.decode: Callable[[bytes], Any] | None = None
        self.read_bytes = 0

    def __call__(self, content: bytes) -> Any:
        """The value of a JSON text. Raises ValueError or RecursionError where the standard library does."""
        if len(content) > LARGE_BYTES:
            if self.decode is None:
                self._count(len(content))
            if self.decode is not None:
                with suppress(ValueError, RecursionError):
                    return self.decode(content)
        return json.loads(content)

    def _count(self, size: int) -> None:
        before = self.read_bytes
        self.read_bytes += size
        if before < IMPORT_BYTES <= self.read_bytes:
            self.prepare()

    def prepare(self) -> None:
        """Use msgspec from now on, if it is installed."""
        with suppress(ImportError):
            self.decode = import_module("msgspec").json.decode


from_json = Reader()
