"""Makes docs/reference/resources, a page for each resource of a client with those within it, and their navigation."""

from __future__ import annotations

import re
from pathlib import Path

import limits
from literals import plain_words
from refusals import RegenerationError
from resources import Resource

ROOT = Path(__file__).parents[1]
BY_HAND = ROOT / "plugins" / "filewright" / "resources"
SITE = ROOT / "mkdocs.yml"
_NAVIGATION = re.compile(r"^( *)- Resources:.*\n(\1 +- .*\n)*", re.MULTILINE)
"""In mkdocs.yml, the entry of the resources with those below it."""


def write(roots: list[Resource], folder: Path) -> None:
    """Write the pages into `folder`."""
    folder.mkdir(parents=True)
    for root in roots:
        (folder / f"{root.attribute}.md").write_text(page(root), encoding="utf-8")


def page(root: Resource) -> str:
    """The page of a resource: what mkdocstrings puts there is read from the classes."""
    by_hand = BY_HAND / f"{root.module}.py"
    modules = [f"filewright.resources.{root.module}"] if by_hand.exists() else []
    modules += [f"filewright_resources.{each.module}" for each in root.walk()]
    title = root.attribute.replace("_", " ").capitalize()
    classes = (f"::: {module}" for module in modules)
    return "\n\n".join([f"# {title}", plain_words(root.words), *classes, *_limits(root)]) + "\n"


def _limits(root: Resource) -> list[str]:
    """Return the table of how large contents may be, where the contract limits them."""
    rows = [
        row
        for each in root.walk()
        for method in each.methods
        if method.kind == "call" and limits.KEY in method.operation.extensions
        for row in limits.rows(".".join((*each.way, method.name)), method.operation.extensions[limits.KEY])
    ]
    return ["## Limits", "\n".join([limits.HEAD, *rows])] if rows else []


def write_site(roots: list[Resource], place: Path) -> None:
    """Write mkdocs.yml as it is, with the navigation of these resources, to `place`."""
    text = SITE.read_text(encoding="utf-8")
    found = _NAVIGATION.search(text)
    if found is None:
        raise RegenerationError(f"{SITE.name}: the navigation has no entry `- Resources:`")
    indent = found[1]
    lines = [f"{indent}- Resources:  # made by `nox -s regenerate`"]
    lines += [f"{indent}    - reference/resources/{root.attribute}.md" for root in roots]
    place.write_text(text[: found.start()] + "\n".join(lines) + "\n" + text[found.end() :], encoding="utf-8")
