"""The operations on uploads and their parts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from filewright.embedded.api.files import Files
from filewright.embedded.api.forms import BodyReader, Form, FormReader, FormShape
from filewright.embedded.api.parameters import (
    file_name,
    invalid,
    lifetime_of_json,
    md5_of,
    media_type_of,
    part_ids_of,
    purpose_of,
    refuse_unknown,
    text,
    whole_number,
)
from filewright.embedded.api.requests import Request, Resends
from filewright.embedded.api.responses import ApiError, Response, json_response, no_such
from filewright.embedded.store import FileRecord, PartRecord, Store, UploadRecord
from filewright.embedded.store.limits import PART_BYTES, PARTS_PER_UPLOAD, UPLOAD_BYTES, readable_size
from filewright.embedded.store.pieces import can_be_joined
from filewright.embedded.store.reading import BlobBody
from filewright.errors import shorten

__all__ = ["Uploads"]

_ADD_PART = FormShape("data", frozenset(), PART_BYTES, named=False)
_CREATE = frozenset({"filename", "purpose", "bytes", "mime_type", "expires_after"})
_COMPLETE = frozenset({"part_ids", "md5"})


class Uploads:
    """The four operations on uploads.

    Args:
        store: where uploads are kept.
        files: how a finished upload shows its file.
        resends: what requests with a key have made.
    """

    def __init__(self, store: Store, files: Files, resends: Resends) -> None:
        self._store = store
        self._files = files
        self._resends = resends

    def read_part_form(self, request: Request) -> BodyReader:
        """Read the form that adds a part; a part of an upload that has ended is refused before it is taken in."""
        return FormReader(request.headers, _ADD_PART, self._store.incoming, lambda _: self._pending(request.id))

    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """POST /uploads: an upload that waits for its parts."""
        refuse_unknown(body, _CREATE)
        filename = file_name(text(body, "filename"), "filename")
        purpose = purpose_of(text(body, "purpose"))
        size = whole_number(body, "bytes", 0, UPLOAD_BYTES.value, readable_size(UPLOAD_BYTES.value))
        mime_type = media_type_of(text(body, "mime_type"))
        lifetime = lifetime_of_json(purpose, body.get("expires_after"))
        sent = ("upload", filename, purpose, size, mime_type, lifetime)
        upload = self._resends.once(
            request, sent, self._store.upload, lambda: self._store.add_upload(filename, purpose, size, lifetime)
        )
        return json_response(200, self._shown(upload))

    def add_part(self, request: Request, form: Form) -> Response:
        """POST /uploads/{upload_id}/parts."""
        sent = ("part", request.id, form.file.sha256)
        form.file.seal()

        def make() -> PartRecord:
            self._check_room(request.id, form.file.size)
            return self._store.add_part(request.id, form.file)

        with self._store.transaction():
            self._pending(request.id)
            part = self._resends.once(request, sent, self._store.part, make)
        return json_response(200, _part_object(part))

    def complete(self, request: Request, body: dict[str, Any]) -> Response:
        """POST /uploads/{upload_id}/complete: the listed parts in their order, made a file."""
        refuse_unknown(body, _COMPLETE)
        part_ids = part_ids_of(body)
        md5 = md5_of(body)
        sent = ("complete", request.id, part_ids, md5)
        earlier = self._resends.found(request, sent, self._store.upload)
        if earlier is not None:
            return json_response(200, self._shown(earlier))
        upload = self._pending(request.id)
        parts = self._listed_parts(upload, part_ids)

        def end(make: Callable[[], FileRecord]) -> Response:
            with self._store.transaction():
                self._pending(request.id)
                record = make()
                self._store.end_upload(upload.id, "completed", record.id)
                self._resends.keep(request, sent, upload.id)
            return json_response(200, self._shown(upload._replace(status="completed", file_id=record.id)))

        if can_be_joined(parts):
            if md5 is not None:
                self._check_md5(parts, md5)
            return end(lambda: self._store.add_joined_file(upload, parts))
        with self._store.incoming() as whole:
            digest = hashlib.md5(usedforsecurity=False) if md5 else None
            self._store.contents.copy(parts, whole, digest.update if digest else None)
            _compare_md5(digest.hexdigest() if digest else None, md5)
            whole.seal()
            return end(lambda: self._store.add_file(whole, upload.filename, upload.purpose, upload.lifetime))

    def _check_md5(self, parts: list[PartRecord], md5: str) -> None:
        digest = hashlib.md5(usedforsecurity=False)
        for part in parts:
            with BlobBody(self._store.contents.open_pieces(part), 0, part.bytes) as content:
                for block in content:
                    digest.update(block)
        _compare_md5(digest.hexdigest(), md5)

    def cancel(self, request: Request, _: None) -> Response:
        """POST /uploads/{upload_id}/cancel."""
        with self._store.transaction():
            upload = self._pending(request.id)
            self._store.end_upload(upload.id, "cancelled")
        return json_response(200, self._shown(upload._replace(status="cancelled")))

    def _pending(self, upload_id: str) -> UploadRecord:
        self._store.remove_expired()
        upload = self._store.upload(upload_id)
        if upload is None:
            raise no_such("Upload", upload_id)
        if upload.status != "pending":
            raise ApiError(
                400,
                f"The upload {upload_id} is {upload.status}; only a pending one can be added to or ended.",
                param="upload_id",
                code="upload_not_pending",
            )
        return upload

    def _check_room(self, upload_id: str, size: int) -> None:
        count, total = self._store.parts_total(upload_id)
        if count >= PARTS_PER_UPLOAD.value:
            raise invalid("data", f"The upload {upload_id} has {count} parts, which is the most it can have.")
        if total + size > UPLOAD_BYTES.value:
            raise ApiError(
                413,
                f"The parts of the upload {upload_id} would come to {total + size:,} bytes, more than the"
                f" {readable_size(UPLOAD_BYTES.value)} allowed.",
                param="data",
                code="content_size_limit_exceeded",
            )

    def _listed_parts(self, upload: UploadRecord, part_ids: tuple[str, ...]) -> list[PartRecord]:
        stored = {part.id: part for part in self._store.parts(upload.id)}
        parts: list[PartRecord] = []
        for part_id in part_ids:
            part = stored.pop(part_id, None)
            if part is None:
                raise invalid(
                    "part_ids",
                    f"{shorten(part_id, 80)} is listed twice, or is not a part of the upload {upload.id}.",
                )
            parts.append(part)
        total = sum(part.bytes for part in parts)
        if total != upload.bytes:
            raise invalid(
                "part_ids",
                f"The parts come to {total:,} bytes; the upload was created with {upload.bytes:,}.",
            )
        return parts

    def _shown(self, upload: UploadRecord) -> dict[str, Any]:
        record = None if upload.file_id is None else self._store.file(upload.file_id)
        return {
            "object": "upload",
            "id": upload.id,
            "purpose": upload.purpose,
            "filename": upload.filename,
            "bytes": upload.bytes,
            "created_at": upload.created_at,
            "expires_at": upload.expires_at,
            "status": upload.status,
            "file": None if record is None else self._files.shown(record),
        }


def _compare_md5(found: str | None, given: str | None) -> None:
    if found != given:
        raise invalid("md5", f"The md5 of the parts is {found}, not the {given} given.")


def _part_object(part: PartRecord) -> dict[str, Any]:
    return {
        "object": "upload.part",
        "id": part.id,
        "upload_id": part.upload_id,
        "created_at": part.created_at,
    }
