"""The sentence of a response that is meant for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..narrowing import is_dict, is_list

# Where servers put the sentence that is meant for people: {"error": {"message"}}, {"error": "..."}, {"detail": "..."}
# or a list of {"loc", "msg"} (FastAPI), {"errors": [...]}, {"detail", "title"} (RFC 9457), {"message"}; {"data": [...]}
# is where a batch has its errors.
_DETAIL_KEYS = ("error", "message", "detail", "msg", "errors", "title", "data")


def readable_detail(value: Any, depth: int = 4) -> str | None:
    """The sentence of an error body that is meant for people, or None if it has none."""
    if isinstance(value, str):
        return _text_of_page(value)
    if depth and is_list(value):
        found = [detail for item in value[:3] if (detail := readable_detail(item, depth - 1))]
        return "; ".join(found) or None
    if depth and is_dict(value):
        details = (readable_detail(value[key], depth - 1) for key in _DETAIL_KEYS if value.get(key))
        return next(filter(None, details), None)
    return None


_LOOKED_AT = 20_000
"""Characters of a text that its words are taken from."""
_UNSEEN = frozenset({"script", "style"})
"""Elements of HTML whose text is not for people."""
_MAX_NAME = 10
"""The maximum length of a tag name that is recognized."""


def _text_of_page(text: str) -> str | None:
    """Plain text as it is, of a page of HTML its words, on one line."""
    text = text[:_LOOKED_AT]
    words = " ".join(_seen(text)) if "<" in text and ">" in text else text
    return cut_end(" ".join(words.split()), 300) or None


def _seen(page: str) -> Iterator[str]:
    """The pieces of text between the tags of a page; each character is looked at once."""
    first, *tags = page.split("<")
    yield first
    unseen = ""
    held: list[str] = []
    for tag in tags:
        inside, closed, after = tag.partition(">")
        name = next(iter(inside[:_MAX_NAME].lower().split()), "")
        if name == f"/{unseen}":
            unseen = ""
            held.clear()
        elif not unseen and name in _UNSEEN:
            unseen = name
        text = after if closed else f"<{tag}"
        if unseen:
            held.append(text)
        else:
            yield text
    yield from held  # of an element that does not end


def cut_end(text: str, most: int = 2000) -> str:
    """Return the beginning of a text, up to `most` characters."""
    return text if len(text) <= most else f"{text[:most]} ..."
