"""The type of a file's content, as `retrieve_content` gives it."""

from __future__ import annotations

from typing import TypeAlias

FileContent: TypeAlias = str
