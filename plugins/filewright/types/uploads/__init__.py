"""The types of `openai.types.uploads`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .part_create_params import PartCreateParams as PartCreateParams
    from .upload_part import UploadPart as UploadPart

__all__ = (
    "PartCreateParams",
    "UploadPart",
)

_MODULES: dict[str, str] = {
    "PartCreateParams": ".part_create_params",
    "UploadPart": ".upload_part",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
