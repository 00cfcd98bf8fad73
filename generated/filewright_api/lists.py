"""Lists of many small objects, decoded and checked in one pass by msgspec, where that is in use.

Copied as it is from codegen/runtime: edit it there, then run `nox -s regenerate`.

msgspec checks objects while it decodes them if it is told which fields each of them has. That is learned from the list
before, as a server gives all objects of a kind the same fields, as a rule. msgspec can only accept: a list that differs
in any way, by an unknown field or an error, is read without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from types import GenericAlias
from typing import Any, NamedTuple, TypeVar

from .reading import LARGE_BYTES, Reader, from_json
from .types import Model

__all__ = ("ListReader", "read_list")

P = TypeVar("P", bound=Model)
_new = object.__new__


class Learned(NamedTuple):
    """The fields that the objects of a list had, and a function that reads lists of such objects alone."""

    fields: tuple[str, ...]
    read: Callable[[bytes], Any]


class ListReader:
    """A reader of lists. `learned` is what it knows of each class of models of lists."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.learned: dict[type[Model], Learned] = {}

    def __call__(self, content: bytes, page: type[P], name: str, classes: Mapping[str, Any]) -> P:
        """The model of a JSON text: a `page` whose field `name` lists objects.

        `classes` has the class of each field of these objects, all of which are scalars.
        """
        if len(content) <= LARGE_BYTES:
            return page.adopt(self._reader(content))
        if page in self.learned:
            with suppress(ValueError, RecursionError):
                made: P = self.learned[page].read(content)
                return made
        model = page.adopt(self._reader(content))
        if self._reader.decode is not None and (objects := getattr(model, name)):
            self._learn(objects[0], page, name, classes)
        return model

    def _learn(self, first: Model, page: type[Model], name: str, classes: Mapping[str, Any]) -> None:
        fields = tuple(first.__dict__)
        known = self.learned.get(page)
        if "additional_properties" not in fields and (known is None or known.fields != fields):
            kinds = [(field, classes[field]) for field in fields]
            self.learned[page] = Learned(fields, _strict_reader(page, name, type(first), kinds))


def _strict_reader(page: type[P], name: str, item: type[Model], fields: list[tuple[str, Any]]) -> Callable[[bytes], P]:
    """The function that reads lists of objects that have exactly these fields; it raises ValueError for others."""
    msgspec: Any = import_module("msgspec")
    fields_of, absent = msgspec.structs.asdict, msgspec.UNSET
    listed = msgspec.defstruct(item.__name__, fields, forbid_unknown_fields=True, gc=False)
    others = [(each, Any, absent) for each in page.json_names if each != name]
    struct = msgspec.defstruct(
        page.__name__, [(name, GenericAlias(list, (listed,))), *others], forbid_unknown_fields=True
    )
    decode = msgspec.json.Decoder(struct).decode

    def read(content: bytes) -> P:
        found = {each: value for each, value in fields_of(decode(content)).items() if value is not absent}
        objects, found[name] = found[name], []
        made = page.adopt(found)
        models: list[Model] = made.__dict__[name]
        for each in objects:
            model = _new(item)
            model.__dict__ = fields_of(each)
            models.append(model)
        return made

    return read


read_list = ListReader(from_json)
