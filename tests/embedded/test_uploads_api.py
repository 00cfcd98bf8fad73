"""The four operations on uploads, called without a server between."""

from __future__ import annotations

import hashlib
import json
import os

import pytest
from filewright.embedded import Service, Store
from filewright.embedded.store.limits import Limit

CREATED = 1_700_000_000


def test_an_upload_goes_from_parts_to_a_file_in_the_order_asked_for(api, on_disk):
    upload = api.begin_upload(9)
    assert {k: v for k, v in upload.items() if k != "id"} == {
        "object": "upload",
        "purpose": "user_data",
        "filename": "u.bin",
        "bytes": 9,
        "created_at": CREATED,
        "expires_at": CREATED + 3600,
        "status": "pending",
        "file": None,
    }
    parts = [api.part(upload["id"], content).json for content in (b"ghi", b"abc", b"def")]
    assert parts[0] == {
        "object": "upload.part",
        "id": parts[0]["id"],
        "upload_id": upload["id"],
        "created_at": CREATED,
    }
    done = api.complete(upload["id"], [parts[1]["id"], parts[2]["id"], parts[0]["id"]]).json
    assert (done["id"], done["status"]) == (upload["id"], "completed")
    file = done["file"]
    assert (file["bytes"], file["filename"], file["purpose"], file["status"]) == (9, "u.bin", "user_data", "processed")
    assert api("GET", f"/v1/files/{file['id']}/content").content == b"abcdefghi"
    assert on_disk() == [f"blobs/{file['id']}"]


def test_a_part_that_is_not_listed_is_left_out(api):
    upload = api.begin_upload(3)
    api.part(upload["id"], b"lost response")
    part = api.part(upload["id"], b"abc").json
    assert api.complete(upload["id"], [part["id"]]).json["file"]["bytes"] == 3


def test_an_empty_upload_makes_an_empty_file(api):
    upload = api.begin_upload(0)
    assert api.complete(upload["id"], []).json["file"]["bytes"] == 0


def test_an_upload_that_ends_while_its_parts_are_copied_makes_no_file(api, store, on_disk, monkeypatch):
    upload = api.begin_upload(3)
    part = api.part(upload["id"], b"abc").json
    copy = store.contents.copy

    def copy_then_lose(*arguments):
        copy(*arguments)
        store.end_upload(upload["id"], "cancelled")

    monkeypatch.setattr(store.contents, "copy", copy_then_lose)
    reply = api.complete(upload["id"], [part["id"]])
    assert (reply.status, reply.error["code"]) == (400, "upload_not_pending")
    assert on_disk() == []
    assert api("GET", "/v1/files").json["data"] == []


def test_md5_is_checked_and_the_upload_stays_pending(api, on_disk):
    upload = api.begin_upload(3)
    part = api.part(upload["id"], b"abc").json
    wrong = api.complete(upload["id"], [part["id"]], md5="0" * 32)
    assert (wrong.status, wrong.error["param"]) == (400, "md5")
    assert on_disk() == [f"blobs/{part['id']}"]
    right = hashlib.md5(b"abc").hexdigest().upper()
    assert api.complete(upload["id"], [part["id"]], md5=right).status == 200


def test_the_parts_must_come_to_the_bytes_declared(api):
    upload = api.begin_upload(99)
    part = api.part(upload["id"], b"abc").json
    reply = api.complete(upload["id"], [part["id"]])
    assert (reply.status, reply.error["param"]) == (400, "part_ids")
    assert "3 bytes" in reply.error["message"]
    assert "99" in reply.error["message"]


def test_parts_of_others_unknown_ones_and_doubles_are_refused(api):
    first, second = api.begin_upload(3), api.begin_upload(3)
    mine, foreign = api.part(first["id"], b"abc").json["id"], api.part(second["id"], b"abc").json["id"]
    for listed in ([foreign], ["part_never"], [mine, mine]):
        reply = api.complete(first["id"], listed)
        assert (reply.status, reply.error["param"]) == (400, "part_ids")
    assert api.complete(first["id"], [mine]).status == 200


@pytest.mark.parametrize("end", ["complete", "cancel", "expire"])
def test_an_upload_that_has_ended_takes_nothing_more(api, clock, on_disk, end):
    upload = api.begin_upload(3)
    part = api.part(upload["id"], b"abc").json
    target = f"/v1/uploads/{upload['id']}"
    if end == "complete":
        api.complete(upload["id"], [part["id"]])
    elif end == "cancel":
        cancelled = api("POST", f"{target}/cancel").json
        assert (cancelled["status"], cancelled["file"]) == ("cancelled", None)
    else:
        clock.advance(3600)
    for reply in (
        api.part(upload["id"], b"abc"),
        api.complete(upload["id"], [part["id"]]),
        api("POST", f"{target}/cancel"),
    ):
        assert (reply.status, reply.error["code"]) == (400, "upload_not_pending")
    assert [name for name in on_disk() if "part_" in name or "incoming" in name] == []


