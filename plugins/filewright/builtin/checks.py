"""Refuses uploads that the API is known to refuse, before they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from filewright_api.operations import CREATE_FILE, CREATE_UPLOAD

from ..errors import ConfigurationError, SourceError, shorten
from ..hookspecs import hookimpl
from ..limits import Limit, published

if TYPE_CHECKING:
    from ..sources import Source

_FILES = published(CREATE_FILE)
_UPLOADS = published(CREATE_UPLOAD)
_IN_PARTS = Limit(_UPLOADS.bytes, (), f"{_UPLOADS.source}: {_UPLOADS.note}")
_WHOLE = Limit(_FILES.bytes, (), f"{_FILES.source}: {_FILES.note}", "Let it go up in parts, with large_files=True")
_REMEDIES = {"vision": "Scale it down"}

LIMITS: dict[str, Limit] = {
    each.purpose: Limit(
        each.bytes or _UPLOADS.bytes,
        each.suffixes,
        f"{each.source}: {each.note}",
        _REMEDIES.get(each.purpose, Limit().remedy),
    )
    for each in _FILES.purposes
}
"""By purpose, as the contract has them. A purpose that is not here has only the limit of every file."""

CHECKS = ("size", "suffix", "content", "expiry")
"""The names of the checks that can be switched off; contents.py and expiry.py have those of the last two."""


class Checks:
    """Refuses a file that is too large for its purpose, or whose name has not the suffix that its purpose asks for.

    Args:
        switches: False for no checks; or a mapping of the names in CHECKS to False for those that are not wanted.
        in_parts: whether large files go up in parts; else each has to fit into one request.
    """

    def __init__(self, switches: bool | Mapping[str, bool] = True, *, in_parts: bool = True) -> None:
        if isinstance(switches, bool):
            switches = dict.fromkeys(CHECKS, switches)
        if not isinstance(switches, Mapping) or not set(switches) <= set(CHECKS):
            raise ConfigurationError(f"checks is {shorten(switches)}; pass a bool, or a mapping of {CHECKS} to bools.")
        self._of_any = _IN_PARTS if in_parts else _WHOLE
        self._active = {name for name in CHECKS if switches.get(name, True)}

    @hookimpl
    def purpose_limit(self, purpose: str) -> Limit:
        return _stricter(LIMITS.get(purpose, self._of_any), self._of_any)

    @hookimpl
    def check_source(self, source: Source, purpose: str, limit: Limit | None) -> None:
        if limit is None:
            return
        if "suffix" in self._active:
            _check_suffix(source, purpose, limit)
        if "size" in self._active:
            _check_size(source, purpose, limit)


def _stricter(limit: Limit, of_any: Limit) -> Limit:
    if limit.max_bytes is None or of_any.max_bytes is None or limit.max_bytes <= of_any.max_bytes:
        return limit
    return limit._replace(max_bytes=of_any.max_bytes, source=f"{limit.source}; {of_any.source}", remedy=of_any.remedy)


def _check_suffix(source: Source, purpose: str, limit: Limit) -> None:
    # Content without a name is sent under a default one, which says nothing about it.
    if limit.suffixes and source.named and source.suffix not in limit.suffixes:
        raise SourceError(
            f"{source.label} cannot be uploaded for {shorten(purpose)}: its name must end in"
            f" {' or '.join(limit.suffixes)} ({limit.source}). Rename it,"
            " pass (name, content), or switch this off with checks={'suffix': False}."
        )


def _check_size(source: Source, purpose: str, limit: Limit) -> None:
    if limit.max_bytes is not None and source.known_size > limit.max_bytes:
        raise SourceError(
            f"{source.label} cannot be uploaded for {shorten(purpose)}: it has {source.size:,} bytes, and at most"
            f" {limit.max_bytes:,} are allowed ({limit.source}). {limit.remedy}, or switch this off"
            " with checks={'size': False}."
        )
