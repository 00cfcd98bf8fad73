"""Shared code of the generated modules: values, requests, models and operations.

Copied as it is from codegen/runtime: edit it there, then run `nox -s regenerate`.

Importing this module is cheap on purpose: it needs neither attrs nor httpx.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from math import isfinite
from sys import modules
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NamedTuple, TypeVar

from .pydantic_ways import PydanticWays, json_text

if TYPE_CHECKING:
    from types import ModuleType
    from typing import Self

    import httpx

__all__ = (
    "NOT_GIVEN",
    "Body",
    "Completion",
    "Expiry",
    "FileUpload",
    "InvalidArgument",
    "Limits",
    "Model",
    "NotGiven",
    "Operation",
    "Paging",
    "Polling",
    "PurposeLimits",
    "Recovery",
    "RequestParts",
    "UnexpectedShape",
)


M = TypeVar("M", bound="Model")


class NotGiven:
    """The type of `NOT_GIVEN`: an argument that was not given, as distinct from None."""

    __slots__ = ()
    _instance: ClassVar[NotGiven | None] = None

    def __new__(cls) -> NotGiven:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"

    def __reduce__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final[NotGiven] = NotGiven()


def _shown(value: Any) -> str:
    """`value` as text of at most 80 characters, without walking through all of a large one."""
    from reprlib import Repr

    shortened = Repr()
    shortened.maxlevel = 2
    shortened.maxstring = shortened.maxother = shortened.maxlong = 80
    try:
        text = shortened.repr(value)
    except ValueError:  # Python writes no integer of more than 4,300 digits
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 80 else text[:77] + "..."


class UnexpectedShape(ValueError):
    """A response that does not have the shape defined by the contract.

    Attributes: `model`, the class to create; `field`, the invalid field, or None for the whole response;
    `expected`, a description; `value`, the received value, or `NOT_GIVEN` if it is missing.
    """

    def __init__(self, model: str, field: str | None, expected: str, value: Any) -> None:
        super().__init__(model, field, expected, value)
        self.model = model
        self.field = field
        self.expected = expected
        self.value = value

    def __str__(self) -> str:
        where = self.model if self.field is None else f"{self.model}.{self.field}"
        got = "nothing" if self.value is NOT_GIVEN else _shown(self.value)
        return f"{where}: expected {self.expected}, got {got}"


class InvalidArgument(ValueError):
    """An argument that cannot be sent. Attributes: `argument`, `value`."""

    def __init__(self, argument: str, problem: str, value: Any) -> None:
        super().__init__(argument, problem, value)
        self.argument = argument
        self.problem = problem
        self.value = value

    def __str__(self) -> str:
        return f"{self.argument[:80]}: {self.problem}, got {_shown(self.value)}"


class RequestParts:
    """A request before it is encoded and sent.

    - `path`: percent-encoded, begins with a slash, has no query.
    - `query`: only the parameters that were given.
    - `json`: the JSON body, or `NOT_GIVEN`.
    - `form`: the fields of a multipart body in order, the files last and untouched, all other values as text; or None.
    """

    __slots__ = ("form", "json", "method", "path", "query")

    def __init__(
        self,
        method: str,
        path: str,
        query: dict[str, Any],
        json: Any = NOT_GIVEN,
        form: list[tuple[str, Any]] | None = None,
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.json = json
        self.form = form

    @property
    def has_json(self) -> bool:
        """True if the request has a JSON body."""
        return self.json is not NOT_GIVEN

    def __repr__(self) -> str:
        return f"RequestParts({self.method} {self.path})"


class Model(PydanticWays):
    """Base of all models.

    A field that the contract does not know is kept in `additional_properties`; where its name is not taken and has no
    leading underscore, it can be read as an attribute too. A known field that was absent reads as None, stays absent in
    `to_dict`, and is distinguished there from one that was sent as null.
    """

    __slots__ = ("__dict__", "__weakref__", "_received_id")

    # (attribute, name in JSON, required), in the contract's order.
    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = ()
    # Their names in JSON.
    json_names: ClassVar[frozenset[str]] = frozenset()

    if TYPE_CHECKING:
        additional_properties: dict[str, Any]
        _received_id: str | None

        @classmethod
        def adopt(cls, data: Any) -> Self:
            """Create a model from a JSON object, which becomes its own. Raises UnexpectedShape."""
            ...

    else:

        def __getattr__(self, name):
            if name == "additional_properties":  # most models have none: theirs is made when it is asked for
                self.additional_properties = {}
                return self.additional_properties
            # A server may name a field like one of Python's protocol methods (__deepcopy__): never return those.
            if not name.startswith("_"):
                try:
                    return self.additional_properties[name]
                except KeyError:
                    pass
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}", name=name, obj=self)

    def __attrs_post_init__(self) -> None:
        # Arguments that were not given are absent, as in a model read from a response.
        fields = self.__dict__
        for attribute, _, required in self.json_fields:
            if not required and fields[attribute] is None:
                del fields[attribute]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Create a model from a JSON object, which is copied. Raises UnexpectedShape if it does not match the
        contract.
        """
        try:
            own = plain(data)
        except RecursionError:
            raise _too_deep() from None
        return cls.adopt(own)

    @property
    def _request_id(self) -> str | None:
        """The `x-request-id` header of the response that contained this model; None for nested models."""
        try:
            return self._received_id
        except AttributeError:
            return None

    def to_dict(self, **options: Any) -> dict[str, Any]:
        """Return the model as plain dicts, lists and scalars, equal to the data that the server sent.

        Takes the options of `model_dump`, of which `exclude_unset` is set.
        """
        if options:
            chosen: dict[str, Any] = {"exclude_unset": True, **options}
            chosen["by_alias"] = chosen.pop("use_api_names", True)
            return self.model_dump(**chosen)
        fields = self.__dict__
        plain_fields = {
            name: plain(fields[attribute]) for attribute, name, _ in self.json_fields if attribute in fields
        }
        for name, value in self.additional_properties.items():
            plain_fields[name] = plain(value)
        return plain_fields

    def to_json(self, *, indent: int | None = 2, **options: Any) -> str:
        """Return the model as JSON text; the options are those of `to_dict`."""
        return json_text(self.to_dict(**options), indent=indent)

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(value if isinstance(value, str) else _shown(value))}</td></tr>"
            for name, value in self.to_dict().items()
        )
        return f"<b>{type(self).__name__}</b><table>{rows}</table>"


