"""Hostile contracts: whatever text a document has in one of its strings, no code, path or markup comes of it.

An input puts text into strings of a small contract, in their place, after what was there, or as a key::

    [[12, "after", "\\"canary_of_the_contract()#"], ...]

Either the document is refused, or all that is generated from it is inspected: as text, never run.
"""

from __future__ import annotations

import ast
import copy
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fuzz_core import Finding, expect
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
CANARY = "canary_of_the_contract"
MODES = ("instead", "after", "key")
_OPENINGS = ('"', "'", '"""', "'''", '\\"', '"]', '")', '"}', "\n", '"\n', '"""\n', "\r", "\u2028", "\x85", "\x0c", "")
_OPENINGS += ("{", "{{", "{%", "{#", "}", "\\", "\\\n", "\\N{BULLET}", "#", ";", "`", "$(", "/../", "../", "%2e%2e/")
_OPENINGS += ("<script>", "](javascript:", "[a]: javascript:", "@", "::error::", "*", "&x ", "!!python/object:", "- ")
_OPENINGS += ("\x1b[31m", "::: ", "--8<-- ", "```\n", "\n    ", "\n# ", "${{ ", ": ")
_ENDINGS = ("", "#", "\n#", '"', "'", '"""', "}}", "%}", ")", ">")


def payloads() -> st.SearchStrategy[str]:
    """Text that would be code, Markdown, YAML or a path, were it not escaped."""
    call = st.sampled_from((f"{CANARY}()", f"import {CANARY}", f"__import__('{CANARY}')", f"x = {CANARY}"))
    return st.tuples(st.sampled_from(_OPENINGS), call, st.sampled_from(_ENDINGS)).map("".join)


def inputs() -> st.SearchStrategy[list[list[Any]]]:
    """Strings of the contract, by their number, with what is put there."""
    spot = st.tuples(st.integers(0, len(spots(document())) - 1), st.sampled_from(MODES), payloads())
    return st.lists(spot.map(list), min_size=1, max_size=3)


@cache
def tools() -> Any:
    """codegen/regenerate.py, which puts the modules beside it on the path."""
    sys.path.insert(0, str(ROOT / "codegen"))
    import regenerate

    return regenerate


def document() -> dict[str, Any]:
    """A small contract with all that templates write: words, names, values, a path, a page, a status, a file."""
    text = {"type": "string", "description": "A text.", "default": "one"}
    shelf = {
        "type": "object",
        "description": "A shelf.",
        "required": ["id", "status"],
        "properties": {
            "id": {"type": "string", "description": "Its id."},
            "status": {"type": "string", "description": "Its status.", "enum": ["open", "done", "failed"]},
            "label-text": text,
            "kind": {"$ref": "#/components/schemas/Kind"},
        },
    }
    page = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Shelf"}},
            "has_more": {"type": "boolean"},
        },
    }
    body = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary", "description": "The file."}, "label": text},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shelves", "version": "1"},
        "tags": [{"name": "Shelves", "description": "Shelves of files."}],
        "paths": {
            "/shelves": {
                "get": _operation("list", "Shelves", paging=True),
                "post": _operation("create", "Shelf", body=body),
            },
            "/shelves/{shelf_id}": {"get": _operation("retrieve", "Shelf", polling=True)},
        },
        "components": {
            "schemas": {
                "Shelf": shelf,
                "Shelves": page,
                "Kind": {"type": "string", "description": "A kind.", "enum": ["deep", "high"]},
            }
        },
    }


def _operation(name: str, schema: str, *, body: Any = None, paging: bool = False, polling: bool = False) -> Any:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    made: dict[str, Any] = {
        "operationId": f"{name}Shelf",
        "tags": ["Shelves"],
        "summary": f"Do {name}.",
        "description": "Say more of it.",
        "x-filewright-method": {"name": name},
        "x-filewright-resend": "safe",
        "responses": {"200": {"description": "Fine.", "content": content}},
    }
    if paging:
        made["parameters"] = [_parameter("after", "query"), _parameter("kind", "query")]
        made["x-filewright-paging"] = {"cursor": "after", "items": "data", "item-cursor": "id", "more": "has_more"}
    if polling:
        made["parameters"] = [_parameter("shelf_id", "path")]
        times = {"interval": 1, "deadline": 60}
        made["x-filewright-polling"] = {"field": "status", "done": ["done"], "failed": ["failed"], **times}
        made["x-filewright-method"]["wait"] = {"name": "poll"}
    if body:
        made["x-filewright-body"] = {"encoding": "multipart", "file": "file"}
        made["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": body}}}
    return made


