"""Resolves calls whose outcome is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filewright_api.operations import OPERATIONS

from ..errors import ConfigurationError, UploadOutcomeUnknownError, shorten
from ..sentinels import NOT_GIVEN
from .call import equip

if TYPE_CHECKING:
    from filewright_api.types import Operation

    from ..calls import Call
    from ..effects import Flow
    from ..host.hooks import Hooks


def operation_to_settle(error: Any) -> Operation:
    """The operation of a call whose outcome is not known.

    Raises:
        ConfigurationError: `error` is of another kind, or its operation has no list to look at.
    """
    if not isinstance(error, UploadOutcomeUnknownError):
        raise ConfigurationError(f"error is {shorten(error)}; pass the UploadOutcomeUnknownError that was raised.")
    operation = OPERATIONS.get(error.operation or "")
    if operation is None or operation.recovery is None or not error.sought:
        raise ConfigurationError(f"Nothing can be looked for after this error: {shorten(str(error))}.")
    return operation


def settle_outcome(hooks: Hooks, call: Call, error: UploadOutcomeUnknownError) -> Flow[Any]:
    """Look once more for what a call made, and return it; None if it was certainly not carried out.

    Args:
        call: a new call of the same operation, without arguments.
        error: what the first look ended with; raised anew, with the candidates of now, where a doubt is left.
    """
    call.arguments.update(error.sought)
    call.started = error.started
    equip(hooks, call)
    found = yield from call.settle(error)
    return None if found is NOT_GIVEN else found
