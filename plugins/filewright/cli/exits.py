"""What the exit codes of the command mean."""

from __future__ import annotations

from .. import errors

FAILED = 1
USAGE = 2
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""What shells make of a SIGPIPE, which is how other commands end in this case."""

# The first row whose class fits decides.
EXIT_CODES: tuple[tuple[type[errors.OpenAIError], int, str], ...] = (
    (errors.NotFoundError, 3, "there is no such file"),
    (errors.APIConnectionError, 4, "the server could not be reached, or did not answer in time"),
    (errors.FileProcessingError, 5, "the server could not process the file"),
    (errors.PollTimeoutError, 6, "the file was not processed in time"),
    (errors.AuthenticationError, 7, "the key is missing or wrong"),
    (errors.APIError, FAILED, "the server refused the call, or failed"),
    (errors.OpenAIError, USAGE, "an argument, a file or a setting cannot be used"),
)

_OTHERS = (
    (0, "all went well"),
    (INTERRUPTED, "interrupted"),
    (OUTPUT_CLOSED, "whoever read the output had enough"),
)


def exit_code_of(error: errors.OpenAIError) -> int:
    """The exit code that stands for an error."""
    return next(code for cls, code, _ in EXIT_CODES if isinstance(error, cls))


def described() -> str:
    """The table, for the help."""
    rows = [*_OTHERS, *((code, text) for _, code, text in EXIT_CODES)]
    return "Exit codes: " + "; ".join(f"{code} {text}" for code, text in sorted(rows)) + "."
