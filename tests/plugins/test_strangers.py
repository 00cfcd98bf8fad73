"""No private door: with a built-in blocked, a stranger's plugin does its work through the same hooks.

The plugins here use only what is public: `filewright` itself, and its effects, calls and sources.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import httpx
import pytest
from filewright import (
    NOT_GIVEN,
    Call,
    ClientOptions,
    ConfigurationError,
    FileObject,
    IntegrityError,
    OpenAI,
    RateLimitError,
    SourceError,
    TransferEvent,
    UploadOutcomeUnknownError,
    hookimpl,
)
from filewright.builtin import built_in_plugins
from filewright.effects import Body, FeedSource, Flow, send, sleep
from filewright.sources import Source
from filewright_api.operations import ADD_UPLOAD_PART, COMPLETE_UPLOAD, CREATE_UPLOAD

REPLACED: dict[str, Callable[..., None]] = {}


def replaces(builtin: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks the test in which a stranger's plugin stands in for a built-in."""

    def register(test: Callable[..., None]) -> Callable[..., None]:
        REPLACED[builtin] = test
        return test

    return register


def create(client: OpenAI, content: bytes = b"hello", **arguments: Any) -> Any:
    return client.files.create(file=("a.txt", content), purpose="user_data", **arguments)


def test_every_built_in_is_replaced() -> None:
    assert set(REPLACED) == {name for name, _ in built_in_plugins(ClientOptions())}


@replaces("transport")
def test_transport(api: Any) -> None:
    class InMemory:
        @hookimpl
        def transport_for(self, base_url: str) -> Any:
            return httpx.MockTransport(api.handle) if base_url.startswith("file:") else None

    with api.client(InMemory(), http_client=None, base_url="file:///no/where", block=["transport"]) as client:
        assert client.files.retrieve("file-1").id == "file-1"
    assert len(api.requests) == 1


@replaces("json")
def test_json(api: Any) -> None:
    class Indented:
        @hookimpl
        def encode_body(self, call: Call) -> Body | None:
            if call.operation.body is None or call.operation.body.encoding != "json" or call.parts is None:
                return None
            return Body("application/json", [json.dumps(call.parts.json, indent=1).encode()])

    api.responses = [(200, {**api.file, "object": "upload", "expires_at": 1, "status": "completed", "file": api.file})]
    api.client(Indented(), block=["json"]).uploads.complete("upload-1", part_ids=["part-1"])
    assert api.requests[0].content == b'{\n "part_ids": [\n  "part-1"\n ]\n}'


@replaces("multipart")
def test_multipart(api: Any) -> None:
    class Raw:
        """The file itself is the body, and the fields are in the query."""

        @hookimpl
        def encode_body(self, call: Call) -> Body | None:
            if call.source is None or call.parts is None:
                return None
            call.query.update({name: value for name, value in call.parts.form or () if isinstance(value, str)})
            return Body(call.source.content_type, [call.source])

    create(api.client(Raw(), block=["multipart"]))
    (request,) = api.requests
    assert (request.content, request.headers["content-type"]) == (b"hello", "text/plain")
    assert request.url.params["purpose"] == "user_data"


