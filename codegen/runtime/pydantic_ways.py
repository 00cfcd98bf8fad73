"""The methods of pydantic models, for models that are not pydantic's.

Copied as it is from codegen/runtime: edit it there, then run `nox -s regenerate`.

pydantic is not needed, and never imported, but for `model_json_schema`. It finds `__get_pydantic_core_schema__` where a
model is a field of one of its own, or what a FastAPI route responds with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, get_type_hints

if TYPE_CHECKING:
    from typing import Self


Fields: TypeAlias = dict[str, Any]
"""By name. (Within a model, `dict` is a method.)"""


class _Fields:
    """The fields of a class of models, as attrs describes them."""

    def __get__(self, model: object, cls: type[Any]) -> Fields:
        return {each.name: each for each in cls.__attrs_attrs__ if each.name != "additional_properties"}


class PydanticWays:
    """The methods of pydantic models; a subclass describes its fields and creates itself from JSON."""

    __slots__ = ()

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]]
    json_names: ClassVar[frozenset[str]]
    model_fields: ClassVar[Any] = _Fields()
    """The fields by name, as attrs describes them."""

    if TYPE_CHECKING:
        additional_properties: Fields

        @classmethod
        def adopt(cls, data: Any) -> Self: ...
        @classmethod
        def from_dict(cls, data: Any) -> Self: ...
        def to_dict(self) -> Fields: ...

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield fields and values, for `dict(model)`; nested models stay models."""
        for attribute, _, _ in self.json_fields:
            yield attribute, getattr(self, attribute)
        yield from self.additional_properties.items()

    @property
    def model_fields_set(self) -> set[str]:
        """The names of the fields that the server sent, or that were given."""
        known = {attribute for attribute, _, _ in self.json_fields if attribute in self.__dict__}
        return known | set(self.additional_properties)

    @property
    def model_extra(self) -> Fields:
        """The fields that the contract does not know."""
        return self.additional_properties

    def model_dump(
        self,
        *,
        mode: str = "python",
        include: Any = None,
        exclude: Any = None,
        by_alias: bool | None = None,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        **_: Any,
    ) -> Fields:
        """Return the model and nested models as dicts, with absent fields as None. `mode` has no effect.

        `include` and `exclude` are sets of names of fields, or dicts of such names to what to do within them; further
        options of pydantic's are taken and ignored.
        """
        rules = {
            "by_alias": by_alias,
            "exclude_unset": exclude_unset,
            "exclude_defaults": exclude_defaults,
            "exclude_none": exclude_none,
        }
        present = self.to_dict()
        dumped: Fields = {}
        fields = [*self.json_fields, *((name, name, True) for name in self.additional_properties)]
        for attribute, name, required in fields:
            value = getattr(self, attribute) if name in self.json_names else self.additional_properties[name]
            left_out = (
                (exclude_unset and name not in present)
                or (exclude_defaults and not required and value is None)
                or (exclude_none and value is None)
                or (include is not None and attribute not in include)
                or _is_whole(exclude, attribute)
            )
            if not left_out:
                within = {"include": _within(include, attribute), "exclude": _within(exclude, attribute), **rules}
                dumped[name if by_alias else attribute] = _dumped(value, within)
        return dumped

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Return `model_dump` as JSON text; without an indent, on one line and without spaces."""
        separators = (",", ":") if indent is None else None
        return json_text(self.model_dump(**options), indent=indent, separators=separators)

    @classmethod
    def model_validate(cls, obj: Any, **_: Any) -> Self:
        """Create a model from a dict. Raises UnexpectedShape, a ValueError, if it does not match the contract."""
        return obj if isinstance(obj, cls) else cls.from_dict(obj)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_: Any) -> Self:
        """Create a model from JSON text; raises like `model_validate`, or a ValueError if it is not JSON."""
        import json

        return cls.adopt(json.loads(json_data))

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Create a model from these values without checks; fields may be missing."""
        made = object.__new__(cls)
        known = {attribute for attribute, _, _ in cls.json_fields}
        made.__dict__.update({name: value for name, value in values.items() if name in known})
        made.__dict__["additional_properties"] = {name: value for name, value in values.items() if name not in known}
        return made

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values for some fields, without checks."""
        import copy

        made: Self = copy.deepcopy(self) if deep else copy.copy(self)
        if not deep:
            made.__dict__["additional_properties"] = {**self.additional_properties}
        attributes = {attribute for attribute, _, _ in self.json_fields}
        for name, value in (update or {}).items():
            if name in attributes:
                setattr(made, name, value)
            else:
                made.additional_properties[name] = value
        return made

    @classmethod
    def model_json_schema(cls, **options: Any) -> Fields:
        """Return the JSON schema of the model. Requires pydantic, which creates it; the options are pydantic's."""
        schema: Fields = import_module("pydantic").TypeAdapter(cls).json_schema(**options)
        return schema

    # The names of pydantic's first version

    def dict(self, **options: Any) -> Fields:
        """Like `model_dump`."""
        return self.model_dump(**options)

    def json(self, **options: Any) -> str:
        """Like `model_dump_json`."""
        return self.model_dump_json(**options)

    def copy(self, **options: Any) -> Self:
        """Like `model_copy`."""
        return self.model_copy(**options)

    construct = model_construct
    parse_obj = model_validate
    parse_raw = model_validate_json
    validate = model_validate

    # Within models of pydantic

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Make pydantic validate and serialize a model like `model_validate` and `model_dump`."""
        fields: Fields = {
            name: {"type": "typed-dict-field", "schema": handler.generate_schema(hint), "required": required}
            for name, hint, required in _typed_fields(cls)
        }
        schema: Fields = {
            "type": "function-wrap",
            "function": {"type": "no-info", "function": cls._read},
            "schema": {"type": "typed-dict", "fields": fields, "extra_behavior": "allow", "cls_name": cls.__name__},
            "serialization": {"type": "function-plain", "function": _written, "info_arg": True},
            "ref": f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        }
        return schema

    @classmethod
    def _read(cls, value: Any, _: Any) -> Self:
        return cls.model_validate(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Fields:
        """Return the JSON schema of the fields, which is the same for validation and serialization."""
        schema: Fields = handler(core_schema["schema"])
        return {**schema, "title": cls.__name__, "description": cls.__doc__ or ""}


def _typed_fields(cls: type[PydanticWays]) -> Iterator[tuple[str, Any, bool]]:
    """Name in JSON, type and necessity of each field."""
    package = import_module(cls.__module__.rpartition(".")[0])
    hints = get_type_hints(cls, localns=_LazyNames(package))
    for attribute, name, required in cls.json_fields:
        yield name, hints[attribute], required


class _LazyNames(dict[str, Any]):
    """The names of a package, looked up on demand."""

    def __init__(self, package: Any) -> None:
        super().__init__()
        self._package = package

    def __missing__(self, name: str) -> Any:
        try:
            return getattr(self._package, name)
        except AttributeError:
            raise KeyError(name) from None


def _written(model: Any, info: Any) -> Fields:
    names = ("mode", "include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none")
    dumped: Fields = model.model_dump(**{name: getattr(info, name) for name in names})
    return dumped


def json_text(value: Any, **options: Any) -> str:
    """Return `value` as JSON, without escaping characters that UTF-8 can encode."""
    import json

    text = json.dumps(value, ensure_ascii=False, **options)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, in a field that is not in the contract
        return json.dumps(value, **options)
    return text


def _is_whole(names: Any, name: str) -> bool:
    """Return True if a set or dict of names includes a whole field."""
    if names is None or name not in names:
        return False
    return not isinstance(names, Mapping) or names[name] is True or names[name] is ...


def _within(names: Any, name: str) -> Any:
    """Return the names within a field, from a dict of names; None if the whole field is included or for a set."""
    inner: Any = names
    return inner.get(name) if isinstance(names, Mapping) and not _is_whole(names, name) else None


def _dumped(value: Any, options: dict[str, Any]) -> Any:
    if isinstance(value, PydanticWays):
        return value.model_dump(**options)
    items: Any = value
    if isinstance(value, list):
        return [_dumped(item, options) for item in items]
    if isinstance(value, dict):
        return {key: _dumped(item, options) for key, item in items.items()}
    return value
