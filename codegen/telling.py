"""Escaping of a document's text for people: in a log, and on pages of Markdown. One function for each.

A terminal obeys escape sequences in a log, and a runner of workflows obeys lines that begin with `::`. Markdown is
shown as HTML, and where a forge shows it, names after @ are notified and "Closes #1" acts.
"""

from __future__ import annotations

import re
import sys
from typing import TextIO

from names import is_visible

# A space that nobody sees keeps a forge from reading the characters around it as one thing.
_UNSEEN_SPACE = "\N{ZERO WIDTH SPACE}"
_COMMANDS = re.compile(r":(?=:)|##(?=\[)")
_ACTS = re.compile(r"[@#]|\bGH-|:(?=//)")


def say(*texts: object, file: TextIO | None = None) -> None:
    """Print text that may have come from a document, each on lines of its own."""
    for text in texts:
        print(in_log(str(text)), file=file or sys.stdout)


def in_log(text: str) -> str:
    """The text as lines of a log: no escape sequences, nothing that a runner takes for a command."""
    return "\n".join(_COMMANDS.sub(r"\g<0> ", line) for line in _visible_lines(text))


def as_code(text: str) -> str:
    """The text as code within a line of Markdown or a cell of a table: shown as it is, without effect."""
    visible = _visible(text).replace("|", r"\|")
    fence = _fence(visible, 1)
    space = " " if "`" in visible else ""
    return f"{fence}{space}{_without_effect(visible)}{space}{fence}" if visible.strip() else ""


def as_block(text: str) -> list[str]:
    """The text as the lines of a block of Markdown: shown as it is, without effect."""
    fence = _fence(text, 3)
    return [f"{fence}text", *map(_without_effect, _visible_lines(text)), fence]


def _visible_lines(text: str) -> list[str]:
    return [_visible(line) for line in text.split("\n")]


def _visible(text: str) -> str:
    return "".join(each if is_visible(each) else each.encode("unicode_escape").decode("ascii") for each in text)


def _without_effect(text: str) -> str:
    return _ACTS.sub(rf"\g<0>{_UNSEEN_SPACE}", text)


def _fence(text: str, least: int) -> str:
    """Backticks, more of them than the text has in a row."""
    return "`" * max(least, *(len(run) + 1 for run in re.findall("`+", text)), 0)
