"""The parameters of the API: their valid values, and the errors for invalid ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from filewright.embedded.api.responses import ApiError
from filewright.embedded.store.limits import (
    BATCH_LIFETIME,
    EXPIRY_MAXIMUM,
    EXPIRY_MINIMUM,
    FILE_PURPOSES,
    FILENAME_CHARACTERS,
    METADATA_NAME_CHARACTERS,
    METADATA_PAIRS,
    METADATA_VALUE_CHARACTERS,
)
from filewright.errors import shorten
from filewright.narrowing import is_dict, is_list

_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}(\s*;.{0,127})?", re.ASCII)
_MD5 = re.compile(r"[0-9a-fA-F]{32}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)

ANCHOR = "expires_after[anchor]"
SECONDS = "expires_after[seconds]"
"""The names of a form's fields for expiry."""
CREATED_AT = "x-filewright-created-at"
"""A header of this server's own, for trying what becomes of old files: when a file was created."""
MAX_CREATED_AT = 253_402_300_799
"""The last second of the year 9999, beyond which Python's dates do not go."""


def file_name(given: str, param: str) -> str:
    """The base name of a file name that a client gave, fit to be kept and sent back.

    Raises:
        ApiError: nothing of it is left, it is too long or it is not text.
    """
    name = _CONTROLS.sub("", re.split(r"[/\\]", given)[-1]).strip()
    if name in ("", ".", ".."):
        raise ApiError(400, f"{shorten(given, 80)} is not a file name.", param=param, code="invalid_value")
    if len(name) > FILENAME_CHARACTERS.value:
        raise ApiError(
            400,
            f"The file name has {len(name)} characters; {FILENAME_CHARACTERS.value} are allowed.",
            param=param,
            code="invalid_value",
        )
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise ApiError(400, f"The file name {shorten(name, 80)} is not valid text.", param=param, code="invalid_value")
    return name


