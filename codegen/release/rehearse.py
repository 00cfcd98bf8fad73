"""Rehearse what happens when the published API changes: sync, regenerate, api-diff, and the release that follows.

`python codegen/release/rehearse.py CHANGE` plays one of the changes below through, in a copy of this checkout, against
a published document of our own: the contract as it is, with the change in it. `--log FILE` writes what was done, as
Markdown.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

CODEGEN = str(Path(__file__).resolve().parents[1])
if CODEGEN not in sys.path:  # so that this file can be run by its path, too
    sys.path.insert(0, CODEGEN)

import sync  # noqa: E402
from differences import asked_bump  # noqa: E402
from published import load  # noqa: E402
from telling import as_block, say  # noqa: E402

from release import release  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "openapi.yaml",
    "codegen",
    "generated",
    "plugins",
    "pyproject.toml",
    "mkdocs.yml",
    "docs/reference",
    "CHANGELOG.md",
    "changes",
    "tests/typing",
)
BEFORE = "1.0.0"

Document = dict[str, Any]


class Change(NamedTuple):
    """A change of the published API.

    Attributes:
        words: what changes.
        publish: makes the change in the published document.
        decide: what a person then writes into the text of openapi.yaml, where sync leaves it to them.
        bump: what the release must come to.
        add: a resource that is added to the contract, which has none of its operations.
    """

    words: str
    publish: Callable[[Document], None]
    decide: Callable[[str], str] | None
    bump: str
    add: str = ""


def _schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def _add_field(document: Document) -> None:
    _schema(document, "FileObject")["properties"]["checksum"] = {"type": "string"}


def _add_purpose(document: Document) -> None:
    _schema(document, "FilePurpose")["enum"].append("archive")


def _add_parameter(document: Document) -> None:
    document["paths"]["/files"]["get"]["parameters"].append(
        {"name": "before", "in": "query", "schema": {"type": "string"}}
    )


def _rename_field(document: Document) -> None:
    body = _schema(document, "CreateUploadBody")
    body["properties"]["media_type"] = body["properties"].pop("mime_type")
    body["required"] = ["media_type" if name == "mime_type" else name for name in body["required"]]


def _remove_operation(document: Document) -> None:
    del document["paths"]["/batches/{batch_id}/cancel"]


def _without_cancel(text: str) -> str:
    return re.sub(r"  /batches/\{batch_id\}/cancel:\n(?:    .*\n|\n)*", "", text)


def _add_resource(document: Document) -> None:
    """Lists, creates, and deletes crates: a page of them, one that becomes ready, and a status."""
    crate = {
        "type": "object",
        "required": ["id", "status"],
        "properties": {
            "id": {"type": "string"},
            "label": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "status": {"type": "string", "enum": ["in_progress", "completed", "failed"]},
        },
    }
    page = {
        "type": "object",
        "required": ["data", "has_more"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Crate"}},
            "has_more": {"type": "boolean"},
        },
    }
    body = {"allOf": [{"type": "object", "required": ["label"], "properties": {"label": {"type": "string"}}}]}
    document["components"]["schemas"] |= {"Crate": crate, "Crates": page, "NewCrate": body}
    after = {"name": "after", "in": "query", "schema": {"type": "string"}}
    crate_id = {"name": "crate_id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    document["paths"]["/crates"] = {
        "get": {"operationId": "listCrates", "parameters": [after], **_responds("Crates")},
        "post": {
            "operationId": "createCrate",
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewCrate"}}}},
            **_responds("Crate"),
        },
    }
    document["paths"]["/crates/{crate_id}"] = {
        "parameters": [crate_id],
        "get": {"operationId": "getCrate", **_responds("Crate")},
        "delete": {"operationId": "deleteCrate", "responses": {"204": {"description": ""}}},
    }


def _responds(schema: str) -> Document:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"responses": {"200": {"description": "", "content": content}}}


def _with_words(text: str) -> str:
    """Write each text that `sync --add` leaves to a person."""
    return text.replace(f"''  # {sync.TO_WRITE}", "A text about crates.")


CHANGES: dict[str, Change] = {
    "new-field": Change("a response has an additional optional field", _add_field, None, "minor"),
    "new-purpose": Change("a purpose more is known", _add_purpose, None, "minor"),
    "new-parameter": Change("a list takes a parameter more", _add_parameter, None, "minor"),
    "renamed-field": Change(
        "a required field has another name",
        _rename_field,
        lambda text: text.replace("mime_type", "media_type"),
        "major",
    ),
    "new-resource": Change("a resource more is published", _add_resource, _with_words, "minor", add="crates"),
    "removed-operation": Change("an operation is gone", _remove_operation, _without_cancel, "major"),
}


class Outcome(NamedTuple):
    """The result of a rehearsal.

    Attributes:
        synced: the bump that sync asked for, of the operations that the contract had.
        changed: whether sync wrote into the contract.
        asked: the bump that contract and Python surface ask for together.
        version: the version that would be released.
        changelog: what the changelog says of it.
        log: what was done, step by step.
    """

    synced: str
    changed: bool
    asked: str
    version: str
    changelog: str
    log: list[tuple[str, str]]


def rehearse(name: str, folder: Path) -> Outcome:
    """Play a change through in an empty folder."""
    change = CHANGES[name]
    tree = folder / "tree"
    log: list[tuple[str, str]] = []
    _copy(tree)
    document = copy.deepcopy(load(tree / "openapi.yaml"))
    change.publish(document)
    published = folder / "published.json"
    published.write_text(json.dumps(document), encoding="utf-8")
    overlay = folder / "overlay.yaml"
    overlay.write_text("overlay: 1.0.0\nactions: []\n", encoding="utf-8")

    before = (tree / "openapi.yaml").read_text(encoding="utf-8")
    synced = asked_bump(sync.differences(load(tree / "openapi.yaml"), document, {"actions": []}))
    sync_with = ("codegen/sync.py", str(published), "--overlay", str(overlay))
    wanted = ("--add", change.add) if change.add else ("--write",)
    log.append((f"nox -s sync -- published.json {' '.join(wanted)}", _python(tree, *sync_with, *wanted)))
    text = (tree / "openapi.yaml").read_text(encoding="utf-8")
    changed = text != before
    if change.decide is not None:
        (tree / "openapi.yaml").write_text(change.decide(text), encoding="utf-8")
        kind = "breaking" if change.bump == "major" else "feature"
        fragment = tree / release.FRAGMENTS / f"+{name}.{kind}.md"
        fragment.write_text(f"In the published API, {change.words}.\n", encoding="utf-8")
        log.append(("a person edits openapi.yaml, and says so in changes/", ""))
    log.append(("nox -s regenerate", _python(tree, "codegen/regenerate.py")))
    if change.add:
        log.append(("nox -s sync -- published.json", _python(tree, *sync_with)))
    _git(tree, "add", "-A")
    _git(tree, "commit", "-q", "-m", "Follow the published API")
    asked, lines = release.asked_by_all(tree, f"v{BEFORE}")
    log.append((f"nox -s release, since v{BEFORE}", "\n".join([*lines, f"bump: {asked}"])))
    release.check_told(tree, asked)
    version = release.bumped(BEFORE, asked)
    release.write_release(tree, version)
    changelog = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(rf"## {re.escape(version)} .*?(?=\n## |\Z)", changelog, re.DOTALL)
    entry = section[0].strip() if section else ""
    log.append((f"the changelog of {version}", entry))
    return Outcome(synced, changed, asked, version, entry, [(step, _without_paths(text, folder)) for step, text in log])


def _copy(tree: Path) -> None:
    for name in COPIED:
        source, target = ROOT / name, tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        else:
            shutil.copy(source, target)
    for fragment in release.fragments(tree):
        fragment.unlink()
    path = tree / release.VERSION_FILE
    path.write_text(re.sub(r'"[\d.]+"', f'"{BEFORE}"', path.read_text(encoding="utf-8")), encoding="utf-8")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "As it was"), ("tag", f"v{BEFORE}")):
        _git(tree, *command)


def _git(tree: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@localhost", "-c", "tag.gpgSign=false")
    subprocess.run(["git", *identity, *arguments], cwd=tree, check=True)


def _python(tree: Path, *arguments: str) -> str:
    ran = subprocess.run([sys.executable, *arguments], cwd=tree, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise release.ReleaseError(f"{' '.join(arguments)} failed:\n{ran.stdout}{ran.stderr}")
    return ran.stdout.strip()


def _without_paths(text: str, folder: Path) -> str:
    return text.replace(f"{folder}/tree/", "").replace(f"{folder}/", "")


def as_markdown(name: str, outcome: Outcome) -> str:
    """The log of a rehearsal, as a page."""
    lines = [
        "# A rehearsal",
        "",
        f"A rehearsal of a change of the published API: {CHANGES[name].words}. This page was written by",
        f"`nox -s rehearse -- {name} --log docs/rehearsal.md`, which plays it through in a copy of the checkout whose",
        f"last release is {BEFORE}; the tests play all changes through: {', '.join(f'`{each}`' for each in CHANGES)}.",
        "",
    ]
    for step, text in outcome.log:
        lines += [f"## {step[0].upper()}{step[1:]}" if not step.startswith("nox") else f"## `{step}`", ""]
        if text:
            lines += [*as_block(text), ""]
    lines += [f"The version that would be released is **{outcome.version}**.", ""]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("change", choices=CHANGES)
    parser.add_argument("--log", type=Path, help="write what was done here")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        outcome = rehearse(options.change, Path(folder))
    text = as_markdown(options.change, outcome)
    if options.log:
        options.log.write_text(text, encoding="utf-8")
    say(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
