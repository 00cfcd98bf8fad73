"""Schemas of a published document in the form that the contract has: what the templates have code for, and no words.

Objects and lists of known values become components of their own; null, choices within choices and `allOf` are written
in one way each. Where the published document says more than the contract can, the contract says less (a plain object
for objects that nothing tells apart), and `less` has a sentence on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from published import pointed_at

Schema = dict[str, Any]

LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "maxProperties")
NULL: Schema = {"type": "null"}
PLAIN_OBJECT: Schema = {"type": "object"}
WORDS = ""
"""A description that a person has still to write."""


class Expressing:
    """Makes schemas of the contract's form, and keeps the components that they refer to.

    Attributes:
        schemas: the components, by name.
        less: where the contract says less than the published document, a sentence each.

    `taken` are names of components that are in use. With `words`, descriptions are those of the published document:
    for code that nobody keeps.
    """

    def __init__(self, document: Schema, taken: Iterable[str] = (), *, words: bool = False) -> None:
        self.document = document
        self._words = words
        self.schemas: dict[str, Schema] = {}
        self.less: list[str] = []
        self._names = {_normal(name) for name in taken}
        self._of_reference: dict[str, str] = {}

    # ---- what a value may be -----------------------------------------------------------------------------------------

    def schema(self, node: Any, name: str) -> Schema:
        """The schema of a property or parameter; `name` is for a component that it may need."""
        kinds = list(self._kinds(node, frozenset()))
        made = self._chosen([each for each in kinds if each != NULL], name)
        return _nullable(made) if NULL in kinds and made else made

    def object(self, node: Any, name: str) -> Schema:
        """The schema of a body or response, which is one object: several are joined, with what all of them require."""
        kinds = [each for each in self._kinds(node, frozenset()) if each != NULL]
        objects = [each for each in kinds if each.get("type") == "object"]
        if len(objects) < len(kinds) or not objects:
            self.less.append(f"{name}: not an object only; a plain object in the contract")
        if len(objects) == 1 and "reference" in objects[0]:
            return {"$ref": f"#/components/schemas/{self._component(objects[0])}"}
        if len(objects) > 1:
            self.less.append(f"{name}: one of {len(objects)} objects; one with the properties of all in the contract")
        return self._object(_joined(objects), name)

    def may_be_an_object(self, node: Any) -> bool:
        """True if an object fits the schema."""
        return any(each.get("type", "object") == "object" for each in self._kinds(node, frozenset()))

    def _kinds(self, node: Any, seen: frozenset[str]) -> Iterator[Schema]:
        """Each kind of value that a schema lets pass, without choices in it; objects are not looked into."""
        if not isinstance(node, dict):
            yield {}
            return
        reference = node.get("$ref")
        if reference in seen:
            yield {}  # a choice of itself
            return
        if reference is not None:
            yield from self._referred(reference, seen | {reference})
            if node.get("nullable"):
                yield NULL
            return
        if "allOf" in node:
            node = self._merged(node, seen)
        choices = node.get("anyOf") or node.get("oneOf")
        if choices and "properties" not in node:
            for each in choices:
                yield from self._kinds(each, seen)
        else:
            yield from _own_kinds(node)
        if node.get("nullable"):
            yield NULL

    def _referred(self, reference: str, seen: frozenset[str]) -> Iterator[Schema]:
        """The kinds of what a reference stands for; its objects bear it, numbered where they are several."""
        kinds = list(self._kinds(pointed_at(self.document, reference), seen))
        several = len([each for each in kinds if each != NULL]) > 1
        for number, each in enumerate(kinds, 1):
            bearing = f"{reference}-{number}" if several else reference
            yield {"reference": bearing, **each} if _has_properties(each) else each

    def _merged(self, node: Schema, seen: frozenset[str]) -> Schema:
        """A schema with all parts of its `allOf` in it."""
        made: Schema = {key: value for key, value in node.items() if key != "allOf"}
        for part in node["allOf"]:
            every = list(self._kinds(part, seen))
            kinds = [each for each in every if each != NULL]
            if NULL in every:
                made["nullable"] = True
            if len(kinds) > 1 and not all(each.get("type") == "object" for each in kinds):
                made.setdefault("anyOf", kinds)
                continue
            each = _joined(kinds)
            made |= {key: value for key, value in each.items() if key not in ("properties", "required", "reference")}
            for key in ("properties", "required"):
                if key in each:
                    empty: Any = type(each[key])()
                    made[key] = (
                        made.get(key, empty) | each[key] if key == "properties" else [*made.get(key, empty), *each[key]]
                    )
        return made

    # ---- one schema of them ------------------------------------------------------------------------------------------

    def _chosen(self, kinds: list[Schema], name: str) -> Schema:
        """The schema of a choice, with no two kinds in it that look the same in JSON."""
        if not kinds or {} in kinds:
            return {}
        types: dict[str, list[Schema]] = {}
        for each in kinds:
            types.setdefault(_class_of(each), []).append(each)
        made = [schema for kind, each in types.items() for schema in self._of_kind(kind, each, name)]
        return made[0] if len(made) == 1 else {"oneOf": made}

    def _of_kind(self, kind: str, kinds: list[Schema], name: str) -> list[Schema]:
        if kind == "string":
            return [self._text(kinds, name)]
        if kind == "number":
            return [_number(kinds)]
        if kind == "array":
            return [self._list(kinds, name)]
        if kind == "object":
            return self._objects(kinds, name)
        return [{"type": kind}]

    def _text(self, kinds: list[Schema], name: str) -> Schema:
        if any(each.get("format") == "binary" for each in kinds):
            return {"type": "string", "format": "binary"}
        values = list(dict.fromkeys(value for each in kinds for value in each.get("enum", ())))
        limits = _limits(kinds[0]) if len(kinds) == 1 else {}
        if not values or len(values) == 1:
            return {"type": "string", **({"enum": values} if values and len(kinds) == 1 else {}), **limits}
        return {"$ref": f"#/components/schemas/{self._values(values, name)}"}

    def _values(self, values: list[str], name: str) -> str:
        for known, schema in self.schemas.items():
            if schema.get("enum") == values:
                return known
        return self._add(name, {"type": "string", "description": WORDS, "enum": values})

    def _list(self, kinds: list[Schema], name: str) -> Schema:
        if len(kinds) == 1:
            items = self.schema(kinds[0].get("items", {}), f"{name}Item")
            return {"type": "array", "items": items, **_limits(kinds[0])}
        inner = self._chosen(
            [each for kind in kinds for each in self._kinds(kind.get("items", {}), frozenset())], f"{name}Item"
        )
        return {"type": "array", "items": inner}

    def _objects(self, kinds: list[Schema], name: str) -> list[Schema]:
        unique = list({each.get("reference", id(each)): each for each in kinds}.values())
        if len(unique) == 1 and not _has_properties(unique[0]):
            return [self._map(unique[0], name)]
        if not all(map(_has_properties, unique)) or (len(unique) > 1 and not self._are_told_apart(unique)):
            self.less.append(f"{name}: objects that no required property tells apart; a plain object in the contract")
            return [PLAIN_OBJECT]
        names = [self._component(each, f"{name}{index or ''}") for index, each in enumerate(unique)]
        return [{"$ref": f"#/components/schemas/{each}"} for each in names]

    def _map(self, kind: Schema, name: str) -> Schema:
        inner = kind.get("additionalProperties")
        made = self.schema(inner, f"{name}Value") if isinstance(inner, dict) and inner else {}
        return {"type": "object", "additionalProperties": made} if made and made != PLAIN_OBJECT else PLAIN_OBJECT

    def _are_told_apart(self, kinds: list[Schema]) -> bool:
        shared = set.intersection(*({*each.get("required", ())} for each in kinds))
        for name in sorted(shared):
            values = [self._known_values(each["properties"].get(name)) for each in kinds]
            if all(values) and sum(map(len, values)) == len(set().union(*values)):
                return True
        return False

    def _known_values(self, node: Any) -> set[str]:
        kinds = list(self._kinds(node, frozenset()))
        known = [set(map(str, each.get("enum", ()))) for each in kinds]
        return set().union(*known) if known and all(known) else set()

    def words_of(self, node: Any) -> str:
        """The description of a schema, parameter or operation."""
        return str(node.get("description", WORDS)) if self._words and isinstance(node, dict) else WORDS

    def described(self, schema: Schema, node: Any) -> Schema:
        """The schema with a description, where it does not refer to one that has its own."""
        return schema if "$ref" in schema else {**schema, "description": self.words_of(node)}

    # ---- components --------------------------------------------------------------------------------------------------

    def _component(self, kind: Schema, name: str = "") -> str:
        """The name of an object's component, which is made when it is first asked for."""
        reference = kind.get("reference")
        if reference in self._of_reference:
            return self._of_reference[reference]
        name = self._reserved(reference.rpartition("/")[2] if reference else name)
        if reference is not None:
            self._of_reference[reference] = name
        self.schemas[name] = {}  # so that components come in the order in which they are referred to
        self.schemas[name] = self._object(kind, name)
        return name

    def _object(self, kind: Schema, name: str) -> Schema:
        made: Schema = {"type": "object", "description": self.words_of(kind)}
        properties = kind.get("properties", {})
        required = [each for each in dict.fromkeys(kind.get("required", ())) if each in properties]
        if required:
            made["required"] = required
        if properties:
            made["properties"] = {
                each: self.described(self.schema(node, f"{name}{pascal(each)}"), node)
                for each, node in properties.items()
            }
        return made

    def _add(self, name: str, schema: Schema) -> str:
        name = self._reserved(name)
        self.schemas[name] = schema
        return name

    def _reserved(self, name: str) -> str:
        """A name of its own, for a class too."""
        name = pascal(name)
        taken, number = name, 1
        while _normal(taken) in self._names:
            number += 1
            taken = f"{name}{number}"
        self._names.add(_normal(taken))
        return taken


