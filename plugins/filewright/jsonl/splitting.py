"""Splits a file of requests into several within the limits of a batch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from ..errors import ConfigurationError, SourceError, shorten
from ..limits import BATCH_LIMITS
from .parsing import parse
from .problems import estimated_tokens
from .quick import EMBEDDINGS, REFUSALS, Reader, reader
from .reading import Block, JsonlSource, chunks_of, label_of, whole_lines
from .writing import unwritable, writing


class ShardLimits(NamedTuple):
    """The limits of a shard: lines, bytes, estimated tokens, and inputs of embeddings."""

    lines: int = BATCH_LIMITS.lines
    bytes: int = BATCH_LIMITS.bytes
    tokens: int | None = None
    inputs: int = BATCH_LIMITS.inputs


class Shard:
    """Requests to one endpoint and one model that fit into a batch.

    Attributes:
        number: its place among the shards, from 1.
        endpoint, model: where its requests go; the model is None if they name none.
        lines, bytes: its size.
        estimated_tokens: bytes / 4, an estimate.
        sha256: of its content, once it was written.
        path: the file that holds it, or None.
    """

    def __init__(self, number: int, endpoint: str, model: str | None) -> None:
        self.number = number
        self.endpoint = endpoint
        self.model = model
        self.lines = 0
        self.bytes = 0
        self.inputs = 0
        self.sha256 = ""
        self.path: Path | None = None

    @property
    def estimated_tokens(self) -> int:
        """An estimate of its tokens: a quarter of the bytes."""
        return estimated_tokens(self.bytes)

    def add(self, size: int, inputs: int) -> None:
        """Count a line."""
        self.lines += 1
        self.bytes += size
        self.inputs += inputs

    def to_dict(self) -> dict[str, Any]:
        """The shard as plain values, for JSON."""
        return {
            "number": self.number,
            "path": None if self.path is None else str(self.path),
            "endpoint": self.endpoint,
            "model": self.model,
            "lines": self.lines,
            "bytes": self.bytes,
            "estimated_tokens": self.estimated_tokens,
            "sha256": self.sha256,
        }

    def __repr__(self) -> str:
        return f"<Shard {self.number} {self.endpoint} {self.model} lines={self.lines} bytes={self.bytes}>"


class Planner:
    """Puts each line into the open one of their endpoint and model, or a new one where it is full."""

    def __init__(self, limits: ShardLimits) -> None:
        self.limits = limits
        self.shards: list[Shard] = []
        self._open: dict[tuple[str, str | None], Shard] = {}

    def place(self, target: tuple[str, str | None], size: int, inputs: int) -> Shard:
        """Return the shard for a line of `size` bytes, including its line feed."""
        shard = self._open.get(target)
        if shard is None or not self._fits(shard, size, inputs):
            shard = self._open[target] = Shard(len(self.shards) + 1, *target)
            self.shards.append(shard)
            if not self._fits(shard, size, inputs):
                raise SourceError(
                    f"It has {size:,} bytes, about {estimated_tokens(size):,} tokens, and exceeds the limits of a"
                    f" batch ({self.limits.bytes:,} bytes, {self.limits.tokens or 'any'} tokens)"
                )
        shard.add(size, inputs)
        return shard

    def _fits(self, shard: Shard, size: int, inputs: int) -> bool:
        most = self.limits
        fits = shard.lines < most.lines and shard.bytes + size <= most.bytes and shard.inputs + inputs <= most.inputs
        return fits and (most.tokens is None or estimated_tokens(shard.bytes + size) <= most.tokens)


class Line(NamedTuple):
    """A request on its way into a shard: where it is in the file, which one it is, and where it goes."""

    number: int
    offset: int
    data: bytes
    custom_id: str | None
    target: tuple[str, str | None]
    inputs: int


def request_lines(source: JsonlSource, fast: bool | None = None) -> Iterator[Line]:
    """Walk over the requests of a file; blank lines are left out.

    Raises:
        SourceError: a line is not a request, or the file cannot be read.
    """
    read = reader(fast)
    for block in whole_lines(chunks_of(source)):
        number, offset = block.number, block.offset
        known, ids = _common_target(read, block)
        for place, line in enumerate(block.lines):
            data = line.rstrip(b"\r\n")
            if number == 1:
                data = data.removeprefix(b"\xef\xbb\xbf")
            if known is not None:
                yield Line(number, offset, data, ids[place], known, 0)
            elif data.strip():
                yield Line(number, offset + line.find(data[:1]), data, *_target(read, data, number))
            number, offset = number + 1, offset + len(line)


def _common_target(read: Reader, block: Block) -> tuple[tuple[str, str | None] | None, list[str]]:
    """Return the URL and model that all lines of a block share, and their ids; None if they differ or need counting."""
    try:
        accepted = read(block.lines, block.ascii)
    except REFUSALS:
        return None, []
    target = next(iter(accepted.places))
    is_common = len(accepted.places) == 1 and not target[0].endswith(EMBEDDINGS)
    return (target if is_common else None), accepted.ids


def _target(read: Reader, line: bytes, number: int) -> tuple[str | None, tuple[str, str | None], int]:
    try:
        accepted = read([line], False)
    except REFUSALS:
        return (*_slow_target(line, number), 0)
    return accepted.ids[0], next(iter(accepted.places)), accepted.inputs


def _slow_target(line: bytes, number: int) -> tuple[str | None, tuple[str, str | None]]:
    value, faults = parse(line, thorough=False)
    match value:
        case {"url": str(url), "body": {"model": str() | None as model}}:
            return value.get("custom_id"), (url, model)
        case {"url": str(url), "body": {**body}} if body.get("model") is None:
            return value.get("custom_id"), (url, None)
        case _:
            why = faults[0].message if faults else "It has no url, or no body with a model as text."
            raise SourceError(f"Line {number} is not a request: {why} `jsonl.check` reports all problems.")


def split(
    source: JsonlSource,
    into: str | os.PathLike[str],
    *,
    max_lines: int = BATCH_LIMITS.lines,
    max_bytes: int = BATCH_LIMITS.bytes,
    max_tokens: int | None = None,
    prefix: str = "shard",
) -> list[Shard]:
    """Split a file of requests into files within the limits of a batch, with one model and endpoint each.

    The order of lines is kept, and the same file always gives the same shards.

    Args:
        source: as for `check`.
        into: the folder for the files, which is created if necessary.
        max_lines: the maximum number of lines per file; default and maximum: the published limit.
        max_bytes: the maximum size of a file in bytes; default and maximum: the published limit.
        max_tokens: the maximum number of tokens per file, estimated as bytes / 4; default: no limit.
        prefix: the beginning of the file names; a five-digit number follows.

    Raises:
        SourceError: a line is not a request, or exceeds the limits of a file.
        DestinationError: a file cannot be written.
    """
    planner = Planner(checked_limits(max_lines, max_bytes, max_tokens))
    folder = Path(into)
    with _Writers(folder, prefix) as writers:
        for line in request_lines(source):
            try:
                shard = planner.place(line.target, len(line.data) + 1, line.inputs)
            except SourceError as error:
                raise SourceError(f"Line {line.number} of {label_of(source)} cannot be sent: {error}.") from None
            writers.write(shard, line.data + b"\n")
        writers.finish()
    return planner.shards


def checked_limits(max_lines: Any, max_bytes: Any, max_tokens: Any) -> ShardLimits:
    """Return the limits of shards.

    Raises:
        ConfigurationError: one is not a whole number from 1 to what a batch may have.
    """
    allowed = BATCH_LIMITS
    for name, value, most in (("max_lines", max_lines, allowed.lines), ("max_bytes", max_bytes, allowed.bytes)):
        if not isinstance(value, int) or not 0 < value <= most:
            raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number from 1 to {most:,}.")
    if max_tokens is not None and (not isinstance(max_tokens, int) or max_tokens < 1):
        raise ConfigurationError(f"max_tokens is {shorten(max_tokens)}; pass a whole number from 1, or None.")
    return ShardLimits(max_lines, max_bytes, max_tokens)


class _Writers:
    """The open files of the shards, under temporary names until all are complete."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._folder = folder
        self._prefix = prefix
        self._files: dict[tuple[str, str | None], tuple[Shard, IO[bytes], Any]] = {}
        self._done: list[Path] = []

    def __enter__(self) -> _Writers:
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        for opened in self._files.values():
            with suppress(OSError):
                opened[1].close()
        for shard_path in self._done:
            _part(shard_path).unlink(missing_ok=True)

    def write(self, shard: Shard, data: bytes) -> None:
        """Append a line to the file of its shard."""
        target = shard.endpoint, shard.model
        opened = self._files.get(target)
        if opened is None or opened[0] is not shard:
            self._close(target)
            opened = self._files[target] = self._opened(shard)
        try:
            opened[1].write(data)
        except OSError as error:
            raise unwritable(shard.path, error) from error
        opened[2].update(data)

    def _opened(self, shard: Shard) -> tuple[Shard, IO[bytes], Any]:
        shard.path = self._folder / f"{self._prefix}-{shard.number:05d}.jsonl"
        self._done.append(shard.path)
        with writing(shard.path):
            return shard, open(_part(shard.path), "wb"), hashlib.sha256()

    def _close(self, target: tuple[str, str | None]) -> None:
        if target in self._files:
            shard, file, digest = self._files.pop(target)
            assert shard.path is not None
            with writing(shard.path):
                file.close()
            shard.sha256 = digest.hexdigest()

    def finish(self) -> None:
        """Put all files in place."""
        for target in list(self._files):
            self._close(target)
        for path in self._done:
            with writing(path):
                os.replace(_part(path), path)


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")
