"""Calls of methods of resources, with arguments made from the contract: for tests that call every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from contract import Contract, OperationSpec
from contract_server import CONTENT, PREFIX, ContractServer
from shapes import python_name

Arguments: TypeAlias = dict[str, Any]
METHOD = f"{PREFIX}method"
SOON = {"poll_interval": 0.001, "poll_interval_ms": 1}
"""Intervals of polls, by the argument that they are passed as."""


class Call(NamedTuple):
    """A method of a resource, and what to pass.

    Attributes:
        way: the attributes that lead to it from the client.
        kind: call, text, wait or create-and-wait.
        required: the arguments without which it cannot be called.
        optional: all others, but for those that no operation has.
    """

    way: tuple[str, ...]
    kind: str
    operation_id: str
    required: dict[str, Any]
    optional: dict[str, Any]

    @property
    def name(self) -> str:
        """As it is written after `client.`."""
        return ".".join(self.way)

    def method(self, client: Any, view: str | None = None) -> Any:
        """The method of a client; `view` is with_raw_response or with_streaming_response."""
        *way, name = self.way
        for each in way:
            client = getattr(client, each)
        return getattr(getattr(client, view) if view else client, name)


def calls(contract: Contract, server: ContractServer) -> Iterator[Call]:
    """Every method that the contract has."""
    for spec in contract.operations:
        settings = spec.extensions.get(METHOD)
        if settings is None:
            continue
        *way, name = (spec.tag, *settings["name"].split("."))
        required, optional = _arguments(contract, server, spec)
        yield Call((*way, name), "call", spec.operation_id, required, optional)
        if "text" in settings:
            yield Call((*way, settings["text"]), "text", spec.operation_id, required, {})
        if "wait" in settings:
            yield Call((*way, settings["wait"]["name"]), "wait", spec.operation_id, *_waited(settings, spec, required))
        if "create-and-wait" in settings:
            made = settings["create-and-wait"]["name"]
            yield Call((*way, made), "create-and-wait", spec.operation_id, required, optional)


def _arguments(contract: Contract, server: ContractServer, spec: OperationSpec) -> tuple[Arguments, Arguments]:
    needed = set(spec.body.get("required", ()))
    schemas = [(each.name, each.schema, each.required) for each in spec.parameters]
    schemas += [(name, schema, name in needed) for name, schema in contract.properties(spec.body).items()]
    defaults = spec.extensions[METHOD].get("defaults", {})
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for name, schema, is_required in schemas:
        is_file = schema.get("format") == "binary"
        value = ("file.jsonl", CONTENT) if is_file else server.instance(schema)
        (required if is_required and name not in defaults else optional)[python_name(name)] = value
    return required, optional


def _waited(settings: dict[str, Any], spec: OperationSpec, required: dict[str, Any]) -> tuple[Arguments, Arguments]:
    """The arguments of a wait, which may call the last parameter of the path by another name."""
    wait = settings["wait"]
    about = python_name(spec.path.rpartition("{")[2].partition("}")[0])
    named = {wait.get("argument", name) if name == about else name: value for name, value in required.items()}
    interval = wait.get("interval", "poll_interval")
    return named, {interval: SOON[interval]}


def used(result: Any) -> Any:
    """Use the result of a blocking method: walk its pages, read its content."""
    if hasattr(result, "iter_bytes"):
        return result.read()
    return list(islice(result, 5)) if hasattr(result, "has_next_page") else result


async def used_async(result: Any) -> Any:
    """Use the result of an async method, awaiting it if necessary."""
    if hasattr(result, "__aiter__"):
        found = []
        async for each in result:
            found.append(each)
            if len(found) == 5:
                break
        return found
    result = await result
    if hasattr(result, "iter_bytes"):
        return await result.aread() if hasattr(result, "aread") else await result.read()
    return result
