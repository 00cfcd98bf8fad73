"""Patience with a server: what is tried again later, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..effects import Flow, now
from ..errors import APIConnectionError, APIError, InternalServerError, RateLimitError, UploadOutcomeUnknownError

if TYPE_CHECKING:
    from .shards import JobShard

T = TypeVar("T")

MAX_HOLD = 600.0
"""Seconds after which a batch that did not fit is tried again at the latest."""
MAX_OUTAGE = 3600.0
"""Seconds for which a server may be out of reach, once it was in reach."""

_PASSING = (APIConnectionError, InternalServerError, RateLimitError, UploadOutcomeUnknownError)


class Patience:
    """The times of a round before which nothing is begun, by model, and for how long the server is out of reach.

    Args:
        interval: seconds between two looks.
    """

    def __init__(self, interval: float) -> None:
        self._interval = max(interval, 0.001)
        self._held: dict[str | None, float] = {}
        self._holds: dict[str | None, int] = {}
        self._failing_since: float | None = None
        self._was_reached = False

    def is_holding(self, model: str | None, moment: float) -> bool:
        """Return True if no batch of a model should be started."""
        return moment < self._held.get(model, 0.0)

    def hold(self, model: str | None) -> Flow[None]:
        """Begin no batch of a model for a while, or until one has ended; longer each time."""
        moment = yield from now()
        if self.is_holding(model, moment):  # of batches that were refused together, one counts
            return
        count = self._holds[model] = self._holds.get(model, 0) + 1
        self._held[model] = moment + min(self._interval * 2.0**count, MAX_HOLD)

    def let_go(self) -> None:
        """Let batches of all models begin, as one has ended."""
        self._held.clear()
        self._holds.clear()

    def reached(self) -> None:
        """Note that the server did what it was asked."""
        self._failing_since = None
        self._was_reached = True

    def tolerating(self, shard: JobShard, flow: Flow[None]) -> Flow[bool]:
        """Return True if a flow succeeded; if the server is temporarily unreachable, it is retried later."""
        done = yield from self.tolerated(_as_true(flow))
        if done is None:
            yield from self.hold(shard.plan.model)
        return bool(done)

    def tolerated(self, flow: Flow[T]) -> Flow[T | None]:
        """Return the result of a flow, or None if it failed for a temporary reason."""
        try:
            result = yield from flow
        except _PASSING as error:
            moment = yield from now()
            self._failing_since = self._failing_since or moment
            if not self._was_reached or _is_final(error) or moment - self._failing_since > MAX_OUTAGE:
                raise
            return None
        self.reached()
        return result


def _as_true(flow: Flow[None]) -> Flow[bool]:
    yield from flow
    return True


def _is_final(error: APIError | UploadOutcomeUnknownError) -> bool:
    """Return True if waiting does not help: the account has no credit left, or a person has to intervene."""
    in_doubt = isinstance(error, UploadOutcomeUnknownError) and "requests" in error.sought
    return in_doubt or (isinstance(error, RateLimitError) and error.code == "insufficient_quota")
