"""Versions, and what may not be released."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "codegen"))

pytest.importorskip("griffe", reason="griffe is not installed: run `nox -s rehearse`")

from release import api_diff, release  # noqa: E402


@pytest.mark.parametrize(
    ("bump", "version"), [("none", "1.2.3"), ("patch", "1.2.4"), ("minor", "1.3.0"), ("major", "2.0.0")]
)
def test_a_version_after_a_bump(bump: str, version: str) -> None:
    assert release.bumped("1.2.3", bump) == version


def test_what_is_no_version_is_told() -> None:
    with pytest.raises(release.ReleaseError, match="three numbers"):
        release.bumped("1.2", "minor")


def test_the_larger_bump_wins() -> None:
    assert release.larger("patch", "major", "minor") == "major"
    assert release.chosen_bump("minor", None) == "minor"
    assert release.chosen_bump("minor", "major") == "major"


@pytest.mark.parametrize(("asked", "wanted"), [("major", "minor"), ("major", "patch"), ("minor", "patch")])
def test_a_bump_that_is_too_small_is_refused(asked: str, wanted: str) -> None:
    with pytest.raises(release.ReleaseError, match=f"A {wanted} bump is too small: the differences ask for a {asked}"):
        release.chosen_bump(asked, wanted)


def test_a_tag_is_that_of_the_version(tmp_path: Path) -> None:
    path = tmp_path / release.VERSION_FILE
    path.parent.mkdir(parents=True)
    path.write_text('__version__ = "1.2.3"\n')
    identity = ("-c", "user.name=a", "-c", "user.email=a@localhost")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "a"), ("tag", "v1.2.3"), ("tag", "v1.2.4")):
        subprocess.run(["git", *identity, *command], cwd=tmp_path, check=True)
    assert release.check_tag(tmp_path, "v1.2.3") == "1.2.3"
    for wrong in ("v1.2.4", "v1.2.5"):
        with pytest.raises(release.ReleaseError, match="no tag"):
            release.check_tag(tmp_path, wrong)


def commit(tree: Path, *tag: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "tag.gpgSign=false")
    for command in (("add", "-A"), ("commit", "-q", "--allow-empty", "-m", "a"), *(("tag", name) for name in tag)):
        subprocess.run(["git", *identity, *command], cwd=tree, check=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "plugins" / "filewright").mkdir(parents=True)
    (tmp_path / "plugins" / "filewright" / "__init__.py").write_text("")
    (tmp_path / "plugins" / "filewright" / "errors.py").write_text("def call(a):\n    pass\n")
    (tmp_path / release.VERSION_FILE).write_text('__version__ = "0.1.0"\n')
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {}\n")
    (tmp_path / "changes").mkdir()
    return tmp_path


@pytest.mark.parametrize(("version", "refused"), [("0.2.0", True), ("0.1.1", True), ("1.0.0", False), ("1.1.0", False)])
def test_a_tag_whose_bump_is_too_small_is_not_built(version: str, refused: bool, tree: Path) -> None:
    commit(tree, "v0.1.0")
    (tree / "plugins" / "filewright" / "errors.py").write_text("def call(a, b):\n    pass\n")
    commit(tree, f"v{version}")
    if refused:
        with pytest.raises(release.ReleaseError, match=r"too small: since v0\.1\.0 the differences ask for 1\.0\.0"):
            release.check_tagged_bump(tree, version)
    else:
        release.check_tagged_bump(tree, version)


def test_a_major_release_says_what_breaks(tree: Path) -> None:
    (tree / "changes" / "+a.feature.md").write_text("More.\n")
    release.check_told(tree, "minor")
    with pytest.raises(release.ReleaseError, match="what breaks"):
        release.check_told(tree, "major")
    (tree / "changes" / "+b.breaking.md").write_text("Less.\n")
    release.check_told(tree, "major")


def test_a_later_release_has_something_to_tell(tree: Path) -> None:
    commit(tree)
    release.check_worth_it(tree)
    commit(tree, "v0.1.0")
    with pytest.raises(release.ReleaseError, match=r"new since v0\.1\.0"):
        release.release(tree, wanted=None, pythons={}, tag=True)
    (tree / "changes" / "+a.bugfix.md").write_text("Fixed.\n")
    release.check_worth_it(tree)


def test_fragments_join_a_section_that_is_there(tree: Path) -> None:
    pytest.importorskip("towncrier")
    (tree / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    before = "# Changelog\n\n<!-- what follows was released -->\n\n"
    older = "## 0.0.1 (2020-01-01)\n\n- Old.\n"
    (tree / "CHANGELOG.md").write_text(f"{before}## 0.1.0 (not released)\n\n- First.\n\n{older}")
    (tree / "changes" / "+a.feature.md").write_text("More.\n")
    commit(tree)
    release.write_release(tree, "0.1.0")
    written = (tree / "CHANGELOG.md").read_text()
    assert written.count("## 0.1.0 (") == 1
    assert written.index("- First.") < written.index("### Added") < written.index("- More.") < written.index("- Old.")
    assert not release.fragments(tree)


def test_two_builds_that_differ_are_refused(tmp_path: Path) -> None:
    one, two = tmp_path / "1" / "a.whl", tmp_path / "2" / "a.whl"
    for path, content in ((one, b"a"), (two, b"b")):
        path.parent.mkdir()
        path.write_bytes(content)
    release.check_same([one], [one])
    with pytest.raises(release.ReleaseError, match="Two builds"):
        release.check_same([one], [two])


def test_changes_without_a_commit_are_refused(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    release.check_clean(tmp_path)
    (tmp_path / "a").write_text("")
    with pytest.raises(release.ReleaseError, match="not committed"):
        release.check_clean(tmp_path)


OLD = """def call(a, b=1):
    pass