def pascal(name: str) -> str:
    """A name as a class has it."""
    parts = re.findall(r"[A-Za-z0-9]+", name)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _normal(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _has_properties(kind: Schema) -> bool:
    return kind.get("type") == "object" and bool(kind.get("properties"))


def _own_kinds(node: Schema) -> Iterator[Schema]:
    """The kinds of a schema without references and choices."""
    values = [node["const"]] if "const" in node else node.get("enum")
    types = node.get("type", ())
    names = [types] if isinstance(types, str) else list(types)
    if not names and values:
        names = sorted({_type_of(each) for each in values})
    if not names and ("properties" in node or "additionalProperties" in node):
        names = ["object"]
    if not names and "items" in node:
        names = ["array"]
    if values and None in values and "null" not in names:
        names.append("null")
    for name in names:
        yield NULL if name == "null" else _own_kind(node, name, values)
    if not names:
        yield {}


def _own_kind(node: Schema, name: str, values: list[Any] | None) -> Schema:
    kept = {key: node[key] for key in ("properties", "required", "items", "additionalProperties") if key in node}
    made = {"type": name, **(kept if name in ("object", "array") else {}), **_limits(node)}
    if name == "string" and values:
        made["enum"] = [each for each in values if isinstance(each, str)]
    if node.get("format") == "binary":
        made["format"] = "binary"
    return made


def _type_of(value: Any) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null", list: "array"}
    return names.get(type(value), "object")


def _class_of(kind: Schema) -> str:
    """The mark that tells a kind from others in JSON."""
    return "number" if kind["type"] == "integer" else str(kind["type"])


def _limits(kind: Schema) -> Schema:
    return {
        key: kind[key] for key in LIMITS if isinstance(kind.get(key), int | float) and not isinstance(kind[key], bool)
    }


def _number(kinds: list[Schema]) -> Schema:
    whole = all(each["type"] == "integer" for each in kinds)
    limits = {key: value for key, value in _limits(kinds[0]).items() if key in LIMITS[:2]} if len(kinds) == 1 else {}
    return {"type": "integer" if whole else "number", **limits}


def _joined(objects: list[Schema]) -> Schema:
    """One object with the properties of all; required is what all of them require."""
    if len(objects) == 1:
        return objects[0]
    properties: dict[str, Any] = {}
    for each in objects:
        for name, node in each.get("properties", {}).items():
            before = properties.get(name)
            properties[name] = node if before in (None, node) else {"anyOf": [before, node]}
    shared = [set(each.get("required", ())) for each in objects]
    required = sorted(set.intersection(*shared)) if shared else []
    return {"type": "object", "properties": properties, "required": required}


def _nullable(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    if "oneOf" in schema:
        return {"oneOf": [*schema["oneOf"], NULL]}
    if "$ref" in schema:
        return {"oneOf": [schema, NULL]}
    return {"type": [schema["type"], "null"]}
