"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FileSearchRankingOptionsRanker: TypeAlias = Literal["auto", "default_2024_08_21"] | str
"""The ranker."""
