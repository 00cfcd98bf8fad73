"""The verbs of `models`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        (),
        "list",
        "List the available models.",
        "page",
        (),
        (),
        ("id", "owned_by", "created"),
        None,
        False,
    ),
    Verb(
        (),
        "retrieve",
        "Retrieve a model's description.",
        "object",
        (Option("model", "text", "The model's id.", required=True),),
        (),
        ("id", "owned_by", "created"),
        None,
        False,
    ),
    Verb(
        (),
        "delete",
        "Delete a fine-tuned model.",
        "object",
        (Option("model", "text", "The model's id.", required=True),),
        (),
        ("id", "deleted"),
        None,
        True,
    ),
)
