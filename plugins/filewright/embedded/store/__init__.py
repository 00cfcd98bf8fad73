"""The folder that holds the files: SQLite for what is known of them, blobs for their contents.

::

    folder/               0700
      store.sqlite3       what is known of files, uploads, parts and batches (and its -wal and -shm)
      blobs/<id>          the content of a file or a part, complete; small ones are in store.sqlite3
      incoming/<opening>/ bodies that are arriving; a folder for each opening of the store, locked while it is open

A body of up to 32 KiB goes into the database with its row. A larger one is written below incoming/, synced, then
renamed into blobs/ and entered in the database in one write transaction. So a crash leaves at most a leftover below
incoming/, whose lock died with its process, or a blob without a row. Opening the store removes both. That runs in a
write transaction too, so it cannot meet a body half way between. A file that was made of the parts of a large upload
consists of their blobs.

Names below the folder are opened relative to it and never through a symbolic link. Any number of threads and
processes may use one folder.
"""

from __future__ import annotations

from filewright.embedded.store.incoming import Incoming
from filewright.embedded.store.records import (
    BatchRecord,
    DamagedBlobError,
    FileRecord,
    PartRecord,
    Resend,
    UnknownCursorError,
    UploadRecord,
)
from filewright.embedded.store.store import Store

__all__ = [
    "BatchRecord",
    "DamagedBlobError",
    "FileRecord",
    "Incoming",
    "PartRecord",
    "Resend",
    "Store",
    "UnknownCursorError",
    "UploadRecord",
]
