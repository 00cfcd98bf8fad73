"""Commands of other packages: entry points of the group `filewright.commands`.

The name of an entry point is the command's place: "audit" is `filewright audit`, "files.audit" is `filewright files
audit`. It refers to a function for Typer, or to a mapping of names to such functions. A package is imported when
its command is called or listed in a help text. Filewright's own commands are never replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from ..errors import PluginError, cut
from ..narrowing import is_mapping

GROUP = "filewright.commands"


@cache
def entries() -> dict[tuple[str, ...], EntryPoint]:
    """Return the entry points by place; if several claim a place, the first distribution wins."""
    found: dict[tuple[str, ...], EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        found.setdefault(tuple(entry.name.replace("-", "_").split(".")), entry)
    return found


def names_in(way: tuple[str, ...]) -> Iterator[str]:
    """Return the names of the commands directly in a group."""
    yield from sorted(place[-1].replace("_", "-") for place in entries() if place[:-1] == way)


def verbs_at(way: tuple[str, ...]) -> Any:
    """Return the command or group of commands at a place, or None.

    Raises:
        PluginError: its package cannot be imported, or does not define a command.
    """
    entry = entries().get(way)
    if entry is None:
        return None
    try:
        found = entry.load()
    except Exception as error:  # any exception of a third-party module
        raise PluginError(
            f"{_blamed(entry)} cannot be loaded: {type(error).__name__}: {cut(str(error))}.", plugin=entry.name
        ) from error
    if not callable(found) and not is_mapping(found):
        raise PluginError(
            f"{_blamed(entry)} is of type {type(found).__name__}; it must be a function, or a mapping of"
            " names to functions.",
            plugin=entry.name,
        )
    return found


def _blamed(entry: EntryPoint) -> str:
    package = f" of {entry.dist.name} {entry.dist.version}" if entry.dist is not None else ""
    return f"The command {entry.name!r}{package} ({entry.value})"
