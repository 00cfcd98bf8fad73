"""The tree of commands: handwritten ones, ones generated from the contract, and the conversion of functions to
commands.

Nothing below a name is imported before it is used.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import typer
from filewright_resources.commands import WORDS
from typer.core import TyperGroup
from typer.main import get_command

from ..errors import PluginError
from ..narrowing import is_mapping
from . import made, strangers
from .messages import unknown
from .options import Command, with_shared

PLAIN: dict[str, Any] = {"rich_markup_mode": None, "add_completion": False}


class Later(NamedTuple):
    """Verbs in a module that is imported on demand: "module:attribute", and their help text."""

    place: str
    words: str


Verbs: TypeAlias = "Callable[..., Any] | Mapping[str, Verbs] | Later"
"""A command (a function as Typer reads it), a group of them by name, or where they are."""


class Group(TyperGroup):
    """A group that creates its commands on demand; handwritten ones come first.

    Attributes:
        way: the path of the resource that its commands belong to; () for the root command.
        by_hand: its handwritten commands.
    """

    way: tuple[str, ...] = ()
    by_hand: Mapping[str, Any] = {}

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options, and those that all commands share."""
        return with_shared(super().get_params(ctx), hidden=ctx.parent is not None)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of its commands."""
        ours = [*dict(self._ours())]
        return [*ours, *(name for name in strangers.names_in(self.way) if name not in ours)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        way = (*self.way, cmd_name.replace("-", "_"))
        found = self.by_hand.get(cmd_name)
        if found is not None:
            return command(cmd_name, found, way)
        ours = group(way, {}) if way in WORDS else made.command(way)
        if ours is not None:
            return ours
        theirs = strangers.verbs_at(way)
        return None if theirs is None else command(cmd_name, theirs, way)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that arguments begin with; a name that does not exist ends with the nearest one."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(unknown("command", args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands into the help, without importing Filewright's own."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._described()))

    def _described(self) -> Iterator[tuple[str, str]]:
        """Name and words of each command."""
        ours = dict(self._ours())
        yield from ours.items()
        yield from ((name, self._words_of(name)) for name in strangers.names_in(self.way) if name not in ours)

    def _words_of(self, stranger: str) -> str:
        try:
            return words_of(strangers.verbs_at((*self.way, stranger.replace("-", "_"))))
        except PluginError as error:  # the help is for all the others
            return str(error)

    def _ours(self) -> Iterator[tuple[str, str]]:
        """Name and words of each command that is Filewright's own, those by hand first."""
        yield from ((name, words_of(verbs)) for name, verbs in self.by_hand.items())
        yield from ((name, words) for name, words in self._made() if name not in self.by_hand)

    def _made(self) -> Iterator[tuple[str, str]]:
        depth = len(self.way)
        yield from ((made.dashed(name), verb.words) for name, verb in made.verbs_of(self.way).items())
        inner = (way for way in WORDS if len(way) == depth + 1 and way[:depth] == self.way)
        yield from ((made.dashed(way[-1]), WORDS[way]) for way in inner)


def command(name: str, verbs: Any, way: tuple[str, ...]) -> Any:
    """Return the command or group of this name."""
    if isinstance(verbs, Later):
        found = _imported(verbs.place)
        return group(way, found, verbs.words) if is_mapping(found) else command(name, found, way)
    if is_mapping(verbs):
        return group(way, verbs)
    app = typer.Typer(**PLAIN)
    app.command(name, cls=Command)(verbs)
    return get_command(app)


def group(way: tuple[str, ...], by_hand: Mapping[str, Verbs], words: str | None = None) -> Any:
    """Return the group of a resource's commands, or a group of handwritten commands only."""
    cls = type("Group", (Group,), {"way": way, "by_hand": by_hand})
    app = typer.Typer(cls=cls, help=words or WORDS.get(way), no_args_is_help=True, **PLAIN)
    app.callback()(lambda: None)
    return get_command(app)


def words_of(verbs: Verbs) -> str:
    """Return the description in the list of commands: the first sentence of the docstring."""
    if isinstance(verbs, Later):
        return verbs.words
    text = ", ".join(verbs) if is_mapping(verbs) else inspect.getdoc(verbs) or ""
    return text.partition("\n\n")[0].partition(". ")[0].removesuffix(".") + "."


def _imported(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)