def test_an_unknown_upload_is_404(api):
    for reply in (
        api.part("upload_never", b"abc"),
        api.complete("upload_never", []),
        api("POST", "/v1/uploads/upload_never/cancel"),
        api("POST", "/v1/uploads/..%2f/cancel"),
    ):
        assert (reply.status, reply.error["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"filename": None}, "filename"),
        ({"filename": ""}, "filename"),
        ({"filename": 5}, "filename"),
        ({"filename": "\ud800"}, "filename"),
        ({"purpose": "fun"}, "purpose"),
        ({"bytes": -1}, "bytes"),
        ({"bytes": 8 * 1024**3 + 1}, "bytes"),
        ({"bytes": 3.0}, "bytes"),
        ({"bytes": True}, "bytes"),
        ({"bytes": None}, "bytes"),
        ({"mime_type": "text"}, "mime_type"),
        ({"mime_type": "text/plain\r\nx: y"}, "mime_type"),
        ({"expires_after": 3600}, "expires_after"),
        ({"expires_after": {"anchor": "created_at"}}, "expires_after.seconds"),
        ({"expires_after": {"anchor": "created_at", "seconds": "3600"}}, "expires_after.seconds"),
        ({"expires_after": {"anchor": "created_at", "seconds": 3599}}, "expires_after.seconds"),
        ({"expires_after": {"seconds": 3600}}, "expires_after.anchor"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_an_upload_is_created_with_is_checked(api, change, param):
    body = {"filename": "u.bin", "purpose": "user_data", "bytes": 3, "mime_type": "text/plain", **change}
    headers = {"content-type": "application/json"}
    reply = api("POST", "/v1/uploads", content=json.dumps(body).encode(), headers=headers)
    assert (reply.status, reply.error["param"]) == (400, param)


def test_eight_gib_may_be_declared(api):
    assert api.begin_upload(8 * 1024**3)["bytes"] == 8 * 1024**3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"bytes": NaN}', b"1" * 5000]
)
def test_bodies_that_are_no_json_object_are_refused(api, content):
    reply = api("POST", "/v1/uploads", content=content, headers={"content-type": "application/json"})
    assert reply.status == 400
    assert len(reply.content) < 500


def test_json_is_capped_and_must_be_named_so(api):
    big = b'{"part_ids": ["' + b"x" * 1024**2 + b'"]}'
    assert api("POST", "/v1/uploads", content=big, headers={"content-type": "application/json"}).status == 413
    assert api("POST", "/v1/uploads", content=b"{}", headers={"content-type": "text/plain"}).status == 415


@pytest.mark.parametrize("value", [None, "x", [1], {}])
def test_part_ids_must_be_a_list_of_ids(api, value):
    upload = api.begin_upload(0)
    assert api.complete(upload["id"], value).error["param"] == "part_ids"


def test_the_file_of_an_upload_expires_as_asked_from_its_own_creation(api, clock):
    batch = api.begin_upload(0, purpose="batch")
    short = api.begin_upload(0, expires_after={"anchor": "created_at", "seconds": 3600})
    clock.advance(60)
    assert api.complete(batch["id"], []).json["file"]["expires_at"] == CREATED + 60 + 30 * 86400
    assert api.complete(short["id"], []).json["file"]["expires_at"] == CREATED + 60 + 3600


def test_requests_sent_again_with_their_key_give_the_same_objects(api):
    body = {"filename": "u.bin", "purpose": "user_data", "bytes": 3, "mime_type": "text/plain"}
    first, again = (api("POST", "/v1/uploads", json=body, headers={"Idempotency-Key": "u"}).json for _ in range(2))
    assert first == again
    part, part_again = (api.part(first["id"], b"abc", headers={"Idempotency-Key": "p"}).json for _ in range(2))
    assert part == part_again
    target = f"/v1/uploads/{first['id']}/complete"
    done, done_again = (
        api("POST", target, json={"part_ids": [part["id"]]}, headers={"Idempotency-Key": "c"}).json for _ in range(2)
    )
    assert done == done_again
    assert done["status"] == "completed"
    assert len(api("GET", "/v1/files").json["data"]) == 1


def test_the_parts_of_an_upload_come_to_8_gib_at_most(api, monkeypatch):
    from filewright.embedded.api import uploads
    from filewright.embedded.store.limits import Limit

    upload = api.begin_upload(3)
    monkeypatch.setattr(uploads, "UPLOAD_BYTES", Limit(5, "test"))
    assert api.part(upload["id"], b"abc").status == 200
    reply = api.part(upload["id"], b"def")
    assert (reply.status, reply.error["code"]) == (413, "content_size_limit_exceeded")


def test_a_part_over_64_mib_is_refused_before_it_comes(api):
    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"content-length", str(66 * 1024**2).encode())]
    with api.service.begin("POST", "/v1/uploads/upload_x/parts", headers) as exchange:
        assert exchange.refused
        assert exchange.finish().status == 413


