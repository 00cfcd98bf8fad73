"""A server that speaks the protocol of S3 as a source and a destination."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from filewright import AsyncOpenAI, IntegrityError, OpenAI, SourceError

s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed (group readers)")
moto_server = pytest.importorskip("moto.server", reason="moto is not installed (group readers)")

# Both of them leave sockets to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
LARGE = b'{"a": 1}\n' * 1_000_000


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (("ACCESS_KEY_ID", "key"), ("SECRET_ACCESS_KEY", "secret"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    fs = s3fs.S3FileSystem(skip_instance_cache=True)
    fs.mkdir("bucket")
    yield fs
    fs.invalidate_cache()
    fs.rm("bucket", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_files_move_between_the_stores(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe_file("bucket/in/rows.jsonl", LARGE)
    with OpenAI(base_url=(tmp_path / "files").as_uri()) as client:
        file = client.files.create(file="s3://bucket/in/rows.jsonl", purpose="batch")
        assert (file.filename, file.bytes) == ("rows.jsonl", len(LARGE))
        client.files.content(file.id).stream_to_file("s3://bucket/out/rows.jsonl")
        with pytest.raises(IntegrityError):
            client.files.content(file.id, expected_bytes=5).stream_to_file("s3://bucket/out/broken.jsonl")
        for missing in ("s3://bucket/in/none.jsonl", "s3://other/rows.jsonl"):
            with pytest.raises(SourceError):
                client.files.create(file=missing, purpose="batch")
    bucket.invalidate_cache()
    assert bucket.ls("bucket/out") == ["bucket/out/rows.jsonl"]
    assert bucket.cat_file("bucket/out/rows.jsonl") == LARGE


@pytest.mark.long
def test_many_files_move_between_the_stores(bucket: Any, tmp_path: Path) -> None:
    for number in range(5):
        bucket.pipe_file(f"bucket/in/deep/{number}.jsonl", b"%d" % number)
    with OpenAI(base_url=(tmp_path / "files").as_uri()) as client:
        transfers = client.transfers
        assert transfers.sync("s3://bucket/in", purpose="user_data").uploaded == 5
        bucket.pipe_file("bucket/in/deep/0.jsonl", b"9")  # of the same size
        bucket.rm_file("bucket/in/deep/1.jsonl")
        plan = transfers.plan("s3://bucket/in", purpose="user_data", delete=True)
        changes = {operation.name: operation.action for operation in plan if operation.action != "skip"}
        assert changes == {"0.jsonl": "replace", "1.jsonl": "delete"}
        report = transfers.apply(plan)
        assert (report.uploaded, report.replaced, report.deleted, report.failed) == (1, 1, 1, 0)
        with transfers.with_results.download("s3://bucket/out", concurrency=2) as results:
            assert {result.status for result in results} == {"downloaded"}
        assert results.report.downloaded == 4
        assert transfers.download("s3://bucket/out").skipped == 4
    bucket.invalidate_cache()
    kept = {path.rpartition("/")[2]: bucket.cat_file(path) for path in bucket.find("bucket/out")}
    assert kept == {"0.jsonl": b"9", "2.jsonl": b"2", "3.jsonl": b"3", "4.jsonl": b"4"}


@pytest.mark.long
def test_the_async_client_moves_many_files_between_the_stores(bucket: Any, tmp_path: Path) -> None:
    async def moved() -> list[str]:
        async with AsyncOpenAI(base_url=(tmp_path / "files").as_uri()) as client:
            async with client.transfers.with_results.upload("s3://bucket/in/*.jsonl", purpose="user_data") as results:
                sent = [result.status async for result in results]
            report = await client.transfers.download("s3://bucket/out")
            return [*sent, f"{report.downloaded} downloaded"]

    for number in range(3):
        bucket.pipe_file(f"bucket/in/{number}.jsonl", b"%d" % number)
    assert anyio.run(moved) == ["uploaded"] * 3 + ["3 downloaded"]
    bucket.invalidate_cache()
    assert len(bucket.find("bucket/out")) == 3
