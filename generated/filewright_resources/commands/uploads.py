"""The verbs of `uploads`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        (),
        "create",
        "Start an upload in parts.",
        "object",
        (),
        (
            Option("filename", "text", "The file's name.", required=True),
            Option(
                "purpose",
                "text",
                "The purpose of the file. Any string is accepted.",
                required=True,
                values=("assistants", "batch", "evals", "fine-tune", "user_data", "vision"),
            ),
            Option("bytes", "integer", "The size of the whole file in bytes.", required=True),
            Option(
                "mime_type",
                "text",
                "The content's media type. It must be one that the service accepts for the purpose.",
                required=True,
            ),
            Option("expires_after", "duration", "When the service deletes the file."),
        ),
        ("id", "bytes", "created_at", "filename", "purpose", "status", "expires_at"),
        None,
        False,
    ),
    Verb(
        (),
        "complete",
        "Complete an upload and create a file from its parts.",
        "object",
        (Option("upload_id", "text", "The upload's id.", required=True),),
        (
            Option("part_ids", "texts", "The ids of the parts, in the order of the file's content.", required=True),
            Option("md5", "text", "The MD5 digest of the whole content in hexadecimal, which the server verifies."),
        ),
        ("id", "bytes", "created_at", "filename", "purpose", "status", "expires_at"),
        None,
        False,
    ),
    Verb(
        (),
        "cancel",
        "Cancel an upload. No more parts can be added to it.",
        "object",
        (Option("upload_id", "text", "The upload's id.", required=True),),
        (),
        ("id", "bytes", "created_at", "filename", "purpose", "status", "expires_at"),
        None,
        False,
    ),
    Verb(
        ("parts",),
        "create",
        "Add a part to an upload.",
        "object",
        (Option("upload_id", "text", "The upload's id.", required=True),),
        (Option("data", "file", "The part's content.", required=True),),
        ("id", "created_at", "upload_id"),
        None,
        False,
    ),
)
