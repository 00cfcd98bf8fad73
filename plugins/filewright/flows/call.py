"""One call, from its arguments to its outcome.

Plugins may change it, its file is checked, it is sent, and plugins hear of how it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from filewright_api.types import by_value

from ..calls import Call
from ..effects import (
    Flow,
    PrepareSource,
    now,
    perform,
)
from ..errors import (
    ArgumentsError,
    ConfigurationError,
    OpenAIError,
    shorten,
)
from ..narrowing import is_sequence
from ..rules.expiries import settled
from ..sentinels import NOT_GIVEN
from ..sources import source_from

if TYPE_CHECKING:
    from filewright_api.types import Operation

    from ..host.hooks import Hooks

from .attempts import exchange
from .completions import completed_with


def perform_call(hooks: Hooks, call: Call) -> Flow[Any]:
    """Make a call and return its model, or for binary content the response with its body unread."""
    equip(hooks, call)
    try:
        call.deadline = yield from _deadline(call)
        outcome = yield from _prepared_call(hooks, call)
    except BaseException as error:
        _finish(hooks, call, error)
        raise
    _finish(hooks, call, outcome)
    return outcome


def equip(hooks: Hooks, call: Call) -> None:
    """Give a call what plugins make calls of their own with."""
    call.exchange = partial(exchange, hooks, call)
    call.perform = partial(perform_call, hooks)
    call.next_page = hooks.next_page
    call.settle = partial(settle, hooks, call)
    call.tell = hooks.on_transfer_progress


def settle(hooks: Hooks, call: Call, error: Exception) -> Flow[Any]:
    """Look for what a call made, and return it; NOT_GIVEN if it was certainly not carried out."""
    look = hooks.recover_response(call, error)
    if look is None:
        raise ConfigurationError(f"No plugin looks for what {call.operation.name} made; do not block 'recovery'.")
    found = yield from look
    return found if found is NOT_GIVEN else completed_with(call, found)


def _deadline(call: Call) -> Flow[float | None]:
    seconds = call.settings.total_timeout
    if seconds is None:
        return call.until
    own = (yield from now()) + seconds
    return own if call.until is None else min(own, call.until)


def _finish(hooks: Hooks, call: Call, outcome: Any) -> None:
    if call.source is not None:
        call.source.release()
    try:
        hooks.after_call_finished(call, outcome)
    except OpenAIError as error:
        # A call that was cancelled, or interrupted, stays so.
        if not isinstance(outcome, BaseException) or isinstance(outcome, Exception):
            raise
        outcome.add_note(str(error))


def _prepared_call(hooks: Hooks, call: Call) -> Flow[Any]:
    hooks.before_call_encoded(call)
    # By value from here on: plugins look purposes up, and compare what a server lists with what was sent.
    call.arguments.update({name: by_value(value) for name, value in call.arguments.items()})
    operation = call.operation
    _check_arguments(operation, call.arguments)
    if operation.body is None:
        return (yield from exchange(hooks, call))
    file = operation.body.file
    if file is not None and (file in call.arguments or file in operation.required):
        yield from _prepare_source(call, file)
    if operation.expiry is not None:
        _settle_expiry(hooks, call)
    if call.source is None or operation.upload is None:
        return (yield from exchange(hooks, call))
    purpose = call.arguments[operation.upload.purpose]
    hooks.check_source(call.source, purpose, hooks.purpose_limit(purpose, call), call)
    yield from hooks.check_content(call.source, purpose, call) or ()
    upload = hooks.upload_file(call.source, call) or exchange(hooks, call)
    return (yield from upload)


def _is_list_of_text(value: object) -> bool:
    return is_sequence(value) and all(isinstance(item, str) for item in value)


def is_size(value: object) -> bool:
    """Return whether a value is a whole number of at least 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


# Arguments that JSON would accept with any type: by name, the check and its description.
_SHAPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "part_ids": (_is_list_of_text, "a list of the ids, which are str"),
    "bytes": (is_size, "a whole number of bytes from 0"),
    "limit": (lambda value: value is None or is_size(value), "a whole number, or None"),
}


def _check_arguments(operation: Operation, arguments: Mapping[str, Any]) -> None:
    file = operation.body.file if operation.body is not None else None
    for name in operation.required:
        if name == file:
            continue  # sources.py says what is wrong with it
        value = arguments.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise ArgumentsError(f"{operation.name} needs {name}; it was given {shorten(value)}.")
    for name, (fits, words) in _SHAPES.items():
        if name in arguments and not fits(arguments[name]):
            raise ConfigurationError(f"{name} is {shorten(arguments[name])}; pass {words}.")
    twice = first_repeated(arguments.get("part_ids") or ())
    if twice is not None:
        raise ConfigurationError(f"part_ids has {shorten(twice)} twice; pass the id of each part once.")


def first_repeated(values: Iterable[str]) -> str | None:
    """Return the first value that was there before, or None if each is there once."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _prepare_source(call: Call, argument: str) -> Flow[None]:
    call.source = source_from(call.arguments.get(argument))
    call.arguments[argument] = call.source
    yield from perform(PrepareSource(call.source))


def _settle_expiry(hooks: Hooks, call: Call) -> None:
    rule = call.operation.expiry
    assert rule is not None
    value = call.arguments.pop(rule.field, NOT_GIVEN)
    if rule.purpose is not None:
        purpose = call.arguments[rule.purpose]
        if not isinstance(purpose, str):
            raise ConfigurationError(f"{rule.purpose} is {shorten(purpose)}; pass a str such as 'batch'.")
        if value is NOT_GIVEN:
            value = hooks.default_expiry(purpose, call.source, call)
    expiry = None if value is NOT_GIVEN else settled(value, rule)
    if expiry is not None:
        call.arguments[rule.field] = expiry
