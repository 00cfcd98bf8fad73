"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

ExpiryAnchor: TypeAlias = Literal["created_at"]
"""The event from which the expiry is counted."""
