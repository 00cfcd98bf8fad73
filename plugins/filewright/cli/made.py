"""Commands generated from the contract: `filewright RESOURCE METHOD`, for every method without a handwritten command.

Their arguments are in `filewright_resources.commands`, in a module for each resource that is imported on demand.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from filewright_resources.commands import WORDS, Option, Verb
from typer.main import get_command

from ..errors import ConfigurationError, shorten
from .connecting import connected
from .inputs import checked_deletion, confirm_deletion, duration, standard_input
from .options import Command, Force, Output
from .output import show_bytes, show_json, show_line, show_objects
from .saving import STANDARD_OUTPUT, place_for

if TYPE_CHECKING:
    from ..clients.client import OpenAI


def verbs(resource: str) -> tuple[Verb, ...]:
    """Return the verbs of a resource of the client and of its nested resources."""
    found: tuple[Verb, ...] = import_module(f"filewright_resources.commands.{resource}").VERBS
    return found


def verbs_of(way: tuple[str, ...]) -> dict[str, Verb]:
    """Return the verbs at this path, by name; none for an unknown path."""
    return {verb.name: verb for verb in verbs(way[0]) if verb.way == way[1:]} if way[:1] in WORDS else {}


def command(way: tuple[str, ...]) -> Any:
    """Return the command of the verb at this path, or None."""
    verb = verbs_of(way[:-1]).get(way[-1])
    if verb is None:
        return None
    made = typer.Typer(rich_markup_mode=None, add_completion=False)
    made.command(dashed(verb.name), cls=Command, help=verb.words)(function(way[0], verb))
    return get_command(made)


def function(resource: str, verb: Verb) -> Callable[..., None]:
    """Return the implementation of a verb, as a function that Typer can inspect."""
    return _with_parameters(partial(_run, resource, verb), dict(_parameters(verb)))


def _with_parameters(
    function: Callable[[dict[str, Any]], None], parameters: Mapping[str, tuple[Any, Any]]
) -> Callable[..., None]:
    """Give a function a signature that Typer can inspect: annotations and defaults, by name."""

    def named(**given: Any) -> None:
        function(given)

    described = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for name, (annotation, default) in parameters.items()
    ]
    signed: Any = named
    signed.__signature__ = inspect.Signature(described)
    signed.__annotations__ = {name: annotation for name, (annotation, _) in parameters.items()}
    return named


def dashed(name: str) -> str:
    """Return a name in command-line spelling."""
    return name.replace("_", "-")


# Parameters of verbs

_REQUIRED = inspect.Parameter.empty
_TYPES: dict[str, Any] = {"integer": int, "number": float, "boolean": bool, "texts": list[str]}
_HOW = {
    "texts": "May be given several times.",
    "json": "As JSON.",
    "json or text": "Text, or JSON.",
    "file": "A path; - is standard input.",
}


def _parameters(verb: Verb) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield the annotation and the default of each parameter."""
    for each in verb.arguments:
        argument: Any = typer.Argument(help=each.words, metavar=each.name.upper(), show_default=False)
        yield each.name, (Annotated[str, argument], _REQUIRED)
    for each in verb.options:
        yield each.name, (_annotation(each), _REQUIRED if each.required else each.default)
    if verb.gives == "page":
        limit: Any = typer.Option("--max", min=1, help="The maximum number to list; default: all.")
        yield "most", (Annotated[int | None, limit], None)
    if verb.wait is not None:
        yield _flag("wait", "--wait", help="Wait until the object is done.")
    if verb.deletes:
        yield _flag("yes", "--yes", "-y", help="Do not ask for confirmation; required without a terminal.")
    if verb.gives != "content":
        yield _flag("as_json", "--json", help="Print JSON, one object per line.")
        return
    yield "output", (Output, None)
    yield "force", (Force, False)


def _flag(name: str, *names: str, help: str) -> tuple[str, tuple[Any, bool]]:
    option: Any = typer.Option(*names, help=help)
    return name, (Annotated[bool, option], False)


