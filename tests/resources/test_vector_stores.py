"""Files that are uploaded and added to a vector store in one call; their requests are compared in tests/interop."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from filewright.errors import BadRequestError, ConfigurationError, SourceError

ADDED = {"id": "file-1", "object": "vector_store.file", "created_at": 1, "usage_bytes": 0, "vector_store_id": "vs_1"}
COUNTS = {"in_progress": 0, "completed": 3, "failed": 0, "cancelled": 0, "total": 3}
BATCH = {"id": "vsfb_1", "object": "vector_store.file_batch", "created_at": 1, "vector_store_id": "vs_1"}


def responded(refused=()):
    """Stores what comes under an id made of its name, and has a batch done at the second look."""
    status = ["in_progress", "completed"]

    def respond(request):
        path = request.url.path.removeprefix("/v1")
        if path in refused and request.method == "POST":
            return httpx.Response(400, json={"error": {"message": "no room"}})
        if path == "/files":
            name = re.search(rb'filename="(\w+)', request.content)[1].decode()
            stored = {"object": "file", "bytes": 1, "created_at": 1, "filename": name, "purpose": "assistants"}
            return httpx.Response(200, json={"id": f"file-{name}", **stored, "status": "processed"})
        made = {**BATCH, "file_counts": COUNTS} if "file_batches" in path else {**ADDED, "last_error": None}
        return httpx.Response(200, json={**made, "status": status.pop(0) if len(status) > 1 else status[0]})

    return respond


def test_files_go_up_side_by_side_and_become_one_batch(variant, tmp_path):
    variant.server.responses = [responded()]
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    for path in paths:
        path.write_bytes(b"x")
    client = variant.client()
    batch = variant.do(
        client.vector_stores.file_batches.upload_and_poll,
        "vs_1",
        files=(path for path in paths),
        file_ids=["file-0"],
        max_concurrency=2,
        poll_interval_ms=1,
    )
    assert (batch.id, batch.status) == ("vsfb_1", "completed")
    made = next(request for request in variant.server.requests if request.url.path.endswith("/file_batches"))
    assert json.loads(made.content)["file_ids"] == ["file-0", "file-a", "file-b", "file-c"]


def test_the_first_file_that_fails_ends_it_and_the_stored_ones_are_named(variant, tmp_path):
    variant.server.responses = [responded()]
    first = tmp_path / "a.txt"
    first.write_bytes(b"x")
    files = [first, tmp_path / "missing.txt", ("c.txt", b"x")]
    with pytest.raises(SourceError, match=r"missing\.txt") as caught:
        variant.do(variant.client().vector_stores.file_batches.upload_and_poll, "vs_1", files=files, max_concurrency=1)
    assert caught.value.__notes__ == ["Files that are stored: file-a."]
    assert [request.url.path for request in variant.server.requests] == ["/v1/files"]


def test_a_concurrency_that_is_none_is_refused_before_anything_is_sent(variant):
    with pytest.raises(ConfigurationError, match="max_concurrency is 0"):
        variant.do(variant.client().vector_stores.file_batches.upload_and_poll, "vs_1", files=[b"x"], max_concurrency=0)
    assert variant.server.requests == []


def test_a_file_that_is_stored_but_not_added_is_named(variant):
    variant.server.responses = [responded(refused={"/vector_stores/vs_1/files"})]
    with pytest.raises(BadRequestError, match="no room") as caught:
        variant.do(variant.client().vector_stores.files.upload, vector_store_id="vs_1", file=("a.txt", b"x"))
    assert caught.value.__notes__ == ["Files that are stored: file-a."]


def test_one_file_is_uploaded_added_and_waited_for(variant):
    variant.server.responses = [responded()]
    added = variant.do(
        variant.client().vector_stores.files.upload_and_poll,
        vector_store_id="vs_1",
        file=("a.txt", b"x"),
        attributes={"year": 2020},
        poll_interval_ms=1,
    )
    assert added.status == "completed"
    assert json.loads(variant.server.requests[1].content) == {"file_id": "file-a", "attributes": {"year": 2020}}
