"""From a published OpenAPI document to openapi.yaml: what has changed, what it means, and what can be taken over.

`python codegen/sync.py PATH` cuts out the operations that openapi.yaml covers, corrects them with overlay.yaml, and
prints what differs, rated. `--write` takes over what is additive, keeping comments, order and the x-filewright keys of
openapi.yaml, and writes a changelog fragment; what is breaking is for a person to decide. `--report FILE` writes the
differences as Markdown, for a pull request. `--add vector_stores.files`, or an operationId, writes operations that
openapi.yaml has not yet into it, with empty summaries and descriptions for a person to write. The exit code is 0, with
or without differences, and 2 where the document or the overlay cannot be used.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import adding
import names
from differences import BUMPS, ORDER, Difference, Direction, Pointer, asked_bump, compare
from published import PublishedError, cut, load, operations
from telling import as_code, say

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = ROOT / "openapi.yaml"
OVERLAY = Path(__file__).with_name("overlay.yaml")
FRAGMENTS = ROOT / "changes"
TO_WRITE = "to be written"
"""The comment on an empty summary or description."""

# The contract asks for as little as the careful ones of all servers need, and lists what is known, not what is allowed.
# If the contract is intentionally wider, a narrower published document is not a change.
TOLERATED: dict[tuple[str, Direction], str] = {
    ("became required", "response"): "servers leave it out",
    ("may no longer be null", "response"): "servers send null",
    ("type narrowed", "response"): "servers send other types",
    ("value removed", "response"): "other servers send it",
    ("values opened", "request"): "lists tell what is known",
    ("values opened", "response"): "lists tell what is known",
    ("values closed", "response"): "lists tell what is known",
    ("limit loosened", "response"): "responses are not measured",
    ("limit tightened", "response"): "responses are not measured",
    ("default changed", "request"): "nothing is sent that was not asked for",
    ("default changed", "response"): "nothing is made up that did not come",
}


class OverlayError(PublishedError):
    """An action of the overlay has no effect."""


def differences(contract: dict[str, Any], document: dict[str, Any], overlay: dict[str, Any]) -> list[Difference]:
    """The items that only the published document or only the contract has."""
    corrected = corrected_cut(contract, document, overlay)
    found = compare(contract, corrected, words=False, as_contract=True)
    return [each for each in found if (each.kind, each.direction) not in TOLERATED]


def corrected_cut(
    contract: dict[str, Any], document: dict[str, Any], overlay: dict[str, Any], more: Iterable[adding.Place] = ()
) -> dict[str, Any]:
    """The published document with the operations of the contract, and some more, as the overlay corrects it.

    Raises PublishedError if the overlay has no effect, or the document has names that cannot be taken over.
    """
    covered = [(path, method) for path, method, _ in operations(contract)]
    corrected = apply_overlay(cut(document, [*covered, *more]), overlay)
    check_names(corrected)
    return corrected


def check_names(document: dict[str, Any]) -> None:
    """Raise PublishedError if the document has names that could not be taken over as they are."""
    found = names.problems(document)
    if found:
        raise PublishedError("\n".join(found))


def apply_overlay(document: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """The document with the actions of an overlay applied, one after the other.

    Raises:
        OverlayError: an action finds nothing, or changes nothing.
    """
    from jsonpath_ng.exceptions import JSONPathError
    from jsonpath_ng.ext.parser import parse
    from oas_patch.overlay import apply_overlay as applied  # type: ignore[import-untyped]

    for action in overlay.get("actions", []):
        about = f"{action.get('description', 'No description')} [{action['target']}]"
        try:
            if not parse(action["target"]).find(document):
                raise OverlayError(f"This correction finds nothing to correct; fixed upstream? {about}")
        except JSONPathError as error:
            raise OverlayError(f"The target is not a JSONPath: {error}. {about}") from error
        before = copy.deepcopy(document)
        document = applied(document, {"actions": [copy.deepcopy(action)]})
        if document == before:
            raise OverlayError(f"This correction changes nothing; fixed upstream? {about}")
    return document


# Taking over


def writable(found: Iterable[Difference]) -> list[Difference]:
    """The differences that can be taken over: additive ones that have a place in the contract."""
    return [each for each in found if each.rating == "additive" and each.target is not None]


def written(text: str, taken: Iterable[Difference]) -> str:
    """The text of the contract with these differences taken over; all else stays as it is, to the byte."""

    def edit(document: Any) -> None:
        for difference in taken:
            assert difference.target is not None
            _put(document, difference.target, copy.deepcopy(difference.value))

    return _edited(text, edit)


def _edited(text: str, edit: Callable[[Any], None]) -> str:
    """The text of YAML with an edit; comments, order and quotes stay."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)
    edit(document)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _put(document: Any, target: Pointer, value: Any) -> None:
    *way, last = target
    node = document
    for index, key in enumerate(way):
        if isinstance(node, dict) and key not in node:
            node[key] = [] if (index == len(way) - 1 and last == "-") else {}
        node = node[key]
    if last == "-":
        if value not in node:
            node.append(value)
    elif last not in node:
        node[last] = value


