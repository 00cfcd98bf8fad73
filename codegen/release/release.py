"""Make a release: the version that the differences ask for, changelog, sdist and wheel, checked and tried.

`python codegen/release/release.py` is a dry run: everything happens in a clone, and only `dist/` is written. `--tag`
takes the release commit over into this repository and tags it. `--bump` may ask for more than the differences do, never
for less.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

CODEGEN = str(Path(__file__).resolve().parents[1])
if CODEGEN not in sys.path:  # so that this file can be run by its path, too
    sys.path.insert(0, CODEGEN)

import differences  # noqa: E402
from published import load  # noqa: E402
from telling import say  # noqa: E402

from release import api_diff  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BUMPS = ("none", "patch", "minor", "major")
VERSION_FILE = Path("plugins/filewright/version.py")
CHANGELOG = Path("CHANGELOG.md")
FRAGMENTS = Path("changes")
PYTHONS = ("3.11", "3.12", "3.13")
TRIED = ("README.md", "examples", "tests/docs/test_docs.py", "docs/hooks.md", "docs/make_hooks.py", "noxfile.py")
"""The requirements of the README's tour besides the wheel."""
REQUIREMENTS = Path("requirements")
"""Pins with hashes: what the wheel runs with, and what it is tried with."""


class ReleaseError(Exception):
    """A release is impossible; the message says why."""


# The version


def larger(*bumps: str) -> str:
    """The largest of several bumps."""
    return max(bumps, key=BUMPS.index)


def chosen_bump(asked: str, wanted: str | None) -> str:
    """The bump that is made. Semantic versioning, also below 1.0: what breaks is a major one.

    Raises:
        ReleaseError: a smaller one is wanted than the differences ask for.
    """
    if wanted is None:
        return asked
    if BUMPS.index(wanted) < BUMPS.index(asked):
        raise ReleaseError(f"A {wanted} bump is too small: the differences ask for a {asked} one.")
    return wanted


def bumped(version: str, bump: str) -> str:
    """The version after a bump."""
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if match is None:
        raise ReleaseError(f"The version is {version!r}; it must be three numbers, such as 1.2.3.")
    major, minor, patch = map(int, match.groups())
    versions = {
        "none": (major, minor, patch),
        "patch": (major, minor, patch + 1),
        "minor": (major, minor + 1, 0),
        "major": (major + 1, 0, 0),
    }
    return ".".join(map(str, versions[bump]))


def version_of(text: str) -> str:
    """The version that version.py says."""
    match = re.search(r'__version__ = "([^"]+)"', text)
    if match is None:
        raise ReleaseError(f"{VERSION_FILE} says no version.")
    return match[1]


def asked_by_all(root: Path, reference: str) -> tuple[str, list[str]]:
    """The bump that the contract's and the Python surface's differences ask for, and these, a line each."""
    with tempfile.TemporaryDirectory() as folder:
        old = api_diff.extract(reference, Path(folder), root)
        contract = differences.compare(load(old / "openapi.yaml"), load(root / "openapi.yaml"))
        surface = api_diff.changes(old, root)
        type_checks, told = api_diff.still_type_checks(old, root)
    lines = [f"contract: {each}" for each in contract] + [f"surface: {each}" for each in surface]
    if not type_checks:
        lines.append(f"surface: breaking  code of {reference} no longer type-checks: {told.splitlines()[-1]}")
    return larger(differences.asked_bump(contract), api_diff.asked_bump(surface, type_checks)), lines


# Steps


