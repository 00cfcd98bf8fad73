"""Looks for the key of the fault tests wherever people, logs and crash reports would get to see it."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from fault_server import CANARY

OURS = ("/filewright/", "/filewright_api/")
_FORMAT = logging.Formatter()


def holds_the_key(value: Any) -> bool:
    """Whether a value shows the key: bytes and text as they are, all else in its repr."""
    if isinstance(value, (bytes, bytearray)):
        return CANARY.encode() in value
    return CANARY in (value if isinstance(value, str) else _repr(value))


def _repr(value: Any) -> str:
    try:
        return repr(value)
    except AttributeError:
        return ""  # an object that was still being made


def _frames(trace: TracebackType | None, files: tuple[str, ...]) -> Iterator[Any]:
    while trace is not None:
        if any(part in trace.tb_frame.f_code.co_filename for part in files):
            yield trace.tb_frame
        trace = trace.tb_next


def _pickled(error: BaseException) -> bytes:
    try:
        return pickle.dumps(error)
    except (TypeError, AttributeError, pickle.PicklingError):
        return b""  # what has no pickle shows nothing in one; that ours have one is a test of its own


def leaks_of_error(error: BaseException, files: tuple[str, ...] = OURS) -> list[str]:
    """Where an error, what caused it, or a frame of these files that it went through shows the key."""
    found: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        name = type(cause).__name__
        shown = {"str": str(cause), "repr": repr(cause), "args": cause.args, "attributes": vars(cause)}
        shown |= {"notes": getattr(cause, "__notes__", ""), "pickle": _pickled(cause)}
        found += [f"{what} of {name}" for what, value in shown.items() if holds_the_key(value)]
        found += [
            f"local {local} of {frame.f_code.co_qualname} in the traceback of {name}"
            for frame in _frames(cause.__traceback__, files)
            for local, value in frame.f_locals.items()
            if holds_the_key(value)
        ]
        cause = cause.__cause__ or cause.__context__
    return found


def leaks_of_logs(records: Iterable[logging.LogRecord]) -> list[str]:
    """Which log records show the key: in what they say, or in what they carry."""
    shown = ((record, _FORMAT.format(record)) for record in records)
    return [f"log of {r.name}: {r.msg}" for r, text in shown if holds_the_key(text) or holds_the_key(vars(r))]


def leaks_of_files(folder: Path) -> list[str]:
    """Which files below a folder have the key in them, or in their names."""
    files = [path for path in folder.rglob("*") if holds_the_key(path.name) or path.is_file()]
    return [f"file {path.name}" for path in files if holds_the_key(path.name) or _file_holds_the_key(path)]


def _file_holds_the_key(path: Path) -> bool:
    kept = b""
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            if CANARY.encode() in kept + block:
                return True
            kept = block[-len(CANARY) :]
    return False
