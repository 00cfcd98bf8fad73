"""The Files, Uploads and Batches API over a store, apart from any web framework.

A request comes in as `Service.begin(method, target, headers)`, its body as blocks to the exchange that this gives, and
`finish` turns it into an answer::

    with service.begin("POST", "/v1/files", headers) as exchange:
        for block in body:
            if exchange.refused:
                break
            exchange.feed(block)
        answer = exchange.finish()

`begin` does no I/O. `feed` and `finish` read and write the disk, so an event loop has them run in a worker thread; one
exchange is used by one thread at a time. Every refusal and every fault of the disk comes back as an answer in the API's
shape.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, unquote

from filewright.embedded.answers import Answer, ApiError, BlobBody, error_answer, json_answer, no_such, page_answer
from filewright.embedded.batches import Batches
from filewright.embedded.downloads import content_disposition, wanted_stretch
from filewright.embedded.forms import (
    BodyReader,
    Form,
    FormReader,
    FormShape,
    JsonReader,
    NoBody,
)
from filewright.embedded.limits import (
    FILE_BYTES,
    LIST_LIMIT,
    PART_BYTES,
    PARTS_PER_UPLOAD,
    UPLOAD_BYTES,
    readable_size,
)
from filewright.embedded.parameters import (
    ANCHOR,
    SECONDS,
    check_file_fields,
    file_name,
    invalid,
    is_id,
    lifetime_of_form,
    lifetime_of_json,
    list_limit,
    md5_of,
    media_type_of,
    part_ids_of,
    purpose_of,
    refuse_unknown,
    text,
    whole_number,
)
from filewright.embedded.processing import Processing
from filewright.embedded.requests import Request, Resends
from filewright.embedded.store import (
    DamagedBlobError,
    FileRecord,
    PartRecord,
    Store,
    UnknownCursorError,
    UploadRecord,
)
from filewright.errors import shorten

__all__ = ["Exchange", "Service", "refusal"]

_log = logging.getLogger("filewright.embedded")

_CREATE_FILE = FormShape("file", frozenset({"purpose", ANCHOR, SECONDS}), FILE_BYTES, named=True)
_ADD_PART = FormShape("data", frozenset(), PART_BYTES, named=False)
_CREATE_UPLOAD = frozenset({"filename", "purpose", "bytes", "mime_type", "expires_after"})
_COMPLETE_UPLOAD = frozenset({"part_ids", "md5"})
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


class Operation(NamedTuple):
    """How an operation reads its body and answers."""

    read: Callable[[Service, Request], BodyReader]
    answer: Callable[[Service, Request, Any], Answer]


class Exchange:
    """One request under way: takes its body, gives its answer. A context manager, which drops what is left over."""

    def __init__(self) -> None:
        self._request_id = f"req_{secrets.token_hex(16)}"
        self._reader: BodyReader = NoBody()
        self._make: Callable[[Any], Answer] | None = None
        self._refusal: Answer | None = None

    @property
    def refused(self) -> bool:
        """The answer is known, and the rest of the body does not matter."""
        return self._refusal is not None

    def accept(self, reader: BodyReader, make: Callable[[Any], Answer]) -> None:
        """Sets how the body is read and what is made of it."""
        self._reader = reader
        self._make = make

    def refuse(self, error: ApiError) -> None:
        """Sets the answer to a refusal."""
        self._refusal = error_answer(error)

    def feed(self, block: bytes) -> None:
        """Takes the next block of the body."""
        if self._refusal is None:
            self._guarded(lambda: self._reader.feed(block))

    def finish(self) -> Answer:
        """The answer, once the body is whole or `refused` is true."""
        if self._refusal is None and self._make is not None:
            make = self._make
            answer = self._guarded(lambda: make(self._reader.finish()))
            if answer is not None:
                return self._identified(answer)
        if self._refusal is None:
            raise RuntimeError("an exchange that was neither accepted nor refused has no answer")
        return self._identified(self._refusal)

    def close(self) -> None:
        """Drops what arrived and was not stored."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _identified(self, answer: Answer) -> Answer:
        answer.headers.append(("x-request-id", self._request_id))
        return answer

    def _guarded(self, step: Callable[[], Answer | None]) -> Answer | None:
        try:
            return step()
        except ApiError as error:
            self.refuse(error)
        except (OSError, sqlite3.Error) as error:
            _log.error("request %s: the store failed", self._request_id, exc_info=error)
            self.refuse(_store_failure(error))
        return None


