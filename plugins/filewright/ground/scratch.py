"""Databases without a name, which last no longer than what uses them."""

from __future__ import annotations

import sqlite3
import weakref


def open_scratch() -> sqlite3.Connection:
    """Open an unnamed database: in memory while it is small, in a temporary file from then on."""
    return sqlite3.connect("", isolation_level=None, check_same_thread=False)


def scratch_database(owner: object) -> sqlite3.Connection:
    """Open an unnamed database that is closed with its owner, even if nothing calls `close`."""
    database = open_scratch()
    weakref.finalize(owner, database.close)
    return database
