"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

Conjunction: TypeAlias = Literal["and", "or"] | str
"""The operator: and requires all filters to match, or requires at least one."""
