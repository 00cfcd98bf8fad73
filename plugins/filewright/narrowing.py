"""What a value of unknown type is, told so that type checkers believe it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is a mapping."""
    return isinstance(value, Mapping)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a dict, as JSON objects are when they are decoded."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list, as JSON arrays are when they are decoded."""
    return isinstance(value, list)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether a value is a tuple."""
    return isinstance(value, tuple)


def is_shallow(value: object, most: int = 100) -> bool:
    """Whether lists and dicts are nested at most so deep: what is deeper cannot be shown, copied or pickled."""
    level = [value]
    for _ in range(most):
        inner = [[*item.values()] if is_dict(item) else item for item in level if is_dict(item) or is_list(item)]
        level = [item for items in inner for item in items]
        if not level:
            return True
    return False


def is_sequence(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether a value is a list or a tuple."""
    return isinstance(value, (list, tuple))
