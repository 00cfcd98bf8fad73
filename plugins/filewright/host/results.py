"""The types that hooks may return, where their results are used as they are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from ..calls import Call
from ..effects import Body
from ..errors import ConfigurationError
from ..limits import Limit
from ..options import ClientOptions
from ..rules.expiries import seconds_of


def is_delay(value: object) -> bool:
    """Return True if a value is a valid delay in seconds."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")


def is_flow(value: object) -> bool:
    """Return True if a value is a flow."""
    return isinstance(value, Generator)


def _is_transport(value: object) -> bool:
    return hasattr(value, "handle_request") or hasattr(value, "handle_async_request")


def _is_expiry(value: object) -> bool:
    try:
        seconds_of(value, "expiry")
    except ConfigurationError:
        return False
    return True


_FIXED = ("plugins", "block", "expiry", "checks", "http_client")
"""Options that no plugin fills in: they were used before any was asked, or there is another hook for them."""


def are_filled(result: object, options: ClientOptions) -> bool:
    """Return True if a result is these options, changed only where a plugin may change them."""
    return isinstance(result, type(options)) and all(getattr(result, name) is getattr(options, name) for name in _FIXED)


_Accepted: TypeAlias = tuple[Callable[[Any], bool], str]
_FLOW: _Accepted = (is_flow, "a flow (a generator of effects) or None")
_DELAY: _Accepted = (is_delay, "seconds from 0, or None")
# The accepted results of hooks whose results are used unchanged: the check and its description.
RESULTS: dict[str, _Accepted] = {
    "before_client_created": (
        lambda result: isinstance(result, ClientOptions),
        f"options.changed(...) without {', '.join(_FIXED)}, or None",
    ),
    "save_content": _FLOW,
    "begin_batch": _FLOW,
    "transport_for": (_is_transport, "an httpx.BaseTransport, an httpx.AsyncBaseTransport or None"),
    "default_expiry": (_is_expiry, "what expires_after takes, such as '7d', or None"),
    "upload_file": _FLOW,
    "recover_response": _FLOW,
    "purpose_limit": (lambda result: isinstance(result, Limit), "a filewright.limits.Limit or None"),
    "encode_body": (lambda result: isinstance(result, Body), "a filewright.effects.Body or None"),
    "retry_delay": (lambda result: result is False or is_delay(result), "seconds from 0, False or None"),
    "request_delay": (is_delay, "seconds from 0, a flow that returns them, or None"),
    "next_page": (lambda result: isinstance(result, Call), "a Call or None"),
    "poll_verdict": (lambda result: result in ("done", "failed", "pending"), "'done', 'failed', 'pending' or None"),
    "poll_delay": _DELAY,
}
