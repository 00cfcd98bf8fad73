"""Differences in the Python API between the last release and this checkout, and the version bump that they require.

`python codegen/release/api_diff.py [--against REF]` compares the packages with griffe, and type-checks the tests of
typing and the examples of that release with the code that is here. Before the first release it has nothing to compare.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import griffe

CODEGEN = str(Path(__file__).resolve().parents[1])
if CODEGEN not in sys.path:  # so that this file can be run by its path, too
    sys.path.insert(0, CODEGEN)

from telling import say  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

# Public modules; all others may change at any time.
PUBLIC = (
    "filewright",
    "filewright.clients.azure",
    "filewright.calls",
    "filewright.clients.client",
    "filewright.effects",
    "filewright.embedded",
    "filewright.errors",
    "filewright.hookspecs",
    "filewright.wire.http_clients",
    "filewright.host.hooks",
    "filewright.responses.pages",
    "filewright.pagination",
    "filewright.pytest_plugin",
    "filewright.responses.raw",
    "filewright.responses.contents",
    "filewright.sources",
    "filewright.types",
    "filewright_api.api",
    "filewright_api.models",
    "filewright_api.operations",
    "filewright_api.types",
)
WHOLE = ("filewright_resources",)
"""Packages of which all modules are public."""
PACKAGES = {"filewright": "plugins", "filewright_api": "generated", "filewright_resources": "generated"}
CHECKED = ("tests/typing", "examples")
"""Code of the last release that must pass a type checker with what is here."""


class Change(NamedTuple):
    """One thing that differs: the path of an object, and what became of it."""

    path: str
    what: str
    breaking: bool

    def __str__(self) -> str:
        return f"{'breaking' if self.breaking else 'additive':9} {self.path}: {self.what}"


def last_release(root: Path = ROOT, commit: str = "HEAD") -> str | None:
    """The newest tag of a release that a commit has or descends from, or None."""
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", commit]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def extract(reference: str, folder: Path, root: Path = ROOT) -> Path:
    """Put the files of a commit or tag into a folder."""
    archive = folder / "tree.tar"
    subprocess.run(["git", "archive", "-o", str(archive), reference], cwd=root, check=True)
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "tree", filter="data")
    return folder / "tree"


def changes(old: Path, new: Path) -> list[Change]:
    """The differences between the packages of two trees, breaking ones first."""
    found: list[Change] = []
    for package, folder in PACKAGES.items():
        if not (old / folder / package).exists():
            continue
        before, after = (_loaded(package, tree / folder) for tree in (old, new))
        for breakage in griffe.find_breaking_changes(before, after):
            if is_public(breakage.obj.path):
                found.append(Change(breakage.obj.path, _in_words(breakage), breaking=True))
        known, present = set(_public_paths(before)), set(_public_paths(after))
        found += [Change(path, "added", breaking=False) for path in present - known]
        found += _parameters_more(before, after)
        told = {change.path for change in found}
        found += [Change(path, "gone", breaking=True) for path in known - present - told]
    return sorted(set(found), key=lambda change: (not change.breaking, change.path))


def _loaded(package: str, folder: Path) -> griffe.Module:
    loaded = griffe.load(package, search_paths=[folder], allow_inspection=False, resolve_aliases=False)
    assert isinstance(loaded, griffe.Module)
    return loaded


def _in_words(breakage: griffe.Breakage) -> str:
    values = f" ({breakage.old_value} -> {breakage.new_value})" if isinstance(breakage.old_value, str) else ""
    return f"{breakage.kind.value.lower()}{values}"


def _parameters_more(before: griffe.Module, after: griffe.Module) -> Iterator[Change]:
    """Optional parameters that functions gained; griffe tells only of those that are required."""
    known = dict(_public_functions(before))
    for path, function in _public_functions(after):
        if path not in known:
            continue
        had = {parameter.name for parameter in known[path].parameters}
        for parameter in function.parameters:
            if parameter.name not in had and not parameter.required:
                yield Change(f"{path}({parameter.name})", "optional parameter added", breaking=False)


def _public_functions(module: griffe.Module) -> Iterator[tuple[str, griffe.Function]]:
    for path in _public_paths(module):
        member = module[path.split(".")[1:]]
        if isinstance(member, griffe.Function):
            yield path, member


def is_public(path: str) -> bool:
    """Return True if an object is public: its module is public and no part of its name begins with an underscore."""
    names = path.split("(", maxsplit=1)[0].split(".")
    if any(name.startswith("_") and not name.startswith("__") for name in names):
        return False
    if names[0] in WHOLE:
        return True
    return any(path == module or path.startswith(f"{module}.") for module in PUBLIC if module.count(".")) or (
        len(names) == 2 and names[0] in PACKAGES
    )


def _public_paths(module: griffe.Module) -> Iterator[str]:
    waiting: list[griffe.Object | griffe.Alias] = [module]
    while waiting:
        for member in waiting.pop().members.values():
            if isinstance(member, griffe.Alias):
                # Names that a package re-exports are as public as those that it defines.
                if member.target_path.split(".")[0] in PACKAGES and is_public(member.path):
                    yield member.path
                continue
            if is_public(member.path):
                yield member.path
            if member.is_module or (member.is_class and is_public(member.path)):
                waiting.append(member)


def still_type_checks(old: Path, root: Path = ROOT) -> tuple[bool, str]:
    """Check the code of an older tree with mypy against the current packages; return success and output."""
    paths = [str(old / name) for name in CHECKED if (old / name).exists()]
    if not paths:
        return True, "there is no code to check"
    ran = subprocess.run([sys.executable, "-m", "mypy", *paths], cwd=root, capture_output=True, text=True, check=False)
    return ran.returncode == 0, (ran.stdout + ran.stderr).strip()


def asked_bump(found: list[Change], type_checks: bool = True) -> str:
    """The bump of the version that these ask for."""
    if not type_checks or any(change.breaking for change in found):
        return "major"
    return "minor" if found else "none"


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", help="a tag or commit; default: the last release")
    options = parser.parse_args(arguments)
    reference = options.against or last_release()
    if reference is None:
        say("api-diff: there is no release yet, so there is nothing to compare with.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        old = extract(reference, Path(folder))
        found = changes(old, ROOT)
        type_checks, told = still_type_checks(old)
    for change in found:
        say(change)
    say(f"the typing tests and examples of {reference}: {told.splitlines()[-1] if told else 'no output'}")
    if not type_checks:
        say(told)
    say(f"bump: {asked_bump(found, type_checks)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
