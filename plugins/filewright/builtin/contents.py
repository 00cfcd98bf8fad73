"""Files of requests and examples, looked at line by line before they are sent, as servers refuse them hours later.

It is done for OpenAI's own API, as other services ask other things of a line; `checks={"content": True}` does it for
any server, `False` for none. Larger files than are checked in about a second are sent unchecked, with a warning.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..effects import FeedSource, Flow, perform
from ..errors import SourceError, cut
from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..calls import Call
    from ..sources import Source

KINDS = {"batch": "batch", "fine-tune": "fine-tune", "evals": "evals"}
"""The kind of content check for a file, by purpose."""

MAX_BYTES = 32 << 20
"""Up to how many bytes are checked: about a second, at 40 MiB/s for examples with every value looked at."""
MAX_BATCH_BYTES = 64 << 20
MAX_FAST_BATCH_BYTES = 256 << 20
"""With msgspec."""
MAX_SHOWN = 3

API_HOST = "api.openai.com"

LOGGER = logging.getLogger("filewright")


class ContentChecks:
    """Refuses a file whose lines are not what its purpose asks for.

    Args:
        switches: as of `Checks`; without "content", only what goes to OpenAI's API is looked at.
    """

    def __init__(self, switches: bool | Mapping[str, bool] = True) -> None:
        self._wanted = switches.get("content") if isinstance(switches, Mapping) else (None if switches else False)

    @hookimpl
    def check_content(self, source: Source, purpose: str, call: Call) -> Flow[None] | None:
        kind = KINDS.get(purpose)
        if kind is None or not self._applies(call):
            return None
        most = _limit(kind)
        if source.known_size > most:
            LOGGER.warning(
                "%s was not checked before it is sent, as it has %s bytes, and above %s that takes more than a second;"
                " filewright.jsonl.check(path, %r) does it.",
                source.label,
                f"{source.known_size:,}",
                f"{most:,}",
                kind,
            )
            return None
        return _checked(source, kind)

    def _applies(self, call: Call) -> bool:
        if self._wanted is None:
            return urlsplit(call.settings.base_url).hostname == API_HOST
        return bool(self._wanted)


def _limit(kind: str) -> int:
    from ..jsonl.quick import fast_module

    if kind != "batch":
        return MAX_BYTES
    return MAX_BATCH_BYTES if fast_module() is None else MAX_FAST_BATCH_BYTES


def _checked(source: Source, kind: str) -> Flow[None]:
    from ..jsonl.checking import Checker

    checker = Checker(kind)
    yield from perform(FeedSource(source, checker.feed))
    report = checker.end()
    if report.ok:
        return
    errors = [str(each).rstrip(".") for each in report.problems if each.level == "error"]
    found = "; ".join(errors[:MAX_SHOWN]) or "its first problems are only warnings"
    more = f" ({report.errors:,} errors in all)" if report.errors > 1 else ""
    raise SourceError(
        f"{source.label} cannot be used for {kind!r}: {cut(found, 600)}{more}. Correct it, or switch this"
        " off with checks={'content': False}."
    )
