"""Requirements of services for uploaded files, by purpose."""

from __future__ import annotations

from typing import NamedTuple

MB = 1024 * 1024
"""Services say MB and rarely which; the larger reading refuses nothing that a server takes."""


class Limit(NamedTuple):
    """The requirements of a purpose.

    Attributes:
        max_bytes: up to how many bytes it may have; None where that is not known, and the server decides.
        suffixes: one of which its name must have; none: any.
        source: who says so.
        remedy: what works for a file that is larger.
    """

    max_bytes: int | None = None
    suffixes: tuple[str, ...] = ()
    source: str = ""
    remedy: str = "Split it into several files"
