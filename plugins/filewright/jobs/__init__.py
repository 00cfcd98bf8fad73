"""Batch jobs: any number of requests, run as batches and put together with their responses.

`client.batches.run(...)` is how they are used; here are the classes of what it returns and tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ground.exports import lazily

if TYPE_CHECKING:
    from .progress import BatchProgress
    from .reports import BatchReport, Estimate

__all__ = ["BatchProgress", "BatchReport", "Estimate"]

_MODULES = {"BatchProgress": "progress", "BatchReport": "reports", "Estimate": "reports"}


__getattr__ = lazily(__name__, _MODULES)


def __dir__() -> list[str]:
    return __all__
