"""Databases that last no longer than the object that uses them."""

from __future__ import annotations

import sqlite3
import weakref


def scratch_database(owner: object) -> sqlite3.Connection:
    """Open an unnamed database: in memory while it is small, in a temporary file from then on.

    Args:
        owner: what uses it. The database is closed with it, also where nobody calls `close`.
    """
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    weakref.finalize(owner, database.close)
    return database
