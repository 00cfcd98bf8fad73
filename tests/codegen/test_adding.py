"""`sync --add`: an operation's facts go from a published document into the contract, and no words with them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "openai-openapi-2026-08-21.json"


@pytest.fixture
def sync(regeneration: Any) -> Any:
    pytest.importorskip("oas_patch")
    import sync

    return sync


@pytest.fixture
def expressed(regeneration: Any) -> Callable[..., Any]:
    """The contract's form of a schema, and the components that it needs."""
    from expressing import Expressing

    def expressed(schema: Any, **schemas: Any) -> tuple[Any, dict[str, Any], list[str]]:
        expressing = Expressing({"components": {"schemas": schemas}})
        return expressing.schema(schema, "Made"), expressing.schemas, expressing.less

    return expressed


def document(**paths: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "Published"}, "paths": paths, "components": {"schemas": {}}}


def responds(schema: Any) -> dict[str, Any]:
    return {"200": {"description": "Fine.", "content": {"application/json": {"schema": schema}}}}


EMPTY: dict[str, Any] = {"paths": {}, "tags": [], "components": {"schemas": {}}}


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ({"type": "string", "format": "date-time", "maxLength": 5}, {"type": "string", "maxLength": 5}),
        ({"type": "integer", "exclusiveMinimum": True, "minimum": 1}, {"type": "integer", "minimum": 1}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["integer", "null"]}, {"type": ["integer", "null"]}),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, {"type": "number"}),
        ({"enum": [None]}, {}),
        ({"const": "one"}, {"type": "string", "enum": ["one"]}),
        ({"anyOf": [{"type": "string"}, {"type": "string", "enum": ["x"]}]}, {"type": "string"}),
        ({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}),
        ({"additionalProperties": {"type": "string"}}, {"type": "object", "additionalProperties": {"type": "string"}}),
        ({"type": "object"}, {"type": "object"}),
        ({}, {}),
        ("nonsense", {}),
        (
            {"oneOf": [{"type": "string"}, {"anyOf": [{"type": "boolean"}, {"type": "null"}]}]},
            {"oneOf": [{"type": "string"}, {"type": "boolean"}, {"type": "null"}]},
        ),
        ({"type": "string", "format": "binary"}, {"type": "string", "format": "binary"}),
    ],
    ids=str,
)
def test_a_schema_is_written_in_one_way(expressed: Any, published: Any, expected: Any) -> None:
    assert expressed(published)[0] == expected


def test_known_values_and_objects_become_components(expressed: Any) -> None:
    thing = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b"]}}}
    made, schemas, less = expressed({"anyOf": [{"$ref": "#/components/schemas/thing"}, {"type": "null"}]}, thing=thing)
    assert made == {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]}
    assert schemas["Thing"]["required"] == ["kind"]
    assert schemas["ThingKind"]["enum"] == ["a", "b"]
    assert less == []


def test_an_object_within_itself_is_a_component_that_refers_to_itself(expressed: Any) -> None:
    node = {"type": "object", "properties": {"inner": {"$ref": "#/components/schemas/Node"}}}
    made, schemas, _ = expressed({"$ref": "#/components/schemas/Node"}, Node=node)
    assert schemas["Node"]["properties"]["inner"] == made == {"$ref": "#/components/schemas/Node"}


def test_a_choice_of_itself_is_anything(expressed: Any) -> None:
    made, _, _ = expressed(
        {"$ref": "#/components/schemas/Any"}, Any={"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Any"}]}
    )
    assert made == {}


def variant(value: str) -> dict[str, Any]:
    return {"type": "object", "required": ["type"], "properties": {"type": {"enum": [value]}}}


def test_objects_that_a_value_tells_apart_stay_a_choice(expressed: Any) -> None:
    made, schemas, less = expressed({"oneOf": [variant("a"), variant("b")]})
    assert [each["$ref"].rpartition("/")[2] for each in made["oneOf"]] == list(schemas) == ["Made", "Made1"]
    assert less == []


def test_objects_that_nothing_tells_apart_become_a_plain_one_and_that_is_told(expressed: Any) -> None:
    made, schemas, less = expressed({"oneOf": [variant("a"), variant("a")]})
    assert made == {"type": "object"}
    assert schemas == {}
    assert "tells apart" in less[0]


@pytest.mark.parametrize(
    ("path", "method", "name"),
    [
        ("/crates", "get", "crates.list"),
        ("/crates", "post", "crates.create"),
        ("/crates/{id}", "get", "crates.retrieve"),
        ("/crates/{id}", "post", "crates.update"),
        ("/crates/{id}", "delete", "crates.delete"),
        ("/crates/{id}/cancel", "post", "crates.cancel"),
        ("/crates/{id}/lids", "get", "crates.list_lids"),
        ("/crates/{id}/content", "get", "crates.content"),
        ("/crates/{id}/in-boxes", "post", "crates.in_boxes.create"),
        ("/crates/{id}/in-boxes/{box}", "get", "crates.in_boxes.retrieve"),
        ("/audio/speech", "post", "audio.speech.create"),
    ],
)
def test_names_follow_from_paths(regeneration: Any, path: str, method: str, name: str) -> None:
    import adding

    item = {"type": "object", "properties": {"id": {"type": "string"}}}
    page = {"properties": {"data": {"type": "array", "items": item}, "has_more": {"type": "boolean"}}}
    paged = {"parameters": [{"name": "after", "in": "query"}], "responses": responds(page)}
    plain: dict[str, Any] = {"responses": {}}
    published = document(
        **{
            "/crates": {"get": paged, "post": plain},
            "/crates/{id}": {"get": plain, "post": plain, "delete": plain},
            "/crates/{id}/cancel": {"post": plain},
            "/crates/{id}/lids": {"get": paged},
            "/crates/{id}/content": {"get": plain},
            "/crates/{id}/in-boxes": {"post": plain},
            "/crates/{id}/in-boxes/{box}": {"get": plain},
            "/audio/speech": {"post": plain},
        }
    )
    assert ".".join(adding.way_of(published, adding.Place(path, method))) == name


