"""Which files are taken: sources, filters, shards and orders."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from filewright import ConfigurationError
from filewright.transfers import Manifest
from filewright.transfers.selection import Filters, check_sources, select


def taken(sources: Any, order_by: str | None = None, **filters: Any) -> list[str]:
    found = [entry.relative for entry in select(sources, Filters(**filters), order_by) if entry.problem is None]
    return found if order_by else sorted(found)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number, name in enumerate(("a.txt", "b.jsonl", "logs/c.txt", "logs/old/d.txt", "build/e.txt", ".hidden")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * (number + 1) * 10)
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    return tmp_path


def test_a_folder_gives_all_files_below_it(tree: Path) -> None:
    assert taken(tree) == [".hidden", "a.txt", "b.jsonl", "build/e.txt", "logs/c.txt", "logs/old/d.txt"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"include": "*.txt"}, ["a.txt", "build/e.txt", "logs/c.txt", "logs/old/d.txt"]),
        ({"include": "logs/*.txt"}, ["logs/c.txt"]),
        ({"include": "logs/**"}, ["logs/c.txt", "logs/old/d.txt"]),
        ({"include": "**/*.txt", "exclude": ["build", ".*"]}, ["a.txt", "logs/c.txt", "logs/old/d.txt"]),
        ({"include": "a.txt", "exclude": "a.*"}, []),
        ({"include": "[ab].*"}, ["a.txt", "b.jsonl"]),
        ({"include": "[!a]?txt"}, ["build/e.txt", "logs/c.txt", "logs/old/d.txt"]),
        ({"min_size": 20, "max_size": "30B"}, ["b.jsonl", "logs/c.txt"]),
        ({"max_age": "7d"}, []),
        ({"min_age": timedelta(days=7), "include": "*.jsonl"}, ["b.jsonl"]),
    ],
)
def test_filters(tree: Path, filters: dict[str, Any], expected: list[str]) -> None:
    assert taken(tree, **filters) == expected


def test_a_pattern_is_about_one_folder_and_two_stars_about_all_below(tree: Path) -> None:
    assert taken(str(tree / "*.txt")) == ["a.txt"]
    assert taken(str(tree / "*" / "*.txt")) == ["build/e.txt", "logs/c.txt"]
    assert taken(str(tree / "logs" / "**" / "*.txt")) == ["c.txt", "old/d.txt"]


def test_a_file_whose_name_holds_a_wildcard_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_bytes(b"x")
    assert taken(str(tmp_path / "a[1].txt")) == ["a[1].txt"]


def test_what_is_excluded_is_not_even_looked_at(tree: Path) -> None:
    os.symlink(tree / "gone", tree / "broken.txt")
    problems = [entry.name for entry in select(tree, Filters()) if entry.problem is not None]
    assert problems == ["broken.txt"]
    assert all(entry.problem is None for entry in select(tree, Filters(exclude="broken.*")))


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    os.symlink(tree, tree / "loop")
    assert len(taken(tree)) == 6


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    entries = list(select([tree, tree / "missing.txt"], Filters()))
    assert sorted(entry.name for entry in entries if entry.problem) == ["missing.txt", "pipe"]
    assert len(entries) == 8


@pytest.mark.parametrize("order_by", ["name", "-name", "size", "-size", "age", "-age"])
def test_orders(tree: Path, order_by: str) -> None:
    by_number = ["a.txt", "b.jsonl", "logs/c.txt", "logs/old/d.txt", "build/e.txt", ".hidden"]
    expected = sorted(by_number) if order_by.endswith("name") else by_number
    assert taken(tree, order_by) == (expected[::-1] if order_by.startswith("-") else expected)


def test_shards_share_all_files_without_an_overlap(folder: Path) -> None:
    shards = [taken(folder, shard=f"{number}/3") for number in (1, 2, 3)]
    assert sorted(name for shard in shards for name in shard) == taken(folder)
    assert all(shards)


def test_a_manifest_lists_paths_and_names(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    listed = tmp_path / "list"
    listed.write_text('a.txt\r\n\nlogs/c.txt\n{"path": "b.jsonl", "name": "renamed.jsonl"}')
    assert [(e.name, e.size) for e in select(Manifest(listed), Filters())] == [
        ("a.txt", 10),
        ("c.txt", 30),
        ("renamed.jsonl", 20),
    ]


def test_a_manifest_with_nul_takes_names_as_they_are(tree: Path, tmp_path: Path) -> None:
    odd = tree / "{odd\nname"
    odd.write_bytes(b"x")
    listed = tmp_path / "list"
    listed.write_bytes(os.fsencode(odd) + b"\0" + os.fsencode(tree / "a.txt") + b"\0")
    assert [entry.name for entry in select(Manifest(listed, null=True), Filters())] == ["{odd\nname", "a.txt"]


def test_contents_have_the_names_that_they_are_given() -> None:
    entries = list(select([("a.txt", b"one"), ("b.txt", b"three")], Filters(exclude="b.*")))
    assert [(entry.name, entry.size) for entry in entries] == [("a.txt", 3)]


def test_sources_are_read_one_by_one(tree: Path) -> None:
    asked = []

    def paths() -> Any:
        for name in ("a.txt", "b.jsonl"):
            asked.append(name)
            yield tree / name

    found = select(paths(), Filters())
    next(found)
    assert asked == ["a.txt"]


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"include": 3}, "include is 3"),
        ({"include": [""]}, "include is"),
        ({"exclude": "[z-a]"}, "'[z-a]' is not a pattern"),
        ({"min_size": "ten"}, "min_size is 'ten'"),
        ({"max_age": "soon"}, "max_age is 'soon'"),
        ({"shard": "4/3"}, "shard is '4/3'"),
        ({"shard": "0/3"}, "shard is '0/3'"),
        ({"order_by": "color"}, "order_by is 'color'"),
    ],
)
def test_bad_filters_are_refused(tree: Path, filters: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message.replace("[", r"\[")):
        taken(tree, **filters)


def test_contents_have_no_order() -> None:
    with pytest.raises(ConfigurationError, match="order_by cannot sort contents"):
        taken([("a", b"x")], "name")


@pytest.mark.parametrize("sources", [3, b"bytes", None])
def test_what_is_not_a_source_is_refused(sources: Any) -> None:
    with pytest.raises(ConfigurationError, match="sources is"):
        check_sources(sources)
