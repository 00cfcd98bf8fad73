"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FineTuningMethodType: TypeAlias = Literal["dpo", "reinforcement", "supervised"] | str
"""The method."""
