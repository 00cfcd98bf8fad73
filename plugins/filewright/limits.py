"""Requirements of services for uploaded files, by purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from filewright_api.operations import CREATE_FILE

if TYPE_CHECKING:
    from filewright_api.types import Limits, Operation

MB = 1024 * 1024
"""Services rarely say which MB they mean; the larger reading refuses nothing that a server accepts."""


class Limit(NamedTuple):
    """The requirements of a purpose.

    Attributes:
        max_bytes: the maximum size in bytes; None if it is unknown, so that the server decides.
        suffixes: the allowed endings of file names; empty if any name is allowed.
        source: where the requirements are published.
        remedy: advice for a file that is too large.
    """

    max_bytes: int | None = None
    suffixes: tuple[str, ...] = ()
    source: str = ""
    remedy: str = "Split it into several files"


def published(operation: Operation) -> Limits:
    """Return the published limits of an operation's content, from the contract."""
    if operation.limits is None:
        raise LookupError(f"The contract has no limits for {operation.name}.")
    return operation.limits


class BatchLimits(NamedTuple):
    """The published limits of a batch's file.

    Attributes:
        lines: the maximum number of requests.
        bytes: the maximum size in bytes that every server accepts.
        larger_bytes: the same in the larger reading of MB, which some servers accept.
        inputs: the maximum number of embedding inputs, in all requests.
    """

    lines: int
    bytes: int
    larger_bytes: int
    inputs: int


def _limits_of_batches() -> BatchLimits:
    found = next(each for each in published(CREATE_FILE).purposes if each.purpose == "batch")
    if found.bytes is None or found.lines is None or found.inputs is None:
        raise LookupError("The contract lacks bytes, lines or inputs of the purpose batch.")
    return BatchLimits(found.lines, found.bytes // MB * 1_000_000, found.bytes, found.inputs)


BATCH_LIMITS = _limits_of_batches()
