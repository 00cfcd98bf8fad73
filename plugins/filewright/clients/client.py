"""The clients: blocking and async."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from ..calls import NO_OPTIONS, Call, CallOptions
from ..flows.call import perform_call
from ..flows.downloads import fetch_content
from ..flows.settling import operation_to_settle, settle_outcome
from ..flows.waits import wait_until_done
from ..resources.attributes import AsyncResources, Resources
from ..wire.asynchronous import AsyncDriver
from ..wire.blocking import Driver
from ..wire.connections import AsyncDirectClient, DirectClient
from .base import BaseClient, told_apart

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Unpack

    from filewright_api.types import Operation

    from ..effects import Flow
    from ..errors import UploadOutcomeUnknownError
    from ..options import AsyncClientArguments, AsyncClientChanges, ClientArguments, ClientChanges
    from ..responses.contents import AsyncBinaryContent

T = TypeVar("T")


class Client(BaseClient[httpx.Client], Resources):
    """A blocking client; safe to share between threads. Close it, or use it as a context manager.

    Its options are those of `ClientOptions`.

    Raises:
        ConfigurationError: an option is invalid.
        PluginError: a plugin cannot be used.
    """

    _http_class = httpx.Client
    _direct_class = DirectClient
    _driver_class = Driver
    _driver: Driver

    if TYPE_CHECKING:

        def __init__(self, **options: Unpack[ClientArguments]) -> None: ...

    def run(self, flow: Flow[T]) -> T:
        """Run a flow and return what it returns."""
        return self._driver.run(flow)

    def call(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        options: CallOptions = NO_OPTIONS,
        /,
        **named: Any,
    ) -> Any:
        """Call any operation of the contract (`filewright_api.operations`).

        Pass its arguments and the options of every method (`extra_headers`, `timeout` ...) by name, or as a mapping and
        CallOptions. Returns a model, a SyncCursorPage for an operation that pages, or a BinaryContent for one that
        returns content.
        """
        if arguments is None:
            arguments, options = told_apart(named)
        return self.perform(self.new_call(operation, arguments, options), as_text=options.as_text)

    def perform(self, call: Call, *, as_text: bool = False) -> Any:
        """Run a call and return its model, page or content (or the text of the content)."""
        if call.operation.paging is not None:
            from ..responses.pages import SyncCursorPage

            return SyncCursorPage[Any](self, call, self.run(perform_call(self.hooks, call)))
        if call.operation.response_kind == "binary":
            from ..responses.contents import BinaryContent

            content = BinaryContent(self, call, self.run(fetch_content(self.hooks, call)))
            return content.text if as_text else content
        return self.run(perform_call(self.hooks, call))

    def wait(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        /,
        *,
        poll_interval: float | None = None,
        max_wait_seconds: float | None = None,
        raise_on_error: bool = False,
        **named: Any,
    ) -> Any:
        """Call an operation that polls until its object is done; see `Files.wait_for_processing`."""
        return self.run(
            wait_until_done(
                self.hooks,
                self.new_call(operation, named if arguments is None else arguments),
                poll_interval=poll_interval,
                max_wait_seconds=max_wait_seconds,
                raise_on_error=raise_on_error,
            )
        )

    def settle(self, error: UploadOutcomeUnknownError) -> Any:
        """Find out whether a call whose response was lost was carried out; see `UploadOutcomeUnknownError`.

        Returns:
            The object that the call created, or None if it was not carried out and can be repeated.

        Raises:
            UploadOutcomeUnknownError: the outcome is still unknown; `candidates` is up to date.
            ConfigurationError: `error` is another type of error, or its operation has no list to search.
        """
        call = self.new_call(operation_to_settle(error), {})
        return self.run(settle_outcome(self.hooks, call, error))

    def copy(self, **changes: Unpack[ClientChanges]) -> Self:
        """Return a client with changed options (those of the constructor); connections are shared if possible.

        `default_headers` and `default_query` are added to the existing ones; `set_default_headers` and
        `set_default_query` replace them.
        """
        return self._copied({**changes})

    with_options = copy

    def close(self) -> None:
        """Close the connections. Calls then raise ClientClosedError."""
        self._closed = True
        for driver in (*self._retired, self._driver):
            driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(BaseClient[httpx.AsyncClient], AsyncResources):
    """An async client, for asyncio and trio. Close it, or use it as an async context manager.

    Its options are those of `ClientOptions`; `api_key` may be an async function.
    """

    _http_class = httpx.AsyncClient
    _direct_class = AsyncDirectClient
    _driver_class = AsyncDriver
    _driver: AsyncDriver

    if TYPE_CHECKING:

        def __init__(self, **options: Unpack[AsyncClientArguments]) -> None: ...

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow and return what it returns."""
        return await self._driver.run(flow)

    def call(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        options: CallOptions = NO_OPTIONS,
        /,
        **named: Any,
    ) -> Any:
        """Call any operation of the contract; see `Client.call`. The result is awaited, or iterated if it pages."""
        if arguments is None:
            arguments, options = told_apart(named)
        return self.perform(self.new_call(operation, arguments, options), as_text=options.as_text)

    def perform(self, call: Call, *, as_text: bool = False) -> Any:
        """Run a call; return an awaitable of its model, content or text, or an AsyncPaginator."""
        if call.operation.paging is not None:
            from ..responses.pages import AsyncPaginator

            return AsyncPaginator[Any](self, call)
        if call.operation.response_kind == "binary":
            return self._text(call) if as_text else self._content(call, prefetched=True)
        return self.run(perform_call(self.hooks, call))

    def streamed(self, call: Call) -> Any:
        """Like `perform`, but no content is fetched before it is needed."""
        return self._content(call, prefetched=False) if call.operation.response_kind == "binary" else self.perform(call)

    async def _content(self, call: Call, *, prefetched: bool) -> AsyncBinaryContent:
        from ..responses.contents import PREFETCHED_BYTES, AsyncBinaryContent

        most = PREFETCHED_BYTES if prefetched else 0
        return AsyncBinaryContent(self, call, await self.run(fetch_content(self.hooks, call, most)))

    async def _text(self, call: Call) -> str:
        content = await self._content(call, prefetched=True)
        await content.aread()
        return content.text

    async def wait(
        self,
        operation: Operation,
        arguments: Mapping[str, Any] | None = None,
        /,
        *,
        poll_interval: float | None = None,
        max_wait_seconds: float | None = None,
        raise_on_error: bool = False,
        **named: Any,
    ) -> Any:
        """Call an operation that polls until its object is done; see `AsyncFiles.wait_for_processing`."""
        return await self.run(
            wait_until_done(
                self.hooks,
                self.new_call(operation, named if arguments is None else arguments),
                poll_interval=poll_interval,
                max_wait_seconds=max_wait_seconds,
                raise_on_error=raise_on_error,
            )
        )

    async def settle(self, error: UploadOutcomeUnknownError) -> Any:
        """Find out whether a call whose response was lost was carried out; see `Client.settle`."""
        call = self.new_call(operation_to_settle(error), {})
        return await self.run(settle_outcome(self.hooks, call, error))

    def copy(self, **changes: Unpack[AsyncClientChanges]) -> Self:
        """Return a client with changed options (those of the constructor); connections are shared if possible.

        `default_headers` and `default_query` are added to the existing ones; `set_default_headers` and
        `set_default_query` replace them.
        """
        return self._copied({**changes})

    with_options = copy

    async def close(self) -> None:
        """Close the connections. Calls then raise ClientClosedError."""
        self._closed = True
        for driver in (*self._retired, self._driver):
            await driver.close()

    aclose = close

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


OpenAI = Client
AsyncOpenAI = AsyncClient
