"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

ReasoningEffortType1: TypeAlias = Literal["high", "low", "max", "medium", "minimal", "none", "xhigh"] | str
"""The reasoning effort."""