class Service:
    """The thirteen operations.

    Args:
        store: where files are kept; the service does not close it.
        processing: how files are processed; at once and without fail by default.
        check: is shown the headers of every request, names in lower case, and may raise ApiError to refuse it.
    """

    def __init__(
        self,
        store: Store,
        processing: Processing | None = None,
        check: Callable[[Mapping[str, str]], None] = lambda _: None,
    ) -> None:
        self.store = store
        self.processing = processing or Processing()
        self._check = check
        self._resends = Resends(store)
        self._batches = Batches(store, self.processing, self._resends)

    def begin(self, method: str, target: str, headers: Iterable[tuple[bytes, bytes]]) -> Exchange:
        """Begins an exchange.

        Args:
            method: the HTTP method.
            target: path and query as on the wire, percent-encoded. A leading `/v1` is optional.
            headers: names in any case.
        """
        exchange = Exchange()
        path, _, query = target.partition("?")
        found = _header_map(headers)
        try:
            self._check(found)
            operation, identifier = _route(method, path)
            request = Request(method, identifier, _query(query), found)
            reader = operation.read(self, request)
        except ApiError as error:
            exchange.refuse(error)
        else:
            exchange.accept(reader, lambda body: operation.answer(self, request, body))
        return exchange

    def handle(self, method: str, target: str, headers: Iterable[tuple[bytes, bytes]], body: Iterable[bytes]) -> Answer:
        """A whole exchange at once."""
        with self.begin(method, target, headers) as exchange:
            for block in body:
                if exchange.refused:
                    break
                exchange.feed(block)
            return exchange.finish()

    # Bodies

    def read_nothing(self, _: Request) -> BodyReader:
        """For operations without a body."""
        return NoBody()

    def read_json(self, request: Request) -> BodyReader:
        """For operations with a JSON body."""
        return JsonReader(request.headers)

    def read_file_form(self, request: Request) -> BodyReader:
        """For the form that makes a file."""
        return FormReader(request.headers, _CREATE_FILE, self.store.incoming, check_file_fields)

    def read_part_form(self, request: Request) -> BodyReader:
        """For the form that adds a part; a part of an upload that has ended is refused before it is taken in."""
        return FormReader(request.headers, _ADD_PART, self.store.incoming, lambda _: self._pending(request.id))

    # Files

    def list_files(self, request: Request, _: None) -> Answer:
        """GET /files: a page of files, by time of creation."""
        limit = list_limit(request.query.get("limit"), LIST_LIMIT.value, LIST_LIMIT.value)
        order = request.query.get("order", "desc")
        if order not in ("asc", "desc"):
            raise invalid("order", f"'order' must be 'asc' or 'desc', not {shorten(order, 80)}.")
        self.store.remove_expired()
        try:
            found = self.store.files(
                purpose=request.query.get("purpose"),
                after=request.query.get("after"),
                limit=limit + 1,
                descending=order == "desc",
            )
        except UnknownCursorError as error:
            raise invalid("after", f"'after' names no file: {shorten(error.args[0], 80)}.") from None
        files = [self._file_object(record) for record in found[:limit]]
        return page_answer(files, has_more=len(found) > limit)

    def create_file(self, request: Request, form: Form) -> Answer:
        """POST /files: the form's file, stored."""
        fields = form.fields
        purpose = purpose_of(fields.get("purpose"))
        lifetime = lifetime_of_form(purpose, fields)
        sent = ("file", form.filename, purpose, lifetime, form.file.sha256)
        form.file.seal()
        record = self._resends.once(
            request,
            sent,
            self.store.file,
            lambda: self.store.add_file(form.file, form.filename, purpose, lifetime),
        )
        return json_answer(200, self._file_object(record))

    def retrieve_file(self, request: Request, _: None) -> Answer:
        """GET /files/{file_id}."""
        return json_answer(200, self._file_object(self._file(request.id)))

    def delete_file(self, request: Request, _: None) -> Answer:
        """DELETE /files/{file_id}."""
        self.store.remove_expired()
        if not self.store.delete_file(request.id):
            raise no_such("File", request.id)
        return json_answer(200, {"id": request.id, "object": "file", "deleted": True})

    def file_content(self, request: Request, _: None) -> Answer:
        """GET and HEAD /files/{file_id}/content: the content, or the range of it that was asked for."""
        record = self._file(request.id)
        etag = f'"{record.sha256}"'
        stretch = wanted_stretch(request.headers, record.bytes, etag)
        try:
            descriptor = self.store.open_blob(record)
        except FileNotFoundError:
            raise no_such("File", request.id) from None
        headers = [
            ("content-type", "application/octet-stream"),
            ("content-length", str(stretch.length)),
            ("content-disposition", content_disposition(record.filename)),
            ("accept-ranges", "bytes"),
            ("etag", etag),
            ("x-content-type-options", "nosniff"),
        ]
        if stretch.partial:
            headers.append(("content-range", stretch.content_range))
        body = BlobBody(descriptor, stretch.start, stretch.length)
        if request.method == "HEAD":
            body.close()
            return Answer(206 if stretch.partial else 200, headers, b"")
        return Answer(206 if stretch.partial else 200, headers, body)

    # Uploads

    def create_upload(self, request: Request, body: dict[str, Any]) -> Answer:
        """POST /uploads: an upload that waits for its parts."""
        refuse_unknown(body, _CREATE_UPLOAD)
        filename = file_name(text(body, "filename"), "filename")
        purpose = purpose_of(text(body, "purpose"))
        size = whole_number(body, "bytes", 0, UPLOAD_BYTES.value, readable_size(UPLOAD_BYTES.value))
        mime_type = media_type_of(text(body, "mime_type"))
        lifetime = lifetime_of_json(purpose, body.get("expires_after"))
        sent = ("upload", filename, purpose, size, mime_type, lifetime)
        upload = self._resends.once(
            request, sent, self.store.upload, lambda: self.store.add_upload(filename, purpose, size, lifetime)
        )
        return json_answer(200, self._upload_object(upload))

    def add_part(self, request: Request, form: Form) -> Answer:
        """POST /uploads/{upload_id}/parts."""
        sent = ("part", request.id, form.file.sha256)
        form.file.seal()

        def make() -> PartRecord:
            self._check_room(request.id, form.file.size)
            return self.store.add_part(request.id, form.file)

        with self.store.transaction():
            self._pending(request.id)
            part = self._resends.once(request, sent, self.store.part, make)
        return json_answer(200, _part_object(part))

    def complete_upload(self, request: Request, body: dict[str, Any]) -> Answer:
        """POST /uploads/{upload_id}/complete: the listed parts in their order, made a file."""
        refuse_unknown(body, _COMPLETE_UPLOAD)
        part_ids = part_ids_of(body)
        md5 = md5_of(body)
        sent = ("complete", request.id, part_ids, md5)
        earlier = self._resends.found(request, sent, self.store.upload)
        if earlier is not None:
            return json_answer(200, self._upload_object(earlier))
        upload = self._pending(request.id)
        parts = self._listed_parts(upload, part_ids)
        with self.store.incoming() as whole:
            digest = hashlib.md5(usedforsecurity=False) if md5 else None
            self.store.copy_blobs(parts, whole, digest.update if digest else None)
            if digest is not None and digest.hexdigest() != md5:
                raise invalid("md5", f"The md5 of the parts is {digest.hexdigest()}, not the {md5} given.")
            whole.seal()
            with self.store.transaction():
                self._pending(request.id)
                record = self.store.add_file(whole, upload.filename, upload.purpose, upload.lifetime)
                self.store.end_upload(upload.id, "completed", record.id)
                self._resends.keep(request, sent, upload.id)
        done = upload._replace(status="completed", file_id=record.id)
        return json_answer(200, self._upload_object(done))

    def cancel_upload(self, request: Request, _: None) -> Answer:
        """POST /uploads/{upload_id}/cancel."""
        with self.store.transaction():
            upload = self._pending(request.id)
            self.store.end_upload(upload.id, "cancelled")
        return json_answer(200, self._upload_object(upload._replace(status="cancelled")))

    # Batches

    def create_batch(self, request: Request, body: dict[str, Any]) -> Answer:
        """POST /batches: a batch of the requests in a file."""
        return self._batches.create(request, body)

    def list_batches(self, request: Request, _: None) -> Answer:
        """GET /batches: a page of batches, the latest first."""
        return self._batches.page(request)

    def retrieve_batch(self, request: Request, _: None) -> Answer:
        """GET /batches/{batch_id}."""
        return self._batches.retrieve(request)

    def cancel_batch(self, request: Request, _: None) -> Answer:
        """POST /batches/{batch_id}/cancel."""
        return self._batches.cancel(request)

    # What is stored

    def _file(self, file_id: str) -> FileRecord:
        self.store.remove_expired()
        record = self.store.file(file_id)
        if record is None:
            raise no_such("File", file_id)
        return record

    def _pending(self, upload_id: str) -> UploadRecord:
        self.store.remove_expired()
        upload = self.store.upload(upload_id)
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
        count, total = self.store.parts_total(upload_id)
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
        stored = {part.id: part for part in self.store.parts(upload.id)}
        parts: list[PartRecord] = []
        for part_id in part_ids:
            part = stored.pop(part_id, None)
            if part is None:
                raise invalid(
                    "part_ids",
                    f"{shorten(part_id, 80)} is listed twice, or is no part of the upload {upload.id}.",
                )
            parts.append(part)
        total = sum(part.bytes for part in parts)
        if total != upload.bytes:
            raise invalid(
                "part_ids",
                f"The parts come to {total:,} bytes; the upload was created with {upload.bytes:,}.",
            )
        return parts

    # Objects

    def _file_object(self, record: FileRecord) -> dict[str, Any]:
        status = self.processing.status(record.id, record.filename, record.created, self.store.now())
        return {
            "object": "file",
            "id": record.id,
            "purpose": record.purpose,
            "filename": record.filename,
            "bytes": record.bytes,
            "created_at": record.created_at,
            "expires_at": record.expires_at,
            "status": status.status,
            "status_details": status.details,
        }

    def _upload_object(self, upload: UploadRecord) -> dict[str, Any]:
        record = None if upload.file_id is None else self.store.file(upload.file_id)
        return {
            "object": "upload",
            "id": upload.id,
            "purpose": upload.purpose,
            "filename": upload.filename,
            "bytes": upload.bytes,
            "created_at": upload.created_at,
            "expires_at": upload.expires_at,
            "status": upload.status,
            "file": None if record is None else self._file_object(record),
        }


