"""The contents of a generated package, read from its source: nothing is imported or run.

`facts` are those that the checks of regenerate.py compare with the contract. `strange_code` finds statements, calls and
imports that no template writes: what a value of the document became, had it got out of its quotes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# Written by hand, without a value from a document: a file that is equal to one of these has no code of a document's.
_RUNTIME = Path(__file__).parent / "runtime"


@dataclass(frozen=True)
class Written:
    """The code that a package's templates may generate: calls, imported modules and defined functions."""

    calls: frozenset[str]
    modules: frozenset[str]
    functions: frozenset[str]
    own_names: bool = False
    """Functions and classes besides have names of the contract, which names.py has let pass."""


_LAZY = frozenset(("AttributeError", "getattr", "globals", "import_module"))
WRITTEN = {
    # Calls in templates, besides functions of types.py and the `adopt` of models. httpx is for annotations.
    "models": Written(
        calls=_LAZY
        | {
            *("_attrs_define", "_attrs_field", "_form_fields", "_json_object", "_new", "_path_segment"),
            *(
                "_query_values",
                "_from_json",
                "_read_list",
                "RequestParts",
                "MappingProxyType",
                "frozenset",
                "len",
                "str",
            ),
            *(
                "Operation",
                "Body",
                "Paging",
                "Polling",
                "Expiry",
                "Recovery",
                "FileUpload",
                "Completion",
                "Limits",
                "PurposeLimits",
                "source.pop",
                "source.get",
            ),
        },
        modules=frozenset(
            ("__future__", "attrs", "collections.abc", "httpx", "importlib", "json", "types", "typing"),
        ),
        functions=frozenset(("adopt", "build_request", "parse_response", "__dir__", "__getattr__")),
    ),
    "resources": Written(
        calls=frozenset(
            (
                *("CallOptions", "Client", "Option", "Verb", "checked_wait", "warnings.warn"),
                *("raw", "async_raw", "streamed", "async_streamed"),
                *("self._client.call", "self._client.wait", "self.create", "self.poll"),
            )
        ),
        modules=frozenset(
            (
                *("__future__", "collections.abc", "functools", "typing", "warnings"),
                *("filewright.calls", "filewright.clients.client", "filewright.resources.callers"),
                *("filewright.responses.contents", "filewright.responses.pages", "filewright.responses.raw"),
                *("filewright.sentinels", "filewright.settings", "filewright.sources"),
                *("filewright.resources.uploads",),
            )
        ),
        functions=frozenset(("__init__",)),
        own_names=True,
    ),
    "types": Written(
        calls=_LAZY,
        modules=frozenset(("__future__", "collections.abc", "importlib", "typing", "filewright.sources")),
        functions=frozenset(("__dir__", "__getattr__")),
    ),
    # Pages, which have no code.
    "pages": Written(frozenset(), frozenset(), frozenset()),
    "site": Written(frozenset(), frozenset(), frozenset()),
}
_ATTRIBUTES = frozenset(("__class__", "__dict__", "__new__"))
_NAMES = frozenset(("__all__", "__name__"))
_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")

