"""Check what is sent to each provider, and what its part is played with, against the provider's own OpenAPI document.

    python tests/providers/documents.py FOLDER

The folder has documents named after providers, such as `mistral.yaml`; they are others' and are not kept here. Prints
what differs: names of queries and form fields that a document does not know, and responses that are not of its schemas.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import yaml
from filewright import OpenAI, UnsupportedError, jsonl
from filewright.embedded import Store
from filewright.embedded.http.transport import FolderTransport
from filewright.embedded.playing import PlayedService
from filewright.providers import Provider, built_in_providers
from filewright.providers.kit import run_scenarios
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

KNOWN = {
    "anthropic": ("form field expires_in_seconds", "results: 200: result: "),  # newer; an echo, as no model is there
    "gemini": ("no such operation", "query parameter alt"),  # it has neither uploads nor the layer for OpenAI clients
    "ogx": ("' is a required property",),  # the server responds as is recorded in cassettes/
    "together": ("cancel: 400: error: ",),  # batches have errors of their own
    "xai": (
        "no such operation",
        "form field expires_after",
        "query parameter limit",
    ),  # not the vendor's own
}
"""Differences that are meant, by what is said of them."""
_BASE = re.compile(r"^(/openai)?(/v1\w*)?(/accounts/[^/]*)?")
_FIELD = re.compile(rb'form-data; name="([^"]+)"')
_DOCUMENT = "urn:document"
_URL = "http://127.0.0.1:1/v1"


class Document:
    """An OpenAPI document of a provider."""

    def __init__(self, path: Path) -> None:
        self.root: Any = _with_nulls(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        resource = DRAFT202012.create_resource(self.root)
        self.registry: Any = Registry().with_resource(_DOCUMENT, resource)

    def operation(self, method: str, path: str) -> tuple[str, Any] | None:
        """The path and the operation of a request."""
        segments = path.removeprefix("/v1").strip("/").split("/")
        for template, item in self.root["paths"].items():
            wanted = (
                re.sub(r"^(/openai)?(/v1\w*)?(/accounts/[^/]*)?", "", template.partition("?")[0]).strip("/").split("/")
            )
            if method.lower() in item and _fits(wanted, segments):
                return template, item
        return None

    def differences(self, request: httpx.Request, response: httpx.Response) -> Iterator[str]:
        """What of an exchange the document does not have."""
        where = f"{request.method} {request.url.path}"
        found = self.operation(request.method, request.url.path)
        if found is None:
            yield f"{re.sub(r'/(file-|batch_)[^/:]*', '/{id}', where)}: no such operation"
            return
        template, item = found
        operation = item[request.method.lower()]
        where = f"{request.method} {template}"
        parameters = [self._resolved(each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        known = {each["name"] for each in parameters if each["in"] == "query"}
        for name, _ in parse_qsl(request.url.query.decode()):
            if name not in known:
                yield f"{where}: no query parameter {name}"
        yield from (f"{where}: {each}" for each in self._form(operation, request))
        yield from (f"{where}: {each}" for each in self._body(operation, response))

    def _form(self, operation: Any, request: httpx.Request) -> Iterator[str]:
        content = self._resolved(operation.get("requestBody", {})).get("content", {})
        form = content.get("multipart/form-data")
        if form is None or b"multipart" not in request.headers.get("content-type", "").encode():
            return
        schema = self._resolved(form["schema"])
        known = set(schema.get("properties", {}))
        for name in {each.decode().partition("[")[0] for each in _FIELD.findall(request.content)}:
            if known and name not in known:
                yield f"no form field {name}"
        for name in schema.get("required", ()):
            if f'name="{name}"'.encode() not in request.content:
                yield f"the form field {name} is missing"

    def _body(self, operation: Any, response: httpx.Response) -> Iterator[str]:
        status, kind = response.status_code, response.headers.get("content-type", "").partition(";")[0]
        known = {str(name): each for name, each in operation["responses"].items()}
        if status < 300 and str(status) not in known:
            yield f"the status is {status}, where the document has {', '.join(known)}"
            return
        described = known.get(str(status), known.get(f"{status // 100}XX", known.get("default", {})))
        schema = self._resolved(described).get("content", {}).get(kind, {}).get("schema")
        if schema is None or kind not in {"application/json", "application/x-jsonl"}:
            return
        validator = Draft202012Validator(_absolute(schema), registry=self.registry)
        bodies = [response.content] if kind == "application/json" else response.content.splitlines()
        for error in (each for body in bodies for each in validator.iter_errors(json.loads(body))):
            yield f"{status}: {'.'.join(map(str, error.absolute_path)) or 'the response'}: {error.message[:160]}"

    def _resolved(self, value: Any) -> Any:
        while isinstance(value, dict) and "$ref" in value:
            node = self.root
            for name in value["$ref"].removeprefix("#/").split("/"):
                node = node[name.replace("~1", "/")]
            value = node
        return value


def _absolute(schema: Any) -> Any:
    """A schema whose references lead into the document."""
    if isinstance(schema, dict):
        return {
            name: f"{_DOCUMENT}{value}" if name == "$ref" and isinstance(value, str) else _absolute(value)
            for name, value in schema.items()
        }
    return [_absolute(each) for each in schema] if isinstance(schema, list) else schema


def _with_nulls(value: Any) -> Any:
    """What OpenAPI 3.0 says of nulls, as 3.1 says it."""
    if isinstance(value, list):
        return [_with_nulls(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _with_nulls(each) for name, each in value.items()}
    if made.pop("nullable", None) is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made


def _fits(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        wanted.startswith("{") or wanted == given for wanted, given in zip(template, segments, strict=True)
    )


class _Checked(httpx.BaseTransport):
    def __init__(self, inner: httpx.BaseTransport, document: Document) -> None:
        self._inner, self._document = inner, document
        self.found: dict[str, None] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response = self._inner.handle_request(request)
        response.read()
        for difference in self._document.differences(request, response):
            self.found[difference] = None
        return response


def differences(provider: Provider, document: Document) -> list[str]:
    """Play a provider, run the scenarios of the kit, and return what differs from its document."""
    with tempfile.TemporaryDirectory() as folder, Store(folder, durable=False) as store:
        transport = _Checked(FolderTransport.over(PlayedService(store, provider=provider)), document)
        with httpx.Client(transport=transport) as http:
            client = OpenAI(provider=provider.name, base_url=_URL, api_key="k", http_client=http)
            wrong = [
                f"{each.name}: {each.detail}" for each in run_scenarios(client, provider) if each.result == "failed"
            ]
            _run_a_batch_job(client, provider, Path(folder))
        known = KNOWN.get(provider.name, ())
        return [each for each in (*wrong, *transport.found) if not any(text in each for text in known)]


def _run_a_batch_job(client: OpenAI, provider: Provider, folder: Path) -> None:
    url = "chat" if provider.inline is None else provider.inline.endpoint
    messages = [{"role": "user", "content": "Hello"}]
    requests = [jsonl.request(url, custom_id=each, model="m", max_tokens=5, messages=messages) for each in ("a", "b")]
    with suppress(UnsupportedError):
        client.batches.run(requests, output=folder / "out.jsonl", poll_interval=0.01)


def documents_in(folder: str) -> list[Path]:
    """The documents in a folder."""
    return sorted(path for path in Path(folder).iterdir() if path.suffix in {".yaml", ".yml", ".json"})


def main(folder: str) -> int:
    """Print the differences of each provider that has a document in the folder."""
    known = {each.name: each for each in built_in_providers()}
    failed = 0
    for path in documents_in(folder):
        found = differences(known[path.stem], Document(path))
        print(json.dumps({"provider": path.stem, "differences": found}, indent=1))
        failed += bool(found)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
