"""Helpers for the templates about the generator's properties: names, types, checks and imports in generated code.

The generator parses the contract into Property objects; the functions here turn those into the few plain facts that a
template prints. `FUNCTIONS` are the ones that the templates can call, `FILTERS` are what they print values with.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from literals import Expression, f_string, in_docstring, plain_words, python_literal
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.strings import PythonIdentifier
from refusals import RegenerationError

# Names that a generated class or its base uses itself: fields of these names get an underscore appended.
_TAKEN_BY_MODELS = frozenset(
    (
        *("Any", "ClassVar", "bool", "classmethod", "dict", "float", "frozenset", "int", "list", "str", "tuple"),
        *("additional_properties", "adopt", "from_dict", "json_fields", "json_names", "self", "to_dict", "to_json"),
        # pydantic's
        *("construct", "copy", "json", "parse_obj", "parse_raw", "validate"),
        *("model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields"),
        *("model_fields_set", "model_json_schema", "model_validate", "model_validate_json"),
    )
)

# For each kind: the test that an unusual value passes (the value is `{v}`), and the function that reads such a value.
_CHECKS = {
    "text": ("({v}.__class__ is not str or not {v}.isascii())", "text"),
    "integer": ("{v}.__class__ is not int", "integer"),
    "number": ("{v}.__class__ is not float", "number"),
    "boolean": ("{v}.__class__ is not bool", "boolean"),
}
_KINDS: dict[type[Any], str] = {
    StringProperty: "text",
    IntProperty: "integer",
    FloatProperty: "number",
    BooleanProperty: "boolean",
    AnyProperty: "any",
    FileProperty: "file",
    ListProperty: "list",
    ModelProperty: "model",
    UnionProperty: "choice",
}
# How a value of each kind comes in JSON: the classes that it has in Python, and in words.
_JSON_CLASSES: dict[str, tuple[tuple[str, ...], str]] = {
    "text": (("str",), "text"),
    "integer": (("int", "float"), "a whole number"),
    "number": (("int", "float"), "a number"),
    "boolean": (("bool",), "true or false"),
    "list": (("list",), "a list"),
    "map": (("dict",), "an object"),
    "model": (("dict",), "an object"),
}


# The classes that a value of each scalar kind may have and stay as it is.
_SCALARS = {"text": "str", "integer": "int", "number": "int | float", "boolean": "bool"}


class UnsupportedShapeError(RegenerationError):
    """The contract says something that the templates have no code for."""


def _text(value: Any) -> str:
    """A string of the document, which the generator wraps so that it cannot get into code unescaped."""
    return "" if value is None else str(value.get_untrusted_value())


def _bare(prop: PropertyProtocol) -> PropertyProtocol:
    """The property without its "or null"; a choice of several others stays one."""
    choices = _choices(prop)
    return choices[0] if len(choices) == 1 else prop


def _choices(prop: PropertyProtocol) -> list[PropertyProtocol]:
    """The types of a property besides null."""
    if not isinstance(prop, UnionProperty):
        return [prop]
    return [each for each in prop.inner_properties if not isinstance(each, NoneProperty)]


def _is_map(prop: PropertyProtocol) -> bool:
    """Return True if it is an object without declared properties, that is, a free-form dict."""
    return isinstance(prop, ModelProperty) and not (prop.required_properties or prop.optional_properties)


def _kind(prop: PropertyProtocol) -> str:
    if isinstance(prop, LiteralEnumProperty):
        return "integer" if prop.value_type is int else "text"
    if isinstance(prop, ConstProperty) and isinstance(prop.value.raw_value, str):
        return "text"
    if _is_map(prop):
        return "map"
    if type(prop) not in _KINDS:
        raise UnsupportedShapeError(
            f"property {_text(prop.name)}: the templates have no code for {type(prop).__name__}; "
            "describe it as a string, number, boolean, list or object without a format"
        )
    return _KINDS[type(prop)]


def _annotation(prop: PropertyProtocol) -> str:
    bare = _bare(prop)
    kind = _kind(bare)
    if kind in ("any", "file"):
        return "Any"
    if isinstance(bare, ListProperty):
        return f"list[{_annotation(bare.inner_property)}]"
    if isinstance(bare, UnionProperty):
        return _either(_annotation(each) for each in _choices(bare))
    if isinstance(bare, ModelProperty) and kind == "map":
        return f"dict[str, {_item_annotation(bare)}]"
    return bare.get_type_string(no_optional=True).as_unembedded_code()


def _taken(prop: PropertyProtocol) -> str:
    """The annotation of an argument, which may be more than what is read: any sequence, any mapping for a model."""
    bare = _bare(prop)
    if isinstance(bare, ListProperty):
        return f"Sequence[{_taken(bare.inner_property)}]"
    if isinstance(bare, UnionProperty):
        return _either(_taken(each) for each in _choices(bare))
    if isinstance(bare, ModelProperty) and _is_map(bare):
        return f"Mapping[str, {_item_annotation(bare)}]"
    annotation = _annotation(bare)
    return f"{annotation} | Mapping[str, Any]" if _kind(bare) == "model" else annotation


def _item_annotation(prop: ModelProperty) -> str:
    """The annotation of what a dict holds."""
    inner = prop.additional_properties
    return "Any" if inner is None else _annotation(inner)


def _either(annotations: Iterable[str]) -> str:
    """Annotations joined; each once, and what goes for all of them last."""
    found = list(dict.fromkeys(each for annotation in annotations for each in annotation.split(" | ")))
    if "Any" in found:
        return "Any"
    return " | ".join(sorted(found, key=lambda each: each == "Mapping[str, Any]"))


def without_null(prop: PropertyProtocol) -> PropertyProtocol:
    """The property without its "or null"; a choice of several others stays one."""
    return _bare(prop)


def choices(prop: PropertyProtocol) -> list[PropertyProtocol]:
    """The types of a property besides null."""
    return _choices(prop)


def kind_of(prop: PropertyProtocol) -> str:
    """The kind of a property: text, integer, number, boolean, list, map, model, choice, file or any."""
    return _kind(_bare(prop))


def python_name(name: str) -> str:
    """The attribute or argument for a name of the contract. The generator appends an underscore to all that shadows a
    builtin; as an attribute or a keyword, few names hurt.
    """
    identifier = str(PythonIdentifier(name, "field_"))
    if identifier == f"{name}_" and not keyword.iskeyword(name):
        identifier = name
    return f"{identifier}_" if identifier in _TAKEN_BY_MODELS else identifier


def _value(prop: PropertyProtocol, model: str, field: str, value: str) -> str:
    """The expression that makes the attribute's value of the JSON value called `value`."""
    where = f"{python_literal(model)}, {python_literal(field)}"
    bare = _bare(prop)
    kind = _kind(bare)
    if kind in ("any", "file"):
        return value
    if isinstance(bare, UnionProperty):
        return _chosen(bare, model, field, value)
    if kind == "map":
        return f"_types.json_map({where}, {value})"
    if isinstance(bare, ListProperty):
        return _list_value(bare, model, field, value)
    if isinstance(bare, ModelProperty):
        return f"{bare.class_info.name}.adopt({value})"
    unusual, reader = _CHECKS[kind]
    return f"_types.{reader}({where}, {value}) if {unusual.format(v=value)} else {value}"


