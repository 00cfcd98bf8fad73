"""What a job that may write takes over from one that may not: generated files, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "codegen"))

import patches  # noqa: E402

MODEL = "generated/filewright_api/models/file_object.py"
WORKFLOW = ".github/workflows/checks.yml"


def git(tree: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "core.autocrlf=false")
    ran = subprocess.run(["git", *identity, *arguments], cwd=tree, capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    for name in ("openapi.yaml", MODEL, WORKFLOW, "noxfile.py"):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old\n")
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "As it was")
    return tree


def patch_of(tree: Path, change: Callable[[Path], object]) -> Path:
    """The patch of a change, as the workflow makes it; the tree is as before."""
    change(tree)
    git(tree, "add", "-A")
    patch = tree.with_name("change.patch")
    patch.write_text(git(tree, "diff", "--cached", "--binary", "--no-renames"))
    git(tree, "reset", "-q", "--hard")
    return patch


def put(name: str, text: str = "new\n") -> Callable[[Path], object]:
    def change(tree: Path) -> None:
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


TAKEN = [
    "openapi.yaml",
    "mkdocs.yml",
    MODEL,
    "generated/filewright_api/py.typed",
    "generated/filewright_resources/files.py",
    "plugins/filewright/types/file_object.py",
    "docs/reference/resources/files.md",
    "changes/+sync-0123abcd.feature.md",
]


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_generated_is_taken_over_and_staged(tree: Path, name: str) -> None:
    patch = patch_of(tree, put(name))
    patches.apply(patch, tree)
    assert (tree / name).read_text() == "new\n"
    assert git(tree, "diff", "--cached", "--name-only").split() == [name]


def test_a_generated_file_may_go(tree: Path) -> None:
    patches.apply(patch_of(tree, lambda tree: (tree / MODEL).unlink()), tree)
    assert not (tree / MODEL).exists()


REFUSED = [
    WORKFLOW,
    ".github/workflows/new.yml",
    "noxfile.py",
    "codegen/patches.py",
    "conftest.py",
    "generated/conftest.pth",
    "generated/filewright_api/.hidden.py",
    "plugins/filewright/client.py",
    "changes/+anything.feature.md",
    "docs/index.md",
    "openapi.yaml.py",
    "generated/filewright_api/a\nb.py",
]


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_any_other_file_is_refused_and_nothing_is_changed(tree: Path, name: str) -> None:
    def change(tree: Path) -> None:
        put(name)(tree)
        put(MODEL)(tree)

    patch = patch_of(tree, change)
    with pytest.raises(patches.PatchError, match="is not a file that"):
        patches.apply(patch, tree)
    assert git(tree, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: (tree / "generated/filewright_api/link.py").symlink_to("../../noxfile.py"),
        lambda tree: (tree / MODEL).chmod(0o755),
    ],
    ids=["a link", "a program"],
)
def test_what_is_not_a_plain_file_is_refused(tree: Path, change: Callable[[Path], object]) -> None:
    patch = patch_of(tree, change)
    with pytest.raises(patches.PatchError, match="something else than a plain file"):
        patches.apply(patch, tree)


OUTSIDE = """--- /dev/null
+++ b/{name}
@@ -0,0 +1 @@
+new
"""


@pytest.mark.parametrize(
    "name", ["../outside.py", ".git/hooks/pre-commit", "generated/filewright_api/../../noxfile.py"]
)
def test_a_place_outside_is_refused(tree: Path, name: str) -> None:
    patch = tree.with_name("change.patch")
    patch.write_text(OUTSIDE.format(name=name))
    with pytest.raises(patches.PatchError, match="git apply refuses it"):
        patches.apply(patch, tree)
    assert not tree.with_name("outside.py").exists()
    assert not (tree / ".git" / "hooks" / "pre-commit").exists()


def test_a_patch_that_does_not_apply_is_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patch = patch_of(tree, put(MODEL))
    put(MODEL, "other\n")(tree)
    git(tree, "commit", "-q", "-a", "-m", "Later")
    with pytest.raises(patches.PatchError, match="git apply refuses it"):
        patches.apply(patch, tree)
    assert patches.main([str(tree / "no.patch")]) == 1
    assert "patches: " in capsys.readouterr().err


def test_the_products_of_the_generator_are_all_allowed() -> None:
    committed = git(ROOT, "ls-files", "generated", "plugins/filewright/types", "docs/reference/resources", "mkdocs.yml")
    strange = [name for name in committed.splitlines() if patches.ALLOWED.fullmatch(name) is None]
    assert committed
    assert strange == []
