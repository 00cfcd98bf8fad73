"""Every built-in provider's flavour, played by the embedded server: what a program does with files and batches."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import UnsupportedError, UploadOutcomeUnknownError, jsonl
from filewright.embedded.api.batch_trials import BatchTrials
from filewright.embedded.store.processing import Processing
from filewright.errors import OpenAIError
from filewright.providers import Field, Provider, Purpose, built_in_providers

PROVIDERS = {each.name: each for each in built_in_providers()}
LINE = b'{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m"}}\n'
WITH_FILES = list(PROVIDERS)
WITH_JOBS = [name for name in WITH_FILES if PROVIDERS[name].lacks("create_batch", "batches") is None]
WITH_BATCHES = [name for name in WITH_JOBS if PROVIDERS[name].inline is None]
"""Those that make batches of stored files."""


def purpose_of(provider: Provider) -> str:
    """A purpose that callers upload for: batch where there is that."""
    taken = [name for name, each in provider.purposes.items() if each.uploads]
    return "batch" if not taken or "batch" in {*taken, *provider.purpose_names} else taken[0]


def upload_name(provider: Provider, purpose: str, number: int) -> str:
    known = provider.purposes.get(provider.purpose_names.get(purpose, purpose))
    limit = (known and known.limit) or provider.limit
    return f"{number}{limit.suffixes[0] if limit is not None and limit.suffixes else '.jsonl'}"


def lacks(provider: Provider, operation: str) -> bool:
    return provider.lacks(operation, "files") is not None


class Files:
    """The same calls for both clients: each method takes a client of its kind and gives what it returns."""

    def __init__(self, played: Any, asynchronous: bool) -> None:
        self.played = played
        self.asynchronous = asynchronous

    def call(self, action: Callable[[Any], Any], **options: Any) -> Any:
        if self.asynchronous:
            return self.played.run_async(action, **options)
        with self.played.client(**options) as client:
            return action(client)

    def walk(self, **arguments: Any) -> list[Any]:
        if not self.asynchronous:
            return self.call(lambda client: list(client.files.list(**arguments)))

        async def collect(client: Any) -> list[Any]:
            return [file async for file in client.files.list(**arguments)]

        return self.played.run_async(collect)

    def content(self, file_id: str) -> bytes:
        if not self.asynchronous:
            return self.call(lambda client: client.files.content(file_id).read())

        async def read(client: Any) -> bytes:
            return await (await client.files.content(file_id)).aread()

        return self.played.run_async(read)


@pytest.fixture(params=[False, True], ids=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> bool:
    return request.param


def test_transfers_know_a_purpose_by_both_names(kind: bool, play: Any, tmp_path: Path) -> None:
    files = Files(play("together"), kind)
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "a.jsonl").write_bytes(LINE)
    for skipped in (0, 1):
        report = files.call(
            lambda client: client.transfers.upload(
                tmp_path / "sent", purpose="batch", skip_existing=True, journal=False, progress=False
            )
        )
        assert (report.uploaded, report.skipped) == (1 - skipped, skipped)
    (file,) = files.walk()
    assert files.call(lambda client: client.transfers.usage(purpose="batch")).files == 1

    def downloaded(name: str, **choice: Any) -> int:
        into = tmp_path / name
        return files.call(lambda client: client.transfers.download(into, **choice, journal=False)).downloaded

    assert downloaded("a", purpose="batch") == 1
    assert downloaded("b", purpose="batch-api") == 1
    assert downloaded("c", purpose="batch", ids=[file.id]) == 1
    assert files.call(lambda client: client.transfers.delete(purpose="batch")).deleted == 1


def test_bytes_of_downloads_are_counted_where_lists_tell_no_size(kind: bool, play: Any, tmp_path: Path) -> None:
    files = Files(play("fireworks"), kind)
    files.call(lambda client: client.files.create(file=("a.jsonl", LINE), purpose="batch"))

    def download() -> Any:
        return files.call(lambda client: client.transfers.download(tmp_path / "into", journal=tmp_path / "journal"))

    first, again = download(), download()
    assert (first.downloaded, first.bytes, again.skipped) == (1, len(LINE), 1)
    usage = files.call(lambda client: client.transfers.usage())
    assert (usage.bytes, usage.unsized, usage.files) == (0, 1, 1)


@pytest.mark.parametrize("name", WITH_FILES)
def test_files_are_the_same_whatever_the_provider_calls_them(name: str, kind: bool, play: Any) -> None:
    provider = PROVIDERS[name]
    files = Files(play(name), kind)
    purpose = purpose_of(provider)

    def create(number: int) -> Any:
        content = (upload_name(provider, purpose, number), LINE)
        return files.call(lambda client: client.files.create(file=content, purpose=purpose))

    made = [create(number) for number in range(5)]
    file = made[0]
    assert (file.bytes, file.object, file.filename) == (len(LINE), "file", upload_name(provider, purpose, 0))
    assert file.purpose == provider.purpose_names.get(purpose, purpose)
    assert 1_700_000_000 < file.created_at < 5_000_000_000

    ids = {each.id for each in made}
    assert {each.id for each in files.walk()} == ids
    assert len(files.walk(limit=2)) == 5, "pages follow one another, each file once"
    listed = files.walk(purpose=purpose)
    assert {each.id for each in listed} == ids
    assert {each.bytes for each in listed} == {len(LINE) if provider.file.get("bytes") != Field("") else None}

    if lacks(provider, "retrieve_file"):
        with pytest.raises(UnsupportedError, match=r"files\.list"):
            files.call(lambda client: client.files.retrieve(file.id))
    else:
        assert files.call(lambda client: client.files.retrieve(file.id)).filename == file.filename
        waited = files.call(lambda client: client.files.wait_for_processing(file.id, max_wait_seconds=5))
        assert waited.status == "processed"
    if lacks(provider, "download_file"):
        with pytest.raises(UnsupportedError, match="keep your own copy"):
            files.content(file.id)
    elif not (provider.purposes.get(file.purpose) or Purpose()).downloads:
        with pytest.raises(OpenAIError, match="cannot be downloaded"):  # another client than the one that made it
            files.content(file.id)
    else:
        assert files.content(file.id) == LINE
    if lacks(provider, "delete_file"):
        with pytest.raises(UnsupportedError):
            files.call(lambda client: client.files.delete(file.id))
    else:
        deleted = files.call(lambda client: client.files.delete(file.id))
        assert (deleted.id, deleted.deleted) == (file.id, True)
        assert file.id not in {each.id for each in files.walk()}


@pytest.mark.parametrize("name", WITH_BATCHES)
def test_batches_are_the_same_whatever_the_provider_calls_them(name: str, kind: bool, play: Any) -> None:
    provider = PROVIDERS[name]
    files = Files(play(name), kind)
    file = files.call(lambda client: client.files.create(file=("a.jsonl", LINE), purpose="batch"))
    extra = dict.fromkeys(provider.batch_needs, "m")
    batch = files.call(
        lambda client: client.batches.create(
            input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", extra_body=extra or None
        )
    )
    assert (batch.input_file_id, batch.endpoint, batch.completion_window) == (file.id, "/v1/chat/completions", "24h")
    assert batch.status == "validating"
    done = files.call(lambda client: client.batches.wait(batch.id, max_wait_seconds=5))
    assert done.status == "completed"
    assert (done.completed_at or batch.created_at) >= batch.created_at
    assert (done.request_counts.total, done.request_counts.completed, done.request_counts.failed) == (1, 1, 0)
    if not lacks(provider, "download_file"):
        assert json.loads(files.content(done.output_file_id))["custom_id"] == "a"

    if kind:

        async def collect(client: Any) -> list[Any]:
            return [each async for each in client.batches.list()]

        listed = files.played.run_async(collect)
    else:
        listed = files.call(lambda client: list(client.batches.list()))
    assert [each.id for each in listed] == [batch.id]


@pytest.mark.parametrize("name", WITH_BATCHES)
def test_a_batch_that_failed_says_why(name: str, kind: bool, play: Any) -> None:
    provider = PROVIDERS[name]
    files = Files(play(name), kind)
    file = files.call(lambda client: client.files.create(file=("a.jsonl", b"no JSON\n"), purpose="batch"))
    extra = dict.fromkeys(provider.batch_needs, "m")
    batch = files.call(
        lambda client: client.batches.create(
            input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", extra_body=extra or None
        )
    )
    failed = files.call(lambda client: client.batches.wait(batch.id, max_wait_seconds=5))
    assert failed.status == "failed"
    assert failed.errors.data[0].message


@pytest.mark.parametrize(("name", "before"), [("gemini", "files/"), ("fireworks", "accounts/mine/datasets/")])
def test_a_file_is_found_by_its_whole_name_too(name: str, before: str, kind: bool, play: Any) -> None:
    files = Files(play(name), kind)
    file = files.call(lambda client: client.files.create(file=("a.jsonl", LINE), purpose="batch"))
    assert "/" not in file.id
    assert files.call(lambda client: client.files.retrieve(f"{before}{file.id}")).id == file.id
    assert files.call(lambda client: client.files.delete(f"{before}{file.id}")).deleted


WITH_RESULTS = [each for each in WITH_JOBS if not lacks(PROVIDERS[each], "download_file")]


def requests_for(provider: Provider, *custom_ids: str) -> list[dict[str, Any]]:
    url = "chat" if provider.inline is None else provider.inline.endpoint
    messages = [{"role": "user", "content": "Hello"}]
    return [jsonl.request(url, custom_id=each, model="m", max_tokens=5, messages=messages) for each in custom_ids]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", WITH_RESULTS)
def test_a_batch_job_has_the_same_outcomes_everywhere(name: str, kind: bool, play: Any, tmp_path: Path) -> None:
    played = play(name, processing=Processing(0, ["*-500"]), batches=BatchTrials(shuffled=True))
    requests = requests_for(played.provider, "0", "1-500", "2")
    report = Files(played, kind).call(
        lambda client: client.batches.run(requests, output=tmp_path / "out.jsonl", poll_interval=0.01)
    )
    assert (report.total, report.ok, report.counts) == (3, 2, {**report.counts, "ok": 2, "http_error": 1})
    rows = rows_of(tmp_path / "out.jsonl")
    assert [(row["custom_id"], row["status"]) for row in rows] == [("0", "ok"), ("1-500", "http_error"), ("2", "ok")]
    assert [row["response"]["body"]["max_tokens"] for row in rows if row["status"] == "ok"] == [5, 5]
    assert rows[1]["error"] or rows[1]["response"]["body"]["error"], "it says why"
    assert report.retry_file is not None


@pytest.mark.parametrize("name", WITH_RESULTS)
def test_a_batch_job_goes_on_elsewhere(name: str, kind: bool, play: Any, tmp_path: Path) -> None:
    played = play(name)
    requests = requests_for(played.provider, *map(str, range(5)))
    options: dict[str, Any] = {"output": tmp_path / "out.csv", "poll_interval": 0.01, "max_lines": 2}
    seen: list[Any] = []

    def stop(progress: Any) -> None:
        seen.append(progress)
        if progress.open + progress.ended:
            raise KeyboardInterrupt

    if kind:
        options["progress"] = None  # an event loop takes an interruption for its own
    else:
        with pytest.raises(KeyboardInterrupt):
            Files(played, kind).call(lambda client: client.batches.run(requests, progress=stop, **options))
    report = Files(played, kind).call(lambda client: client.batches.run(requests, **{**options, "progress": None}))
    assert (report.ok, len(report.batches)) == (5, 3), "each batch was made once"
    listed = Files(played, False).call(lambda client: list(client.batches.list()))
    assert {each.id for each in listed} == set(report.batches)


@pytest.mark.parametrize("is_over", [True, False], ids=["ended", "open"])
def test_requests_are_never_handed_over_twice(kind: bool, is_over: bool, play: Any, tmp_path: Path) -> None:
    played = play("anthropic", batches=BatchTrials(seconds=0 if is_over else 3600))
    files = Files(played, kind)
    requests = requests_for(played.provider, "a", "b")

    def run() -> Any:
        options: dict[str, Any] = {"output": tmp_path / "out.jsonl", "poll_interval": 0.01}
        return files.call(lambda client: client.batches.run(requests, **options))

    def lose(request: httpx.Request) -> None:
        if request.method == "POST":
            raise httpx.ReadError("reset")

    played.after = lose
    with pytest.raises(UploadOutcomeUnknownError, match="create_batch was sent but its response was lost"):
        run()
    played.after = None
    (lost,) = Files(played, False).call(lambda client: list(client.batches.list()))
    if is_over:
        assert list(run().batches) == [lost.id], "it is known by the requests in its results"
        return
    with pytest.raises(UploadOutcomeUnknownError, match=r"has no results yet\. Wait until it has ended, or cancel it"):
        run()
    files.call(lambda client: client.batches.cancel(lost.id))
    played.service.batches.seconds = 0
    report = run()
    assert (report.ok, lost.id in report.batches) == (2, False)


def test_requests_for_another_endpoint_and_stored_files_are_refused(kind: bool, play: Any, tmp_path: Path) -> None:
    played = play("anthropic")
    files = Files(played, kind)
    requests = [jsonl.request("chat", custom_id="a", model="m", messages="Hello")]
    with pytest.raises(
        UnsupportedError, match="batches of /v1/messages alone, not of '/v1/chat/completions': make each"
    ):
        files.call(lambda client: client.batches.run(requests, output=tmp_path / "out.jsonl"))
    with pytest.raises(UnsupportedError, match=r"hand the requests themselves to client\.batches\.run"):
        files.call(
            lambda client: client.batches.create(input_file_id="f", endpoint="/v1/messages", completion_window="24h")
        )
    assert played.requests == []


def test_a_job_whose_results_nobody_can_fetch_is_refused_at_once(kind: bool, play: Any, tmp_path: Path) -> None:
    played = play("deepinfra")
    requests = requests_for(played.provider, "a")
    with pytest.raises(UnsupportedError, match="DeepInfra gives no results of batches to clients, so that nothing is"):
        Files(played, kind).call(lambda client: client.batches.run(requests, output=tmp_path / "out.jsonl"))
    assert played.requests == []


def test_results_in_pages_are_read_to_the_last(kind: bool, play: Any, tmp_path: Path) -> None:
    played = play("xai")
    requests = requests_for(played.provider, *map(str, range(25)))

    def narrow(request: httpx.Request) -> None:
        if request.url.path.endswith("/results"):
            request.url = request.url.copy_set_param("limit", "10")

    played.before = narrow
    report = Files(played, kind).call(
        lambda client: client.batches.run(requests, output=tmp_path / "out.jsonl", poll_interval=0.01)
    )
    assert report.ok == 25
    pages = [request.url for request in played.requests if request.url.path.endswith("/results")]
    assert [url.params.get("pagination_token") for url in pages] == [None, "10", "20"]


def test_results_in_pages_are_read_whole_however_it_is_done(kind: bool, play: Any, tmp_path: Path) -> None:
    played = play("xai")
    files = Files(played, kind)
    requests = requests_for(played.provider, *map(str, range(25)))
    report = files.call(lambda client: client.batches.run(requests, output=tmp_path / "out.jsonl", poll_interval=0.01))

    def narrow(request: httpx.Request) -> None:
        request.url = request.url.copy_set_param("limit", "10")

    played.before = narrow
    results_id = f"{next(iter(report.batches))}:results"
    lines = [json.loads(line) for line in files.content(results_id).splitlines()]
    assert [line["custom_id"] for line in lines] == [str(number) for number in range(25)]
    assert lines[0]["response"]["status_code"] == 200
    saved = tmp_path / "saved.jsonl"

    def read_then_save(client: Any) -> list[str]:
        content = client.files.content(results_id)
        found = [json.loads(line)["custom_id"] for line in content.iter_lines()]
        content.stream_to_file(saved)
        return found

    async def read_then_save_there(client: Any) -> list[str]:
        content = await client.files.content(results_id)
        found = [json.loads(line)["custom_id"] async for line in content.aiter_lines()]
        await content.astream_to_file(saved)
        return found

    found = files.call(read_then_save_there if kind else read_then_save)
    assert (len(found), len(saved.read_bytes().splitlines())) == (25, 25)


@pytest.mark.parametrize("name", sorted({*PROVIDERS} - {*WITH_JOBS}))
def test_what_is_not_there_is_told_before_anything_is_sent(name: str, kind: bool, play: Any, tmp_path: Path) -> None:
    played = play(name)
    files = Files(played, kind)
    missing = pytest.raises(UnsupportedError, match=f"{played.provider.title} does not support creating batches: use ")
    with missing:
        files.call(
            lambda client: client.batches.create(
                input_file_id="f", endpoint="/v1/chat/completions", completion_window="24h"
            )
        )
    with missing:
        requests = requests_for(played.provider, "a")
        files.call(lambda client: client.batches.run(requests, output=tmp_path / "out.jsonl"))
    assert played.requests == []


@pytest.mark.parametrize("name", [each for each in WITH_FILES if PROVIDERS[each].expiry.form != "none"])
def test_an_expiry_is_sent_in_the_providers_form(name: str, kind: bool, play: Any) -> None:
    provider, files = PROVIDERS[name], Files(play(name), kind)
    purpose = purpose_of(provider)
    content = (upload_name(provider, purpose, 0), LINE)
    seconds = provider.expiry.bounds.get(purpose, (86_400, 0))[0]
    file = files.call(lambda client: client.files.create(file=content, purpose=purpose, expires_after=seconds))
    assert abs(file.expires_at - file.created_at - seconds) <= 1


@pytest.mark.parametrize("name", [each for each in WITH_FILES if PROVIDERS[each].expiry.form == "none"])
def test_an_expiry_that_cannot_be_asked_for_is_refused(name: str, kind: bool, play: Any) -> None:
    provider, played = PROVIDERS[name], play(name)
    purpose = purpose_of(provider)
    content = (upload_name(provider, purpose, 0), LINE)
    with pytest.raises(UnsupportedError, match="takes no expires_after with an upload: leave it out, and "):
        Files(played, kind).call(
            lambda client: client.files.create(file=content, purpose=purpose, expires_after=86_400)
        )
    assert played.requests == []


@pytest.mark.parametrize("name", [each for each in WITH_FILES if "uploads" in PROVIDERS[each].absent])
def test_uploads_in_parts_that_are_not_there_are_refused(name: str, kind: bool, play: Any) -> None:
    played = play(name)
    with pytest.raises(UnsupportedError, match=r"send the file whole, with client\.files\.create"):
        Files(played, kind).call(
            lambda client: client.uploads.create(bytes=1, filename="a.jsonl", mime_type="text/plain", purpose="batch")
        )
    assert played.requests == []


@pytest.mark.parametrize("name", ["mistral", "together"])
def test_a_file_over_the_threshold_goes_whole_where_there_are_no_parts(name: str, kind: bool, play: Any) -> None:
    files = Files(play(name), kind)
    options = {"large_files": {"threshold": 10}}
    file = files.call(lambda client: client.files.create(file=("a.jsonl", LINE), purpose="batch"), **options)
    assert file.bytes == len(LINE)
    assert [request.method for request in files.played.requests] == ["POST"]


@pytest.mark.parametrize("name", WITH_FILES)
def test_an_error_has_the_providers_sentence(name: str, kind: bool, play: Any) -> None:
    if lacks(PROVIDERS[name], "delete_file"):
        pytest.skip("nothing is deleted there")
    with pytest.raises(OpenAIError, match="No such File") as caught:
        Files(play(name), kind).call(lambda client: client.files.delete("file-missing"))
    assert caught.value.status_code == 404