class AnyModel(Model):
    """An object of an unknown type: all its fields are additional properties."""

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """The model of a JSON object that nobody else holds."""
        require_object("the response", data)
        _limit_depth(data)
        self = object.__new__(cls)
        self.__dict__ = {"additional_properties": data}
        return self


class Body(NamedTuple):
    """The encoding of an operation's body, and the property that holds the content."""

    encoding: Literal["json", "multipart"]
    file: str | None


class Paging(NamedTuple):
    """The paging of an operation: `cursor` is a query parameter, the others are read from the response and its items.

    Without a cursor, all comes in one page. `max_size` is the number of items that can be asked for in a page.
    """

    cursor: str | None
    items: str
    item_cursor: str | None
    more: str | None
    max_size: int | None = None


class Polling(NamedTuple):
    """The way to wait for an object: call again and look at `field`. `interval` and `deadline` are in seconds."""

    field: str
    done: tuple[str, ...]
    failed: tuple[str, ...]
    details: str | None
    interval: float
    deadline: float


class Expiry(NamedTuple):
    """The expiry argument of an operation. `minimum`, `maximum`: seconds after `anchor`, from the contract.

    `purpose` is the argument whose purpose decides the default; None for an expiry without a default.
    """

    field: str
    purpose: str | None
    anchor: str
    minimum: int
    maximum: int


class FileUpload(NamedTuple):
    """Marks an operation that stores a file; `purpose` is the argument with the file's purpose."""

    purpose: str


class PurposeLimits(NamedTuple):
    """The limits of a purpose: `bytes` is None if the size is that of every file; no `suffixes` means any name.

    `lines` and `inputs` (of embeddings, in all lines) are None if any number is allowed.
    """

    purpose: str
    bytes: int | None
    suffixes: tuple[str, ...]
    source: str
    note: str
    lines: int | None = None
    inputs: int | None = None


class Limits(NamedTuple):
    """The published limits of an operation's content; `source` is the URL of the page, `note` its wording."""

    bytes: int
    source: str
    note: str
    purposes: tuple[PurposeLimits, ...]


class Recovery(NamedTuple):
    """The way to find out whether a call was carried out when its response was lost: list with `operation`, compare
    `match`.

    `match` and `created` (when it was made) are attributes of the listed items; `name`, one of `match`, is what servers
    change. `newest` has the arguments that make the list begin with the newest items. Where what is compared is not in
    the call, it is in the response of `begun`, whose id is the argument `by`.
    """

    operation: str
    match: tuple[str, ...]
    created: str
    name: str | None
    newest: tuple[tuple[str, Any], ...]
    begun: str | None
    by: str | None


