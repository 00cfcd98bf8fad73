"""The verbs of `beta`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        ("assistants",),
        "list",
        "List assistants, one page at a time.",
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
            Option(
                "before",
                "text",
                "The id of the item before which the page ends, usually the first one of the page after.",
            ),
        ),
        ("id", "name", "model", "created_at"),
        None,
        False,
    ),
    Verb(
        ("assistants",),
        "create",
        "Create an assistant.",
        "object",
        (),
        (
            Option("model", "text", "The model's id.", required=True),
            Option("name", "text", "The assistant's name."),
            Option("description", "text", "What the assistant is for."),
            Option("instructions", "text", "What the model is told to do."),
            Option(
                "reasoning_effort",
                "json or text",
                "How much the model reasons.",
                values=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
            ),
            Option("tools", "json", "What the assistant can do."),
            Option("tool_resources", "json", "What the tools have to work with."),
            Option(
                "metadata",
                "json",
                "Pairs of text that are attached to the object, names of up to 64 characters, values of up to 512.",
            ),
            Option("temperature", "number", "How much chance there is in what the model writes.", highest=2),
            Option("top_p", "number", "The share of likely tokens that the model chooses from.", highest=1),
            Option("response_format", "json or text", "The form of what the model writes."),
        ),
        ("id", "name", "model", "created_at"),
        None,
        False,
    ),
    Verb(
        ("assistants",),
        "retrieve",
        "Retrieve an assistant.",
        "object",
        (Option("assistant_id", "text", "The assistant's id.", required=True),),
        (),
        ("id", "name", "model", "created_at"),
        None,
        False,
    ),
    Verb(
        ("assistants",),
        "update",
        "Change an assistant. What is not given stays as it is.",
        "object",
        (Option("assistant_id", "text", "The assistant's id.", required=True),),
        (
            Option("model", "text", "The model's id."),
            Option("name", "text", "The assistant's name."),
            Option("description", "text", "What the assistant is for."),
            Option("instructions", "text", "What the model is told to do."),
            Option(
                "reasoning_effort",
                "json or text",
                "How much the model reasons.",
                values=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
            ),
            Option("tools", "json", "What the assistant can do."),
            Option("tool_resources", "json", "What the tools have to work with."),
            Option(
                "metadata",
                "json",
                "Pairs of text that are attached to the object, names of up to 64 characters, values of up to 512.",
            ),
            Option("temperature", "number", "How much chance there is in what the model writes.", highest=2),
            Option("top_p", "number", "The share of likely tokens that the model chooses from.", highest=1),
            Option("response_format", "json or text", "The form of what the model writes."),
        ),
        ("id", "name", "model", "created_at"),
        None,
        False,
    ),
    Verb(
        ("assistants",),
        "delete",
        "Delete an assistant.",
        "object",
        (Option("assistant_id", "text", "The assistant's id.", required=True),),
        (),
        ("id", "deleted"),
        None,
        True,
    ),
)
