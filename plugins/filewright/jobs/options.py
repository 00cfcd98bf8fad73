"""The options of a job, checked before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filewright_api.operations import CREATE_BATCH, CREATE_FILE

from ..errors import ConfigurationError, shorten
from ..jsonl.splitting import ShardLimits, checked_limits
from ..limits import BATCH_LIMITS
from ..narrowing import is_mapping
from ..rules.expiries import settled
from ..settings import checked_wait
from ..transfers.engines import checked_workers
from .kept import check_validated, kept_options
from .outputs import check_output, written_with
from .progress import BatchProgress, watcher_of
from .reports import checked_prices

if TYPE_CHECKING:
    from filewright_api.types import Operation

MAX_RETRIES = 100
MAX_OWN_PAIRS = 12
"""Pairs of metadata that are left of the 16 that a batch may have."""

NOT_KEPT = ("journal", "validate", "progress", "on_result", "engine", "workers", "worker_client")
"""Options that a journal does not keep: functions, engines, and its own path."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a job; `Batches.run` describes them."""

    output: str
    journal: str | None = None
    max_lines: int = BATCH_LIMITS.lines
    max_bytes: int = BATCH_LIMITS.bytes
    max_enqueued_tokens: int | None = None
    max_open_batches: int = 50
    concurrency: int = 4
    retries: int = 0
    poll_interval: float = 10.0
    ordered: bool = True
    completion_window: str = "24h"
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    expires_after: Any = None
    output_expires_after: Any = None
    delete_files: bool = False
    prices: Mapping[str, Any] | None = None
    validate: Callable[[dict[str, Any]], Any] | None = None
    progress: Any = None
    on_result: Callable[[dict[str, Any]], Any] | None = None
    engine: Any = None
    workers: int | None = None
    worker_client: Callable[[], Any] | None = None

    @property
    def journal_path(self) -> Path:
        """The path of the journal: beside the output by default."""
        return Path(self.journal or f"{self.output}.journal")

    @property
    def limits(self) -> ShardLimits:
        """The limits of a batch."""
        return ShardLimits(self.max_lines, self.max_bytes, self.max_enqueued_tokens)

    @property
    def watcher(self) -> Callable[[BatchProgress], Any] | None:
        """The reporter of progress."""
        return watcher_of(self.progress)

    def kept(self) -> dict[str, Any]:
        """The options that a journal keeps."""
        names = (each.name for each in fields(self) if each.name not in NOT_KEPT)
        kept = {name: getattr(self, name) for name in names}
        output = os.path.relpath(self.output, self.journal_path.parent)
        return {**kept, "output": output, "is_validated": self.validate is not None}


def checked_options(**given: Any) -> RunOptions:
    """Check the options of a job.

    Raises:
        ConfigurationError: one cannot be used.
    """
    for name in ("output", "journal"):
        if given.get(name) is not None:
            given[name] = _path(name, given[name])
    given["metadata"] = _checked_metadata(given.get("metadata") or {})
    for operation in (CREATE_FILE, CREATE_BATCH):
        given |= _settled_expiry(operation, given)
    options = RunOptions(**given)
    checked_limits(options.max_lines, options.max_bytes, options.max_enqueued_tokens)
    _check_whole("retries", options.retries, 0, MAX_RETRIES)
    _check_whole("max_open_batches", options.max_open_batches, 1, 10_000)
    _check_whole("concurrency", options.concurrency, 1, 256)
    checked_wait("poll_interval", options.poll_interval)
    checked_prices(options.prices)
    checked_workers(options.engine, options.workers, options.worker_client)
    watcher_of(options.progress)
    for name in ("validate", "on_result"):
        function = getattr(options, name)
        if function is not None and not callable(function):
            raise ConfigurationError(f"{name} is {shorten(function)}; pass a function that takes a row.")
    check_output(Path(options.output))
    _check_journal(options)
    return options


def _check_journal(options: RunOptions) -> None:
    path = os.path.abspath(options.journal_path)
    if path in map(os.path.abspath, written_with(Path(options.output))):
        raise ConfigurationError(
            f"journal is {shorten(str(options.journal_path))}, which is written with the output; name another file."
        )


def resumed_options(given: dict[str, Any], changes: dict[str, Any]) -> RunOptions:
    """Return the options of a resumed job: those of the journal with the changes.

    Raises:
        JournalError: there is no such journal.
        ConfigurationError: the function that judges rows is missing, or a change is not an option.
    """
    path = Path(_path("journal", given["journal"]))
    kept = kept_options(path)
    check_validated(kept, given["validate"])
    unknown = sorted(set(changes) - {each.name for each in fields(RunOptions)})
    if unknown:
        raise ConfigurationError(f"resume has no argument {unknown[0]!r}; pass arguments of run.")
    kept["output"] = os.path.join(path.parent, kept["output"])
    return checked_options(**{**kept, **given, **changes})


def _path(name: str, value: Any) -> str:
    path = value.__fspath__() if hasattr(value, "__fspath__") else value
    if not isinstance(path, str) or not path or "\0" in path:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a path.")
    return path


def _settled_expiry(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """The expiry that an operation takes, as plain values, for the journal too."""
    rule = operation.expiry
    assert rule is not None
    return {rule.field: settled(given.get(rule.field), rule)}


def _check_whole(name: str, value: Any, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number from {least} to {most:,}.")


def _checked_metadata(metadata: Any) -> dict[str, str]:
    if not is_mapping(metadata) or len(metadata) > MAX_OWN_PAIRS:
        raise ConfigurationError(f"metadata is {shorten(metadata)}; pass a mapping of up to {MAX_OWN_PAIRS} texts.")
    return dict(metadata)
