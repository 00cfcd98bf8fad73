"""The result of a check: the problems of a file, and its counts."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal, NamedTuple

from ..errors import SourceError, cut
from ..rules.quantities import counted

MAX_SHOWN = 10
"""Problems that the text of a report shows."""


class Problem(NamedTuple):
    """A problem of a file.

    Attributes:
        line: the number of the line, starting at 1; 0 for the file as a whole.
        offset: the offset in the file of the problem, or of its line.
        code: the type of problem; the server's own code if it has one.
        message: a description of the problem, with the value.
        path: its place in the object, such as `$.body.model`.
        level: "error" if a server refuses it, "warning" if a server may accept it.
    """

    line: int
    offset: int
    code: str
    message: str
    path: str = "$"
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"line {self.line}, byte {self.offset}" if self.line else "the file"
        where = "" if self.path == "$" else f" at {self.path}"
        return f"{place}: {self.level} {self.code}{where}: {self.message}"


class CheckReport:
    """The outcome of a check.

    Attributes:
        kind: the kind of the file, one of KINDS.
        problems: the problems in the order of their lines, up to `max_problems` of them.
        errors, warnings: their numbers, including those left out of `problems`.
        codes: the number of problems by code.
        lines: the number of non-empty lines.
        bytes: the size of the file.
        models, endpoints: the number of requests for each.
        estimated_tokens: an estimate, bytes / 4; no tokenizer is used.
    """

    def __init__(self, kind: str, max_problems: int = 100) -> None:
        self.kind = kind
        self.max_problems = max_problems
        self.problems: list[Problem] = []
        self.errors = 0
        self.warnings = 0
        self.codes: Counter[str] = Counter()
        self.lines = 0
        self.bytes = 0
        self.models: Counter[str] = Counter()
        self.endpoints: Counter[str] = Counter()

    @property
    def ok(self) -> bool:
        """True if there are no errors; there may be warnings."""
        return not self.errors

    @property
    def estimated_tokens(self) -> int:
        """An estimate of the tokens: a quarter of the bytes."""
        return estimated_tokens(self.bytes)

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it unless the maximum is reached."""
        if problem.level == "error":
            self.errors += 1
        else:
            self.warnings += 1
        self.codes[problem.code] += 1
        if len(self.problems) < self.max_problems:
            self.problems.append(problem)

    def raise_for_errors(self, label: str = "The file") -> None:
        """Raise an exception if there are errors.

        Raises:
            SourceError: the first error, and the number of errors.
        """
        if self.errors:
            first = next((each for each in self.problems if each.level == "error"), None)
            what = "its problems were not kept" if first is None else cut(str(first), 400)
            more = f" ({self.errors:,} errors in all)" if self.errors > 1 else ""
            raise SourceError(f"{label} cannot be used as a {self.kind} file: {what.rstrip('.')}{more}.")

    def _repr_html_(self) -> str:
        from ..ground.notebooks import grid, table

        rows = [("lines", f"{self.lines:,}"), ("bytes", f"{self.bytes:,}")]
        rows += [("errors", f"{self.errors:,}"), ("warnings", f"{self.warnings:,}")]
        rows += [(f"requests to {model}", f"{count:,}") for model, count in self.models.items()]
        problems = [{"line": each.line, "problem": each.code, "message": each.message} for each in self.problems]
        return table(rows, self.kind) + (grid(problems[:MAX_SHOWN]) if problems else "")

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {
            "kind": self.kind,
            "ok": self.ok,
            "lines": self.lines,
            "bytes": self.bytes,
            "estimated_tokens": self.estimated_tokens,
            "models": dict(self.models),
            "endpoints": dict(self.endpoints),
            "errors": self.errors,
            "warnings": self.warnings,
            "codes": dict(self.codes),
            "problems": [each._asdict() for each in self.problems],
        }

    def __str__(self) -> str:
        head = (
            f"{self.kind}: {counted(self.lines, 'line')}, {counted(self.bytes, 'byte')}, about"
            f" {counted(self.estimated_tokens, 'token')} (estimated), {counted(self.errors, 'error')},"
            f" {counted(self.warnings, 'warning')}"
        )
        shown = [f"  {each}" for each in self.problems[:MAX_SHOWN]]
        left = self.errors + self.warnings - len(shown)
        return "\n".join([head, *shown, *([f"  ... and {left:,} more"] if left else [])])

    def __repr__(self) -> str:
        return f"<CheckReport {self.kind} lines={self.lines} errors={self.errors} warnings={self.warnings}>"


def estimated_tokens(size: int) -> int:
    """Estimate the tokens in a number of bytes: a quarter of it, rounded up."""
    return (size + 3) // 4
