"""Deleting many files, adding up what is stored, and finding what is there twice."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from filewright import AuthenticationError, ConfigurationError


class Ages:
    """Gives files of the server another age."""

    def __init__(self, server: Any) -> None:
        self.server = server

    def add(self, name: str, content: bytes = b"x", purpose: str = "user_data", days: float = 0) -> str:
        store, now = self.server.store, time.time()
        clock, store._clock = store._clock, lambda: now - days * 86400
        try:
            with store.incoming() as incoming:
                incoming.write(content)
                return str(store.add_file(incoming, name, purpose).id)
        finally:
            store._clock = clock


@pytest.fixture
def ages(server: Any) -> Ages:
    made = Ages(server)
    made.add("old.txt", b"12345", days=40)
    made.add("new.txt", b"123", days=1 / 24)
    made.add("old.jsonl", b"{}\n", "batch", days=10)
    made.add("new.jsonl", b"{}\n{}\n", "batch", days=2)
    return made


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ({"purpose": "batch"}, ["new.txt", "old.txt"]),
        ({"older_than": "30d"}, ["new.jsonl", "new.txt", "old.jsonl"]),
        ({"newer_than": timedelta(days=3)}, ["old.jsonl", "old.txt"]),
        ({"match": "*.txt", "exclude": "new*"}, ["new.jsonl", "new.txt", "old.jsonl"]),
        ({"max_size": 3}, ["new.jsonl", "old.txt"]),
        ({"everything": True}, []),
        ({"purpose": "batch", "older_than": "1w"}, ["new.jsonl", "new.txt", "old.txt"]),
    ],
)
def test_what_is_chosen_is_deleted(bench: Any, ages: Ages, choice: dict[str, Any], left: list[str]) -> None:
    planned = bench.do(bench.client().transfers.delete, **choice, dry_run=True)
    assert len(bench.names()) == 4
    report = bench.do(bench.client().transfers.delete, **choice)
    assert bench.names() == left
    assert report.deleted == planned.planned == 4 - len(left)


def test_no_choice_deletes_nothing(bench: Any, ages: Ages) -> None:
    with pytest.raises(ConfigurationError, match="No files to delete were selected"):
        bench.do(bench.client().transfers.delete)
    assert len(bench.names()) == 4


def test_the_oldest_go_first_up_to_a_limit(bench: Any, ages: Ages) -> None:
    report = bench.do(bench.client().transfers.delete, everything=True, max_delete=2)
    assert (report.deleted, report.stopped) == (2, "max_delete")
    assert bench.names() == ["new.jsonl", "new.txt"]


def test_the_files_of_a_batch(blocking: Any, ages: Ages) -> None:
    client = blocking.client()
    line = b'{"custom_id":"1","method":"POST","url":"/v1/responses","body":{"model":"m","input":"x"}}\n'
    file_id = ages.add("input.jsonl", line, "batch")
    batch = client.batches.create(input_file_id=file_id, endpoint="/v1/responses", completion_window="24h")
    report = client.transfers.delete(batches=batch.id)
    assert report.deleted >= 1
    assert "input.jsonl" not in blocking.names()
    assert {"new.txt", "old.txt"} <= set(blocking.names())


def test_one_that_fails_or_is_gone_does_not_end_the_others(bench: Any, ages: Ages) -> None:
    client = bench.client(max_retries=0)
    ids = {file.filename: file.id for file in ages.server.store.files(descending=False)}

    def failing(request: httpx.Request) -> httpx.Response | None:
        name = request.url.path.rpartition("/")[2]
        status = {ids["old.txt"]: 500, ids["new.txt"]: 404}.get(name)
        return httpx.Response(status, json={}) if status and request.method == "DELETE" else None

    bench.failing = failing
    report = bench.do(client.transfers.delete, everything=True)
    assert (report.deleted, report.skipped, report.failed) == (2, 1, 1)
    report = bench.do(client.transfers.delete, ids=["file-gone"])
    assert (report.skipped, report.deleted) == (1, 0)


def test_a_refused_key_ends_the_job(bench: Any, ages: Ages) -> None:
    bench.failing = lambda request: httpx.Response(401, json={}) if request.method == "DELETE" else None
    with pytest.raises(AuthenticationError):
        bench.do(bench.client().transfers.delete, everything=True)


def test_usage_adds_up(bench: Any, ages: Ages) -> None:
    client = bench.client()
    usage = bench.do(client.transfers.usage)
    assert [(share.values, share.files, share.bytes) for share in usage] == [
        (("batch",), 2, 9),
        (("user_data",), 2, 8),
    ]
    assert (usage.files, usage.bytes) == (4, 17)
    by_age = {share.values: share.files for share in bench.do(client.transfers.usage, ["purpose", "age"])}
    assert by_age == {
        ("batch", "up to 30 days"): 1,
        ("batch", "up to a week"): 1,
        ("user_data", "up to 90 days"): 1,
        ("user_data", "up to a day"): 1,
    }
    assert usage.to_dict()["shares"][0] == {"purpose": "batch", "files": 2, "bytes": 9, "unsized": 0}
    with pytest.raises(ConfigurationError, match="by is 'color'"):
        bench.do(client.transfers.usage, "color")


def test_duplicates(bench: Any, ages: Ages) -> None:
    client = bench.client()
    newest = ages.add("old.txt", b"54321")
    ages.add("old.txt", b"longer than that")
    ages.add("old.txt", b"12345", "batch")
    (by_size,) = bench.do(client.transfers.duplicates)
    assert by_size.newest.id == newest
    assert len(by_size.older) == 1
    (by_name,) = bench.do(client.transfers.duplicates, "name", purpose="user_data")
    assert len(by_name.files) == 3
    bench.do(client.transfers.delete, ids=[file.id for file in by_size.older])
    assert bench.do(client.transfers.duplicates) == []
    with pytest.raises(ConfigurationError, match="by is 'color'"):
        bench.do(client.transfers.duplicates, "color")


def test_reports_and_usage_show_themselves_in_notebooks(blocking: Any, ages: Ages) -> None:
    client = blocking.client()
    assert "<th>deleted</th><td>2</td>" in client.transfers.delete(purpose="batch")._repr_html_()
    assert "2 files, 8 B" in client.transfers.usage()._repr_html_()
    ages.add("<b>.txt")
    page = client.files.list()
    shown = page._repr_html_()
    assert shown.count("<tr>") == 1 + len(page.data)
    assert "<td>&lt;b&gt;.txt</td>" in shown
    shown = next(file for file in page.data if file.filename == "<b>.txt")._repr_html_()
    assert "<th>filename</th><td>&lt;b&gt;.txt</td>" in shown
    assert "<b>.txt" not in shown
    newest = ages.add("<b>.txt")
    (alike,) = client.transfers.duplicates("name", purpose="user_data")
    shown = alike._repr_html_()
    assert f"<td>{newest}</td><td>&lt;b&gt;.txt</td>" in shown
    assert shown.count("<tr>") == 3
    blocking.failing = lambda request: httpx.Response(500, text="<i>") if request.method == "DELETE" else None
    report = client.with_options(max_retries=0).transfers.delete(match="<*")
    assert "<i>" not in report._repr_html_()
    shown = next(report.failures())._repr_html_()
    assert "<th>status</th><td>failed</td>" in shown
    assert "&lt;i&gt;" in shown
    assert "<i>" not in shown
