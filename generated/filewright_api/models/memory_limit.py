"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

MemoryLimit: TypeAlias = Literal["16g", "1g", "4g", "64g"] | str
"""The container's memory limit. Any string is accepted."""
