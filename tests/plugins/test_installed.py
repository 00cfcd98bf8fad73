"""Installed plugins are found wherever the standard library finds them; without any, it is not even asked."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filewright.host import installed

ENTRIES = "[console_scripts]\na = b\n\n[filewright]\nstranger = somewhere\n"
METADATA = "Metadata-Version: 2.1\nName: stranger\nVersion: 1\n"
FILES = {
    "dist-info": ("stranger-1.dist-info/METADATA", "stranger-1.dist-info/entry_points.txt"),
    "egg-info": ("stranger.egg-info/PKG-INFO", "stranger.egg-info/entry_points.txt"),
    "egg": ("stranger.egg/EGG-INFO/PKG-INFO", "stranger.egg/EGG-INFO/entry_points.txt"),
}


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    installed.entry_points.cache_clear()
    yield
    installed.entry_points.cache_clear()


def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The groups for which the standard library is asked."""
    groups: list[str] = []
    found = importlib.metadata.entry_points
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: groups.append(group) or found(group=group))
    return groups


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("is_archive", [False, True])
def test_a_plugin_is_found(kind: str, is_archive: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    description, entries = FILES[kind]
    site = tmp_path / ("stranger.egg" if kind == "egg" else "site")
    description, entries = description.removeprefix("stranger.egg/"), entries.removeprefix("stranger.egg/")
    if is_archive:
        with zipfile.ZipFile(site, "w") as archive:
            archive.writestr(description, METADATA)
            archive.writestr(entries, ENTRIES)
    else:
        (site / entries).parent.mkdir(parents=True)
        (site / description).write_text(METADATA)
        (site / entries).write_text(ENTRIES)
    monkeypatch.setattr(sys, "path", [str(site)])
    assert [each.value for each in installed.entry_points()] == ["somewhere"]


def test_finders_of_others_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        def find_spec(self, *_: object) -> None:
            return None

        def find_distributions(self, _: object) -> list[object]:
            return []

    groups = asked(monkeypatch)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert installed.entry_points() == ()
    assert groups == ["filewright"]


def test_without_plugins_nothing_is_imported_to_find_them(tmp_path: Path) -> None:
    (tmp_path / "other-1.dist-info").mkdir()
    (tmp_path / "other-1.dist-info" / "entry_points.txt").write_text("[filewright.other]\na = b\n")
    program = (
        "import sys, filewright; from filewright.host.installed import entry_points;"
        f"sys.path.append({str(tmp_path)!r}); sys.path.append({str(tmp_path / 'none')!r});"
        "assert entry_points() == (); print('importlib.metadata' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
