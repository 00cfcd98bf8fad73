"""Values as compact JSON."""

from __future__ import annotations

import json
from typing import Any


def as_json(value: Any) -> bytes:
    """Return a value as JSON on one line; a half of a surrogate pair, which UTF-8 cannot express, is escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
