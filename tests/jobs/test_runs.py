"""Jobs, from requests to rows: every request has one outcome, whatever the server does."""

from __future__ import annotations

import csv
import json
import random
import threading
from collections.abc import Callable
from pathlib import Path

import anyio
import httpx
import pytest
from filewright import errors, jsonl

from .conftest import End, answered, refused, requests


def run(server, given, **options):
    with server.client() as client:
        return client.batches.run(given, **{"output": "out.jsonl", "poll_interval": 0, **options})


def rows():
    return [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]


def statuses():
    return {row["custom_id"]: row["status"] for row in rows()}


def test_requests_become_rows_in_their_order(server):
    server.script = lambda given, _: End(random.Random(1).sample([answered(each) for each in given], len(given)))
    report = run(server, requests(10), max_lines=4)
    assert (report.ok, report.failed, report.total, len(report.batches)) == (10, 0, 10, 3)
    assert [row["custom_id"] for row in rows()] == [f"id-{n}" for n in range(10)]
    first = rows()[0]
    assert first["response"]["body"]["choices"][0]["message"]["content"] == "re id-0"
    assert (first["status"], first["attempts"], first["error"]) == ("ok", 1, None)
    assert report.batches[first["batch_id"]] == "completed"
    assert report.retry_file is None
    assert report.usage == {"m-2026-01-01": {"prompt_tokens": 30, "completion_tokens": 20, "total_tokens": 50}}
    assert list(report.rows()) == rows()


def test_rows_may_come_in_the_order_of_results(server):
    server.script = lambda given, _: End([answered(each) for each in reversed(given[1:])])
    run(server, requests(4), ordered=False)
    assert [row["custom_id"] for row in rows()] == ["id-3", "id-2", "id-1", "id-0"]


def test_tables_may_be_in_the_order_of_results_too(server):
    server.script = lambda given, _: End([answered(given[place]) for place in (3, 0, 2, 1)])
    run(server, requests(4), ordered=False, output="out.csv")
    with open("out.csv", newline="", encoding="utf-8") as file:
        table = [(row["custom_id"], row["text"]) for row in csv.DictReader(file)]
    assert table == [(f"id-{n}", f"re id-{n}") for n in (3, 0, 2, 1)]


def test_batches_are_made_of_one_endpoint_and_model_and_carry_the_job(server):
    given = [*requests(2, "a"), *requests(4, "b")[2:]]
    report = run(server, given, metadata={"team": "x"}, completion_window="24h", output_expires_after=7200)
    assert [each["endpoint"] for each in server.created] == ["/v1/chat/completions"] * 2
    metadata = server.created[1]["metadata"]
    assert metadata["team"] == "x"
    assert metadata["filewright_job"] == report.job
    assert len(metadata["filewright_sha256"]) == 64
    assert server.created[0]["output_expires_after"] == {"anchor": "created_at", "seconds": 7200}


ODD = [
    # what the batch ends with for requests 0 to 3, and what becomes of them
    (lambda r: End([answered(each) for each in r]), ["ok"] * 4),
    (lambda r: End([answered(r[0])], [answered(each, {"error": {"code": "x"}}, 400) for each in r[1:]]), "ok http"),
    (lambda r: End([answered(r[0])], [refused(each) for each in r[1:]], "expired"), "ok expired"),
    (lambda r: End([answered(r[0])], status="expired"), "ok expired"),
    (lambda r: End([answered(r[0])], [refused(r[1], "batch_cancelled")], "cancelled"), "ok cancelled"),
    (lambda r: End([answered(r[0])], no_file=""), "ok missing"),
    (lambda r: End(errors=[refused(each, "server_error") for each in r]), ["http_error"] * 4),
    (lambda r: End(errors=[answered(each, {"error": {}}, 500) for each in r]), ["http_error"] * 4),
    (lambda r: End(status="failed", faults=[{"code": "invalid", "message": "Bad.", "line": 2}]), ["not_run"] * 4),
    (lambda r: End(status="completed"), ["missing"] * 4),
    # LiteLLM-shaped: 200 with an error as the body; no status_code; a response that is null, without an error
    (lambda r: End([answered(each, {"error": {"message": "x"}}) for each in r]), ["http_error"] * 4),
    (lambda r: End([{"custom_id": each["custom_id"], "response": {"body": {"id": 1}}} for each in r]), ["ok"] * 4),
    (lambda r: End([{"custom_id": each["custom_id"], "response": None} for each in r]), ["http_error"] * 4),
    # vLLM-shaped: an error without a body; an error that is text
    (lambda r: End([{**answered(each, {}), "error": "too long"} for each in r]), ["http_error"] * 4),
]
SHORT = {
    "ok http": ["ok", *["http_error"] * 3],
    "ok expired": ["ok", *["expired"] * 3],
    "ok cancelled": ["ok", *["cancelled"] * 3],
    "ok missing": ["ok", *["missing"] * 3],
}


