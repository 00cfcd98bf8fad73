"""The rules of a kind of file for its lines; the base class only requires objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias

from .parsing import Fault
from .problems import CheckReport

Level: TypeAlias = Literal["error", "warning"]
Found: TypeAlias = tuple[Fault, Level]


class Rules:
    """The rules of plain JSONL: every line is an object.

    Args:
        report: where counts go; problems are returned.
        to_split, fast, thorough_lines: as of `check`.
    """

    def __init__(self, report: CheckReport, *, to_split: bool, fast: bool | None, thorough_lines: int) -> None:
        self.report = report
        self.to_split = to_split
        self.thorough_lines = thorough_lines

    def accepts(self, lines: list[bytes], number: int, *, ascii: bool = False) -> bool:
        """Return True if a quick check accepted and counted these lines; otherwise they are checked one by one.

        Args:
            lines: the lines.
            number: that of the first.
            ascii: whether they are known to be ASCII.
        """
        return False

    def at_line(self, value: dict[str, Any], number: int) -> Iterable[Found]:
        """Yield the errors in an object."""
        return ()

    def at_unreadable(self) -> None:
        """Note a line that is not an object."""

    def at_end(self) -> Iterable[Found]:
        """Yield the errors in the file as a whole."""
        return ()


def error(code: str, message: str, path: str = "$") -> Found:
    """An error."""
    return Fault(code, message, path), "error"


def warning(code: str, message: str, path: str = "$") -> Found:
    """A warning."""
    return Fault(code, message, path), "warning"


Findings: TypeAlias = Iterator[Found]
