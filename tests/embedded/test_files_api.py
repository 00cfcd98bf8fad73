"""The five operations on files, called without a server between."""

from __future__ import annotations

import hashlib
import json

import pytest

CREATED = 1_700_000_000
FORM = "multipart/form-data; boundary=----b"


def form(*parts: tuple[str, bytes], end: bytes = b"------b--\r\n") -> bytes:
    return b"".join(b"------b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + end


def field(name: str, value: str) -> tuple[str, bytes]:
    return f'Content-Disposition: form-data; name="{name}"', value.encode()


def file_part(content: bytes = b"hello", name: str = 'filename="a.txt"') -> tuple[str, bytes]:
    return f'Content-Disposition: form-data; name="file"; {name}', content


PURPOSE = field("purpose", "user_data")


def post(api, body, **headers):
    return api("POST", "/v1/files", content=body, headers={"content-type": FORM, **headers})


def test_a_created_file_has_every_member_the_api_has(api):
    created = api.create(b"hello", "a.txt")
    assert created.pop("id").startswith("file-")
    assert created == {
        "object": "file",
        "purpose": "user_data",
        "filename": "a.txt",
        "bytes": 5,
        "created_at": CREATED,
        "expires_at": None,
        "status": "processed",
        "status_details": None,
    }


def test_paths_work_with_and_without_v1(api):
    created = api.create()
    for path in (f"/v1/files/{created['id']}", f"/files/{created['id']}", f"/files/{created['id']}/"):
        assert api("GET", path).json == created


@pytest.mark.parametrize("size", [0, 1, 3 * 1024 * 1024 + 1])
def test_content_comes_back_as_it_was_sent(api, size):
    content = (b"0123456789abcdef\r\n--" * (size // 20 + 1))[:size]
    created = api.create(content)
    reply = api("GET", f"/v1/files/{created['id']}/content")
    assert created["bytes"] == size
    assert reply.content == content
    assert reply.headers["content-length"] == str(size)
    assert reply.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'


def test_delete_then_nothing_is_left(api, on_disk):
    created = api.create()
    target = f"/v1/files/{created['id']}"
    assert api("DELETE", target).json == {"id": created["id"], "object": "file", "deleted": True}
    for method, path in (("DELETE", target), ("GET", target), ("GET", f"{target}/content")):
        reply = api(method, path)
        assert (reply.status, reply.error["code"]) == (404, "not_found")
        assert created["id"] in reply.error["message"]
    assert on_disk() == []


# Lists


def test_list_pages_both_ways_with_a_cursor(api):
    ids = [api.create(name=f"{number}.txt")["id"] for number in range(5)]
    page = api("GET", "/v1/files?limit=2").json
    assert [entry["id"] for entry in page["data"]] == [ids[4], ids[3]]
    assert (page["object"], page["first_id"], page["last_id"], page["has_more"]) == ("list", ids[4], ids[3], True)
    page = api("GET", f"/v1/files?order=asc&limit=2&after={ids[2]}").json
    assert [entry["id"] for entry in page["data"]] == [ids[3], ids[4]]
    assert page["has_more"] is False


def test_list_filters_by_purpose(api):
    batch = api.create(purpose="batch")
    api.create()
    page = api("GET", "/v1/files?purpose=batch").json
    assert [entry["id"] for entry in page["data"]] == [batch["id"]]
    empty = api("GET", "/v1/files?purpose=evals").json
    assert empty == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1e2", "limit"),
        ("limit=", "limit"),
        ("limit=%D9%A3", "limit"),
        ("order=up", "order"),
        ("after=file-never", "after"),
        ("after=%00%ED%A0%80", "after"),
    ],
)
def test_list_refuses_bad_parameters(api, query, param):
    reply = api("GET", f"/v1/files?{query}")
    assert (reply.status, reply.error["param"], reply.error["type"]) == (400, param, "invalid_request_error")


def test_list_goes_on_behind_a_file_that_was_deleted(api):
    ids = [api.create()["id"] for _ in range(4)]
    after = ids[3]
    seen = [after]
    while True:
        api("DELETE", f"/v1/files/{after}")
        page = api("GET", f"/v1/files?limit=1&after={after}").json
        if not page["data"]:
            break
        after = page["last_id"]
        seen.append(after)
    assert seen == ids[::-1]


# Expiry


def test_expiry_is_kept_and_honoured(api, clock, on_disk):
    created = api.create(data_expiry := b"x", name="e.txt")
    assert created["expires_at"] is None
    assert data_expiry == b"x"
    fields = {"purpose": "user_data", "expires_after[anchor]": "created_at", "expires_after[seconds]": "3600"}
    short = api("POST", "/v1/files", files={"file": ("s.txt", b"s")}, data=fields).json
    assert short["expires_at"] == CREATED + 3600
    clock.advance(3600)
    assert api("GET", f"/v1/files/{short['id']}").status == 404
    assert [entry["id"] for entry in api("GET", "/v1/files").json["data"]] == [created["id"]]
    assert on_disk() == [f"blobs/{created['id']}"]


def test_batch_files_last_30_days_by_default(api):
    assert api.create(purpose="batch")["expires_at"] == CREATED + 30 * 86400


@pytest.mark.parametrize(
    ("anchor", "seconds", "param"),
    [
        ("created_at", "3599", "expires_after[seconds]"),
        ("created_at", "2592001", "expires_after[seconds]"),
        ("created_at", "1h", "expires_after[seconds]"),
        ("created_at", "3600.0", "expires_after[seconds]"),
        ("created_at", None, "expires_after[seconds]"),
        ("now", "3600", "expires_after[anchor]"),
        (None, "3600", "expires_after[anchor]"),
    ],
)
def test_expiry_is_checked(api, on_disk, anchor, seconds, param):
    given = {"purpose": "user_data", "expires_after[anchor]": anchor, "expires_after[seconds]": seconds}
    fields = {name: value for name, value in given.items() if value is not None}
    reply = api("POST", "/v1/files", files={"file": ("a.txt", b"a")}, data=fields)
    assert (reply.status, reply.error["param"]) == (400, param)
    assert on_disk() == []


# Forms


def test_the_file_may_come_before_its_fields(api):
    reply = post(api, form(file_part(), PURPOSE))
    assert (reply.status, reply.json["bytes"]) == (200, 5)


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        (form(file_part()), "purpose", "missing_required_parameter"),
        (form(PURPOSE), "file", "missing_required_parameter"),
        (form(file_part(), field("purpose", "fun")), "purpose", "invalid_value"),
        (form(field("purpose", "fun"), file_part()), "purpose", "invalid_value"),
        (form(PURPOSE, PURPOSE, file_part()), "purpose", "duplicate_parameter"),
        (form(PURPOSE, file_part(), file_part()), "file", "duplicate_parameter"),
        (form(PURPOSE, field("colour", "red"), file_part()), "colour", "unknown_parameter"),
        (form(PURPOSE, file_part(name="")), "file", None),
        (form(PURPOSE, file_part(name='filename=".."')), "file", "invalid_value"),
        (form(PURPOSE, file_part(name='filename="dir/"')), "file", "invalid_value"),
        (form(PURPOSE, file_part(name=f'filename="{"n" * 513}"')), "file", "invalid_value"),
        (form(("Content-Type: text/plain", b"x")), None, None),
        (form(PURPOSE, file_part(), end=b""), None, None),
        (form(PURPOSE, file_part(), end=b"------b"), None, None),
        (b"", None, None),
        (b"no form at all", None, None),
        (form(("X-Long: " + "x" * 9000, b"x")), None, None),
        (form(("\r\n".join(f"X-{n}: x" for n in range(9)), b"x")), None, None),
        (form(('Content-Disposition: form-data; name="purpose"', b"\xff\xfe")), "purpose", None),
    ],
)
def test_bad_forms_are_refused_and_leave_nothing(api, on_disk, body, param, code):
    reply = post(api, body)
    assert (reply.status, reply.error["param"], reply.error["code"]) == (400, param, code)
    assert on_disk() == []
    assert api("GET", "/v1/files").json["data"] == []