def _list_value(prop: ListProperty, model: str, field: str, value: str) -> str:
    where = f"{python_literal(model)}, {python_literal(field)}"
    inner = _bare(prop.inner_property)
    if isinstance(inner, ModelProperty) and not _is_map(inner):
        return f"_types.model_list({inner.class_info.name}.adopt, {where}, {value})"
    item = _value(inner, model, field, "item")
    items = f"_types.json_list({where}, {value})"
    return items if item == "item" else f"[{item} for item in {items}]"


def _chosen(prop: UnionProperty, model: str, field: str, value: str) -> str:
    """The expression of a choice: what comes tells by its class in JSON what it is, and an object by a field of it."""
    where = f"{python_literal(model)}, {python_literal(field)}"
    kinds = {_kind(each): each for each in _choices(prop)}
    if "any" in kinds:
        return value
    objects = [each for each in _choices(prop) if isinstance(each, ModelProperty) and not _is_map(each)]
    classes = [name for kind in kinds for name in _JSON_CLASSES[kind][0]]
    if len(set(classes)) < len(classes):
        raise UnsupportedShapeError(f"{model}.{field}: two of its types look the same in JSON")
    words = python_literal(" or ".join(dict.fromkeys(_JSON_CLASSES[kind][1] for kind in kinds)))
    code = f"_types.refuse({where}, {words}, {value})"
    for kind, each in kinds.items():
        names = _JSON_CLASSES[kind][0]
        test = f"{value}.__class__ is {names[0]}" if len(names) == 1 else f"{value}.__class__ in ({', '.join(names)})"
        read = _variant(objects, model, field, value) if len(objects) > 1 and kind == "model" else None
        code = f"({read or _value(each, model, field, value)}) if {test} else {code}"
    return code


