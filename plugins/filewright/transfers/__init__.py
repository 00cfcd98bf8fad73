"""Many files: uploaded, downloaded, deleted and compared, with a journal, a rate and a report.

`client.transfers` is how they are used; here are the classes that its arguments and results have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ground.exports import lazily

if TYPE_CHECKING:
    from .accounts import Duplicates, Share, Usage
    from .iterating import AsyncResults, Results
    from .manifests import Manifest
    from .plans import Operation, Plan
    from .progress import Progress
    from .rates import RateLimit
    from .results import Report, Result

__all__ = [
    "AsyncResults",
    "Duplicates",
    "Manifest",
    "Operation",
    "Plan",
    "Progress",
    "RateLimit",
    "Report",
    "Result",
    "Results",
    "Share",
    "Usage",
]

_MODULES = {
    "Duplicates": "accounts",
    "Share": "accounts",
    "Usage": "accounts",
    "AsyncResults": "iterating",
    "Results": "iterating",
    "Manifest": "manifests",
    "Operation": "plans",
    "Plan": "plans",
    "Progress": "progress",
    "RateLimit": "rates",
    "Report": "results",
    "Result": "results",
}


__getattr__ = lazily(__name__, _MODULES)


def __dir__() -> list[str]:
    return __all__
