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
                "Only files of this purpose.",
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
                "The number of files in a page. Default: the server's, usually 10,000.",
                lowest=1,
                highest=10000,
            ),
            Option(
                "order",
                "text",
                "The direction of created_at. Default: the server's, usually the newest first.",
                values=("asc", "desc"),
                closed=True,
            ),
            Option(
                "after",
                "text",
                "The id of the file after which the page starts, usually the last one of the page before.",
            ),
        ),
        ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at"),
        None,
        False,
    ),
    Verb(
        (),
        "create",
        "Store a file, sent whole.",
        "object",
        (),
        (
            Option(
                "purpose",
                "text",
                "The purpose of a file. Services add purposes of their own, so any text is accepted.",
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
                "The content. It is the last field of the form, for servers that read the others first.",
                required=True,
            ),
            Option("expires_after", "duration", "When the service deletes the stored file."),
        ),
        ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at"),
        "wait_for_processing",
        False,
    ),
    Verb(
        (),
        "retrieve",
        "Retrieve a file, without its content.",
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
        "Wait until its `status` is processed, error or deleted.",
        "object",
        (Option("id", "text", "The file's id.", required=True),),
        (
            Option("poll_interval", "number", "seconds between polls.", default=5.0),
            Option(
                "max_wait_seconds",
                "number",
                "seconds after which to give up, even while a response is still on its way.",
                default=1800.0,
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
        "Read a file's content.",
        "content",
        (Option("file_id", "text", "The file's id.", required=True),),
        (),
        (),
        None,
        False,
    ),
)