def test_a_field_may_not_be_long_nor_may_there_be_much_besides_the_file(api):
    assert post(api, form(field("purpose", "p" * 5000), file_part())).status == 413
    assert post(api, b"\r\n" * 600_000 + form(PURPOSE, file_part())).status in (400, 413)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/mixed; boundary=x"])
def test_other_content_types_are_refused(api, kind):
    reply = api("POST", "/v1/files", content=b"{}", headers={"content-type": kind})
    assert (reply.status, reply.error["type"]) == (415, "invalid_request_error")


@pytest.mark.parametrize("boundary", ["", "b" * 71, '"a\rb"', "\u00e9"])
def test_unusable_boundaries_are_refused(api, boundary):
    kind = f"multipart/form-data; boundary={boundary}".encode("latin-1")
    reply = api("POST", "/v1/files", content=form(PURPOSE), headers={"content-type": kind})
    assert reply.status == 400
    assert "boundary" in reply.error["message"]


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64])
def test_a_form_reads_the_same_however_it_is_cut(api, block):
    content = b"\r\n--\r\n------b?\r\n------" * 5
    body = form(PURPOSE, file_part(content))
    blocks = [body[start : start + block] for start in range(0, len(body), block)]
    response = api.service.handle("POST", "/files", [(b"content-type", FORM.encode())], blocks)
    assert response.status == 200
    file_id = json.loads(response.body)["id"]
    assert api("GET", f"/v1/files/{file_id}/content").content == content


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\dir\\b.txt", "b.txt"),
        ("näme €.txt", "näme €.txt"),
        ("quote%22d.txt", 'quote"d.txt'),
        ("tab\tbell\x07.txt", "tabbell.txt"),
        ("100%25.txt", "100%25.txt"),
    ],
)
def test_file_names_are_reduced_to_base_names(api, sent, kept):
    reply = post(api, form(PURPOSE, file_part(name=f'filename="{sent}"')))
    assert reply.json["filename"] == kept


