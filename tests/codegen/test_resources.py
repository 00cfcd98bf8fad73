"""Resources are made of the contract: classes at any depth, their methods, waits, defaults, docstrings and refusals."""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import httpx
import pytest
from filewright import NOT_GIVEN, AsyncOpenAI, NotFoundError, OpenAI

pytestmark = pytest.mark.codegen

REFERENCE = "#/components/schemas/"


def text(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def operation(
    name: str, method: dict[str, Any], result: str, *parameters: dict[str, Any], **keys: Any
) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": REFERENCE + result}}}
    return {
        "operationId": name,
        "tags": ["Old Shelves"],
        "summary": f"{name}, invented.",
        "x-filewright-resend": "safe",
        "x-filewright-method": method,
        "parameters": list(parameters),
        "responses": {"200": {"description": "It.", "content": content}},
        **{f"x-filewright-{key}": value for key, value in keys.items()},
    }


def in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": text(), "description": f"The {name}."}


def shelves(document: dict[str, Any]) -> dict[str, Any]:
    """The contract with shelves, their boxes and the notes in these."""
    document["tags"].append(
        {
            "name": "Old Shelves",
            "description": "Shelves.",
            "x-filewright-resources": {"boxes": "Boxes.", "boxes.notes": 'Notes in """boxes""" \\ of old.'},
        }
    )
    document["components"]["schemas"] |= {
        "Kind": text(enum=["oak", "fir"], **{"x-filewright-values": "closed"}),
        "Shelf": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": text(), "state": text(enum=["built", "broken", "new"]), "why": text()},
        },
        "ShelfPage": {
            "type": "object",
            "required": ["data"],
            "properties": {
                "data": {"type": "array", "items": {"$ref": REFERENCE + "Shelf"}},
                "has_more": {"type": "boolean"},
            },
        },
    }
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 2000}}
    polling = {
        **{"field": "state", "done": ["built"], "failed": ["broken"]},
        **{"details": "why", "interval": 0.01, "deadline": 5},
    }
    paging = {"cursor": "after", "items": "data", "item-cursor": "id", "more": "has_more"}
    document["paths"] |= {
        "/shelves": {
            "get": operation(
                "listShelves",
                {"name": "list"},
                "ShelfPage",
                {**limit, "description": "Shelves in a page."},
                {"name": "kind", "in": "query", "schema": {"$ref": REFERENCE + "Kind"}},
                {"name": "after", "in": "query", "schema": text()},
                paging=paging,
            )
        },
        "/shelves/{shelf_id}": {
            "get": operation(
                "retrieveShelf",
                {"name": "retrieve", "wait": {"name": "wait_until_built", "argument": "id"}},
                "Shelf",
                in_path("shelf_id"),
                polling=polling,
            )
        },
        "/shelves/{shelf_id}/boxes/{box_id}": {
            "get": operation("retrieveBox", {"name": "boxes.retrieve"}, "Shelf", in_path("shelf_id"), in_path("box_id"))
        },
        "/shelves/{shelf_id}/notes": {
            "get": operation(
                "listNotes",
                {"name": "boxes.notes.list", "defaults": {"limit": 7}},
                "ShelfPage",
                in_path("shelf_id"),
                limit,
                {"name": "after", "in": "query", "schema": text()},
                paging=paging,
            )
        },
    }
    return document


