"""The resources of a client, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batches import AsyncBatches, Batches
    from .beta import AsyncBeta, Beta
    from .containers import AsyncContainers, Containers
    from .files import AsyncFiles, Files
    from .fine_tuning import AsyncFineTuning, FineTuning
    from .models import AsyncModels, Models
    from .uploads import AsyncUploads, Uploads
    from .vector_stores import AsyncVectorStores, VectorStores

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
        """Run the requests in a stored file asynchronously, and collect their responses."""
        from .batches import Batches

        return Batches(self)

    @cached_property
    def models(self: Any) -> Models:
        """List, retrieve and delete models."""
        from .models import Models

        return Models(self)

    @cached_property
    def vector_stores(self: Any) -> VectorStores:
        """Make stored files searchable."""
        from .vector_stores import VectorStores

        return VectorStores(self)

    @cached_property
    def fine_tuning(self: Any) -> FineTuning:
        """Train custom models on stored files."""
        from .fine_tuning import FineTuning

        return FineTuning(self)

    @cached_property
    def containers(self: Any) -> Containers:
        """Sandboxes in which models run code on files."""
        from .containers import Containers

        return Containers(self)

    @cached_property
    def beta(self: Any) -> Beta:
        """Parts of the API that may change."""
        from .beta import Beta

        return Beta(self)


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
        """Run the requests in a stored file asynchronously, and collect their responses."""
        from .batches import AsyncBatches

        return AsyncBatches(self)

    @cached_property
    def models(self: Any) -> AsyncModels:
        """List, retrieve and delete models."""
        from .models import AsyncModels

        return AsyncModels(self)

    @cached_property
    def vector_stores(self: Any) -> AsyncVectorStores:
        """Make stored files searchable."""
        from .vector_stores import AsyncVectorStores

        return AsyncVectorStores(self)

    @cached_property
    def fine_tuning(self: Any) -> AsyncFineTuning:
        """Train custom models on stored files."""
        from .fine_tuning import AsyncFineTuning

        return AsyncFineTuning(self)

    @cached_property
    def containers(self: Any) -> AsyncContainers:
        """Sandboxes in which models run code on files."""
        from .containers import AsyncContainers

        return AsyncContainers(self)

    @cached_property
    def beta(self: Any) -> AsyncBeta:
        """Parts of the API that may change."""
        from .beta import AsyncBeta

        return AsyncBeta(self)
