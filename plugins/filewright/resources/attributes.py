"""The resources of a client, with those that have behaviour of their own in the place of the generated ones."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import filewright_resources

if TYPE_CHECKING:
    from ..transfers.resource import AsyncTransfers, Transfers
    from .batches import AsyncBatches, Batches
    from .uploads import AsyncUploads, Uploads
    from .vector_stores import AsyncVectorStores, VectorStores


class Resources(filewright_resources.Resources):
    """The resources of a blocking client."""

    @cached_property
    def batches(self: Any) -> Batches:
        """Run the requests in a stored file asynchronously, and collect their responses."""
        from .batches import Batches

        return Batches(self)

    @cached_property
    def uploads(self: Any) -> Uploads:
        """Send one large file in parts."""
        from .uploads import Uploads

        return Uploads(self)

    @cached_property
    def vector_stores(self: Any) -> VectorStores:
        """Make stored files searchable."""
        from .vector_stores import VectorStores

        return VectorStores(self)

    @cached_property
    def transfers(self: Any) -> Transfers:
        """Many files at once."""
        from ..transfers.resource import Transfers

        return Transfers(self)


class AsyncResources(filewright_resources.AsyncResources):
    """The resources of an async client."""

    @cached_property
    def batches(self: Any) -> AsyncBatches:
        """Run the requests in a stored file asynchronously, and collect their responses."""
        from .batches import AsyncBatches

        return AsyncBatches(self)

    @cached_property
    def uploads(self: Any) -> AsyncUploads:
        """Send one large file in parts."""
        from .uploads import AsyncUploads

        return AsyncUploads(self)

    @cached_property
    def vector_stores(self: Any) -> AsyncVectorStores:
        """Make stored files searchable."""
        from .vector_stores import AsyncVectorStores

        return AsyncVectorStores(self)

    @cached_property
    def transfers(self: Any) -> AsyncTransfers:
        """Many files at once."""
        from ..transfers.resource import AsyncTransfers

        return AsyncTransfers(self)
