"""The requests of a job, and where each of them is."""

from __future__ import annotations

import hashlib
import os
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from ..errors import ConfigurationError, SourceChangedError, SourceError, shorten
from ..ground.json_text import as_json
from ..ground.systems import read_at
from ..jsonl.checking import check
from ..jsonl.converting import encoded
from ..jsonl.reading import chunks_of
from ..jsonl.splitting import Planner, Shard, ShardLimits, request_lines
from ..jsonl.writing import lines_to
from ..narrowing import is_mapping

READ_LINES = 500
"""Lines that are read together, where they are near to one another."""
MAX_WINDOW = 4 << 20
"""Bytes within which they are near."""

_ESCAPED = re.compile(rb'[\x00-\x1f"\\]')
"""Characters that are escaped in JSON."""

T = TypeVar("T")


class Texts:
    """Texts, of which each takes the bytes that it has in UTF-8, and eight."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("Q", (0,))

    def append(self, text: str) -> None:
        """Add a text."""
        self._data += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._data))

    def chosen(self, indices: Sequence[int]) -> list[str]:
        """Some of the texts."""
        data, spans = self._spans(indices)
        if not data.isascii():
            return [data[start:stop].decode("utf-8", "surrogatepass") for start, stop in spans]
        text = data.decode("ascii")
        return [text[start:stop] for start, stop in spans]

    def encoded(self, indices: Sequence[int]) -> list[bytes]:
        """Some of the texts, in UTF-8."""
        data, spans = self._spans(indices)
        return [data[start:stop] for start, stop in spans]

    def _spans(self, indices: Sequence[int]) -> tuple[bytes, Iterable[tuple[int, int]]]:
        """Some of the texts, one after the other, and where each of them is there."""
        ends = self._ends
        if isinstance(indices, range) and indices.step == 1:
            first = ends[indices.start]
            places = [end - first for end in ends[indices.start : indices.stop + 1]]
            return bytes(self._data[first : first + places[-1]]), pairwise(places)
        found = [self._data[ends[index] : ends[index + 1]] for index in indices]
        return b"".join(found), pairwise(accumulate(map(len, found), initial=0))


class Inputs:
    """A file of requests that was checked; of memory, a line takes 28 bytes and those of its id.

    Attributes:
        path: the file.
        sha256, bytes: of its content.
        targets: the endpoints and models that requests go to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.targets: list[tuple[str, str | None]] = []
        self.bytes = 0
        self._offsets = array("Q")
        self._lengths = array("I")
        self._targets = array("I")
        self._counts = array("I")
        digest = hashlib.sha256()
        numbers: dict[tuple[str, str | None], int] = {}
        self._ids = Texts()
        self._stamp = _stamp(os.stat(path))
        for line in request_lines(self._hashed(digest)):
            self._ids.append(line.custom_id or "")
            self._offsets.append(line.offset)
            self._lengths.append(len(line.data))
            self._targets.append(numbers.setdefault(line.target, len(numbers)))
            self._counts.append(line.inputs)
        self.targets = list(numbers)
        self.sha256 = digest.hexdigest()

    def _hashed(self, digest: Any) -> Iterator[bytes]:
        for chunk in chunks_of(self.path):
            digest.update(chunk)
            self.bytes += len(chunk)
            yield chunk

    def __len__(self) -> int:
        return len(self._offsets)

    def lines(self, indices: Iterable[int]) -> Iterator[bytes]:
        """The requests of these places, without line feeds.

        Raises:
            SourceChangedError: the file is not what was checked.
        """
        with self._opened() as file:
            for group in _groups(indices):
                yield from self._read(file.fileno(), group)

    def _opened(self) -> BinaryIO:
        label = shorten(str(self.path))
        try:
            file = open(self.path, "rb")  # noqa: SIM115  # closed by the caller
        except OSError as error:
            raise SourceChangedError(f"{label} cannot be read any more: {error.strerror}.") from error
        if _stamp(os.fstat(file.fileno())) != self._stamp:
            file.close()
            raise SourceChangedError(f"{label} has changed since it was checked; restore it, and resume the job.")
        return file

    def _read(self, descriptor: int, indices: Sequence[int]) -> list[bytes]:
        """Read lines: at once, where they are near to one another."""
        offsets, lengths = self._offsets, self._lengths
        first, last = min(indices), max(indices)
        start, size = offsets[first], offsets[last] + lengths[last] - offsets[first]
        if not 0 < size <= MAX_WINDOW:
            return [read_at(descriptor, lengths[index], offsets[index]) for index in indices]
        window = read_at(descriptor, size, start)
        return [window[offsets[index] - start : offsets[index] - start + lengths[index]] for index in indices]

    def ids(self, indices: Iterable[int]) -> Iterator[str]:
        """The custom_ids of these places."""
        for group in _groups(indices):
            yield from self._ids.chosen(group)

    def json_ids(self, indices: Sequence[int]) -> list[bytes]:
        """The custom_ids of these places, as JSON without its quotation marks."""
        found = self._ids.encoded(indices)
        if _ESCAPED.search(b"".join(found)):
            return [as_json(each)[1:-1] for each in self._ids.chosen(indices)]
        return found

    def target(self, index: int) -> tuple[str, str | None]:
        """The endpoint and the model of a request."""
        return self.targets[self._targets[index]]

    def planned(self, indices: Iterable[int], limits: ShardLimits) -> list[tuple[Shard, array[int]]]:
        """Put requests into shards: the same each time."""
        planner = Planner(limits)
        members: list[array[int]] = []
        for index in indices:
            try:
                shard = planner.place(self.target(index), self._lengths[index] + 1, self._counts[index])
            except SourceError as error:
                raise SourceError(
                    f"Request {index + 1} of {shorten(str(self.path))} cannot be sent: {error}."
                ) from None
            if shard.number > len(members):
                members.append(array("I"))
            members[shard.number - 1].append(index)
        return list(zip(planner.shards, members, strict=True))

    def write_shard(self, indices: Iterable[int], path: Path) -> str:
        """Write requests to a file of their own, and return its SHA-256."""
        digest = hashlib.sha256()
        with open(path, "wb") as file:
            for line in self.lines(indices):
                file.write(line + b"\n")
                digest.update(line + b"\n")
        return digest.hexdigest()


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _groups(items: Iterable[T]) -> Iterator[Sequence[T]]:
    if isinstance(items, Sequence):
        yield from (items[place : place + READ_LINES] for place in range(0, len(items), READ_LINES))
        return
    rest = iter(items)
    while group := list(islice(rest, READ_LINES)):
        yield group


def checked_inputs(path: Path, label: str) -> Inputs:
    """The requests of a file, without a fault; messages call it by its label.

    Raises:
        SourceError: the file cannot be read, or a line is wrong.
    """
    check(path, "batch", to_split=True).raise_for_errors(label)
    return Inputs(path)


def input_path(requests: Any) -> Path | None:
    """The path of requests that are a file, or None of those that are an iterable."""
    if isinstance(requests, (str, os.PathLike)):
        return Path(cast("str", requests))
    if isinstance(requests, bytes) or is_mapping(requests) or not hasattr(requests, "__iter__"):
        raise ConfigurationError(
            f"requests is {shorten(requests)}; pass the path of a JSONL file, or an iterable of dicts."
        )
    return None


def spool(requests: Iterable[Any], path: Path) -> None:
    """Write an iterable of requests to a file; one without a custom_id gets "row-" and its number."""
    with lines_to(path) as append:
        for number, each in enumerate(requests, 1):
            if not is_mapping(each):
                raise ConfigurationError(f"Request {number} is {shorten(each)}; pass dicts, as jsonl.request makes.")
            append(encoded({"custom_id": f"row-{number}", **each}, number))
