"""The empty content of a folder that does not exist yet."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from filewright.embedded.store.batches import Batches
from filewright.embedded.store.database import Database
from filewright.embedded.store.store import Store

__all__ = ["MissingStore"]


class MissingStore(Store):
    """A store that holds nothing, and leaves the disk alone: for requests that only read."""

    def _open(self, stack: ExitStack, durable: bool) -> None:
        self._db = Database(Path(":memory:"), durable)
        stack.callback(self._db.close)
        self.batches = Batches(self._db, self.now)
