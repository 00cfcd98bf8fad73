"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import Literal, TypeAlias

FineTuningIntegrationType: TypeAlias = Literal["wandb"] | str
"""The kind of service."""
