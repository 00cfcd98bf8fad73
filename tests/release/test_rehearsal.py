"""Each kind of change of the published API, from sync to the version that would be released."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "codegen"))

for name in ("griffe", "towncrier", "mypy", "oas_patch", "openapi_python_client"):
    pytest.importorskip(name, reason=f"{name} is not installed: run `nox -s rehearse`")

from release import rehearse  # noqa: E402

pytestmark = pytest.mark.timeout(600)  # a change is played through when a test first asks for it


def of_change(name: str) -> Any:
    """A parameter whose tests are run by one worker, which plays the change through once."""
    return pytest.param(name, marks=pytest.mark.xdist_group(name))


CHANGES = [of_change(name) for name in rehearse.CHANGES]
TOLD = {
    "new-field": ("response.checksum: field added", "checksum"),
    "new-purpose": ("value added: 'archive'", "purpose"),
    "new-parameter": ("parameter before: parameter added", "before"),
    "renamed-field": ("body.mime_type: field removed", "another name"),
    "new-resource": ("operation added", "a resource more"),
    "removed-operation": ("cancelBatch: operation removed", "an operation is gone"),
}


class Outcomes(dict[str, Any]):
    """What each change comes to; played through when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __missing__(self, name: str) -> Any:
        folder = self._folder / name
        folder.mkdir()
        self[name] = rehearse.rehearse(name, folder)
        return self[name]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        # Most of what mypy reads is the same for each change.
        patch.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))
        yield Outcomes(tmp_path_factory.mktemp("rehearsals"))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_comes_to_the_bump_that_it_asks_for(name: str, outcomes: dict[str, Any]) -> None:
    outcome, expected = outcomes[name], rehearse.CHANGES[name]
    assert outcome.asked == expected.bump
    assert outcome.synced == ("none" if expected.add else expected.bump)
    assert outcome.version == {"minor": "1.1.0", "major": "2.0.0"}[expected.bump]


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_additive_is_taken_over_and_what_breaks_is_left(name: str, outcomes: dict[str, Any]) -> None:
    change = rehearse.CHANGES[name]
    assert outcomes[name].changed is (change.decide is None or bool(change.add))


@pytest.mark.parametrize("name", CHANGES)
def test_each_step_tells_what_it_saw(name: str, outcomes: dict[str, Any]) -> None:
    difference, in_changelog = TOLD[name]
    steps = dict(outcomes[name].log)
    if not rehearse.CHANGES[name].add:
        assert difference in steps["nox -s sync -- published.json --write"]
    assert "regenerated" in steps["nox -s regenerate"]
    assert difference in steps["nox -s release, since v1.0.0"]
    assert in_changelog in outcomes[name].changelog
    assert outcomes[name].changelog.startswith(f"## {outcomes[name].version} (")


@pytest.mark.xdist_group("new-resource")
def test_a_resource_is_added_by_name_and_then_nothing_differs(outcomes: dict[str, Any]) -> None:
    steps = dict(outcomes["new-resource"].log)
    assert "4 operations added to openapi.yaml" in steps["nox -s sync -- published.json --add crates"]
    assert "0 differences" in steps["nox -s sync -- published.json"]
    surface = steps["nox -s release, since v1.0.0"]
    methods = ("create", "list", "retrieve", "delete", "poll")
    assert all(f"filewright_resources.crates.Crates.{name}: added" in surface for name in methods)


SURFACES = {
    "new-field": r"surface: additive  filewright_api\.models\.file_object\.FileObject\.checksum: added",
    "renamed-field": r"surface: breaking .*create_upload\.build_request",
    "removed-operation": r"surface: breaking .*CANCEL_BATCH",
}


@pytest.mark.parametrize("name", [of_change(name) for name in SURFACES])
def test_the_surface_changes_with_the_contract(name: str, outcomes: dict[str, Any]) -> None:
    assert re.search(SURFACES[name], dict(outcomes[name].log)["nox -s release, since v1.0.0"])


@pytest.mark.xdist_group("new-field")
def test_the_log_in_the_docs_is_of_a_rehearsal_as_it_would_be_now(outcomes: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")
    now = rehearse.as_markdown("new-field", outcomes["new-field"])
    dated = re.compile(r"\(\d{4}-\d\d-\d\d\)")
    assert dated.sub("", page) == dated.sub("", now), "run nox -s rehearse -- new-field --log docs/rehearsal.md"
