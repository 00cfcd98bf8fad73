"""Batch jobs: any number of requests, run as batches and put together with their responses.

`client.batches.run(...)` is how they are used; here are the classes of what it returns and tells.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .progress import BatchProgress
    from .reports import BatchReport, Estimate

__all__ = ["BatchProgress", "BatchReport", "Estimate"]

_MODULES = {"BatchProgress": "progress", "BatchReport": "reports", "Estimate": "reports"}


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return __all__
