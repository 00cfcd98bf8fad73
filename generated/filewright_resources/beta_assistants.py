"""Models with instructions and tools.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.responses.pages import AsyncPaginator, SyncCursorPage
    from filewright.settings import Timeout
    from filewright_api.models import (
        Assistant,
        AssistantDeleted,
        Auto,
        CodeInterpreterTool,
        CreateToolResources,
        FileSearchTool,
        FunctionTool,
        ReasoningEffortType1,
        ReasoningEffortType2Type1,
        ReasoningEffortType3Type1,
        ResponseFormatJsonObject,
        ResponseFormatJsonSchema,
        ResponseFormatText,
        SortOrder,
        ToolResources,
    )


class Assistants:
    """Models with instructions and tools."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AssistantsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AssistantsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AssistantsWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return AssistantsWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        before: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[Assistant]:
        """List assistants, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            before: End the page before the item with this id, usually the first one of the following page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[Assistant] = self._client.call(
            operations.LIST_ASSISTANTS,
            {"limit": limit, "order": order, "after": after, "before": before},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        *,
        model: str,
        name: str | None | NotGiven = NOT_GIVEN,
        description: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        reasoning_effort: ReasoningEffortType1
        | ReasoningEffortType2Type1
        | ReasoningEffortType3Type1
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[CodeInterpreterTool | FileSearchTool | FunctionTool | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        tool_resources: CreateToolResources | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        response_format: Auto
        | ResponseFormatText
        | ResponseFormatJsonObject
        | ResponseFormatJsonSchema
        | Mapping[str, Any]
        | None
        | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Assistant:
        """Create an assistant.

        Args:
            model: The model's id.
            name: The assistant's name. Up to 256 characters.
            description: A description of the assistant. Up to 512 characters.
            instructions: The instructions for the model. Up to 256,000 characters.
            reasoning_effort: The reasoning effort. Known values: none, minimal, low, medium, high, xhigh, max, None.
            tools: The tools that the assistant can use. Up to 128 items.
            tool_resources: The files and vector stores that the tools can use.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            temperature: The sampling temperature; higher values make the output more random. From 0 to 2.
            top_p: The probability mass for nucleus sampling. From 0 to 1.
            response_format: The format of the model's output.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Assistant = self._client.call(
            operations.CREATE_ASSISTANT,
            {
                "model": model,
                "name": name,
                "description": description,
                "instructions": instructions,
                "reasoning_effort": reasoning_effort,
                "tools": tools,
                "tool_resources": tool_resources,
                "metadata": metadata,
                "temperature": temperature,
                "top_p": top_p,
                "response_format": response_format,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def retrieve(
        self,
        assistant_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Assistant:
        """Retrieve an assistant.

        Args:
            assistant_id: The assistant's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Assistant = self._client.call(
            operations.RETRIEVE_ASSISTANT,
            {"assistant_id": assistant_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def update(
        self,
        assistant_id: str,
        *,
        model: str | NotGiven = NOT_GIVEN,
        name: str | None | NotGiven = NOT_GIVEN,
        description: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        reasoning_effort: ReasoningEffortType1
        | ReasoningEffortType2Type1
        | ReasoningEffortType3Type1
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[CodeInterpreterTool | FileSearchTool | FunctionTool | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        tool_resources: ToolResources | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        response_format: Auto
        | ResponseFormatText
        | ResponseFormatJsonObject
        | ResponseFormatJsonSchema
        | Mapping[str, Any]
        | None
        | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Assistant:
        """Update an assistant. Arguments that are not given leave their values unchanged.

        Args:
            assistant_id: The assistant's id.
            model: The model's id.
            name: The assistant's name. Up to 256 characters.
            description: A description of the assistant. Up to 512 characters.
            instructions: The instructions for the model. Up to 256,000 characters.
            reasoning_effort: The reasoning effort. Known values: none, minimal, low, medium, high, xhigh, max, None.
            tools: The tools that the assistant can use. Up to 128 items.
            tool_resources: The files and vector stores that the tools can use.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            temperature: The sampling temperature; higher values make the output more random. From 0 to 2.
            top_p: The probability mass for nucleus sampling. From 0 to 1.
            response_format: The format of the model's output.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Assistant = self._client.call(
            operations.UPDATE_ASSISTANT,
            {
                "assistant_id": assistant_id,
                "model": model,
                "name": name,
                "description": description,
                "instructions": instructions,
                "reasoning_effort": reasoning_effort,
                "tools": tools,
                "tool_resources": tool_resources,
                "metadata": metadata,
                "temperature": temperature,
                "top_p": top_p,
                "response_format": response_format,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def delete(
        self,
        assistant_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AssistantDeleted:
        """Delete an assistant.

        Args:
            assistant_id: The assistant's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AssistantDeleted = self._client.call(
            operations.DELETE_ASSISTANT,
            {"assistant_id": assistant_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncAssistants:
    """Models with instructions and tools."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncAssistantsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncAssistantsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncAssistantsWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncAssistantsWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        before: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[Assistant]:
        """List assistants, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            before: End the page before the item with this id, usually the first one of the following page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[Assistant] = self._client.call(
            operations.LIST_ASSISTANTS,
            {"limit": limit, "order": order, "after": after, "before": before},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        *,
        model: str,
        name: str | None | NotGiven = NOT_GIVEN,
        description: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        reasoning_effort: ReasoningEffortType1
        | ReasoningEffortType2Type1
        | ReasoningEffortType3Type1
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[CodeInterpreterTool | FileSearchTool | FunctionTool | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        tool_resources: CreateToolResources | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        response_format: Auto
        | ResponseFormatText
        | ResponseFormatJsonObject
        | ResponseFormatJsonSchema
        | Mapping[str, Any]
        | None
        | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Assistant:
        """Create an assistant.

        Args:
            model: The model's id.
            name: The assistant's name. Up to 256 characters.
            description: A description of the assistant. Up to 512 characters.
            instructions: The instructions for the model. Up to 256,000 characters.
            reasoning_effort: The reasoning effort. Known values: none, minimal, low, medium, high, xhigh, max, None.
            tools: The tools that the assistant can use. Up to 128 items.
            tool_resources: The files and vector stores that the tools can use.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            temperature: The sampling temperature; higher values make the output more random. From 0 to 2.
            top_p: The probability mass for nucleus sampling. From 0 to 1.
            response_format: The format of the model's output.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Assistant = await self._client.call(
            operations.CREATE_ASSISTANT,
            {
                "model": model,
                "name": name,
                "description": description,
                "instructions": instructions,
                "reasoning_effort": reasoning_effort,
                "tools": tools,
                "tool_resources": tool_resources,
                "metadata": metadata,
                "temperature": temperature,
                "top_p": top_p,
                "response_format": response_format,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def retrieve(
        self,
        assistant_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Assistant:
        """Retrieve an assistant.

        Args:
            assistant_id: The assistant's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Assistant = await self._client.call(
            operations.RETRIEVE_ASSISTANT,
            {"assistant_id": assistant_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def update(
        self,
        assistant_id: str,
        *,
        model: str | NotGiven = NOT_GIVEN,
        name: str | None | NotGiven = NOT_GIVEN,
        description: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        reasoning_effort: ReasoningEffortType1
        | ReasoningEffortType2Type1
        | ReasoningEffortType3Type1
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[CodeInterpreterTool | FileSearchTool | FunctionTool | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        tool_resources: ToolResources | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        response_format: Auto
        | ResponseFormatText
        | ResponseFormatJsonObject
        | ResponseFormatJsonSchema
        | Mapping[str, Any]
        | None
        | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Assistant:
        """Update an assistant. Arguments that are not given leave their values unchanged.

        Args:
            assistant_id: The assistant's id.
            model: The model's id.
            name: The assistant's name. Up to 256 characters.
            description: A description of the assistant. Up to 512 characters.
            instructions: The instructions for the model. Up to 256,000 characters.
            reasoning_effort: The reasoning effort. Known values: none, minimal, low, medium, high, xhigh, max, None.
            tools: The tools that the assistant can use. Up to 128 items.
            tool_resources: The files and vector stores that the tools can use.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            temperature: The sampling temperature; higher values make the output more random. From 0 to 2.
            top_p: The probability mass for nucleus sampling. From 0 to 1.
            response_format: The format of the model's output.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Assistant = await self._client.call(
            operations.UPDATE_ASSISTANT,
            {
                "assistant_id": assistant_id,
                "model": model,
                "name": name,
                "description": description,
                "instructions": instructions,
                "reasoning_effort": reasoning_effort,
                "tools": tools,
                "tool_resources": tool_resources,
                "metadata": metadata,
                "temperature": temperature,
                "top_p": top_p,
                "response_format": response_format,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def delete(
        self,
        assistant_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AssistantDeleted:
        """Delete an assistant.

        Args:
            assistant_id: The assistant's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AssistantDeleted = await self._client.call(
            operations.DELETE_ASSISTANT,
            {"assistant_id": assistant_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AssistantsWithRawResponse:
    """The methods of `Assistants`, returning the HTTP response."""

    def __init__(self, resource: Assistants) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.update = raw(resource.update)
        self.delete = raw(resource.delete)


class AsyncAssistantsWithRawResponse:
    """The methods of `AsyncAssistants`, returning the HTTP response."""

    def __init__(self, resource: AsyncAssistants) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.update = async_raw(resource.update)
        self.delete = async_raw(resource.delete)


class AssistantsWithStreamingResponse:
    """The methods of `Assistants`, returning the HTTP response."""

    def __init__(self, resource: Assistants) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.update = streamed(resource.update)
        self.delete = streamed(resource.delete)


class AsyncAssistantsWithStreamingResponse:
    """The methods of `AsyncAssistants`, returning the HTTP response."""

    def __init__(self, resource: AsyncAssistants) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.update = async_streamed(resource.update)
        self.delete = async_streamed(resource.delete)