def _part_object(part: PartRecord) -> dict[str, Any]:
    return {
        "object": "upload.part",
        "id": part.id,
        "upload_id": part.upload_id,
        "created_at": part.created_at,
    }


def refusal(error: ApiError) -> Answer:
    """The answer to a request for which no exchange could begin."""
    exchange = Exchange()
    exchange.refuse(error)
    return exchange.finish()


# Routes: the path, with * for an id, and what its methods do

_CONTENT = Operation(Service.read_nothing, Service.file_content)
_ROUTES: dict[tuple[str, ...], dict[str, Operation]] = {
    ("files",): {
        "GET": Operation(Service.read_nothing, Service.list_files),
        "POST": Operation(Service.read_file_form, Service.create_file),
    },
    ("files", "*"): {
        "GET": Operation(Service.read_nothing, Service.retrieve_file),
        "DELETE": Operation(Service.read_nothing, Service.delete_file),
    },
    ("files", "*", "content"): {"GET": _CONTENT, "HEAD": _CONTENT},
    ("uploads",): {"POST": Operation(Service.read_json, Service.create_upload)},
    ("uploads", "*", "parts"): {"POST": Operation(Service.read_part_form, Service.add_part)},
    ("uploads", "*", "complete"): {"POST": Operation(Service.read_json, Service.complete_upload)},
    ("uploads", "*", "cancel"): {"POST": Operation(Service.read_nothing, Service.cancel_upload)},
    ("batches",): {
        "GET": Operation(Service.read_nothing, Service.list_batches),
        "POST": Operation(Service.read_json, Service.create_batch),
    },
    ("batches", "*"): {"GET": Operation(Service.read_nothing, Service.retrieve_batch)},
    ("batches", "*", "cancel"): {"POST": Operation(Service.read_nothing, Service.cancel_batch)},
}
_KINDS = {"files": "File", "uploads": "Upload", "batches": "Batch"}
"""What an id in a path stands for, by the first segment of the path."""


