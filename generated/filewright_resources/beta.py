"""Parts of the API that may change.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller

    from .beta_assistants import (
        Assistants,
        AssistantsWithRawResponse,
        AssistantsWithStreamingResponse,
        AsyncAssistants,
        AsyncAssistantsWithRawResponse,
        AsyncAssistantsWithStreamingResponse,
    )


class Beta:
    """Parts of the API that may change."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def assistants(self) -> Assistants:
        """Models with instructions and tools."""
        from .beta_assistants import Assistants

        return Assistants(self._client)

    @cached_property
    def with_raw_response(self) -> BetaWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return BetaWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> BetaWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return BetaWithStreamingResponse(self)


class AsyncBeta:
    """Parts of the API that may change."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def assistants(self) -> AsyncAssistants:
        """Models with instructions and tools."""
        from .beta_assistants import AsyncAssistants

        return AsyncAssistants(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncBetaWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncBetaWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncBetaWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncBetaWithStreamingResponse(self)


class BetaWithRawResponse:
    """The methods of `Beta`, returning the HTTP response."""

    def __init__(self, resource: Beta) -> None:

        self._resource = resource

    @cached_property
    def assistants(self) -> AssistantsWithRawResponse:
        """Models with instructions and tools."""
        return self._resource.assistants.with_raw_response


class AsyncBetaWithRawResponse:
    """The methods of `AsyncBeta`, returning the HTTP response."""

    def __init__(self, resource: AsyncBeta) -> None:

        self._resource = resource

    @cached_property
    def assistants(self) -> AsyncAssistantsWithRawResponse:
        """Models with instructions and tools."""
        return self._resource.assistants.with_raw_response


class BetaWithStreamingResponse:
    """The methods of `Beta`, returning the HTTP response."""

    def __init__(self, resource: Beta) -> None:

        self._resource = resource

    @cached_property
    def assistants(self) -> AssistantsWithStreamingResponse:
        """Models with instructions and tools."""
        return self._resource.assistants.with_streaming_response


class AsyncBetaWithStreamingResponse:
    """The methods of `AsyncBeta`, returning the HTTP response."""

    def __init__(self, resource: AsyncBeta) -> None:

        self._resource = resource

    @cached_property
    def assistants(self) -> AsyncAssistantsWithStreamingResponse:
        """Models with instructions and tools."""
        return self._resource.assistants.with_streaming_response
