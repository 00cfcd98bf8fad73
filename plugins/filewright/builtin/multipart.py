"""Bodies of type multipart/form-data (RFC 7578), streamed.

The boundary is random and cannot be chosen by the caller, so that no content can forge a field. Names and file names
are escaped as browsers do it: a quote and line breaks percent-encoded, the rest in UTF-8
(https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from filewright_api.types import InvalidArgument, text_fields

from ..effects import Body
from ..errors import ConfigurationError, shorten
from ..hookspecs import hookimpl
from ..sources import Source

if TYPE_CHECKING:
    from ..calls import Call

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class Multipart:
    """Encodes the bodies that are forms."""

    @hookimpl
    def encode_body(self, call: Call) -> Body | None:
        if call.parts is None or call.parts.form is None:
            return None
        extra = list(form_fields(call.extra_body or {}))
        replaced = {name for name, _ in extra}
        fields = [field for field in call.parts.form if field[0] not in replaced]
        # The file goes last: a server that reads the fields in order then knows what the file is for.
        values = [field for field in fields + extra if not isinstance(field[1], Source)]
        files = [field for field in fields + extra if isinstance(field[1], Source)]
        return encode(values + files)


def form_fields(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of nested values, with the names in brackets that the API wants: `expires_after[seconds]`.

    Raises:
        ConfigurationError: a value has no text that a form could carry.
    """
    for name, value in values.items():
        if value is None or isinstance(value, Source):
            yield name, value or ""
            continue
        try:
            yield from text_fields(name, value)
        except InvalidArgument as error:
            raise ConfigurationError(f"The form field {error}.") from error


def encode(fields: list[tuple[str, Any]], boundary: str | None = None) -> Body:
    """The body that holds these fields, in this order; a Source becomes a file part.

    Raises:
        ConfigurationError: a name or value cannot be encoded.
    """
    boundary = boundary or secrets.token_hex(16)
    delimiter = f"--{boundary}\r\n".encode("ascii")
    segments: list[bytes | Source] = []
    pending = b""
    for name, value in fields:
        pending += delimiter + _head(name, value)
        if isinstance(value, Source):
            segments += [pending, value]
            pending = b"\r\n"
        else:
            pending += _encoded(name, str(value)) + b"\r\n"
    segments.append(pending + f"--{boundary}--\r\n".encode("ascii"))
    return Body(f"multipart/form-data; boundary={boundary}", segments)


def _head(name: str, value: Any) -> bytes:
    if "\\" in name:
        raise ConfigurationError(
            f"The form field {shorten(name)} has a backslash in its name; servers do not agree on it."
        )
    head = f'Content-Disposition: form-data; name="{name.translate(_ESCAPES)}"'
    if isinstance(value, Source):
        head += f'; filename="{value.name.translate(_ESCAPES)}"\r\nContent-Type: {value.content_type}'
        head += "".join(f"\r\n{header}: {text}" for header, text in value.headers)
    return _encoded(name, head) + b"\r\n\r\n"


def _encoded(name: str, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ConfigurationError(
            f"The form field {shorten(name)} cannot be encoded as UTF-8: {shorten(text)}."
        ) from None
