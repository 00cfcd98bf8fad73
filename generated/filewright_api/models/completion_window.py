"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

CompletionWindow: TypeAlias = Literal["24h"] | str
"""The time within which the batch should finish. Any string is accepted, as services support other windows."""