def _variant(models: list[ModelProperty], model: str, field: str, value: str) -> str:
    """The expression of one of several models, told apart by the values of a field that all of them require."""
    where = f"{python_literal(model)}, {python_literal(field)}"
    for name in [field.name for field in model_fields(models[0]) if field.required]:
        values = [_values(each, name) for each in models]
        if all(values) and sum(map(len, values)) == len(set().union(*values)):
            table = {each: known for known, texts in zip(models, values, strict=True) for each in sorted(texts)}
            items = ", ".join(f"{python_literal(each)}: {known.class_info.name}" for each, known in table.items())
            return f"_types.variant({where}, {python_literal(name)}, {{{items}}}, {value})"
    names = ", ".join(str(each.class_info.name) for each in models)
    raise UnsupportedShapeError(f"{model}.{field}: no required property tells {names} apart by its values")


def _values(model: ModelProperty, name: str) -> set[str]:
    """The values that a property of a model may have, where the contract lists them."""
    for prop in model.required_properties or []:
        if _text(prop.name) == name:
            if isinstance(prop, LiteralEnumProperty):
                return {str(each) for each in prop.values}
            if isinstance(prop, ConstProperty):
                return {str(prop.value.raw_value)}
    return set()


@dataclass(frozen=True)
class Field:
    """A property of a model, as the model's template prints it."""

    prop: PropertyProtocol

    @property
    def name(self) -> str:
        """The name in JSON."""
        return _text(self.prop.name)

    @property
    def attribute(self) -> str:
        """The name in Python."""
        return python_name(self.name)

    @property
    def required(self) -> bool:
        """True if the contract requires it."""
        return self.prop.required

    @property
    def nullable(self) -> bool:
        """True if the contract allows null."""
        return isinstance(self.prop, UnionProperty) and any(
            isinstance(each, NoneProperty) for each in self.prop.inner_properties
        )

    @property
    def annotation(self) -> str:
        """Required and nullable is annotated without None: the API promises a value, so arithmetic shall type-check."""
        annotation = _annotation(self.prop)
        return annotation if self.required or annotation == "Any" else f"{annotation} | None"

    @property
    def default(self) -> str | None:
        """The default's code, or None if there is none."""
        if self.prop.default is not None:
            return python_literal(self.prop.default.raw_value)
        return None if self.required else "None"

    @property
    def description(self) -> str:
        """The description in the contract, or an empty text."""
        return _text(self.prop.description).strip()

    def check(self, model: str) -> str:
        """The statement that checks `value`, this field's of `source`, and puts there what the attribute shall be."""
        kind = _kind(_bare(self.prop))
        if kind in ("any", "file"):
            return ""
        if kind == "list" and self.required:  # null, as its reader makes an empty list of it
            return f"source[{python_literal(self.name)}] = {self._made(kind, model)}"
        nullable = self.nullable and kind not in _CHECKS
        conditions = ["value is not None"] if nullable or not self.required else []
        if kind in _CHECKS:
            conditions.append(_CHECKS[kind][0].format(v="value"))
        put = f"source[{python_literal(self.name)}] = {self._made(kind, model)}"
        return f"if {' and '.join(conditions)}: {put}" if conditions else put

    def _made(self, kind: str, model: str) -> str:
        """The expression of what is put in the place of a value that cannot stay as it is."""
        nullable = self.required and self.nullable
        if kind in _CHECKS:
            reader = "moment" if kind == "integer" and self.name.endswith("_at") else _CHECKS[kind][1]
            read = f"_types.nullable(_types.{reader}, " if nullable else f"_types.{reader}("
            return f"{read}{python_literal(model)}, {python_literal(self.name)}, value)"
        made = _value(self.prop, model, self.name, "value")
        # Where there need not be an object, some servers write an empty list for none.
        empty = kind in ("model", "map") and (self.nullable or not self.required)
        return f"None if value == [] else {made}" if empty else made

    @property
    def read(self) -> str:
        """The expression of this field's value in `source`, of a required field; an absent list is an empty one."""
        name = python_literal(self.name)
        return f"_types.listed(cls.json_names, source, {name})" if self.is_list else f"source[{name}]"

    @property
    def is_list(self) -> bool:
        """True if it is a list, or a list or null."""
        return _kind(_bare(self.prop)) == "list"


