"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

ReinforcementHyperparametersReasoningEffort: TypeAlias = Literal["default", "high", "low", "medium"] | str
"""The reasoning effort."""