def run(*command: str, cwd: Path, **environment: str) -> str:
    """Run a command; what it prints.

    Raises:
        ReleaseError: it failed.
    """
    ran = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise ReleaseError(f"{' '.join(command)} failed:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def check_clean(root: Path) -> None:
    """Raise where there are changes that no commit has."""
    changed = run("git", "status", "--porcelain", cwd=root).strip()
    if changed:
        raise ReleaseError(f"There are changes that are not committed:\n{changed}")


def interpreter(python: str) -> str | None:
    """The first Python of this version on PATH that runs, or None: a shim of pyenv is there for each, and may not."""
    for folder in os.get_exec_path():
        found = shutil.which(f"python{python}", path=folder)
        if found is not None and _version_of_python(found) == python:
            return found
    return None


def _version_of_python(path: str) -> str | None:
    command = (path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else None


def interpreters(pythons: Iterable[str], *, all_of_them: bool) -> dict[str, str]:
    """Find the interpreter of each of these versions before anything is built; those that do not run are left out.

    Raises:
        ReleaseError: `all_of_them` are needed, and one does not run.
    """
    found = {python: interpreter(python) for python in pythons}
    missing = [python for python, path in found.items() if path is None]
    if missing and all_of_them:
        raise ReleaseError(f"No Python {' or '.join(missing)} on PATH runs: install it, or activate it in pyenv.")
    for python in missing:
        print(f"Python {python} is left out: none on PATH runs. A tagged release needs it.")
    return {python: path for python, path in found.items() if path is not None}


def write_release(tree: Path, version: str) -> None:
    """Write version and changelog, and commit them."""
    path = tree / VERSION_FILE
    path.write_text(re.sub(r'__version__ = "[^"]+"', f'__version__ = "{version}"', path.read_text(encoding="utf-8")))
    changelog = tree / CHANGELOG
    date = run("git", "log", "-1", "--format=%cs", cwd=tree).strip()
    text, told = changelog.read_text(encoding="utf-8"), ("towncrier", "build", "--version", version, "--date", date)
    unreleased = f"## {version} (not released)"
    if unreleased in text:
        # The section is there, which towncrier refuses to add to: what the fragments say goes to its end.
        draft = run(*told, "--draft", cwd=tree) if fragments(tree) else ""
        changelog.write_text(_with_entries(text, unreleased, f"## {version} ({date})", draft), encoding="utf-8")
        for fragment in fragments(tree):
            fragment.unlink()
    elif fragments(tree):
        run(*told, "--yes", cwd=tree)
    run("git", "add", "-A", cwd=tree)
    if run("git", "status", "--porcelain", cwd=tree).strip():
        identity = ("-c", "user.name=Filewright release", "-c", "user.email=release@localhost")
        run("git", *identity, "commit", "-q", "-m", f"Release {version}", cwd=tree)


def _with_entries(text: str, unreleased: str, heading: str, draft: str) -> str:
    before, section = text.split(unreleased, maxsplit=1)
    own, mark, older = section.partition("\n## ")
    entries = draft[draft.index("### ") :].strip() if "### " in draft else ""
    body = "\n\n".join(part for part in (own.strip(), entries) if part)
    return f"{before}{heading}\n\n{body}\n{mark}{older}"


def fragments(tree: Path) -> list[Path]:
    """The changelog fragments."""
    return sorted(path for path in (tree / FRAGMENTS).glob("*.md") if path.name != "README.md")


def build(tree: Path, out: Path) -> list[Path]:
    """Build sdist and wheel from an export of HEAD, so that nothing but what is committed is in them."""
    epoch = run("git", "log", "-1", "--format=%ct", cwd=tree).strip()
    with tempfile.TemporaryDirectory() as folder:
        export = api_diff.extract("HEAD", Path(folder), tree)
        # Without isolation: the build backend is the pinned one that is installed here.
        command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out))
        run(*command, cwd=export, SOURCE_DATE_EPOCH=epoch)
    return sorted(out.iterdir())


def check_same(first: Iterable[Path], second: Iterable[Path]) -> None:
    """Raise where two builds differ by a byte."""
    one, two = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in built} for built in (first, second)
    )
    if one != two:
        raise ReleaseError(f"Two builds of one commit differ: {one} and {two}.")


def check_files(files: list[Path]) -> None:
    """Have twine and check-wheel-contents look at what was built."""
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, files), cwd=files[0].parent)
    wheels = [str(path) for path in files if path.suffix == ".whl"]
    # W002: several empty or equal modules are intended here; W009: two packages at the top are meant.
    # W004: PyInstaller wants the names of its hooks to have a hyphen.
    run("check-wheel-contents", "--ignore", "W002,W004,W009", *wheels, cwd=files[0].parent)


