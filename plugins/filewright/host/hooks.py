"""The hooks of a client's plugins, as typed methods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from .registry import PluginInfo, Registry
from .results import RESULTS, are_filled, is_delay, is_flow
from .straight import straight

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from filewright_api.types import RequestParts

    from ..calls import Call, TransferEvent
    from ..effects import Body, Flow
    from ..hookspecs import Verdict
    from ..limits import Limit
    from ..options import ClientOptions
    from ..sources import Source

__all__ = ["Hooks", "PluginInfo"]


class Hooks:
    """The plugins of one client. Its methods are the hooks, typed; arguments and errors are those of `Registry`."""

    def __init__(
        self, builtins: Iterable[tuple[str, object]], plugins: Iterable[object] = (), block: Iterable[str] = ()
    ) -> None:
        self._registry = Registry(builtins, plugins, block)
        self._manager = self._registry.manager
        self._implementations = self._registry.implementations
        self._failed = self._registry.failed
        hooks = self._manager.hook
        self._before_call_encoded = straight(hooks.before_call_encoded)
        self._request_delay = straight(hooks.request_delay)
        self._before_request_sent = straight(hooks.before_request_sent)
        self._after_response_received = straight(hooks.after_response_received)
        self._after_call_finished = straight(hooks.after_call_finished)

    def described(self) -> list[PluginInfo]:
        """The registered plugins, in the order of registration; the last one is called first."""
        return self._registry.described()

    def has(self, hook: str) -> bool:
        """Return True if a plugin implements a hook. Used for hooks that would run for each block."""
        return bool(self._implementations[hook]())

    def _ask(self, hook: str, **arguments: Any) -> Any:
        try:
            result = getattr(self._manager.hook, hook)(**arguments)
        except Exception as error:  # re-raised, always: as it is, or under the plugin's name
            self._failed(hook, error)
        if result is not None and hook in RESULTS and not RESULTS[hook][0](result):
            raise self._registry.wrong_result(hook, result, names=self._registry.who_returned(hook, arguments, result))
        return result

    def _ask_flow(self, hook: str, **arguments: Any) -> Flow[Any] | None:
        flow = self._ask(hook, **arguments)
        return None if flow is None else self._guarded(hook, flow)

    def _guarded(self, hook: str, flow: Flow[Any]) -> Flow[Any]:
        try:
            return (yield from flow)
        except Exception as error:  # re-raised, always
            self._failed(hook, error)

    def before_client_created(self, options: ClientOptions) -> ClientOptions:
        """See hookspecs.before_client_created. Return the options as changed by all plugins."""
        hook = "before_client_created"
        implementations = self._implementations[hook]()[::-1]
        for impl in implementations:
            # One at a time, as each is asked with what the one before returned.
            others = [each.plugin for each in implementations if each is not impl]
            try:
                results: list[Any] = self._manager.subset_hook_caller(hook, others)(options=options)
            except Exception as error:  # re-raised, always
                self._failed(hook, error)
            for result in results:
                if not are_filled(result, options):
                    raise self._registry.wrong_result(hook, result, names=[impl.plugin_name])
                options = result
        return options

    def providers(self) -> list[Any]:
        """See hookspecs.providers."""
        found: list[Any] = self._ask("providers")
        return found

    def client_created(self, client: Any) -> None:
        """See hookspecs.client_created."""
        try:
            self._manager.hook.client_created.call_historic(kwargs={"client": client})
        except Exception as error:  # re-raised, always
            self._failed("client_created", error)

    def transport_for(self, base_url: str, asynchronous: bool) -> Any:
        """See hookspecs.transport_for."""
        return self._ask("transport_for", base_url=base_url, asynchronous=asynchronous)

    def before_call_encoded(self, call: Call) -> None:
        """See hookspecs.before_call_encoded."""
        try:
            self._before_call_encoded(call)
        except Exception as error:  # re-raised, always
            self._failed("before_call_encoded", error)

    def default_expiry(self, purpose: str, source: Source | None, call: Call) -> Any:
        """See hookspecs.default_expiry."""
        return self._ask("default_expiry", purpose=purpose, source=source, call=call)

    def purpose_limit(self, purpose: str, call: Call) -> Limit | None:
        """See hookspecs.purpose_limit."""
        limit: Limit | None = self._ask("purpose_limit", purpose=purpose, call=call)
        return limit

    def check_source(self, source: Source, purpose: str, limit: Limit | None, call: Call) -> None:
        """See hookspecs.check_source."""
        self._ask("check_source", source=source, purpose=purpose, limit=limit, call=call)

    def check_content(self, source: Source, purpose: str, call: Call) -> Flow[None] | None:
        """See hookspecs.check_content."""
        return self._ask_flow("check_content", source=source, purpose=purpose, call=call)

    def save_content(self, response: httpx.Response, call: Call, place: Any) -> Flow[Any] | None:
        """See hookspecs.save_content."""
        return self._ask_flow("save_content", response=response, call=call, place=place)

    def upload_file(self, source: Source, call: Call) -> Flow[Any] | None:
        """See hookspecs.upload_file."""
        return self._ask_flow("upload_file", source=source, call=call)

    def begin_batch(self, path: Path, call: Call) -> Flow[Any] | None:
        """See hookspecs.begin_batch."""
        return self._ask_flow("begin_batch", path=path, call=call)

    def before_request_encoded(self, parts: RequestParts, call: Call) -> None:
        """See hookspecs.before_request_encoded."""
        self._ask("before_request_encoded", parts=parts, call=call)

    def before_response_parsed(self, body: Any, call: Call) -> Any:
        """See hookspecs.before_response_parsed."""
        return self._ask("before_response_parsed", body=body, call=call)

    def encode_body(self, call: Call) -> Body | None:
        """See hookspecs.encode_body."""
        body: Body | None = self._ask("encode_body", call=call)
        return body

    def request_delay(self, call: Call, attempt: int) -> Flow[float]:
        """Seconds to wait before an attempt; see hookspecs.request_delay."""
        try:
            delays: list[Any] = self._request_delay(call, attempt)
        except Exception as error:  # re-raised, always
            self._failed("request_delay", error)
        longest = 0.0
        for delay in delays:
            found = ((yield from self._guarded("request_delay", delay)) or 0) if is_flow(delay) else delay
            if not is_delay(found):
                names = self._registry.who_returned("request_delay", {"call": call, "attempt": attempt}, delay)
                raise self._registry.wrong_result("request_delay", found, names=names)
            longest = max(longest, found)
        return longest

    def before_request_sent(self, request: httpx.Request, call: Call, attempt: int) -> None:
        """See hookspecs.before_request_sent."""
        try:
            self._before_request_sent(request, call, attempt)
        except Exception as error:  # re-raised, always
            self._failed("before_request_sent", error)

    def after_response_received(self, response: httpx.Response, call: Call, attempt: int) -> Flow[None]:
        """See hookspecs.after_response_received."""
        try:
            found: list[Any] = self._after_response_received(response, call, attempt)
        except Exception as error:  # re-raised, always
            self._failed("after_response_received", error)
        for flow in filter(is_flow, found):
            yield from self._guarded("after_response_received", flow)

    def on_request_error(self, error: Exception, call: Call, attempt: int) -> None:
        """See hookspecs.on_request_error."""
        self._ask("on_request_error", error=error, call=call, attempt=attempt)

    def retry_delay(
        self, call: Call, attempt: int, outcome: httpx.Response | Exception
    ) -> float | Literal[False] | None:
        """See hookspecs.retry_delay."""
        delay: float | Literal[False] | None = self._ask("retry_delay", call=call, attempt=attempt, outcome=outcome)
        return delay

    def recover_response(self, call: Call, outcome: httpx.Response | Exception) -> Flow[Any] | None:
        """See hookspecs.recover_response."""
        flow = self._ask_flow("recover_response", call=call, outcome=outcome)
        return None if flow is None else self._with_outcome(flow)

    def _with_outcome(self, flow: Flow[Any]) -> Flow[Any]:
        """A recovery that is held to say how it ended: None is what a function returns that forgot to."""
        found = yield from flow
        if found is None:
            raise self._registry.wrong_result("recover_response", None, "a flow that returns the object, or NOT_GIVEN")
        return found

    def next_page(self, call: Call, page: Any) -> Call | None:
        """See hookspecs.next_page."""
        following: Call | None = self._ask("next_page", call=call, page=page)
        return following

    def poll_verdict(self, call: Call, model: Any) -> Verdict | None:
        """See hookspecs.poll_verdict."""
        verdict: Verdict | None = self._ask("poll_verdict", call=call, model=model)
        return verdict

    def poll_delay(self, call: Call, attempt: int, interval: float) -> float | None:
        """See hookspecs.poll_delay."""
        delay: float | None = self._ask("poll_delay", call=call, attempt=attempt, interval=interval)
        return delay

    def after_call_finished(self, call: Call, outcome: Any) -> None:
        """See hookspecs.after_call_finished."""
        try:
            self._after_call_finished(call, outcome)
        except Exception as error:  # re-raised, always
            self._failed("after_call_finished", error)

    def on_transfer_progress(self, event: TransferEvent) -> None:
        """See hookspecs.on_transfer_progress."""
        self._ask("on_transfer_progress", event=event)