class Completion(NamedTuple):
    """Says that a response contains a created object in `item`; it is complete if `field` has one of the values
    `done`.
    """

    item: str
    field: str
    done: tuple[str, ...]


_modules: dict[str, ModuleType] = {}


def _module(name: str) -> ModuleType:
    # An own cache, since sys.modules may hold a module that another thread is still executing.
    try:
        return _modules[name]
    except KeyError:
        module = _modules[name] = import_module(name)
        return module


class Operation(NamedTuple):
    """One operation of the contract, with its helper data; `module` is imported when it is first used."""

    name: str
    operation_id: str
    tag: str
    method: str
    path: str
    module: str
    arguments: tuple[str, ...]
    required: tuple[str, ...]
    response_kind: Literal["json", "binary", "none"]
    resend: Literal["safe", "duplicates", "leftover", "once"]
    body: Body | None
    paging: Paging | None
    polling: Polling | None
    expiry: Expiry | None
    recovery: Recovery | None
    upload: FileUpload | None
    limits: Limits | None
    completion: Completion | None

    def sibling(self, name: str) -> Operation:
        """Return another operation of the same contract, by its name in Python."""
        package = self.module.partition(".api.")[0]
        found: Operation = _module(f"{package}.operations").OPERATIONS[name]
        return found

    def build_request(self, **arguments: Any) -> RequestParts:
        """Return the request for these arguments. Raises InvalidArgument, or TypeError for an unknown name."""
        parts: RequestParts = _module(self.module).build_request(**arguments)
        return parts

    def parse_response(self, response: httpx.Response) -> Any:
        """Return the response's model or content. Raises UnexpectedShape, or ValueError if it is not JSON."""
        return _module(self.module).parse_response(response)


# ---- making requests ------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """`value` with models and mappings as dicts, and lists and tuples as lists, all the way down."""
    if isinstance(value, Model):
        return value.to_dict()
    items: Any = value
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in items.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in items]
    return value


_SCALARS = frozenset({str, int, float, bool, NoneType, NotGiven})
_MAX_DIGITS = 400
"""A decimal with more digits than this before its point is beyond what any number in JSON is read as."""


def by_value(value: Any) -> Any:
    """Python's own text, number or truth value for one of a class of its own: an enum's member, a number of numpy's or
    a decimal. Other values are returned unchanged.
    """
    if value.__class__ in _SCALARS:
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            return _exact(kind, value)
    if isinstance(value, _classes("enum", "Enum")):
        return by_value(value.value)
    if isinstance(value, _classes("decimal", "Decimal")):
        return _number(value)
    if hasattr(value, "dtype") and getattr(value, "shape", None) == ():
        item = value.item()
        return by_value(item) if item.__class__ in _SCALARS else value
    return value


def _exact(kind: Any, value: Any) -> Any:
    """A value of a subclass of str, int or float as one of that class itself, whatever the subclass overrides."""
    return {str: str.__str__, int: int.__int__, float: float.__float__}[kind](value)


def _classes(module: str, name: str) -> tuple[type[Any], ...]:
    """A class of a module, if that was imported: else nothing is an instance of it."""
    return (getattr(modules[module], name),) if module in modules else ()


def _number(value: Any) -> Any:
    """A decimal as the int or float that is equal to it; itself where there is none."""
    if not value.is_finite():
        return value
    if value == value.to_integral_value():
        return int(value) if value.adjusted() < _MAX_DIGITS else value
    number = float(value)
    return number if value.__class__(repr(number)) == value else value


def json_value(argument: str, value: Any) -> Any:
    """`value` as it is sent: dicts, lists and scalars, all the way down. Raises InvalidArgument for anything else."""
    try:
        return _json_value(argument, value)
    except RecursionError:
        raise InvalidArgument(argument, "expected fewer levels of lists and mappings", value) from None


def _json_value(argument: str, value: Any) -> Any:
    value = by_value(value.to_dict() if isinstance(value, Model) else value)
    items: Any = value
    if isinstance(value, Mapping):
        return {_text(argument, by_value(name)): _json_value(argument, inner) for name, inner in items.items()}
    if isinstance(value, list | tuple):
        return [_json_value(argument, inner) for inner in items]
    if value.__class__ not in _SCALARS or (isinstance(value, float) and not isfinite(value)):
        raise InvalidArgument(
            argument, "expected text, a finite number, a truth value, or lists or mappings of them", value
        )
    return value


