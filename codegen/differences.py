"""The differences between two contracts, and their effect on users of the client.

`python codegen/differences.py OLD NEW` prints it, and which bump of the version it asks for.

A difference is rated in its own direction: what a server may send more of, a client takes; what a server wants more of,
a client that was written before does not send.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from published import PublishedError, load, operations, pointed_at
from telling import say

Direction = Literal["request", "response"]
Rating = Literal["breaking", "additive", "cosmetic"]
ORDER: tuple[Rating, ...] = ("breaking", "additive", "cosmetic")
BUMPS: dict[str | None, str] = {"breaking": "major", "additive": "minor", "cosmetic": "patch", None: "none"}

# The rating of a difference in a request, and in a response. Enumerations are open in this client: it passes on values
# that it does not know, so a value that is removed from a response breaks nothing.
RATINGS: dict[str, tuple[Rating, Rating]] = {
    "operation added": ("additive", "additive"),
    "operation removed": ("breaking", "breaking"),
    "operation renamed": ("breaking", "breaking"),
    "operation deprecated": ("cosmetic", "cosmetic"),
    "parameter added": ("additive", "additive"),
    "required parameter added": ("breaking", "breaking"),
    "parameter removed": ("breaking", "breaking"),
    "body added": ("additive", "additive"),
    "required body added": ("breaking", "breaking"),
    "body removed": ("breaking", "breaking"),
    "media type changed": ("breaking", "breaking"),
    "field added": ("additive", "additive"),
    "required field added": ("breaking", "additive"),
    "field removed": ("breaking", "breaking"),
    "became required": ("breaking", "additive"),
    "became optional": ("additive", "breaking"),
    "type changed": ("breaking", "breaking"),
    "type widened": ("additive", "breaking"),
    "type narrowed": ("breaking", "additive"),
    "may be null": ("additive", "breaking"),
    "may no longer be null": ("breaking", "additive"),
    "value added": ("additive", "additive"),
    "value removed": ("breaking", "cosmetic"),
    "values opened": ("additive", "cosmetic"),
    "values closed": ("breaking", "cosmetic"),
    "limit loosened": ("additive", "cosmetic"),
    "limit tightened": ("breaking", "cosmetic"),
    "default changed": ("cosmetic", "cosmetic"),
    "words changed": ("cosmetic", "cosmetic"),
    "behaviour changed": ("breaking", "breaking"),
}

Pointer = tuple[str | int, ...]


class Difference(NamedTuple):
    """One thing that differs.

    Attributes:
        operation: the operationId in the older document, or METHOD path.
        where: what it is about, such as "response.data[].status".
        kind: a key of RATINGS.
        detail: what was and what is.
        direction: whether it is about what is sent or about what comes.
        rating: what it means.
        target: where in the older document the newer one's could be written, or None.
        value: what would be written there.
    """

    operation: str
    where: str
    kind: str
    detail: str
    direction: Direction
    rating: Rating
    target: Pointer | None = None
    value: Any = None

    def __str__(self) -> str:
        about = f" {self.where}" if self.where else ""
        detail = f": {self.detail}" if self.detail else ""
        return f"{self.rating:9} {self.operation}{about}: {self.kind}{detail}"


def compare(
    old: dict[str, Any], new: dict[str, Any], *, words: bool = True, as_contract: bool = False
) -> list[Difference]:
    """All that differs; `words` for descriptions too. The gravest come first.

    With `as_contract`, what the older document cannot say or leaves open on purpose does not count: headers among the
    parameters, bodies that may be left out, and what a plain object or an unknown value looks like.
    """
    before = {(path, method): operation for path, method, operation in operations(old)}
    after = {(path, method): operation for path, method, operation in operations(new)}
    found: list[Difference] = []
    for key in [*before, *(key for key in after if key not in before)]:
        name = (before.get(key) or after[key]).get("operationId") or f"{key[1].upper()} {key[0]}"
        report = Report(name)
        if key not in after:
            report.add("operation removed", "", "", "request")
        elif key not in before:
            report.add("operation added", "", "", "request")
        else:
            _compare_operation(report, Walk(old, new, words, as_contract), key)
        found += report.found
    unique = {(each.operation, each.where, each.kind, each.detail): each for each in found}
    return sorted(unique.values(), key=lambda each: ORDER.index(each.rating))


def asked_bump(found: list[Difference]) -> str:
    """The bump of the version that these ask for: none, patch, minor or major."""
    return BUMPS[found[0].rating if found else None]


class Report:
    """Gathers the differences of an operation."""

    def __init__(self, operation: str) -> None:
        self.operation = operation
        self.found: list[Difference] = []

    def add(self, kind: str, where: str, detail: str, direction: Direction, **target: Any) -> None:
        rating = RATINGS[kind][0 if direction == "request" else 1]
        self.found.append(Difference(self.operation, where, kind, detail, direction, rating, **target))


class Walk(NamedTuple):
    """The two documents that are walked through side by side."""

    old: dict[str, Any]
    new: dict[str, Any]
    words: bool
    as_contract: bool


# Operations


def _compare_operation(report: Report, walk: Walk, key: tuple[str, str]) -> None:
    path, method = key
    old, new = walk.old["paths"][path][method], walk.new["paths"][path][method]
    if walk.words:
        _compare_own(report, old, new)
    if new.get("deprecated") and not old.get("deprecated"):
        report.add("operation deprecated", "", "", "request")
    _compare_parameters(report, walk, path, method)
    _compare_bodies(report, walk, path, method)
    ours, theirs = _response(walk.old, path, method), _response(walk.new, path, method)
    if ours is not None and theirs is not None:
        Comparison(report, walk, "response").content("response", ours, theirs)


def _compare_own(report: Report, old: dict[str, Any], new: dict[str, Any]) -> None:
    if old.get("operationId") != new.get("operationId"):
        report.add("operation renamed", "", f"to {new.get('operationId')}", "request")
    if any(old.get(name) != new.get(name) for name in ("summary", "description")):
        report.add("words changed", "", "", "request")
    for name in sorted({name for each in (old, new) for name in each if name.startswith("x-filewright-")}):
        if old.get(name) != new.get(name):
            kind = "behaviour changed" if name == "x-filewright-resend" else "default changed"
            report.add(kind, name, f"{old.get(name)} is now {new.get(name)}", "request")


def _parameters(
    document: dict[str, Any], path: str, method: str
) -> dict[tuple[str, str], tuple[dict[str, Any], Pointer]]:
    found: dict[tuple[str, str], tuple[dict[str, Any], Pointer]] = {}
    for owner, at in (
        (document["paths"][path], ("paths", path)),
        (document["paths"][path][method], ("paths", path, method)),
    ):
        for index, given in enumerate(owner.get("parameters", ())):
            reference = given.get("$ref")
            where: Pointer = (*at, "parameters", index) if reference is None else _pointer(reference)
            parameter = given if reference is None else pointed_at(document, reference)
            found[parameter["in"], parameter["name"]] = (parameter, where)
    return found


def _compare_parameters(report: Report, walk: Walk, path: str, method: str) -> None:
    ours, theirs = _parameters(walk.old, path, method), _parameters(walk.new, path, method)
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        where = f"parameter {key[1]}"
        if walk.as_contract and key[0] not in ("path", "query"):
            continue
        if key not in theirs:
            report.add("parameter removed", where, "", "request")
        elif key not in ours:
            parameter = theirs[key][0]
            kind = "required parameter added" if parameter.get("required") else "parameter added"
            value = {"name": key[1], "in": key[0], "schema": plain_schema(walk.new, parameter.get("schema", {}))}
            report.add(kind, where, "", "request", target=("paths", path, method, "parameters", "-"), value=value)
        else:
            (mine, at), (other, other_at) = ours[key], theirs[key]
            _compare_required(report, where, bool(mine.get("required")), bool(other.get("required")), "request")
            if walk.words and mine.get("description") != other.get("description"):
                report.add("words changed", where, "", "request")
            both = (mine.get("schema", {}), (*at, "schema")), (other.get("schema", {}), (*other_at, "schema"))
            Comparison(report, walk, "request").schemas(where, *both)


def _compare_required(report: Report, where: str, before: bool, after: bool, direction: Direction) -> None:
    if before != after:
        report.add("became required" if after else "became optional", where, "", direction)


Content = tuple[dict[str, Any], Pointer]


def _body(document: dict[str, Any], path: str, method: str) -> Content | None:
    body = document["paths"][path][method].get("requestBody")
    at: Pointer = ("paths", path, method, "requestBody")
    if body is not None and "$ref" in body:
        return pointed_at(document, body["$ref"]), _pointer(body["$ref"])
    return None if body is None else (body, at)


def _response(document: dict[str, Any], path: str, method: str) -> Content | None:
    responses = document["paths"][path][method].get("responses", {})
    good = next((status for status in responses if str(status).startswith("2")), None)
    if good is None:
        return None
    response = responses[good]
    if "$ref" in response:
        return pointed_at(document, response["$ref"]), _pointer(response["$ref"])
    return response, ("paths", path, method, "responses", good)


def _compare_bodies(report: Report, walk: Walk, path: str, method: str) -> None:
    ours, theirs = _body(walk.old, path, method), _body(walk.new, path, method)
    if ours is None and theirs is None:
        return
    if theirs is None:
        report.add("body removed", "body", "", "request")
    elif ours is None:
        report.add("required body added" if theirs[0].get("required") else "body added", "body", "", "request")
    else:
        needed = [bool(each[0].get("required")) for each in (ours, theirs)]
        if not (walk.as_contract and needed[0]):
            _compare_required(report, "body", *needed, "request")
        Comparison(report, walk, "request").content("body", ours, theirs)


# Schemas


@dataclass
class Shape:
    """A schema in one form, however it is spelt.

    Attributes:
        at: where it stands, references followed.
        types: the JSON types that a value may have, without null; empty for any.
        values: what it lists; None if it lists nothing. `values_at` is where.
    """

    at: Pointer
    types: set[str] = field(default_factory=set)
    nullable: bool = False
    values: list[Any] | None = None
    values_at: Pointer | None = None
    items: tuple[Any, Pointer] | None = None
    properties: dict[str, tuple[Any, Pointer]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    limits: dict[str, float] = field(default_factory=dict)
    default: Any = None
    words: str = ""
    binary: bool = False

    @property
    def is_open(self) -> bool:
        """True if every value is valid."""
        return not (self.types or self.values or self.properties or self.binary)


# Limits, and whether a larger one is looser.
_LIMITS = {
    "minimum": False,
    "maximum": True,
    "minLength": False,
    "maxLength": True,
    "minItems": False,
    "maxItems": True,
}


def _pointer(reference: str) -> Pointer:
    return tuple(reference.removeprefix("#/").split("/"))


def shape_of(document: dict[str, Any], schema: Any, at: Pointer) -> Shape:
    """The one form of a schema: references followed, wrappers unwrapped, null set apart."""
    shape = Shape(at)
    _take(shape, document, schema, at, set())
    if not shape.types and shape.properties:
        shape.types = {"object"}
    if not shape.types and shape.items is not None:
        shape.types = {"array"}
    return shape


def _take(shape: Shape, document: dict[str, Any], schema: Any, at: Pointer, seen: set[str]) -> None:
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if reference is not None and reference not in seen:
        _take(shape, document, pointed_at(document, reference), _pointer(reference), seen | {reference})
    if reference is None:
        shape.at = at
    _take_own(shape, schema, at)
    for index, part in enumerate(schema.get("allOf", ())):
        _take(shape, document, part, (*at, "allOf", index), seen)
    for name in ("anyOf", "oneOf"):
        if name in schema:
            _take_choice(shape, document, schema[name], (*at, name), seen)


def _take_own(shape: Shape, schema: dict[str, Any], at: Pointer) -> None:
    types = schema.get("type", [])
    for name in [types] if isinstance(types, str) else types:
        if name == "null":
            shape.nullable = True
        else:
            shape.types.add(name)
    shape.nullable = shape.nullable or bool(schema.get("nullable"))
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if values is not None:
        shape.nullable = shape.nullable or None in values
        shape.values = [*(shape.values or []), *(value for value in values if value is not None)]
        shape.values_at = (*at, "enum")
    if "items" in schema:
        shape.items = (schema["items"], (*at, "items"))
    for name, inner in schema.get("properties", {}).items():
        shape.properties[name] = (inner, (*at, "properties", name))
    shape.required |= set(schema.get("required", ()))
    shape.limits |= {name: schema[name] for name in _LIMITS if name in schema}
    shape.default = schema.get("default", shape.default)
    shape.words = schema.get("description", shape.words)
    shape.binary = shape.binary or schema.get("format") == "binary"


def _take_choice(shape: Shape, document: dict[str, Any], choices: list[Any], at: Pointer, seen: set[str]) -> None:
    parts = [shape_of(document, choice, (*at, index)) for index, choice in enumerate(choices)]
    only_null = [part for part in parts if not part.types and part.nullable]
    real = [part for part in parts if part not in only_null]
    shape.nullable = shape.nullable or any(part.nullable for part in parts)
    if len(real) == 1:
        index = parts.index(real[0])
        nullable = shape.nullable
        _take(shape, document, choices[index], (*at, index), seen)
        shape.nullable = nullable
        return
    for part in real:
        shape.types |= part.types
        shape.properties |= part.properties
        # A property that only some of the choices require is not required.
        shape.binary = shape.binary or part.binary
    shape.required |= set.intersection(*(part.required for part in real)) if real else set()
    listed = [part.values for part in real if part.values is not None]
    if listed:
        shape.values = [*(shape.values or []), *(value for values in listed for value in values)]
        shape.values_at = next(part.values_at for part in real if part.values is not None)


Place = tuple[Any, Pointer]


_WIDER = {"number": "integer"}


def _compare_types(add: Callable[..., None], old: Shape, new: Shape) -> None:
    before, after = (set(shape.types) | ({"binary"} if shape.binary else set()) for shape in (old, new))
    detail = f"{_listed(before)} is now {_listed(after)}"
    if before != after and before and after:
        if _covers(after, before):
            add("type widened", detail=detail)
        elif _covers(before, after):
            add("type narrowed", detail=detail)
        else:
            add("type changed", detail=detail)
    elif before != after:
        add("type widened" if before else "type narrowed", detail=detail)
    if new.nullable != old.nullable and before and after:
        add("may be null" if new.nullable else "may no longer be null", detail="")


def _covers(wide: set[str], narrow: set[str]) -> bool:
    return all(name in wide or any(_WIDER.get(each) == name for each in wide) for name in narrow)


def _listed(names: set[str]) -> str:
    return " or ".join(sorted(names)) or "anything"


def _compare_values(add: Callable[..., None], old: Shape, new: Shape) -> None:
    before, after = old.values, new.values
    if before is None or after is None:
        if before is not None and len(before) > 1:
            add("values opened", detail="any value is taken")
        elif after is not None and len(after) > 1:
            add("values closed", detail=f"only {', '.join(map(repr, after))} are taken")
        return
    for value in after:
        if value not in before:
            target = None if old.values_at is None else (*old.values_at, "-")
            add("value added", detail=repr(value), target=target, value=value)
    for value in before:
        if value not in after:
            add("value removed", detail=repr(value))


def _compare_limits(add: Callable[..., None], old: Shape, new: Shape) -> None:
    for name, larger_is_looser in _LIMITS.items():
        before, after = old.limits.get(name), new.limits.get(name)
        if before == after:
            continue
        looser = after is None or (before is not None and (after > before) == larger_is_looser)
        add("limit loosened" if looser else "limit tightened", detail=f"{name} {before} is now {after}")


class Comparison(NamedTuple):
    """Compares what is sent, or what comes, and tells a report of it."""

    report: Report
    walk: Walk
    direction: Direction

    def content(self, where: str, ours: Content, theirs: Content) -> None:
        """Compare bodies or responses, by the first media type that both have."""
        mine, others = ours[0].get("content", {}), theirs[0].get("content", {})
        shared = next((media for media in mine if media in others), None)
        if shared is not None:
            self.schemas(
                where,
                (mine[shared].get("schema", {}), (*ours[1], "content", shared, "schema")),
                (others[shared].get("schema", {}), (*theirs[1], "content", shared, "schema")),
            )
        elif mine and not (self.walk.as_contract and self._are_contents(mine, others)):
            detail = f"{', '.join(mine)} is now {', '.join(others) or 'nothing'}"
            self.report.add("media type changed", where, detail, self.direction)

    def _are_contents(self, mine: dict[str, Any], others: dict[str, Any]) -> bool:
        """Return True if both are binary content, which some documents declare as a JSON string."""
        shapes = [shape_of(self.walk.new, each.get("schema", {}), ()) for each in others.values()]
        return "application/octet-stream" in mine and not any(shape.properties for shape in shapes)

    def schemas(self, where: str, ours: Place, theirs: Place, seen: frozenset[Any] = frozenset()) -> None:
        """Compare two schemas and what is in them; those in `seen` are being compared already."""
        old, new = shape_of(self.walk.old, *ours), shape_of(self.walk.new, *theirs)
        if (old.at, new.at) in seen:
            return
        seen |= {(old.at, new.at)}
        if self.walk.as_contract and old.is_open:
            return
        add = partial(self.report.add, where=where, direction=self.direction)
        for compared in (_compare_types, _compare_values, _compare_limits):
            compared(add, old, new)
        if old.default != new.default:
            add("default changed", detail=f"{old.default!r} is now {new.default!r}")
        if self.walk.words and old.words != new.words:
            add("words changed", detail="")
        if old.items is not None and new.items is not None:
            self.schemas(f"{where}[]", old.items, new.items, seen)
        if self.walk.as_contract and not old.properties:
            return
        for name in [*old.properties, *(name for name in new.properties if name not in old.properties)]:
            self._field(f"{where}.{name}", name, (old, new), seen)

    def _field(self, where: str, name: str, both: tuple[Shape, Shape], seen: frozenset[Any]) -> None:
        old, new = both
        if name not in new.properties:
            self.report.add("field removed", where, "", self.direction)
        elif name not in old.properties:
            self._new_field(where, name, both)
        else:
            _compare_required(self.report, where, name in old.required, name in new.required, self.direction)
            self.schemas(where, old.properties[name], new.properties[name], seen)

    def _new_field(self, where: str, name: str, both: tuple[Shape, Shape]) -> None:
        old, new = both
        required = name in new.required
        value = plain_schema(self.walk.new, new.properties[name][0])
        if self.direction == "response" and not required:
            value = nullable(value)
        kind = "required field added" if required else "field added"
        self.report.add(kind, where, "", self.direction, target=(*old.at, "properties", name), value=value)


# Schemas as they would be written


_KEPT = ("type", "enum", "const", "format", "minimum", "maximum", "minLength", "maxLength", "default", "required")


def plain_schema(document: dict[str, Any], schema: Any, depth: int = 6) -> dict[str, Any]:
    """A schema without references and without anybody's words: only what a value may be."""
    if not isinstance(schema, dict) or not depth:
        return {}
    if "$ref" in schema:
        return plain_schema(document, pointed_at(document, schema["$ref"]), depth - 1)
    plain = {name: schema[name] for name in _KEPT if name in schema}
    if isinstance(schema.get("items"), dict):
        plain["items"] = plain_schema(document, schema["items"], depth - 1)
    if schema.get("properties"):
        plain["properties"] = {
            name: plain_schema(document, inner, depth - 1) for name, inner in schema["properties"].items()
        }
    for name in ("allOf", "anyOf", "oneOf"):
        if name in schema:
            plain[name] = [plain_schema(document, inner, depth - 1) for inner in schema[name]]
    return plain


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes null too, as what a server may leave out often comes as null."""
    types = schema.get("type")
    if types is None or "enum" in schema:
        return {"oneOf": [schema, {"type": "null"}]} if schema else {}
    names = [types] if isinstance(types, str) else list(types)
    return schema if "null" in names else {**schema, "type": [*names, "null"]}


def main(arguments: list[str] | None = None) -> int:
    """Print what differs between two contracts, and the bump that it asks for; the exit code is 2 where one is none."""
    parser = argparse.ArgumentParser(description="Rates what differs between two contracts.")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args(arguments)
    try:
        found = compare(load(options.old), load(options.new))
    except PublishedError as error:
        say(f"differences: {error}", file=sys.stderr)
        return 2
    for difference in found:
        say(difference)
    say(f"bump: {asked_bump(found)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
