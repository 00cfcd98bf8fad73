"""The resources of a client, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batches import AsyncBatches, Batches
    from .files import AsyncFiles, Files
    from .uploads import AsyncUploads, Uploads

__all__ = ("AsyncResources", "Resources")


class Resources:
    """The resources of a blocking client."""

    @cached_property
    def files(self: Any) -> Files:
        """Store, list, read and delete files."""
        from .files import Files

        return Files(self)

    @cached_property
    def uploads(self: Any) -> Uploads:
        """Send one large file in parts."""
        from .uploads import Uploads

        return Uploads(self)

    @cached_property
    def batches(self: Any) -> Batches:
        """Run the requests of a stored file, and wait for their responses."""
        from .batches import Batches

        return Batches(self)


class AsyncResources:
    """The resources of an async client."""

    @cached_property
    def files(self: Any) -> AsyncFiles:
        """Store, list, read and delete files."""
        from .files import AsyncFiles

        return AsyncFiles(self)

    @cached_property
    def uploads(self: Any) -> AsyncUploads:
        """Send one large file in parts."""
        from .uploads import AsyncUploads

        return AsyncUploads(self)

    @cached_property
    def batches(self: Any) -> AsyncBatches:
        """Run the requests of a stored file, and wait for their responses."""
        from .batches import AsyncBatches

        return AsyncBatches(self)
