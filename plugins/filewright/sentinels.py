"""The value of an argument that was left out, under the names that people know it by."""

from __future__ import annotations

from typing import Final

from filewright_api.types import NOT_GIVEN, NotGiven

__all__ = ("NOT_GIVEN", "NotGiven", "Omit", "not_given", "omit")

Omit = NotGiven
omit: Final = NOT_GIVEN
not_given: Final = NOT_GIVEN