def missing(param: str) -> ApiError:
    """The refusal of a request without a parameter that it needs."""
    return ApiError(400, f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")


def unknown(param: str) -> ApiError:
    """The refusal of a parameter that the operation does not have."""
    shown = param if len(param) <= 80 else f"{param[:80]}..."
    return ApiError(400, f"Unknown parameter: '{shown}'.", param=shown, code="unknown_parameter")


def invalid(param: str, message: str) -> ApiError:
    """The refusal of a parameter whose value is not allowed."""
    return ApiError(400, message, param=param, code="invalid_value")


def list_limit(given: str | None, default: int, most: int) -> int:
    """Return the maximum number of items of a page."""
    if given is None:
        return default
    if _WHOLE_NUMBER.fullmatch(given) is None or not 1 <= int(given) <= most:
        raise invalid("limit", f"'limit' must be 1 to {most}, not {shorten(given, 80)}.")
    return int(given)


def purpose_of(given: str | None, allowed: Collection[str] = FILE_PURPOSES) -> str:
    """One of the purposes that are allowed."""
    if given is None:
        raise missing("purpose")
    return one_of("purpose", given, allowed)


def one_of(name: str, given: str, allowed: Collection[str]) -> str:
    """A value out of a few."""
    if given not in allowed:
        raise invalid(name, f"'{name}' must be one of {', '.join(allowed)}, not {shorten(given, 80)}.")
    return given


def check_file_fields(fields: Mapping[str, str]) -> None:
    """Checks what is there already of the fields of a form, before its file has come."""
    if "purpose" in fields:
        purpose_of(fields["purpose"])
    if ANCHOR in fields and SECONDS in fields:
        lifetime_of_form("", fields)


def created_of(headers: Mapping[str, str]) -> float | None:
    """Return when a file is to have been created, by the header for that; None for now."""
    given = headers.get(CREATED_AT)
    if given is None:
        return None
    if _WHOLE_NUMBER.fullmatch(given) is None or not 0 <= int(given) <= MAX_CREATED_AT:
        raise invalid(CREATED_AT, f"'{CREATED_AT}' must be a Unix time in whole seconds, not {shorten(given, 80)}.")
    return float(given)


def lifetime_of_form(purpose: str, fields: Mapping[str, str]) -> int | None:
    """Return a file's lifetime in seconds by its purpose and the fields of its form; None for ever."""
    if ANCHOR not in fields and SECONDS not in fields:
        return _default_lifetime(purpose)
    seconds = fields.get(SECONDS)
    if seconds is None:
        raise missing(SECONDS)
    if _WHOLE_NUMBER.fullmatch(seconds) is None:
        raise invalid(SECONDS, f"'{SECONDS}' must be a whole number of seconds, not {shorten(seconds, 80)}.")
    return _lifetime(fields.get(ANCHOR), int(seconds), ANCHOR, SECONDS)


def lifetime_of_json(purpose: str, given: Any, name: str = "expires_after") -> int | None:
    """Return a file's lifetime in seconds by its purpose and `expires_after` in JSON; None for ever."""
    if given is None:
        return _default_lifetime(purpose)
    if not is_dict(given):
        raise invalid(name, f"'{name}' must be an object, not {shorten(given, 80)}.")
    if given.get("seconds") is None:
        raise missing(f"{name}.seconds")
    if type(given["seconds"]) is not int:
        raise invalid(
            f"{name}.seconds", f"'{name}.seconds' must be a whole number, not {shorten(given['seconds'], 80)}."
        )
    return _lifetime(given.get("anchor"), given["seconds"], f"{name}.anchor", f"{name}.seconds")


def _lifetime(anchor: object, seconds: int, anchor_name: str, seconds_name: str) -> int:
    if anchor is None:
        raise missing(anchor_name)
    if anchor != "created_at":
        raise invalid(anchor_name, f"'{anchor_name}' must be 'created_at', not {shorten(anchor, 80)}.")
    if not EXPIRY_MINIMUM.value <= seconds <= EXPIRY_MAXIMUM.value:
        raise invalid(
            seconds_name,
            f"'{seconds_name}' must be {EXPIRY_MINIMUM.value} to {EXPIRY_MAXIMUM.value}, not {seconds}.",
        )
    return seconds


def _default_lifetime(purpose: str) -> int | None:
    return BATCH_LIFETIME.value if purpose == "batch" else None


def refuse_unknown(body: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Refuses a body with members that the operation does not have."""
    for name in body:
        if name not in allowed:
            raise unknown(name)


def text(body: Mapping[str, Any], name: str) -> str:
    """A string that must be there."""
    value = body.get(name)
    if value is None:
        raise missing(name)
    if not isinstance(value, str):
        raise invalid(name, f"'{name}' must be a string, not {shorten(value, 80)}.")
    return value


def whole_number(body: Mapping[str, Any], name: str, least: int, most: int, shown_most: str) -> int:
    """Return a required integer from `least` to `most`."""
    value = body.get(name)
    if value is None:
        raise missing(name)
    if type(value) is not int or not least <= value <= most:
        raise invalid(name, f"'{name}' must be a whole number, {least} to {shown_most}, not {shorten(value, 80)}.")
    return value


def part_ids_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of parts, in their order."""
    value = body.get("part_ids")
    if value is None:
        raise missing("part_ids")
    if not is_list(value) or not all(isinstance(part_id, str) for part_id in value):
        raise invalid("part_ids", f"'part_ids' must be a list of part ids, not {shorten(value, 80)}.")
    return tuple(value)


def metadata_of(given: Any) -> dict[str, str] | None:
    """The pairs of text that are attached to something; None when none are given."""
    if given is None:
        return None
    if not is_dict(given) or not all(isinstance(value, str) for value in given.values()):
        raise invalid("metadata", f"'metadata' must be an object of strings, not {shorten(given, 80)}.")
    pairs, name_length, value_length = (
        limit.value for limit in (METADATA_PAIRS, METADATA_NAME_CHARACTERS, METADATA_VALUE_CHARACTERS)
    )
    if len(given) > pairs:
        raise invalid("metadata", f"'metadata' has {len(given)} pairs; {pairs} are allowed.")
    for name, value in given.items():
        if len(name) > name_length or len(value) > value_length:
            raise invalid(
                "metadata",
                f"A name in 'metadata' may have {name_length} characters and a value {value_length};"
                f" {shorten(name, 80)} has {len(name)} and {len(value)}.",
            )
    return given


def md5_of(body: Mapping[str, Any]) -> str | None:
    """The md5 that the content is to have, in lower case; None when none is given."""
    if body.get("md5") is None:
        return None
    value = text(body, "md5")
    if _MD5.fullmatch(value) is None:
        raise invalid("md5", f"'md5' must be 32 hexadecimal digits, not {shorten(value, 80)}.")
    return value.lower()


def media_type_of(given: str) -> str:
    """A media type such as "text/plain; charset=utf-8", in any case."""
    if _MEDIA_TYPE.fullmatch(given) is None:
        raise invalid("mime_type", f"'mime_type' is not a media type: {shorten(given, 80)}.")
    return given
