"""The response of a content: an httpx.Response whose body is fetched when it is accessed."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Callable, Iterator

import httpx

from ..errors import ResponseNotReadError
from .lines import async_lines_of, lines_of

_FETCH = "filewright_fetch"
"""The extension that fetches a body. Extensions are what httpx leaves out of a pickle."""


class LazyResponse(httpx.Response):
    """An httpx.Response whose `content`, `text` and `json()` fetch the body."""

    @classmethod
    def adopt(cls, response: httpx.Response, fetch: Callable[[httpx.Response], object]) -> None:
        """Make a response call `fetch` when its unread body is accessed."""
        response.extensions = {**response.extensions, _FETCH: fetch}
        response.__class__ = cls

    @property
    def content(self) -> bytes:
        """The body, fetched if necessary."""
        if self._is_pending:
            self._ask()
        return super().content

    @property
    def _is_pending(self) -> bool:
        return _FETCH in self.extensions and not hasattr(self, "_content")

    def _ask(self) -> None:
        self.extensions[_FETCH](self)

    def read(self) -> bytes:
        """Fetch the body."""
        return self.content

    def iter_lines(self) -> Iterator[str]:
        """The body as text, line by line; lines end at a line feed."""
        return lines_of(self.iter_text())

    def aiter_lines(self) -> AsyncIterator[str]:
        """Like `iter_lines`."""
        return async_lines_of(self.aiter_text())

    def _abandon(self) -> None:
        self.close()

    def __del__(self) -> None:
        if self.__dict__.get("is_closed", True):
            return
        self._abandon()
        size = self.headers.get("content-length", "?")
        warnings.warn(
            f"A content of {size} bytes was dropped without being read or closed. Use `with`.",
            ResourceWarning,
            stacklevel=2,
            source=self,
        )


class AsyncLazyResponse(LazyResponse):
    """Like `LazyResponse`, but an unfetched body needs `await aread()`; until then `content`, `text` and `json()`
    raise.
    """

    def _ask(self) -> None:
        raise ResponseNotReadError(
            "The body has not been fetched, as it is larger than an async client fetches with a call. Use `await"
            " response.aread()` first, stream it with `async for block in response.aiter_bytes()`, or save it with"
            " `await response.astream_to_file(path)`."
        )

    async def aread(self) -> bytes:
        """Fetch the body."""
        if self._is_pending:
            await self.extensions[_FETCH](self)
        return self.content

    def _abandon(self) -> None:
        """Abandon the connection, which can be returned only with `await`."""
