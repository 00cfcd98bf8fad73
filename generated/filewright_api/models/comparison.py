"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

Comparison: TypeAlias = Literal["eq", "gt", "gte", "in", "lt", "lte", "ne", "nin"] | str
"""The comparison operator."""
