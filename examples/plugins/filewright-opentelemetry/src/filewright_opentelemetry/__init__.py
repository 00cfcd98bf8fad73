"""OpenTelemetry tracing: a span for each call of a client, with an event for each attempt to send it.

Attributes have the names of OpenTelemetry's semantic conventions for HTTP clients
(https://opentelemetry.io/docs/specs/semconv/http/http-spans/) where these have one, else they begin with `filewright.`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filewright import APIStatusError, hookimpl
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

if TYPE_CHECKING:
    import httpx
    from filewright import Call
    from opentelemetry.context import Context
    from opentelemetry.util.types import AttributeValue

__all__ = ["OpenTelemetry"]

_ID_ARGUMENTS = ("file_id", "upload_id")
_PORTS = {"http": 80, "https": 443}


class _Traced:
    """The span of a call that is under way, and the attempt that has no response yet."""

    __slots__ = ("span", "waiting")

    def __init__(self, span: trace.Span) -> None:
        self.span = span
        self.waiting: int | None = None


class OpenTelemetry:
    """Traces calls.

    The parent of a span is the current one; of a call that is made inside another (a part of an upload, the look for a
    file whose response was lost), the span of the outer call if it is known.

    Args:
        tracer_provider: default: OpenTelemetry's global one, also if it is set later.
    """

    def __init__(self, tracer_provider: trace.TracerProvider | None = None) -> None:
        self._tracer = trace.get_tracer(__name__, tracer_provider=tracer_provider)

    @hookimpl
    def before_call_encoded(self, call: Call) -> None:
        span = self._tracer.start_span(
            call.operation.name, context=self._parent(call), kind=SpanKind.CLIENT, attributes=_described(call)
        )
        call.state[self] = _Traced(span)

    def _parent(self, call: Call) -> Context | None:
        # A call made from another one has a copy of its state.
        outer: _Traced | None = call.state.get(self)
        return None if outer is None else trace.set_span_in_context(outer.span)

    def _traced(self, call: Call) -> _Traced:
        # There is none where another plugin refused the call first, and where a download goes on after its call.
        traced: _Traced = call.state.get(self) or _Traced(trace.INVALID_SPAN)
        return traced

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call, attempt: int) -> None:
        traced = self._traced(call)
        traced.waiting = attempt
        traced.span.set_attributes(
            {
                "server.address": request.url.host,
                "server.port": request.url.port or _PORTS.get(request.url.scheme, 0),
                "url.scheme": request.url.scheme,
            }
        )

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call, attempt: int) -> None:
        traced = self._traced(call)
        _end_attempt(traced, {"http.response.status_code": response.status_code})
        traced.span.set_attribute("http.response.status_code", response.status_code)
        request_id = response.headers.get("x-request-id")
        if request_id is not None:
            traced.span.set_attribute("http.response.header.x-request-id", [request_id])
        if attempt:
            traced.span.set_attribute("http.request.resend_count", attempt)

    @hookimpl
    def on_request_error(self, error: Exception, call: Call) -> None:
        _end_attempt(self._traced(call), {"error.type": _error_type(error)})

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        traced = self._traced(call)
        call.state.pop(self, None)
        if isinstance(outcome, BaseException):
            _fail(traced, outcome)
        elif isinstance(getattr(outcome, "id", None), str):
            traced.span.set_attribute("filewright.id", outcome.id)
        if call.source is not None and call.source.size is not None:
            traced.span.set_attribute("file.size", call.source.size)
        traced.span.end()


def _described(call: Call) -> dict[str, AttributeValue]:
    operation = call.operation
    ids = {f"filewright.{name}": call.arguments.get(name) for name in (*_ID_ARGUMENTS, "purpose")}
    return {
        "http.request.method": operation.method,
        "url.template": operation.path,
        **{name: value for name, value in ids.items() if isinstance(value, str)},
    }


def _end_attempt(traced: _Traced, attributes: dict[str, AttributeValue]) -> None:
    traced.span.add_event("attempt", {"http.request.resend_count": traced.waiting or 0, **attributes})
    traced.waiting = None


def _fail(traced: _Traced, error: BaseException) -> None:
    kind = _error_type(error)
    if traced.waiting is not None:  # it was cancelled while it waited
        _end_attempt(traced, {"error.type": kind})
    traced.span.set_attribute("error.type", kind)
    if isinstance(error, Exception):
        traced.span.record_exception(error)
    traced.span.set_status(StatusCode.ERROR, str(error))


def _error_type(error: BaseException) -> str:
    """By the conventions, the status of an error response, otherwise the error's class."""
    if isinstance(error, APIStatusError):
        return str(error.status_code)
    return f"{type(error).__module__}.{type(error).__qualname__}"