@pytest.mark.parametrize("number", range(len(ODD)))
def test_every_request_has_one_outcome(server, number):
    script, expected = ODD[number]
    server.script = lambda given, _: script(given)
    report = run(server, requests(4))
    expected = SHORT.get(expected, expected) if isinstance(expected, str) else expected
    assert list(statuses().values()) == expected
    assert {name: count for name, count in report.counts.items() if count} == {
        name: expected.count(name) for name in expected
    }
    assert sum(report.counts.values()) == report.total == len(rows()) == 4
    for row in rows():
        assert (row["error"] is None and row["response"] is not None) or row["status"] != "ok"


def test_a_row_says_why(server):
    faults = [{"code": "model_not_found", "message": "No such model.", "line": None}]
    server.script = lambda *_: End(status="failed", faults=faults)
    run(server, requests(1))
    assert rows()[0]["error"] == {"code": "model_not_found", "message": "No such model."}
    Path("out.jsonl.journal").unlink()
    server.script = lambda *_: End()
    run(server, requests(1))
    assert rows()[0]["error"]["code"] == "missing"


def test_lines_that_cannot_be_read_harm_no_others(server):
    def script(given, _):
        whole = [json.dumps(answered(each)).encode() for each in given]
        return End([whole[0], whole[1][:-5], whole[2].replace(b"re id", b"r\xff id"), b"\x00\x01", whole[4]])

    server.script = script
    report = run(server, requests(5))
    assert list(statuses().values()) == ["ok", "unreadable", "unreadable", "missing", "ok"]
    assert report.unattributed == 1
    assert "byte" in rows()[1]["error"]["message"]


def test_strays_and_second_results_are_counted_and_the_good_one_is_kept(server):
    def script(given, _):
        bad = answered(given[0], {"error": {}}, 500)
        return End([bad, answered(given[0]), answered(given[0], {"second": 1}), answered({"custom_id": "stranger"})])

    server.script = script
    report = run(server, requests(1))
    assert (report.ok, report.strays, report.doubled) == (1, 1, 2)
    assert "choices" in rows()[0]["response"]["body"]


def test_what_may_go_well_is_sent_again_and_the_rest_is_not(server):
    def script(given, number):
        if number:
            return End([answered(each) for each in given])
        bad = [answered(given[0], {"error": {}}, 400), answered(given[1], {"error": {}}, 429), refused(given[2])]
        return End([answered(given[3])], bad, "expired")

    server.script = script
    report = run(server, requests(6), retries=3)
    assert report.counts["http_error"] == 1
    assert (report.ok, report.rounds) == (5, 2)
    assert {row["custom_id"]: row["attempts"] for row in rows()} == {
        "id-0": 1,
        "id-1": 2,
        "id-2": 2,
        "id-3": 1,
        "id-4": 2,
        "id-5": 2,
    }
    assert report.retry_file is None


