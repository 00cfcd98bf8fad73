"""The frequency of a rule: always, the first times, or at a rate."""

from __future__ import annotations

import re
import threading
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import NamedTuple

from filewright.errors import ConfigurationError, shorten

__all__ = ["Often", "Rule", "parse_share"]

_TIMES = re.compile(r"([1-9][0-9]{0,8})x", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)%", re.ASCII)


def parse_share(text: str) -> Fraction:
    """Return a share that is written as a percentage ("40%", "0.5%").

    Raises:
        ConfigurationError: it is not written so, or is more than 100 %.
    """
    found = _PERCENT.fullmatch(text)
    if found is None or Fraction(found[1]) > 100:
        raise ConfigurationError(f"{shorten(text)} is not a percentage from 0% to 100%")
    return Fraction(found[1]) / 100


class Often:
    """Decides, each time it is asked, whether something happens now. May be asked from any thread.

    Args:
        text: "always", "once", "3x" (the first three times) or a rate such as "10%": then one time in ten, the tenth
            first.

    Raises:
        ConfigurationError: the text is none of these.
    """

    def __init__(self, text: str = "always") -> None:
        self._text = text
        self._lock = threading.Lock()
        self._asked = 0
        self._times: int | None = None
        self._rate = Fraction(1)
        if text == "once":
            self._times = 1
        elif found := _TIMES.fullmatch(text):
            self._times = int(found[1])
        elif text.endswith("%"):
            self._rate = parse_share(text)
        elif text != "always":
            raise ConfigurationError(
                f"{shorten(text)} does not say how often; write 'always', 'once', '3x' or a rate such as '10%'"
            )

    def happens(self) -> bool:
        """Tell whether it happens this time."""
        with self._lock:
            self._asked += 1
            if self._times is not None:
                return self._asked <= self._times
            return int(self._asked * self._rate) > int((self._asked - 1) * self._rate)

    def __repr__(self) -> str:
        return f"Often({self._text!r})"


class Rule(NamedTuple):
    """Rules for names that match a shell pattern, and how often each applies."""

    pattern: str
    outcome: str
    often: Often

    @classmethod
    def parse(cls, text: str, outcomes: int) -> Rule:
        """Read a rule that is written as "PATTERN [OUTCOME] [OFTEN]".

        Args:
            text: the rule.
            outcomes: how many words stand for the outcome: 0 or 1.

        Raises:
            ConfigurationError: it has too few or too many words, or its last does not say how often.
        """
        words = text.split()
        if not 1 + outcomes <= len(words) <= 2 + outcomes:
            form = "PATTERN OUTCOME [OFTEN]" if outcomes else "PATTERN [OFTEN]"
            raise ConfigurationError(f"{shorten(text)} is not a rule; write {form}, with a space between")
        return cls(words[0], words[1] if outcomes else "", Often(*words[1 + outcomes :]))

    def applies(self, name: str) -> bool:
        """Tell whether the rule applies this time to what has the name."""
        return fnmatchcase(name, self.pattern) and self.often.happens()
