"""Takes over a patch that another job made: `python codegen/patches.py PATCH`, in a checkout without changes.

The job that may write runs this, and nothing else of what the patch brings. The patch is tried on an index of its own
first; only where each file that it touches is one that sync and regenerate write, and a plain file, is it applied, and
staged. The exit code is 1 where it is not. Needs git, and Python alone.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from telling import say

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 20_000_000
"""Bytes of a patch: ten times what the whole of generated/ has."""

# The files that sync writes and the products of regenerate.py: nothing that runs when the patch is applied.
ALLOWED = re.compile(
    r"""
      openapi\.yaml
    | mkdocs\.yml
    | changes/\+sync-[0-9a-f]{8}\.feature\.md
    | generated/(filewright_api|filewright_resources)/([A-Za-z0-9_]+/)*([A-Za-z0-9_]+\.py|py\.typed)
    | plugins/filewright/types/([A-Za-z0-9_]+/)*[A-Za-z0-9_]+\.py
    | docs/reference/resources/[A-Za-z0-9_]+\.md
    """,
    re.VERBOSE | re.ASCII,
)
_PLAIN_FILE, _NO_FILE = "100644", "000000"


class PatchError(Exception):
    """The patch is not taken over; the message says why."""


def check(patch: Path, root: Path = ROOT) -> None:
    """Raise PatchError unless the patch applies to HEAD and touches nothing but what it may."""
    if patch.stat().st_size > LARGEST:
        raise PatchError(f"The patch has {patch.stat().st_size:,} bytes; at most {LARGEST:,} are taken.")
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        _git(root, "read-tree", "HEAD", **index)
        _git(root, "apply", "--cached", str(patch.resolve()), **index)
        raw = _git(root, "diff", "--cached", "--raw", "--no-renames", "-z", "HEAD", **index)
    problems = list(_problems(raw))
    if problems:
        raise PatchError("\n".join(problems))


def _problems(raw: str) -> Iterator[str]:
    """A sentence for each file that may not change as it does, from the raw format of `git diff -z`."""
    fields = raw.split("\0")[:-1]
    for about, path in zip(fields[::2], fields[1::2], strict=True):
        modes = set(about.removeprefix(":").split(" ")[:2])
        if ALLOWED.fullmatch(path) is None:
            yield f"{path!r} is not a file that `nox -s sync` or `nox -s regenerate` writes."
        if not modes <= {_PLAIN_FILE, _NO_FILE}:
            yield f"{path!r} is, or becomes, something else than a plain file ({', '.join(sorted(modes))})."


def apply(patch: Path, root: Path = ROOT) -> None:
    """Check the patch, then change the files and stage them."""
    check(patch, root)
    _git(root, "apply", "--index", str(patch.resolve()))


def _git(root: Path, *arguments: str, **environment: str) -> str:
    ran = subprocess.run(
        ["git", *arguments], cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise PatchError(f"git {arguments[0]} refuses it: {ran.stderr.strip()}")
    return ran.stdout


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patch", type=Path)
    options = parser.parse_args(arguments)
    try:
        apply(options.patch)
    except (OSError, PatchError) as error:
        say(f"patches: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
