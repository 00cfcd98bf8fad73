"""Functions that were imported get changed code."""

from __future__ import annotations

import gc
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType


class Swapper:
    """The functions of a package, by file and code."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._functions: dict[str, list[FunctionType]] = {}
        gc.unfreeze()  # what is frozen is not listed
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(place)):
                self._functions.setdefault(thing.__code__.co_filename, []).append(thing)
        gc.freeze()  # so that no fork copies pages by looking for garbage in them

    def swap(self, name: str, before: str, after: str) -> bool:
        """Give each function of a file, as it was before, its code after; False where one cannot take it."""
        path = str(self._place / name)
        old, new = [list(_codes(compile(text, path, "exec", dont_inherit=True))) for text in (before, after)]
        if len(old) != len(new):
            return False
        changed = {_key(one): other for one, other in zip(old, new, strict=True) if one != other}
        functions = [each for each in self._functions.get(path, []) if _key(each.__code__) in changed]
        if not functions and any(getattr(module, "__file__", None) == path for module in [*sys.modules.values()]):
            return False
        for function in functions:
            code = changed[_key(function.__code__)]
            if code.co_freevars != function.__code__.co_freevars:
                return False
            function.__code__ = code
        return True


def _key(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The outermost functions of a module, those of its classes too."""
    for constant in code.co_consts:
        if not isinstance(constant, CodeType):
            continue
        if constant.co_flags & inspect.CO_NEWLOCALS:
            yield constant
        else:
            yield from _codes(constant)
