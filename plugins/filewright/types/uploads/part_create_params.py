"""`PartCreateParams`, where the official SDK has it."""

from __future__ import annotations

from ..params import PartCreateParams

__all__ = ["PartCreateParams"]