class InParts:
    """Uploads a file as parts of so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size

    @hookimpl
    def upload_file(self, source: Source, call: Call) -> Any:
        return self._upload(source, call) if source.known_size > self.size else None

    def _upload(self, source: Source, call: Call) -> Any:
        described = {
            "bytes": source.known_size,
            "filename": source.name,
            "mime_type": source.content_type,
            "purpose": call.arguments["purpose"],
        }
        upload = yield from call.perform(call.again(described, operation=CREATE_UPLOAD))
        ids = []
        for start in range(0, source.known_size, self.size):
            data = bytes(source.data[start : start + self.size])  # type: ignore[index]  # of these tests, in memory
            added = {"upload_id": upload.id, "data": ("part", data)}
            part = yield from call.perform(call.again(added, operation=ADD_UPLOAD_PART))
            ids.append(part.id)
        finished = {"upload_id": upload.id, "part_ids": ids}
        completed = yield from call.perform(call.again(finished, operation=COMPLETE_UPLOAD))
        return completed.file


@replaces("upload")
@replaces("large-files")
def test_upload_in_parts(api: Any) -> None:
    upload = {**api.file, "id": "upload-1", "object": "upload", "expires_at": 2, "status": "pending"}
    received: list[bytes] = []

    def respond(request: httpx.Request) -> Any:
        path = request.url.path.removeprefix("/v1")
        if path == "/uploads":
            return 200, upload
        if path.endswith("/parts"):
            received.append(request.content.split(b"\r\n\r\n", 1)[1].split(b"\r\n--")[0])
            part = {"id": f"part-{len(received)}", "object": "upload.part", "created_at": 1, "upload_id": "upload-1"}
            return 200, part
        assert json.loads(request.content) == {"part_ids": ["part-1", "part-2", "part-3"]}
        return 200, {**upload, "status": "completed", "file": api.file}

    seen: list[str] = []

    class Watch:
        @hookimpl
        def after_call_finished(self, call: Call) -> None:
            seen.append(call.operation.name)

    api.responses = [respond]
    client = api.client(InParts(2), Watch(), block=["upload", "large-files"], checks={"expiry": False})
    file = create(client, expires_after="1d")
    assert file == FileObject.from_dict(api.file)
    assert received == [b"he", b"ll", b"o"]
    assert json.loads(api.requests[0].content)["filename"] == "a.txt"
    assert seen == ["create_upload", *["add_upload_part"] * 3, "complete_upload", "create_file"]
    assert [r.headers["authorization"] for r in api.requests] == [f"Bearer {api.key}"] * 5


def test_a_part_that_fails_fails_the_upload_with_the_errors_that_calls_have(api: Any) -> None:
    upload = {**api.file, "id": "upload-1", "object": "upload", "expires_at": 2, "status": "pending"}
    api.responses = [(200, upload), (429, {"error": {"message": "slowly"}})]
    with pytest.raises(RateLimitError, match="slowly"):
        create(api.client(InParts(2), max_retries=0))


@replaces("pagination")
def test_pagination(api: Any) -> None:
    class ByLink:
        @hookimpl
        def after_response_received(self, response: httpx.Response, call: Call) -> None:
            call.state[ByLink] = response.headers.get("x-next")

        @hookimpl
        def next_page(self, call: Call) -> Call | None:
            token = call.state.pop(ByLink, None)
            if token is None:
                return None
            following = call.again()
            following.query["token"] = token
            return following

    api.responses = [
        (200, api.page("a"), {"x-next": "t1"}),
        (200, api.page("a"), {"x-next": "t2"}),
        (200, api.page("b"), {}),
    ]
    client = api.client(ByLink(), block=["pagination"])
    assert [file.id for file in client.files.list(limit=1)] == ["a", "a", "b"]
    assert [str(r.url.query, "ascii") for r in api.requests] == ["limit=1", "limit=1&token=t1", "limit=1&token=t2"]


@replaces("polling")
def test_polling(api: Any) -> None:
    class ByDetails:
        @hookimpl
        def poll_verdict(self, model: Any) -> str:
            return "done" if model.status_details == "ready" else "pending"

        @hookimpl
        def poll_delay(self) -> float:
            return 0.001

    api.responses = [(200, api.file), (200, {**api.file, "status": "error", "status_details": "ready"})]
    client = api.client(ByDetails(), block=["polling"])
    assert client.files.wait_for_processing("file-1", raise_on_error=True).status_details == "ready"
    assert len(api.requests) == 2


@replaces("rates")
def test_rates(api: Any, monkeypatch: Any) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    class Slowly:
        """Waits for what the caller left in the state of the call, in seconds."""

        @hookimpl
        def before_call_encoded(self, call: Call) -> None:
            call.state["wait"] = 2.5

        @hookimpl
        def request_delay(self, call: Call) -> Any:
            return call.state.pop("wait", None)

    assert create(api.client(Slowly(), block=["rates"])).id == "file-1"
    assert slept == [2.5]


@replaces("retries")
def test_retries(api: Any) -> None:
    class OnceForTeapots:
        @hookimpl
        def retry_delay(self, attempt: int, outcome: Any) -> float | None:
            teapot = isinstance(outcome, httpx.Response) and outcome.status_code == 418
            return 0.001 if teapot and attempt == 0 else None

    client = api.client(OnceForTeapots(), block=["retries"])
    api.responses = [(418, {}), (200, api.file)]
    assert client.files.retrieve("file-1").id == "file-1"
    api.requests.clear()
    api.responses = [(429, {})]
    with pytest.raises(RateLimitError):
        client.files.retrieve("file-1")
    assert len(api.requests) == 1


@replaces("recovery")
def test_recovery(api: Any) -> None:
    class ByReceipt:
        """The server keeps the responses of creates under a number that the client chose."""

        @hookimpl
        def before_call_encoded(self, call: Call) -> None:
            call.headers["x-receipt"] = "77"

        @hookimpl
        def recover_response(self, call: Call) -> Any:
            return self._look(call)

        def _look(self, call: Call) -> Any:
            yield from sleep(0)
            response = yield from send(httpx.Request("GET", "https://files.test/receipts/77"))
            return FileObject.from_dict(response.json()) if response.status_code == 200 else NOT_GIVEN

    client = api.client(ByReceipt(), block=["recovery"])
    api.responses = [httpx.ReadError("reset"), (200, {**api.file, "id": "file-77"})]
    assert create(client).id == "file-77"
    api.requests.clear()
    api.responses = [httpx.ReadError("reset"), (404, {}), (200, api.file)]
    assert create(client).id == "file-1"
    assert [r.method for r in api.requests] == ["POST", "GET", "POST"]
    api.responses = [httpx.ReadError("reset")]
    with pytest.raises(UploadOutcomeUnknownError):
        create(api.client(block=["recovery"]))


@replaces("expiry")
def test_expiry(api: Any) -> None:
    class BySize:
        @hookimpl
        def default_expiry(self, source: Source | None) -> str | None:
            return "1h" if source is not None and source.known_size > 10 else None

    client = api.client(BySize(), block=["expiry"])
    create(client, b"x" * 11)
    create(client, b"x" * 10)
    assert [b"3600" in r.content for r in api.requests] == [True, False]


@replaces("checks")
def test_checks(api: Any) -> None:
    class NoTabs:
        @hookimpl
        def check_source(self, source: Source) -> None:
            if b"\t" in bytes(source.data or b""):
                raise SourceError("Tabs cannot be uploaded; use spaces.")

    client = api.client(NoTabs(), block=["checks"])
    with pytest.raises(SourceError, match="Tabs"):
        create(client, b"a\tb")
    client.files.create(file=("a.exe", b"a b"), purpose="batch")
    assert len(api.requests) == 1


@replaces("contents")
def test_contents(api: Any) -> None:
    class Rows:
        @hookimpl
        def check_content(self, source: Source, purpose: str) -> Flow[None] | None:
            return self.checked(source) if purpose == "batch" else None

        def checked(self, source: Source) -> Flow[None]:
            blocks: list[bytes] = []
            yield FeedSource(source, blocks.append)
            if not b"".join(blocks).startswith(b"row"):
                raise SourceError("It does not begin with a row.")

    client = api.client(Rows(), checks={"content": True}, block=["contents"])
    with pytest.raises(SourceError, match="begin with a row"):
        client.files.create(file=("a.jsonl", b"{}"), purpose="batch")
    client.files.create(file=("a.jsonl", b"row 1"), purpose="batch")
    assert len(api.requests) == 1


def test_a_stranger_can_break_off_a_transfer(api: Any) -> None:
    class Quota:
        @hookimpl
        def on_transfer_progress(self, event: TransferEvent) -> None:
            if event.bytes > 1 << 20:
                raise IntegrityError("More than a MiB; enough.")

    with pytest.raises(IntegrityError, match="enough"):
        create(api.client(Quota()), b"x" * (3 << 20))


@replaces("logging")
def test_logging(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []

    class Telling:
        @hookimpl
        def after_response_received(self, response: httpx.Response, call: Call) -> None:
            told.append(f"{call.operation.name} {response.status_code}")

    with caplog.at_level("DEBUG", logger="filewright"):
        api.client(Telling(), block=["logging"]).files.retrieve("file-1")
    assert told == ["retrieve_file 200"]
    assert not [record for record in caplog.records if record.name == "filewright"]


@attrs.frozen(kw_only=True)
class GatewayOptions(ClientOptions):
    """The options of a stranger's provider, of whose tenants each has a URL."""

    tenant: str = "shared"


