"""Makes the package of resources: a class for each name before a dot in `x-filewright-method`, blocking and async.

Everything in a class comes from the contract: its methods, their arguments and results, and their docstrings.
Behaviour that no key describes is a plain subclass, written by hand in plugins/filewright/resources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from textwrap import wrap
from typing import Any

import jinja2
import limits
from contract import Contract, OperationSpec
from helpers import PREFIX
from literals import in_docstring, plain_words, python_literal
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.strings import ClassName, PythonIdentifier
from refusals import RegenerationError
from shapes import Argument, endpoint_arguments, generated_names, model_fields, response_model

METHOD = f"{PREFIX}method"
TEMPLATES = Path(__file__).parent / "resource_templates"
WIDTH = 112
"""Characters in a line of a docstring, without its indentation by four or eight."""

_FILE_WORDS = (
    'A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a name, the content and optionally a'
    " media type and part headers. It is streamed."
)
_EXPIRY_WORDS = 'A timedelta, seconds, a str such as "7d", an ExpiresAfter or a dict; None for no expiry.'
_EXPIRY_DEFAULT_WORDS = "Default: the client's setting."
_BYTES_WORDS = "the content's size in bytes, if known; any other size raises an error."
_CALL_WORDS = {
    "extra_headers, extra_query, extra_body": (
        "added to the request; they take precedence over what this method sends under the same names."
    ),
    "timeout": "seconds, an httpx.Timeout, or None for no limit; default: the client's.",
}


# ---- data for the templates ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    """An argument of a method: its name in Python, its annotation, its default's code or None, and its words."""

    name: str
    annotation: str
    default: str | None = None
    words: str = ""
    value: Any = None
    """The default itself, where it is more than "not given"."""

    @property
    def code(self) -> str:
        """As in a signature."""
        return f"{self.name}: {self.annotation}" + ("" if self.default is None else f" = {self.default}")


@dataclass(frozen=True)
class Method:
    """A method of a resource.

    `kind` is what its body does: call; text: a call, read as text; wait: poll; create-and-wait: `parts` has the method
    that creates, and the one that polls for what it returned.
    """

    name: str
    kind: str
    operation: OperationSpec
    positional: tuple[Parameter, ...]
    keyword: tuple[Parameter, ...]
    result: str
    is_paged: bool
    is_content: bool
    arguments: dict[str, str]
    docstring: str
    imports: frozenset[str] = frozenset()
    instead: str = ""
    """The replacement of a deprecated method."""
    parts: tuple[Method, ...] = ()
    taken: tuple[tuple[Argument, Parameter], ...] = ()
    """The operation's arguments, as the contract has them and as the method takes them."""
    schemas: dict[str, Any] = field(default_factory=dict)
    """The contract's schema of each argument, by its name there."""

    @property
    def constant(self) -> str:
        """The operation's name in operations.py."""
        return self.operation.name.upper()

    @property
    def passed(self) -> str:
        """The code of the operation's arguments, as a dict."""
        return f"{{{', '.join(f'{python_literal(name)}: {value}' for name, value in self.arguments.items())}}}"

    def returns(self, *, awaited: bool) -> str:
        """The annotation of what is returned, in a blocking or an async class."""
        if self.is_paged:
            return f"{'AsyncPaginator' if awaited else 'SyncCursorPage'}[{self.result}]"
        return f"Async{self.result}" if awaited and self.is_content else self.result


@dataclass
class Resource:
    """A class, in its blocking and its async form. `way` leads to it from the client."""

    way: tuple[str, ...]
    words: str
    methods: list[Method] = field(default_factory=list)
    children: dict[str, Resource] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The class's name."""
        return str(ClassName(self.way[-1], "Resource"))

    @property
    def attribute(self) -> str:
        """Its name in the object that has it."""
        return self.way[-1]

    @property
    def module(self) -> str:
        """Its module within the package."""
        return "_".join(self.way)

    @property
    def imports(self) -> list[str]:
        """The generated models and kinds of text that the annotations name."""
        return sorted({name for method in self.methods for name in method.imports})

    @property
    def calls(self) -> list[Method]:
        """The methods that make one call, and so have a response of their own."""
        return [method for method in self.methods if method.kind in ("call", "text")]

    def walk(self) -> Iterator[Resource]:
        """This resource and all within it."""
        yield self
        for child in self.children.values():
            yield from child.walk()


# ---- from the contract ----------------------------------------------------------------------------------------------


def resources(contract: Contract, openapi: GeneratorData) -> list[Resource]:
    """The resources that a client has, each with those within it."""
    endpoints = {
        str(endpoint.name): endpoint
        for tag in openapi.endpoint_collections_by_tag.values()
        for endpoint in tag.endpoints
    }
    roots: dict[str, Resource] = {}
    for spec in contract.operations:
        if METHOD in spec.extensions:
            _add(contract, roots, spec, endpoints)
    everything = [each for root in roots.values() for each in root.walk()]
    problems = [problem for each in everything for problem in _problems(each, everything)]
    if problems:
        raise RegenerationError(*problems)
    return list(roots.values())


