"""The headers of a file's content, and ranges of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from filewright.embedded.api.responses import ApiError

__all__ = ["Stretch", "content_disposition", "wanted_stretch"]

_RANGE = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII | re.IGNORECASE)
_UNSAFE_IN_QUOTES = re.compile(r"[^ !#-\[\]-~]")


class Stretch(NamedTuple):
    """The range to send of a content of `size` bytes: `length` bytes from `start` on."""

    start: int
    length: int
    size: int
    partial: bool

    @property
    def content_range(self) -> str:
        """The value of the header Content-Range."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def wanted_stretch(headers: Mapping[str, str], size: int, etag: str) -> Stretch:
    """Return the range of the content that a request asks for.

    One range is honoured. Several, a unit other than bytes, and what cannot be read are ignored, as RFC 9110
    section 14.2 has it; so is a range whose If-Range names another content.

    Raises:
        ApiError: 416, the range lies outside of the content.
    """
    whole = Stretch(0, size, size, partial=False)
    found = _RANGE.fullmatch(headers.get("range", "").strip())
    if found is None or headers.get("if-range", etag).strip() != etag:
        return whole
    first, last = found.groups()
    if not first and not last:
        return whole
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        end = min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return whole
        length = end - start + 1
    if length <= 0:
        raise ApiError(
            416,
            f"The range {found[0]!r} lies outside of the content, which has {size} bytes.",
            param="Range",
            code="range_not_satisfiable",
            headers=(("content-range", f"bytes */{size}"),),
        )
    return Stretch(start, length, size, partial=True)


def content_disposition(filename: str) -> str:
    """A Content-Disposition that saves under `filename` and cannot be broken out of (RFC 6266)."""
    plain = _UNSAFE_IN_QUOTES.sub("_", filename)
    if plain == filename:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
