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
                "The maximum number of items in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
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
                "Start the page after the item with this id, usually the last one of the previous page.",
            ),
            Option(
                "before",
                "text",
                "End the page before the item with this id, usually the first one of the following page.",
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
            Option("description", "text", "A description of the assistant."),
            Option("instructions", "text", "The instructions for the model."),
            Option(
                "reasoning_effort",
                "json or text",
                "The reasoning effort.",
                values=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
            ),
            Option("tools", "json", "The tools that the assistant can use."),
            Option("tool_resources", "json", "The files and vector stores that the tools can use."),
            Option(
                "metadata",
                "json",
                "Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512.",
            ),
            Option(
                "temperature",
                "number",
                "The sampling temperature; higher values make the output more random.",
                highest=2,
            ),
            Option("top_p", "number", "The probability mass for nucleus sampling.", highest=1),
            Option("response_format", "json or text", "The format of the model's output."),
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
        "Update an assistant. Arguments that are not given leave their values unchanged.",
        "object",
        (Option("assistant_id", "text", "The assistant's id.", required=True),),
        (
            Option("model", "text", "The model's id."),
            Option("name", "text", "The assistant's name."),
            Option("description", "text", "A description of the assistant."),
            Option("instructions", "text", "The instructions for the model."),
            Option(
                "reasoning_effort",
                "json or text",
                "The reasoning effort.",
                values=("none", "minimal", "low", "medium", "high", "xhigh", "max"),
            ),
            Option("tools", "json", "The tools that the assistant can use."),
            Option("tool_resources", "json", "The files and vector stores that the tools can use."),
            Option(
                "metadata",
                "json",
                "Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512.",
            ),
            Option(
                "temperature",
                "number",
                "The sampling temperature; higher values make the output more random.",
                highest=2,
            ),
            Option("top_p", "number", "The probability mass for nucleus sampling.", highest=1),
            Option("response_format", "json or text", "The format of the model's output."),
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
