"""The command `filewright`. Needs the extra `cli`; `filewright serve` and `file:` URLs need `server` too."""

from __future__ import annotations

import os
import re
import signal
import sys
import warnings
from typing import Any, cast

from ..errors import DestinationError, MissingExtraError, OpenAIError
from .connecting import settings
from .exits import INTERRUPTED, USAGE, exit_code_of
from .messages import as_options, put, say, say_error, unknown


def main() -> None:
    """Run the command and end the process with its exit code."""
    warnings.showwarning = _show_warning
    code = run(sys.argv[1:])
    if code == INTERRUPTED:  # Another Ctrl-C ends the process at once, rather than with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _drop_output_that_failed()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command with these arguments and return its exit code."""
    try:
        _check_streams()
        return _run_app(arguments)
    except OpenAIError as error:
        say_error(error)
        return exit_code_of(error)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED


def _drop_output_that_failed() -> None:
    """Keep Python from trying again, as it ends, to write what could not be written, and from telling of it."""
    streams: list[Any] = [each for each in (sys.stdout, sys.stderr) if each is not None]
    for stream in streams:
        try:
            stream.flush()
        except OSError:
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())


def _check_streams() -> None:
    """Make sure that the standard streams exist; Python sets those to None that the parent process closed."""
    streams: Any = sys
    if streams.stderr is None:
        streams.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # as long as the process
    if streams.stdout is None:
        raise DestinationError("Standard output is closed; send it to a file, a pipe or /dev/null.")
    if hasattr(streams.stdout, "reconfigure"):
        streams.stdout.reconfigure(errors="backslashreplace")  # names that the locale cannot say


def _run_app(arguments: list[str]) -> int:
    try:
        import typer

        from .app import app
        from .output import writing
    except ImportError as error:
        if (error.name or "").split(".")[0] not in {"typer", "rich"}:
            raise
        raise MissingExtraError("The command needs the extra `cli`: pip install 'filewright[cli]'") from error
    settings.clear()
    # Typer does not export what all of its errors have in common.
    usage_error = cast("type[Exception]", typer.BadParameter.__mro__[1])
    try:
        result = app(arguments, prog_name="filewright", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except usage_error as error:
        return _misused(error)
    except OSError as error:
        if isinstance(error, OpenAIError) or error.filename is not None:
            raise
        with writing():  # help, or the script for completions, which Typer writes by itself
            raise
    if result == INTERRUPTED:  # what Typer makes of Ctrl-C
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _misused(error: Any) -> int:
    text = error.format_message()
    if "\n" in text.strip():  # the help, where a command was missing
        put(text)
    else:
        option = getattr(error, "option_name", None)
        say(f"error: {unknown('option', option, _options_of(error.ctx)) if option else _without_extras(text)}")
    return USAGE


def _without_extras(text: str) -> str:
    """Return a message of Typer; that of arguments that a command does not take says what to do."""
    extra = re.fullmatch(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", text, re.DOTALL)
    return f"unexpected argument {extra[1]!r}; --help lists those that exist, and the options." if extra else text


def _options_of(context: Any) -> list[str]:
    """The long options of a command."""
    names = (name for each in context.command.get_params(context) for name in (*each.opts, *each.secondary_opts))
    return [name for name in names if name.startswith("--")]


def _show_warning(message: Warning | str, *_place: Any, **_more: Any) -> None:
    say(f"warning: {as_options(str(message))}")
