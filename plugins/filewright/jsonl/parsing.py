"""One line, as JSON: strictly, with the place of what is wrong."""

from __future__ import annotations

import json
import re
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple

from ..errors import cut, shorten

SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_WHITESPACE = " \t\r\n"


class Fault(NamedTuple):
    """An error in a line.

    Attributes:
        code, message, path: as of a Problem.
        at: the byte of the line.
    """

    code: str
    message: str
    path: str = "$"
    at: int = 0


class _NotJsonError(ValueError):
    """A constant that Python reads and JSON does not have."""


def refuse_constant(name: str) -> None:
    """Refuse NaN and the like."""
    raise _NotJsonError(f"{name} is not JSON; leave the value out, or send null")


def long_int(digits: str) -> int:
    """Return an integer of any length: Python converts up to 4,300 digits, and the value of longer ones is not used."""
    return int(digits) if len(digits) < 4_000 else 10**4_000


def parse(line: bytes, *, thorough: bool = True) -> tuple[Any, list[Fault]]:
    """Return the value of a line, or None, and what is wrong with it as JSON.

    Args:
        line: without a line feed at its end.
        thorough: look for keys that are there twice, at every depth.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return None, [_encoding_fault(line, error)]
    doubled: list[str] = []
    decoder = JSONDecoder(
        parse_constant=refuse_constant,
        parse_int=long_int,
        object_pairs_hook=(lambda pairs: _object(pairs, doubled)) if thorough else None,
    )
    try:
        value = decoder.decode(text)
    except JSONDecodeError as error:
        return None, [_syntax_fault(text, error)]
    except _NotJsonError as error:
        return None, [Fault("invalid_json_line", f"{error}.")]
    except RecursionError:
        return None, [Fault("too_deep", "Its values are nested too deep for JSON parsers.")]
    faults = [Fault("duplicate_key", f"The key {shorten(name, 80)} is there twice.", f"$..{name}") for name in doubled]
    if SURROGATE.search(line) and not encodes(value):
        faults.append(Fault("lone_surrogate", "An escape such as \\ud83d stands for half a character."))
    return value, faults


def _object(pairs: list[tuple[str, Any]], doubled: list[str]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                doubled.append(name)
            seen.add(name)
    return made


def encodes(value: Any) -> bool:
    """Return True if a value can be encoded as UTF-8: it contains no lone surrogate."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _encoding_fault(line: bytes, error: UnicodeDecodeError) -> Fault:
    wide = line[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in line[:4]
    hint = "It looks like UTF-16" if wide else "It is in another encoding"
    wrong = line[error.start : error.start + 1].hex()
    return Fault("invalid_utf8", f"The byte 0x{wrong} is not UTF-8. {hint}; save the file as UTF-8.", "$", error.start)


def _syntax_fault(text: str, error: JSONDecodeError) -> Fault:
    at = len(text[: error.pos].encode())
    near = text[max(error.pos - 10, 0) : error.pos + 20]
    return Fault("invalid_json_line", f"It is not JSON: {error.msg}, near {shorten(near, 60)}.", "$", at)


def shown(value: object) -> str:
    """A value in a message, short."""
    return cut(shorten(value, 80), 80)
