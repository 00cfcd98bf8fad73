"""The protocols that resources need their client to implement, so that neither imports the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from filewright_api.types import Operation

    from ..calls import Call, CallOptions
    from ..effects import Flow
    from ..host.hooks import Hooks
    from ..options import Settings

T = TypeVar("T")


class Caller(Protocol):
    """A blocking client, as its resources see it."""

    def call(self, operation: Operation, arguments: Mapping[str, Any], options: CallOptions, /) -> Any:
        """Call an operation and return its model, page or content."""
        ...

    def wait(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        /,
        *,
        poll_interval: float,
        max_wait_seconds: float,
        raise_on_error: bool,
    ) -> Any:
        """Call an operation again and again until its object is done, and return that."""
        ...


class AsyncCaller(Protocol):
    """An async client, as its resources see it."""

    def call(self, operation: Operation, arguments: Mapping[str, Any], options: CallOptions, /) -> Any:
        """Return an awaitable of an operation's model or content, or the paginator of a list."""
        ...

    async def wait(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        /,
        *,
        poll_interval: float,
        max_wait_seconds: float,
        raise_on_error: bool,
    ) -> Any:
        """Call an operation again and again until its object is done, and return that."""
        ...


class FlowCaller(Caller, Protocol):
    """A blocking client, as seen by a resource with its own flows."""

    hooks: Hooks
    settings: Settings

    def new_call(self, operation: Operation, arguments: Mapping[str, Any], /) -> Call:
        """Return a call that a flow can perform."""
        ...

    def run(self, flow: Flow[T]) -> T:
        """Run a flow and return what it returns."""
        ...


class AsyncFlowCaller(AsyncCaller, Protocol):
    """An async client, as seen by a resource with its own flows."""

    hooks: Hooks
    settings: Settings

    def new_call(self, operation: Operation, arguments: Mapping[str, Any], /) -> Call:
        """Return a call that a flow can perform."""
        ...

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow and return what it returns."""
        ...


class Flows:
    """A blocking resource with flows of its own."""

    _client: Any

    @property
    def _flows(self) -> FlowCaller:
        client: FlowCaller = self._client
        return client


class AsyncFlows:
    """An async resource with flows of its own."""

    _client: Any

    @property
    def _flows(self) -> AsyncFlowCaller:
        client: AsyncFlowCaller = self._client
        return client
