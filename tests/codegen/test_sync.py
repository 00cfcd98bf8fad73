"""From a published document to the contract: what is told, what is taken over, and what stays as it was."""

from __future__ import annotations

import copy
import functools
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "codegen"))

pytest.importorskip("ruamel.yaml", reason="the generator's requirements are not installed")

import candidates  # noqa: E402
import published  # noqa: E402
import sync  # noqa: E402
from differences import asked_bump  # noqa: E402

CONTRACT = ROOT / "openapi.yaml"
PUBLISHED = ROOT.parent / "shared" / "reference" / "openai-openapi-2026-08-21.json"


@functools.cache
def contract() -> dict[str, Any]:
    return published.load(CONTRACT)


@pytest.fixture
def document() -> dict[str, Any]:
    """A document as it is published: the contract's operations in other spellings, and some that it does not cover."""
    made = copy.deepcopy(contract())
    made["paths"]["/evals"] = {"get": {"operationId": "listEvals", "responses": {"200": {"description": "Evals."}}}}
    made["components"]["schemas"]["Unused"] = {"type": "string"}
    return made


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def found(document: dict[str, Any]) -> list[Any]:
    return sync.differences(contract(), document, {"actions": []})


def run(document: dict[str, Any], folder: Path, *options: str) -> int:
    (folder / "openapi.yaml").write_bytes(CONTRACT.read_bytes())
    (folder / "published.json").write_text(json.dumps(document))
    (folder / "overlay.yaml").write_text("overlay: 1.0.0\nactions: []\n")
    names = {"--contract": "openapi.yaml", "--overlay": "overlay.yaml", "--fragments": "changes"}
    arguments = [part for option, name in names.items() for part in (option, str(folder / name))]
    return sync.main([str(folder / "published.json"), *arguments, *options])


def test_nothing_new_is_nothing(document: dict[str, Any], tmp_path: Path) -> None:
    assert found(document) == []
    assert run(document, tmp_path, "--write", "--report", str(tmp_path / "report.md")) == 0
    assert (tmp_path / "openapi.yaml").read_bytes() == CONTRACT.read_bytes()
    assert not (tmp_path / "changes").exists()
    assert "Nothing differs" in (tmp_path / "report.md").read_text()


def test_a_stricter_document_is_no_news(document: dict[str, Any]) -> None:
    file = schema(document, "FileObject")
    file["required"] = list(file["properties"])
    file["properties"]["bytes"]["type"] = "integer"
    schema(document, "FileStatus")["enum"] = ["processed"]
    assert found(document) == []


def test_what_is_additive_is_taken_over_and_the_rest_stays_to_the_byte(
    document: dict[str, Any], tmp_path: Path
) -> None:
    schema(document, "FileObject")["properties"]["checksum"] = {"type": "string", "description": "Their words."}
    schema(document, "FilePurpose")["enum"].append("archive")
    document["paths"]["/files"]["get"]["parameters"].append(
        {"name": "before", "in": "query", "schema": {"type": "string"}, "description": "Their words."}
    )
    report = tmp_path / "report.md"
    assert run(document, tmp_path, "--write", "--report", str(report)) == 0
    old, new = CONTRACT.read_text().splitlines(), (tmp_path / "openapi.yaml").read_text().splitlines()
    assert [line for line in old if line not in new] == []
    added = [line.strip() for line in new if line not in old]
    assert {"- name: before", "- archive", "checksum:"} <= set(added)
    assert "Their words" not in "\n".join(new)
    (fragment,) = (tmp_path / "changes").iterdir()
    assert fragment.name.endswith(".feature.md")
    assert all(name in fragment.read_text() for name in ("checksum", "purpose", "before"))
    assert "**minor**" in report.read_text()
    assert "taken over" in report.read_text()
    again = sync.differences(published.load(tmp_path / "openapi.yaml"), document, {"actions": []})
    assert again == [], "what was taken over is there"


def test_what_is_breaking_is_told_and_left(document: dict[str, Any], tmp_path: Path, capsys: Any) -> None:
    body = schema(document, "CreateFileBody")
    body["properties"]["content"] = body["properties"].pop("file")
    body["required"] = ["content", "purpose"]
    del document["paths"]["/files/{file_id}"]["delete"]
    assert asked_bump(found(document)) == "major"
    assert run(document, tmp_path, "--write") == 0
    assert (tmp_path / "openapi.yaml").read_bytes() == CONTRACT.read_bytes()
    told = capsys.readouterr().out
    assert "breaking  deleteFile: operation removed" in told
    assert "breaking  createFile body.content: required field added" in told
    assert "breaking  createFile body.file: field removed" in told