def _parameter(name: str, place: str) -> dict[str, Any]:
    schema = {"type": "string", "default": "one"}
    return {"name": name, "in": place, "required": place == "path", "description": f"The {name}.", "schema": schema}


def spots(node: Any) -> list[tuple[Any, Any]]:
    """Each string of a document, and each key: where it stands, and under what."""
    return list(_spots(node))


def _spots(node: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in [*(node.items() if isinstance(node, dict) else enumerate(node))]:
        if isinstance(node, dict) or isinstance(value, str):
            yield node, key
        if isinstance(value, dict | list):
            yield from _spots(value)


def poisoned(given: list[list[Any]]) -> dict[str, Any]:
    """The contract with the input in it."""
    made = copy.deepcopy(document())
    places = spots(made)
    for index, mode, payload in given:
        node, key = places[index % len(places)]
        if mode == "key" and isinstance(node, dict) and key in node:
            node[payload] = node.pop(key)
        elif (isinstance(node, list) or key in node) and isinstance(node[key], str):
            node[key] = f"{node[key] if mode == 'after' else ''}{payload}"
    return made


def check(given: list[list[Any]]) -> str:
    """Try an input; see the module."""
    regenerate = tools()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "out"
        folder.mkdir()
        path = Path(scratch) / "openapi.json"
        path.write_text(json.dumps(poisoned(given)), encoding="utf-8")
        try:
            generate(regenerate, path, folder)
        except regenerate.RegenerationError as error:
            return f"refused: {_about(str(error))}"
        written = {each.relative_to(scratch).parts[0] for each in Path(scratch).rglob("*")}
        expect(written == {"out", "openapi.json"}, "a file outside the folder", str(written))
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                inspect(each)
    return "generated"


def _about(refusal: str) -> str:
    """What a refusal is about, in few words."""
    kind = re.search(r"cannot be (an? [A-Za-z' ]+)", refusal)
    known = ("control characters", "not a reference", "not a mapping", "x-filewright", "is not an OpenAPI document")
    return kind[1] if kind else next((each for each in known if each in refusal), "another")


def generate(regenerate: Any, path: Path, folder: Path) -> None:
    """Write all products, and check them as regenerate.py does; they are not formatted."""
    contract, openapi, notice = regenerate.write(path, folder / "some_api")
    roots = regenerate.resource_classes.resources(contract, openapi)
    for name in ("resources", "types", "pages"):
        place = folder / name
        regenerate.WRITERS[name](openapi, roots, place, "some_api", notice)
        regenerate.check_texts(place)
        regenerate.check_code(place, name, "some_api")


def inspect(path: Path) -> None:
    """Raise a Finding where something of the payload is more than text."""
    text = path.read_text(encoding="utf-8")
    expect(CANARY not in path.name, "a payload in a file's name", path.name)
    if path.suffix == ".py":
        strange = [each for each in ast.walk(ast.parse(text)) if CANARY in "".join(_names(each))]
        expect(not strange, "code of a payload", f"{path.name}: {ast.dump(strange[0]) if strange else ''}")
    elif path.suffix == ".md":
        for mark in ("<script", "](javascript:", "]: javascript:", "\x1b"):
            expect(f"{mark}" not in text.replace(f"\\{mark}", ""), f"{mark} on a page", text)
    expect("\x1b" not in text, "an escape sequence", path.name)


def _names(node: ast.AST) -> Iterator[str]:
    """The identifiers of a node."""
    for name in ("id", "attr", "name", "module", "arg"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            yield value


__all__ = ("Finding", "check", "inputs")
