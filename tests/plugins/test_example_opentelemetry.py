from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import Call, ConfigurationError, NotFoundError, PluginError, hookimpl
from filewright_api.operations import RETRIEVE_FILE

pytest.importorskip("opentelemetry.sdk")


@pytest.fixture
def tracing(installed_examples: Path) -> Any:
    import filewright_opentelemetry  # type: ignore[import-not-found]
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    class Tracing:
        exporter = InMemorySpanExporter()
        provider = TracerProvider()
        plugin = filewright_opentelemetry.OpenTelemetry(provider)

        @property
        def spans(self) -> Any:
            return self.exporter.get_finished_spans()

        def events(self, name: str = "attempt") -> list[dict[str, Any]]:
            return [dict(e.attributes) for span in self.spans for e in span.events if e.name == name]

    tracing = Tracing()
    tracing.provider.add_span_processor(SimpleSpanProcessor(tracing.exporter))
    return tracing


def test_a_call_is_a_span_with_the_attributes_of_the_conventions(api: Any, tracing: Any) -> None:
    from opentelemetry.trace import SpanKind, StatusCode

    api.responses = [(200, api.file, {"x-request-id": "req-1"})]
    api.client(tracing.plugin).files.create(file=("secret-name.txt", b"secret"), purpose="user_data")
    (span,) = tracing.spans
    assert (span.name, span.kind, span.status.status_code) == ("create_file", SpanKind.CLIENT, StatusCode.UNSET)
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "url.template": "/files",
        "url.scheme": "https",
        "server.address": "files.test",
        "server.port": 443,
        "http.response.status_code": 200,
        "http.response.header.x-request-id": ("req-1",),
        "file.size": 6,
        "filewright.purpose": "user_data",
        "filewright.id": "file-1",
    }
    assert tracing.events() == [{"http.request.resend_count": 0, "http.response.status_code": 200}]
    assert "secret" not in span.to_json()
    assert api.key not in span.to_json()


def test_each_attempt_is_an_event(api: Any, tracing: Any) -> None:
    api.responses = [httpx.ConnectError("refused"), (503, {}), (200, api.file)]
    api.client(tracing.plugin).files.retrieve("file-1")
    (span,) = tracing.spans
    assert tracing.events() == [
        {"http.request.resend_count": 0, "error.type": "filewright.errors.APIConnectionError"},
        {"http.request.resend_count": 1, "http.response.status_code": 503},
        {"http.request.resend_count": 2, "http.response.status_code": 200},
    ]
    assert span.attributes["http.request.resend_count"] == 2
    assert span.attributes["http.response.status_code"] == 200
    assert span.status.is_unset


def test_a_span_ends_and_says_why_where_the_call_fails(api: Any, tracing: Any) -> None:
    api.responses = [(404, {"error": {"message": "gone"}})]
    with pytest.raises(NotFoundError):
        api.client(tracing.plugin).files.retrieve("file-1")
    with pytest.raises(ConfigurationError):
        api.client(tracing.plugin).files.create(file=b"x", purpose="user_data", expires_after=1)
    refused, misused = tracing.spans
    assert not refused.status.is_ok
    assert (refused.attributes["error.type"], refused.attributes["http.response.status_code"]) == ("404", 404)
    assert misused.attributes["error.type"] == "filewright.errors.ConfigurationError"
    assert len(tracing.events("exception")) == 2
    assert all(span.end_time is not None for span in tracing.spans)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_span_ends_where_the_call_is_cancelled(backend: str, api: Any, tracing: Any) -> None:
    scopes: list[anyio.CancelScope] = []

    async def hang(request: httpx.Request) -> httpx.Response:
        scopes[0].cancel()
        await anyio.sleep_forever()
        raise AssertionError

    async def cancelled() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(hang)) as http:
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await api.async_client(tracing.plugin, http_client=http).files.retrieve("file-1")

    anyio.run(cancelled, backend=backend)
    (span,) = tracing.spans
    assert "Cancelled" in span.attributes["error.type"]
    (attempt,) = tracing.events()
    assert "Cancelled" in attempt["error.type"]


def test_spans_hang_under_the_current_one_and_inner_calls_under_the_outer(api: Any, tracing: Any) -> None:
    class Twice:
        """Looks at the file before it uploads it."""

        @hookimpl
        def upload_file(self, call: Call) -> Any:
            yield from call.perform(call.again({"file_id": "file-0"}, operation=RETRIEVE_FILE))
            return (yield from call.exchange())

    client = api.client(tracing.plugin, Twice())
    with tracing.provider.get_tracer("test").start_as_current_span("job") as job:
        client.files.create(file=b"x", purpose="user_data")
        client.files.retrieve("file-1")
    inner, outer, after, _ = tracing.spans
    assert [span.name for span in (inner, outer, after)] == ["retrieve_file", "create_file", "retrieve_file"]
    assert inner.parent.span_id == outer.context.span_id
    assert outer.parent.span_id == after.parent.span_id == job.get_span_context().span_id


def test_pages_and_polls_are_siblings(api: Any, tracing: Any) -> None:
    api.responses = [(200, api.page("a", more=True)), (200, api.page("b", more=False))]
    list(api.client(tracing.plugin).files.list())
    assert [(span.name, span.parent) for span in tracing.spans] == [("list_files", None)] * 2


def test_a_call_that_another_plugin_refuses_leaves_no_open_span(api: Any, tracing: Any) -> None:
    class Refuse:
        @hookimpl
        def before_call_encoded(self) -> None:
            raise KeyError("x")

    with pytest.raises(PluginError, match="'Refuse'"):
        api.client(tracing.plugin, Refuse()).files.list()
    assert tracing.spans == ()
    with pytest.raises(PluginError, match="'Refuse'"):
        api.client(Refuse(), tracing.plugin).files.list()
    assert [span.name for span in tracing.spans] == ["list_files"]


def test_without_an_sdk_it_costs_nothing_but_itself(api: Any, tracing: Any) -> None:
    untraced = type(tracing.plugin)()
    assert api.client(untraced).files.retrieve("file-1").id == "file-1"
