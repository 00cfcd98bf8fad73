"""`FileContent`, where the official SDK has it."""

from __future__ import annotations

from typing import TypeAlias

FileContent: TypeAlias = str
