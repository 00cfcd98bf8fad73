"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

Auto: TypeAlias = Literal["auto"] | str
"""The value auto, which lets the service choose."""
