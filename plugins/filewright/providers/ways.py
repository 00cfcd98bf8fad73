"""Ways to upload a file that are not one form, as tables describe them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

NOTHING: Mapping[str, Any] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Steps:
    """An upload that is announced before its bytes are sent.

    Texts may have {filename}, {suffix} (without its dot), {bytes}, {content_type}, {purpose} and {id} in them.

    Attributes:
        path: method and path of the announcement.
        body: its JSON; headers: its headers.
        form: it is a form, with the same fields.
        status: the status of its response.
        location: the header of its response that has the URL for the bytes; None: they go in the form of an upload, to
            the path that the table has for `create_file`.
        identity: the header of its response that has the id of the file; None: the client makes one.
        ask, ask_body, url: the method, path and JSON of a further request, and where its response has the URL for the
            bytes, `*` being the one name at its place.
        method, then: the method and the headers that the bytes are sent with.
        finish: method and path of the request that ends the upload, whose response has the file; None: the response to
            the bytes has it.
        result: method and path of the request whose response has the file, where that to `finish` has not.
        undo: method and path of the request that takes back an announcement whose bytes were refused; None: it lapses.
        from_bytes: smaller files are sent in one form.
    """

    path: str
    body: Mapping[str, Any]
    form: bool = False
    headers: Mapping[str, str] = NOTHING
    status: int = 200
    location: str | None = None
    identity: str | None = None
    ask: str | None = None
    ask_body: Mapping[str, Any] = NOTHING
    url: str = ""
    method: str = "POST"
    then: Mapping[str, str] = NOTHING
    finish: str | None = None
    result: str | None = None
    undo: str | None = None
    from_bytes: int = 0


@attrs.frozen(kw_only=True)
class Parts:
    """An upload of a large file in parts, each of which is put to a URL that the response to its beginning has.

    Attributes:
        path: method and path of the request that begins it.
        body: its JSON, with texts as those of Steps may have, and {count}, the number of parts.
        numbers: what in it is a number.
        keep: the fields of the response that name the upload.
        complete, abort: method and path of the requests that end it.
        within: where in the response to `complete` the file is.
        from_bytes: smaller files are sent in another way.
        part_bytes, max_parts: the size that parts have, unless there were too many of them.
        concurrency: how many are sent at a time.
    """

    path: str
    body: Mapping[str, str]
    numbers: frozenset[str] = frozenset()
    keep: tuple[str, ...]
    complete: str
    abort: str
    within: str = ""
    from_bytes: int
    part_bytes: int
    max_parts: int
    concurrency: int = 4