def _annotation(each: Option) -> Any:
    kind: Any = _TYPES.get(each.kind, str)
    if each.closed:
        make: Any = StrEnum  # a checker wants to see what is in it
        kind = make(each.name, {value: value for value in each.values})
    name = f"--{dashed(each.name)}"
    if kind is bool:
        name += f"/--no-{dashed(each.name)}"
    option: Any = typer.Option(name, help=_help(each), **_limits(each))
    return Annotated[kind if each.required or each.default is not None else kind | None, option]


def _help(each: Option) -> str:
    known = "" if each.closed or not each.values else f"Known: {', '.join(each.values)}."
    return " ".join(part for part in (each.words, _HOW.get(each.kind, ""), known) if part)


def _limits(each: Option) -> dict[str, Any]:
    if each.kind in ("integer", "number"):
        return {"min": each.lowest, "max": each.highest}
    if each.values and not each.closed:
        return {"autocompletion": lambda: list(each.values)}
    return {}


# Implementations of verbs


def _run(resource: str, verb: Verb, given: dict[str, Any]) -> None:
    if verb.deletes and not given["yes"]:
        confirm_deletion([given[each.name] for each in verb.arguments])
    arguments = {each.name: given[each.name] for each in verb.arguments}
    options = [each for each in verb.options if given[each.name] not in (None, [])]
    arguments |= {each.name: _value(each, given[each.name]) for each in options}
    saves = given.get("output") not in (None, STANDARD_OUTPUT)
    with connected(progress=saves or any(each.kind == "file" for each in options)) as client:
        if saves:
            _save(client, resource, verb, arguments, given)
        else:
            _show(verb, _called(client, resource, verb, arguments, wait=given.get("wait", False)), given)


def _save(client: OpenAI, resource: str, verb: Verb, arguments: dict[str, Any], given: dict[str, Any]) -> None:
    """Save a content; in a folder, under the name of its object."""

    def name() -> str:
        described = _resource(client, (resource, *verb.way[:-1])).retrieve(**arguments)
        return str(getattr(described, "filename", None) or getattr(described, "path", None) or "")

    place = place_for(given["output"], name, str(arguments[verb.arguments[0].name]), force=given["force"])
    _called(client, resource, verb, arguments, wait=False).stream_to_file(place)


def _resource(client: OpenAI, way: Sequence[str]) -> Any:
    found: Any = client
    for name in way:
        found = getattr(found, name)
    return found


def _called(client: OpenAI, resource: str, verb: Verb, arguments: dict[str, Any], *, wait: bool) -> Any:
    found = _resource(client, (resource, *verb.way))
    if "max_wait_seconds" in arguments:  # a wait of its own: a failure shall be the command's
        arguments = {**arguments, "raise_on_error": True}
    result = getattr(found, verb.name)(**arguments)
    if not wait or verb.wait is None:
        return result
    method = getattr(found, verb.wait)
    first, *others = inspect.signature(method).parameters
    same = {name: arguments[name] for name in others if name in arguments}
    return method(**{first: result.id}, **same, raise_on_error=True)


def _value(each: Option, value: Any) -> Any:
    """Convert a command-line value to the method's argument."""
    if isinstance(value, StrEnum):
        return value.value
    if each.kind == "duration":
        return duration(value)
    if each.kind == "file":
        return standard_input() if value == "-" else Path(value)
    return _parsed(each, value) if each.kind.startswith("json") else value


def _parsed(each: Option, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        if each.kind == "json or text":
            return text
        raise ConfigurationError(f"--{dashed(each.name)} is {shorten(text)}; pass JSON.") from None


def _show(verb: Verb, result: Any, given: dict[str, Any]) -> None:
    if verb.deletes:
        checked_deletion(result)
    if verb.gives == "content":
        with result:
            show_bytes(result.iter_bytes(), force=given["force"])
    elif verb.gives == "page":
        show_objects(islice(result, given["most"]), verb.columns, as_json=given["as_json"])
    elif verb.gives == "nothing":
        show_line("deleted" if verb.deletes else "done")
    elif given["as_json"] or verb.deletes:
        show_json(result.to_dict())
    else:
        show_objects([result], verb.columns, as_json=False)
