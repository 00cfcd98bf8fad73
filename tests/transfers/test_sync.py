"""Plans and syncs: what differs and why, kept as lines of JSON, and carried out."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import ConfigurationError, SourceNotFoundError
from filewright.transfers import Operation, Plan


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        (folder / name).write_bytes(name.encode())
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    return folder


def actions(plan: Any) -> dict[str, str]:
    return {operation.name: operation.action for operation in plan}


def touch(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    os.utime(path, (time.time() + 60, time.time() + 60))


def test_a_folder_is_kept_in_step(bench: Any, site: Path) -> None:
    client = bench.client()
    first = bench.do(client.transfers.sync, site, purpose="assistants", delete=True)
    assert (first.uploaded, first.deleted, first.replaced) == (3, 0, 0)
    again = bench.do(client.transfers.sync, site, purpose="assistants", delete=True)
    assert (again.done, again.skipped) == (0, 3)

    touch(site / "a.txt", b"longer than before")
    touch(site / "b.txt", b"B.txt")  # of the same size
    (site / "sub" / "c.txt").unlink()
    (site / "d.txt").write_bytes(b"d")
    plan = bench.do(client.transfers.plan, site, purpose="assistants", delete=True)
    assert actions(plan) == {"a.txt": "replace", "b.txt": "replace", "c.txt": "delete", "d.txt": "upload"}
    report = bench.do(client.transfers.sync, site, purpose="assistants", delete=True)
    assert (report.uploaded, report.replaced, report.deleted) == (3, 2, 1)
    assert bench.names() == ["a.txt", "b.txt", "d.txt"]
    assert bench.contents() == {"a.txt": b"longer than before", "b.txt": b"B.txt", "d.txt": b"d"}


def test_nothing_is_deleted_unless_it_is_asked_for(bench: Any, site: Path) -> None:
    client = bench.client()
    bench.do(client.transfers.sync, site, purpose="assistants")
    (site / "a.txt").unlink()
    assert bench.do(client.transfers.sync, site, purpose="assistants").done == 0
    assert bench.names() == ["a.txt", "b.txt", "c.txt"]


def test_without_a_journal_names_sizes_and_times_decide(blocking: Any, site: Path, tmp_path: Path) -> None:
    client = blocking.client()
    client.transfers.sync(site, purpose="assistants")
    plan = client.transfers.plan(site, purpose="assistants", journal=tmp_path / "other")
    assert set(actions(plan).values()) == {"skip"}
    touch(site / "a.txt", b"A.txt")
    plan = client.transfers.plan(site, purpose="assistants", journal=tmp_path / "other")
    assert actions(plan) == {"a.txt": "replace", "b.txt": "skip", "c.txt": "skip"}
    assert all(operation.reason for operation in plan)


def test_what_was_deleted_at_the_server_is_sent_again(blocking: Any, site: Path) -> None:
    client = blocking.client()
    client.transfers.sync(site, purpose="assistants")
    client.transfers.delete(match="a.txt")
    report = client.transfers.sync(site, purpose="assistants")
    assert (report.uploaded, report.skipped) == (1, 2)
    assert blocking.names() == ["a.txt", "b.txt", "c.txt"]


def test_two_files_of_one_name_are_refused(blocking: Any, site: Path) -> None:
    (site / "sub" / "a.txt").write_bytes(b"another")
    report = blocking.client().transfers.sync(site, purpose="assistants", delete=True)
    assert (report.uploaded, report.failed) == (3, 1)
    (failure,) = report.failures()
    assert "another file of the folder has this name" in str(failure.error)


def test_a_plan_is_saved_loaded_and_applied(bench: Any, site: Path, tmp_path: Path) -> None:
    client = bench.client()
    bench.do(client.transfers.sync, site, purpose="assistants")
    touch(site / "a.txt", b"new")
    (site / "b.txt").unlink()
    bench.do(client.transfers.plan, site, purpose="assistants", delete=True).save(tmp_path / "plan.jsonl")
    header, *lines = [json.loads(line) for line in (tmp_path / "plan.jsonl").read_text().splitlines()]
    assert header["summary"] == {"upload": 0, "replace": 1, "delete": 1, "skip": 1, "refuse": 0, "bytes": 3}
    assert [line["action"] for line in lines if line["name"] != "c.txt"] == ["replace", "delete"]
    report = bench.do(client.transfers.apply, tmp_path / "plan.jsonl")
    assert (report.uploaded, report.replaced, report.deleted, report.skipped) == (1, 1, 1, 1)
    assert bench.names() == ["a.txt", "c.txt"]
    # Applied once more, it changes nothing.
    report = bench.do(client.transfers.apply, tmp_path / "plan.jsonl")
    assert report.done == 0
    assert bench.names() == ["a.txt", "c.txt"]


def test_a_file_that_changed_since_the_plan_is_refused_and_nothing_is_deleted(bench: Any, site: Path) -> None:
    client = bench.client()
    bench.do(client.transfers.sync, site, purpose="assistants")
    (site / "b.txt").unlink()
    touch(site / "a.txt", b"new")
    (site / "d.txt").write_bytes(b"d")
    plan = bench.do(client.transfers.plan, site, purpose="assistants", delete=True)
    touch(site / "a.txt", b"newer")
    report = bench.do(client.transfers.apply, plan)
    assert (report.uploaded, report.failed, report.deleted, report.replaced) == (1, 1, 0, 0)
    assert [type(failure.error).__name__ for failure in report.failures()] == ["SourceChangedError"]
    assert bench.names() == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_what_could_not_be_replaced_stays(bench: Any, site: Path) -> None:
    client = bench.client(max_retries=0)
    bench.do(client.transfers.sync, site, purpose="assistants")
    for name in ("a.txt", "b.txt"):
        touch(site / name, b"changed: " + name.encode())

    def failing(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(400, json={}) if request.extensions.get("name") == "a.txt" else None

    bench.failing = failing
    report = bench.do(client.transfers.sync, site, purpose="assistants")
    assert (report.uploaded, report.replaced, report.failed) == (1, 1, 1)
    assert bench.names() == ["a.txt", "b.txt", "c.txt"]
    bench.failing = lambda _request: None
    assert bench.do(client.transfers.sync, site, purpose="assistants").replaced == 1


def test_deletions_have_a_limit(blocking: Any, site: Path) -> None:
    client = blocking.client()
    client.transfers.sync(site, purpose="assistants")
    for name in ("a.txt", "b.txt"):
        (site / name).unlink()
    report = client.transfers.sync(site, purpose="assistants", delete=True, max_delete=1)
    assert (report.deleted, report.stopped) == (1, "max_delete")


def test_a_plan_is_for_one_server(blocking: Any, site: Path) -> None:
    plan = blocking.client().transfers.plan(site, purpose="assistants")
    with pytest.raises(ConfigurationError, match="The plan is for"):
        blocking.client(base_url="http://127.0.0.1:9/v1").transfers.apply(plan)
    assert blocking.sent("POST") == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a plan of version 1"),
        ("nonsense", "Line 1 of .* is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"filewright_plan": 2}', "is not a plan of version 1"),
        ('{"filewright_plan": 1}', "has no 'destination'"),
        (
            '{"filewright_plan": 1, "destination": "d", "purpose": "p", "folder": "f", "created": 1}\n{"a": 1}',
            "not an operation",
        ),
    ],
)
def test_what_is_no_plan_is_refused(blocking: Any, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "plan").write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        blocking.client().transfers.apply(tmp_path / "plan")
    with pytest.raises(ConfigurationError, match="plan is 3"):
        blocking.client().transfers.apply(3)
    with pytest.raises(SourceNotFoundError):
        blocking.client().transfers.apply(tmp_path / "missing")


def test_a_plan_survives_being_saved(tmp_path: Path) -> None:
    plan = Plan("here", "batch", "/folder")
    made = [
        Operation("upload", "new", f"{number}.txt", f"/folder/{number}.txt", number, number) for number in range(2500)
    ]
    plan.extend(made)
    plan.save(tmp_path / "plan")
    loaded = Plan.load(tmp_path / "plan")
    assert list(loaded) == made
    assert loaded.header() == plan.header()
    assert loaded.has_changes
    plan.close()
    loaded.close()
