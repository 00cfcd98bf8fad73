"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

UploadPurpose: TypeAlias = Literal["assistants", "batch", "evals", "fine-tune", "user_data", "vision"] | str
"""The purpose of the file. Any string is accepted."""
