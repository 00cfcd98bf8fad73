"""The verbs of `files`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        (),
        "list",
        "List files, one page at a time.",
        "page",
        (),
        (
            Option(
                "purpose",
                "text",
                "Return only files with this purpose.",
                values=(
                    "assistants",
                    "assistants_output",
                    "batch",
                    "batch_output",
                    "evals",
                    "fine-tune",
                    "fine-tune-results",
                    "user_data",
                    "vision",
                ),
            ),
            Option(
                "limit",
                "integer",
                "The maximum number of files in a page. Default: the server's, usually 10,000.",
                lowest=1,
                highest=10000,
            ),
            Option(
                "order",
                "text",
                "The sort order by created_at. Default: the server's, usually newest first.",
                values=("asc", "desc"),
                closed=True,
            ),
            Option(
                "after",
                "text",
                "Start the page after the file with this id, usually the last one of the previous page.",
            ),
        ),
        ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at"),
        None,
        False,
    ),
    Verb(
        (),
        "create",
        "Upload a file in a single request.",
        "object",
        (),
        (
            Option(
                "purpose",
                "text",
                "The purpose of a file. Any string is accepted, as services define additional purposes.",
                required=True,
                values=(
                    "assistants",
                    "assistants_output",
                    "batch",
                    "batch_output",
                    "evals",
                    "fine-tune",
                    "fine-tune-results",
                    "user_data",
                    "vision",
                ),
            ),
            Option(
                "file",
                "file",
                "The content. It is sent as the last field of the form, because some servers need the other fields first.",
                required=True,
            ),
            Option("expires_after", "duration", "When the service deletes the file."),
        ),
        ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at"),
        "wait_for_processing",
        False,
    ),
    Verb(
        (),
        "retrieve",
        "Retrieve a file's metadata.",
        "object",
        (Option("file_id", "text", "The file's id.", required=True),),
        (),
        ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at"),
        None,
        False,
    ),
    Verb(
        (),
        "wait_for_processing",
        "Wait until the `status` is processed, error or deleted.",
        "object",
        (Option("id", "text", "The file's id.", required=True),),
        (
            Option("poll_interval", "number", "seconds between polls.", default=5.0),
            Option(
                "max_wait_seconds", "number", "seconds after which to give up, even during a request.", default=1800.0
            ),
        ),
        ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at"),
        None,
        False,
    ),
    Verb(
        (),
        "delete",
        "Delete a file.",
        "object",
        (Option("file_id", "text", "The file's id.", required=True),),
        (),
        ("id", "deleted"),
        None,
        True,
    ),
    Verb(
        (),
        "content",
        "Download a file's content.",
        "content",
        (Option("file_id", "text", "The file's id.", required=True),),
        (),
        (),
        None,
        False,
    ),
)
