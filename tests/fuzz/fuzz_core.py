"""What all targets share: what a target and a finding are, how bytes are dealt out, how an input is kept in a file."""

from __future__ import annotations

import ast
import pprint
import re
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

CANARY = "sk-canary-4f1d7c52e9"
"""The key that is looked for in all that comes out."""

OURS = ("/filewright/", "/filewright_api/", "/fuzz/")


class Finding(Exception):
    """Something that must not be. Attributes: `signature`, the same for the same fault; `problem`, for people."""

    def __init__(self, signature: str, problem: str) -> None:
        super().__init__(f"{signature}: {problem}")
        self.signature = signature
        self.problem = problem


def expect(holds: bool, signature: str, problem: str = "") -> None:
    """Raise a Finding unless something holds."""
    if not holds:
        raise Finding(signature, problem[:2000])


class Target(NamedTuple):
    """One thing that is fuzzed.

    Attributes:
        name: what it is called on the command line and in findings.
        about: what goes in, in words.
        engines: the names of the engines that it is run with.
        inputs: makes the Hypothesis strategy; an input is a literal of Python: dicts, lists, text, bytes, numbers.
        from_bytes: the input that the bytes of a coverage-guided engine stand for, whatever they are.
        seeds: bytes to begin with.
        words: what a coverage-guided engine splices in.
        check: tries an input, and says in a word what came out; raises for what must not be.
        cost: how many inputs of others take as long as one of this target; it gets so many fewer.
    """

    name: str
    about: str
    engines: tuple[str, ...]
    inputs: Callable[[], Any]
    check: Callable[[Any], str]
    from_bytes: Callable[[bytes], Any] | None = None
    seeds: Callable[[], list[bytes]] = list
    words: tuple[str, ...] = ()
    cost: int = 1

    def share(self, inputs: int) -> int:
        """How many inputs it gets where others get this many."""
        return max(inputs // self.cost, 1)


def judge(target: Target, given: Any) -> str:
    """What came out of an input, in a word. Raises Finding, whatever it was that went wrong."""
    try:
        return target.check(given)
    except Finding:
        raise
    except Exception as error:  # here is the one place where any exception is news
        raise Finding(_signature(error), "".join(traceback.format_exception(error))) from error


def _signature(error: BaseException) -> str:
    """The kind of an exception and the innermost place of ours that it went through."""
    trace = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in trace if any(part in frame.filename for part in OURS) and frame.filename != __file__]
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"


# Findings in files


def write_finding(folder: Path, target: str, given: Any, signature: str, by: str = "") -> Path:
    """Keep an input, for `--replay`; `by` is part of the file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    slug = re.sub(r"[^a-z0-9]+", "-", signature.lower()).strip("-")[:60]
    path = folder / f"{target}{by and f'-{by}'}-{slug}.txt"
    text = pprint.pformat({"target": target, "input": given}, width=110, sort_dicts=False)
    path.write_text(f"# {signature}\n{text}\n", encoding="utf-8")
    return path


def read_finding(path: Path) -> tuple[str, Any]:
    """The target's name and the input that a file of `write_finding` holds."""
    kept = ast.literal_eval(path.read_text(encoding="utf-8"))
    return kept["target"], kept["input"]


# Bytes of coverage-guided engines


class Deal:
    """Deals out bytes as choices, numbers and text; when there are none left, it deals zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        """A number below 256."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def number(self) -> int:
        """A number below 65,536."""
        return self.byte() << 8 | self.byte()

    def choice(self, options: Sequence[T]) -> T:
        """One of at most 256."""
        return options[self.byte() % len(options)]

    def block(self) -> bytes:
        """At most 255 bytes."""
        return self._take(self.byte())

    def long_block(self) -> bytes:
        """At most 65,535 bytes."""
        return self._take(self.number())

    def text(self) -> str:
        """At most 255 bytes as text; those that are no UTF-8 become halves of surrogate pairs."""
        return self.block().decode("utf-8", "surrogateescape")

    def rest(self) -> bytes:
        """All that is left."""
        return self._take(len(self._data))

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken


def dealt(count: int) -> bytes:
    """What `Deal.number` makes this number of."""
    return bytes([count >> 8, count & 255])


def block(content: bytes) -> bytes:
    """What `Deal.block` makes this content of."""
    return bytes([len(content)]) + content


# What HTTP lets through

_UNSENDABLE = re.compile(rb"[\x00\r\n]")


def sendable(value: bytes) -> bytes:
    """The value of a header without what HTTP libraries never hand on: NUL, line breaks, blanks around it."""
    return _UNSENDABLE.sub(b"", value).strip(b" \t")


def token(value: bytes) -> bytes:
    """What is left of a header's name, or method, when all that has no place in a token is left out."""
    return re.sub(rb"[^!#$%&'*+.^_`|~0-9A-Za-z-]", b"", value) or b"x"
