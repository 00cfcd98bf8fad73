"""Requests of batches that are handed over in the request that makes the batch, rather than as a stored file."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..effects import PrepareSource, invoke, perform
from ..errors import UnsupportedError, shorten
from ..ground.json_text import as_json
from ..sources import source_from

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from .table import Inline, Provider


class HandedOver:
    """The key in `Call.state` of the source that has the body of a batch with its requests."""


def hand_over(path: Path, call: Call, provider: Provider, rule: Inline) -> Flow[Any]:
    """Begin a batch with the requests of a file, and return it."""
    endpoint = call.arguments["endpoint"]
    if endpoint != rule.endpoint:
        raise UnsupportedError(
            f"{provider.title} runs batches of {rule.endpoint} alone, not of {shorten(endpoint)}: make each request for"
            f" that, with jsonl.request({rule.endpoint!r}, ...)."
        )
    body = path.with_name(f"{path.name}.body")
    try:
        yield from invoke(partial(_write_body, path, body, rule))
        source = source_from(body)
        yield from perform(PrepareSource(source))
        call.state[HandedOver] = source
        # The contract wants the id of a file, and knows lost batches by it.
        call.arguments["input_file_id"] = path.name
        call.operation = call.operation._replace(recovery=None)
        return (yield from call.perform(call))
    finally:
        body.unlink(missing_ok=True)


def _write_body(path: Path, body: Path, rule: Inline) -> None:
    with open(path, "rb") as lines, open(body, "wb") as file:
        file.write(b"{%s:[" % json.dumps(rule.field).encode())
        for number, line in enumerate(lines):
            request = json.loads(line)
            named = {rule.custom_id: request["custom_id"], rule.body: request["body"]}
            file.write(b"," * bool(number) + as_json(named))
        file.write(b"]}")