class Gateway:
    @hookimpl
    def before_client_created(self, options: ClientOptions) -> ClientOptions | None:
        if not isinstance(options, GatewayOptions):
            return None
        return options.changed(base_url=f"https://{options.tenant}.gateway.test/v2")

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call) -> None:
        del request.headers["authorization"]
        request.headers["x-gateway-key"] = str(call.api_key)


class GatewayClient(OpenAI):
    options_class = GatewayOptions
    bundled_plugins = (Gateway,)


def test_a_provider_with_options_of_its_own(api: Any) -> None:
    http = httpx.Client(transport=httpx.MockTransport(api.handle))
    client = GatewayClient(api_key="key-1", tenant="acme", http_client=http)  # type: ignore[call-arg]
    client.with_options(max_retries=1).files.retrieve("file-1")
    client.with_options(tenant="other").files.retrieve("file-1")  # type: ignore[call-arg]
    assert [r.url.host for r in api.requests] == ["acme.gateway.test", "other.gateway.test"]
    assert [(r.headers["x-gateway-key"], "authorization" in r.headers) for r in api.requests] == [("key-1", False)] * 2
    with pytest.raises(ConfigurationError, match=r"Unknown option 'tenent'\. Known options: api_key, .*, tenant,"):
        GatewayClient(tenent="acme")  # type: ignore[call-arg]
    http.close()
