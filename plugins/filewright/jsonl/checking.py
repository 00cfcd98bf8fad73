"""Checks a file line by line before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import ConfigurationError, shorten
from ..narrowing import is_dict
from .batch import BatchRules
from .evals import EvalRules
from .fine_tuning import ChatRules, PreferenceRules, ReinforcementRules
from .parsing import Fault, parse
from .problems import CheckReport, Problem
from .reading import MAX_LINE_BYTES, Block, JsonlSource, LineCutter, chunks_of
from .rules import Rules

KINDS: dict[str, type[Rules]] = {
    "batch": BatchRules,
    "fine-tune-chat": ChatRules,
    "fine-tune-dpo": PreferenceRules,
    "fine-tune-rft": ReinforcementRules,
    "evals": EvalRules,
    "jsonl": Rules,
}
"""The kinds of files to check. "fine-tune" stands for "fine-tune-chat" or "fine-tune-dpo", whichever the first line
looks like; images and tools are checked in both."""

THOROUGH_LINES = 200
"""The number of lines checked for duplicate keys, from the first on. The check takes three times as long, and lines
written by the same program usually have the same keys."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def check(
    source: JsonlSource,
    kind: str | None = None,
    *,
    max_problems: int = 100,
    to_split: bool = False,
    fast: bool | None = None,
    thorough_lines: int = THOROUGH_LINES,
) -> CheckReport:
    """Check a JSONL file, reading it once as a stream.

    Args:
        source: a path, bytes, a file opened with "rb", or an iterable of blocks of bytes.
        kind: one of KINDS, or "fine-tune"; default: detected from the first line.
        max_problems: the maximum number of problems in the report; all are counted.
        to_split: the file will be split, so it may have any size and mix models and endpoints.
        fast: use msgspec (extra `fast`) for speed; default: if it is installed.
        thorough_lines: the number of lines checked for duplicate keys, from the first on.

    Returns:
        Counts and problems; `report.ok` is True if there is no error.

    Raises:
        SourceError: the file cannot be read.
        ConfigurationError: the kind is unknown, or `fast` is True and msgspec is not installed.
    """
    if kind is not None and kind not in {*KINDS, "fine-tune"}:
        raise ConfigurationError(f"kind is {shorten(kind)}; pass one of {', '.join((*KINDS, 'fine-tune'))}, or None.")
    checker = Checker(kind, max_problems, to_split=to_split, fast=fast, thorough_lines=thorough_lines)
    for chunk in chunks_of(source):
        checker.feed(chunk)
    return checker.end()


