"""List, retrieve and delete models.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.responses.pages import AsyncPaginator, SyncCursorPage
    from filewright.settings import Timeout
    from filewright_api.models import Model, ModelDeleted


class Models:
    """List, retrieve and delete models."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> ModelsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return ModelsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ModelsWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return ModelsWithStreamingResponse(self)

    def list(
        self,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[Model]:
        """List the available models.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[Model] = self._client.call(
            operations.LIST_MODELS, {}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result

    def retrieve(
        self,
        model: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Model:
        """Retrieve a model's description.

        Args:
            model: The model's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Model = self._client.call(
            operations.RETRIEVE_MODEL, {"model": model}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result

    def delete(
        self,
        model: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> ModelDeleted:
        """Delete a fine-tuned model.

        Args:
            model: The model's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: ModelDeleted = self._client.call(
            operations.DELETE_MODEL, {"model": model}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result


class AsyncModels:
    """List, retrieve and delete models."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncModelsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncModelsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncModelsWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncModelsWithStreamingResponse(self)

    def list(
        self,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[Model]:
        """List the available models.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[Model] = self._client.call(
            operations.LIST_MODELS, {}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result

    async def retrieve(
        self,
        model: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Model:
        """Retrieve a model's description.

        Args:
            model: The model's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Model = await self._client.call(
            operations.RETRIEVE_MODEL, {"model": model}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result

    async def delete(
        self,
        model: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> ModelDeleted:
        """Delete a fine-tuned model.

        Args:
            model: The model's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: ModelDeleted = await self._client.call(
            operations.DELETE_MODEL, {"model": model}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result


class ModelsWithRawResponse:
    """The methods of `Models`, returning the HTTP response."""

    def __init__(self, resource: Models) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.retrieve = raw(resource.retrieve)
        self.delete = raw(resource.delete)


class AsyncModelsWithRawResponse:
    """The methods of `AsyncModels`, returning the HTTP response."""

    def __init__(self, resource: AsyncModels) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.retrieve = async_raw(resource.retrieve)
        self.delete = async_raw(resource.delete)


class ModelsWithStreamingResponse:
    """The methods of `Models`, returning the HTTP response."""

    def __init__(self, resource: Models) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.retrieve = streamed(resource.retrieve)
        self.delete = streamed(resource.delete)


class AsyncModelsWithStreamingResponse:
    """The methods of `AsyncModels`, returning the HTTP response."""

    def __init__(self, resource: AsyncModels) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.retrieve = async_streamed(resource.retrieve)
        self.delete = async_streamed(resource.delete)
