"""The head of a request as it is sent, and the head of a response as it came (RFC 9112, sections 2 to 6)."""

from __future__ import annotations

import re
from typing import NamedTuple

import httpx

_TOKEN = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
_VALUE = rb"[^\x00-\x08\x0a-\x1f\x7f]*"
_LENIENT_VALUE = rb"[^\x00\x0a-\x0d]*"  # servers send control characters, as h11 found
_REQUEST = re.compile(rb"%b [\x21-\x7e]+ HTTP/1\.1\r\n(?:%b: ?%b\r\n)*\r\n" % (_TOKEN, _TOKEN, _VALUE))
_STATUS = re.compile(rb"HTTP/(1\.[0-9]) ([1-9][0-9][0-9])(?: (%b))?" % _LENIENT_VALUE)
_FIELD = re.compile(rb"(%b):(%b)" % (_TOKEN, _LENIENT_VALUE))
_FOLD = re.compile(rb"\n[ \t]+")
"""A value that goes on in the next line (RFC 9112, section 5.2)."""
_LENGTH = re.compile(rb"[0-9]{1,18}")
_NEVER_WITH_BODY = frozenset({204, 304})

Fields = list[tuple[bytes, bytes]]


def request_head(request: httpx.Request) -> bytes:
    """Return the head of a request, as bytes.

    Raises:
        httpx.LocalProtocolError: it is not valid, as with a line break in a header.
    """
    fields = request.headers.raw
    lines = [b"%b %b HTTP/1.1\r\n" % (request.method.encode("ascii"), request.url.raw_path)]
    lines += [b"%b: %b\r\n" % field for field in fields]
    head = b"".join((*lines, b"\r\n"))
    if head.count(b"\n") != len(lines) + 1 or any(b":" in name for name, _ in fields) or not _REQUEST.fullmatch(head):
        raise httpx.LocalProtocolError("the method, the path or a header of the request has a character HTTP forbids")
    return head


class ResponseHead(NamedTuple):
    """The status line and the fields of a response."""

    version: bytes
    status: int
    reason: bytes
    fields: Fields

    def values(self, name: bytes) -> list[bytes]:
        """The members of a field that holds a list, in lower case."""
        found = [value.lower() for field, value in self.fields if field.lower() == name]
        return [member.strip(b" \t") for value in found for member in value.split(b",")]

    @property
    def is_interim(self) -> bool:
        """Whether another response follows, as after 100 Continue."""
        return self.status < 200

    @property
    def keeps_connection(self) -> bool:
        """Whether the server expects another request on the connection (RFC 9112, section 9.3)."""
        options = self.values(b"connection")
        return b"close" not in options and (self.version != b"1.0" or b"keep-alive" in options)


def parsed_head(block: bytes) -> ResponseHead:
    """Parse the head of a response, without the empty line at its end.

    Raises:
        httpx.RemoteProtocolError: it is not HTTP/1.
    """
    first, _, rest = block.replace(b"\r\n", b"\n").partition(b"\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise httpx.RemoteProtocolError(f"the server does not speak HTTP/1.1: it sent {_shown(first)}")
    version, code, reason = status.groups()
    lines = _FOLD.sub(b" ", rest).split(b"\n") if rest else []
    return ResponseHead(version, int(code), reason or b"", [_parsed_field(line) for line in lines])


def _parsed_field(line: bytes) -> tuple[bytes, bytes]:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise httpx.RemoteProtocolError(f"the server sent a header that is not valid: {_shown(line)}")
    return match[1], match[2].strip(b" \t")


def _shown(line: bytes) -> str:
    """The beginning of a line; it may hold what nobody shall read."""
    return repr(line[:40]) + ("..." if len(line) > 40 else "")


CHUNKED = -1
UNTIL_CLOSED = -2


def body_length(head: ResponseHead, method: str) -> int:
    """Return the length of a body in bytes, CHUNKED or UNTIL_CLOSED (RFC 9112, section 6.3).

    Raises:
        httpx.RemoteProtocolError: the length is not clear.
    """
    length = _framed_length(head)
    return 0 if method == "HEAD" or head.status in _NEVER_WITH_BODY else length


def _framed_length(head: ResponseHead) -> int:
    codings = head.values(b"transfer-encoding")
    if codings and codings != [b"chunked"]:
        raise httpx.RemoteProtocolError(f"the server sent an unknown transfer coding: {_shown(codings[0])}")
    lengths = set(head.values(b"content-length"))
    if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        raise httpx.RemoteProtocolError(f"the server sent a Content-Length that is not clear: {_shown(min(lengths))}")
    if codings:
        return CHUNKED
    return int(lengths.pop()) if lengths else UNTIL_CLOSED