def _add(contract: Contract, roots: dict[str, Resource], spec: OperationSpec, endpoints: dict[str, Endpoint]) -> None:
    *way, name = spec.extensions[METHOD]["name"].split(".")
    described = _words_of_tags(contract)
    siblings = roots
    resource = None
    for depth in range(len(way) + 1):
        place = (spec.tag, *way[:depth])
        if place not in described:
            raise RegenerationError(
                f"{spec.operation_id}: {METHOD}: {'.'.join(place)} has no description; give the tag one, or name it in"
                f" the tag's {PREFIX}resources"
            )
        resource = siblings.setdefault(place[-1], Resource(place, described[place]))
        siblings = resource.children
    assert resource is not None
    resource.methods += Maker(contract, spec, endpoints).methods(name)


def _words_of_tags(contract: Contract) -> dict[tuple[str, ...], str]:
    words = {}
    for tag in contract.document.get("tags", []):
        name = str(PythonIdentifier(tag["name"], "tag"))
        words[(name,)] = tag.get("description", "")
        for inner, description in tag.get(f"{PREFIX}resources", {}).items():
            words[(name, *inner.split("."))] = description
    return {place: each for place, each in words.items() if each}


_RESERVED = frozenset(("with_raw_response", "with_streaming_response"))


def _problems(resource: Resource, everything: list[Resource]) -> Iterator[str]:
    if [each.module for each in everything].count(resource.module) > 1:
        yield f"{'.'.join(resource.way)}: {METHOD}: another resource has the module {resource.module}"
    names = [*(method.name for method in resource.methods), *resource.children]
    for name in sorted({each for each in names if names.count(each) > 1 or each in _RESERVED}):
        yield f"{'.'.join(resource.way)}.{name}: {METHOD}: the name is taken"


