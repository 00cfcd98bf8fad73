"""From a good response to its model."""

from __future__ import annotations

import gc
import json
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import httpx
from filewright_api.types import UnexpectedShape

from ..calls import Call
from ..errors import (
    APIResponseValidationError,
)
from ..narrowing import is_dict, is_shallow
from ..redaction import mask_response, masked, secrets_of
from .details import cut_end, readable_detail

if TYPE_CHECKING:
    from ..host.hooks import Hooks

LARGE_RESPONSE_BYTES = 256 << 10
"""Responses larger than this (a page of about a thousand files) are parsed with the garbage collector paused."""


def adapted(hooks: Hooks, call: Call, response: httpx.Response) -> httpx.Response:
    """The response that is parsed: the server's, with what plugins make of its body."""
    if not hooks.has("before_response_parsed"):
        return response
    body = hooks.before_response_parsed(decoded_body(response), call)
    if body is None:
        return response
    content = json.dumps(body).encode()
    headers = {name: value for name, value in response.headers.items() if name == "x-request-id"}
    return httpx.Response(response.status_code, content=content, headers=headers, request=response.request)


def parse(call: Call, response: httpx.Response) -> Any:
    """Parse a response into its model.

    Raises:
        APIResponseValidationError: it is not JSON, or does not have the shape that the contract defines.
    """
    try:
        with collection_paused() if len(response.content) > LARGE_RESPONSE_BYTES else nullcontext():
            model = call.operation.parse_response(response)
            if model is None:
                return None
            model._received_id = response.headers.get("x-request-id")
            extra = model.__dict__.get("additional_properties")
            if not _is_error(extra) or hasattr(model, "id"):
                return model
            problem: Exception = ValueError("it holds an error")
    except (ValueError, RecursionError) as error:
        problem = error
    raise _not_promised(call, response, problem)


def _is_error(body: Any) -> bool:
    """Return True if a response's fields describe an error and not an object (objects have an id)."""
    return is_dict(body) and bool(body.get("error")) and "id" not in body


def _said(body: Any) -> str | None:
    """Return the message in a body that is neither an object of the API nor a list; None if it has none."""
    return readable_detail(body) if is_dict(body) and "id" not in body and not body.get("data") else None


def _not_promised(call: Call, response: httpx.Response, problem: Exception) -> APIResponseValidationError:
    """Create the error for an unparsable response. Its cause is `problem`, unless that contains the response or a
    secret.
    """
    secrets = secrets_of(response.request)
    decoded = decoded_body(response)
    shown = masked(decoded, secrets)
    mask_response(response)
    echoed = shown != decoded
    said = _said(shown)
    why = f"the server says {said!r}" if said else cut_end(str(problem), 300)
    why = "it has the credentials in it, so it is not shown" if echoed else why
    error = APIResponseValidationError(
        response, shown, message=f"The response to {call.operation.name} does not match the contract: {why}"
    )
    error.__cause__ = problem if isinstance(problem, UnexpectedShape) and not echoed else None
    return error


@contextmanager
def collection_paused() -> Generator[None, None, None]:
    """Pause the garbage collector while a large response is parsed.

    All of it stays alive, so that looking through it again and again, which costs as much as parsing, finds nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            _count_as_old()
            gc.enable()


_FROZEN_BY_PYTHON = 1000
"""More objects than Python freezes as it starts (3.12: 375), and fewer than any program that freezes its own."""


def _count_as_old() -> None:
    """Let the collector look at what was made until now only when it looks at everything.

    Nothing else moves objects to its oldest generation unseen. A program that has frozen objects itself, as servers do
    before they fork, wants them to stay frozen: nothing is moved there.
    """
    if gc.get_freeze_count() < _FROZEN_BY_PYTHON:
        gc.freeze()
        gc.unfreeze()


def decoded_body(response: httpx.Response) -> object | None:
    """Return the JSON of a body, None of an empty one; or its text, where it is not JSON or nested too deeply."""
    try:
        value = json.loads(response.content) if response.content else None
        if is_shallow(value):
            return value
    except (ValueError, RecursionError):
        pass
    return response.content.decode("utf-8", "replace")
