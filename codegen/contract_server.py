"""A server made of an OpenAPI document: it checks each request, and responds with an instance of the response's schema.

No endpoint is written by hand. `ContractServer(document).transport()` is for an httpx client; what was wrong with
a request gets a response of 400 and is recorded in `problems`. jsonschema does the checking: it is maintained, and
takes the schemas of OpenAPI 3.1 as they are.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

import httpx
from jsonschema import Draft202012Validator
from published import operations
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.formparser import parse_form_data

PREFIX = "x-filewright-"
DEEPEST = 5
"""The depth down to which an instance has more than what is required."""
CONTENT = b"The content of a file.\n"
_WHERE = "urn:contract"

Schema = dict[str, Any]


class Route(NamedTuple):
    """An operation: what its requests look like, and the place of its description in the document."""

    method: str
    pattern: re.Pattern[str]
    pointer: str
    operation: Schema
    query: dict[str, list[str]]


class ContractServer:
    """The server.

    Attributes:
        problems: what was wrong with requests, a sentence each.
        served: how many requests there were for each operationId.
    """

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.problems: list[str] = []
        self.served: Counter[str] = Counter()
        resource = Resource(contents=document, specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_WHERE, resource)
        self._routes = [self._route(path, method, each) for path, method, each in operations(document)]
        self._validators: dict[str, Any] = {}

    def transport(self) -> httpx.MockTransport:
        """The transport for an httpx client, blocking or async."""
        return httpx.MockTransport(self.respond)

    def respond(self, request: httpx.Request) -> httpx.Response:
        """The response to a request."""
        found = self._find(request)
        if found is None:
            return self._refuse(f"{request.method} {request.url.path}: there is no such operation")
        route, values = found
        problems = list(self._request_problems(route, values, request))
        self.served[route.operation["operationId"]] += 1
        return self._refuse(*problems) if problems else self._response(route, request)

    def _refuse(self, *problems: str) -> httpx.Response:
        self.problems += problems
        return httpx.Response(400, json={"error": {"message": " ".join(problems), "type": "invalid_request_error"}})

    # ---- routes ------------------------------------------------------------------------------------------------------

    def _route(self, path: str, method: str, operation: Schema) -> Route:
        plain, _, query = path.partition("?")
        pattern = re.sub(r"\\\{([^}]*)\\\}", r"([^/]+)", re.escape(plain))
        pointer = f"/paths/{_escaped(path)}"
        wanted: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            wanted.setdefault(name, []).append(value)
        return Route(method.upper(), re.compile(pattern), f"{pointer}/{method}", operation, wanted)

    def _find(self, request: httpx.Request) -> tuple[Route, list[str]] | None:
        """The operation that a request is for, with what stands in the place of its path's parameters."""
        path = request.url.raw_path.decode("ascii").partition("?")[0].removeprefix("/v1")
        given = _query(request)
        fitting = []
        for route in self._routes:
            match = route.pattern.fullmatch(path)
            if match and route.method == request.method and all(given.get(k) == v for k, v in route.query.items()):
                fitting.append((route, [unquote(each) for each in match.groups()]))
        # A path that is written out is more than a parameter in its place.
        return min(fitting, key=lambda each: (len(each[1]), -len(each[0].query)), default=None)

    # ---- requests ----------------------------------------------------------------------------------------------------

    def _request_problems(self, route: Route, values: list[str], request: httpx.Request) -> Iterator[str]:
        parameters = dict(self._parameters(route))
        names = re.findall(r"\{([^}]*)\}", route.pointer.replace("~1", "/"))
        in_path = {name: [value] for name, value in zip(names, values, strict=True)}
        query = {name: texts for name, texts in _query(request).items() if name not in route.query}
        given = {
            (place, name): value
            for place, texts in (("path", in_path), ("query", query))
            for name, value in self._read_object(texts, self._schema_of(parameters, place)).items()
        }
        for key, value in given.items():
            if key not in parameters:
                yield f"{route.operation['operationId']}: {' '.join(key)} is not in the contract."
                continue
            yield from self._problems(" ".join(key), f"{parameters[key][0]}/schema", value)
        for key, (_, parameter) in parameters.items():
            if parameter.get("required") and key not in given:
                yield f"{route.operation['operationId']}: {' '.join(key)} is missing."
        yield from self._body_problems(route, request)

    def _schema_of(self, parameters: Schema, place: str) -> Schema:
        """The schema of an object of all parameters in a place."""
        properties = {name: each.get("schema", {}) for (where, name), (_, each) in parameters.items() if where == place}
        return {"type": "object", "properties": properties}

    def _parameters(self, route: Route) -> Iterator[tuple[tuple[str, str], tuple[str, Schema]]]:
        item = route.pointer.rpartition("/")[0]
        for owner in (item, route.pointer):
            for index, _ in enumerate(self.resolved(owner)[0].get("parameters", ())):
                parameter, pointer = self.resolved(f"{owner}/parameters/{index}")
                # Lists may be written with brackets after their names.
                yield (parameter["in"], parameter["name"].removesuffix("[]")), (pointer, parameter)

    def _body_problems(self, route: Route, request: httpx.Request) -> Iterator[str]:
        name = route.operation["operationId"]
        if "requestBody" not in route.operation:
            if request.content:
                yield f"{name}: a body came, and the contract has none."
            return
        body, pointer = self.resolved(f"{route.pointer}/requestBody")
        media = request.headers.get("content-type", "").partition(";")[0]
        if media not in body["content"]:
            yield f"{name}: a body of {media or 'no type'} came; the contract has {', '.join(body['content'])}."
            return
        pointer = f"{pointer}/content/{_escaped(media)}/schema"
        schema = self.resolved(pointer)[0]
        try:
            value = json.loads(request.content) if media == "application/json" else self._form(request, schema)
        except ValueError as error:
            yield f"{name}: the body cannot be read: {error}."
            return
        yield from self._problems(f"{name}: body", pointer, value)
        strange = sorted(value.keys() - schema.get("properties", {}).keys()) if isinstance(value, dict) else []
        if strange and schema.get("properties"):
            yield f"{name}: body: {', '.join(strange)}: not in the contract."

    def _form(self, request: httpx.Request, schema: Schema) -> Schema:
        environ = {
            "wsgi.input": io.BytesIO(request.content),
            "CONTENT_TYPE": request.headers["content-type"],
            "CONTENT_LENGTH": str(len(request.content)),
            "REQUEST_METHOD": "POST",
        }
        _, fields, files = parse_form_data(environ, lambda *_, **__: io.BytesIO(), silent=False)
        texts: dict[str, list[str]] = {**dict(fields.lists()), **{name: [""] for name in files}}
        value = self._read_object(texts, schema)
        return value

    def _read_object(self, texts: dict[str, list[str]], schema: Schema) -> Schema:
        """The object that fields of a form stand for: `a[b]` is b of a, `a[]` one of a list."""
        made: Schema = {}
        inner: dict[str, dict[str, list[str]]] = {}
        for name, values in texts.items():
            outer, bracket, rest = name.partition("[")
            if bracket and rest != "]":
                key, _, deeper = rest.partition("]")
                inner.setdefault(outer, {})[key + deeper] = values
            else:
                made[outer] = self._read(values, self._property(schema, outer))
        for name, fields in inner.items():
            made[name] = self._read_object(fields, self._property(schema, name))
        return made

    def _property(self, schema: Schema, name: str) -> Schema:
        known = (each.get("properties", {}).get(name) for each in self._choices(schema))
        inner: Schema = next((each for each in known if each is not None), {})
        return self._schema(inner)

    def _read(self, texts: list[str], schema: Schema) -> Any:
        """The value that texts of a query or a form stand for, by the types that the schema has."""
        types = {kind for each in self._choices(schema) for kind in _types(each)}
        if "array" in types:
            items = next((each["items"] for each in self._choices(schema) if "items" in each), {})
            return [self._read([text], self._schema(items)) for text in texts]
        (text,) = texts[:1]
        return _scalar(text, types)

    # ---- responses ---------------------------------------------------------------------------------------------------

    def _response(self, route: Route, request: httpx.Request) -> httpx.Response:
        status = next(each for each in route.operation["responses"] if str(each).startswith("2"))
        response, pointer = self.resolved(f"{route.pointer}/responses/{status}")
        content = response.get("content", {})
        code = int(status) if str(status).isdigit() else 200
        if not content:
            return httpx.Response(code)
        if "application/json" not in content:
            return httpx.Response(code, content=CONTENT, headers={"content-type": next(iter(content))})
        pointer = f"{pointer}/content/application~1json/schema"
        value = self.instance({"$ref": f"#{pointer}"})
        self._behave(route, request, value)
        wrong = list(self._problems(route.operation["operationId"], pointer, value))
        assert not wrong, wrong  # the server's own fault
        return httpx.Response(code, json=value)

    def _behave(self, route: Route, request: httpx.Request, value: Schema) -> None:
        """Make the response one that pages, polls and completes as the operation's keys say."""
        paging, polling, completion = (
            route.operation.get(f"{PREFIX}{name}") for name in ("paging", "polling", "completion")
        )
        if paging and paging.get("more"):
            value[paging["more"]] = "cursor" in paging and paging["cursor"] not in _query(request)
        if paging and paging.get("item-cursor"):
            for each in value[paging["items"]]:
                each[paging["item-cursor"]] = f"item-{self.served.total()}"
        if polling:
            value[polling["field"]] = polling["done"][0]
        if completion:
            value[completion["field"]] = completion["done"][0]

    # ---- schemas -----------------------------------------------------------------------------------------------------

    def resolved(self, pointer: str) -> tuple[Any, str]:
        """The value at a place of the document, and that place, references followed."""
        node: Any = self.document
        for step in pointer.removeprefix("/").split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if isinstance(node, list) else node[key]
        if isinstance(node, dict) and "$ref" in node:
            return self.resolved(node["$ref"].removeprefix("#"))
        return node, pointer

    def _schema(self, schema: Schema) -> Schema:
        found: Schema = self.resolved(schema["$ref"].removeprefix("#"))[0] if "$ref" in schema else schema
        return found

    def _choices(self, schema: Schema) -> Iterator[Schema]:
        found = self._schema(schema)
        inner = found.get("oneOf") or found.get("anyOf") or found.get("allOf")
        if inner is None:
            yield found
        for each in inner or ():
            yield from self._choices(each)

    def _problems(self, about: str, pointer: str, value: Any) -> Iterator[str]:
        if pointer not in self._validators:
            reference = {"$ref": f"{_WHERE}#{pointer}"}
            self._validators[pointer] = Draft202012Validator(reference, registry=self._registry)
        for error in self._validators[pointer].iter_errors(value):
            yield f"{about}: {'.'.join(map(str, error.path))}: {error.message[:300]}"

    def instance(self, schema: Schema, depth: int = 0) -> Any:
        """A value that fits the schema: with all that it may have, and below DEEPEST with what is required."""
        found = self._schema(schema)
        choices = found.get("oneOf") or found.get("anyOf") or found.get("allOf")
        if choices:
            wanted = "null" if depth > DEEPEST else None
            return self.instance(next((each for each in choices if each.get("type") == wanted), choices[0]), depth)
        if "const" in found or "enum" in found:
            return found["const"] if "const" in found else found["enum"][0]
        if _types(found) == ["null"]:
            return None
        kind = next((each for each in _types(found) if each != "null"), None)
        if kind == "object":
            return self._object(found, depth)
        if kind == "array":
            wanted_items = max(found.get("minItems", 0), 1 if depth <= DEEPEST else 0)
            return [self.instance(found.get("items", {}), depth + 1) for _ in range(wanted_items)]
        return _sample(kind, found)

    def _object(self, schema: Schema, depth: int) -> Schema:
        properties = schema.get("properties", {})
        names = properties if depth <= DEEPEST else schema.get("required", ())
        return {name: self.instance(properties[name], depth + 1) for name in names}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _query(request: httpx.Request) -> dict[str, list[str]]:
    return {name: request.url.params.get_list(name) for name in request.url.params}


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _scalar(text: str, types: set[str]) -> Any:
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if types & {"integer", "number"} and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "number" in types and re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", text):
        return float(text)
    return text


def _sample(kind: str | None, schema: Schema) -> Any:
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return min(max(1, schema.get("minimum", 1)), schema.get("maximum", 1 << 53))
    text = "text" if kind == "string" else "anything"
    return text.ljust(schema.get("minLength", 0), "t")[: schema.get("maxLength", 100)]
