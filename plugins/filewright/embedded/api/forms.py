"""Request bodies, parsed block by block: multipart forms, JSON, and bodies that are ignored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from filewright.embedded.api.parameters import file_name, missing, unknown
from filewright.embedded.api.responses import ApiError
from filewright.embedded.store.limits import (
    FIELD_BYTES,
    JSON_BYTES,
    PART_HEADER_BYTES,
    PART_HEADER_COUNT,
    Limit,
    readable_size,
)
from filewright.errors import MissingExtraError, shorten
from filewright.narrowing import is_dict

if TYPE_CHECKING:
    from python_multipart import MultipartParser

    from filewright.embedded.store import Incoming

__all__ = ["BodyReader", "FieldsReader", "Form", "FormReader", "FormShape", "JsonReader", "NoBody"]

_FORM_OVERHEAD = 1024 * 1024
"""The maximum size of a form besides its file: boundaries, headers, fields."""
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]", re.ASCII)
"""RFC 2046 section 5.1.1. No CR among them: the parser's search relies on that."""


class BodyReader(Protocol):
    """Takes a body in, and makes something of it."""

    def feed(self, block: bytes) -> None:
        """Takes the next block. Raises ApiError when the body is refused."""
        ...

    def finish(self) -> Any:
        """Return the parsed body. Raises ApiError when it is refused."""
        ...

    def close(self) -> None:
        """Drops what was taken in and not used."""
        ...


class NoBody:
    """For requests that have no body; a small one is ignored."""

    def __init__(self) -> None:
        self._size = 0

    def feed(self, block: bytes) -> None:
        self._size += len(block)
        if self._size > JSON_BYTES.value:
            raise _too_large("The body of this request", JSON_BYTES.value)

    def finish(self) -> None:
        return None

    def close(self) -> None:
        pass


class JsonReader:
    """Reads a JSON object."""

    def __init__(self, headers: Mapping[str, str], limit: Limit = JSON_BYTES) -> None:
        _expect_type(headers, "application/json")
        _refuse_declared(headers, limit.value, "The JSON body")
        self._limit = limit.value
        self._blocks = bytearray()

    def feed(self, block: bytes) -> None:
        self._blocks += block
        if len(self._blocks) > self._limit:
            raise _too_large("The JSON body", self._limit)

    def finish(self) -> dict[str, Any]:
        try:
            value = json.loads(bytes(self._blocks))
        except (ValueError, RecursionError) as error:
            raise ApiError(400, f"The body of this request is not valid JSON: {error}.") from None
        if not is_dict(value):
            raise ApiError(400, f"The body of this request must be a JSON object, not {shorten(value, 80)}.")
        return value

    def close(self) -> None:
        self._blocks.clear()


class FieldsReader:
    """Reads a small form without a file, as its fields by name."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        _expect_type(headers, "multipart/form-data")
        _refuse_declared(headers, JSON_BYTES.value, "The form")
        self._blocks = bytearray(f"content-type: {headers['content-type']}\r\n\r\n".encode())

    def feed(self, block: bytes) -> None:
        self._blocks += block
        if len(self._blocks) > JSON_BYTES.value:
            raise _too_large("The form", JSON_BYTES.value)

    def finish(self) -> dict[str, Any]:
        from email import message_from_bytes

        fields: dict[str, Any] = {}
        for part in message_from_bytes(bytes(self._blocks)).walk():
            name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(value, bytes):
                fields[name] = value.decode("utf-8", "replace")
        return fields

    def close(self) -> None:
        self._blocks.clear()


class FormShape(NamedTuple):
    """The fields of an operation's form."""

    file: str
    fields: frozenset[str]
    limit: Limit
    named: bool
    """The file needs a file name."""


class Form(NamedTuple):
    """The parsed content of a form, and the id that its file is to have, if that is settled."""

    file: Incoming
    filename: str
    fields: dict[str, str]
    file_id: str | None = None