def test_a_file_over_its_limit_is_refused_while_it_comes_and_before(api, on_disk, monkeypatch):
    from filewright.embedded.api import files
    from filewright.embedded.store.limits import Limit

    monkeypatch.setattr(files, "CREATE_FORM", files.CREATE_FORM._replace(limit=Limit(1000, "test")))
    reply = post(api, form(PURPOSE, file_part(b"x" * 1001)))
    assert (reply.status, reply.error["code"]) == (413, "content_size_limit_exceeded")
    assert "1,000 bytes" in reply.error["message"]
    with api.service.begin("POST", "/files", [(b"content-type", FORM.encode()), (b"content-length", b"9999999")]) as e:
        assert e.refused
    assert post(api, form(PURPOSE, file_part(b"x" * 1000))).status == 200
    assert len(on_disk()) == 1


def test_a_form_that_is_refused_is_not_read_on(api):
    exchange = api.service.begin("POST", "/files", [(b"content-type", FORM.encode())])
    with exchange:
        exchange.feed(form(field("purpose", "fun"), file_part(), end=b""))
        assert exchange.refused


# Content


def content(api, file_id, method="GET", **headers):
    return api(method, f"/v1/files/{file_id}/content", headers=headers)


@pytest.mark.parametrize(
    ("wanted", "got", "shown"),
    [
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=7-99", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
    ],
)
def test_a_range_is_honoured(api, wanted, got, shown):
    file_id = api.create(b"0123456789")["id"]
    reply = content(api, file_id, range=wanted)
    assert (reply.status, reply.content, reply.headers["content-range"]) == (206, got, shown)
    assert reply.headers["content-length"] == str(len(got))


@pytest.mark.parametrize("wanted", ["bytes=0-1,3-4", "bytes=x", "bytes=-", "bytes=5-2", "lines=1-2", "bytes=+1-2"])
def test_a_range_that_cannot_be_read_is_ignored(api, wanted):
    reply = content(api, api.create(b"0123456789")["id"], range=wanted)
    assert (reply.status, reply.content) == (200, b"0123456789")


@pytest.mark.parametrize(("size", "wanted"), [(10, "bytes=10-"), (10, "bytes=-0"), (0, "bytes=0-"), (0, "bytes=-1")])
def test_a_range_outside_is_416(api, size, wanted):
    reply = content(api, api.create(b"x" * size)["id"], range=wanted)
    assert (reply.status, reply.headers["content-range"]) == (416, f"bytes */{size}")
    assert reply.error["param"] == "Range"


def test_if_range_holds_a_resume_to_the_same_content(api):
    file_id = api.create(b"0123456789")["id"]
    etag = content(api, file_id).headers["etag"]
    assert content(api, file_id, **{"range": "bytes=5-", "if-range": etag}).status == 206
    for other in ('"x"', f"W/{etag}", "Fri, 20 Nov 2026 22:28:54 GMT"):
        assert content(api, file_id, **{"range": "bytes=5-", "if-range": other}).content == b"0123456789"


def test_head_has_the_headers_of_get_and_no_body(api):
    file_id = api.create(b"0123456789")["id"]
    head, get = content(api, file_id, "HEAD"), content(api, file_id)
    ignored = {"x-request-id"}
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a b.txt", 'attachment; filename="a b.txt"'),
        ("é.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%A9.txt"),
        ('a";x="y', "attachment; filename=\"a_;x=_y\"; filename*=UTF-8''a%22%3Bx%3D%22y"),
    ],
)
def test_content_disposition_cannot_be_broken_out_of(api, name, shown):
    reply = content(api, api.create(name=name)["id"])
    assert reply.headers["content-disposition"] == shown
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-type"] == "application/octet-stream"


def test_a_damaged_blob_is_a_500_that_says_so(api, folder, caplog):
    file_id = api.create(b"0123456789" * 10_000)["id"]
    (folder / "blobs" / file_id).write_bytes(b"short")
    reply = content(api, file_id)
    assert (reply.status, reply.error["type"], reply.error["code"]) == (500, "server_error", "store_failed")
    assert "5 bytes" in reply.error["message"]
    assert reply.headers["x-request-id"] in caplog.text


