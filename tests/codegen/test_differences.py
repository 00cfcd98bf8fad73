"""Each kind of difference, in what is sent and in what comes, and what it is rated as."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "codegen"))

import differences

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def fields(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def document(schema: Any, direction: str, **operation: Any) -> dict[str, Any]:
    """A document with one operation that sends, or gets, this schema."""
    content = {"content": {"application/json": {"schema": schema}}}
    described: dict[str, Any] = {"operationId": "op", "responses": {"200": content if direction == "response" else {}}}
    if direction == "request":
        described["requestBody"] = {"required": True, **content}
    return {"openapi": "3.1.0", "paths": {"/a": {"post": {**described, **operation}}}, "components": {"schemas": {}}}


def rated(old: dict[str, Any], new: dict[str, Any], **options: Any) -> dict[str, str]:
    return {each.kind: each.rating for each in differences.compare(old, new, **options)}


def enum(*values: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


# before, after, the kind, its rating in a request, its rating in a response
SCHEMAS: dict[str, tuple[Any, Any, str, str, str]] = {
    "a field more": (fields(a=TEXT), fields(a=TEXT, b=TEXT), "field added", "additive", "additive"),
    "a needed field more": (fields(), fields(("b",), b=TEXT), "required field added", "breaking", "additive"),
    "a field less": (fields(a=TEXT, b=TEXT), fields(a=TEXT), "field removed", "breaking", "breaking"),
    "a field is needed": (fields(a=TEXT), fields(("a",), a=TEXT), "became required", "breaking", "additive"),
    "a field is not needed": (fields(("a",), a=TEXT), fields(a=TEXT), "became optional", "additive", "breaking"),
    "another type": (fields(a=TEXT), fields(a=NUMBER), "type changed", "breaking", "breaking"),
    "a wider type": (fields(a=NUMBER), fields(a={"type": "number"}), "type widened", "additive", "breaking"),
    "a narrower type": (fields(a={"type": "number"}), fields(a=NUMBER), "type narrowed", "breaking", "additive"),
    "one type more": (
        fields(a=TEXT),
        fields(a={"type": ["string", "integer"]}),
        "type widened",
        "additive",
        "breaking",
    ),
    "any type": (fields(a=TEXT), fields(a={}), "type widened", "additive", "breaking"),
    "no longer any type": (fields(a={}), fields(a=TEXT), "type narrowed", "breaking", "additive"),
    "bytes instead of text": (
        TEXT,
        {"type": "string", "format": "binary"},
        "type widened",
        "additive",
        "breaking",
    ),
    "null": (fields(a=TEXT), fields(a={"type": ["string", "null"]}), "may be null", "additive", "breaking"),
    "null, the old way": (fields(a=TEXT), fields(a={**TEXT, "nullable": True}), "may be null", "additive", "breaking"),
    "null, as a choice": (
        fields(a=TEXT),
        fields(a={"anyOf": [TEXT, {"type": "null"}]}),
        "may be null",
        "additive",
        "breaking",
    ),
    "no null": (
        fields(a={"oneOf": [TEXT, {"type": "null"}]}),
        fields(a=TEXT),
        "may no longer be null",
        "breaking",
        "additive",
    ),
    "a value more": (fields(a=enum("x")), fields(a=enum("x", "y")), "value added", "additive", "additive"),
    "a value less": (fields(a=enum("x", "y")), fields(a=enum("x")), "value removed", "breaking", "cosmetic"),
    "any value": (fields(a=enum("x", "y")), fields(a=TEXT), "values opened", "additive", "cosmetic"),
    "only some values": (fields(a=TEXT), fields(a=enum("x", "y")), "values closed", "breaking", "cosmetic"),
    "a constant more": (
        fields(a={**TEXT, "const": "x"}),
        fields(a=enum("x", "y")),
        "value added",
        "additive",
        "additive",
    ),
    "a smaller minimum": ({**NUMBER, "minimum": 5}, {**NUMBER, "minimum": 1}, "limit loosened", "additive", "cosmetic"),
    "a larger minimum": ({**NUMBER, "minimum": 1}, {**NUMBER, "minimum": 5}, "limit tightened", "breaking", "cosmetic"),
    "a larger maximum": ({**NUMBER, "maximum": 1}, {**NUMBER, "maximum": 5}, "limit loosened", "additive", "cosmetic"),
    "a smaller maximum": (
        {**NUMBER, "maximum": 5},
        {**NUMBER, "maximum": 1},
        "limit tightened",
        "breaking",
        "cosmetic",
    ),
    "no maximum": ({**NUMBER, "maximum": 5}, NUMBER, "limit loosened", "additive", "cosmetic"),
    "a maximum": (NUMBER, {**NUMBER, "maximum": 5}, "limit tightened", "breaking", "cosmetic"),
    "a longer text": ({**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 9}, "limit loosened", "additive", "cosmetic"),
    "another default": ({**TEXT, "default": "a"}, {**TEXT, "default": "b"}, "default changed", "cosmetic", "cosmetic"),
    "other words": (
        {**TEXT, "description": "a"},
        {**TEXT, "description": "b"},
        "words changed",
        "cosmetic",
        "cosmetic",
    ),
    "items of another type": (
        {"type": "array", "items": TEXT},
        {"type": "array", "items": NUMBER},
        "type changed",
        "breaking",
        "breaking",
    ),
    "a field more, further in": (
        fields(a={"type": "array", "items": fields(b=TEXT)}),
        fields(a={"type": "array", "items": fields(b=TEXT, c=TEXT)}),
        "field added",
        "additive",
        "additive",
    ),
    "a field of a choice": (
        fields(a={"anyOf": [fields(b=TEXT), {"type": "null"}]}),
        fields(a={"anyOf": [fields(b=TEXT, c=TEXT), {"type": "null"}]}),
        "field added",
        "additive",
        "additive",
    ),
}


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("case", SCHEMAS)
def test_a_schema(case: str, direction: str) -> None:
    before, after, kind, request, response = SCHEMAS[case]
    found = rated(document(before, direction), document(after, direction))
    assert found == {kind: request if direction == "request" else response}


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("case", SCHEMAS)
def test_what_did_not_change_is_not_told(case: str, direction: str) -> None:
    for schema in SCHEMAS[case][:2]:
        assert rated(document(schema, direction), document(copy.deepcopy(schema), direction)) == {}


# Two spellings of the same thing
SAME: dict[str, tuple[Any, Any]] = {
    "null as a type, and as a choice": ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}),
    "null of OpenAPI 3.0": ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
    "a wrapped schema": (TEXT, {"allOf": [TEXT]}),
    "a constant": (enum("x"), {"type": "string", "const": "x"}),
    "fields without a type": (fields(a=TEXT), {"properties": {"a": TEXT}}),
    "items without a type": ({"type": "array", "items": TEXT}, {"items": TEXT}),
    "an open list": (
        {"anyOf": [TEXT, enum("x", "y")]},
        {"anyOf": [enum("x", "y"), TEXT]},
    ),
    "fields of two parts": (fields(a=TEXT, b=TEXT), {"allOf": [fields(a=TEXT), fields(b=TEXT)]}),
}


@pytest.mark.parametrize("case", SAME)
def test_two_spellings_are_no_difference(case: str) -> None:
    before, after = SAME[case]
    assert rated(document(before, "response"), document(after, "response")) == {}


def test_a_reference_is_what_it_stands_for() -> None:
    old = document(fields(a=TEXT), "response")
    new = document({"$ref": "#/components/schemas/It"}, "response")
    new["components"]["schemas"]["It"] = fields(a={"$ref": "#/components/schemas/Text"})
    new["components"]["schemas"]["Text"] = TEXT
    assert rated(old, new) == {}


def test_a_schema_within_itself_ends() -> None:
    old = document({"$ref": "#/components/schemas/Tree"}, "response")
    old["components"]["schemas"]["Tree"] = fields(
        children={"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    )
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Tree"]["properties"]["name"] = TEXT
    assert rated(old, new) == {"field added": "additive"}


# Operations

PARAMETER = {"name": "p", "in": "query", "schema": TEXT}
BODY = {"content": {"application/json": {"schema": TEXT}}}
OPERATIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "a parameter more": ({}, {"parameters": [PARAMETER]}, "parameter added", "additive"),
    "a needed parameter more": (
        {},
        {"parameters": [{**PARAMETER, "required": True}]},
        "required parameter added",
        "breaking",
    ),
    "a parameter less": ({"parameters": [PARAMETER]}, {}, "parameter removed", "breaking"),
    "a parameter is needed": (
        {"parameters": [PARAMETER]},
        {"parameters": [{**PARAMETER, "required": True}]},
        "became required",
        "breaking",
    ),
    "a parameter is not needed": (
        {"parameters": [{**PARAMETER, "required": True}]},
        {"parameters": [PARAMETER]},
        "became optional",
        "additive",
    ),
    "a parameter of another type": (
        {"parameters": [PARAMETER]},
        {"parameters": [{**PARAMETER, "schema": NUMBER}]},
        "type changed",
        "breaking",
    ),
    "a parameter in other words": (
        {"parameters": [PARAMETER]},
        {"parameters": [{**PARAMETER, "description": "new"}]},
        "words changed",
        "cosmetic",
    ),
    "a body": ({}, {"requestBody": BODY}, "body added", "additive"),
    "a needed body": ({}, {"requestBody": {**BODY, "required": True}}, "required body added", "breaking"),
    "no body": ({"requestBody": BODY}, {}, "body removed", "breaking"),
    "a body of another media type": (
        {"requestBody": BODY},
        {"requestBody": {"content": {"multipart/form-data": {"schema": TEXT}}}},
        "media type changed",
        "breaking",
    ),
    "another name": ({}, {"operationId": "other"}, "operation renamed", "breaking"),
    "deprecated": ({}, {"deprecated": True}, "operation deprecated", "cosmetic"),
    "another summary": ({"summary": "a"}, {"summary": "b"}, "words changed", "cosmetic"),
    "sent again otherwise": (
        {"x-filewright-resend": "safe"},
        {"x-filewright-resend": "duplicates"},
        "behaviour changed",
        "breaking",
    ),
    "polled otherwise": (
        {"x-filewright-polling": {"interval": 5}},
        {"x-filewright-polling": {"interval": 6}},
        "default changed",
        "cosmetic",
    ),
}


@pytest.mark.parametrize("case", OPERATIONS)
def test_an_operation(case: str) -> None:
    before, after, kind, rating = OPERATIONS[case]
    assert rated(document({}, "response", **before), document({}, "response", **after)) == {kind: rating}


def test_operations_come_and_go() -> None:
    old = document(TEXT, "response")
    new = copy.deepcopy(old)
    new["paths"]["/b"] = {"get": {"operationId": "more", "responses": {}}}
    assert rated(old, new) == {"operation added": "additive"}
    assert rated(new, old) == {"operation removed": "breaking"}


def test_there_are_pairs_enough_and_each_kind_has_one() -> None:
    tested = {case[2] for case in SCHEMAS.values()} | {case[2] for case in OPERATIONS.values()}
    assert tested | {"operation added", "operation removed"} == set(differences.RATINGS)
    assert 2 * len(SCHEMAS) + len(OPERATIONS) + len(SAME) >= 40


@pytest.mark.parametrize(
    ("after", "bump"),
    [
        (fields(a=TEXT), "none"),
        (fields(a={**TEXT, "description": "words"}), "patch"),
        (fields(a=TEXT, b=TEXT), "minor"),
        (fields(b=TEXT), "major"),
    ],
)
def test_the_bump_is_that_of_the_gravest(
    after: Any, bump: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    paths = [tmp_path / "old.json", tmp_path / "new.json"]
    for path, schema in zip(paths, (fields(a=TEXT), after), strict=True):
        path.write_text(json.dumps(document(schema, "response")))
    assert differences.main([str(path) for path in paths]) == 0
    assert capsys.readouterr().out.endswith(f"bump: {bump}\n")
