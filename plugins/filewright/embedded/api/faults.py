"""Requests that fail on demand, so that what a client does about it can be tried."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from filewright.embedded.api.responses import ApiError
from filewright.embedded.store.often import Often
from filewright.errors import ConfigurationError, shorten

__all__ = ["Faults"]


class _Fault(NamedTuple):
    method: str
    path: str
    status: int
    often: Often

    def applies(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and fnmatchcase(path, self.path) and self.often.happens()


class Faults:
    """Refuses requests as configured, before they have any effect.

    Args:
        rules: each "METHOD PATH STATUS [OFTEN]". The path is a shell pattern, without `/v1` and without the query;
            `*` stands for any method; how often is "always", "once", "3x" or "10%". The first rule that applies wins.

    Raises:
        ConfigurationError: a rule cannot be read.
    """

    def __init__(self, rules: Iterable[str] = ()) -> None:
        self.rules = rules

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules. Set, they count from the start again."""
        return self._rules

    @rules.setter
    def rules(self, rules: Iterable[str]) -> None:
        self._rules = (rules,) if isinstance(rules, str) else tuple(rules)
        self._faults = tuple(_parse(rule) for rule in self._rules)

    def check(self, method: str, path: str) -> None:
        """Raise ApiError if a request is to fail."""
        bare = path.removeprefix("/v1")
        for fault in self._faults:
            if fault.applies(method, bare):
                raise ApiError(
                    fault.status,
                    "The server is configured to fail this request.",
                    type="server_error",
                    code="told_to_fail",
                )

    def __repr__(self) -> str:
        return f"Faults({self._rules!r})"


def _parse(rule: str) -> _Fault:
    words = rule.split()
    if len(words) not in (3, 4) or not words[1].startswith(("/", "*")):
        raise ConfigurationError(
            f"{shorten(rule)} is not a fault; write METHOD PATH STATUS [OFTEN], such as 'POST /files 503 once'"
        )
    method, path, status, *often = words
    if not (status.isascii() and status.isdecimal() and 400 <= int(status[:4]) <= 599):
        raise ConfigurationError(f"a fault has a status from 400 to 599, not {shorten(status)}")
    return _Fault(method.upper(), path, int(status), Often(*often))
