"""Uploads of providers that take the parts of a large file at URLs of their own."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from filewright.embedded.api.forms import Form
from filewright.embedded.api.requests import Request
from filewright.embedded.api.responses import ApiError, Response, json_response
from filewright.embedded.api.routing import Operation, json_body
from filewright.embedded.store.records import new_id
from filewright.errors import shorten
from filewright.narrowing import is_dict, is_list

if TYPE_CHECKING:
    from filewright.embedded.store import Store
    from filewright.providers.ways import Parts

__all__ = ["PartedUploads"]

PLACE = "parted"
"""The first segment of the paths that parts are put to."""
BLOCK = 1 << 20


class Begun(NamedTuple):
    """An upload that was begun: its fields, the size of a part, its bytes, and what its parts are called."""

    fields: Mapping[str, Any]
    part_size: int
    file: IO[bytes]
    etags: dict[int, str]


class PartedUploads:
    """Begins uploads, takes their parts, and ends them.

    Args:
        store: where the file goes.
        rule: how the provider has it.
    """

    def __init__(self, store: Store, rule: Parts) -> None:
        self._store = store
        self._rule = rule
        self._begun: dict[str, Begun] = {}

    def operation(
        self, method: str, path: str, stored: Callable[[Form, Mapping[str, str]], Response]
    ) -> Operation | None:
        """The operation of a request, if it is of such an upload; `stored` makes the response of a file that came."""
        head, _, number = path.rpartition("/")
        upload_id = head.rpartition("/")[2]
        if method == "PUT" and f"/{PLACE}/" in path and upload_id in self._begun:
            return Operation(partial(_Part, self._begun[upload_id], number), _put)
        for target, respond in (
            (self._rule.path, self._begin),
            (self._rule.complete, partial(self._complete, stored)),
            (self._rule.abort, self._abort),
        ):
            given, _, end = target.partition(" ")
            if method == given and path.endswith(end):
                return Operation(json_body, respond)
        return None

    def _begin(self, request: Request, body: Any) -> Response:
        for name in self._rule.body:
            if not isinstance(body.get(name), int if name in self._rule.numbers else str):
                raise ApiError(400, f"{name} is missing.")
        size, count = body["file_size"], body["num_parts"]
        upload_id = new_id("mp-")
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the upload ends
        self._begun[upload_id] = Begun(body, -(-size // count), file, {})
        url = request.url_of(f"{PLACE}/{upload_id}")
        parts: list[dict[str, Any]] = [
            {"PartNumber": number, "URL": f"{url}/{number}", "Headers": {}} for number in range(1, count + 1)
        ]
        return json_response(200, {"upload_id": upload_id, "file_id": new_id("file-"), "parts": parts})

    def _taken(self, body: Mapping[str, Any]) -> Begun:
        found = self._begun.pop(str(body.get("upload_id")), None)
        if found is None:
            raise ApiError(404, "The upload does not exist.", code="not_found")
        return found

    def _abort(self, _request: Request, body: Any) -> Response:
        self._taken(body).file.close()
        return json_response(200, {})

    def _complete(self, stored: Callable[[Form, Mapping[str, str]], Response], request: Request, body: Any) -> Response:
        begun = self._taken(body)
        with begun.file as file, self._store.incoming() as incoming:
            told = body.get("parts")
            given = (
                {each.get("part_number"): each.get("etag") for each in told if is_dict(each)} if is_list(told) else {}
            )
            if given != begun.etags or len(given) != begun.fields["num_parts"]:
                raise ApiError(400, "The parts are not those that arrived.")
            file.seek(0)
            while block := file.read(BLOCK):
                incoming.write(block)
            fields = {"purpose": begun.fields["purpose"]}
            form = Form(incoming, begun.fields["file_name"], fields, str(body.get("file_id")))
            response = stored(form, request.headers)
        return Response(200, response.headers, response.body)


def _put(_request: Request, etag: str) -> Response:
    return Response(200, [("etag", f'"{etag}"'), ("content-length", "0")], b"")


class _Part:
    """Reads a part, and makes its ETag."""

    def __init__(self, begun: Begun, number: str, _request: Request) -> None:
        if not number.isdigit() or not 1 <= int(number) <= begun.fields["num_parts"]:
            raise ApiError(404, f"Part {shorten(number)} does not exist.", code="not_found")
        self._begun = begun
        self._number = int(number)
        self._blocks = bytearray()

    def feed(self, block: bytes) -> None:
        self._blocks += block

    def finish(self) -> str:
        file = self._begun.file
        file.seek((self._number - 1) * self._begun.part_size)
        file.write(self._blocks)
        etag = hashlib.md5(self._blocks, usedforsecurity=False).hexdigest()
        self._begun.etags[self._number] = etag
        return etag

    def close(self) -> None:
        self._blocks.clear()