def test_what_is_not_there_is_told_with_what_is(regeneration: Any) -> None:
    import adding
    from published import PublishedError

    published = document(**{"/crates": {"get": {"responses": {}}}})
    with pytest.raises(PublishedError, match=r"boxes is neither a resource nor an operationId; there are: crates"):
        adding.chosen(published, "boxes")


def test_facts_are_those_of_the_document(regeneration: Any) -> None:
    import adding

    status = {"enum": ["queued", "completed", "failed"]}
    crate = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "status": status}}
    form = {"properties": {"file": {"type": "string", "format": "binary"}, "label": {"type": "string"}}}
    published = document(
        **{
            "/crates/{crate_id}": {
                "get": {
                    "operationId": "getCrate",
                    "parameters": [{"name": "deep", "in": "query", "required": True, "schema": {"type": "boolean"}}],
                    "responses": responds(crate),
                },
                "post": {
                    "operationId": "fillCrate",
                    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
                    "responses": {"204": {}},
                },
            },
        }
    )
    places = [adding.Place("/crates/{crate_id}", method) for method in ("get", "post")]
    added = adding.add(published, places, EMPTY)
    get, post = added.paths["/crates/{crate_id}"].values()
    assert [each["name"] for each in get["parameters"]] == ["deep", "crate_id"]
    assert [each["required"] for each in get["parameters"]] == [True, True]
    polling = {"field": "status", "done": ["completed"], "failed": ["failed"], "interval": 1, "deadline": 1800}
    assert get["x-filewright-polling"] == polling
    assert get["x-filewright-method"] == {"name": "retrieve", "wait": {"name": "poll"}}
    assert get["x-filewright-resend"] == "safe"
    assert post["x-filewright-resend"] == "duplicates"
    assert post["x-filewright-body"] == {"encoding": "multipart", "file": "file"}
    assert post["x-filewright-response"] == "none"
    assert list(post["responses"]) == ["204"]
    assert added.resources == {"Crates": [""]}


def test_what_is_there_already_is_left_alone(regeneration: Any) -> None:
    import adding

    published = document(**{"/crates": {"get": {"operationId": "listCrates", "responses": {}}}})
    contract = {**EMPTY, "paths": {"/crates": {"get": {"operationId": "mine"}}}}
    assert adding.add(published, [adding.Place("/crates", "get")], contract).paths == {}


def test_texts_are_marked_and_regenerating_asks_for_them(
    sync: Any, regeneration: Any, refusal: Any, tmp_path: Path
) -> None:
    import adding
    from ruamel.yaml import YAML

    published = document(**{"/crates": {"get": {"operationId": "listCrates", "responses": responds(variant("a"))}}})
    added = adding.add(published, [adding.Place("/crates", "get")], EMPTY)
    before = (Path(__file__).parents[2] / "openapi.yaml").read_text()
    text = sync.with_added(before, added)
    removed = set(before.splitlines()) - set(text.splitlines())
    assert removed == set()
    marks = [line for line in text.splitlines() if line.endswith("# to be written")]
    assert any("summary" in line for line in marks)
    told = refusal(YAML(typ="safe").load(text))
    assert "paths//crates/get/summary: is empty; write it" in told
    assert len(told.splitlines()) == len(marks)


def test_vector_store_files_come_back_as_the_published_document_has_them(sync: Any, tmp_path: Path) -> None:
    if not PUBLISHED.exists():
        pytest.skip("the published document is not beside the project")
    import adding
    from published import load

    contract = load(sync.CONTRACT)
    overlay = sync.load_yaml(sync.OVERLAY)
    published = load(PUBLISHED)
    without = copy.deepcopy(contract)
    for path in [path for path in without["paths"] if path.startswith("/vector_stores/{vector_store_id}/files")]:
        del without["paths"][path]
    places = adding.chosen(published, "vector_stores.files")
    added = adding.add(sync.corrected_cut(without, published, overlay, places), places, without)
    assert sum(map(len, added.paths.values())) == 6
    path = tmp_path / "openapi.yaml"
    text = sync.CONTRACT.read_text(encoding="utf-8")
    start, end = (text.index(f"\n  /vector_stores/{{vector_store_id}}/{name}:") for name in ("files", "file_batches"))
    path.write_text(sync.with_added(text[:start] + "\n" + text[end:], added), encoding="utf-8")
    assert sync.differences(load(path), published, overlay) == []
