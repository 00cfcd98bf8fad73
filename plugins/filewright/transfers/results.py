"""The outcome of each file, and of a job as a whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..errors import OpenAIError
from ..rules.quantities import shown_bytes

if TYPE_CHECKING:
    from filewright_api.models import FileObject

Status: TypeAlias = Literal["uploaded", "downloaded", "deleted", "replaced", "skipped", "failed", "unknown", "planned"]

MAX_FAILURES = 1_000
"""Failures that a report keeps in memory; a journal has them all."""


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a file.

    Attributes:
        op: what was to be done: "upload", "download", "delete".
        status: what was done: "uploaded", "downloaded", "deleted"; "replaced" for an older version that was deleted
            when the new one was there; "skipped", "failed"; "unknown", where
            the response was lost and the file may or may not be there; "planned" in a dry run.
        path: the local file, or the name of a content; None for a file that is only on the server.
        name: the name on the server.
        id: the id on the server, where it is known.
        bytes: the size of the content, where it is known.
        sha256: the digest of what was sent, where it was read into memory (files of up to 256 KiB) or already known.
        reason: why it was skipped, or is planned.
        error: why it failed.
        file: the file object that the server sent, where it did.
        seconds: how long it took.
    """

    op: Literal["upload", "download", "delete"]
    status: Status
    path: str | None = None
    name: str | None = None
    id: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    reason: str | None = None
    error: OpenAIError | None = field(default=None, compare=False)
    file: FileObject | None = field(default=None, compare=False, repr=False)
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The fields that say something, ready for JSON."""
        names = ("op", "status", "path", "name", "id", "bytes", "sha256", "reason")
        fields = {name: value for name in names if (value := getattr(self, name)) is not None}
        fields["seconds"] = round(self.seconds, 3)
        return fields if self.error is None else {**fields, "error": described(self.error)}

    def _repr_html_(self) -> str:
        from ..ground.notebooks import table

        shown = self.to_dict() if self.error is None else {**self.to_dict(), "error": self.error}
        return table((name, str(value)) for name, value in shown.items())


def described(error: OpenAIError) -> dict[str, Any]:
    """An error for JSON: code, message, and the id of the request where there was one."""
    response = getattr(error, "response", None)
    request_id = None if response is None else response.headers.get("x-request-id")
    return {"code": code_of(error), "message": str(error), **({"request_id": request_id} if request_id else {})}


def code_of(error: OpenAIError) -> str:
    """The code of an error: the API's own, or the name of its class."""
    code = getattr(error, "code", None)
    return code if isinstance(code, str) and code else type(error).__name__


class Report:
    """The outcome of a job.

    Attributes:
        op: "upload", "download", "delete" or "sync".
        uploaded, downloaded, deleted, replaced, skipped, failed, unknown, planned: how many files; see `Result.status`.
        bytes: the bytes of the files that were transferred.
        bytes_on_wire: the bytes of bodies that were sent for it, with all retries; of downloads, those received.
        seconds: how long it took.
        stopped: why it ended early ("max_files", "max_bytes", "max_delete", "unreachable", "refused",
            "closed"), or None.
        journal: the path of the journal, or None.
        resume: the command that continues it, or None if nothing is left to do or no journal was kept.
    """

    def __init__(self, op: str) -> None:
        self.op = op
        self.uploaded = self.downloaded = self.deleted = self.replaced = 0
        self.skipped = self.failed = self.unknown = self.planned = 0
        self.bytes = 0
        self.bytes_on_wire = 0
        self.seconds = 0.0
        self.stopped: str | None = None
        self.journal: str | None = None
        self._failures: list[Result] = []
        self._failures_in: Callable[[str], Iterator[Result]] = lambda _journal: iter(())
        self._lock = threading.Lock()

    def keep(self, journal: str | None, failures_in: Callable[[str], Iterator[Result]]) -> None:
        """Name the journal of the job, and what reads its failures."""
        self.journal = journal
        self._failures_in = failures_in

    def add(self, result: Result, on_wire: int = 0) -> None:
        """Count a result in."""
        with self._lock:
            setattr(self, result.status, getattr(self, result.status) + 1)
            self.bytes_on_wire += on_wire
            if result.status in {"uploaded", "downloaded", "replaced"}:
                self.bytes += result.bytes or 0
            if result.status in {"failed", "unknown"} and len(self._failures) < MAX_FAILURES:
                self._failures.append(result)

    @property
    def done(self) -> int:
        """The number of files that were transferred or deleted."""
        return self.uploaded + self.downloaded + self.deleted + self.replaced

    @property
    def total(self) -> int:
        """The number of files that were looked at."""
        return self.done + self.skipped + self.failed + self.unknown + self.planned

    @property
    def is_complete(self) -> bool:
        """True if everything that was requested is done."""
        return not (self.failed or self.unknown or self.stopped)

    @property
    def resume(self) -> str | None:
        """The command that continues the job, or None if nothing is left to do or no journal was kept."""
        return None if self.journal is None or self.is_complete else f"filewright resume {_quoted(self.journal)}"

    def failures(self) -> Iterator[Result]:
        """The files that failed, and those whose outcome is unknown.

        Up to 1,000 of them; all of an upload that has a journal.
        """
        if self.journal is not None and self.failed + self.unknown > len(self._failures):
            return self._failures_in(self.journal)
        return iter(self._failures)

    def counts(self) -> dict[str, int]:
        """The numbers of files that are not 0, by status."""
        return {name: count for name in _STATUSES if (count := getattr(self, name))}

    def to_dict(self) -> dict[str, Any]:
        """The report, ready for JSON."""
        return {
            "op": "summary",
            "of": self.op,
            **{name: getattr(self, name) for name in _STATUSES},
            "bytes": self.bytes,
            "bytes_on_wire": self.bytes_on_wire,
            "seconds": round(self.seconds, 3),
            "stopped": self.stopped,
            "journal": self.journal,
            "resume": self.resume,
        }

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {name}" for name, count in self.counts().items()) or "nothing to do"
        stopped = f", stopped by {self.stopped}" if self.stopped else ""
        return f"<Report {self.op}: {counts}{stopped}, {self.bytes:,} bytes in {self.seconds:.1f} s>"

    def _repr_html_(self) -> str:
        from ..ground.notebooks import MAX_SHOWN, table

        counts = [(name, f"{count:,}") for name, count in self.counts().items()]
        rows = [*counts, ("bytes", shown_bytes(self.bytes)), ("seconds", f"{self.seconds:,.1f}")]
        rows += [(name, text) for name, text in (("stopped by", self.stopped), ("resume", self.resume)) if text]
        failures = [
            (each.path or each.id or "", str(each.error or each.status)) for each in islice(self.failures(), MAX_SHOWN)
        ]
        return table(rows, self.op) + table(failures)


_STATUSES = ("uploaded", "downloaded", "deleted", "replaced", "skipped", "failed", "unknown", "planned")


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
