"""Sums of the files at a server, by purpose, age or status, and files that are there twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, shorten
from ..narrowing import is_list, is_tuple
from ..rules.quantities import counted, shown_sum
from .remote import Remote, RemoteIndex, list_into

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller

AGES = ((1, "up to a day"), (7, "up to a week"), (30, "up to 30 days"), (90, "up to 90 days"))
"""Days, and what files of up to that age are called."""
OLDER = "older"

GROUPS = ("purpose", "age", "status")


@dataclass(frozen=True, slots=True)
class Share:
    """The sum over files that have something in common.

    Attributes:
        values: what they have in common, in the order of `by`.
        files: how many they are.
        bytes: the sum of their sizes.
        unsized: how many of them have a size that the server does not tell, which the sum leaves out.
    """

    values: tuple[str, ...]
    files: int
    bytes: int
    unsized: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """The sums over all files.

    Attributes:
        by: what the shares have in common: "purpose", "age", "status".
        shares: the largest first.
    """

    by: tuple[str, ...]
    shares: tuple[Share, ...]

    @property
    def files(self) -> int:
        """The number of files."""
        return sum(share.files for share in self.shares)

    @property
    def bytes(self) -> int:
        """The sum of their sizes."""
        return sum(share.bytes for share in self.shares)

    @property
    def unsized(self) -> int:
        """The number of files whose size is unknown."""
        return sum(share.unsized for share in self.shares)

    def __iter__(self) -> Iterator[Share]:
        return iter(self.shares)

    def to_dict(self) -> dict[str, Any]:
        """The usage, ready for JSON."""
        shares = [
            {
                **dict(zip(self.by, share.values, strict=True)),
                **{"files": share.files, "bytes": share.bytes, "unsized": share.unsized},
            }
            for share in self.shares
        ]
        return {"files": self.files, "bytes": self.bytes, "unsized": self.unsized, "shares": shares}

    def _repr_html_(self) -> str:
        from ..ground.notebooks import table

        rows = [(", ".join(share.values), share) for share in self.shares]
        rows.append(("all", Share((), self.files, self.bytes, self.unsized)))
        return table(
            (name, f"{counted(each.files)}, {shown_sum(each.bytes, each.unsized, each.files)}") for name, each in rows
        )


def checked_groups(by: Any) -> tuple[str, ...]:
    """The groups of a usage, checked.

    Raises:
        ConfigurationError: it is something else than purpose, age or status.
    """
    given: Any = (by,) if isinstance(by, str) else by
    if not (is_list(given) or is_tuple(given)) or not given or not set(given) <= set(GROUPS):
        raise ConfigurationError(f"by is {shorten(by)}; pass 'purpose', 'age', 'status', or several of them.")
    return tuple(given)


def usage(client: FlowCaller | AsyncFlowCaller, by: tuple[str, ...], purpose: str | None) -> Flow[Usage]:
    """List all files, and add up what they take."""
    index = RemoteIndex()
    try:
        yield from list_into(index, client, purpose=purpose)
        rows = index.sums(_age_expression() if name == "age" else f"coalesce({name}, '')" for name in by)
    finally:
        index.close()
    return Usage(by, tuple(Share(tuple(row[:-3]), *row[-3:]) for row in rows))


def _age_expression() -> str:
    now = int(time.time())
    cases = " ".join(f"WHEN created >= {now - days * 86400} THEN '{words}'" for days, words in AGES)
    return f"CASE {cases} ELSE '{OLDER}' END"


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Files on the server that are alike.

    Attributes:
        files: the newest first.
    """

    files: tuple[Remote, ...]

    @property
    def newest(self) -> Remote:
        """The one that was stored last."""
        return self.files[0]

    @property
    def older(self) -> tuple[Remote, ...]:
        """The others."""
        return self.files[1:]

    def _repr_html_(self) -> str:
        from ..ground.notebooks import grid

        return grid([file._asdict() for file in self.files], f"{len(self.files):,} alike")


_ALIKE = {"name": ("purpose", "name"), "size": ("purpose", "name", "size")}


def duplicates(client: FlowCaller | AsyncFlowCaller, by: Any, purpose: str | None) -> Flow[list[Duplicates]]:
    """List all files, and return those that are there more than once, the largest first."""
    if not isinstance(by, str) or by not in _ALIKE:
        raise ConfigurationError(f"by is {shorten(by)}; pass 'size' for the same name and size, or 'name'.")
    index = RemoteIndex()
    try:
        yield from list_into(index, client, purpose=purpose)
        return [Duplicates(tuple(files)) for files in index.doubled(*_ALIKE[by])]
    finally:
        index.close()