# Large uploads, whose parts are not copied


@pytest.fixture
def joined_from_100_bytes(monkeypatch):
    monkeypatch.setattr("filewright.embedded.store.pieces.JOINED_BYTES", Limit(100, "test"))


CONTENTS = [os.urandom(size) for size in (40_000, 3, 100_000, 70_000)]
WHOLE = b"".join(CONTENTS)


def finish(api, **more):
    upload = api.begin_upload(len(WHOLE))
    part_ids = [api.part(upload["id"], content).json["id"] for content in CONTENTS]
    return upload, part_ids, api.complete(upload["id"], part_ids, **more)


def test_the_parts_of_a_large_upload_are_put_together_when_they_are_read(
    api, store, folder, on_disk, joined_from_100_bytes
):
    def never(*_):
        raise AssertionError("the parts were copied")

    store.contents.copy = never
    _, part_ids, reply = finish(api, md5=hashlib.md5(WHOLE).hexdigest())
    file = reply.json["file"]
    assert (file["bytes"], reply.json["status"]) == (len(WHOLE), "completed")
    assert on_disk() == sorted(f"blobs/{part_id}" for part_id in part_ids)
    target = f"/v1/files/{file['id']}/content"
    assert api("GET", target).content == WHOLE
    for first, last in ((0, 0), (39_999, 40_000), (40_001, 40_005), (40_003, 140_003), (5, len(WHOLE) - 1)):
        part = api("GET", target, headers={"range": f"bytes={first}-{last}"})
        assert (part.status, part.content) == (206, WHOLE[first : last + 1])
    record = store.file(file["id"])
    with os.fdopen(store.contents.open(record), "rb") as blob:
        assert blob.read() == WHOLE
    store.close()
    with Store(folder, durable=False) as again:
        api.service = Service(again)
        assert api("GET", target).content == WHOLE
        assert api("DELETE", f"/v1/files/{file['id']}").status == 200
    assert on_disk() == []


def test_a_large_file_that_is_deleted_while_it_is_read_stays_whole(api, store, on_disk, joined_from_100_bytes):
    file = finish(api)[2].json["file"]
    response = api.service.handle("GET", f"/v1/files/{file['id']}/content", [], [])
    assert api("DELETE", f"/v1/files/{file['id']}").status == 200
    assert on_disk() == []
    assert b"".join(response.body) == WHOLE
    response.close()


def test_a_large_file_expires_with_its_parts(api, clock, on_disk, joined_from_100_bytes):
    upload = api.begin_upload(len(WHOLE), expires_after={"anchor": "created_at", "seconds": 3600})
    part_ids = [api.part(upload["id"], content).json["id"] for content in CONTENTS]
    assert api.complete(upload["id"], part_ids).status == 200
    clock.advance(3600)
    assert api("GET", "/v1/files").json["data"] == []
    assert on_disk() == []


def test_the_md5_of_a_large_upload_is_checked(api, on_disk, joined_from_100_bytes):
    upload, part_ids, wrong = finish(api, md5="0" * 32)
    assert (wrong.status, wrong.error["param"]) == (400, "md5")
    assert api.complete(upload["id"], part_ids[::-1]).json["file"]["bytes"] == len(WHOLE)


def test_a_part_that_is_not_listed_goes_where_others_are_joined(api, on_disk, joined_from_100_bytes):
    upload = api.begin_upload(200)
    api.part(upload["id"], b"lost response")
    part = api.part(upload["id"], b"x" * 200).json
    assert api.complete(upload["id"], [part["id"]]).status == 200
    assert on_disk() == [f"blobs/{part['id']}"]


def test_a_stretch_of_pieces_that_was_cut_is_told(api, folder, joined_from_100_bytes):
    _, part_ids, reply = finish(api)
    os.truncate(folder / "blobs" / part_ids[2], 5)
    reply = api("GET", f"/v1/files/{reply.json['file']['id']}/content")
    assert (reply.status, reply.error["code"]) == (500, "store_failed")
