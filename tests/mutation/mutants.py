"""Small changes of code, each of which some test should notice."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}

LOGGING = {f"{name}.{level}" for name in ("LOGGER", "logger", "_LOGGER") for level in ("debug", "info")}


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Mutant:
    """One change: in `path`, the text from `start` to `end` becomes `text`."""

    path: Path
    scope: str
    """The function or class that it lies in, such as `Attempts.next`; empty at the top of the module."""
    number: int
    """Counts equal changes within a scope, from 1."""
    inside: bool
    """It is part of the body of a function, so it acts only when that runs."""
    line: int
    start: int
    end: int
    before: str
    text: str

    def apply(self, source: str) -> str:
        """The file with the change."""
        encoded = source.encode()
        return (encoded[: self.start] + self.text.encode() + encoded[self.end :]).decode()

    @property
    def change(self) -> str:
        """The change in one line."""
        nth = f" ({self.number})" if self.number > 1 else ""
        return f"{_joined(self.before)} -> {_joined(self.text)}{nth}"

    @property
    def name(self) -> str:
        """A name that stays when the file changes elsewhere."""
        return f"{self.path.as_posix()} {self.scope}: {self.change}"

    def order(self, seed: int) -> str:
        """Sort by it to draw a sample that other changes of the code leave as it is."""
        return hashlib.sha256(f"{seed} {self.name}".encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.path.as_posix()}:{self.line}: {self.scope}: {self.change}"


def _joined(text: str) -> str:
    return " ".join(text.split())


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """What a node becomes, in each of its mutants."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITES:
        yield ast.Compare(node.left, [OPPOSITES[type(node.ops[0])](), *node.ops[1:]], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(OPPOSITES[type(node.op)](), node.values)  # type: ignore[arg-type]
    elif isinstance(node, ast.BinOp) and type(node.op) in OPPOSITES:
        yield ast.BinOp(node.left, OPPOSITES[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Raise | ast.Continue | ast.Break) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield ast.Pass()


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def mutants(path: Path, source: str) -> Iterator[Mutant]:
    """All mutants of a file."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    seen: Counter[tuple[str, str, str]] = Counter()
    for node, scope, inside in _walked(ast.parse(source), "", inside=False):
        for other in changed(node):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            before = source.encode()[start:end].decode()
            text = ast.unparse(ast.fix_missing_locations(other))
            text = f"({text})" if isinstance(other, ast.expr) else text
            seen[scope, _joined(before), text] += 1
            number = seen[scope, _joined(before), text]
            yield Mutant(path, scope, number, inside, node.lineno, start, end, before, text)


def _walked(node: ast.AST, scope: str, *, inside: bool) -> Iterator[tuple[ast.expr | ast.stmt, str, bool]]:
    """Expressions and statements, each with its scope, and whether it lies in the body of a function."""
    unasked = set(map(id, _unasked(node)))
    own = (
        f"{scope}.{node.name}".lstrip(".")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        else scope
    )
    body = node.body if isinstance(node, FUNCTIONS) else []
    within = set(map(id, body if isinstance(body, list) else [body]))
    for child in ast.iter_child_nodes(node):
        if id(child) in unasked:
            continue
        of_child = inside or id(child) in within
        if isinstance(child, ast.expr | ast.stmt):
            yield child, own, of_child
        yield from _walked(child, own, inside=of_child)


def _unasked(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of a node whose changes no program can see: annotations, lines of a log, how a class is declared, checks of
    zip for what is of one length, and code that a type checker alone reads."""
    for name in ("annotation", "returns"):
        if isinstance(part := getattr(node, name, None), ast.AST):
            yield part
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Call) and _called(child.value) in LOGGING:
            yield child
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            yield child
    if isinstance(node, ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.Call) and _called(node) == "zip":
        yield from node.keywords


def _called(call: ast.Call) -> str:
    """`LOGGER.debug`, `zip`."""
    return ast.unparse(call.func)
