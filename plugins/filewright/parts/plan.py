"""The division of a file into parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..settings import MAX_PART_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_CHOSEN_BYTES = 8 << 20
"""With smaller parts, trips to the server would count: at 100 MB/s and 100 ms they would take half of the time."""

_PARTS_IN_TURN = 4
"""The number of parts per connection, where the size allows a choice, so that all connections finish at about the
same time.
"""


class Part(NamedTuple):
    """A piece of a file, of `size` bytes from `start` on; `number` counts from 0."""

    number: int
    start: int
    size: int

    @property
    def end(self) -> int:
        """The first byte that is not in it."""
        return self.start + self.size


def chosen_part_size(size: int, concurrency: int) -> int:
    """Return the part size for a file of `size` bytes with `concurrency` parallel parts."""
    wanted = -(-size // (concurrency * _PARTS_IN_TURN))
    return min(max(wanted, MIN_CHOSEN_BYTES), MAX_PART_BYTES)


MIN_RANGE_BYTES = 16 << 20
"""With smaller ranges, requests would count on fast connections."""


def chosen_range_size(size: int, concurrency: int) -> int:
    """Return the range size for a content of `size` bytes with `concurrency` parallel ranges."""
    return min(max(-(-size // concurrency), MIN_RANGE_BYTES), MAX_PART_BYTES)


def parts_of(size: int, part_size: int) -> Iterator[Part]:
    """The parts of a file, in its order."""
    for number, start in enumerate(range(0, size, part_size)):
        yield Part(number, start, min(part_size, size - start))
