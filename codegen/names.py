"""The names that a document may use: an allow-list, held before anything is taken over from it or generated of it.

A name becomes an identifier, a file's name, a URL's path, a word on a page. Its allowed characters are in `KINDS`;
where in a document names stand is in `_NAMED` and `_MAPS`. All other text is data, and may have no invisible
characters. `problems(document)` has a sentence for each thing that is not allowed, with its place. Nothing is fetched:
a reference that leads out of the document is such a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LONGEST = 200
"""Characters in a name. The longest in the published API has 97."""


@dataclass(frozen=True)
class Kind:
    """A kind of name: in words, its pattern, and in words what the pattern allows."""

    title: str
    pattern: re.Pattern[str]
    allows: str


def _kind(title: str, pattern: str, allows: str) -> Kind:
    return Kind(title, re.compile(pattern, re.ASCII), allows)


_SEGMENT = r"/(?!\.{1,2}(/|\Z))([A-Za-z0-9_.~:-]|\{[A-Za-z][A-Za-z0-9_-]*\})+"
KINDS: dict[str, Kind] = {
    "operation": _kind("an operationId", r"[A-Za-z][A-Za-z0-9_-]*", "letters, digits, _ and -, a letter first"),
    "tag": _kind("a tag", r"[A-Za-z][A-Za-z0-9_ -]*", "letters, digits, spaces, _ and -, a letter first"),
    "component": _kind("a component's name", r"[A-Za-z][A-Za-z0-9_.-]*", "letters, digits, _ . -, a letter first"),
    "title": _kind("a title", r"[A-Za-z][A-Za-z0-9_ .,()&/-]*", "letters, digits, spaces and _ . , ( ) & / -"),
    "path": _kind(
        "a path",
        rf"/|({_SEGMENT})+(\?[A-Za-z0-9_.=&-]+)?",
        "segments of letters, digits, _ . ~ : - and {parameters}, none . or ..; a query of ?name=value at the end",
    ),
    "parameter": _kind(
        "a parameter's name", r"[A-Za-z][A-Za-z0-9_.-]*(\[\])?", "letters, digits, _ . -, a letter first, [] at the end"
    ),
    "field": _kind(
        "a field's name",
        r"[A-Za-z_](?!.*\.\.)[A-Za-z0-9_./:-]*",
        "letters, digits and _ . / : -, a letter or _ first, no two dots in a row",
    ),
    "media type": _kind("a media type", r"[a-z]+/[a-z0-9.+*-]+", "type/subtype in lower case"),
    "status": _kind("a status", r"[1-5]([0-9]{2}|XX)|default", "a number such as 200, a range such as 4XX, or default"),
    "key": _kind("a key", r"\$?[A-Za-z0-9_][A-Za-z0-9_.:/*+-]*", "letters, digits and _ . : / * + -"),
}

# Mappings of a document whose keys are names, and where a name is a value.
_MAPS = {"properties": "field", "paths": "path", "content": "media type", "responses": "status", "encoding": "field"}
_COMPONENTS = "component"
_NAMED = {"operationId": "operation", "title": "title", "tags": "tag", "required": "field"}
_DATA = frozenset(("default", "enum", "const", "example", "examples"))
_WORDS = frozenset(("description", "summary"))
_REFERENCES = frozenset(("$ref", "$recursiveRef", "$dynamicRef", "operationRef"))
# These would give the document, or a schema of it, a place elsewhere, from which references would be looked up.
_ELSEWHERE = frozenset(("$id", "$schema", "$anchor", "$vocabulary", "jsonSchemaDialect", "externalValue"))
_INSIDE = re.compile(r"#(/components/[a-zA-Z]+/[A-Za-z][A-Za-z0-9_.-]*)?", re.ASCII)
# Control characters, direction marks, halves of surrogate pairs, what is not assigned, line and paragraph separators.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

Where = tuple[str, ...]


def is_allowed(kind: str, name: object) -> bool:
    """Return True if the text is a valid name of this kind."""
    return isinstance(name, str) and len(name) <= LONGEST and KINDS[kind].pattern.fullmatch(name) is not None


def is_visible(character: str) -> bool:
    """Return True if a character is printable or a space."""
    return unicodedata.category(character) not in _INVISIBLE


def problems(document: Any) -> list[str]:
    """The problems of a document, one sentence each."""
    return list(Walk().node(document, ()))


class Walk:
    """Goes through a document once; what it has been at it does not enter again."""

    def __init__(self) -> None:
        self._entered: set[int] = set()

    def node(self, node: Any, where: Where) -> Iterator[str]:
        """Problems of a mapping of OpenAPI's own, of a list of such, or of a value."""
        if isinstance(node, dict | list) and id(node) in self._entered:
            yield f"{_place(where)}: is an alias of what stands elsewhere in the document; write it out"
            return
        if isinstance(node, dict | list):
            self._entered.add(id(node))
        if isinstance(node, list):
            for index, each in enumerate(node):
                yield from self.node(each, (*where, str(index)))
        elif isinstance(node, dict):
            for key, value in node.items():
                yield from self._entry(key, value, where)
        else:
            yield from _text_problems(node, where)

    def _entry(self, key: Any, value: Any, where: Where) -> Iterator[str]:
        yield from _name_problems("key", key, where)
        here = (*where, str(key))
        if key in _WORDS and isinstance(value, str):
            return
        if key in _ELSEWHERE and not isinstance(value, dict):
            yield f"{_place(here)}: is not supported; references are looked up in this document only"
        elif key in _REFERENCES and not isinstance(value, dict):
            yield from _reference_problems(value, here)
        elif key == "components" and isinstance(value, dict):
            for section, named in value.items():
                yield from _name_problems("key", section, here)
                yield from self._map(_COMPONENTS, named, (*here, str(section)))
        elif key in _MAPS and isinstance(value, dict):
            yield from self._map(_MAPS[key], value, here)
        elif key in _DATA or str(key).startswith("x-"):
            yield from self._data(value, here)
        else:
            yield from self._value(key, value, here)

    def _map(self, kind: str, named: Any, where: Where) -> Iterator[str]:
        """A mapping of names to nodes."""
        if not isinstance(named, dict):
            yield from self.node(named, where)
            return
        for name, inner in named.items():
            yield from _name_problems(kind, name, where)
            yield from self.node(inner, (*where, str(name)))

    def _value(self, key: Any, value: Any, where: Where) -> Iterator[str]:
        kind = _NAMED.get(key)
        if key == "name" and "parameters" in where[:-1]:
            kind = "parameter"
        names = value if isinstance(value, list) else [value]
        if kind is not None and all(isinstance(each, str) for each in names):
            for each in names:
                yield from _name_problems(kind, each, where)
        else:
            yield from self.node(value, where)

    def _data(self, value: Any, where: Where) -> Iterator[str]:
        """A value of the API's, or of an extension: nothing in it is a name, and no text of it may be unseen."""
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from _text_problems(key, where)
                yield from self._data(inner, (*where, str(key)))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from self._data(inner, (*where, str(index)))
        else:
            yield from _text_problems(value, where)


def _name_problems(kind: str, name: object, where: Where) -> Iterator[str]:
    if not is_allowed(kind, name):
        allowed = KINDS[kind]
        yield f"{_place(where)}: {_shown(name)} cannot be {allowed.title}; allowed are {allowed.allows}"


def _reference_problems(reference: object, where: Where) -> Iterator[str]:
    if not isinstance(reference, str) or _INSIDE.fullmatch(reference) is None:
        yield f"{_place(where)}: {_shown(reference)} is not a reference within this document; none is fetched"


def _text_problems(value: object, where: Where) -> Iterator[str]:
    if isinstance(value, str) and not all(each == "\n" or is_visible(each) for each in value):
        yield f"{_place(where)}: {_shown(value)} has control characters or other invisible ones; take them out"


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _place(where: Where) -> str:
    return "/".join(ascii(each)[1:-1] for each in where) or "the document"
