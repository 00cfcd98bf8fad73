"""Digests of a file's bytes; both are computed in one read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ..errors import IntegrityError
from ..redaction import redacted

if TYPE_CHECKING:
    import httpx


class Digests:
    """The digests of a file's bytes, which are fed to it in their order.

    Args:
        md5: whether the MD5 is wanted, which servers compare; it takes twice the time of the SHA-256.
    """

    def __init__(self, *, md5: bool = False) -> None:
        self._wants_md5 = md5
        self.restart()

    def restart(self) -> None:
        """Forget the bytes so far."""
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False) if self._wants_md5 else None

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(block)
        if self._md5 is not None:
            self._md5.update(block)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes so far, in hexadecimal."""
        return self._sha256.hexdigest()

    @property
    def md5(self) -> str | None:
        """The MD5 of the bytes so far, in hexadecimal; None where it is not taken."""
        return None if self._md5 is None else self._md5.hexdigest()


def check_sha256(digests: Digests | None, expected: str | None, request: httpx.Request) -> None:
    """Raise IntegrityError if a content does not have the expected SHA-256; without digests, nothing is expected."""
    if digests is not None and digests.sha256 != expected:
        raise IntegrityError(
            f"The content has the SHA-256 {digests.sha256}, but {expected} was expected. The existing file is"
            " unchanged.",
            redacted(request),
        )
