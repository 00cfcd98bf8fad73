"""What a kind of file asks of its lines; the base asks for objects and nothing else."""

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

    def accepts(self, lines: list[bytes], number: int) -> bool:
        """Whether these lines are good at a glance, and were counted; else they are looked at one by one."""
        return False

    def at_line(self, value: dict[str, Any], number: int) -> Iterable[Found]:
        """What is wrong with an object."""
        return ()

    def at_unreadable(self) -> None:
        """A line was met that is not an object."""

    def at_end(self) -> Iterable[Found]:
        """What is wrong with the file as a whole."""
        return ()


def error(code: str, message: str, path: str = "$") -> Found:
    """An error."""
    return Fault(code, message, path), "error"


def warning(code: str, message: str, path: str = "$") -> Found:
    """A warning."""
    return Fault(code, message, path), "warning"


Findings: TypeAlias = Iterator[Found]
