"""The exit codes of the command."""

from __future__ import annotations

from .. import errors

FAILED = 1
USAGE = 2
DIFFERENT = 1
"""The exit code of `plan --exit-code` if something would be done, as with diff."""
SOME_FAILED = 8
NOTHING_DONE = 9
STOPPED = 10
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""The exit code that shells report for SIGPIPE, which ends other commands in this case."""

# The first row whose class fits decides.
EXIT_CODES: tuple[tuple[type[errors.OpenAIError], int, str], ...] = (
    (errors.NotFoundError, 3, "the file does not exist"),
    (errors.APIConnectionError, 4, "the server could not be reached, or did not respond in time"),
    (errors.FileProcessingError, 5, "the server could not process the file"),
    (errors.PollTimeoutError, 6, "the file was not processed in time"),
    (errors.AuthenticationError, 7, "the key is missing or wrong"),
    (errors.MissingCredentialsError, 7, "the key is missing or wrong"),
    (errors.APIError, FAILED, "the server refused the call, or failed"),
    (errors.OpenAIError, USAGE, "an argument, a file or a setting cannot be used"),
)

MEANINGS: dict[int, str] = {
    0: "success",
    **{code: words for _, code, words in sorted(EXIT_CODES, key=lambda row: row[1])},
    SOME_FAILED: "some of several files failed",
    NOTHING_DONE: "there was nothing to do (with --error-on-no-transfer)",
    STOPPED: "stopped by --max-files, --max-bytes or --max-delete, or because the server could not be reached",
    INTERRUPTED: "interrupted",
    OUTPUT_CLOSED: "the reader of the output closed it",
}
"""The codes in words, for the help."""


def exit_code_of(error: errors.OpenAIError) -> int:
    """Return the exit code for an error."""
    return next(code for cls, code, _ in EXIT_CODES if isinstance(error, cls))
