"""Python code for values that come from a document."""

from __future__ import annotations

import re
from typing import Any


def python_literal(value: Any) -> str:
    """The code of a value: text, a number, a boolean, None, or a list, tuple or dict of such."""
    return repr(value)


def plain_words(text: str | None) -> str:
    """Words of a document, not yet escaped, without characters that nobody sees."""
    return "".join(each for each in text or "" if each.isprintable() or each in "\n\t").strip()


def in_docstring(words: str) -> str:
    '''Words, already wrapped, as they stand between the quotes of a """docstring""".'''
    return re.sub(r'"(?="|\Z)', r"\\" + '"', words.replace("\\", "\\\\"))
