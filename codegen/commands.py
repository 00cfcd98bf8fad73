"""Makes filewright_resources/commands: the methods as plain data for the command line.

Each resource of the client has a module, which is imported when one of its verbs is called. The package itself contains
only their names and descriptions, for the help.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import PREFIX
from literals import plain_words
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty
from resources import METHOD, Method, Parameter, Resource, templates
from shapes import Argument, choices, kind_of, model_fields, without_null

MAX_COLUMNS = 7
"""The maximum number of columns in a table without columns in the contract."""
_SCALARS = ("text", "integer", "number", "boolean")


@dataclass(frozen=True)
class Option:
    """An argument of a verb."""

    name: str
    kind: str
    words: str
    required: bool = False
    default: Any = None
    values: tuple[str, ...] = ()
    closed: bool = False
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class Verb:
    """A method, as a verb of the command line."""

    way: tuple[str, ...]
    name: str
    words: str
    gives: str
    arguments: list[Option] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    wait: str | None = None
    deletes: bool = False


def write(roots: list[Resource], models: dict[str, ModelProperty], folder: Path, notice: str) -> None:
    """Write the package `commands` into the package of resources, not yet formatted."""
    environment = templates(notice=notice)
    columns = _columns(roots, models)
    folder.mkdir()
    (folder / "__init__.py").write_text(
        environment.get_template("commands.py.jinja").render(roots=roots), encoding="utf-8"
    )
    for root in roots:
        verbs = [
            _verb(root, resource, method, columns)
            for resource in root.walk()
            for method in resource.methods
            if method.kind in ("call", "wait")
        ]
        text = environment.get_template("verbs.py.jinja").render(root=root, verbs=verbs)
        (folder / f"{root.attribute}.py").write_text(text, encoding="utf-8")


def _columns(roots: list[Resource], models: dict[str, ModelProperty]) -> dict[str, tuple[str, ...]]:
    """Return the table columns of each model that a method returns."""
    made: dict[str, tuple[str, ...]] = {}
    methods = [method for root in roots for resource in root.walk() for method in resource.methods]
    for method in methods:
        if method.result in models:
            made.setdefault(method.result, _default_columns(models[method.result]))
    for method in methods:
        named = method.operation.extensions[METHOD].get("columns")
        if named and method.result in models:
            made[method.result] = tuple(named)
    return made


def _default_columns(model: ModelProperty) -> tuple[str, ...]:
    scalars = [each.attribute for each in model_fields(model) if kind_of(each.prop) in _SCALARS]
    return tuple(name for name in scalars if name != "object")[:MAX_COLUMNS]


def _verb(root: Resource, resource: Resource, method: Method, columns: dict[str, tuple[str, ...]]) -> Verb:
    waits = [each.name for each in resource.methods if each.kind == "wait"]
    arguments = {each.name: argument for argument, each in method.taken}
    expiry = method.operation.extensions.get(f"{PREFIX}expiry", {}).get("field")
    made = {
        each.name: _option(each, arguments.get(each.name), method.schemas, expiry)
        for each in (*method.positional, *method.keyword)
        if each.name not in ("expected_bytes", "raise_on_error")
    }
    return Verb(
        resource.way[1:],
        method.name,
        str(ast.literal_eval(method.docstring)).partition("\n")[0],
        "content"
        if method.is_content
        else "page"
        if method.is_paged
        else "nothing"
        if method.result == "None"
        else "object",
        [made.pop(each.name) for each in method.positional],
        list(made.values()),
        columns.get(method.result, ()),
        waits[0] if method.kind == "call" and method.name == "create" and len(waits) == 1 else None,
        method.operation.method == "DELETE",
    )


def _option(each: Parameter, argument: Argument | None, schemas: dict[str, Any], expiry: str | None) -> Option:
    default = each.value
    if argument is None:  # of a wait
        kind = {"str": "text", "int": "integer", "float": "number"}.get(each.annotation, "text")
        return Option(each.name, kind, each.words, each.default is None, default)
    schema = schemas.get(argument.name, {})
    kind = "duration" if argument.name == expiry else "file" if argument.place == "file" else option_kind(argument.prop)
    return Option(
        each.name,
        kind,
        plain_words(schema.get("description", "")),
        each.default is None,
        default,
        tuple(str(value) for value in schema.get("enum", ()) if value is not None),
        schema.get(f"{PREFIX}values") == "closed",
        schema.get("minimum"),
        schema.get("maximum"),
    )


def option_kind(prop: PropertyProtocol) -> str:
    """Return the form of an argument on a command line: as itself, several times, or as JSON."""
    bare = without_null(prop)
    if isinstance(bare, UnionProperty):
        kinds = {option_kind(each) for each in choices(bare)}
        if kinds == {"text", "texts"}:
            return "texts"
        return "json or text" if "text" in kinds else "json"
    if isinstance(bare, ListProperty):
        return "texts" if kind_of(bare.inner_property) == "text" else "json"
    if isinstance(bare, AnyProperty):
        return "json or text"
    kind = kind_of(bare)
    return kind if kind in _SCALARS else "json"