def with_added(text: str, added: adding.Added) -> str:
    """The text of the contract with operations added to it; empty summaries and descriptions are marked."""
    from ruamel.yaml.comments import CommentedMap

    def edit(document: Any) -> None:
        for path, item in added.paths.items():
            document["paths"].setdefault(path, CommentedMap()).update(_marked(item))
        schemas = document.setdefault("components", CommentedMap()).setdefault("schemas", CommentedMap())
        schemas.update(_marked(added.schemas))
        for name, resources in added.resources.items():
            _describe(document.setdefault("tags", []), name, [each for each in resources if each])

    return _edited(text, edit)


def _describe(tags: Any, name: str, resources: list[str]) -> None:
    """Make places for words on a tag and the resources in it."""
    tag = next((each for each in tags if each["name"] == name), None)
    if tag is None:
        tag = _marked({"name": name, "description": ""})
        tags.append(tag)
    known = tag.setdefault(f"{adding.PREFIX}resources", _marked({})) if resources else {}
    for each in resources:
        if each not in known:
            known[each] = ""
            known.yaml_add_eol_comment(TO_WRITE, each)


def _marked(value: Any) -> Any:
    """Plain values as ruamel.yaml writes them, with a mark on each text that a person has to write."""
    from ruamel.yaml.comments import CommentedMap

    if isinstance(value, list):
        return [_marked(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = CommentedMap({name: _marked(inner) for name, inner in value.items()})
    for name in ("summary", "description"):
        if made.get(name) == "":
            made.yaml_add_eol_comment(TO_WRITE, name)
    return made


def fragment_of(taken: list[Difference]) -> tuple[str, str]:
    """The name and the text of a changelog fragment for what was taken over."""
    names = sorted({as_code(each.where or each.operation) for each in taken})
    text = f"Taken over from the published API: {', '.join(names)}.\n"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"+sync-{digest}.feature.md", text


# Telling


def report(found: list[Difference], taken: list[Difference]) -> str:
    """The differences as Markdown."""
    if not found:
        return "Nothing differs from the published document.\n"
    lines = ["# Differences from the published document", "", f"They ask for a **{asked_bump(found)}** bump.", ""]
    for rating in ORDER:
        rated = [each for each in found if each.rating == rating]
        if not rated:
            continue
        lines += [
            f"## {rating.capitalize()} ({BUMPS[rating]})",
            "",
            "| operation | where | what | |",
            "|---|---|---|---|",
        ]
        lines += [_row(each, taken) for each in rated]
        lines.append("")
    return "\n".join(lines)


def _row(difference: Difference, taken: list[Difference]) -> str:
    operation, where, detail = map(as_code, (difference.operation, difference.where, difference.detail))
    return f"| {operation} | {where} | {difference.kind} {detail} | {_state(difference, taken)} |"


def _state(difference: Difference, taken: list[Difference]) -> str:
    if difference in taken:
        return "taken over"
    return "for a person to decide" if difference.rating == "breaking" else "not taken over"


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path, help="the published OpenAPI document, JSON or YAML")
    parser.add_argument("--contract", type=Path, default=CONTRACT)
    parser.add_argument("--overlay", type=Path, default=OVERLAY)
    parser.add_argument("--fragments", type=Path, default=FRAGMENTS, help="the folder of changelog fragments")
    parser.add_argument(
        "--add", action="append", default=[], metavar="NAME", help="add a resource, such as vector_stores.files"
    )
    parser.add_argument("--write", action="store_true", help="take over what is additive")
    parser.add_argument("--report", type=Path, help="write the differences here, as Markdown")
    options = parser.parse_args(arguments)
    try:
        contract, document, overlay = load(options.contract), load(options.document), _load_overlay(options.overlay)
        if options.add:
            return _add(options, contract, document, overlay)
        found = differences(contract, document, overlay)
    except PublishedError as error:
        say(f"sync: {error}", file=sys.stderr)
        return 2
    taken = writable(found) if options.write else []
    for difference in found:
        say(f"{difference} (taken over)" if difference in taken else difference)
    say(f"{len(found)} differences; bump: {asked_bump(found)}")
    if taken:
        options.contract.write_text(written(options.contract.read_text(encoding="utf-8"), taken), encoding="utf-8")
        name, text = fragment_of(taken)
        options.fragments.mkdir(exist_ok=True)
        (options.fragments / name).write_text(text, encoding="utf-8")
        say(f"{len(taken)} taken over into {options.contract.name}; told in {name}")
    if options.report:
        options.report.write_text(report(found, taken), encoding="utf-8")
    return 0


def _add(
    options: argparse.Namespace, contract: dict[str, Any], document: dict[str, Any], overlay: dict[str, Any]
) -> int:
    places = [place for name in options.add for place in adding.chosen(document, name)]
    added = adding.add(corrected_cut(contract, document, overlay, places), places, contract)
    if not added.paths:
        say(f"{options.contract.name} has all of {', '.join(options.add)}; nothing was added")
        return 0
    text = with_added(options.contract.read_text(encoding="utf-8"), added)
    options.contract.write_text(text, encoding="utf-8")
    say(*added.less)
    count = sum(map(len, added.paths.values()))
    marks = text.count(f"# {TO_WRITE}")
    say(f"{count} operations added to {options.contract.name}; texts to write there, marked `{TO_WRITE}`: {marks}")
    return 0


def _load_overlay(path: Path) -> dict[str, Any]:
    overlay: dict[str, Any] = load_yaml(path)
    return overlay


def load_yaml(path: Path) -> Any:
    """Read YAML."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    raise SystemExit(main())
