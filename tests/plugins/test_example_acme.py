"""A stranger's provider: a table and one function, by public names only, does all that a built-in one does."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import OpenAI, UnsupportedError
from filewright.embedded import Store
from filewright.embedded.http.transport import FolderTransport
from filewright.embedded.playing import PlayedService
from filewright.providers.kit import SCENARIOS, run_scenarios

SOURCE = Path(__file__).parents[2] / "examples/plugins/filewright-acme/src/filewright_acme/__init__.py"


@pytest.fixture
def acme(installed_examples: Path) -> Any:
    import filewright_acme  # type: ignore[import-not-found]

    return filewright_acme


@pytest.fixture
def client(acme: Any, tmp_path: Path) -> Any:
    with Store(tmp_path / "store", durable=False) as store:
        transport = FolderTransport.over(PlayedService(store, provider=acme.ACME))
        with httpx.Client(transport=transport) as http:
            options: dict[str, Any] = {"base_url": "http://127.0.0.1:1/v1", "api_key": "k", "http_client": http}
            yield OpenAI(provider="acme", plugins=[acme.PLUGIN], **options)


def test_it_does_all_that_the_kit_asks_for(acme: Any, client: Any) -> None:
    outcomes = list(run_scenarios(client, acme.ACME))
    assert [outcome.name for outcome in outcomes] == list(SCENARIOS)
    assert [outcome for outcome in outcomes if outcome.result != "ok"] == []
    left = {file.purpose for file in client.files.list()}
    assert left <= {"batch_output"}, "the kit deletes what it made"


def test_a_table_that_is_wrong_is_found_out_by_the_kit(acme: Any, client: Any) -> None:
    import attrs
    from filewright.providers import Field

    wrong = attrs.evolve(acme.ACME, file={**acme.ACME.file, "bytes": Field("length")})
    client = client.with_options(plugins=[type(acme.PLUGIN)(wrong)])
    outcomes = {outcome.name: outcome for outcome in run_scenarios(client, wrong)}
    assert outcomes["stores bytes"].result == "failed"
    assert "not 92" in outcomes["stores bytes"].detail


def test_it_speaks_in_its_own_names(acme: Any) -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        file = {
            "id": "f",
            "sizeBytes": "5",
            "meta": {"createdAt": "2026-01-01T00:00:00Z"},
            "folder": "archive",
            "expires_at": 1767232800,
        }
        return httpx.Response(
            200, json={"file": {**file, "filename": "a.jsonl", "purpose": "batch", "state": "stored"}}
        )

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = OpenAI(provider="acme", api_key="secret", plugins=[acme.PLUGIN], http_client=http)
        file = client.files.create(file=("a.jsonl", b"hello"), purpose="batch", expires_after=7200)
        with pytest.raises(UnsupportedError, match="send the file whole"):
            client.uploads.create(bytes=1, filename="a", mime_type="text/plain", purpose="batch")
    assert (file.bytes, file.created_at, file.status, file.folder) == (5, 1767225600, "processed", "archive")
    (request,) = requests
    assert request.url == "https://api.acme.example/v1/files"
    assert (request.headers["x-acme-key"], request.headers["x-acme-version"]) == ("secret", "2026-11")
    assert "authorization" not in request.headers
    assert b'name="ttl"\r\n\r\n7200\r\n' in request.content


def test_it_uses_public_names_only() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    imported = [name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names]
    attributes = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    assert imported
    assert not [name for name in imported + attributes if name.startswith("_")]