# The only kinds of syntax that templates write.
_NODES = (
    *(
        ast.Module,
        ast.Expr,
        ast.Constant,
        ast.Import,
        ast.ImportFrom,
        ast.alias,
        ast.Assign,
        ast.AnnAssign,
        ast.AugAssign,
    ),
    *(
        ast.ClassDef,
        ast.FunctionDef,
        ast.arguments,
        ast.arg,
        ast.keyword,
        ast.Return,
        ast.Raise,
        ast.If,
        ast.IfExp,
        ast.Try,
    ),
    *(ast.ExceptHandler, ast.Name, ast.Attribute, ast.Subscript, ast.Starred, ast.Tuple, ast.List, ast.Dict, ast.Call),
    *(ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.ListComp, ast.DictComp, ast.comprehension, ast.JoinedStr),
    *(ast.AsyncFunctionDef, ast.Await, ast.Pass),
    *(ast.FormattedValue, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)


def read(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def facts(package: Path) -> dict[str, Any]:
    """Models with their attributes, operations with their record, arguments and responses."""
    records = _records(read(package / "operations.py"))
    return {
        "models": dict(_model_fields(package / "models")),
        "operations": {record["name"]: _operation_facts(package, record) for record in records},
    }


def _records(module: ast.Module) -> Iterator[dict[str, Any]]:
    """The keywords of each `NAME = Operation(...)`."""
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            yield _keywords(statement.value)


def _keywords(call: ast.Call) -> dict[str, Any]:
    return {
        str(keyword.arg): _keywords(keyword.value)
        if isinstance(keyword.value, ast.Call)
        else ast.literal_eval(keyword.value)
        for keyword in call.keywords
    }


def _model_fields(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(folder.glob("*.py")):
        for statement in read(path).body:
            if isinstance(statement, ast.ClassDef):
                yield statement.name, [attribute for attribute, _, _ in _json_fields(statement)]


def _json_fields(model: ast.ClassDef) -> tuple[tuple[str, str, bool], ...]:
    for statement in model.body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "json_fields" and statement.value:
            found: tuple[tuple[str, str, bool], ...] = ast.literal_eval(statement.value)
            return found
    return ()


def _operation_facts(package: Path, record: dict[str, Any]) -> dict[str, Any]:
    _, *way = record["module"].split(".")
    functions = {
        each.name: each
        for each in read(package.joinpath(*way).with_suffix(".py")).body
        if isinstance(each, ast.FunctionDef)
    }
    parameters = functions["build_request"].args
    returned = functions["parse_response"].returns
    given = list(zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True))
    return {
        "arguments": [parameter.arg for parameter, _ in given],
        "required": [parameter.arg for parameter, default in given if default is None],
        "response": ast.unparse(returned) if returned else None,
        "record": record,
    }


# Code that no template writes


def strange_code(package: Path, product: str = "models", api: str = "filewright_api") -> list[str]:
    """The code in a package that none of its templates generates, one line each.

    `product` is a key of WRITTEN, `api` the name of the package of models.
    """
    written = WRITTEN[product]
    written = replace(written, modules=written.modules | {api, f"{api}.models"})
    return [
        f"{path.relative_to(package).as_posix()}: line {getattr(node, 'lineno', 0)}: {problem}"
        for path in sorted(package.rglob("*.py"))
        if not _is_of_the_runtime(path)
        for node in ast.walk(read(path))
        for problem in _strangeness(node, written)
    ]


def _is_of_the_runtime(path: Path) -> bool:
    own = _RUNTIME / path.name
    return own.is_file() and own.read_bytes() == path.read_bytes()


def _strangeness(node: ast.AST, written: Written) -> Iterator[str]:
    if not isinstance(node, _NODES):
        yield f"no template writes a {type(node).__name__}"
    elif isinstance(node, ast.Call) and not _is_known_call(node.func, written):
        yield f"no template calls {ast.unparse(node.func)[:80]!r}"
    elif isinstance(node, ast.Import | ast.ImportFrom) and not _is_known_import(node, written):
        yield f"no template has {ast.unparse(node)[:80]!r}"
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_known_function(node.name, written):
        yield f"no template defines {node.name!r}"
    elif isinstance(node, ast.Attribute) and node.attr.startswith("__") and node.attr not in _ATTRIBUTES:
        yield f"no template looks at {node.attr!r}"
    elif isinstance(node, ast.Name) and node.id.startswith("__") and node.id not in _NAMES:
        yield f"no template names {node.id!r}"
    elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant | ast.Call | ast.Await):
        yield f"no template has the statement {ast.unparse(node)[:80]!r}"


def _is_known_call(function: ast.expr, written: Written) -> bool:
    text = ast.unparse(function)
    if text in written.calls:
        return True
    if written.own_names:  # the classes of sub-resources and views
        return isinstance(function, ast.Name) and _CLASS.fullmatch(function.id) is not None
    # The adopt of a model, and the functions of types.py.
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and (function.attr == "adopt" or function.value.id == "_types" or text == f"{function.value.id}.isascii")
    )


def _is_known_function(name: str, written: Written) -> bool:
    return name in written.functions or (written.own_names and not name.startswith("_"))


def _is_known_import(node: ast.Import | ast.ImportFrom, written: Written) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name in written.modules for alias in node.names)
    return node.level > 0 or node.module in written.modules
