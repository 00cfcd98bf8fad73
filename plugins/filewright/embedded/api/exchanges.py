"""A request in progress: its body arrives in blocks, and its response is created once the body is complete."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, Self

from filewright.embedded.api.forms import BodyReader, NoBody
from filewright.embedded.api.responses import ApiError, Response, error_response
from filewright.embedded.api.troubles import OUT_OF_DESCRIPTORS, Troubles, is_full, reason_of

__all__ = ["Exchange", "refusal"]

_PROCESS = secrets.token_hex(10)
_numbers = count(1)
TROUBLES = Troubles(logging.getLogger("filewright.embedded"))


class Exchange:
    """One request under way: takes its body, gives its response. A context manager, which drops what is left over.

    Attributes:
        brief: it takes little time, where its body is small.
        writes: it changes what is stored.
    """

    def __init__(self, shape_error: Callable[[ApiError], Response] = error_response) -> None:
        self._shape_error = shape_error
        self._request_id = f"req_{_PROCESS}{next(_numbers):012x}"
        self._reader: BodyReader = NoBody()
        self._make: Callable[[Any], Response] | None = None
        self._refusal: Response | None = None
        self.brief = False
        self.writes = False

    @property
    def refused(self) -> bool:
        """The response is known, and the rest of the body does not matter."""
        return self._refusal is not None

    def accept(
        self, reader: BodyReader, make: Callable[[Any], Response], *, brief: bool = False, writes: bool = True
    ) -> None:
        """Set how the body is read, what is made of it, and of what kind that is."""
        self.brief = brief
        self.writes = writes
        self._reader = reader
        self._make = make

    def refuse(self, error: ApiError) -> None:
        """Set the response to a refusal."""
        self._refusal = self._shape_error(error)

    def feed(self, block: bytes) -> None:
        """Take the next block of the body."""
        if self._refusal is None:
            self._guarded(lambda: self._reader.feed(block))

    def finish(self) -> Response:
        """Return the response, once the body is complete or `refused` is true."""
        if self._refusal is None and self._make is not None:
            make = self._make
            response = self._guarded(lambda: make(self._reader.finish()))
            if response is not None:
                return self._identified(response)
        if self._refusal is None:
            raise RuntimeError("an exchange that was neither accepted nor refused has no response")
        return self._identified(self._refusal)

    def carry_out(self, blocks: Iterable[bytes]) -> Response:
        """Take the rest of a body, return the response, and drop what is left over."""
        with self:
            for block in blocks:
                self.feed(block)
            return self.finish()

    def failed(self, error: OSError | sqlite3.Error) -> Response:
        """Return the response for a failure of the store, whatever was done for the request before."""
        TROUBLES.tell(f"request {self._request_id}: the store failed", error)
        self.refuse(_store_failure(error))
        return self.finish()

    def close(self) -> None:
        """Drop what arrived and was not stored."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _identified(self, response: Response) -> Response:
        response.headers.append(("x-request-id", self._request_id))
        return response

    def _guarded(self, step: Callable[[], Response | None]) -> Response | None:
        try:
            return step()
        except ApiError as error:
            self.refuse(error)
        except (OSError, sqlite3.Error) as error:
            TROUBLES.tell(f"request {self._request_id}: the store failed", error)
            self.refuse(_store_failure(error))
        return None


def refusal(error: ApiError) -> Response:
    """Return the response to a request for which no exchange could begin."""
    exchange = Exchange()
    exchange.refuse(error)
    return exchange.finish()


def _store_failure(error: OSError | sqlite3.Error) -> ApiError:
    if is_full(error):
        message = "The server's disk is full; the request changed nothing. Free some space there."
        return ApiError(507, message, type="server_error", code="insufficient_storage")
    if isinstance(error, OSError) and error.errno in OUT_OF_DESCRIPTORS:
        return ApiError(503, "The server has no file descriptors left.", type="server_error", code="overloaded")
    reason = reason_of(error)
    message = (
        "The server's file store failed; its log says why."
        if reason is None
        else f"The server's disk failed: {reason}."
    )
    return ApiError(500, message, type="server_error", code="store_failed")
