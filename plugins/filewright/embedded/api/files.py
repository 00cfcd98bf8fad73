"""The operations on files."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from filewright.embedded.api.downloads import content_disposition, wanted_stretch
from filewright.embedded.api.forms import BodyReader, Form, FormReader, FormShape
from filewright.embedded.api.parameters import (
    ANCHOR,
    SECONDS,
    check_file_fields,
    created_of,
    invalid,
    lifetime_of_form,
    list_limit,
    purpose_of,
)
from filewright.embedded.api.requests import Request, Resends
from filewright.embedded.api.responses import BlobBody, Response, json_response, no_such, page_response
from filewright.embedded.store import FileRecord, Store, UnknownCursorError
from filewright.embedded.store.limits import FILE_BYTES, FILE_PURPOSES, LIST_LIMIT
from filewright.embedded.store.processing import Processing
from filewright.embedded.store.reading import Piece
from filewright.errors import shorten

__all__ = ["CREATE_FORM", "Files"]

CREATE_FORM = FormShape("file", frozenset({"purpose", ANCHOR, SECONDS}), FILE_BYTES, named=True)


class Files:
    """The five operations on files.

    Args:
        store: where files are kept.
        processing: how files are processed.
        resends: what requests with a key have made.
        purposes: those that files may have.
    """

    def __init__(
        self, store: Store, processing: Processing, resends: Resends, purposes: Collection[str] = FILE_PURPOSES
    ) -> None:
        self._purposes = purposes
        self._store = store
        self._processing = processing
        self._resends = resends

    def read_form(self, request: Request) -> BodyReader:
        """Read the form that makes a file."""
        return FormReader(request.headers, CREATE_FORM, self._store.incoming, check_file_fields)

    def page(self, request: Request, _: None) -> Response:
        """GET /files: a page of files, by time of creation."""
        limit = list_limit(request.query.get("limit"), LIST_LIMIT.value, LIST_LIMIT.value)
        order = request.query.get("order", "desc")
        if order not in ("asc", "desc"):
            raise invalid("order", f"'order' must be 'asc' or 'desc', not {shorten(order, 80)}.")
        self._store.remove_expired()
        try:
            found = self._store.files(
                purpose=request.query.get("purpose"),
                after=request.query.get("after"),
                limit=limit + 1,
                descending=order == "desc",
            )
        except UnknownCursorError as error:
            raise invalid("after", f"'after' names no file: {shorten(error.args[0], 80)}.") from None
        files = [self.shown(record) for record in found[:limit]]
        return page_response(files, has_more=len(found) > limit)

    def create(self, request: Request, form: Form) -> Response:
        """POST /files: the form's file, stored."""
        fields = form.fields
        purpose = purpose_of(fields.get("purpose"), self._purposes)
        lifetime = lifetime_of_form(purpose, fields)
        created = created_of(request.headers)
        sent = ("file", form.filename, purpose, lifetime, form.file.sha256, *(() if created is None else (created,)))
        form.file.seal()
        record = self._resends.once(
            request,
            sent,
            self._store.file,
            lambda: self._store.add_file(
                form.file, form.filename, purpose, lifetime, created=created, file_id=form.file_id
            ),
        )
        return json_response(200, self.shown(record))

    def retrieve(self, request: Request, _: None) -> Response:
        """GET /files/{file_id}."""
        return json_response(200, self.shown(self._file(request.id)))

    def delete(self, request: Request, _: None) -> Response:
        """DELETE /files/{file_id}."""
        self._store.remove_expired()
        if not self._store.delete_file(request.id):
            raise no_such("File", request.id)
        return json_response(200, {"id": request.id, "object": "file", "deleted": True})

    def content(self, request: Request, _: None) -> Response:
        """GET and HEAD /files/{file_id}/content: the content, or the requested range of it."""
        record = self._file(request.id)
        etag = f'"{record.sha256}"'
        stretch = wanted_stretch(request.headers, record.bytes, etag)
        content = self._store.contents.small(record)
        pieces = self._opened(record) if content is None else []
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
        status = 206 if stretch.partial else 200
        if content is not None:
            end = stretch.start + stretch.length
            return Response(status, headers, b"" if request.method == "HEAD" else content[stretch.start : end])
        body = BlobBody(pieces, stretch.start, stretch.length)
        if request.method == "HEAD":
            body.close()
            return Response(status, headers, b"")
        return Response(status, headers, body)

    def _opened(self, record: FileRecord) -> list[Piece]:
        try:
            return self._store.contents.open_pieces(record)
        except FileNotFoundError:
            raise no_such("File", record.id) from None

    def _file(self, file_id: str) -> FileRecord:
        self._store.remove_expired()
        record = self._store.file(file_id)
        if record is None:
            raise no_such("File", file_id)
        return record

    def shown(self, record: FileRecord) -> dict[str, Any]:
        """Return the object that a client sees."""
        status = self._processing.status(record.id, record.filename, record.created, self._store.now())
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
