"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

RankingOptionsRanker: TypeAlias = Literal["auto", "default-2024-11-15", "none"] | str
"""The ranker."""
