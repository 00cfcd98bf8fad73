"""The journal of an upload in parts, with which the same call can resume it after a crash."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import JournalError, SourceChangedError, shorten
from ..ground.places import state_folder
from .records import Records

if TYPE_CHECKING:
    from ..sources import Source
    from .hashing import Algorithm
    from .plan import Part

VERSION = 1
_LOG = logging.getLogger("filewright")


class Begun(NamedTuple):
    """The upload recorded in a journal.

    Attributes:
        upload_id: its id.
        part_size: bytes of a part.
        created: when it began, in seconds since 1970 by this machine's clock.
        lifetime: the seconds for which it waits for its parts, or None if the server did not say.
        completion: what it was completed with, where it may be complete; else None.
    """

    upload_id: str
    part_size: int
    created: float
    lifetime: float | None
    completion: dict[str, Any] | None

    def is_over(self, now: float) -> bool:
        """Return True if the upload has expired: it is not complete, and nothing can be added to it."""
        return self.completion is None and self.lifetime is not None and now > self.created + self.lifetime


class Journal:
    """The journal of one upload. It reads and writes the disk: call it from an `Invoke`.

    The records, in their order: `begin` (of which upload, of which file), `part` (one arrived), `hash` (the digest of
    the file up to the end of a part), `completing`. None holds a key.

    Args:
        path: where it is kept.
        source: the file.
        algorithm: the digest by which its content is known; hashes of another one count for nothing.
    """

    def __init__(self, path: str, source: Source, algorithm: Algorithm) -> None:
        self._records = Records(path)
        self._source = source
        self._algorithm = algorithm
        self._hashes: dict[int, str] = {}
        self._parts: dict[int, str] = {}
        self._read()

    def _read(self) -> None:
        entries = self._records.entries
        self._parts = {entry["number"]: entry["id"] for entry in entries if entry["kind"] == "part"}
        self._hashes = {entry["number"]: entry[self._algorithm] for entry in entries if self._algorithm in entry}

    def begun(self) -> Begun | None:
        """Return the recorded upload, or None."""
        first = next(iter(self._records.entries), None)
        if first is None or first["kind"] != "begin" or first["version"] != VERSION:
            self._records.clear()
            return None
        last = self._records.entries[-1]
        completion = last["completion"] if last["kind"] == "completing" else None
        if first["stamp"] != _stamp_of(self._source):
            if completion is not None:  # whatever became of it, it is of another file
                return None
            # Parts that arrived count only if their content is known.
            self._parts = {number: part for number, part in self._parts.items() if number in self._hashes}
        return Begun(first["upload_id"], first["part_size"], first["created"], first["lifetime"], completion)

    def arrived(self) -> dict[int, str]:
        """The ids of the parts that arrived, by number."""
        return dict(self._parts)

    def begin(self, upload_id: str, part_size: int, lifetime: float | None) -> None:
        """Record that an upload began, replacing earlier records."""
        self.clear()
        self._records.add(
            kind="begin",
            version=VERSION,
            upload_id=upload_id,
            part_size=part_size,
            created=time.time(),
            lifetime=lifetime,
            path=self._source.content,
            stamp=_stamp_of(self._source),
        )

    def clear(self) -> None:
        """Forget the upload, which failed."""
        self._records.clear()
        self._read()

    def add_part(self, number: int, part_id: str) -> None:
        """Record that a part was stored."""
        self._records.add(kind="part", number=number, id=part_id)

    def add_hash(self, part: Part, digest: str) -> None:
        """Write down, or compare, the digest of the file up to the end of a part.

        Raises:
            SourceChangedError: the content is not that of which the upload began.
        """
        known = self._hashes.get(part.number)
        if known is None:
            self._records.note(kind="hash", number=part.number, **{self._algorithm: digest})
        elif known != digest:
            raise SourceChangedError(
                f"{self._source.label} has other content than when its upload began. That upload was given up; call"
                " again to send the file as it is now."
            )

    def complete(self, completion: dict[str, Any]) -> None:
        """Record that the upload may be complete from now on, and its arguments."""
        self._records.add(kind="completing", completion=completion)

    def close(self) -> None:
        """Close the journal and keep it."""
        self._records.close()

    def remove(self) -> None:
        """Remove the journal: the upload is complete or abandoned."""
        self._records.remove()


def _stamp_of(source: Source) -> list[object]:
    return list(source.stamp or ())


def journal_path(folder: bool | str, source: Source, destination: Mapping[str, Any]) -> str | None:
    """Return the path of an upload's journal, or None if no journal is kept.

    Args:
        folder: True for the state folder, the path of a folder, or False for no journal.
        source: the file; only one that a path leads to can be found again.
        destination: the server, and the file's metadata sent to it.

    Raises:
        JournalError: the folder cannot be made.
    """
    if folder is False or source.stamp is None or source.kind != "path":
        return None
    described = {**destination, "path": os.path.abspath(source.content)}
    text = json.dumps(described, sort_keys=True, default=str).encode()
    name = f"{hashlib.sha256(text).hexdigest()[:32]}.journal"
    try:
        if folder is True:
            return os.path.join(state_folder("uploads"), name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return os.path.join(folder, name)
    except OSError as error:
        if folder is True:  # it was not requested explicitly
            _LOG.warning("No journal is kept of the upload of %s: %s", source.label, error)
            return None
        raise JournalError(f"The journal's folder {shorten(folder)} cannot be made: {error.strerror}.") from error