@dataclass(frozen=True)
class Argument(Field):
    """A keyword of build_request: a parameter, or a property of the body."""

    place: str = "query"

    @property
    def parameter(self) -> str:
        """Annotation and default, as in a signature."""
        return self.taken if self.required else f"{self.taken} | NotGiven = NOT_GIVEN"

    @property
    def taken(self) -> str:
        """The annotation of what people may pass, if they pass it."""
        annotation = _taken(self.prop)
        return f"{annotation} | None" if self.nullable and not self.required and annotation != "Any" else annotation


def model_fields(model: ModelProperty) -> list[Field]:
    """The model's fields in the contract's order, the required ones first."""
    return [Field(prop) for prop in [*(model.required_properties or []), *(model.optional_properties or [])]]


def endpoint_arguments(endpoint: Endpoint) -> list[Argument]:
    """Every argument of an operation: path, query, then the body's properties, the required ones first."""
    body = [prop for each in endpoint.bodies for prop in _body_properties(endpoint, each.prop)]
    arguments = [
        *(Argument(prop, "path") for prop in endpoint.path_parameters),
        *(Argument(prop, "query") for prop in endpoint.query_parameters),
        *(Argument(prop, "file" if _kind(_bare(prop)) == "file" else "body") for prop in body),
    ]
    names = [argument.attribute for argument in arguments]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnsupportedShapeError(
            f"{endpoint.name}: a parameter and a property of the body share the name {twice[0]}"
        )
    return sorted(arguments, key=lambda argument: not argument.required)


def _body_properties(endpoint: Endpoint, prop: PropertyProtocol) -> list[PropertyProtocol]:
    if not isinstance(prop, ModelProperty):
        raise UnsupportedShapeError(
            f"{endpoint.name}: its body must be an object, so that its properties can be arguments"
        )
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]


def is_multipart(endpoint: Endpoint) -> bool:
    """Return True if the operation's body is a form."""
    return any(body.body_type == "files" for body in endpoint.bodies)


def response_model(endpoint: Endpoint) -> ModelProperty | None:
    """The model of the operation's 2XX response; None if the response is content. Errors do not change the type."""
    for response in endpoint.responses.patterns:
        codes = response.status_code.range
        if codes is not None and codes[0] // 100 == 2 and isinstance(response.prop, ModelProperty):
            return response.prop
    return None


@dataclass(frozen=True)
class ListedScalars:
    """A model whose field `field` is a list of `item`, a model of scalars alone; `classes` is the code of theirs."""

    field: str
    item: ModelProperty
    classes: dict[str, str]


def listed_scalars(model: ModelProperty) -> ListedScalars | None:
    """The list of a model of a page, if what it lists can be checked field by field."""
    lists = [field for field in model_fields(model) if field.is_list and field.required]
    bare = _bare(lists[0].prop) if len(lists) == 1 else None
    item = _bare(bare.inner_property) if isinstance(bare, ListProperty) else None
    if not isinstance(item, ModelProperty) or _is_map(item):
        return None
    fields = model_fields(item)
    plain = [field for field in fields if kind_of(field.prop) in _SCALARS and field.attribute == field.name]
    if len(plain) < len(fields) or any(field.attribute != field.name for field in model_fields(model)):
        return None
    classes = {field.name: _scalar(field) for field in fields}
    return ListedScalars(lists[0].name, item, classes)


def _scalar(field: Field) -> str:
    classes = _SCALARS[kind_of(field.prop)]
    return f"{classes} | None" if field.nullable or not field.required else classes


def path_expression(endpoint: Endpoint, arguments: list[Argument]) -> str:
    """The expression of the operation's path, each parameter encoded."""
    # The generator has put the parameters' own names in Python into the path's placeholders.
    attributes = {str(argument.prop.python_name): argument.attribute for argument in arguments}
    texts = re.split(r"\{([^}]*)\}", _text(endpoint.path))
    if len(texts) == 1:
        return python_literal(texts[0])
    unknown = sorted(set(texts[1::2]) - attributes.keys())
    if unknown:
        raise UnsupportedShapeError(f"{endpoint.name}: its path has {unknown[0]}, which is not one of its parameters")
    pieces: list[str | Expression] = list(texts)
    for index in range(1, len(pieces), 2):
        attribute = attributes[texts[index]]
        pieces[index] = Expression(f"_path_segment('{attribute}', {attribute})")
    return f_string(pieces)


