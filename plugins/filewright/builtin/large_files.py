"""Files that are too large for one request: sent as an upload, in parts, and received in ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filewright_api.operations import CREATE_FILE, CREATE_UPLOAD

from ..errors import APIStatusError
from ..hookspecs import hookimpl
from ..parts.plan import chosen_range_size
from ..parts.receiving import Ranges, receive_in_ranges
from ..parts.sending import Manner, send_in_parts

if TYPE_CHECKING:
    import httpx

    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source

_NO_SUCH_PATH = frozenset({404, 405, 501})


class LargeFiles:
    """Sends what is over `large_files["threshold"]` bytes in parts, and receives what is over its "download_threshold"
    in several ranges at a time."""

    @hookimpl
    def upload_file(self, source: Source, call: Call) -> Flow[Any] | None:
        threshold = call.settings.large_files.threshold
        if call.operation != CREATE_FILE or threshold is None or source.known_size <= threshold:
            return None
        return _sent_in_parts(source, call)

    @hookimpl
    def save_content(self, response: httpx.Response, call: Call, place: Any) -> Flow[Any] | None:
        chosen = call.settings.large_files
        size = _size_in_ranges(response, call)
        if chosen.download_threshold is None or size is None or size <= chosen.download_threshold:
            return None
        part_size = chosen.part_size or chosen_range_size(size, chosen.concurrency)
        resumable = chosen.journal is not False
        ranges = Ranges(size, response.headers["etag"], part_size, chosen.concurrency, resumable)
        return receive_in_ranges(call, response, place, ranges)


def _size_in_ranges(response: httpx.Response, call: Call) -> int | None:
    """The bytes of a content that may come in ranges, or None for one that cannot."""
    headers = response.headers
    length, most = headers.get("content-length", ""), call.settings.max_content_bytes
    whole = response.status_code == 200 and "range" not in call.headers and "content-encoding" not in headers
    given = headers.get("etag", "").startswith('"') and headers.get("accept-ranges", "bytes") != "none"
    if not whole or not given or not (length.isascii() and length.isdecimal() and len(length) <= _MAX_DIGITS):
        return None
    size = int(length)
    return None if most is not None and size > most else size


_MAX_DIGITS = 18
"""Of a number of bytes that a file can have."""


def _sent_in_parts(source: Source, call: Call) -> Flow[Any]:
    chosen = call.settings.large_files
    create = call.again(
        {
            "filename": source.name,
            "purpose": call.arguments["purpose"],
            "bytes": source.known_size,
            "mime_type": source.content_type,
            # Plugins were already consulted about the file.
            "expires_after": call.arguments.get("expires_after"),
        },
        operation=CREATE_UPLOAD,
    )
    create.until = call.deadline
    manner = Manner(chosen.part_size, chosen.concurrency, chosen.journal, chosen.md5)
    try:
        upload = yield from send_in_parts(call, create, source, manner)
    except APIStatusError as error:
        if error.status_code in _NO_SUCH_PATH and error.request.url.path.endswith(CREATE_UPLOAD.path):
            return (yield from call.exchange())  # a server without uploads may take files of any size
        raise
    return upload.file
