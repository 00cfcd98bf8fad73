"""Makes filewright/types: the models and the arguments of methods, under the names that the official SDK has for them.

A folder is a place such as openai.types.vector_stores: what a resource's methods return and take is in that of the
resource that has it. Arguments are TypedDicts, and so are the objects within them, in shared_params.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from openapi_python_client.parser.openapi import GeneratorData
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.strings import PythonIdentifier
from refusals import RegenerationError
from resources import METHOD, Method, Resource, templates
from shapes import Argument, Field, generated_classes, model_fields


@dataclass(frozen=True)
class Item:
    """A key of a TypedDict."""

    name: str
    annotation: str
    required: bool

    @property
    def code(self) -> str:
        """As in the class."""
        return f"{self.name}: {f'Required[{self.annotation}]' if self.required else self.annotation}"


@dataclass(frozen=True)
class Dict:
    """A TypedDict."""

    name: str
    words: str
    keys: list[Item]
    dicts: list[str]
    """Other TypedDicts that its items name."""
    others: list[str]
    """Generated kinds of text that its items name."""


@dataclass
class Place:
    """A folder: names that it has, each with the line that imports it."""

    way: tuple[str, ...]
    models: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    params: dict[str, Dict] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """All names that it has."""
        return sorted([*self.models, *self.aliases, *self.params])

    @property
    def up(self) -> str:
        """The dots that lead to filewright.types."""
        return "." * (len(self.way) + 1)


def write(openapi: GeneratorData, roots: list[Resource], folder: Path, api: str, notice: str) -> None:
    """Write the folder `types`, not yet formatted."""
    environment = templates(notice=notice, api=api)
    environment.filters["snake"] = _snake
    models = {str(model.class_info.name): model for model in openapi.models}
    places = _places(roots, models)
    _refuse_twins(places.values())
    shared = _shared(places.values(), models)
    for place in places.values():
        _write_place(environment, place, folder)
    _render(environment, "shared_params.py.jinja", folder / "shared_params.py", dicts=shared)


def _snake(name: str) -> str:
    return str(PythonIdentifier(name, "type"))


def _render(environment: jinja2.Environment, template: str, path: Path, **values: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(environment.get_template(template).render(**values), encoding="utf-8")


def _write_place(environment: jinja2.Environment, place: Place, folder: Path) -> None:
    where = folder.joinpath(*place.way)
    _render(environment, "types.py.jinja", where / "__init__.py", place=place)
    for name in sorted(place.models):
        _render(environment, "type.py.jinja", where / f"{_snake(name)}.py", name=name, target=name)
    for name, target in sorted(place.aliases.items()):
        _render(environment, "type.py.jinja", where / f"{_snake(name)}.py", name=name, target=target)
    for name, each in sorted(place.params.items()):
        _render(environment, "params.py.jinja", where / f"{_snake(name)}.py", dict=each, place=place)


# ---- what there is --------------------------------------------------------------------------------------------------


def _places(roots: list[Resource], models: dict[str, ModelProperty]) -> dict[tuple[str, ...], Place]:
    places: dict[tuple[str, ...], Place] = {(): Place(())}
    for resource in [each for root in roots for each in root.walk()]:
        way = resource.way[:-1]
        for depth in range(1, len(way) + 1):  # a folder within a folder is within a package, too
            places.setdefault(way[:depth], Place(way[:depth]))
        place = places[way]
        for method in resource.methods:
            if method.kind == "call":
                _add(place, resource, method, models)
            elif method.kind == "text":
                place.aliases[f"{singular(resource.name)}{_pascal(method.instead.partition('(')[0])}"] = "str"
    inner = {way[:depth] for way, place in places.items() if place.names for depth in range(len(way) + 1)}
    return {way: place for way, place in places.items() if way in inner}


def _add(place: Place, resource: Resource, method: Method, models: dict[str, ModelProperty]) -> None:
    if method.result in models:
        place.models |= _reachable(method.result, models)
        alias = method.operation.extensions[METHOD].get("result")
        if alias:
            place.aliases[alias] = method.result
    keyword = [argument for argument, each in method.taken if each in method.keyword]
    if any(each.place != "path" for each in keyword):
        name = f"{singular(resource.name)}{_pascal(method.name)}Params"
        words = f"The arguments of `{'.'.join(resource.way)}.{method.name}`."
        place.params[name] = _dict(name, words, keyword)


def _reachable(name: str, models: dict[str, ModelProperty]) -> set[str]:
    """A model, and all that its fields name."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            if each in models:
                waiting += [
                    str(found.class_info.name)
                    for member in model_fields(models[each])
                    for found in generated_classes(member.prop)
                ]
    return seen


def _dict(name: str, words: str, fields: list[Argument] | list[Field]) -> Dict:
    classes = [found for each in fields for found in generated_classes(each.prop)]
    return Dict(
        name,
        words,
        [Item(each.attribute, _annotation(each), each.required) for each in fields],
        sorted({str(each.class_info.name) for each in classes if isinstance(each, ModelProperty)}),
        sorted({str(each.class_info.name) for each in classes if not isinstance(each, ModelProperty)}),
    )


def _annotation(member: Field) -> str:
    if isinstance(member, Argument):
        if member.place == "file":
            return "FileTypes"
        return _of_dicts(member.taken)
    return _of_dicts(Argument(member.prop, "body").taken)


def _of_dicts(annotation: str) -> str:
    """An annotation of models or mappings in their place, with the TypedDicts of the models' names."""
    return annotation.replace(" | Mapping[str, Any]", "")


def _shared(places: Iterable[Place], models: dict[str, ModelProperty]) -> list[Dict]:
    """The TypedDicts of all objects within arguments."""
    made: dict[str, Dict] = {}
    waiting = [name for place in places for each in place.params.values() for name in each.dicts]
    while waiting:
        name = waiting.pop()
        if name not in made:
            model = models[name]
            words = str(model.description.get_untrusted_value()) if model.description else name
            made[name] = _dict(name, words, model_fields(model))
            waiting += made[name].dicts
    return [made[name] for name in sorted(made)]


def _refuse_twins(places: Iterable[Place]) -> None:
    for place in places:
        twins = sorted({name for name in place.names if place.names.count(name) > 1})
        if twins:
            raise RegenerationError(f"{'.'.join(place.way) or 'types'}: {twins[0]}: two types have this name")


def singular(name: str) -> str:
    """The name of one of those that a resource is named after."""
    if name.endswith(("ches", "shes", "xes")):
        return name[:-2]
    return name.removesuffix("s")


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
