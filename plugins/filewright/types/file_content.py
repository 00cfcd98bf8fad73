"""`FileContent`, under the official SDK's path."""

from __future__ import annotations

from typing import TypeAlias

FileContent: TypeAlias = str