def try_wheel(wheel: Path, tree: Path, python: str) -> str:
    """Install the wheel where nothing else is, and run the README's tour from it; pytest's last line.

    `python` is the path of an interpreter.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        interpreter = install_wheel(wheel, tree / REQUIREMENTS / "tried.txt", place / "venv", "--python", python)
        for name in TRIED:
            source, target = tree / name, place / "checkout" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        tests = [
            interpreter,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/docs",
            "-k",
            "snippet or command or tour",
        ]
        return run(*tests, cwd=place / "checkout", PYTHONPATH="").strip().splitlines()[-1]


def install_wheel(wheel: Path, requirements: Path, venv: Path, *options: str) -> str:
    """Install the wheel and pinned requirements where nothing else is; the path of the interpreter there."""
    cwd = wheel.parent
    run("uv", "venv", "--quiet", "--no-python-downloads", *options, str(venv), cwd=cwd)
    interpreter = str(venv / "bin" / "python")
    install = ("uv", "pip", "install", "--quiet", "--python", interpreter)
    run(*install, "--require-hashes", "-r", str(requirements), cwd=cwd)
    run(*install, "--no-deps", str(wheel), cwd=cwd)
    return interpreter


def write_sbom(wheel: Path, tree: Path, out: Path) -> None:
    """Write what the wheel runs with, as CycloneDX."""
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder) / "venv"
        interpreter = install_wheel(wheel, tree / REQUIREMENTS / "wheel.txt", venv)
        for installed_from in venv.glob("lib/*/site-packages/filewright-*.dist-info/direct_url.json"):
            installed_from.unlink()  # a path of this machine, which would go into the SBOM
        target = str(out / "sbom.cdx.json")
        run("cyclonedx-py", "environment", interpreter, "--output-reproducible", "--output-file", target, cwd=out)


def check_tagged_bump(root: Path, version: str) -> None:
    """Raise where what is tagged differs by more from the release before it than its version says."""
    reference = api_diff.last_release(root, "HEAD^")
    if reference is None:
        return
    asked, _ = asked_by_all(root, reference)
    least = bumped(reference.removeprefix("v"), larger(asked, "patch"))
    if _numbers(version) < _numbers(least):
        raise ReleaseError(f"{version} is too small: since {reference} the differences ask for {least} ({asked}).")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def check_told(root: Path, bump: str) -> None:
    """Raise where a release breaks something and no fragment says what."""
    if bump == "major" and not any(path.name.endswith(".breaking.md") for path in fragments(root)):
        raise ReleaseError(f"A major release needs a word on what breaks: write {FRAGMENTS}/NAME.breaking.md.")


def check_worth_it(root: Path) -> None:
    """Raise where a release after the first one would have nothing to tell."""
    reference = api_diff.last_release(root)
    if reference is not None and not fragments(root):
        raise ReleaseError(f"Nothing in {FRAGMENTS}/ tells what is new since {reference}: write what it is, or wait.")


def next_version(root: Path, wanted: str | None) -> str:
    """The version that a release of HEAD has."""
    reference = api_diff.last_release(root)
    current = version_of((root / VERSION_FILE).read_text(encoding="utf-8"))
    if reference is None:
        print(f"There is no release yet; {current} is the first.")
        return current
    asked, lines = asked_by_all(root, reference)
    say("\n".join(lines) or "Nothing differs.")
    bump = chosen_bump(larger(asked, "patch"), wanted)
    check_told(root, asked)
    version = bumped(reference.removeprefix("v"), bump)
    print(f"Since {reference} the differences ask for: {asked}. The bump: {bump}. The version: {version}.")
    return version


def check_tag(root: Path, tag: str) -> str:
    """The version of a tag that HEAD has; raise where the checkout says another."""
    version = version_of((root / VERSION_FILE).read_text(encoding="utf-8"))
    if tag != f"v{version}" or tag not in run("git", "tag", "--points-at", "HEAD", cwd=root).split():
        raise ReleaseError(f"HEAD has no tag {tag!r}, or its version, {version}, is another one.")
    return version


def release(root: Path, *, wanted: str | None, pythons: Mapping[str, str], tag: bool, of_tag: str | None = None) -> str:
    """Make a release of HEAD, or build that of a tag which HEAD has; its version.

    `pythons` has the versions of Python that the wheel is tried on, with where each is.
    """
    check_clean(root)
    if tag:
        check_worth_it(root)
    version = check_tag(root, of_tag) if of_tag else next_version(root, wanted)
    if of_tag:
        check_tagged_bump(root, version)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        run("git", "clone", "--quiet", str(root), str(tree), cwd=root)
        if not of_tag:
            write_release(tree, version)
            print(f"Changelog and version are written in {run('git', 'log', '-1', '--format=%s', cwd=tree).strip()!r}.")
        dist = root / "dist"
        shutil.rmtree(dist, ignore_errors=True)
        files = build(tree, dist)
        check_same(files, build(tree, Path(folder) / "again"))
        print(f"Built twice, the same to the byte: {', '.join(path.name for path in files)}.")
        check_files(files)
        print("twine and check-wheel-contents have nothing to say.")
        wheel = next(path for path in files if path.suffix == ".whl")
        for python, path in pythons.items():
            say(f"The README's tour from the wheel on Python {python}: {try_wheel(wheel, tree, path)}")
        write_sbom(wheel, tree, dist)
        print("Its dependencies are listed in dist/sbom.cdx.json.")
        if tag:
            run("git", "pull", "--quiet", "--ff-only", str(tree), "HEAD", cwd=root)
            run("git", "tag", "-a", f"v{version}", "-m", f"Release {version}", cwd=root)
            print(f"Tagged v{version}.")
        elif not of_tag:
            print("A dry run: nothing was tagged.")
    return version


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code is 1 if a release is impossible."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bump", choices=BUMPS[1:], help="ask for a larger bump than the differences do")
    parser.add_argument("--python", action="append", choices=PYTHONS, help="try the wheel on these; default: all")
    parser.add_argument("--tag", action="store_true", help="commit the release here, and tag it")
    parser.add_argument("--of-tag", metavar="TAG", help="build what was tagged before, as it is")
    options = parser.parse_args(arguments)
    try:
        all_of_them = bool(options.python or options.tag or options.of_tag)
        pythons = interpreters(options.python or PYTHONS, all_of_them=all_of_them)
        release(ROOT, wanted=options.bump, pythons=pythons, tag=options.tag, of_tag=options.of_tag)
    except ReleaseError as error:
        say(f"release: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