def text_fields(name: str, value: Any) -> list[tuple[str, str]]:
    """A value as the fields of a form or a query: nested ones under bracketed names, without those that are None."""
    fields: list[tuple[str, str]] = []
    made = json_value(name, value)
    # A list's values get brackets, which some names have already.
    _add_field(fields, name, name.removesuffix("[]") if isinstance(made, list) else name, made)
    return fields


# Characters that end or leave a segment, directly or after a server or proxy decodes them once more.
_LEAVES_SEGMENT = r"[\x00-\x1f\x7f\\]|%(?:25)*(?:[01][0-9a-f]|2[ef]|5c|7f)"

# Ids of gateways: objects of a store, such as `gs://bucket/key`, and jobs of Bedrock. A server that decodes the slash
# finds no path of its own there: those have no `//`, and these do not end as they do.
_ADDRESS = r"[a-z][a-z0-9+.-]*://[^/]+(?:/[^/]+)*(?<!/content)(?<!/cancel)|arn:[\w-]+:bedrock:[a-z0-9-]+:\d+:[a-z-]+/[a-z0-9]{12}"


def path_segment(argument: str, value: Any) -> str:
    """`value` percent-encoded as one segment of a path: what could end the segment or climb out of it is refused."""
    value = by_value(value)
    if not isinstance(value, str) or not value:
        raise InvalidArgument(argument, "expected text that is not empty", value)
    if value.isascii() and value.replace("-", "").replace("_", "").isalnum():
        return value
    import re
    from urllib.parse import quote

    is_within = "/" not in value or re.fullmatch(_ADDRESS, value)
    has_dots = not all(each.strip(" .") for each in value.replace("//", "/", 1).split("/"))
    if not is_within or has_dots or re.search(_LEAVES_SEGMENT, value, re.IGNORECASE):
        raise InvalidArgument(argument, "expected text that stays within one segment of a path", value)
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise InvalidArgument(argument, "expected text that UTF-8 can encode", value) from None