class Maker:
    """Makes the methods of an operation."""

    def __init__(self, contract: Contract, spec: OperationSpec, endpoints: dict[str, Endpoint]) -> None:
        self.contract = contract
        self.spec = spec
        self.endpoints = endpoints
        self.endpoint = endpoints[spec.name]
        self.settings: dict[str, Any] = spec.extensions[METHOD]
        self.schemas = {each.name: {**each.schema, "description": each.description} for each in spec.parameters}
        self.schemas |= contract.properties(spec.body)

    def methods(self, name: str) -> Iterator[Method]:
        """The method `name`, and those that the key asks for besides."""
        yield self._method(name, "call", self._docstring())
        if "text" in self.settings:
            yield self._text(name)
        if "wait" in self.settings:
            yield self.wait()
        if "create-and-wait" in self.settings:
            yield self._create_and_wait(name)

    @cached_property
    def parameters(self) -> list[tuple[Argument, Parameter]]:
        """The operation's arguments; those without a default first."""
        found = [(each, self._parameter(each)) for each in endpoint_arguments(self.endpoint)]
        return sorted(found, key=lambda each: each[1].default is not None)

    @property
    def positional(self) -> tuple[Parameter, ...]:
        """The last parameter of the path: the object that the call is about."""
        path = re.findall(r"\{([^}]*)\}", self.spec.path)
        return tuple(each for argument, each in self.parameters if path and argument.name == path[-1])

    def _parameter(self, argument: Argument) -> Parameter:
        schema = self.schemas.get(argument.name, {})
        annotation, words = argument.taken, _argument_words(schema)
        if argument.place == "file":
            annotation, words = "FileTypes", f"{words} {_FILE_WORDS}"
        expiry = self.spec.extensions.get(f"{PREFIX}expiry", {})
        if argument.name == expiry.get("field"):
            default = [_EXPIRY_DEFAULT_WORDS] if "purpose" in expiry else []
            annotation, words = "ExpiryTypes", " ".join([words, _EXPIRY_WORDS, *default])
        defaults = self.settings.get("defaults", {})
        if argument.name in defaults:
            value = defaults[argument.name]
            return Parameter(argument.attribute, annotation, python_literal(value), words, value)
        if argument.required:
            return Parameter(argument.attribute, annotation, None, words)
        return Parameter(argument.attribute, f"{annotation} | NotGiven", "NOT_GIVEN", words)

    @cached_property
    def is_paged(self) -> bool:
        """True if a page is returned."""
        return f"{PREFIX}paging" in self.spec.extensions

    def _method(self, name: str, kind: str, docstring: str) -> Method:
        result, names = self._result()
        keyword = [each for _, each in self.parameters if each not in self.positional]
        if self.is_content and kind == "call":
            keyword.append(Parameter("expected_bytes", "int | None", "None"))
        for argument, _ in self.parameters:
            names |= set(generated_names(argument.prop))
        return Method(
            name=name,
            kind=kind,
            operation=self.spec,
            positional=self.positional,
            keyword=tuple(keyword),
            result="str" if kind == "text" else result,
            is_paged=self.is_paged,
            is_content=self.is_content and kind == "call",
            arguments={argument.attribute: each.name for argument, each in self.parameters},
            taken=tuple(self.parameters),
            schemas=self.schemas,
            docstring=docstring,
            imports=frozenset(names),
        )

    @property
    def is_content(self) -> bool:
        """True if content is returned, not JSON."""
        return self.spec.extensions.get(f"{PREFIX}response") == "binary"

    def _result(self) -> tuple[str, set[str]]:
        if self.is_content:
            return "BinaryContent", set()
        model = response_model(self.endpoint)
        if model is None:
            return "None", set()
        if not self.is_paged:
            return model.class_info.name, {model.class_info.name}
        items = self.spec.extensions[f"{PREFIX}paging"]["items"]
        listed = next(each for each in model_fields(model) if each.name == items)
        (item,) = generated_names(listed.prop)
        return item, {item}

    # ---- words -------------------------------------------------------------------------------------------------------

    def _docstring(self) -> str:
        paragraphs = [self.spec.summary, self.spec.description, limits.sentence(self.spec.extensions.get(limits.KEY))]
        if self.is_paged:
            paragraphs.append(
                "Iterate over the result to get the items of all pages; each page is fetched when it is reached."
            )
        described = {each.name: each.words for _, each in self.parameters}
        expected = {"expected_bytes": _BYTES_WORDS} if self.is_content else {}
        return docstring(paragraphs, Args={**described, **expected, **_CALL_WORDS}, Raises=dict(self._errors()))

    def _text(self, name: str) -> Method:
        """The deprecated method that returns a content as text."""
        instead = f"{name}({', '.join(each.name for each in self.positional)}).text"
        words = docstring([f"Deprecated: use `{instead}` instead."])
        return replace(self._method(self.settings["text"], "text", words), instead=instead)

    def _errors(self) -> Iterator[tuple[str, str]]:
        """The errors, from what the keys say."""
        keys = self.spec.extensions
        if keys.get(f"{PREFIX}body", {}).get("file"):
            yield "SourceError", "the file is missing, unreadable, or not fit for its purpose; nothing was sent."
        if self.spec.encoding is not None:
            yield "ConfigurationError", "an argument is invalid; nothing was sent."
        if self.positional:
            yield "NotFoundError", "the object does not exist."
        if f"{PREFIX}recovery" in keys:
            yield (
                "UploadOutcomeUnknownError",
                "the response was lost, and it is unknown whether the object was created.",
            )
        if self.is_content:
            yield "IntegrityError", "the content does not have the expected size."
        yield "APIError", "the server refused the call, failed, or could not be reached."

    def wait(self) -> Method:
        """The method that polls."""
        polling = self.spec.extensions[f"{PREFIX}polling"]
        wait = self.settings["wait"]
        (about,) = self.positional
        waited = Parameter(wait.get("argument", about.name), about.annotation, None, about.words)
        others = [each for _, each in self.parameters if each != about and each.default is None]
        keyword = (
            *others,
            _interval(wait, polling),
            Parameter(
                "max_wait_seconds",
                "float",
                python_literal(float(polling["deadline"])),
                "seconds after which to give up, even during a request.",
                float(polling["deadline"]),
            ),
            Parameter(
                "raise_on_error",
                "bool",
                "False",
                f"raise if the {polling['field']} is {_any_of(polling['failed'])}, instead of returning the object.",
            ),
        )
        result, names = self._result()
        words = docstring(
            [
                f"Wait until the `{polling['field']}` is {_any_of([*polling['done'], *polling['failed']])}.",
                "Unknown values count as pending.",
            ],
            Args={each.name: each.words for each in (waited, *keyword)},
            Raises={**_WAIT_ERRORS, "NotFoundError": "the object does not exist."},
        )
        return Method(
            name=wait["name"],
            kind="wait",
            operation=self.spec,
            positional=(waited,),
            keyword=keyword,
            result=result,
            is_paged=False,
            is_content=False,
            arguments={about.name: waited.name, **{each.name: each.name for each in others}},
            taken=tuple((argument, each) for argument, each in self.parameters if each == about or each in others),
            schemas=self.schemas,
            docstring=words,
            imports=frozenset(names),
        )

    def _create_and_wait(self, name: str) -> Method:
        """The method that creates an object and polls for it."""
        settings = self.settings["create-and-wait"]
        waited = next(each for each in self.contract.operations if each.operation_id == settings["operation"])
        wait = Maker(self.contract, waited, self.endpoints).wait()
        create = self._method(name, "call", "")
        parameters = [*create.positional, *create.keyword]
        positional = tuple(each for each in parameters if each.name == settings.get("about", create.positional[0].name))
        names = {each.name for each in parameters}
        polled = [each for each in wait.keyword if each.name not in names]
        keyword = (
            *sorted((each for each in parameters if each not in positional), key=lambda each: each.default is not None),
            *polled,
        )
        words = docstring(
            [self.spec.summary, f"Then wait as in `{wait.name}`, and return its result."],
            Args={**{each.name: each.words for each in (*positional, *keyword)}, **_CALL_WORDS},
            Raises={**dict(self._errors()), **_WAIT_ERRORS},
        )
        return Method(
            name=settings["name"],
            kind="create-and-wait",
            operation=self.spec,
            positional=positional,
            keyword=keyword,
            result=wait.result,
            is_paged=False,
            is_content=False,
            arguments={each.name: each.name for each in parameters},
            docstring=words,
            imports=create.imports | wait.imports,
            parts=(create, wait),
        )


