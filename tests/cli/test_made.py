"""Commands that are made of the contract: what they send, what they print, and that each fits its method."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")

from filewright import OpenAI
from filewright.cli import made, run
from filewright_resources.commands import WORDS

COUNTS = {"in_progress": 0, "completed": 1, "failed": 0, "cancelled": 0, "total": 1}
STORE = {"id": "vs_1", "created_at": 0, "name": "books", "usage_bytes": 5, "file_counts": COUNTS, "status": "completed"}
FILE = {"id": "file-1", "created_at": 0, "vector_store_id": "vs_1", "usage_bytes": 5, "status": "in_progress"}
FOUND = {"file_id": "file-1", "filename": "a.txt", "score": 0.5, "attributes": None, "content": []}


def page(*items: Any) -> dict[str, Any]:
    return {"object": "list", "data": list(items), "has_more": False}


class Server:
    """Keeps method, path and body of each request."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, Any]] = []

    def respond(self, method: str, path: str) -> Any:
        polls = sum(1 for each in self.requests if each[:2] == (method, path))
        routes = {
            "GET /v1/vector_stores": page(STORE, {**STORE, "id": "vs_2"}, {**STORE, "id": "vs_3"}),
            "POST /v1/vector_stores/vs_1/search": page(FOUND),
            "POST /v1/vector_stores/vs_1/files": FILE,
            "GET /v1/vector_stores/vs_1/files/file-1": {**FILE, "status": "completed" if polls > 1 else "in_progress"},
            "DELETE /v1/vector_stores/vs_1": {"id": "vs_1", "deleted": True},
            "DELETE /v1/containers/c": None,
            "GET /v1/containers/c/files/f/content": b"the content",
            "GET /v1/containers/c/files/f": {
                "id": "f",
                "created_at": 0,
                "container_id": "c",
                "path": "/mnt/data/out.csv",
            },
            "POST /v1/containers/c/files": {"id": "f", "created_at": 0, "container_id": "c", "path": "/a"},
        }
        return routes[f"{method} {path.partition('?')[0]}"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            is_json = self.headers.get("content-type") == "application/json"
            state.requests.append((self.command, self.path, json.loads(body) if is_json else body))
            found = state.respond(self.command, self.path)
            content = found if isinstance(found, bytes) else b"" if found is None else json.dumps(found).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = respond

        def log_message(self, *_arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{http.server_port}/v1")
        yield state
        http.shutdown()


def test_a_list_is_lines_of_the_columns_that_the_contract_names(server: Server, capsys: Any) -> None:
    assert run(["vector-stores", "list", "--limit", "3", "--order", "asc", "--max", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t") == ["vs_1", "books", "completed", "5", "1970-01-01T00:00:00Z", ""]
    assert [line.split("\t")[0] for line in lines] == ["vs_1", "vs_2"]
    assert server.requests == [("GET", "/v1/vector_stores?limit=3&order=asc", b"")]


def test_json_options_and_a_wait(server: Server, capsys: Any) -> None:
    options = ["--file-id", "file-1", "--attributes", '{"year": 2020}', "--chunking-strategy", '{"type": "auto"}']
    assert run(["vector-stores", "files", "create", "vs_1", *options, "--wait", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "completed"
    body = {"file_id": "file-1", "attributes": {"year": 2020}, "chunking_strategy": {"type": "auto"}}
    assert server.requests[0] == ("POST", "/v1/vector_stores/vs_1/files", body)
    assert [each[0] for each in server.requests] == ["POST", "GET", "GET"]


def test_an_option_that_is_given_several_times(server: Server, capsys: Any) -> None:
    arguments = ["vs_1", "--query", "a", "--query", "b", "--max-num-results", "3", "--rewrite-query"]
    assert run(["vector-stores", "search", *arguments]) == 0
    assert capsys.readouterr().out == "0.5\ta.txt\tfile-1\n"
    assert server.requests[0][2] == {"query": ["a", "b"], "max_num_results": 3, "rewrite_query": True}


def test_a_file_is_sent_and_content_is_saved(server: Server, tmp_path: Path, capsysbinary: Any) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    assert run(["containers", "files", "create", "c", "--file", str(tmp_path / "a.txt")]) == 0
    assert b'filename="a.txt"' in server.requests[0][2]
    content = ["containers", "files", "content", "retrieve", "f", "--container-id", "c"]
    capsysbinary.readouterr()
    assert run(content) == 0
    assert capsysbinary.readouterr().out == b"the content"
    assert run([*content, "-o", str(tmp_path / "copy")]) == 0
    assert (tmp_path / "copy").read_bytes() == b"the content"
    assert run([*content, "-o", str(tmp_path / "copy")]) == 2  # it is there already
    assert run([*content, "-o", str(tmp_path / "copy"), "--force"]) == 0
    assert run([*content, "-o", f"{tmp_path}/made/"]) == 0
    assert (tmp_path / "made" / "out.csv").read_bytes() == b"the content"
    assert run([*content, "-o", str(tmp_path / "made")]) == 2  # it has the file already


def test_deleting(server: Server, capsys: Any) -> None:
    assert run(["vector-stores", "delete", "vs_1", "--yes"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": "vs_1", "deleted": True}
    assert run(["containers", "delete", "c", "--yes"]) == 0
    assert capsys.readouterr().out == "deleted\n"


BAD = {
    "no JSON": (["vector-stores", "create", "--metadata", "{"], "--metadata is '{'; pass JSON"),
    "not a value": (["vector-stores", "list", "--order", "sideways"], "sideways"),
    "too many": (["vector-stores", "list", "--limit", "1000"], "--limit"),
    "no argument": (["vector-stores", "retrieve"], "VECTOR_STORE_ID"),
    "no option": (["vector-stores", "files", "create", "vs_1"], "--file-id"),
    "no such verb": (["vector-stores", "invent"], "invent"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_is_told(case: str, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    arguments, words = BAD[case]
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


VERBS = [(way[0], verb) for way in WORDS if len(way) == 1 for verb in made.verbs(way[0])]


@pytest.mark.parametrize(("resource", "verb"), VERBS, ids=lambda each: getattr(each, "name", each))
def test_each_verb_fits_its_method(resource: str, verb: Any, capsys: Any) -> None:
    found: Any = getattr(OpenAI(api_key="x"), resource)
    for name in verb.way:
        found = getattr(found, name)
    taken = inspect.signature(getattr(found, verb.name)).parameters
    given = [each.name for each in (*verb.arguments, *verb.options)]
    assert set(given) <= set(taken)
    required = {name for name, each in taken.items() if each.default is each.empty}
    assert required == {
        each.name for each in (*verb.arguments, *verb.options) if each.required or each in verb.arguments
    }
    way = [name.replace("_", "-") for name in (resource, *verb.way, verb.name)]
    assert run([*way, "--help"]) == 0
    assert capsys.readouterr().out


def test_help_imports_no_verbs() -> None:
    code = "import sys; from filewright.cli import run; run(['--help']); "
    code += "sys.exit(' '.join(name for name in sys.modules if name.startswith('filewright_resources.commands.')) or 0)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.stderr == b""
    assert b"vector-stores" in result.stdout
