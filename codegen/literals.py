"""Python code for values that come from a document: the only way by which any of them gets into generated code.

Code generators write `python_literal(value)` for a value, `f_string(...)` for text with expressions in it, and
`in_docstring(plain_words(text))` for words. A name becomes an identifier after names.py has let it pass.
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from names import is_visible
from refusals import RegenerationError

# Opens a tag, a comment or an entity of HTML, which Markdown hands on as it is.
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
# Links and images of Markdown that lead neither to a web page nor to a place on this one; and targets given elsewhere.
_LINK = re.compile(r"\](?=\(\s*(?!https?://|#))")
_LINK_TARGET = re.compile(r"^(\s*\[[^\]\n]*)\]:", re.MULTILINE)


class Expression(NamedTuple):
    """Python code of our own that stands in an f-string."""

    code: str


def python_literal(value: Any) -> str:
    """The code of a value: text, a number, a boolean, None, or a list, tuple or dict of such.

    Raises RegenerationError for anything else, and for numbers that have no literal.
    """
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    if isinstance(value, str):
        return str.__repr__(value)
    if value is None or type(value) in (bool, int):
        return repr(value)
    if type(value) is list:
        return f"[{_items(value)}]"
    if type(value) is tuple:
        return f"({_items(value)}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        return f"{{{', '.join(f'{python_literal(key)}: {python_literal(each)}' for key, each in value.items())}}}"
    raise RegenerationError(f"{value!r:.80} cannot be written as Python code: use text, a finite number, true or false")


def _items(values: list[Any] | tuple[Any, ...]) -> str:
    return ", ".join(map(python_literal, values))


def f_string(pieces: list[str | Expression]) -> str:
    """The code of an f-string: text of a document, as it is, with expressions of our own between."""
    return 'f"' + "".join(f"{{{each.code}}}" if isinstance(each, Expression) else _text(each) for each in pieces) + '"'


def _text(text: str) -> str:
    escaped = text.encode("unicode_escape").decode("ascii")  # backslashes, line breaks, all that is not ASCII
    return escaped.replace('"', '\\"').replace("{", "{{").replace("}", "}}")


def plain_words(text: str | None) -> str:
    """Words of a document as Markdown without HTML and without links to anything but web pages; not yet escaped.

    Line breaks stay, other control characters and all that is invisible goes.
    """
    seen = "".join(each for each in text or "" if each in "\n\t" or is_visible(each))
    without_html = _HTML.sub("&lt;", seen)
    return _LINK_TARGET.sub(r"\1\\]:", _LINK.sub(r"\\]", without_html)).strip()


def in_docstring(words: str) -> str:
    '''Words, already wrapped, as they stand between the quotes of a """docstring""".'''
    return re.sub(r'"(?="|\Z)', r"\\" + '"', words.replace("\\", "\\\\"))