class FormReader:
    """Reads a multipart form; its file goes straight into the store.

    Args:
        headers: the request's, names in lower case.
        shape: what the form has.
        open_file: begins the body that the file is written to.
        check_fields: called when the file begins, with the fields so far; may raise ApiError to refuse early.
    """

    def __init__(
        self,
        headers: Mapping[str, str],
        shape: FormShape,
        open_file: Callable[[], Incoming],
        check_fields: Callable[[Mapping[str, str]], object],
    ) -> None:
        options = _expect_type(headers, "multipart/form-data")
        _refuse_declared(headers, shape.limit.value + _FORM_OVERHEAD, f"The form with '{shape.file}'")
        self._shape = shape
        self._open_file = open_file
        self._check_fields = check_fields
        self._parser = self._new_parser(options.get("boundary", ""))
        self._file: Incoming | None = None
        self._filename = ""
        self._fields: dict[str, str] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._disposition: str | None = None
        self._part: str | None = None
        self._value = bytearray()
        self._besides = 0
        self._begun = False
        self._ended = False

    def _new_parser(self, boundary: str) -> MultipartParser:
        try:
            from python_multipart import MultipartParser
        except ImportError as error:
            raise MissingExtraError(
                "uploads to the embedded server need the package python-multipart: pip install 'filewright[server]'"
            ) from error
        if _BOUNDARY.fullmatch(boundary) is None:
            raise ApiError(400, f"The boundary of the multipart form is missing or unusable: {shorten(boundary, 80)}.")
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._on_part_begin,
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
            max_header_count=PART_HEADER_COUNT.value,
            max_header_size=PART_HEADER_BYTES.value,
        )

    # Blocks in, a form out

    def feed(self, block: bytes) -> None:
        from python_multipart.exceptions import FormParserError

        before = 0 if self._file is None else self._file.size
        # The parser takes more before the first boundary where more comes at once; here nothing but line breaks may be.
        wanted = block if self._begun else block.lstrip(b"\r\n")
        self._begun = self._begun or bool(wanted)
        try:
            self._parser.write(wanted)
        except FormParserError as error:
            raise ApiError(400, f"The multipart form cannot be read: {error}.") from None
        written = 0 if self._file is None else self._file.size - before
        self._besides += len(block) - written
        if self._besides > _FORM_OVERHEAD:
            raise _too_large("The form without its file", _FORM_OVERHEAD)

    def finish(self) -> Form:
        if not self._ended:
            raise ApiError(400, "The multipart form is cut short: its closing boundary is missing.")
        if self._file is None:
            raise missing(self._shape.file)
        return Form(self._file, self._filename, self._fields)

    def close(self) -> None:
        if self._file is not None:
            self._file.discard()

    # Callbacks of the parser

    def _on_part_begin(self) -> None:
        self._disposition = None
        self._value.clear()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = _utf8(self._header_value, "Content-Disposition")
        self._header_name.clear()
        self._header_value.clear()

    def _on_headers_finished(self) -> None:
        kind, options = _options(self._disposition or "")
        name = options.get("name")
        if kind != "form-data" or name is None:
            raise ApiError(400, "A part of the multipart form has no name.")
        if name == self._shape.file:
            self._begin_file(options.get("filename"))
        elif name not in self._shape.fields:
            raise unknown(name)
        elif name in self._fields:
            raise ApiError(400, f"'{name}' is given more than once.", param=name, code="duplicate_parameter")
        self._part = name

    def _begin_file(self, filename: str | None) -> None:
        name = self._shape.file
        if self._file is not None:
            raise ApiError(400, f"'{name}' is given more than once.", param=name, code="duplicate_parameter")
        if self._shape.named:
            if filename is None:
                raise ApiError(400, f"'{name}' must be sent as a file, with a file name.", param=name)
            # Browsers and HTTP clients write a quote in a file name as %22 (WHATWG, multipart/form-data encoding).
            self._filename = file_name(filename.replace("%22", '"'), name)
        self._check_fields(self._fields)
        self._file = self._open_file()

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part == self._shape.file and self._file is not None:
            if self._file.size + end - start > self._shape.limit.value:
                raise _too_large(f"'{self._shape.file}'", self._shape.limit.value)
            self._file.write(memoryview(data)[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > FIELD_BYTES.value:
            raise _too_large(f"'{self._part}'", FIELD_BYTES.value)

    def _on_part_end(self) -> None:
        if self._part is not None and self._part != self._shape.file:
            self._fields[self._part] = _utf8(self._value, self._part)
        self._part = None

    def _on_end(self) -> None:
        self._ended = True


# Headers


def _options(header: str) -> tuple[str, dict[str, str]]:
    from python_multipart.multipart import parse_options_header

    # The parser goes by way of latin-1, so UTF-8 makes a detour through it.
    kind, options = parse_options_header(header.encode().decode("latin-1"))
    # It also puts the kind and the keys into lower case, byte by byte: what was UTF-8 need not be any more.
    return kind.decode("latin-1"), {key.decode("latin-1"): value.decode() for key, value in options.items()}


def _expect_type(headers: Mapping[str, str], wanted: str) -> dict[str, str]:
    given = headers.get("content-type", "")
    kind, _, rest = given.partition(";")
    if kind.strip().lower() != wanted:
        raise ApiError(415, f"The content type of this request must be {wanted}, not {shorten(given, 80)}.")
    options: dict[str, str] = {}
    for option in rest.split(";"):
        name, _, value = option.partition("=")
        options[name.strip().lower()] = value.strip().strip('"')
    return options


def _refuse_declared(headers: Mapping[str, str], most: int, what: str) -> None:
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise _too_large(what, most)


def _too_large(what: str, most: int) -> ApiError:
    return ApiError(
        413, f"{what} is larger than the {readable_size(most)} allowed.", code="content_size_limit_exceeded"
    )


def _utf8(value: bytes | bytearray, param: str) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise ApiError(400, f"'{param}' is not valid UTF-8.", param=param) from None
