"""Uploads that are announced first, and whose bytes go where the response says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from filewright_api.types import Body as BodyRule

from ..effects import CloseResponse, perform
from ..errors import APIResponseValidationError
from ..narrowing import is_mapping

if TYPE_CHECKING:
    from filewright_api.types import RequestParts

    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source
    from .table import TwoSteps


class Step:
    """The key in `Call.state` of the URL that bytes go to; None for the announcement of them."""


def upload_in_steps(source: Source, call: Call, rule: TwoSteps) -> Flow[Any]:
    """Announce a file, send its bytes, and return the file."""
    # Neither is an upload of the contract: what that checks was checked, and its form is not sent.
    plain = call.operation._replace(upload=None, expiry=None, recovery=None)
    arguments = {"file": source, "purpose": call.arguments["purpose"]}
    announcing = call.again(arguments, operation=plain._replace(body=None, response_kind="binary", resend="leftover"))
    announcing.extra_body = None
    announcing.headers |= {name: filled(text, source) for name, text in rule.headers.items()}
    announcing.state[Step] = None
    response: httpx.Response = yield from call.perform(announcing)
    yield from perform(CloseResponse(response))
    target = response.headers.get(rule.location)
    if not target:
        raise APIResponseValidationError(
            response, message=f"The response has no {rule.location}, which says where the bytes go."
        )
    sending = call.again(arguments, operation=plain._replace(body=BodyRule(encoding="json", file=None)))
    sending.extra_body = None
    sending.headers |= {name: filled(text, source) for name, text in rule.then.items()}
    sending.state[Step] = (httpx.URL(target), source)
    sending.progress = call.progress
    return (yield from call.perform(sending))


def spell_step(parts: RequestParts, call: Call, source: Source, rule: TwoSteps) -> None:
    """Rewrite the request of a step."""
    parts.form = None
    if call.state[Step] is None:
        parts.method, _, parts.path = rule.path.partition(" ")
        parts.json = filled(rule.body, source)
    else:
        parts.method, parts.path = rule.method, ""


def filled(value: Any, source: Source) -> Any:
    """A value with what is known of a file in its texts."""
    if is_mapping(value):
        return {name: filled(each, source) for name, each in value.items()}
    if not isinstance(value, str):
        return value
    known = {"{filename}": source.name, "{bytes}": str(source.size), "{content_type}": source.content_type}
    for name, text in known.items():
        value = value.replace(name, text)
    return value