def test_what_is_left_to_send_again_is_in_a_file_as_it_was(server):
    given = requests(4)
    Path("in.jsonl").write_text("".join(json.dumps(each) + "  \n\n" for each in given))
    server.script = lambda r, number: End() if number else End([answered(r[0])], [answered(r[1], {"error": {}}, 400)])
    report = run(server, "in.jsonl", retries=1)
    assert report.retry_file == "out.retry.jsonl"
    assert Path("out.retry.jsonl").read_text() == "".join(json.dumps(each) + "  \n" for each in given[2:])
    assert report.counts == {**dict.fromkeys(report.counts, 0), "ok": 1, "http_error": 1, "missing": 2}
    assert report.rounds == 2


def test_lines_that_a_failed_batch_names_are_not_sent_again(server):
    fault = {"code": "invalid_json_line", "message": "Bad.", "line": 2}
    server.script = lambda r, number: (
        End([answered(each) for each in r]) if number else End(status="failed", faults=[fault])
    )
    report = run(server, requests(3), retries=1)
    assert list(statuses().values()) == ["ok", "not_run", "ok"]
    assert rows()[1]["error"] == {"code": "invalid_json_line", "message": "Bad."}
    assert report.rounds == 2


def test_a_batch_over_the_limit_of_tokens_is_made_again_later(server):
    limit = [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached.", "line": None}]
    server.script = lambda r, number: (
        End(status="failed", faults=limit) if number in {1, 2} else End([answered(each) for each in r], looks=2)
    )
    report = run(server, requests(4), max_lines=2)
    assert report.ok == 4
    assert sorted(report.batches.values()) == ["completed", "completed", "failed", "failed"]
    assert len({each["input_file_id"] for each in server.created}) == 2  # nothing was uploaded twice
    assert report.rounds == 1
    shards = [each["metadata"]["filewright_shard"] for each in server.created]
    assert {*shards} >= {"r1-00001-1", "r1-00002-1"}
    assert sorted(shard.rpartition("-")[2] for shard in shards) == ["1", "1", "2", "3"]


def test_a_batch_that_is_always_over_the_limit_of_tokens_fails_in_the_end(server, monkeypatch):
    monkeypatch.setattr("filewright.jobs.shards.MAX_PUT_BACK", 3)
    limit = [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached.", "line": None}]
    server.script = lambda r, number: End(status="failed", faults=limit)
    report = run(server, requests(2))
    assert (report.ok, len(server.created), len(report.batches)) == (0, 4, 4)
    assert [row["error"]["code"] for row in rows()] == ["token_limit_exceeded"] * 2


def test_batches_are_begun_within_the_tokens_and_the_number_that_may_be_open(server):
    most = []

    def script(given, _):
        most.append(sum(each["status"] in {"validating", "in_progress"} for each in server.batches.values()) + 1)
        return End([answered(each) for each in given], looks=2)

    server.script = script
    size = len(json.dumps(requests(1)[0], separators=(",", ":"))) // 4 + 2
    assert run(server, requests(6), max_enqueued_tokens=2 * size, max_lines=1).ok == 6
    assert max(most) == 2
    most.clear()
    Path("out.jsonl.journal").unlink()
    assert run(server, requests(6), max_open_batches=3, max_lines=1).ok == 6
    assert max(most) == 3


def test_one_list_a_round_tells_of_all_batches(server):
    server.script = lambda r, _: End([answered(each) for each in r], looks=3)
    run(server, requests(8), max_lines=1)
    assert 0 < sum(call == "GET /batches" for call in server.calls) <= 6
    assert not any(call.startswith("GET /batches/") for call in server.calls)


def test_a_server_without_a_list_is_asked_for_each_batch(server):
    server.can_list = False
    assert run(server, requests(4), max_lines=2).ok == 4
    assert server.calls.count("GET /batches") == 1


def test_results_are_judged_by_the_caller(server):
    def judge(row):
        if row["custom_id"] == "id-1":
            raise ValueError("no")
        return row["text"] != "re id-2"

    report = run(server, requests(4), validate=judge)
    assert list(statuses().values()) == ["ok", "invalid", "invalid", "ok"]
    assert rows()[1]["error"]["code"] == "invalid"
    assert len(Path(report.retry_file).read_text().splitlines()) == 2


def test_final_rows_are_handed_on_as_they_come(server):
    server.script = lambda r, number: End([answered(each) for each in (r if number else r[1:])])
    seen = []
    run(server, requests(3), retries=1, on_result=lambda row: seen.append((row["custom_id"], row["status"])))
    assert seen == [("id-1", "ok"), ("id-2", "ok"), ("id-0", "ok")]


def test_progress_goes_through_its_phases(server, capsys):
    server.script = lambda r, _: End([answered(each) for each in r], looks=2)
    seen = []
    run(server, requests(4), max_lines=2, progress=seen.append)
    phases = list(dict.fromkeys(each.phase for each in seen))
    assert phases == ["checking", "uploading", "in_progress", "downloading", "joining", "done"] or "queued" in phases
    assert (seen[-1].ended, seen[-1].completed, seen[-1].requests) == (2, 4, 4)
    Path("out.jsonl.journal").unlink()
    run(server, requests(4), progress=True)
    assert "filewright: done: 1/1 batches, 4/4 requests" in capsys.readouterr().err


def test_progress_counts_what_failed(server):
    server.script = lambda r, number: End([answered(r[0], status=200 if number else 400)], looks=number)
    seen = []
    run(server, requests(2), max_lines=1, progress=seen.append)
    assert (seen[-1].completed, seen[-1].failed) == (1, 1)
    assert {each.failed for each in seen} <= {0, 1}


def test_costs_are_told_where_prices_are_given(server):
    assert run(server, requests(2)).cost is None
    Path("out.jsonl.journal").unlink()
    report = run(server, requests(2), prices={"m": (1.0, 10.0)})
    assert report.cost == pytest.approx((6 * 1 + 4 * 10) / 1e6)
    Path("out.jsonl.journal").unlink()
    assert run(server, requests(2), prices={"other": (1, 1)}).cost is None


def test_files_are_deleted_on_demand(server):
    run(server, requests(4), max_lines=2)
    assert server.deleted == []
    Path("out.jsonl.journal").unlink()
    report = run(server, requests(4), max_lines=2, delete_files=True)
    assert len(server.deleted) == 4
    assert report.undeleted == []


def test_tables_are_written(server):
    server.script = lambda r, _: End([answered(r[0])])
    run(server, requests(2), output="out.csv")
    with open("out.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [(row["custom_id"], row["status"], row["status_code"], row["text"]) for row in table] == [
        ("id-0", "ok", "200", "re id-0"),
        ("id-1", "missing", "", ""),
    ]
    assert json.loads(table[1]["error"])["code"] == "missing"


def test_parquet_is_written(server):
    parquet = pytest.importorskip("pyarrow.parquet")
    server.script = lambda r, _: End([answered(r[0])])
    run(server, requests(2), output="out.parquet")
    table = parquet.read_table("out.parquet").to_pylist()
    assert [(row["custom_id"], row["status"], row["status_code"], row["text"]) for row in table] == [
        ("id-0", "ok", 200, "re id-0"),
        ("id-1", "missing", None, None),
    ]


def test_bad_requests_are_refused_before_anything_is_sent(server):
    for given, said in (
        ([{"custom_id": "a"}], "The requests cannot be used as a batch file: line 1.*3 errors"),
        ([*requests(1), *requests(1)], "duplicate_custom_id"),
        ([], "empty_file"),
    ):
        with pytest.raises(errors.SourceError, match=said):
            run(server, given)
    with pytest.raises(errors.SourceNotFoundError):
        run(server, "none.jsonl")
    for given in (7, b"bytes", {"a": 1}, ["text"]):
        with pytest.raises(errors.ConfigurationError):
            run(server, given)
    assert server.calls == []
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"output": "out.txt"}, "output is"),
        ({"output": 7}, "output is 7"),
        ({"retries": -1}, "retries is -1"),
        ({"max_lines": 0}, "max_lines is 0"),
        ({"max_open_batches": 0}, "max_open_batches is 0"),
        ({"poll_interval": "x"}, "poll_interval"),
        ({"prices": {"m": 1}}, "prices is"),
        ({"validate": 1}, "validate is 1"),
        ({"progress": 7}, "progress is 7"),
        ({"metadata": {str(n): "x" for n in range(13)}}, "metadata is"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_sent(server, options, said):
    with pytest.raises(errors.ConfigurationError, match=said):
        run(server, requests(1), **options)
    assert server.calls == []


def test_an_output_in_no_folder_is_refused_before_anything_is_sent(server):
    with pytest.raises(errors.DestinationError):
        run(server, requests(1), output="none/out.jsonl")
    assert server.calls == []


def test_it_is_the_same_with_an_async_client(server):
    server.script = lambda r, number: End([answered(each) for each in (r if number else r[1:])])

    async def main():
        async with server.async_client() as client:
            options = {"output": "out.jsonl", "poll_interval": 0, "retries": 1, "max_lines": 3}
            return await client.batches.run(requests(7), **options)

    report = anyio.run(main)
    assert (report.ok, report.rounds) == (7, 2)
    assert [row["custom_id"] for row in rows()] == [f"id-{n}" for n in range(7)]


@pytest.mark.parametrize("is_fast", [True, False])
def test_results_that_are_not_ascii_are_read_fast_and_slowly(server, monkeypatch, is_fast):
    if not is_fast:
        for module in ("quick", "outcomes"):
            monkeypatch.setattr(f"filewright.jobs.{module}.fast_module", lambda: None)
    texts = ["Grüße, \U0001f600", "plain", "\x00\x85\u2028"]
    broken = json.dumps(answered({"custom_id": "id-3"})).encode().replace(b"re id-3", b"\xff")

    def script(given, _):
        lines = [answered(each, {"model": "m", "text": text}) for each, text in zip(given, texts, strict=False)]
        return End(lines if len(given) == 3 else [broken])

    server.script = script
    assert run(server, [*requests(3), *requests(4, "n")[3:]], output="out.jsonl").counts["missing"] == 0
    found = [json.loads(line) for line in Path("out.jsonl").read_bytes().splitlines()]
    assert [row["status"] for row in found[:3]] == ["ok", "ok", "ok"]
    assert [row["response"]["body"]["text"] for row in found[:3]] == texts
    assert found[3]["status"] == "unreadable"


class Meeting:
    """Holds requests of a kind until as many are on their way as may be, and counts those."""

    def __init__(self, most: int, fits: Callable[[httpx.Request], bool]) -> None:
        self.barrier = threading.Barrier(most)
        self.fits = fits
        self.most = self.now = 0
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> None:
        if self.fits(request):
            self.count(1)
            self.barrier.wait(30)
            self.count(-1)

    def count(self, step: int) -> None:
        with self.lock:
            self.now += step
            self.most = max(self.most, self.now)


@pytest.mark.parametrize("kind", ["uploads", "downloads"])
def test_files_are_uploaded_and_downloaded_side_by_side(server, kind):
    wanted = {"uploads": lambda r: (r.method, r.url.path) == ("POST", "/v1/files")}
    wanted["downloads"] = lambda r: r.url.path.endswith("/content")
    server.meet = meeting = Meeting(3, wanted[kind])
    report = run(server, requests(6), max_lines=1, concurrency=3)
    assert (report.ok, meeting.most, meeting.now) == (6, 3, 0)
    assert [row["custom_id"] for row in rows()] == [f"id-{n}" for n in range(6)]


def test_no_more_batches_are_begun_than_may_be_open(server):
    created = []

    def look(request):
        if request.method == "GET" and request.url.path == "/v1/batches":
            created.append(len(server.created))

    server.meet = look
    server.script = lambda r, _: End([answered(each) for each in r], looks=1)
    assert run(server, requests(6), max_lines=1, concurrency=4, max_open_batches=2).ok == 6
    assert created[0] == 2


def test_an_outage_is_waited_for_once_the_server_was_reached(server):
    down = []

    def before(request):
        if request.method == "GET" and len(down) < 8:
            down.append(request)
            raise httpx.ConnectError("down", request=request)

    server.before = before
    with server.client(max_retries=0) as client:
        assert client.batches.run(requests(4), output="out.jsonl", poll_interval=0, max_lines=2).ok == 4
    assert len(down) == 8


def test_a_server_that_is_never_reached_is_an_error_at_once(server):
    def before(request):
        raise httpx.ConnectError("down", request=request)

    server.before = before
    with server.client(max_retries=0) as client, pytest.raises(errors.APIConnectionError) as caught:
        client.batches.run(requests(4), output="out.jsonl", poll_interval=0)
    assert "client.batches.resume('out.jsonl.journal') continues the job." in caught.value.__notes__


def test_a_refusal_before_any_batch_was_created_does_not_speak_of_batches(server):
    refused_at, created = 1, 0

    def before(request):
        nonlocal created
        if (request.method, request.url.path) == ("POST", "/v1/batches"):
            created += 1
            if created == refused_at:
                return httpx.Response(400, json={"error": {"message": "This model is not served."}})
        return None

    server.before = before
    with server.client(max_retries=0) as client:
        with pytest.raises(errors.BadRequestError) as caught:
            client.batches.run(requests(4), output="out.jsonl", poll_interval=0, max_lines=2, concurrency=1)
        assert not any("resume" in note for note in getattr(caught.value, "__notes__", ()))
        refused_at = 3
        with pytest.raises(errors.BadRequestError) as caught:
            client.batches.run(requests(4), output="out.jsonl", poll_interval=0, max_lines=2, concurrency=1)
        assert any(note.startswith("The batches of the job go on") for note in caught.value.__notes__)


def test_results_that_were_deleted_leave_their_requests_missing(server):
    server.script = lambda r, _: End([answered(each) for each in r])

    def after(request, response):
        for file_id in [each for each in server.files if "-output" in server.files[each][0]]:
            del server.files[file_id]

    server.after = after
    run(server, requests(2))
    assert list(statuses().values()) == ["missing", "missing"]


def test_an_estimate_sends_nothing(server):
    with server.client() as client:
        found = client.batches.estimate(requests(5), prices={"m": (4.0, 8.0)}, max_lines=2)
    assert (found.requests, found.batches, found.models) == (5, 3, {"m": 5})
    assert found.cost == pytest.approx(found.tokens * 4 / 1e6, rel=0.05)
    assert "estimated" in str(found)
    assert "<th>requests to m</th><td>5</td>" in found._repr_html_()
    assert server.calls == []


def test_requests_of_rows_are_run_in_five_lines(server):
    rows_given = [{"text": "a"}, {"text": "b"}]
    with server.client() as client:
        to = jsonl.template("chat", model="m", prompt="{text}")
        report = client.batches.run(jsonl.convert(rows_given, to), output="out.jsonl", retries=2, poll_interval=0)
    assert [row["custom_id"] for row in report.rows()] == ["row-1", "row-2"]
    shown = report._repr_html_()
    assert "<th>ok</th><td>2</td>" in shown
    assert all(f"<th>{batch}</th><td>completed</td>" in shown for batch in report.batches)


def test_progress_keeps_what_the_server_counted_until_results_are_read(server, monkeypatch):
    own = server.end

    def end(batch, how):
        own(batch, how)
        batch["request_counts"] = {"total": 4, "completed": len(how.output), "failed": len(how.errors)}

    monkeypatch.setattr(server, "end", end)
    server.script = lambda given, _: End([answered(each) for each in given[1:]], [answered(given[0], {}, 400)])
    states = []
    with server.client() as client:
        client.batches.run(requests(4), output="out.jsonl", poll_interval=0, progress=states.append)
    found = {state.phase: (state.completed, state.failed) for state in states}
    assert found["downloading"] == found["done"] == (3, 1)


def test_a_report_says_that_the_job_had_been_finished_before(server):
    reports = []
    for _ in range(2):
        with server.client() as client:
            reports.append(client.batches.run(requests(1), output="out.jsonl", poll_interval=0))
    assert [report.was_finished for report in reports] == [False, True]
    assert reports[0] == reports[1]
    assert str(reports[1]) == f"{reports[0]}; the job had been finished before, and nothing was sent"
