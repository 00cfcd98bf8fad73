"""Responses that stand for an object made of others, and must hold it: a completed upload and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from filewright_api.types import Model

from ..errors import APIResponseValidationError, shorten
from ..narrowing import is_dict
from ..redaction import mask_response
from .parsing import decoded_body, parse

if TYPE_CHECKING:
    from filewright_api.types import Completion

    from ..calls import Call


def parse_completed(call: Call, response: httpx.Response) -> Any:
    """The model of a response that holds a made object; the object itself in its place is understood.

    Raises:
        APIResponseValidationError: the object is not there, or is not whole.
    """
    rule = call.operation.completion
    if rule is None:
        return parse(call, response)
    body = decoded_body(response)
    if is_dict(body) and body.get("object") == rule.item:
        return parse(call, _around(call, rule, body, response))
    model = parse(call, response)
    status = getattr(model, rule.field)
    if status in rule.done and getattr(model, rule.item) is not None:
        return model
    missing = "" if getattr(model, rule.item) is not None else f" and it has no {rule.item}"
    mask_response(response)
    raise APIResponseValidationError(
        response,
        body,
        message=f"{call.operation.name} was accepted, but {_identity(call)} is not complete: its {rule.field} is"
        f" {shorten(status)}{missing}.",
    )


def completed_with(call: Call, item: Any) -> Any:
    """The model that a lost response would have had, around the object that was found."""
    rule = call.operation.completion
    if rule is None or getattr(item, rule.item, None) is not None or not isinstance(item, Model):
        return item
    return parse(call, _around(call, rule, item.to_dict(), None))


def _around(call: Call, rule: Completion, item: dict[str, Any], response: httpx.Response | None) -> httpx.Response:
    """A response with an object in the place where it belongs, and what both have in common beside it."""
    recovery = call.operation.recovery
    shared = () if recovery is None else (*recovery.match, recovery.created)
    fields = {name: item[name] for name in shared if name in item}
    whole = {**fields, "id": _identity(call), rule.field: rule.done[0], rule.item: item}
    request = httpx.Request("POST", "http://found") if response is None else response.request
    headers = {} if response is None else {"x-request-id": response.headers.get("x-request-id", "")}
    return httpx.Response(200, json=whole, headers=headers, request=request)


def _identity(call: Call) -> str:
    return str(call.arguments[call.operation.required[0]])
