"""A server that speaks the protocol of S3 as a source and a destination."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import IntegrityError, OpenAI, SourceError

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
