"""Digests of a file's bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..errors import IntegrityError
from ..redaction import redacted

if TYPE_CHECKING:
    import httpx


Algorithm: TypeAlias = Literal["md5", "sha256"]


class Digests:
    """The digest of a file's bytes, which are fed to it in their order.

    Args:
        algorithm: "sha256"; or "md5", which servers compare, and which takes twice the time.
    """

    def __init__(self, algorithm: Algorithm = "sha256") -> None:
        self.algorithm: Algorithm = algorithm
        self.restart()

    def restart(self) -> None:
        """Forget the bytes so far."""
        self._hash = hashlib.new(self.algorithm, usedforsecurity=False)

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(block)

    @property
    def value(self) -> str:
        """The digest of the bytes so far, in hexadecimal."""
        return self._hash.hexdigest()


def check_sha256(digests: Digests | None, expected: str | None, request: httpx.Request) -> None:
    """Raise IntegrityError if a content does not have the expected SHA-256; without digests, nothing is expected."""
    if digests is not None and digests.value != expected:
        raise IntegrityError(
            f"The content has the SHA-256 {digests.value}, but {expected} was expected. The existing file is"
            " unchanged.",
            redacted(request),
        )
