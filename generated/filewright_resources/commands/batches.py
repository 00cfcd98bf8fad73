"""The verbs of `batches`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        (),
        "list",
        "List batches, one page at a time.",
        "page",
        (),
        (
            Option(
                "limit",
                "integer",
                "The maximum number of batches in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
            ),
            Option(
                "after",
                "text",
                "Start the page after the batch with this id, usually the last one of the previous page.",
            ),
        ),
        ("id", "status", "endpoint", "input_file_id", "output_file_id", "created_at"),
        None,
        False,
    ),
    Verb(
        (),
        "create",
        "Create a batch that runs the requests in a stored file.",
        "object",
        (),
        (
            Option("input_file_id", "text", "The id of an input file with the purpose batch.", required=True),
            Option(
                "endpoint",
                "text",
                "The endpoint that each request is sent to. Any string is accepted, as services support additional endpoints.",
                required=True,
                values=(
                    "/v1/responses",
                    "/v1/chat/completions",
                    "/v1/embeddings",
                    "/v1/completions",
                    "/v1/moderations",
                    "/v1/images/generations",
                    "/v1/images/edits",
                    "/v1/videos",
                ),
            ),
            Option(
                "completion_window",
                "text",
                "The time within which the batch should finish. Any string is accepted, as services support other windows.",
                default="24h",
                values=("24h",),
            ),
            Option(
                "metadata",
                "json",
                "Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512.",
            ),
            Option("output_expires_after", "duration", "When the service deletes the file."),
        ),
        ("id", "status", "endpoint", "input_file_id", "output_file_id", "created_at"),
        "wait",
        False,
    ),
    Verb(
        (),
        "retrieve",
        "Retrieve a batch.",
        "object",
        (Option("batch_id", "text", "The batch's id.", required=True),),
        (),
        ("id", "status", "endpoint", "input_file_id", "output_file_id", "created_at"),
        None,
        False,
    ),
    Verb(
        (),
        "wait",
        "Wait until the `status` is completed, failed, expired or cancelled.",
        "object",
        (Option("batch_id", "text", "The batch's id.", required=True),),
        (
            Option("poll_interval", "number", "seconds between polls.", default=30.0),
            Option(
                "max_wait_seconds", "number", "seconds after which to give up, even during a request.", default=90000.0
            ),
        ),
        ("id", "status", "endpoint", "input_file_id", "output_file_id", "created_at"),
        None,
        False,
    ),
    Verb(
        (),
        "cancel",
        "Cancel a batch. Results of finished requests remain available in its output file.",
        "object",
        (Option("batch_id", "text", "The batch's id.", required=True),),
        (),
        ("id", "status", "endpoint", "input_file_id", "output_file_id", "created_at"),
        None,
        False,
    ),
)
