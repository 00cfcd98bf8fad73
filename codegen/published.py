"""A published OpenAPI document: read, and cut down to the operations that the contract covers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class PublishedError(Exception):
    """The document cannot be used; the message says why."""


def load(path: Path) -> dict[str, Any]:
    """Read a document, JSON or YAML."""
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text) if path.suffix == ".json" else _load_yaml(text)
    except (OSError, ValueError, RecursionError) as error:
        raise PublishedError(f"{path} cannot be read: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise PublishedError(f"{path} is not an OpenAPI document: it has no paths.")
    return document


def _load_yaml(text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from error


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of each operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def cut(document: dict[str, Any], wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The document with only these operations (path, method) and what they refer to."""
    keep = set(wanted)
    paths: dict[str, Any] = {}
    for path, item in document["paths"].items():
        shared = {name: value for name, value in item.items() if name not in METHODS}
        kept = {method: item[method] for method in METHODS if method in item and (path, method) in keep}
        if kept:
            paths[path] = {**shared, **kept}
    result = {name: value for name, value in document.items() if name not in {"paths", "components", "webhooks"}}
    result["paths"] = paths
    result["components"] = _referred(document, paths)
    return copy.deepcopy(result)


def _referred(document: dict[str, Any], root: Any) -> dict[str, Any]:
    components: dict[str, Any] = {}
    waiting = [root]
    while waiting:
        for reference in _references(waiting.pop()):
            value = pointed_at(document, reference)
            _, kind, name = reference.removeprefix("#/").split("/")
            if name not in components.setdefault(kind, {}):
                components[kind][name] = value
                waiting.append(components[kind][name])
    return components


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def pointed_at(document: dict[str, Any], reference: str) -> Any:
    """Resolve a `$ref` within the document."""
    if not reference.startswith("#/components/") or reference.count("/") != 3:
        raise PublishedError(f"The reference {reference!r} does not point into this document's components.")
    value: Any = document
    for part in reference.removeprefix("#/").split("/"):
        try:
            value = value[part.replace("~1", "/").replace("~0", "~")]
        except (KeyError, TypeError):
            raise PublishedError(f"The reference {reference!r} points at nothing.") from None
    return value