@pytest.fixture(scope="module")
def made(
    regeneration: ModuleType, make_document: Callable[[], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    """The package of resources, imported."""
    out = tmp_path_factory.mktemp("out")
    path = out / "contract.json"
    path.write_text(json.dumps(shelves(make_document())))
    assert regeneration.regenerate(path, out / "shelf_api", beside={"resources": out / "shelf_resources"}) is True
    assert regeneration.regenerate(path, out / "shelf_api", beside={"resources": out / "shelf_resources"}) is False
    sys.path.insert(0, str(out))
    try:
        yield importlib.import_module("shelf_resources")
    finally:
        sys.path.remove(str(out))
        for name in [name for name in sys.modules if name.partition(".")[0] in {"shelf_api", "shelf_resources"}]:
            del sys.modules[name]


class Server:
    """A server of shelves; `requests` are those that came."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request.url.raw_path.decode())
        if request.url.path.endswith(("shelves", "notes")):
            return httpx.Response(200, json={"data": [{"id": "1"}], "has_more": False})
        state = "built" if len(self.requests) > 2 else "new"
        return httpx.Response(200, json={"id": request.url.path.rsplit("/")[-1], "state": state})


def blocking(made: ModuleType, server: Server) -> Any:
    http = httpx.Client(transport=httpx.MockTransport(server))
    return made.Resources.old_shelves.func(OpenAI(api_key="x", base_url="http://127.0.0.1", http_client=http))


def test_methods_of_resources_at_any_depth(made: ModuleType) -> None:
    server = Server()
    resource = blocking(made, server)
    assert [shelf.id for shelf in resource.list(limit=3)] == ["1"]
    assert resource.boxes.retrieve("b", shelf_id="a").id == "b"
    assert [note.id for note in resource.boxes.notes.list("a")] == ["1"]
    assert resource.boxes.notes.with_raw_response.list("a").status_code == 200
    assert resource.with_raw_response.boxes.notes.list("a").parse().data[0].id == "1"
    with resource.with_streaming_response.boxes.retrieve("b", shelf_id="a") as response:
        assert response.parse().id == "b"
    assert server.requests[:3] == ["/shelves?limit=3", "/shelves/a/boxes/b", "/shelves/a/notes?limit=7"]


def test_a_wait_has_the_defaults_of_the_contract(made: ModuleType) -> None:
    server = Server()
    resource = blocking(made, server)
    assert resource.wait_until_built(id="a").state == "built"
    assert server.requests == ["/shelves/a"] * 3
    parameters = inspect.signature(resource.wait_until_built).parameters
    assert [each.default for each in parameters.values()][1:] == [0.01, 5.0, False]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_resources(made: ModuleType, backend: str) -> None:
    anyio = pytest.importorskip("anyio")
    server = Server()

    async def main() -> tuple[list[str], str]:
        http = httpx.AsyncClient(transport=httpx.MockTransport(server))
        async with AsyncOpenAI(api_key="x", base_url="http://127.0.0.1", http_client=http) as client:
            resource = made.AsyncResources.old_shelves.func(client)
            ids = [note.id async for note in resource.boxes.notes.list("a")]
            raw = await resource.with_raw_response.boxes.retrieve("b", shelf_id="a")
            return ids, raw.parse().id

    assert anyio.run(main, backend=backend) == (["1"], "b")


def test_what_a_signature_says(made: ModuleType) -> None:
    module = importlib.import_module("shelf_resources.old_shelves")
    parameters = inspect.signature(module.OldShelves.list).parameters
    assert parameters["kind"].annotation == "Kind | NotGiven"
    assert parameters["kind"].default is NOT_GIVEN
    assert get_args(importlib.import_module("shelf_api.models").Kind) == ("fir", "oak")
    assert module.OldShelves.retrieve.__annotations__["return"] == "Shelf"
    assert module.AsyncOldShelves.list.__annotations__["return"] == "AsyncPaginator[Shelf]"
    words = inspect.getdoc(module.OldShelves.list)
    assert words is not None
    assert "limit: Shelves in a page. From 1 to 2,000." in words
    notes = importlib.import_module("shelf_resources.old_shelves_boxes_notes")
    assert notes.Notes.__doc__ == 'Notes in """boxes""" \\ of old.'


def test_an_error_comes_through(made: ModuleType) -> None:
    http = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(404)))
    client = OpenAI(api_key="x", base_url="http://127.0.0.1", http_client=http)
    with pytest.raises(NotFoundError):
        made.Resources.old_shelves.func(client).retrieve("a")


def test_types_and_pages(
    regeneration: ModuleType, document: dict[str, Any], write: Callable[[dict[str, Any]], Path], tmp_path: Path
) -> None:
    """Names and places are those of the official SDK; what a method takes is a TypedDict."""
    out = tmp_path / "out"
    places = {name: out / name for name in ("resources", "types", "pages")}
    regeneration.regenerate(write(shelves(document)), out / "shelf_api", beside=places)
    params = (out / "types" / "old_shelve_list_params.py").read_text()
    assert "class OldShelveListParams(TypedDict, total=False):" in params
    assert "    limit: int\n    kind: Kind\n    after: str\n" in params
    assert "from shelf_api.models import Shelf as Shelf" in (out / "types" / "shelf.py").read_text()
    note = (out / "types" / "old_shelves" / "boxes" / "note_list_params.py").read_text()
    assert "shelf_id" not in note
    assert "limit: int" in note
    page = (out / "pages" / "old_shelves.md").read_text()
    assert page.startswith("# Old shelves\n\nShelves.\n")
    assert "::: filewright_resources.old_shelves_boxes_notes\n" in page
    assert not (out / "types" / "old_shelve_retrieve_params.py").exists()


def renamed(name: Any, key: str = "listShelves") -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for item in document["paths"].values():
            for each in item.values():
                if isinstance(each, dict) and each.get("operationId") == key:
                    each["x-filewright-method"] = name

    return change


REFUSED = {
    "a name that is not one": (renamed({"name": "a-b"}), "listShelves: x-filewright-method: name: 'a-b' is not a name"),
    "code": (renamed({"name": "a(): pass"}), "is not a name such as create or parts.create"),
    "a keyword": (renamed({"name": "import"}), "is not a name such as create or parts.create"),
    "a resource without words": (renamed({"name": "bags.list"}), "old_shelves.bags has no description"),
    "two of one name": (renamed({"name": "retrieve"}), "old_shelves.retrieve: x-filewright-method: the name is taken"),
    "a reserved name": (renamed({"name": "with_raw_response"}), "with_raw_response: x-filewright-method: the name is"),
    "a wait without polling": (renamed({"name": "list", "wait": {"name": "wait"}}), "needs x-filewright-polling"),
    "text of what is not content": (renamed({"name": "list", "text": "read"}), "needs x-filewright-response: binary"),
    "a default of nothing": (renamed({"name": "list", "defaults": {"size": 1}}), "is not a mapping of arguments"),
    "a column of nothing": (renamed({"name": "list", "columns": ["colour"]}), "has 'colour', which no listed item has"),
    "columns of what is no list": (renamed({"name": "retrieve", "columns": ["id"]}, "retrieveShelf"), "paging"),
    "an unknown setting": (renamed({"name": "list", "nam": "x"}), "nam: is not a setting"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str, refusal: Any, document: dict[str, Any], tmp_path: Path) -> None:
    change, words = REFUSED[case]
    changed = shelves(document)
    change(changed)
    assert words in refusal(changed, beside={"resources": tmp_path / "out" / "some_resources"})
