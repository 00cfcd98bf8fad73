"""The claim of a job to its output, for as long as it runs: another job would write to the same files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from ..errors import DestinationError, shorten
from ..ground.locks import open_locked, remove_locked
from ..jsonl.writing import writing
from .outputs import lock_path, retry_path

_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


class Claim:
    """A locked file beside an output. The system unlocks it when a process dies, so that a crash blocks nobody.

    Args:
        output: the output; another one of the same stem has the same file for retries, and cannot be claimed, either.
    """

    def __init__(self, output: str | os.PathLike[str]) -> None:
        self._output = Path(output)
        self._path = lock_path(self._output)
        self._descriptor: int | None = None

    def __enter__(self) -> Claim:
        self.take()
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()

    def take(self) -> None:
        """Claim the output.

        Raises:
            DestinationError: another job has it, or its folder cannot be written to.
        """
        with writing(self._output):
            try:
                self._descriptor = open_locked(self._path)
            except OSError as error:
                if error.errno in _NO_LOCKS:  # of the file system; two jobs cannot be told apart there
                    return
                raise
        if self._descriptor is None:
            raise DestinationError(
                f"Another job is writing to {shorten(str(self._output))}, or to"
                f" {shorten(retry_path(self._output).name)} beside it; wait for it, or pass another output.",
                errno=errno.EBUSY,
                filename=str(self._output),
            )

    def release(self) -> None:
        """Let others have it."""
        if self._descriptor is not None:
            remove_locked(self._descriptor, self._path)
            self._descriptor = None