def query_values(required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    """The query parameters that were given; of a mapping, each item as `name[key]`."""
    given: dict[str, Any] = {}
    for name, value in _given(required, optional).items():
        plain = json_value(name, value)
        items: Any = plain
        if isinstance(plain, dict):
            given.update((f"{name}[{key}]", inner) for key, inner in items.items())
        else:
            given[name] = plain
    return given


def json_object(
    required: dict[str, Any], optional: dict[str, Any], nullable: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The body's properties that were given, as plain JSON values; None is sent only of those that may be null."""
    fields = {name: json_value(name, value) for name, value in _given(required, optional).items()}
    fields.update((name, json_value(name, value)) for name, value in (nullable or {}).items() if value is not NOT_GIVEN)
    return fields


def form_fields(
    required: dict[str, Any],
    optional: dict[str, Any],
    files: dict[str, Any],
    optional_files: dict[str, Any] | None = None,
) -> list[tuple[str, Any]]:
    """The form's fields that were given: scalars as text, nested ones under bracketed names, then the files."""
    fields: list[tuple[str, Any]] = []
    for name, value in _given(required, optional).items():
        fields += text_fields(name, value)
    fields.extend(_given(files, optional_files or {}).items())
    return fields


def _given(required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    for name, value in required.items():
        if value is None or value is NOT_GIVEN:
            raise InvalidArgument(name, "it is required", value)
    given = dict(required)
    given.update((name, value) for name, value in optional.items() if value is not NOT_GIVEN and value is not None)
    return given


def _add_field(fields: list[tuple[str, str]], argument: str, name: str, value: Any) -> None:
    items: Any = value
    if isinstance(value, dict):
        for key, inner in items.items():
            _add_field(fields, argument, f"{name}[{key}]", inner)
    elif isinstance(value, list):
        for inner in items:
            _add_field(fields, argument, f"{name}[]", inner)
    elif value is not None and value is not NOT_GIVEN:
        fields.append((name, _text(argument, value)))


def _text(argument: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < 1 << 64):
        return str(value)
    raise InvalidArgument(argument, "expected text, a number of at most 64 bits or a truth value", value)


# ---- models ---------------------------------------------------------------------------------------------------------


def absent_as_none(model: type[M]) -> type[M]:
    """Give a class of models what a field reads as that is absent: an optional one, or any of `model_construct`."""
    for attribute, _, _ in model.json_fields:
        setattr(model, attribute, None)
    return model


# ---- reading responses: called if the quick check in a model's `adopt` was inconclusive ------------------------------


def require_object(model: str, data: Any) -> None:
    """Refuse `data` unless it is a JSON object."""
    if not isinstance(data, dict):
        raise UnexpectedShape(model, None, "an object", data)


def json_list(model: str, field: str, value: Any) -> list[Any]:
    """`value`, which must be a JSON array; null is an empty one."""
    if value is None:
        return []
    items: Any = value
    if not isinstance(value, list):
        raise UnexpectedShape(model, field, "a list", value)
    checked: list[Any] = items
    return checked


def listed(known: frozenset[str], source: dict[str, Any], name: str) -> Any:
    """The list of that name; None if it is absent, as some servers leave out empty ones.

    Raises KeyError if the object does not look like what was asked for: it tells of an error, or has other fields.
    """
    if name in source:
        return source[name]
    if "error" in source or source.get("object") == "error" or (source and not known & source.keys()):
        raise KeyError(name)
    return None


def model_list(make: Callable[[Any], M], model: str, field: str, value: Any) -> list[M]:
    """Return the results of `make` for the items of `value`, which must be a JSON array."""
    return [make(item) for item in json_list(model, field, value)]


def text(model: str, field: str, value: Any) -> str:
    """`value`, which must be text that can be written down.

    JSON can have half of a surrogate pair, such as servers make of a file's name that is not UTF-8: it becomes U+FFFD.
    In an id it is refused, as an id is sent back.
    """
    if not isinstance(value, str):
        raise UnexpectedShape(model, field, "str", value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            if field == "id" or field.endswith("_id"):
                raise UnexpectedShape(model, field, "text that UTF-8 can encode", value) from None
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def integer(model: str, field: str, value: Any) -> int:
    """`value`, which must be a whole number; 5.0 is taken for 5."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise UnexpectedShape(model, field, "int", value)


def moment(model: str, field: str, value: Any) -> int:
    """`value`, which must be a number of seconds; a fraction of one is cut off."""
    return integer(model, field, value // 1 if isinstance(value, float) and isfinite(value) else value)


def number(model: str, field: str, value: Any) -> float:
    """`value`, which must be a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise UnexpectedShape(model, field, "float", value)


def boolean(model: str, field: str, value: Any) -> bool:
    """`value`, which must be true or false."""
    if not isinstance(value, bool):
        raise UnexpectedShape(model, field, "bool", value)
    return value


def json_map(model: str, field: str, value: Any) -> dict[str, Any]:
    """`value`, which must be a JSON object, as it is."""
    fields: Any = value
    if not isinstance(value, dict):
        raise UnexpectedShape(model, field, "an object", value)
    checked: dict[str, Any] = fields
    return checked


def variant(model: str, field: str, tag: str, models: dict[str, type[Any]], value: Any) -> Any:
    """The model of an object whose `tag` names it; of one that nobody knows yet, a model of whatever it has."""
    kind = value.get(tag)
    if not isinstance(kind, str):
        raise UnexpectedShape(model, field, f"an object with the text {tag!r}", value)
    return models.get(kind, AnyModel).adopt(value)


def refuse(model: str, field: str, expected: str, value: Any) -> Any:
    """Say that `value` is of none of the types that it may have."""
    raise UnexpectedShape(model, field, expected, value)


def nullable(read: Callable[[str, str, Any], Any], model: str, field: str, value: Any) -> Any:
    """Return the result of `read` for `value`, or None for a required field that some servers leave empty."""
    return None if value is None else read(model, field, value)


def no_fields() -> dict[str, Any]:
    """The initial `additional_properties` of a model created by hand."""
    return {}


_DEEPEST = 100
"""Levels of nesting: what is much deeper can be neither shown nor copied nor pickled, for want of stack."""


def _too_deep() -> UnexpectedShape:
    return UnexpectedShape("the response", None, f"nesting of at most {_DEEPEST} levels", NOT_GIVEN)


def set_unknown_apart(known: frozenset[str], source: dict[str, Any]) -> None:
    """Move the fields of `source` that the model does not know into its `additional_properties`."""
    unknown = {name: value for name, value in source.items() if name not in known}
    _limit_depth(unknown)
    for name in unknown:
        del source[name]
    source["additional_properties"] = unknown


def _limit_depth(fields: dict[str, Any]) -> None:
    level: list[Any] = list(fields.values())
    for _ in range(_DEEPEST):
        level = [inner for value in level for inner in _inner(value)]
        if not level:
            return
    raise _too_deep()


def _inner(value: Any) -> Any:
    items: Any = value
    if isinstance(value, dict):
        return items.values()
    return items if isinstance(value, list) else ()
