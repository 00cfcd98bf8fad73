"""Waiting until an object is done."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from filewright_api.types import Model

from ..calls import Call
from ..effects import (
    Flow,
    now,
    sleep,
)
from ..errors import (
    APIConnectionError,
    ConfigurationError,
    FileProcessingError,
    PollTimeoutError,
)
from ..settings import checked_wait

if TYPE_CHECKING:
    from ..host.hooks import Hooks

from .call import perform_call
from .details import readable_detail


def wait_until_done(
    hooks: Hooks, call: Call, *, poll_interval: Any, max_wait_seconds: Any, raise_on_error: bool
) -> Flow[Any]:
    """Call again and again until the plugins say that the object is done or has failed, and return it.

    Raises:
        FileProcessingError: it has failed, and `raise_on_error` is set.
        PollTimeoutError: it is not done after `max_wait_seconds`.
    """
    rule = call.operation.polling
    if rule is None:
        raise ConfigurationError(f"{call.operation.name} gives nothing that could be waited for.")
    interval = rule.interval if poll_interval is None else checked_wait("poll_interval", poll_interval)
    most = rule.deadline if max_wait_seconds is None else checked_wait("max_wait_seconds", max_wait_seconds)
    deadline = (yield from now()) + most
    model: Any = None
    attempt = 0
    while True:
        # Who does not want to wait at all still wants to know.
        call.until = deadline if 0 < most < inf else None
        try:
            model = yield from perform_call(hooks, call)
        except APIConnectionError as error:
            if (yield from now()) < deadline or most == 0:
                raise
            raise _not_done(call, model, most) from error
        verdict = hooks.poll_verdict(call, model)
        if verdict == "failed" and raise_on_error:
            raise _failed(call, model)
        if verdict in {"done", "failed"}:
            return model
        delay = hooks.poll_delay(call, attempt, interval)
        delay = interval if delay is None else delay
        left = deadline - (yield from now())
        if delay >= left:
            yield from sleep(max(left, 0.0))
            raise _not_done(call, model, most)
        yield from sleep(delay)
        attempt += 1
        call = call.again()


def _identity(call: Call) -> str:
    return " ".join(str(call.arguments[name]) for name in call.operation.required) or call.operation.name


def _not_done(call: Call, model: Any, most: float) -> PollTimeoutError:
    assert call.operation.polling is not None
    status = getattr(model, call.operation.polling.field, None) if model is not None else "not known"
    return PollTimeoutError(
        f"{_identity(call)} is not done after {most:g} seconds (its status is {status}). Wait longer with"
        " max_wait_seconds.",
        last=model,
    )


def _failed(call: Call, model: Any) -> FileProcessingError:
    polling = call.operation.polling
    assert polling is not None
    why = getattr(model, polling.details or "", None)
    why = readable_detail(why.to_dict() if isinstance(why, Model) else why)
    details = (why or "the server does not say why").rstrip(".")
    return FileProcessingError(
        f"{_identity(call)} could not be processed (status {getattr(model, polling.field, None)}): {details}.",
        file=model,
    )
