"""A contract is somebody else's text: none of it becomes code, a place outside the package, or a request."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CANARY = "canary_of_the_contract"
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "openai-openapi-2026-08-21.json"

ENDINGS = ("", "#", "\n#", '"', "'", '"""')
OPENINGS = (
    *('"', "'", '"""', "'''", '\\"', '"]', '")', '"}', "\n", '"\n', "'\n", '"""\n', "\r", "\u2028", "\x85", "\x0c"),
    *("{", "{{", "{%", "{#", "}", "\\", "\\\n", "\\N{BULLET}", "#", ";", "`", "$(", "/../", "../", "%2e%2e/", "\x1b["),
    *("<script>", "](javascript:", "@", "::error::", "*", "&x ", "!!python/object:", "- ", ": "),
)
PAYLOADS = [f"{opening}{CANARY}(){ending}" for opening in OPENINGS for ending in ENDINGS]
GENERATED = [
    f'"{CANARY}()#',
    f"'{CANARY}()#",
    f'"""\n{CANARY}()\n"""',
    f"\\'''\n{CANARY}()\n'''",
    f"{{{CANARY}()}}",
    f"{{{{ {CANARY}() }}}}",
    f"{{% for x in y %}}{CANARY}",
    f"\\\n{CANARY}()",
    f'\\"{CANARY}()',
]
"""Payloads that a package is generated with: what breaks out of each kind of quotes that templates write."""


def spots(node: Any) -> Iterator[tuple[Any, Any, bool]]:
    """Each string of a document: where it stands, under what, and whether it is a key."""
    if isinstance(node, dict):
        for key, value in [*node.items()]:
            yield node, key, True
            if isinstance(value, str):
                yield node, key, False
            yield from spots(value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            if isinstance(value, str):
                yield node, index, False
            yield from spots(value)


def put(place: Any, under: Any, is_key: bool, text: str) -> Any:
    """Replace one string, in place; what undoes it."""
    if not is_key:
        before, place[under] = place[under], text
        return lambda: place.__setitem__(under, before)
    items = dict(place)
    place.clear()
    place.update({text if key == under else key: value for key, value in items.items()})

    def undo() -> None:
        place.clear()
        place.update(items)

    return undo


@pytest.fixture
def names(regeneration: Any) -> Any:
    import names

    return names


def test_no_name_of_a_document_is_anything_but_a_name(names: Any, document: dict[str, Any]) -> None:
    import published

    document = published.cut(document, [("/files", "get")])
    operation = document["paths"]["/files"]["get"]
    schema = document["components"]["schemas"]["FileObject"]
    places = [
        (operation, "operationId", False),
        (operation, "tags", False),
        (operation["parameters"][0], "name", False),
        (schema["properties"], "filename", True),
        (document["components"]["schemas"], "FileObject", True),
        (document["paths"], "/files", True),
        (operation["responses"], "200", True),
    ]
    for place, under, is_key in places:
        for payload in PAYLOADS:
            value: Any = [payload] if under == "tags" else payload
            undo = put(place, under, is_key, value)
            assert names.problems(document), (under, payload)
            undo()
    assert names.problems(document) == []


def test_a_reference_out_of_the_document_is_refused_and_not_fetched(refusal: Any, document: dict[str, Any]) -> None:
    import http.server
    import threading

    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        where = f"http://127.0.0.1:{server.server_port}/schema.json"
        document["components"]["schemas"]["FileObject"]["properties"]["filename"] = {"$ref": where}
        told = refusal(document)
        server.shutdown()
    assert "is not a reference within this document; none is fetched" in told
    assert asked == []


# The whole contract has all that the smaller document has, which is for those who do not wait for it.
@pytest.mark.parametrize(
    ("payload", "contract_of"),
    [
        (GENERATED[0], "document"),
        *(pytest.param(payload, "whole_document", marks=pytest.mark.long) for payload in GENERATED),
    ],
    ids=ascii,
)
def test_no_text_of_a_contract_becomes_code(
    regeneration: Any, names: Any, request: Any, write: Any, tmp_path: Path, payload: str, contract_of: str
) -> None:
    hostile = poisoned(names, request.getfixturevalue(contract_of), payload)
    (tmp_path / "out").mkdir()
    before = {path for path in tmp_path.rglob("*") if "out" not in path.parts}
    made = tmp_path / "out" / "filewright_api"
    try:
        regeneration.build(write(hostile), made, regeneration.BESIDE)
    except regeneration.RegenerationError:
        return
    for path in (tmp_path / "out").rglob("*.py"):
        tree = ast.parse(path.read_text())
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not any(CANARY in name for name in named), path
    assert {path for path in tmp_path.rglob("*") if "out" not in path.parts} - before == {tmp_path / "openapi.json"}


def poisoned(names: Any, document: dict[str, Any], payload: str) -> dict[str, Any]:
    """The document with the payload appended to each text that is words."""
    made = copy.deepcopy(document)
    for place, under, is_key in [*spots(made)]:
        if not is_key and under in {"description", "summary"}:
            place[under] = f"{place[under]} {payload}"
    assert names.problems(made) == []
    return made


def test_literals_are_those_of_the_value(regeneration: Any) -> None:
    import literals

    for payload in PAYLOADS:
        for value in (payload, [payload], (payload,), {payload: payload}, 1, 2.5, True, None):
            assert ast.literal_eval(literals.python_literal(value)) == value
        assert ast.literal_eval(f'"""{literals.in_docstring(payload)}"""').replace("\r", "\n") == payload.replace(
            "\r", "\n"
        )
    for value in (float("nan"), float("inf"), object(), b"x", {1, 2}):
        with pytest.raises(regeneration.RegenerationError):
            literals.python_literal(value)


def test_an_f_string_has_only_our_own_expressions(regeneration: Any) -> None:
    from literals import Expression, f_string

    for payload in PAYLOADS:
        (tree,) = ast.parse(f_string([payload, Expression("ours"), payload])).body
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert names == {"ours"}


def test_what_reaches_people_has_no_effect(regeneration: Any) -> None:
    import telling

    for payload in PAYLOADS:
        told = telling.in_log(payload)
        assert "\x1b" not in told
        assert not any(line.lstrip().startswith("::") for line in told.splitlines())
        shown = telling.as_code(payload)
        assert shown.startswith("`")
        assert shown.endswith("`")
        assert "\n" not in shown
    assert "Closes #1" not in telling.as_code("Closes #1")
    assert "@somebody" not in telling.as_code("@somebody")


def test_code_that_no_template_writes_is_noticed(regeneration: Any, tmp_path: Path) -> None:
    import inspection

    package = tmp_path / "some_api"
    package.mkdir()
    for code in ("import os", "exec('x')", "x = (lambda: 1)", "x.__globals__", "__import__", "def strange(): ..."):
        (package / "module.py").write_text(f"{code}\n")
        for product in ("models", "resources", "types"):
            if not (code.startswith("def") and product == "resources"):
                assert inspection.strange_code(package, product), (code, product)


def test_the_published_document_has_only_such_names(names: Any) -> None:
    import json

    if not PUBLISHED.exists():
        pytest.skip("the published document is not beside the project")
    document = json.loads(PUBLISHED.read_text())
    assert [each for each in names.problems(document) if "cannot be a" in each] == []