class It:
    def do(self):
        pass
"""
SURFACES = {
    "the same": (OLD, "none"),
    "a function more": (OLD + "\n\ndef more():\n    pass\n", "minor"),
    "a private function more": (OLD + "\n\ndef _more():\n    pass\n", "none"),
    "an optional parameter more": (OLD.replace("b=1", "b=1, c=2"), "minor"),
    "a required parameter more": (OLD.replace("a, b=1", "a, c, b=1"), "major"),
    "a parameter less": (OLD.replace(", b=1", ""), "major"),
    "a method less": (OLD.replace("def do", "def _do"), "major"),
    "a class less": (OLD.replace("class It", "class _It"), "major"),
}


@pytest.mark.parametrize("case", SURFACES)
def test_a_surface(case: str, tmp_path: Path) -> None:
    code, bump = SURFACES[case]
    for tree, text in (("old", OLD), ("new", code)):
        module = tmp_path / tree / "plugins" / "filewright" / "errors.py"
        module.parent.mkdir(parents=True)
        (module.parent / "__init__.py").write_text("")
        module.write_text(text)
    packages = {"filewright": "plugins"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api_diff, "PACKAGES", packages)
        found = api_diff.changes(tmp_path / "old", tmp_path / "new")
    assert api_diff.asked_bump(found) == bump, found


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("filewright.OpenAI", True),
        ("filewright_resources.files.Files.create", True),
        ("filewright_resources.files.Files._client", False),
        ("filewright.flows.call.perform_call", False),
        ("filewright.wire.blocking.Driver", False),
        ("filewright_api.models.file_object.FileObject", True),
        ("filewright_api.models.file_object.FileObject.__init__", True),
    ],
)
def test_what_people_may_rely_on(path: str, public: bool) -> None:
    assert api_diff.is_public(path) is public


def test_code_that_no_longer_type_checks_is_a_major_difference(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "tests" / "typing").mkdir(parents=True)
    (tmp_path / "tests" / "typing" / "usage.py").write_text("from filewright import NoSuchName\n")
    type_checks, told = api_diff.still_type_checks(tmp_path)
    assert (type_checks, "NoSuchName" in told) == (False, True)
    assert api_diff.asked_bump([], type_checks) == "major"


@pytest.fixture
def shims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH that begins with shims as pyenv has them: one for each Python, none of which runs."""
    folder = tmp_path / "shims"
    folder.mkdir()
    for python in release.PYTHONS:
        shim = folder / f"python{python}"
        shim.write_text("#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n")
        shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_a_shim_that_does_not_run_is_no_python(shims: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.interpreters(release.PYTHONS, all_of_them=False) == {}
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in told] == [f"Python {python} is left out" for python in release.PYTHONS]


def test_a_python_behind_a_shim_is_found(shims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    real = tmp_path / "real" / f"python{python}"
    real.parent.mkdir()
    real.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    real.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shims}:{real.parent}")
    assert release.interpreters([python], all_of_them=True) == {python: str(real)}


def test_a_release_that_needs_a_python_says_so_before_it_builds(
    tree: Path, shims: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(release, "ROOT", tree)
    for options in (["--python", "3.12"], ["--tag"], ["--of-tag", "v0.1.0"]):
        assert release.main(options) == 1
        assert "No Python 3." in capsys.readouterr().err
    assert not (tree / "dist").exists()
