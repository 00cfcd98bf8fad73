"""Small changes of code, each of which some test should notice."""

from __future__ import annotations

import argparse
import ast
import random
from collections.abc import Iterator, Mapping
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


@dataclass(frozen=True)
class Mutant:
    """One change: in `path`, the text from `start` to `end` becomes `text`."""

    path: Path
    line: int
    start: int
    end: int
    before: str
    text: str

    def apply(self, source: str) -> str:
        """The file with the change."""
        encoded = source.encode()
        return (encoded[: self.start] + self.text.encode() + encoded[self.end :]).decode()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {_short(self.before)} -> {_short(self.text)}"


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= 70 else f"{joined[:67]}..."


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
    tree = ast.parse(source)
    unasked = {id(part) for node in ast.walk(tree) for place in _unasked(node) for part in ast.walk(place)}
    for node in ast.walk(tree):
        if id(node) in unasked or not isinstance(node, ast.expr | ast.stmt):
            continue
        for other in changed(node):
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            text = ast.unparse(ast.fix_missing_locations(other))
            before = source.encode()[start:end].decode()
            yield Mutant(path, node.lineno, start, end, before, f"({text})" if isinstance(other, ast.expr) else text)


def _unasked(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of a node whose changes no program can see: annotations, lines of a log, how a class is declared, checks of
    zip for what is of one length, and code that a type checker alone reads."""
    for name in ("annotation", "returns"):
        if isinstance(part := getattr(node, name, None), ast.AST):
            yield part
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _called(node.value) in LOGGING:
        yield node
    if isinstance(node, ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.Call) and _called(node) == "zip":
        yield from node.keywords
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        yield node


def _called(call: ast.Call) -> str:
    """`LOGGER.debug`, `zip`."""
    return ast.unparse(call.func)


def sample(
    files: Mapping[Path, str], reached: Mapping[Path, Mapping[int, object]], options: argparse.Namespace
) -> list[Mutant]:
    """The mutants of lines that tests reach: those asked for, or so many by chance, the same with each run."""
    found = [
        mutant
        for path, source in sorted(files.items())
        for mutant in mutants(path, source)
        if mutant.line in reached.get(path, {})
    ]
    if options.at:
        return [mutant for mutant in found if f"{mutant.path}:{mutant.line}" in options.at]
    return random.Random(options.seed).sample(found, min(options.mutants, len(found)))  # not a secret
