"""Applies an operation to several files: each is tried, and a summary shows how many failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import typer

from ..errors import (
    AuthenticationError,
    MissingCredentialsError,
    OpenAIError,
    UnsupportedOperationError,
)
from .exits import FAILED, SOME_FAILED, exit_code_of
from .messages import say, say_error

R = TypeVar("R")

_HOPELESS = (AuthenticationError, MissingCredentialsError, UnsupportedOperationError)
"""Errors that would also affect all other files."""


class Several:
    """An operation applied to several files.

    With a single file, a failure raises. With several, each failure is printed at once, and the total at the end.

    Args:
        names: the files, as they were given.
        done: what was done with those that went well: "uploaded".
    """

    def __init__(self, names: Sequence[str], done: str) -> None:
        self._names = names
        self._done = done
        self._codes: list[int] = []
        self._succeeded = 0

    def results(self, do: Callable[[str], R]) -> Iterator[R]:
        """Yield the results of successful files as they arrive."""
        try:
            for name in self._names:
                try:
                    result = do(name)
                except OpenAIError as error:
                    self._failed(name, error)
                else:
                    self._succeeded += 1
                    yield result
        finally:
            self._summarise()

    def _failed(self, name: str, error: OpenAIError) -> None:
        if len(self._names) == 1 or isinstance(error, _HOPELESS):
            raise error
        say_error(error, about=name)
        self._codes.append(exit_code_of(error))

    def _summarise(self) -> None:
        total, failed = len(self._names), len(self._codes)
        left = total - self._succeeded - failed
        if total > 1 and (failed or left):
            say(f"{self._succeeded} of {total} {self._done}, {failed} failed" + (f", {left} not done" if left else ""))

    def end(self) -> None:
        """End the command with SOME_FAILED if some failed or, if all did, with their common code."""
        if self._codes:
            raise typer.Exit(_code(self._codes, self._succeeded))


def _code(codes: Sequence[int], succeeded: int) -> int:
    if succeeded:
        return SOME_FAILED
    return codes[0] if len(set(codes)) == 1 else FAILED