class Checker:
    """A check of a file whose bytes come in chunks.

    Args:
        kind, max_problems, to_split, fast, thorough_lines: as in `check`.
    """

    def __init__(
        self,
        kind: str | None,
        max_problems: int = 100,
        *,
        to_split: bool = False,
        fast: bool | None = None,
        thorough_lines: int = THOROUGH_LINES,
    ) -> None:
        self._kind = kind
        self._options: dict[str, Any] = {"to_split": to_split, "fast": fast, "thorough_lines": thorough_lines}
        self._report = CheckReport(kind or "jsonl", max_problems)
        self._rules: Rules | None = None
        self._cutter = LineCutter()
        self._has_returns = False
        self._is_ended = True
        self._line = (1, 0)

    def feed(self, chunk: bytes) -> None:
        """Check a chunk."""
        self._report.bytes += len(chunk)
        self._check_blocks(self._cutter.feed(chunk))

    def end(self) -> CheckReport:
        """Check the rest, and the file as a whole."""
        self._check_blocks(self._cutter.end())
        report = self._report
        rules = self._rules or self._chosen([])
        if not self._is_ended:
            self._add(Fault("missing_last_newline", "The last line does not end with a line feed."), "warning")
        if not report.lines:
            self._add_for_file(Fault("empty_file", "It has no lines."))
        for fault, level in rules.at_end():
            self._add_for_file(fault, level)
        return report

    def _check_blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._check_block(block)
            self._is_ended = block.ended

    def _check_block(self, block: Block) -> None:
        rules = self._rules or self._chosen(block.lines)
        if block.cut:
            self._line = (block.number, block.offset)
            self._report.lines += 1
            self._add(Fault("line_too_long", f"It has more than {MAX_LINE_BYTES:,} bytes."))
            return
        thorough = max(0, rules.thorough_lines - block.number + 1)
        self._check_lines(rules, block.number, block.offset, block.lines[:thorough])
        rest = block.lines[thorough:]
        if not rest:
            return
        returns = block.returns and b"\r" in b"".join(rest)
        if not returns and rules.accepts(rest, block.number + thorough, ascii=block.ascii):
            self._report.lines += len(rest)
            self._line = (block.number + len(block.lines) - 1, block.end - len(rest[-1]))
            return
        self._check_lines(rules, block.number + thorough, self._after(block, thorough), rest)

    def _after(self, block: Block, count: int) -> int:
        """Return the offset after a number of lines of a block."""
        return block.offset + sum(map(len, block.lines[:count]))

    def _check_lines(self, rules: Rules, number: int, offset: int, lines: list[bytes]) -> None:
        for line in lines:
            self._check_line(rules, number, offset, line)
            number, offset = number + 1, offset + len(line)

    def _check_line(self, rules: Rules, number: int, offset: int, line: bytes) -> None:
        self._line = (number, offset)
        line = line.removesuffix(b"\n")
        if line.endswith(b"\r"):
            line = line[:-1]
            if not self._has_returns:
                self._has_returns = True
                self._add(Fault("carriage_return", "Its lines end with CR LF; save it with LF alone."), "warning")
        if number == 1 and line.startswith(_BYTE_ORDER_MARK):
            self._add(Fault("byte_order_mark", "It begins with a byte order mark; save it as UTF-8 without one."))
            line = line[3:]
        if not line.strip():
            self._add(Fault("blank_line", "It is blank."), "warning")
            return
        self._report.lines += 1
        if rules.accepts([line], number):
            return
        value, faults = parse(line, thorough=number <= rules.thorough_lines)
        for fault in faults:
            self._add(fault)
        if value is None and faults:
            rules.at_unreadable()
        elif not is_dict(value):
            self._add(Fault("not_an_object", f"It is {_kind_of(value)}, not an object."))
            rules.at_unreadable()
        else:
            for fault, level in rules.at_line(value, number):
                self._add(fault, level)

    def _chosen(self, lines: list[bytes]) -> Rules:
        self._report.kind = kind = _kind(self._kind, lines)
        self._rules = KINDS[kind](self._report, **self._options)
        return self._rules

    def _add(self, fault: Fault, level: Any = "error") -> None:
        number, offset = self._line
        self._report.add(Problem(number, offset + fault.at, fault.code, fault.message, fault.path, level))

    def _add_for_file(self, fault: Fault, level: Any = "error") -> None:
        self._report.add(Problem(0, 0, fault.code, fault.message, fault.path, level))


def _kind(kind: str | None, lines: list[bytes]) -> str:
    """Return the requested kind; what it leaves open is detected from the first line."""
    if kind is not None and kind != "fine-tune":
        return kind
    first = next((line for line in lines if line.strip()), b"")
    value, _ = parse(first.removeprefix(_BYTE_ORDER_MARK).strip())
    found = _guess(value) if is_dict(value) else "jsonl"
    return found if kind is None or found.startswith("fine-tune") else "fine-tune-chat"


def _guess(value: dict[str, Any]) -> str:
    if "custom_id" in value or {"method", "url", "body"} <= set(value):
        return "batch"
    if "preferred_output" in value or "non_preferred_output" in value:
        return "fine-tune-dpo"
    if "messages" in value:
        return "fine-tune-chat"
    return "evals" if "item" in value else "jsonl"


def _kind_of(value: object) -> str:
    return _NAMES.get(type(value).__name__, "null")


_NAMES = {"list": "an array", "str": "text", "bool": "a boolean", "int": "a number", "float": "a number"}
