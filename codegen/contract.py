"""Reads the contract: is it valid, is it within what the templates can express, which operations has it?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import names
from jsonschema.exceptions import UnknownType
from openapi_python_client.strings import PythonIdentifier
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing.exceptions import Unresolvable
from refusals import RegenerationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# The validator's exceptions for references that it cannot resolve and values that it cannot use.
UNUSABLE = (AttributeError, LookupError, TypeError, UnknownType, Unresolvable, re.error)
ENCODINGS = {"application/json": "json", "multipart/form-data": "multipart"}


@dataclass(frozen=True)
class ParameterSpec:
    """A path or query parameter."""

    name: str
    place: str
    required: bool
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class OperationSpec:
    """An operation of the contract, its references resolved."""

    operation_id: str
    name: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ParameterSpec, ...]
    encoding: str | None
    body: dict[str, Any]
    media_type: str
    response: dict[str, Any]
    extensions: dict[str, Any]


class Contract:
    """The document, and `operations` in its order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = _load(path)
        _check_names(path, self.document)
        _check_words(path, self.document)
        try:
            _validate(path, self.document)
            found = list(self._find_operations())
        except UNUSABLE as error:
            raise RegenerationError(f"{path}: is not an OpenAPI document: {error!r:.200}") from error
        _refuse_twins(found)
        _refuse_clashes(path, self.document)
        self.operations: tuple[OperationSpec, ...] = tuple(found)

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """`schema` with its reference followed and "or null" taken away; the keys beside a reference win."""
        if "$ref" in schema:
            target: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return {**self.resolve(target), **beside}
        choices = [
            each for key in ("allOf", "oneOf", "anyOf") for each in schema.get(key, []) if each.get("type") != "null"
        ]
        if len(choices) == 1:
            beside = {key: value for key, value in schema.items() if key not in ("allOf", "oneOf", "anyOf")}
            return {**self.resolve(choices[0]), **beside}
        return schema

    def properties(self, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """The properties of an object schema, each resolved."""
        return {name: self.resolve(each) for name, each in self.resolve(schema).get("properties", {}).items()}

    def _find_operations(self) -> Iterator[OperationSpec]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def _operation(self, path: str, method: str, item: dict[str, Any]) -> OperationSpec:
        data = item[method]
        where = data.get("operationId") or f"{method.upper()} {path}"
        if "operationId" not in data or len(data.get("tags", [])) != 1:
            raise RegenerationError(f"{where}: give it an operationId and exactly one tag")
        encoding, body = self._body(where, data)
        media_type, response = self._response(where, data)
        return OperationSpec(
            operation_id=data["operationId"],
            name=str(PythonIdentifier(data["operationId"], "field_")),
            tag=str(PythonIdentifier(data["tags"][0], "tag")),
            method=method.upper(),
            path=path,
            summary=data.get("summary", ""),
            description=data.get("description", ""),
            parameters=tuple(self._parameters(where, [*data.get("parameters", []), *item.get("parameters", [])])),
            encoding=encoding,
            body=body,
            media_type=media_type,
            response=response,
            extensions={key: value for key, value in data.items() if key.startswith("x-")},
        )

    def _parameters(self, where: str, parameters: list[dict[str, Any]]) -> Iterator[ParameterSpec]:
        for reference in parameters:
            data = self.resolve(reference)
            if data["in"] not in ("path", "query"):
                raise RegenerationError(
                    f"{where}: parameter {data['name']} is in {data['in']}; only path and query are supported"
                )
            schema = self.resolve(data.get("schema", {}))
            yield ParameterSpec(
                data["name"], data["in"], data.get("required", False), data.get("description", ""), schema
            )

    def _body(self, where: str, data: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        if "requestBody" not in data:
            return None, {}
        body = self.resolve(data["requestBody"])
        content = body["content"]
        if len(content) != 1 or next(iter(content)) not in ENCODINGS or not body.get("required"):
            raise RegenerationError(
                f"{where}: a body must be required and have one media type of {', '.join(ENCODINGS)}; "
                f"it has {', '.join(content)}"
            )
        media_type, media = next(iter(content.items()))
        return ENCODINGS[media_type], self.resolve(media.get("schema", {}))

    def _response(self, where: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        responses = [
            self.resolve(response) for code, response in data["responses"].items() if str(code).startswith("2")
        ]
        contents = [response.get("content", {}) for response in responses]
        if len(contents) != 1 or len(contents[0]) > 1:
            raise RegenerationError(f"{where}: give it exactly one 2XX response with at most one media type")
        media_type, media = next(iter(contents[0].items()), ("", {}))
        return media_type, self.resolve(media.get("schema", {}))


def _load(path: Path) -> dict[str, Any]:
    try:
        # JSON is YAML too, but what reads YAML takes far longer for it.
        document = json.loads(path.read_bytes()) if path.suffix == ".json" else YAML(typ="safe").load(path)
    except (OSError, YAMLError, ValueError, RecursionError) as error:
        raise RegenerationError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise RegenerationError(f"{path}: is not an OpenAPI document")
    return document


def _check_names(path: Path, document: dict[str, Any]) -> None:
    """Before anything else looks at the document: the validator would fetch what a reference names."""
    problems = names.problems(document)
    if problems:
        raise RegenerationError(*(f"{path.name}: {problem}" for problem in problems))


def _check_words(path: Path, document: dict[str, Any]) -> None:
    """A summary or description that is there and empty is one that a person has still to write."""
    empty = sorted(_empty_words(document, ()))
    if empty:
        raise RegenerationError(*(f"{path.name}: {place}: is empty; write it" for place in empty))


def _empty_words(node: Any, where: tuple[str, ...]) -> Iterator[str]:
    if isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _empty_words(inner, (*where, str(index)))
    elif isinstance(node, dict):
        for key, inner in node.items():
            if inner == "" and (key in ("summary", "description") or where[-1:] == ("x-filewright-resources",)):
                yield "/".join((*where, str(key)))
            yield from _empty_words(inner, (*where, str(key)))


def _validate(path: Path, document: dict[str, Any]) -> None:
    errors = sorted(OpenAPIV31SpecValidator(document).iter_errors(), key=str)
    if errors:
        raise RegenerationError(
            *(f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors)
        )


def _refuse_twins(operations: list[OperationSpec]) -> None:
    names = [operation.name for operation in operations]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise RegenerationError(*(f"{name}: two operations have this name in Python" for name in twins))


def _refuse_clashes(path: Path, document: dict[str, Any]) -> None:
    """Properties whose attributes would be the same; the generator tells of them without their names."""
    problems = sorted(_clashes(document, ()))
    if problems:
        raise RegenerationError(*(f"{path.name}: {problem}; leave it out: clients keep it" for problem in problems))


def _clashes(node: Any, where: tuple[str, ...]) -> Iterator[str]:
    if isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _clashes(inner, (*where, str(index)))
    elif isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict) and where[-1:] != ("properties",):
            yield from _clashing("/".join((*where, "properties")), properties)
        for key, inner in node.items():
            yield from _clashes(inner, (*where, str(key)))


def _clashing(where: str, properties: dict[str, Any]) -> Iterator[str]:
    first: dict[str, str] = {}
    for name in properties:
        other = first.setdefault(str(PythonIdentifier(name, "field_")), name)
        if other != name:
            yield f"{where}: {name} would have the same name in Python as {other}"
    if "additional_properties" in properties:
        yield f"{where}: additional_properties is where clients keep the fields that the contract does not know"
