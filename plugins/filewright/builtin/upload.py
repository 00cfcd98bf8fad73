"""The default upload of a file: in one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source


class SingleRequest:
    """Sends the file in the request of the call itself."""

    @hookimpl
    def upload_file(self, source: Source, call: Call) -> Flow[Any]:
        return call.exchange()
