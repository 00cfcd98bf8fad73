"""The shards of a job, each on its way to being a batch with results; what the journal says of them is put back."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import JournalError
from ..jsonl.splitting import Shard
from ..narrowing import is_list
from .table import Fault

TOKEN_LIMIT = "token_limit_exceeded"  # noqa: S105
"""The code of a batch that failed because too many tokens are enqueued; it is created again when others are done."""
MAX_PUT_BACK = 150
"""The number of times that a batch is created again for that reason. With the longest wait in between, they take a day:
batches of others have ended by then, so that this one alone must be over the limit."""


class Ended(NamedTuple):
    """The end of a batch: its status, the ids of its files, and the errors of its lines."""

    status: str
    output_file_id: str | None = None
    error_file_id: str | None = None
    faults: tuple[tuple[int | None, str, str], ...] = ()

    @property
    def by_line(self) -> dict[int, Fault]:
        """The errors of single lines."""
        return {line: Fault(code, message) for line, code, message in self.faults if line is not None}

    @property
    def of_whole(self) -> Fault | None:
        """The error of the batch."""
        return next((Fault(code, message) for line, code, message in self.faults if line is None), None)

    @property
    def is_over_tokens(self) -> bool:
        """True if the batch failed because too many tokens are enqueued."""
        return any(code == TOKEN_LIMIT for _, code, _ in self.faults)


class JobShard:
    """A shard of a job.

    Attributes:
        name: its round and its number.
        plan: its size, and where its requests go.
        members: the places of its requests.
        sha256: of its content, once it was written.
        file_id: the stored file; is_uploading: it may be there, and the id is not known.
        batch_id: the batch under way, or ended; is_creating: as is_uploading.
        tries: how many batches were begun with it; tried_at: when the first was, of those that are handed over.
        past: batches that failed and are made again.
        batch: what the server said last.
        ended: how it ended, or None.
        is_joined: whether its results were read.
        ok: how many of its requests went well, once they were.
    """

    def __init__(self, round: int, plan: Shard, members: array[int]) -> None:
        self.name = f"r{round}-{plan.number:05d}"
        self.plan = plan
        self.members = members
        self.sha256 = ""
        self.file_id: str | None = None
        self.batch_id: str | None = None
        self.is_uploading = self.is_creating = False
        self.tries = 0
        self.past: set[str] = set()
        self.batch: Any = None
        self.created_at = 0
        self.tried_at = 0.0
        self.ended: Ended | None = None
        self.is_joined = False
        self.ok = 0

    @property
    def completed(self) -> int:
        """The number of requests that went well: as the server counts them, until results were read."""
        return self.ok if self.is_joined else self._counted("completed")

    @property
    def failed(self) -> int:
        """The number of requests that failed: as the server counts them, until results were read."""
        return self.plan.lines - self.ok if self.is_joined else self._counted("failed")

    def _counted(self, name: str) -> int:
        counts = None if self.batch is None else self.batch.request_counts
        return getattr(counts, name, None) or 0

    @property
    def is_waiting(self) -> bool:
        """True if it has no batch yet."""
        return self.batch_id is None and self.ended is None

    def is_put_back(self, ended: Ended) -> bool:
        """Return True if its batch ended for a reason that goes away when others are done."""
        return ended.is_over_tokens and len(self.past) < MAX_PUT_BACK

    @property
    def this_try(self) -> int:
        """The number of the batch that is being created, or of the next one."""
        return self.tries if self.is_creating else self.tries + 1

    @property
    def is_open(self) -> bool:
        """True if its batch is under way."""
        return self.batch_id is not None and self.ended is None

    def check_plan(self, record: Mapping[str, Any], path: Path) -> None:
        """Compare it with what the journal says was planned.

        Raises:
            JournalError: it is another one, as the results that decide what is sent again have changed.
        """
        if (record["lines"], record["bytes"]) != (self.plan.lines, self.plan.bytes):
            raise JournalError(
                f"{self.name} of {path} had {record['lines']} requests, and would have {self.plan.lines} now: what"
                " decides which are sent again (results, `validate`) has changed."
            )
        self.sha256 = record.get("sha256", "")

    def apply(self, record: Mapping[str, Any]) -> None:
        """Take a step that the journal has."""
        match record["step"]:
            case "uploading":
                self.is_uploading = True
                self.sha256 = record["sha256"]
            case "uploaded":
                self.file_id, self.is_uploading = record["file_id"], False
            case "creating":
                self.is_creating, self.tries = True, record["tries"]
                self.sha256 = record.get("sha256", self.sha256)
                self.tried_at = self.tried_at or record.get("at", 0.0)
            case "not_created":
                self.is_creating, self.tried_at = False, 0.0
            case "created":
                self.batch_id, self.is_creating = record["batch_id"], False
                self.created_at = record["created_at"]
            case "requeued":
                self.past.add(record["batch_id"])
                self.batch_id = self.batch = None
            case "ended":
                faults = tuple((line, code, message) for line, code, message in record["faults"])
                self.ended = Ended(record["status"], record["output_file_id"], record["error_file_id"], faults)
            case _:
                pass


def ended_of(batch: Any) -> Ended:
    """Return the end of a batch as the server reports it. An empty id counts as none."""
    errors: Any = getattr(batch.errors, "data", None)
    found = tuple(
        (each.line if isinstance(each.line, int) else None, str(each.code or "failed"), str(each.message or ""))
        for each in (errors if is_list(errors) else ())
    )
    return Ended(batch.status, batch.output_file_id or None, batch.error_file_id or None, found)
