"""Refuses uploads that the API is known to refuse, before they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import ConfigurationError, SourceError, shorten
from ..hookspecs import hookimpl
from ..limits import MB, Limit
from ..settings import MAX_FILE_BYTES, MAX_UPLOAD_BYTES

if TYPE_CHECKING:
    from ..sources import Source

_CREATE = "https://platform.openai.com/docs/api-reference/files/create"
_GUIDE = "https://platform.openai.com/docs/guides/images-vision"
_UPLOADS = "https://platform.openai.com/docs/api-reference/uploads/create"
_IN_PARTS = Limit(MAX_UPLOAD_BYTES, (), f"{_UPLOADS}: files that are sent in parts can have up to 8 GB")
_WHOLE = Limit(
    MAX_FILE_BYTES,
    (),
    f"{_CREATE}: individual files can be up to 512 MB",
    "Let it go up in parts, with large_files=True",
)

LIMITS: dict[str, Limit] = {
    "batch": Limit(200 * MB, (".jsonl",), f"{_CREATE}: .jsonl files up to 200 MB"),
    "fine-tune": Limit(MAX_UPLOAD_BYTES, (".jsonl",), f"{_CREATE}: only .jsonl files; of any size, as any file"),
    "vision": Limit(
        20 * MB, (".gif", ".jpeg", ".jpg", ".jsonl", ".png", ".webp"), f"{_GUIDE}: images up to 20 MB", "Scale it down"
    ),
}
"""By purpose. A purpose that is not here has only the limit of every file."""

CHECKS = ("size", "suffix", "content")
"""The names of the checks that can be switched off; contents.py has that of the content."""


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
        return min(LIMITS.get(purpose, self._of_any), self._of_any, key=_most)

    @hookimpl
    def check_source(self, source: Source, purpose: str, limit: Limit | None) -> None:
        if limit is None:
            return
        if "suffix" in self._active:
            _check_suffix(source, purpose, limit)
        if "size" in self._active:
            _check_size(source, purpose, limit)


def _most(limit: Limit) -> float:
    return float("inf") if limit.max_bytes is None else limit.max_bytes


def _check_suffix(source: Source, purpose: str, limit: Limit) -> None:
    # Content without a name of its own goes out under a default one, which says nothing about it.
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
