"""A file to transfer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import OpenAIError


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to transfer.

    Attributes:
        path: its absolute path, or its URL in another store; of a content that was passed, its name.
        name: the name that is sent.
        relative: its path within the folder that was named, with "/" between the parts; else its name.
        size: its size in bytes, or None for a content whose size is not known before it is read.
        mtime_ns: when it was changed, in nanoseconds since 1970; 0 for a content.
        content: what was passed as (name, content), else None.
        problem: why it cannot be read, else None.
        version: of a file of another store, what tells its content from another one; else "".
    """

    path: str
    name: str
    relative: str
    size: int | None = None
    mtime_ns: int = 0
    content: Any = None
    problem: OpenAIError | None = None
    version: str = ""
