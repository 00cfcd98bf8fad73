"""Messages on standard error: one line each, in terms of options instead of the library's arguments."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ..errors import OpenAIError

# Advice in the library's messages, and its command-line equivalent.
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^\w+ cannot be sent: "), ""),
    (re.compile(r"(?:,? as|;) Path\.as_uri\(\) (?:does|gives it|gives the right one)"), ""),
    (re.compile(r", or pass an http_client that trusts it"), ""),
    (re.compile(r"checks=\{'\w+': False\}"), "--no-checks"),
    (re.compile(r"pass \(name, content\)"), "pass --name"),
    (re.compile(r"filename is None; give the file a name, as it"), "Pass --name, as the file"),
    (re.compile(r"(?:or )?keep it out with block=\[.*?\]"), "or name the plugins to load in FILEWRIGHT_PLUGINS"),
    (re.compile(r"leave it out of plugins=\[\.\.\.\]"), "uninstall it"),
    (
        re.compile(r"pass a timedelta, a number of seconds, a str such as .*? or None"),
        "pass 12h, 7d, or seconds",
    ),
    (re.compile(r"close the responses that are still open"), "try again"),
    (re.compile(r" \(total_timeout, or that of what it is part of\)"), ""),
    (re.compile(r"pass the query as default_query"), "leave it out"),
    (re.compile(r"pass extra_body=\{.*\}"), "use the library, which has extra_body"),
    (re.compile(r"walk with `for item in client\..*?`, which asks for page after page"), "leave it out for all pages"),
    (re.compile(r"pass a path, None for one of its own, or False"), "pass a path"),
    (re.compile(r"; see `client\.settle`"), ""),
    (re.compile(r"hand the requests themselves to client"), "use client"),
    (re.compile(r"client\.(\w+)\.(\w+)\((?:\.\.\.)?\)"), r"`filewright \1 \2`"),
    (re.compile(r"provider='(\S+)'"), r"--provider \1"),
    (re.compile(r"checks=False"), "--no-checks"),
    (re.compile(r"run that with journal=\S+"), "run that program again with its journal"),
    (
        re.compile(r"workers and worker_client are for an engine; pass engine=, or leave them out"),
        "--workers are for an engine; pass --engine, or leave them out",
    ),
    (re.compile(r", or an Executor"), ""),
    (re.compile(r"pass match=('[^']*')"), r"pass --match \1"),
    (re.compile(r"pass a number of requests a second, or a str such as"), "add a unit, such as"),
    (re.compile(r"pass seconds, a timedelta, or a str such as"), "add a unit, such as"),
    (re.compile(r"pass a whole number of bytes, or a str such as"), "pass a number of bytes, or a text such as"),
    (re.compile(r"pass a str( such as)?\b"), r"pass a text\1"),
    (re.compile(r",? or None(?: for (?:no limit|that))?(?=\.)"), ""),
)

_ALWAYS = {
    "api_key": "--api-key",
    "base_url": "--base-url",
    "expires_after": "--expires-after",
    "filename": "--name",
    "max_age": "--newer-than",
    "max_retries": "--max-retries",
    "max_wait_seconds": "--max-wait",
    "min_age": "--older-than",
    "poll_interval": "--interval",
    "timeout": "--timeout",
}
"""The library's arguments and the corresponding options."""

_of_command: dict[str, str] = {}

_WORD = re.compile(r"""(?P<quoted>'[^']*'|"[^"]*")|\b(?P<name>[a-z]+(?:_[a-z]+)*)\b(?P<verb> (?:is|has) )?""")


def speak_of(parameters: list[Any]) -> None:
    """Use a command's own names for these parameters in later messages."""
    _of_command.clear()
    for each in parameters:
        is_option = each.opts[0].startswith("-")
        shown = max(each.opts, key=len) if is_option else each.metavar or each.name.upper()
        _of_command[each.name] = shown
        if each.nargs == -1:  # the library takes one at a time
            _of_command[each.name.removesuffix("s")] = shown


def as_options(text: str) -> str:
    """Return a library message with arguments replaced by the command's options."""
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    return _WORD.sub(_renamed, text)


def _renamed(found: re.Match[str]) -> str:
    name, verb = found["name"], found["verb"] or ""
    names = {**_ALWAYS, **_of_command}
    # A word of one part may be any word, unless the sentence is about it.
    is_meant = name in names and ("_" in name or (verb and found.start() == 0))
    return names[name] + verb if is_meant else found[0]


def one_line(text: str) -> str:
    """Return text on one line without control characters, which a server's messages may contain."""
    return "".join(character if character.isprintable() else "?" for character in " ".join(text.split()))


def say(text: str) -> None:
    """Print a line on standard error."""
    put(f"filewright: {one_line(text)}")


def put(text: str) -> None:
    """Print text on standard error, if that can be written to."""
    with suppress(OSError):
        print(text, file=sys.stderr)


NEAR = 0.65
"""How alike, of 1, a name must be to one that is suggested for it."""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that does not exist, with the nearest one that does."""
    from difflib import get_close_matches

    plain = {each.lstrip("-"): each for each in known}  # dashes would make all options alike
    near = get_close_matches(name.lstrip("-").lower(), plain, n=1, cutoff=NEAR)
    hint = f"did you mean {plain[near[0]]!r}?" if near else "--help lists those that exist."
    return f"unknown {kind} {name!r}; {hint}"


def say_error(error: OpenAIError, about: str = "") -> None:
    """Print an error, with the name of its subject if there are several."""
    text = _text_of(error)
    say(f"error: {text}" if about in text else f"error: {about}: {text}")
    for note in getattr(error, "__notes__", ()):
        if "client.batches.resume(" not in note:  # how a job goes on is said by the command itself
            say(f"note: {as_options(note)}")


def _text_of(error: OpenAIError) -> str:
    response: Any = getattr(error, "response", None)
    detail = getattr(error, "detail", None)
    facts = [f"HTTP {response.status_code}"] if detail else []
    request_id = None if response is None else response.headers.get("x-request-id")
    facts += [f"request {request_id}"] if request_id else []
    text = detail or as_options(str(error))
    return f"{text} ({', '.join(facts)})" if facts else text