def _route(method: str, path: str) -> tuple[Operation, str]:
    segments = path.removeprefix("/").rstrip("/").split("/")
    if segments[0] == "v1":
        del segments[0]
    identifier = segments[1] if len(segments) > 1 else ""
    methods = _ROUTES.get(tuple("*" if place == 1 else segment for place, segment in enumerate(segments)))
    if methods is None:
        raise ApiError(404, f"Unknown request: {method} {shorten(path, 120)}.", code="unknown_url")
    operation = methods.get(method)
    if operation is None:
        allowed = ", ".join(methods)
        raise ApiError(
            405,
            f"{method} is not allowed here; {allowed} is.",
            code="method_not_allowed",
            headers=(("allow", allowed),),
        )
    identifier = unquote(identifier, errors="replace")
    if len(segments) > 1 and not is_id(identifier):
        raise no_such(_KINDS[segments[0]], identifier)
    return operation, identifier


def _query(query: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=100))
    except ValueError:
        raise ApiError(400, "The query has more than 100 parameters.") from None


def _header_map(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name, in lower case; one that comes several times is joined by commas (RFC 9110, section 5.3)."""
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


# Refusals


def _store_failure(error: OSError | sqlite3.Error) -> ApiError:
    full = (isinstance(error, OSError) and error.errno in _NO_SPACE) or (
        isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )
    if full:
        return ApiError(507, "The server's disk is full.", type="server_error", code="insufficient_storage")
    reason = str(error) if isinstance(error, DamagedBlobError) else type(error).__name__
    return ApiError(500, f"The server's file store failed: {reason}.", type="server_error", code="store_failed")
