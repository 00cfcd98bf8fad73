"""The built-in plugins, one per file: they use the same hooks as any plugin, and can be blocked by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..settings import checked_large_files
from .checks import Checks
from .contents import ContentChecks
from .expiry import Expiry
from .json_body import JsonBody
from .large_files import LargeFiles
from .logs import Logs
from .multipart import Multipart
from .pagination import Pagination
from .polling import Polling
from .rates import Rates
from .recovery import Recovery
from .retries import Retries
from .transport import Transport
from .upload import SingleRequest

if TYPE_CHECKING:
    from ..options import ClientOptions


def built_in_plugins(options: ClientOptions) -> list[tuple[str, object]]:
    """Name and object of each, in the order of registration."""
    in_parts = checked_large_files(options.large_files).threshold is not None
    return [
        ("transport", Transport()),
        ("json", JsonBody()),
        ("multipart", Multipart()),
        ("upload", SingleRequest()),
        ("large-files", LargeFiles()),
        ("pagination", Pagination()),
        ("polling", Polling()),
        ("rates", Rates()),
        ("retries", Retries()),
        ("recovery", Recovery()),
        ("expiry", Expiry(options.expiry, options.checks)),
        ("checks", Checks(options.checks, in_parts=in_parts)),
        ("contents", ContentChecks(options.checks)),
        ("logging", Logs()),
    ]