def generated_classes(prop: PropertyProtocol) -> Iterator[ModelProperty | LiteralEnumProperty]:
    """The generated classes that a property's annotation names."""
    bare = _bare(prop)
    if isinstance(bare, ListProperty):
        yield from generated_classes(bare.inner_property)
    elif isinstance(bare, UnionProperty):
        for each in _choices(bare):
            yield from generated_classes(each)
    elif isinstance(bare, ModelProperty) and _is_map(bare):
        if bare.additional_properties is not None:
            yield from generated_classes(bare.additional_properties)
    elif isinstance(bare, ModelProperty | LiteralEnumProperty):
        yield bare


def generated_names(prop: PropertyProtocol) -> set[str]:
    """The names of the generated classes that a property's annotation has."""
    return {str(each.class_info.name) for each in generated_classes(prop)}


def own_import(prop: ModelProperty | LiteralEnumProperty, prefix: str = "..models.") -> str:
    """The line that imports a generated class."""
    return f"from {prefix}{prop.class_info.module_name} import {prop.class_info.name}"


def type_imports(fields: Iterable[Field], prefix: str, models_only: bool = False) -> list[str]:
    """The lines that import what the annotations of `fields` name, sorted."""
    wanted = ModelProperty if models_only else ModelProperty | LiteralEnumProperty
    classes = [each for field in fields for each in generated_classes(field.prop)]
    return sorted({own_import(each, f"{prefix}models.") for each in classes if isinstance(each, wanted)})


def complete_references(openapi: GeneratorData) -> None:
    """Give every reference to a model what the model has: the generator leaves those empty that it met before it."""
    models = {model.class_info.name: model for model in openapi.models}
    endpoints = [each for tag in openapi.endpoint_collections_by_tag.values() for each in tag.endpoints]
    waiting: list[Any] = list(models.values())
    for endpoint in endpoints:
        waiting += [*endpoint.path_parameters, *endpoint.query_parameters, *(body.prop for body in endpoint.bodies)]
        waiting += [response.prop for response in endpoint.responses.patterns]
    seen: set[int] = set()
    while waiting:
        prop = waiting.pop()
        if id(prop) in seen:
            continue
        seen.add(id(prop))
        if isinstance(prop, ModelProperty):
            known = models[prop.class_info.name]
            for name in ("required_properties", "optional_properties", "additional_properties"):
                if getattr(prop, name) is None:
                    object.__setattr__(prop, name, getattr(known, name))
            waiting += [
                *(prop.required_properties or []),
                *(prop.optional_properties or []),
                prop.additional_properties,
            ]
        waiting += getattr(prop, "inner_properties", [])
        waiting.append(getattr(prop, "inner_property", None))


def keep_what_operations_use(openapi: GeneratorData) -> None:
    """Drop the classes that no argument and no response needs: bodies, whose properties are arguments, and errors."""
    models = {model.class_info.name: model for model in openapi.models}
    wanted: set[str] = set()
    endpoints = [each for tag in openapi.endpoint_collections_by_tag.values() for each in tag.endpoints]
    responses = [response_model(endpoint) for endpoint in endpoints]
    frontier = [response.class_info.name for response in responses if response is not None]
    for endpoint in endpoints:
        frontier += [
            each.class_info.name
            for argument in endpoint_arguments(endpoint)
            for each in generated_classes(argument.prop)
        ]
    while frontier:
        name = frontier.pop()
        if name in wanted:
            continue
        wanted.add(name)
        if name in models:
            frontier += [
                each.class_info.name for field in model_fields(models[name]) for each in generated_classes(field.prop)
            ]
    openapi.models = [model for name, model in models.items() if name in wanted]
    openapi.enums = [enum for enum in openapi.enums if enum.class_info.name in wanted]


def words(text: Any) -> str:
    """Words of the document, which may be wrapped before `in_docstring` escapes them."""
    return plain_words(text if isinstance(text, str) else _text(text))


FILTERS: dict[str, Callable[..., object]] = {
    "in_docstring": in_docstring,
    "python_literal": python_literal,
    "words": words,
}
FUNCTIONS: dict[str, Callable[..., object]] = {
    "response_model": response_model,
    "endpoint_arguments": endpoint_arguments,
    "is_multipart": is_multipart,
    "listed_scalars": listed_scalars,
    "model_fields": model_fields,
    "own_import": own_import,
    "path_expression": path_expression,
    "type_imports": type_imports,
}
