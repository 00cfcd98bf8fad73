"""Lines of text that comes in blocks: they end at `\\n` or `\\r\\n`, and at nothing else.

`str.splitlines`, which httpx goes by, also ends them at U+2028, U+0085 and their like, which JSON strings may contain.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator


class LineSplitter:
    """Cuts text into lines; what a block leaves unfinished is kept for the next."""

    def __init__(self) -> None:
        self._unfinished: list[str] = []

    def feed(self, text: str) -> list[str]:
        """Return the lines that end in this block, without their ends."""
        first, *others = text.split("\n")
        self._unfinished.append(first)
        if not others:
            return []
        *whole, last = "".join(self._unfinished), *others
        self._unfinished = [last]
        return [line.removesuffix("\r") for line in whole]

    def finish(self) -> list[str]:
        """Return the last line, where it has no end."""
        rest = "".join(self._unfinished)
        return [rest] if rest else []


def lines_of(blocks: Iterable[str]) -> Iterator[str]:
    """The lines of text that comes in blocks."""
    splitter = LineSplitter()
    for block in blocks:
        yield from splitter.feed(block)
    yield from splitter.finish()


async def async_lines_of(blocks: AsyncIterable[str]) -> AsyncIterator[str]:
    """Like `lines_of`."""
    splitter = LineSplitter()
    async for block in blocks:
        for line in splitter.feed(block):
            yield line
    for line in splitter.finish():
        yield line
