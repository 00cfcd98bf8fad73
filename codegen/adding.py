"""Operations of a published document as the contract has them: their facts, and no words.

Names follow from paths: `GET /shelves/{shelf_id}/boxes` is `shelves.boxes.list`. Parameters, bodies, responses, paging
and polling are those of the published document; how often an operation may be sent is derived from its method alone, on
the careful side. Summaries and descriptions are empty, for a person to write.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from candidates import pages_of, polls_of
from expressing import WORDS, Expressing, Schema, pascal
from names import is_allowed
from published import PublishedError, operations, pointed_at

PREFIX = "x-filewright-"
RESENDS = {"get": "safe", "head": "safe", "put": "safe", "delete": "safe"}
"""Other methods are "duplicates": what they make may be made twice."""
VERBS = {"get": "retrieve", "post": "update", "put": "replace", "patch": "modify", "delete": "delete"}
COLLECTION_VERBS = {"get": "list", "post": "create", "put": "replace", "patch": "update", "delete": "delete"}
TIMES = {"interval": 1, "deadline": 1800}
"""Seconds between polls and in all, until a person knows better."""
WAIT = {"name": "poll"}
"""The method that polls, until a person has a better name."""


class Place(NamedTuple):
    """An operation, by its path and HTTP method."""

    path: str
    method: str


class Added(NamedTuple):
    """The additions to the contract.

    Attributes:
        paths: path items, each with the operations that are added to it.
        schemas: components that they refer to.
        resources: for each tag, the resources in it that need a description.
        less: what the published document says and the contract cannot, a sentence each.
    """

    paths: dict[str, Schema]
    schemas: dict[str, Schema]
    resources: dict[str, list[str]]
    less: list[str]


# ---- names ----------------------------------------------------------------------------------------------------------


def way_of(document: Schema, place: Place) -> tuple[str, ...]:
    """The resources that lead to an operation, and the name of its method."""
    parts = [part for part in place.path.split("?")[0].split("/") if part]
    literals = [_identifier(part) for part in parts if not part.startswith("{")]
    if not parts or parts[-1].startswith("{"):
        return (*literals, VERBS[place.method])
    follows_parameter = len(parts) > 1 and parts[-2].startswith("{")
    if not follows_parameter or _has_items(document, place.path):
        return (*literals, _collection_verb(document, place))
    *way, last = literals
    if place.method == "post":
        return (*way, last)
    if place.method == "get":
        return (*way, f"list_{last}" if pages_of(document, document["paths"][place.path]["get"])[0] else last)
    return (*way, f"{VERBS[place.method]}_{last}")


def _collection_verb(document: Schema, place: Place) -> str:
    operation = document["paths"][place.path][place.method]
    if place.method == "get" and not pages_of(document, operation)[0] and not _has_items(document, place.path):
        return "retrieve"
    return COLLECTION_VERBS[place.method]


def _has_items(document: Schema, path: str) -> bool:
    return ("post" in document["paths"][path] and "get" in document["paths"][path]) or any(
        other.startswith(f"{path}/{{") for other in document["paths"]
    )


def _identifier(part: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_") or "other"
    return f"{name}_" if keyword.iskeyword(name) else name


def chosen(document: Schema, wanted: str) -> list[Place]:
    """The operations of a resource such as vector_stores.files, or the one of this operationId.

    Raises PublishedError, naming what there is, where there are none.
    """
    found = []
    resources = set()
    for path, method, operation in operations(document):
        place = Place(path, method)
        resource = ".".join(way_of(document, place)[:-1])
        resources.add(resource)
        if wanted in (resource, operation.get("operationId")):
            found.append(place)
    if not found:
        raise PublishedError(
            f"{wanted} is neither a resource nor an operationId; there are: {', '.join(sorted(resources))}"
        )
    return found


# ---- facts ----------------------------------------------------------------------------------------------------------


def add(document: Schema, places: Iterable[Place], contract: Schema, *, words: bool = False) -> Added:
    """The additions that these published operations make to the contract; those that it has stay as they are.

    With `words`, descriptions are those of the published document: for code that nobody keeps.
    """
    adding = _Adding(document, contract, words)
    for place in places:
        if place.method not in contract["paths"].get(place.path, {}):
            adding.operation(place)
    return Added(adding.paths, adding.expressing.schemas, adding.resources, adding.less)


class _Adding:
    def __init__(self, document: Schema, contract: Schema, words: bool) -> None:
        self.document = document
        self.contract = contract
        self.expressing = Expressing(document, contract.get("components", {}).get("schemas", {}), words=words)
        self.paths: dict[str, Schema] = {}
        self.resources: dict[str, list[str]] = {}
        self._tags = {_identifier(each["name"]): each["name"] for each in contract.get("tags", ())}
        self._methods: set[tuple[str, ...]] = set()
        self._ids = {each.get("operationId") for _, _, each in operations(contract)}

    @property
    def less(self) -> list[str]:
        return self.expressing.less

    def operation(self, place: Place) -> None:
        """Add one operation."""
        published = self.document["paths"][place.path][place.method]
        name = self._operation_id(published, place)
        tag, method = self._method(place, name)
        words = self.expressing.words_of({"description": published.get("summary", "")})
        made: Schema = {"operationId": name, "tags": [tag], "summary": words, f"{PREFIX}method": {"name": method}}
        made[f"{PREFIX}resend"] = RESENDS.get(place.method, "duplicates")
        kind, responses = self._responses(published, pascal(name))
        made |= self._behaviour(place, published, responses)
        if f"{PREFIX}polling" in made:
            self._add_wait(place, made[f"{PREFIX}method"])
        body = self._body(published, pascal(name))
        if body is not None:
            media, schema, file = body
            encoding = "multipart" if media == "multipart/form-data" else "json"
            made[f"{PREFIX}body"] = {"encoding": encoding, **({"file": file} if file else {})}
        parameters = list(self._parameters(place, published, pascal(name)))
        if published.get("deprecated"):
            made["deprecated"] = True
        if parameters:
            made["parameters"] = parameters
        if body is not None:
            made["requestBody"] = {"required": True, "content": {media: {"schema": schema}}}
        made["responses"] = responses
        if kind != "json":
            made[f"{PREFIX}response"] = kind
        self.paths.setdefault(place.path, {})[place.method] = made

    # ---- names -------------------------------------------------------------------------------------------------------

    def _operation_id(self, published: Schema, place: Place) -> str:
        name = published.get("operationId", "")
        if not is_allowed("operation", name):
            name = re.sub(r"[^A-Za-z0-9]+", "_", f"{place.method}{place.path}").strip("_")
        while name in self._ids:
            name += "_2"
        self._ids.add(name)
        return name

    def _method(self, place: Place, name: str) -> tuple[str, str]:
        """The tag and the method's name in it."""
        root, *way = way_of(self.document, place)
        if (root, *way) in self._methods or not way:
            way = [*way[:-1], re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")]
        self._methods.add((root, *way))
        tag = self._tags.setdefault(root, root.replace("_", " ").capitalize())
        resources = self.resources.setdefault(tag, [])
        for depth in range(len(way)):
            resource = ".".join(way[:depth])
            if resource not in resources:
                resources.append(resource)
        return tag, ".".join(way)

    def _add_wait(self, place: Place, method: Schema) -> None:
        root, *way = way_of(self.document, place)
        wait = (root, *way[:-1], WAIT["name"])
        if wait not in self._methods:
            self._methods.add(wait)
            method["wait"] = dict(WAIT)

    # ---- what is sent ------------------------------------------------------------------------------------------------

    def _parameters(self, place: Place, published: Schema, name: str) -> Iterator[Schema]:
        given = [*published.get("parameters", ()), *self.document["paths"][place.path].get("parameters", ())]
        seen = set()
        for each in map(self._resolved, given):
            if each["in"] not in ("path", "query"):
                self.less.append(f"{name}: the {each['in']} parameter {each['name']} is left out; use extra_headers")
                continue
            seen.add(each["name"])
            made = {"name": each["name"], "in": each["in"], "description": self.expressing.words_of(each)}
            if each.get("required") or each["in"] == "path":
                made["required"] = True
            schema = self.expressing.schema(each.get("schema", {}), f"{name}{pascal(each['name'])}")
            yield {**made, "schema": _in_path(schema) if each["in"] == "path" else schema}
        for missing in re.findall(r"\{([^}]*)\}", place.path):
            if missing not in seen:
                made = {"name": missing, "in": "path", "description": WORDS, "required": True}
                yield {**made, "schema": _in_path({"type": "string"})}

    def _body(self, published: Schema, name: str) -> tuple[str, Schema, str | None] | None:
        """Media type, schema and the property that is a file."""
        if "requestBody" not in published:
            return None
        body = self._resolved(published["requestBody"])
        content = body.get("content", {})
        if not body.get("required"):
            self.less.append(f"{name}: its body is optional; the contract always sends one")
        media = next((each for each in ("multipart/form-data", "application/json") if each in content), None)
        if media is None:
            raise PublishedError(f"{name}: a body of {', '.join(content)} cannot be sent")
        schema = self.expressing.object(content[media].get("schema", {}), f"{name}Body")
        files = [each for each, inner in self._properties(schema).items() if _is_file(inner)]
        if media == "multipart/form-data" and not files and "application/json" in content:
            media = "application/json"
        return media, schema, files[0] if len(files) == 1 else None

    def _properties(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        found = self.expressing.schemas[reference.rpartition("/")[2]] if reference else schema
        properties: Schema = found.get("properties", {})
        return properties

    # ---- what comes --------------------------------------------------------------------------------------------------

    def _responses(self, published: Schema, name: str) -> tuple[str, Schema]:
        """The kind of the response, and the responses for the contract."""
        statuses = [status for status in published["responses"] if str(status).startswith("2")] or ["200"]
        good = self._resolved(published["responses"].get(statuses[0], {}))
        content = good.get("content", {})
        described: Schema = {"description": WORDS}
        kind = self._kind_of(content)
        if kind == "json":
            if len(content) > 1:
                others = ", ".join(each for each in content if each != "application/json")
                self.less.append(f"{name}: its response may be {others} too")
            schema = self.expressing.object(content["application/json"].get("schema", {}), f"{name}Response")
            described["content"] = {"application/json": {"schema": schema}}
        elif kind == "binary":
            described["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        responses = {str(statuses[0]): described}
        if "Refused" in self.contract.get("components", {}).get("responses", {}):
            responses["4XX"] = {"$ref": "#/components/responses/Refused"}
        return kind, responses

    def _kind_of(self, content: Schema) -> str:
        if not content:
            return "none"
        schema = content.get("application/json", {}).get("schema")
        return "json" if schema is not None and self.expressing.may_be_an_object(schema) else "binary"

    def _behaviour(self, place: Place, published: Schema, responses: Schema) -> Schema:
        """The keys for paging and polling."""
        if place.method != "get":
            return {}
        made: Schema = {}
        pages, _ = pages_of(self.document, published)
        if pages is not None and "id" in self._items(pages["items"], responses):
            made[f"{PREFIX}paging"] = pages
        polls = polls_of(self.document, published) if place.path.endswith("}") else None
        if polls is not None and polls["failed"]:
            made[f"{PREFIX}polling"] = {**polls, **TIMES}
        return made

    def _items(self, listed: str, responses: Schema) -> Schema:
        """The properties of what a page lists, as the contract has them."""
        content = next(iter(responses.values())).get("content", {})
        page = self._properties(content.get("application/json", {}).get("schema", {}))
        return self._properties(page.get(listed, {}).get("items", {}))

    def _resolved(self, node: Schema) -> Schema:
        found: Schema = pointed_at(self.document, node["$ref"]) if "$ref" in node else node
        return found


def _in_path(schema: Schema) -> Schema:
    """An empty id would be another path."""
    return {**schema, "minLength": 1} if schema.get("type") == "string" else schema


def _is_file(schema: Schema) -> bool:
    return schema.get("format") == "binary"
