"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

SortOrder: TypeAlias = Literal["asc", "desc"]
"""Ascending or descending order."""
