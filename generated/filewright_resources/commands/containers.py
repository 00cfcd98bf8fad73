"""The verbs of `containers`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        (),
        "list",
        "List containers, one page at a time.",
        "page",
        (),
        (
            Option(
                "limit",
                "integer",
                "The number of items in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
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
                "The id of the item after which the page starts, usually the last one of the page before.",
            ),
            Option("name", "text", "Only containers of this name."),
        ),
        ("id", "name", "status", "created_at", "last_active_at"),
        None,
        False,
    ),
    Verb(
        (),
        "create",
        "Create a container, in which a model can run code on files.",
        "object",
        (),
        (
            Option("name", "text", "The container's name.", required=True),
            Option("file_ids", "texts", "The ids of stored files to copy into the container."),
            Option(
                "expires_after", "json", "When the service deletes the container, in minutes after it was last used."
            ),
            Option(
                "memory_limit",
                "text",
                "The container's memory. Any text is accepted.",
                values=("1g", "4g", "16g", "64g"),
            ),
            Option("network_policy", "json", "The hosts that code in the container may reach."),
            Option(
                "skills",
                "json",
                "Skills for the model to use in the container, as dicts; the service's documentation describes them.",
            ),
        ),
        ("id", "name", "status", "created_at", "last_active_at"),
        None,
        False,
    ),
    Verb(
        (),
        "retrieve",
        "Retrieve a container.",
        "object",
        (Option("container_id", "text", "The container's id.", required=True),),
        (),
        ("id", "name", "status", "created_at", "last_active_at"),
        None,
        False,
    ),
    Verb(
        (),
        "delete",
        "Delete a container with its files.",
        "nothing",
        (Option("container_id", "text", "The container's id.", required=True),),
        (),
        (),
        None,
        True,
    ),
    Verb(
        ("files",),
        "list",
        "List the files of a container, one page at a time.",
        "page",
        (Option("container_id", "text", "The container's id.", required=True),),
        (
            Option(
                "limit",
                "integer",
                "The number of items in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
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
                "The id of the item after which the page starts, usually the last one of the page before.",
            ),
        ),
        ("id", "path", "bytes", "source", "created_at"),
        None,
        False,
    ),
    Verb(
        ("files",),
        "create",
        "Put a file into a container.",
        "object",
        (Option("container_id", "text", "The container's id.", required=True),),
        (
            Option("file_id", "text", "The id of a stored file to copy into the container."),
            Option("file", "file", "The content."),
        ),
        ("id", "path", "bytes", "source", "created_at"),
        None,
        False,
    ),
    Verb(
        ("files",),
        "retrieve",
        "Retrieve a file of a container, without its content.",
        "object",
        (Option("file_id", "text", "The file's id.", required=True),),
        (Option("container_id", "text", "The container's id.", required=True),),
        ("id", "path", "bytes", "source", "created_at"),
        None,
        False,
    ),
    Verb(
        ("files",),
        "delete",
        "Delete a file of a container.",
        "nothing",
        (Option("file_id", "text", "The file's id.", required=True),),
        (Option("container_id", "text", "The container's id.", required=True),),
        (),
        None,
        True,
    ),
    Verb(
        ("files", "content"),
        "retrieve",
        "Read the content of a file of a container.",
        "content",
        (Option("file_id", "text", "The file's id.", required=True),),
        (Option("container_id", "text", "The container's id.", required=True),),
        (),
        None,
        False,
    ),
)