_WAIT_ERRORS = {
    "FileProcessingError": "processing failed, and `raise_on_error` is set.",
    "PollTimeoutError": "the object was not done in time.",
}


def _interval(wait: dict[str, Any], polling: dict[str, Any]) -> Parameter:
    """The argument that says how often to poll, in the unit that its name has."""
    name = wait.get("interval", "poll_interval")
    if name.endswith("_ms"):
        milliseconds = int(polling["interval"] * 1000)
        return Parameter(name, "int", python_literal(milliseconds), "milliseconds between polls.", milliseconds)
    seconds = float(polling["interval"])
    return Parameter(name, "float", python_literal(seconds), "seconds between polls.", seconds)


# ---- docstrings -----------------------------------------------------------------------------------------------------


def _any_of(values: Iterable[str]) -> str:
    *before, last = values
    return f"{', '.join(before)} or {last}" if before else last


def _argument_words(schema: dict[str, Any]) -> str:
    """Return the description of an argument and the limits of its schema."""
    pieces = [plain_words(schema.get("description", "")), *_limits(schema)]
    return " ".join(piece for piece in pieces if piece)


def _limits(schema: dict[str, Any]) -> Iterator[str]:
    lowest, highest = schema.get("minimum"), schema.get("maximum")
    if lowest is not None and highest is not None:
        yield f"From {lowest:,} to {highest:,}."
    elif lowest is not None and lowest > 0:
        yield f"At least {lowest:,}."
    elif highest is not None:
        yield f"At most {highest:,}."
    for key, unit in (("maxLength", "characters"), ("maxItems", "items"), ("maxProperties", "pairs")):
        if key in schema:
            yield f"Up to {schema[key]:,} {unit}."
    if "enum" in schema:
        yield f"Known values: {', '.join(str(value) for value in schema['enum'])}."


def docstring(paragraphs: Iterable[str | None], **sections: dict[str, str]) -> str:
    """A docstring with its quotes, not indented: paragraphs, then sections such as Args, each of names and words."""
    blocks = [_wrapped(plain_words(each), "") for each in paragraphs if each]
    for title, entries in sections.items():
        if entries:
            lines = [_wrapped(f"{name}: {plain_words(words)}", "        ") for name, words in entries.items()]
            blocks.append("\n".join([f"{title}:", *lines]))
    text = in_docstring("\n\n".join(blocks))
    return f'"""{text}\n"""' if "\n" in text else f'"""{text}"""'


def _wrapped(text: str, indent: str) -> str:
    """`text` as lines; where it is indented, the first line by four and those that follow by eight."""
    return "\n".join(
        wrap(
            text,
            WIDTH,
            initial_indent=indent[:4],
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


# ---- the package ----------------------------------------------------------------------------------------------------


def templates(**values: object) -> jinja2.Environment:
    """The templates of code that is not the package of models; `values` are what all of them may name."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # Python code, not HTML; literals.py escapes
    )
    environment.globals.update(values)
    environment.filters.update(python_literal=python_literal, docstring=docstring, plain_words=plain_words)
    return environment


def write(roots: list[Resource], package: Path, api: str, notice: str) -> None:
    """Write the package of resources into the folder `package`, not yet formatted. `api` is the package of models."""
    environment = templates(notice=notice, api=api)
    for name, template in (("__init__", "package"), ("module_level", "module_level")):
        _write(package / f"{name}.py", environment.get_template(f"{template}.py.jinja").render(roots=roots))
    for root in roots:
        for each in root.walk():
            _write(package / f"{each.module}.py", environment.get_template("resource.py.jinja").render(resource=each))
    (package / "py.typed").touch()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
