"""An HTTP client of the caller's: one of httpx, or of httpx2. Faults on the wire are in tests/faults, with both."""

from __future__ import annotations

from typing import Any

import pytest
from filewright import ClientClosedError, ConfigurationError


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> Any:
    return pytest.importorskip(request.param, reason="not installed")


def sent(variant: Any, client: Any) -> Any:
    variant.do(client.files.retrieve, "file-1")
    return variant.server.last


def adapted(variant: Any, function: Any) -> Any:
    """A function as an event hook of the variant's client."""

    async def awaiting(thing: Any) -> None:
        result = function(thing)
        if hasattr(result, "__await__"):
            await result

    return awaiting if variant.asynchronous else function


def test_what_it_sends_by_itself_is_sent(variant: Any, library: Any) -> None:
    http = variant.http(library, headers={"X-Team": "files", "Accept": "a/b"}, params={"tenant": "a"}, auth=("a", "b"))
    request = sent(variant, variant.client(http_client=http))
    assert request.headers["x-team"] == "files"
    assert request.headers["authorization"].startswith("Basic ")
    assert dict(request.url.params) == {"tenant": "a"}
    assert request.headers["user-agent"].startswith("filewright/")
    assert request.extensions["timeout"] == {"connect": 5.0, "read": 600.0, "write": 600.0, "pool": 600.0}


def test_its_timeout_is_taken_where_none_was_passed(variant: Any, library: Any) -> None:
    http = variant.http(library, timeout=library.Timeout(7.0, connect=1.0))
    phases = {"connect": 1.0, "read": 7.0, "write": 7.0, "pool": 7.0}
    assert sent(variant, variant.client(http_client=http)).extensions["timeout"] == phases
    assert sent(variant, variant.client(timeout=http.timeout)).extensions["timeout"] == phases


def test_its_event_hooks_run(variant: Any, library: Any) -> None:
    """They get its own classes, and what they change of a request, and read of a response, holds."""
    seen: list[Any] = []

    def ask(request: Any) -> None:
        request.headers["X-Request-Id"] = "1"
        seen.append(request)

    def read(response: Any) -> Any:
        seen.append(response)
        return response.aread() if variant.asynchronous else response.read()

    hooks = {"request": [adapted(variant, ask)], "response": [adapted(variant, read)]}
    client = variant.client(http_client=variant.http(library, event_hooks=hooks))
    raw = variant.do(client.files.with_raw_response.retrieve, "file-1")
    assert [type(each) for each in seen] == [library.Request, library.Response]
    assert raw.parse().id == "file-1"
    assert raw.http_request.headers["x-request-id"] == variant.server.last.headers["x-request-id"] == "1"


def test_it_is_left_open(variant: Any, library: Any) -> None:
    http = variant.http(library)
    client = variant.client(http_client=http)
    sent(variant, client)
    variant.do(client.close)
    assert client.is_closed()
    assert not http.is_closed
    with pytest.raises(ClientClosedError):
        variant.do(client.files.retrieve, "file-1")


def test_it_was_closed(variant: Any, library: Any) -> None:
    http = variant.http(library)
    client = variant.client(http_client=http)
    variant.do(http.aclose if variant.asynchronous else http.close)
    with pytest.raises(ClientClosedError):
        variant.do(client.files.retrieve, "file-1")


def test_one_of_the_other_kind(variant: Any, library: Any) -> None:
    other = library.Client() if variant.asynchronous else library.AsyncClient()
    with pytest.raises(ConfigurationError, match=r"needs an httpx\.(Async)?Client or httpx2\.(Async)?Client"):
        variant.client(http_client=other)
