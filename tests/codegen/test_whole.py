"""The whole published document goes through the generator, and one of our own with what is rare in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "openai-openapi-2026-08-21.json"

for tool in ("jsonschema", "mypy", "oas_patch", "openapi_python_client"):
    pytest.importorskip(tool, reason=f"{tool} is not installed: run `nox -s whole`")


@pytest.fixture
def whole(regeneration: Any) -> Any:
    import whole

    return whole


def responds(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def query(name: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def rare() -> dict[str, Any]:
    """A document with paths that have a query, names with brackets, objects in a query, choices and recursion."""
    node = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    node["properties"] |= {"inner": {"$ref": "#/components/schemas/Node"}, "kind": {"enum": ["a", "b"]}}
    times = {"type": "object", "properties": {"gt": {"type": "integer"}, "lt": {"type": "integer"}}}
    texts = {"type": "array", "items": {"type": "string"}}
    ours = {"$ref": "#/components/schemas/Node"}
    item = {"in": "path", "name": "node_id", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rare", "version": "1"},
        "paths": {
            "/nodes": {"get": {"parameters": [query("ids[]", texts), query("made_at", times)], **responds(ours)}},
            "/nodes/{node_id}": {"get": {"parameters": [item, query("include", texts)], **responds(ours)}},
            "/nodes/{node_id}?new=true": {"get": {"parameters": [item, query("include", texts)], **responds(ours)}},
            "/videos/{video_id}/content": {
                "get": {
                    "parameters": [{**item, "name": "video_id"}],
                    "responses": {"200": {"content": {"application/json": {"schema": {"type": "string"}}, "a/b": {}}}},
                }
            },
        },
        "components": {"schemas": {"Node": node}},
    }


@pytest.mark.timeout(300)
@pytest.mark.long
def test_what_is_rare_is_generated_type_checked_and_called(whole: Any, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    run = whole.Whole(json.loads(json.dumps(rare())), tmp_path / "whole")
    run.run()
    assert run.failures == []
    outcomes = {step.name: step.outcome for step in run.steps}
    assert outcomes["write as a contract"].startswith("4 operations, 0 skipped")
    assert outcomes["mypy --strict"].startswith("Success")
    assert outcomes["import, and call each operation"] == "4 of 4 operations, 0 requests refused"
    lines = list(whole.table(run.steps))
    assert [line.split("  ")[0] for line in lines] == ["step", *outcomes]


@pytest.mark.timeout(900)
@pytest.mark.long
def test_the_whole_published_document_is(whole: Any, capsys: pytest.CaptureFixture[str]) -> None:
    if not PUBLISHED.exists():
        pytest.skip("the published document is not beside the project: `nox -s whole -- PATH`")
    assert whole.main([str(PUBLISHED)]) == 0
    assert re.search(r"288 operations, 0 skipped", capsys.readouterr().out)


def test_a_document_that_cannot_be_read_is_told(whole: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert whole.main([str(tmp_path / "nothing.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