@pytest.mark.parametrize(
    ("action", "match"),
    [
        (
            {"target": "$.paths['/gone'].get", "description": "Gone.", "update": {"a": 1}},
            "finds nothing.*fixed upstream.*Gone",
        ),
        (
            {"target": "$.paths['/files'].get", "description": "Same.", "update": {"operationId": "listFiles"}},
            "changes nothing.*fixed upstream.*Same",
        ),
        ({"target": "$.paths[[", "description": "Bad.", "update": {}}, "not a JSONPath"),
    ],
)
def test_a_correction_without_effect_is_an_error(document: dict[str, Any], action: dict[str, Any], match: str) -> None:
    with pytest.raises(sync.OverlayError, match=match):
        sync.apply_overlay(document, {"actions": [action]})


def test_a_correction_corrects(document: dict[str, Any]) -> None:
    actions = [
        {"target": "$.components.schemas.FileObject.properties.status_details", "remove": True},
        {"target": "$.components.schemas.FileObject.properties", "update": {"extra": {"type": "string"}}},
    ]
    changed = sync.apply_overlay(document, {"actions": actions})
    assert "status_details" not in schema(changed, "FileObject")["properties"]
    assert next(each.where for each in found(changed) if each.kind == "field added").endswith("extra")


@pytest.mark.parametrize("text", ["{", "[]", '{"paths": []}', ""])
def test_what_is_no_document_is_told(text: str, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "published.json"
    path.write_text(text)
    assert sync.main([str(path)]) == 2
    assert "published.json" in capsys.readouterr().err


def test_a_reference_that_points_at_nothing_is_told(document: dict[str, Any]) -> None:
    document["paths"]["/files"]["get"]["responses"]["200"] = {"$ref": "#/components/responses/None"}
    with pytest.raises(published.PublishedError, match="points at nothing"):
        found(document)


def test_a_cut_has_only_what_is_wanted(document: dict[str, Any]) -> None:
    cut = published.cut(document, [("/files/{file_id}", "delete")])
    assert list(cut["paths"]) == ["/files/{file_id}"]
    assert [name for name in cut["paths"]["/files/{file_id}"] if name in published.METHODS] == ["delete"]
    assert set(cut["components"]["schemas"]) == {"FileDeleted", "Failure", "FailureDetails"}


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published document is not beside the project")
def test_the_published_document_is_covered(capsys: Any) -> None:
    assert sync.main([str(PUBLISHED)]) == 0
    assert "0 differences; bump: none" in capsys.readouterr().out


def test_what_pages_and_polls_in_the_contract_is_found_without_its_keys(document: dict[str, Any]) -> None:
    contract = published.load(CONTRACT)
    given = {
        operation["operationId"]: (operation.get("x-filewright-paging"), operation.get("x-filewright-polling"))
        for _, _, operation in published.operations(contract)
    }
    for _, _, operation in published.operations(document):
        for name in [name for name in operation if name.startswith("x-filewright")]:
            del operation[name]
    seen = {each.operation: each for each in candidates.candidates(document)}
    given = {
        name: (paging if paging and "cursor" in paging else None, polling) for name, (paging, polling) in given.items()
    }
    assert set(seen) == {name for name, keys in given.items() if any(keys)}
    for name, candidate in seen.items():
        paging, polling = given[name]
        assert candidate.pages == paging
        assert (candidate.polls is None) == (polling is None)
        if polling is not None and candidate.polls is not None:
            assert candidate.polls["field"] == polling["field"]
            assert candidate.polls["done"] == sorted(polling["done"])
            assert candidate.polls["failed"] == sorted(polling["failed"])


def test_a_cursor_that_is_no_id_wants_a_key_of_its_own(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/files"]["get"]["parameters"]
    next(each for each in parameters if each["name"] == "after")["name"] = "page"
    found = {each.operation: each.missing for each in candidates.candidates(document)}
    assert "cursor is a token" in str(found["listFiles"])
