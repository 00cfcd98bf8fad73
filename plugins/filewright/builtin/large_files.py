"""Files that are too large for one request: sent as an upload, in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filewright_api.operations import CREATE_FILE, CREATE_UPLOAD

from ..errors import APIStatusError
from ..hookspecs import hookimpl
from ..parts.sending import Manner, send_in_parts

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source

_NO_SUCH_PATH = frozenset({404, 405, 501})


class LargeFiles:
    """Sends what is over `large_files["threshold"]` bytes in parts."""

    @hookimpl
    def upload_file(self, source: Source, call: Call) -> Flow[Any] | None:
        threshold = call.settings.large_files.threshold
        if call.operation != CREATE_FILE or threshold is None or source.known_size <= threshold:
            return None
        return _sent_in_parts(source, call)


def _sent_in_parts(source: Source, call: Call) -> Flow[Any]:
    chosen = call.settings.large_files
    create = call.again(
        {
            "filename": source.name,
            "purpose": call.arguments["purpose"],
            "bytes": source.known_size,
            "mime_type": source.content_type,
            # What a plugin said of the file was asked for already.
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
