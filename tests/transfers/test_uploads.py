"""Uploading many files: what is sent, what is skipped, and what one bad file does to the others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import AuthenticationError, ConfigurationError, JournalError
from filewright.transfers import Manifest, Progress, Result

NAMES = sorted([*(f"file-{number:02}.txt" for number in range(18)), "same.txt", "same.txt"])


def response_to(name: str, status: int, **headers: str) -> Callable[[httpx.Request], httpx.Response | None]:
    """Respond with a status to the upload of the file of this name."""

    def failing(request: httpx.Request) -> httpx.Response | None:
        if request.extensions.get("name") != name:
            return None
        return httpx.Response(status, json={"error": {"message": "No.", "code": "refused"}}, headers=headers)

    return failing


def test_a_folder_is_uploaded(bench: Any, folder: Path) -> None:
    report = bench.do(bench.client().transfers.upload, folder, purpose="user_data")
    assert (report.uploaded, report.skipped, report.failed, report.unknown) == (20, 0, 0, 0)
    assert report.bytes == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert report.bytes_on_wire > report.bytes
    assert report.is_complete
    assert report.resume is None
    assert bench.names() == NAMES


def test_the_same_call_begins_anew_once_it_was_finished(bench: Any, folder: Path) -> None:
    client = bench.client()
    for _ in range(2):
        assert bench.do(client.transfers.upload, folder, purpose="user_data").uploaded == 20


def test_a_named_journal_remembers_what_is_done(bench: Any, folder: Path, tmp_path: Path) -> None:
    client, journal = bench.client(), tmp_path / "job.journal"
    bench.do(client.transfers.upload, folder, purpose="user_data", journal=journal)
    requests = len(bench.requests)
    report = bench.do(client.transfers.upload, folder, purpose="user_data", journal=journal)
    assert (report.uploaded, report.skipped) == (0, 20)
    assert len(bench.requests) == requests
    # Another purpose is another destination.
    assert bench.do(client.transfers.upload, folder, purpose="assistants", journal=journal).uploaded == 20


def test_a_file_that_changed_is_sent_again(blocking: Any, folder: Path, tmp_path: Path) -> None:
    client, journal = blocking.client(), tmp_path / "job.journal"
    client.transfers.upload(folder, purpose="user_data", journal=journal)
    (folder / "logs" / "same.txt").write_bytes(b"other")
    report = client.transfers.upload(folder, purpose="user_data", journal=journal)
    assert (report.uploaded, report.skipped) == (1, 19)


def test_a_bad_file_does_not_end_the_others(bench: Any, folder: Path) -> None:
    bench.failing = response_to("file-03.txt", 400)
    (folder / "unreadable").symlink_to(folder / "gone")
    report = bench.do(bench.client().transfers.upload, folder, purpose="user_data")
    assert (report.uploaded, report.failed) == (19, 2)
    failures = {Path(result.path).name: result.to_dict()["error"] for result in report.failures()}
    assert failures["file-03.txt"]["code"] == "refused"
    assert failures["unreadable"]["code"] == "SourceNotFoundError"
    assert report.resume == f"filewright resume {report.journal}"

    bench.failing = lambda _request: None
    (folder / "unreadable").unlink()
    requests = bench.sent("POST")
    again = bench.do(bench.client().transfers.resume, report.journal)
    assert (again.uploaded, again.skipped) == (1, 19)
    assert bench.sent("POST") == requests + 1
    assert bench.names() == NAMES


def test_a_refused_key_ends_the_job_and_loses_nothing(bench: Any, folder: Path) -> None:
    wrong = bench.client(api_key="wrong")
    with pytest.raises(AuthenticationError):
        bench.do(wrong.transfers.upload, folder, purpose="user_data")
    assert bench.sent("POST") <= 16
    report = bench.do(bench.client().transfers.upload, folder, purpose="user_data")
    assert report.uploaded == 20
    assert bench.names() == NAMES


def test_a_server_that_cannot_be_reached_ends_the_job(blocking: Any, tmp_path: Path) -> None:
    blocking.failing = lambda _request: httpx.ConnectError("refused")
    contents = [(f"file-{number}", b"x") for number in range(200)]
    report = blocking.client(max_retries=0).transfers.upload(contents, purpose="user_data", journal=tmp_path / "j")
    assert report.stopped == "unreachable"
    assert 20 <= report.failed < 60
    blocking.failing = lambda _request: None
    assert blocking.client().transfers.upload(contents, purpose="user_data", journal=tmp_path / "j").uploaded == 200


@pytest.mark.parametrize(
    ("limits", "uploaded", "stopped"),
    [
        ({"max_files": 5}, 5, "max_files"),
        ({"max_files": 20}, 20, None),
        ({"max_bytes": 6, "order_by": "size"}, 3, "max_bytes"),
        ({"max_bytes": "1MiB"}, 20, None),
    ],
)
def test_limits(blocking: Any, folder: Path, limits: dict[str, Any], uploaded: int, stopped: str | None) -> None:
    report = blocking.client().transfers.upload(folder, purpose="user_data", **limits)
    assert (report.uploaded, report.stopped) == (uploaded, stopped)
    assert len(blocking.names()) == uploaded
    # What was stopped goes on; what was finished begins anew.
    kept = {"order_by": limits["order_by"]} if "order_by" in limits else {}
    assert blocking.client().transfers.upload(folder, purpose="user_data", **kept).is_complete
    assert len(blocking.names()) == (40 if stopped is None else 20)


def test_a_dry_run_sends_nothing_and_leaves_nothing(bench: Any, folder: Path, own_state: Path) -> None:
    report = bench.do(bench.client().transfers.upload, folder, purpose="user_data", dry_run=True, exclude="same.txt")
    assert (report.planned, report.done) == (18, 0)
    assert bench.requests == []
    assert not (own_state / "transfers").exists()


def test_what_is_there_by_name_and_size_is_skipped(bench: Any, folder: Path) -> None:
    client = bench.client()
    bench.do(client.transfers.upload, folder / "logs", purpose="user_data", journal=False)
    (folder / "logs" / "file-00.txt").write_bytes(b"longer")
    report = bench.do(client.transfers.upload, folder, purpose="user_data", journal=False, skip_existing=True)
    # One of those that were sent is longer now; and of the two that are named same.txt, of one size, both are there.
    assert (report.uploaded, report.skipped) == (13, 7)
    assert bench.sent("GET") == 1


def test_what_is_known_by_its_content_is_skipped(blocking: Any, folder: Path, tmp_path: Path) -> None:
    client, journal = blocking.client(), tmp_path / "j"
    client.transfers.upload(folder, purpose="user_data", journal=journal)
    (folder / "copy.txt").write_bytes((folder / "logs" / "file-00.txt").read_bytes())
    report = client.transfers.upload(folder, purpose="user_data", journal=journal, skip_existing="sha256")
    assert (report.uploaded, report.skipped) == (0, 21)


def test_results_come_one_by_one(bench: Any, folder: Path) -> None:
    results: list[Result] = []
    bench.do(bench.client().transfers.upload, folder, purpose="user_data", on_result=results.append)
    stored = {record.id: record.filename for record in bench.server.store.files(descending=False)}
    assert {result.id: result.name for result in results} == stored
    assert all(result.file is not None and result.file.id == result.id for result in results)
    assert all(len(result.sha256 or "") == 64 for result in results)


def test_contents_are_uploaded_under_their_names(bench: Any) -> None:
    contents = ((f"name-{number}", b"x" * number) for number in range(1, 6))
    report = bench.do(bench.client().transfers.upload, contents, purpose="user_data")
    assert report.uploaded == 5
    assert report.journal is None
    assert bench.names() == [f"name-{number}" for number in range(1, 6)]


def test_a_file_that_is_named_twice_is_sent_once(blocking: Any, folder: Path) -> None:
    report = blocking.client().transfers.upload([folder, folder / "logs"], purpose="user_data")
    assert report.uploaded == 20
    assert report.skipped == 7


def test_files_of_one_name_and_size_are_never_under_way_together(blocking: Any) -> None:
    under_way: list[int] = []
    most = 0
    lock = threading.Lock()

    def watched(_request: httpx.Request) -> None:
        nonlocal most
        with lock:
            under_way.append(1)
            most = max(most, len(under_way))
        threading.Event().wait(0.02)
        with lock:
            under_way.pop()

    blocking.failing = watched
    contents = [("meta.json", f"{number:04}".encode()) for number in range(10)]
    report = blocking.client().transfers.upload(contents, purpose="user_data", concurrency=8)
    assert report.uploaded == 10
    assert most == 1


def test_an_expiry_goes_out_with_each_file(blocking: Any, folder: Path) -> None:
    client = blocking.client()
    client.transfers.upload(folder / "logs", purpose="user_data", expires_after=timedelta(days=2))
    assert all(file.expires_at == file.created_at + 2 * 86400 for file in client.files.list())


def test_a_second_job_with_the_journal_is_refused(blocking: Any, folder: Path, tmp_path: Path) -> None:
    journal = tmp_path / "j"
    refused: list[str] = []

    def second(_result: Result) -> None:
        with pytest.raises(JournalError) as caught:
            blocking.client().transfers.upload(folder, purpose="user_data", journal=journal)
        refused.append(str(caught.value))

    blocking.client().transfers.upload(
        folder / "logs" / "same.txt", purpose="user_data", journal=journal, on_result=second
    )
    assert len(refused) == 1
    assert "in use by another job" in refused[0]


def test_what_is_no_journal_is_refused(blocking: Any, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(b"not a journal, but a text" * 100)
    with pytest.raises(JournalError, match="cannot be used"):
        blocking.client().transfers.upload(folder, purpose="user_data", journal=tmp_path / "j")
    with pytest.raises(JournalError, match=r"journal .* does not exist"):
        blocking.client().transfers.resume(tmp_path / "missing")


def test_a_job_of_contents_cannot_be_resumed_by_its_journal_alone(blocking: Any, tmp_path: Path) -> None:
    blocking.client().transfers.upload([("a", b"x")], purpose="user_data", journal=tmp_path / "j")
    with pytest.raises(JournalError, match="were objects of a program"):
        blocking.client().transfers.resume(tmp_path / "j")


def test_no_key_is_in_a_journal(blocking: Any, folder: Path, tmp_path: Path) -> None:
    blocking.failing = response_to("file-03.txt", 400)
    blocking.client().transfers.upload(folder, purpose="user_data", journal=tmp_path / "j")
    written = b"".join(path.read_bytes() for path in tmp_path.glob("j*"))
    assert b"file-03.txt" in written
    assert b"key-of-the-test" not in written
    assert (tmp_path / "j").stat().st_mode & 0o077 == 0


def test_a_manifest_can_be_resumed(blocking: Any, folder: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "list"
    manifest.write_text("\n".join(str(path) for path in folder.rglob("*.txt")))
    report = blocking.client().transfers.upload(Manifest(manifest), purpose="user_data", max_files=4)
    assert report.stopped == "max_files"
    assert blocking.client().transfers.resume(report.journal).uploaded == 16
    assert blocking.names() == NAMES


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"concurrency": 0}, "concurrency is 0"),
        ({"rate": "fast"}, "rate is 'fast'"),
        ({"max_files": -1}, "max_files is -1"),
        ({"skip_existing": "size"}, "skip_existing is 'size'"),
        ({"purpose": ""}, "purpose is ''"),
        ({"progress": 3}, "progress is 3"),
        ({"journal": 3}, "journal is 3"),
    ],
)
def test_bad_options_are_refused_before_anything_is_sent(
    blocking: Any, folder: Path, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        blocking.client().transfers.upload(folder, **{"purpose": "user_data", **options})
    assert blocking.requests == []


def test_a_large_file_is_watched_while_it_is_sent(blocking: Any, tmp_path: Path) -> None:
    """The second part waits until the first one has been told of."""
    size = 3 << 20
    (tmp_path / "large.bin").write_bytes(b"x" * size)
    states: list[Progress] = []
    told = threading.Event()

    def watch(progress: Progress) -> None:
        states.append(progress)
        if progress.bytes >= 1 << 20:
            told.set()

    def wait(request: httpx.Request) -> None:
        if request.url.path.endswith("/parts") and blocking.sent("POST") > 2:
            assert told.wait(30), "nothing was told of the first part"

    blocking.failing = wait
    large_files = {"threshold": 1 << 20, "part_size": 1 << 20, "concurrency": 1}
    client = blocking.client(large_files=large_files)
    report = client.transfers.upload(tmp_path / "large.bin", purpose="user_data", progress=watch)
    assert (report.uploaded, report.bytes) == (1, size)
    assert [state for state in states if not state.files and 1 << 20 <= state.bytes <= size]
    assert (states[-1].files, states[-1].bytes, states[-1].is_over) == (1, size, True)
