"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FilePurpose: TypeAlias = (
    Literal[
        "assistants",
        "assistants_output",
        "batch",
        "batch_output",
        "evals",
        "fine-tune",
        "fine-tune-results",
        "user_data",
        "vision",
    ]
    | str
)
"""The purpose of a file. Any string is accepted, as services define additional purposes."""
