"""The published rate limits of servers."""

from __future__ import annotations

from .quantities import Rate

DEFAULT_RATES: dict[str, dict[str, Rate]] = {
    # https://platform.openai.com/docs/api-reference/files/create (2026-11): 1,000 uploads a minute for each user.
    "api.openai.com": {"create_file": Rate(1000, 60)},
}
"""By host and operation. Of other servers none is known, and only what they say with 429 is gone by."""
