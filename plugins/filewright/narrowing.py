"""Type checks of values of unknown type that type checkers understand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return True if a value is a mapping."""
    return isinstance(value, Mapping)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Return True if a value is a dict (a decoded JSON object)."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return True if a value is a list (a decoded JSON array)."""
    return isinstance(value, list)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Return True if a value is a tuple."""
    return isinstance(value, tuple)


def is_shallow(value: object, most: int = 100) -> bool:
    """Return True if lists and dicts are nested at most `most` levels deep; deeper ones cannot be shown, copied or
    pickled.
    """
    level = [value]
    for _ in range(most):
        inner = [[*item.values()] if is_dict(item) else item for item in level if is_dict(item) or is_list(item)]
        level = [item for items in inner for item in items]
        if not level:
            return True
    return False


def is_sequence(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Return True if a value is a list or a tuple."""
    return isinstance(value, (list, tuple))
