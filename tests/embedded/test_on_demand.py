"""What the server does on demand: requests that fail, times that are set, a log of requests."""

from __future__ import annotations

import re

import pytest
from filewright.embedded import Service, running_server
from filewright.embedded.api.faults import Faults
from filewright.embedded.http.access_log import access_line
from filewright.embedded.store.often import Often
from filewright.errors import ConfigurationError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("always", "1111111111"),
        ("once", "1000000000"),
        ("3x", "1110000000"),
        ("10%", "0000000001"),
        ("30%", "0001001001"),
        ("100%", "1111111111"),
        ("0%", "0000000000"),
    ],
)
def test_how_often_something_happens(text, expected):
    often = Often(text)
    assert "".join(str(int(often.happens())) for _ in range(10)) == expected


@pytest.mark.parametrize("text", ["", "twice", "0x", "-1x", "101%", "%", "1e1%", "x"])
def test_what_does_not_say_how_often_is_told(text):
    with pytest.raises(ConfigurationError):
        Often(text)


def test_requests_fail_as_often_as_was_asked_and_do_nothing_then(api, store):
    faults = Faults(["POST /files 503 once", "* /files/*/content 500 50%", "GET /batches 429"])
    api.service = Service(store, faults=faults)
    form = {"files": {"file": ("a", b"x")}, "data": {"purpose": "evals"}}
    refused = api("POST", "/v1/files", **form)
    assert (refused.status, refused.error["code"]) == (503, "told_to_fail")
    assert store.files() == []
    created = api("POST", "/v1/files", **form).json
    statuses = [api("GET", f"/v1/files/{created['id']}/content").status for _ in range(4)]
    assert statuses == [200, 500, 200, 500]
    assert [api("GET", target).status for target in ("/v1/batches?limit=1", "/batches", "/v1/files")] == [429, 429, 200]
    faults.rules = []
    assert api("GET", "/v1/batches").status == 200


@pytest.mark.parametrize(
    "rule", ["", "POST /files", "POST files 503", "POST /files 200", "POST /files x", "POST /files 503 now"]
)
def test_a_fault_that_cannot_be_read_is_told_before_anything_runs(tmp_path, rule):
    with pytest.raises(ConfigurationError), running_server(tmp_path / "store", faults=[rule]):
        pass
    assert not (tmp_path / "store").exists()


def test_a_file_may_have_been_created_earlier(api, clock):
    old = api.create(name="old", headers={"x-filewright-created-at": "1600000000"})
    new = api.create(name="new")
    assert (old["created_at"], new["created_at"]) == (1_600_000_000, int(clock.now))
    assert [file["filename"] for file in api("GET", "/v1/files?order=asc").json["data"]] == ["old", "new"]
    form = {"files": {"file": ("a", b"x")}, "data": {"purpose": "evals"}}
    for wrong in ("yesterday", "-1", "1.5", "999999999999"):
        reply = api("POST", "/v1/files", headers={"x-filewright-created-at": wrong}, **form)
        assert (reply.status, reply.error["param"]) == (400, "x-filewright-created-at")


def test_a_file_that_was_created_long_ago_has_expired(api, on_disk):
    expiry = {"expires_after[anchor]": "created_at", "expires_after[seconds]": "3600", "purpose": "evals"}
    headers = {"x-filewright-created-at": "1600000000"}
    api("POST", "/v1/files", files={"file": ("a", b"x")}, data=expiry, headers=headers)
    assert api("GET", "/v1/files").json["data"] == []
    assert on_disk() == []


def test_the_clock_can_go_ahead(files_server, http):
    client = http(files_server.base_url, headers={"authorization": f"Bearer {files_server.api_key}"})
    expiry = {"expires_after[anchor]": "created_at", "expires_after[seconds]": "3600", "purpose": "evals"}
    client.post("/files", files={"file": ("a", b"x")}, data=expiry)
    old = files_server.add("old", b"x", created_at=5)
    files_server.advance(3_700)
    assert [file["id"] for file in client.get("/files").json()["data"]] == [old.id]
    assert client.get(f"/files/{old.id}").json()["created_at"] == 5


def test_the_fixture_has_faults_and_batches(files_server, http):
    client = http(files_server.base_url, headers={"authorization": f"Bearer {files_server.api_key}"})
    files_server.faults = ["GET /files 503 2x"]
    assert [client.get("/files").status_code for _ in range(3)] == [503, 503, 200]
    files_server.batches.token_limit = 0
    request = b'{"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {}}'
    file = files_server.add("a.jsonl", request, "batch")
    body = {"input_file_id": file.id, "endpoint": "/v1/embeddings", "completion_window": "24h"}
    batch = client.post("/batches", json=body).json()
    failed = client.get(f"/batches/{batch['id']}").json()
    assert failed["errors"]["data"][0]["code"] == "token_limit_exceeded"


def test_the_access_log_has_a_line_for_each_request_and_no_secret(tmp_path, http):
    lines: list[str] = []
    with running_server(tmp_path / "store", durable=False, access_log=lines.append) as server:
        client = http(server.base_url, headers={"authorization": "Bearer sk-secret"})
        client.get("/files?limit=5&key=sk-secret&purpose=batch")
        client.post("/files", files={"file": ("secret.txt", b"secret")}, data={"purpose": "evals"})
        client.get("/files/nope")
    shapes = [re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (.*) \d+\.\d ms", line)[1] for line in lines]
    assert shapes == ["GET /v1/files?limit=5&purpose=batch 200", "POST /v1/files 200", "GET /v1/files/nope 404"]


def test_a_line_of_the_access_log_is_one_line_of_plain_text():
    line = access_line("GET", "/v1/files/\x1b[31m\n\xff" + "x" * 1000, 404, 0.5)
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 300