def test_a_full_disk_is_a_507(api, monkeypatch, on_disk):
    import errno
    import os

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    reply = post(api, form(PURPOSE, file_part(b"x" * 100_000)))
    monkeypatch.undo()
    assert (reply.status, reply.error["code"]) == (507, "insufficient_storage")
    assert on_disk() == []


# Processing


def test_processing_takes_its_time(api, processing, clock):
    processing.seconds = 0.5
    created = api.create()
    assert created["status"] == "uploaded"
    clock.advance(0.49)
    assert api("GET", f"/v1/files/{created['id']}").json["status"] == "uploaded"
    clock.advance(0.02)
    assert api("GET", f"/v1/files/{created['id']}").json["status"] == "processed"


@pytest.mark.parametrize("how", ["pattern", "id"])
def test_processing_fails_for_chosen_files(api, processing, clock, how):
    good, bad = api.create(name="good.jsonl"), api.create(name="bad-1.jsonl")
    processing.fail = "bad*.jsonl" if how == "pattern" else {bad["id"]}
    processing.seconds = 1
    assert api("GET", f"/v1/files/{bad['id']}").json["status"] == "uploaded"
    clock.advance(1)
    after = api("GET", f"/v1/files/{bad['id']}").json
    assert after["status"] == "error"
    assert after["status_details"]
    assert api("GET", f"/v1/files/{good['id']}").json["status"] == "processed"


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), True])
def test_processing_seconds_are_checked(processing, seconds):
    with pytest.raises(ValueError, match="processing seconds"):
        processing.seconds = seconds


# Idempotency keys

KEY = {"Idempotency-Key": "k1", "Authorization": "Bearer one"}


def test_a_create_sent_again_gives_the_same_file(api, on_disk):
    first = api.create(headers=KEY)
    assert api.create(headers=KEY) == first
    assert len(on_disk()) == 1


def test_another_key_account_or_none_gives_another_file(api):
    ids = {
        api.create(headers=headers)["id"]
        for headers in ({}, {}, KEY, {**KEY, "Idempotency-Key": "k2"}, {**KEY, "Authorization": "Bearer two"})
    }
    assert len(ids) == 5


def test_a_key_used_again_for_other_content_is_refused(api, on_disk):
    api.create(b"one", headers=KEY)
    reply = api("POST", "/files", files={"file": ("a.txt", b"two")}, data={"purpose": "user_data"}, headers=KEY)
    assert (reply.status, reply.error["code"]) == (422, "idempotency_key_reused")
    assert len(on_disk()) == 1


def test_a_key_whose_file_is_gone_makes_a_new_one(api):
    first = api.create(headers=KEY)
    api("DELETE", f"/v1/files/{first['id']}")
    assert api.create(headers=KEY)["id"] != first["id"]


def test_no_credential_is_kept(api, folder):
    api.create(headers={**KEY, "Authorization": "Bearer sk-secret-0001", "api-key": "sk-secret-0002"})
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"user_data" in kept
    assert b"sk-secret" not in kept


# Routes


@pytest.mark.parametrize(
    "path",
    [
        "/v1/files/..%2f..%2fetc%2fpasswd",
        "/v1/files/%00",
        "/v1/files/%2e%2e",
        f"/v1/files/{'x' * 5000}",
        "/v1/files/file-%ff",
        "/v1/files/a%2Fb/content",
        "/v1/files/nope",
    ],
)
@pytest.mark.row(118)
def test_odd_ids_are_not_found(api, path):
    for method in ("GET", "DELETE") if not path.endswith("content") else ("GET", "HEAD"):
        reply = api(method, path)
        assert (reply.status, reply.error["param"]) == (404, "id")
        assert len(reply.content) < 400


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v2/files", "/v1/models", "/v1/files/a/b", "/v1/uploads/a", "/v1/v1/files"]
)
def test_unknown_paths_are_404(api, path):
    assert api("GET", path).error["code"] == "unknown_url"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/files", "GET, POST"),
        ("POST", "/v1/files/x", "GET, DELETE"),
        ("GET", "/v1/uploads", "POST"),
        ("OPTIONS", "/v1/files", "GET, POST"),
        ("HEAD", "/v1/files/x", "GET, DELETE"),
    ],
)
def test_other_methods_are_405_and_told_what_is_allowed(api, method, path, allowed):
    reply = api(method, path)
    assert (reply.status, reply.headers["allow"]) == (405, allowed)
    assert reply.error["code"] == "method_not_allowed"
