"""Every hook of the contract: it runs when it says, gets what it says, and what it raises is told as its plugin's."""

from __future__ import annotations

import asyncio
import inspect
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import APIConnectionError, APIError, ConfigurationError, OpenAIError, PluginError, SourceError, hookimpl
from filewright.calls import Call, TransferEvent
from filewright.clients.base import BaseClient
from filewright.effects import Body, CloseResponse, FeedSource, OwnEffect, Sleep, invoke, perform, send, sleep
from filewright.hookspecs import HOOKS
from filewright.limits import Limit
from filewright.options import ClientOptions
from filewright.providers import Provider, ProviderPlugin
from filewright.sentinels import NOT_GIVEN
from filewright.sources import Source
from filewright_api.models import FileObject
from filewright_api.types import RequestParts

BEHAVIOURS: dict[str, Callable[..., None]] = {}


def of(hook: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks the test of what a hook is for."""

    def register(test: Callable[..., None]) -> Callable[..., None]:
        BEHAVIOURS[hook] = test
        return test

    return register


def plugin(**hooks: Callable[..., Any]) -> Any:
    """A plugin of these functions, each taking what the hook of its name gives."""
    made = type("Stranger", (), {name: staticmethod(hookimpl(function)) for name, function in hooks.items()})
    return made()


# How to make each hook run


def make_client(api: Any, *plugins: Any) -> None:
    api.client(*plugins)


def make_own_connections(api: Any, *plugins: Any) -> None:
    api.client(*plugins, http_client=None).close()


def upload(api: Any, *plugins: Any) -> Any:
    return api.client(*plugins).files.create(file=("a.txt", b"hello"), purpose="user_data")


def retry(api: Any, *plugins: Any) -> Any:
    api.responses = [(503, {}), (200, api.file)]
    return api.client(*plugins).files.retrieve("file-1")


def lose_connection(api: Any, *plugins: Any) -> Any:
    api.responses = [httpx.ConnectError("refused"), (200, api.file)]
    return api.client(*plugins).files.retrieve("file-1")


def lose_response(api: Any, *plugins: Any) -> Any:
    api.responses = [httpx.ReadError("reset"), (200, api.page()), (200, api.file)]
    return upload(api, *plugins)


def walk(api: Any, *plugins: Any) -> list[str]:
    api.responses = [(200, api.page("file-1", more=True)), (200, api.page("file-2", more=False))]
    return [file.id for file in api.client(*plugins).files.list()]


def wait(api: Any, *plugins: Any) -> Any:
    api.responses = [(200, {**api.file, "status": "uploaded"}), (200, api.file)]
    return api.client(*plugins).files.wait_for_processing("file-1", poll_interval=0.001)


def save(api: Any, *plugins: Any) -> Any:
    api.responses = [(200, b"hello")]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.txt"
        api.client(*plugins).files.content("file-1").write_to_file(place)
        return place.read_bytes() if place.exists() else None


def run_batch(api: Any, *plugins: Any, stored: bool = True) -> Any:
    batch = {"id": "batch_1", "object": "batch", "endpoint": "/v1/embeddings", "input_file_id": "file-1"}
    batch |= {"completion_window": "24h", "status": "failed", "created_at": 1}
    api.responses = [*([(200, api.file)] if stored else []), (200, batch)]
    request = {"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {"model": "m", "input": "x"}}
    with tempfile.TemporaryDirectory() as folder:
        return api.client(*plugins).batches.run([request], output=Path(folder) / "out.jsonl", poll_interval=0.001)


SCENARIOS: dict[str, Callable[..., Any]] = {
    "before_client_created": make_client,
    "client_created": make_client,
    "providers": lambda api, *plugins: api.client(*plugins, provider="mistral"),
    "transport_for": make_own_connections,
    "before_call_encoded": upload,
    "default_expiry": upload,
    "purpose_limit": upload,
    "check_source": upload,
    "check_content": upload,
    "before_request_encoded": upload,
    "before_response_parsed": upload,
    "upload_file": upload,
    "begin_batch": run_batch,
    "save_content": save,
    "encode_body": upload,
    "request_delay": upload,
    "before_request_sent": upload,
    "after_response_received": upload,
    "on_request_error": lose_connection,
    "retry_delay": retry,
    "recover_response": lose_response,
    "next_page": walk,
    "poll_verdict": wait,
    "poll_delay": wait,
    "after_call_finished": upload,
    "on_transfer_progress": upload,
}

TYPES: dict[str, type | tuple[type, ...]] = {
    "asynchronous": bool,
    "body": dict,
    "limit": Limit,
    "parts": RequestParts,
    "attempt": int,
    "base_url": str,
    "call": Call,
    "client": BaseClient,
    "error": APIConnectionError,
    "event": TransferEvent,
    "interval": float,
    "model": FileObject,
    "options": ClientOptions,
    "outcome": (FileObject, httpx.Response, APIError),
    "page": object,
    "path": Path,
    "place": Path,
    "purpose": str,
    "request": httpx.Request,
    "response": httpx.Response,
    "source": Source,
}


def test_every_hook_has_a_test_and_a_scenario() -> None:
    assert set(BEHAVIOURS) == set(HOOKS)
    assert set(SCENARIOS) == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_runs_and_is_given_all_that_its_specification_names(hook: str, api: Any) -> None:
    given: list[dict[str, Any]] = []
    names = list(inspect.signature(HOOKS[hook]).parameters)
    source = f"def {hook}({', '.join(names)}): given.append(dict({', '.join(f'{n}={n}' for n in names)}))"
    space: dict[str, Any] = {"given": given}
    exec(source, space)  # an implementation with the very arguments of the specification

    SCENARIOS[hook](api, plugin(**{hook: space[hook]}))

    assert given
    assert all(isinstance(arguments[name], TYPES[name]) for arguments in given for name in names), given


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.row(127)
def test_what_a_hook_raises_is_told_with_plugin_hook_and_version(hook: str, api: Any, distribution: Any) -> None:
    distribution(f"from filewright import hookimpl\n@hookimpl\ndef {hook}():\n    raise KeyError('boom')\n")
    with pytest.raises(PluginError) as caught:
        SCENARIOS[hook](api)
    assert caught.value.plugin == "stranger"
    assert caught.value.version == "stranger 1.2.3"
    assert str(caught.value) == f"The plugin 'stranger' (stranger 1.2.3) raised in {hook}: KeyError: 'boom'"
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize("hook", HOOKS)
def test_an_error_of_ours_passes_through_a_hook_as_it_is(hook: str, api: Any) -> None:
    ours = APIError("not today")

    def refuse() -> None:
        raise ours

    with pytest.raises(OpenAIError) as caught:
        SCENARIOS[hook](api, plugin(**{hook: refuse}))
    assert caught.value is ours


@pytest.mark.parametrize(
    ("hook", "result"),
    [
        ("before_client_created", {"base_url": "https://elsewhere.test"}),
        ("transport_for", "https"),
        ("default_expiry", 5j),
        ("upload_file", FileObject),
        ("begin_batch", "batch_1"),
        ("recover_response", "file-1"),
        ("purpose_limit", 512),
        ("encode_body", b"body"),
        ("retry_delay", "soon"),
        ("retry_delay", -1),
        ("retry_delay", float("nan")),
        ("retry_delay", True),
        ("request_delay", -1),
        ("request_delay", "soon"),
        ("next_page", "file-2"),
        ("poll_verdict", "finished"),
        ("poll_delay", float("inf")),
        ("poll_delay", "5"),
    ],
)
def test_a_wrong_result_of_a_hook_names_the_plugin(hook: str, result: Any, api: Any) -> None:
    with pytest.raises(PluginError, match=rf"'Stranger'.* returned .* from {hook}\. It must return ") as caught:
        SCENARIOS[hook](api, plugin(**{hook: lambda: result}))
    assert repr(result) in str(caught.value)
    assert caught.value.plugin == "Stranger"


@pytest.mark.row(127)
def test_a_recovery_that_returns_nothing_is_told_as_the_plugins(api: Any, asynchronous: Any) -> None:
    def recover_response(call: Call) -> Any:
        yield from sleep(0)

    api.responses = [httpx.ReadError("reset")]
    with pytest.raises(PluginError, match=r"'Stranger'.* returned None from recover_response\. It must return a flow"):
        upload(api, plugin(recover_response=recover_response))
    with pytest.raises(PluginError, match="returned None from recover_response"):
        asynchronous(plugin(recover_response=recover_response))


@pytest.fixture
def asynchronous(api: Any) -> Callable[[Any], Any]:
    """Upload a file with an async client that has a plugin."""

    def run(stranger: Any) -> Any:
        async def create() -> Any:
            http = httpx.AsyncClient(transport=httpx.MockTransport(api.handle))
            async with http, api.async_client(stranger, http_client=http) as client:
                return await client.files.create(file=("a.txt", b"hello"), purpose="user_data")

        return anyio.run(create)

    return run


class Tick(OwnEffect):
    """An effect of a plugin's own."""

    def perform(self) -> str:
        return "ticked"

    async def aperform(self) -> str:
        await anyio.sleep(0)
        return "ticked later"


def test_a_plugin_can_bring_its_own_effect(api: Any, asynchronous: Any) -> None:
    def upload_file(source: Source) -> Any:
        return (yield from perform(Tick()))

    assert upload(api, plugin(upload_file=upload_file)) == "ticked"
    assert asynchronous(plugin(upload_file=upload_file)) == "ticked later"


class HalfDone(OwnEffect):
    """One that nobody can perform."""


class Sendd:
    """What is meant for a Send."""


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("wake", r"yielded 'wake', which is not an effect; yield one of .*Sleep.*subclass of OwnEffect"),
        ("slepe", r"yielded 'slepe', which is not an effect; yield filewright\.effects\.Sleep\(\.\.\.\)$"),
        (Sleep, r"Sleep'>, which is not an effect; yield filewright\.effects\.Sleep\(\.\.\.\)$"),
        (Sendd(), r"which is not an effect; yield filewright\.effects\.Send\(\.\.\.\)$"),
        (sleep(1), r"which is not an effect; write `yield from sleep\(\.\.\.\)`$"),
        (HalfDone(), r"HalfDone has no a?perform\(\)"),
    ],
)
def test_what_is_no_effect_is_told_as_the_plugins(asked: Any, told: str, api: Any, asynchronous: Any) -> None:
    def upload_file(source: Source) -> Any:
        yield asked

    with pytest.raises(PluginError, match=told) as caught:
        upload(api, plugin(upload_file=upload_file))
    assert caught.value.plugin == "Stranger"
    with pytest.raises(PluginError, match=told):
        asynchronous(plugin(upload_file=upload_file))


def test_of_several_plugins_the_one_that_gave_the_wrong_response_is_named(api: Any) -> None:
    class Silent:
        @hookimpl
        def retry_delay(self) -> None:
            return None

    class Wrong:
        @hookimpl
        def retry_delay(self) -> str:
            return "soon"

    with pytest.raises(PluginError, match=r"^The plugin 'Wrong' \(client\) returned 'soon' from retry_delay") as caught:
        retry(api, Wrong(), Silent())
    assert caught.value.plugin == "Wrong"


class Helped:
    """Its hook is a plain function that returns the flow of another method."""

    @hookimpl
    def upload_file(self, source: Source, call: Call) -> Any:
        return self._later()

    def _later(self) -> Any:
        yield from sleep(0)
        raise KeyError("later")


def test_what_a_flow_raises_later_is_told_as_its_plugins_too(api: Any) -> None:
    with pytest.raises(PluginError, match=r"'Helped' \(client\) raised in upload_file: KeyError: 'later'"):
        upload(api, Helped())


class Twin:
    def __init__(self, fails: bool) -> None:
        self.fails = fails

    @hookimpl
    def before_call_encoded(self) -> None:
        if self.fails:
            raise KeyError("twin")


@pytest.mark.parametrize(("fails", "named"), [((True, False), "Twin"), ((False, True), "Twin-1")])
def test_of_two_plugins_of_one_class_the_one_that_raised_is_named(fails: Any, named: str, api: Any) -> None:
    with pytest.raises(PluginError) as caught:
        upload(api, *map(Twin, fails))
    assert caught.value.plugin == named


# What each hook is for


@of("before_client_created")
def test_before_client_created_fills_in_options_one_plugin_after_the_other(api: Any) -> None:
    seen: list[Any] = []

    def before_client_created(options: ClientOptions) -> ClientOptions | None:
        seen.append(options.max_retries)
        headers = {"x-team": "data", **(options.default_headers or {})}
        return options.changed(max_retries=options.max_retries + 1, default_headers=headers) if len(seen) < 3 else None

    first, second = (plugin(before_client_created=before_client_created) for _ in range(2))
    client = api.client(first, second, max_retries=4, default_headers={"x-own": "1"})
    assert seen == [4, 5]
    assert client.max_retries == 6
    client.files.retrieve("file-1")
    assert (api.requests[0].headers["x-team"], api.requests[0].headers["x-own"]) == ("data", "1")
    assert client.with_options(timeout=3).max_retries == 4, "a copy is asked about anew, from what the caller gave"
    client.max_retries = 9
    assert (client.max_retries, seen) == (9, [4, 5, 4, 4, 9, 9])


def test_before_client_created_is_asked_before_the_environment(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "https://environment.test/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    monkeypatch.setenv("PROVIDER_API_KEY", "key-of-the-provider")

    def before_client_created(options: ClientOptions) -> ClientOptions:
        return options.changed(
            base_url=options.base_url or "https://provider.test/v1",
            api_key=options.api_key or os.environ["PROVIDER_API_KEY"],
        )

    client = api.client(plugin(before_client_created=before_client_created), base_url=None, api_key=None)
    client.files.retrieve("file-1")
    assert str(api.requests[0].url) == "https://provider.test/v1/files/file-1"
    assert api.requests[0].headers["authorization"] == "Bearer key-of-the-provider"


@pytest.mark.parametrize(
    "change", [{"plugins": []}, {"block": ["checks"]}, {"expiry": {}}, {"checks": False}, {"http_client": None}]
)
def test_before_client_created_cannot_change_what_was_used_already(change: dict[str, Any], api: Any) -> None:
    filler = plugin(before_client_created=lambda options: options.changed(**change))
    with pytest.raises(PluginError, match=r"It must return options\.changed\(\.\.\.\) without plugins, block, expiry"):
        api.client(filler)


@of("providers")
def test_providers_are_those_that_a_client_can_name(api: Any) -> None:
    acme = Provider(name="acme", title="Acme", checked="2026-11-26", sources=(), base_url="https://acme.test/v1")
    with pytest.raises(
        ConfigurationError,
        match=r"Unknown provider 'acne'; did you mean 'acme'\? Known providers: acme, anthropic, .*zhipu",
    ):
        api.client(plugin(providers=lambda: acme), provider="acne")
    client = api.client(ProviderPlugin(acme), provider="acme", base_url=None)
    assert (client.provider, str(client.base_url)) == ("acme", "https://acme.test/v1")
    assert client.files.retrieve("file-1").id == "file-1"
    assert api.requests[0].url == "https://acme.test/v1/files/file-1"


@of("client_created")
def test_client_created_runs_once_a_client_and_once_a_copy_with_other_plugins(api: Any) -> None:
    seen: list[Any] = []
    watcher = plugin(client_created=lambda client: seen.append((client, [info.name for info in client.plugins][-1])))
    client = api.client(watcher)
    assert seen == [(client, "Stranger")]
    client.with_options(timeout=3)
    assert len(seen) == 1
    copied = client.with_options(block=["checks"])
    assert [made for made, _ in seen] == [client, copied]


@of("transport_for")
def test_transport_for_gives_what_carries_requests(api: Any) -> None:
    asked: list[tuple[str, bool]] = []

    def transport_for(base_url: str, asynchronous: bool) -> Any:
        asked.append((base_url, asynchronous))
        return httpx.MockTransport(api.handle)

    with api.client(plugin(transport_for=transport_for), http_client=None) as client:
        assert client.files.retrieve("file-1").id == "file-1"
    assert asked == [("https://files.test/v1", False)]
    assert len(api.requests) == 1


@of("before_call_encoded")
def test_before_call_encoded_may_change_a_call_and_runs_once_for_each_page_and_poll(api: Any) -> None:
    seen: list[str] = []

    def before_call_encoded(call: Call) -> None:
        seen.append(call.operation.name)
        call.headers["x-team"] = "data"
        call.query["team"] = "a b"

    changer = plugin(before_call_encoded=before_call_encoded)
    assert walk(api, changer) == ["file-1", "file-2"]
    assert seen == ["list_files", "list_files"]
    assert [(r.headers["x-team"], r.url.params["team"]) for r in api.requests] == [("data", "a b")] * 2
    seen.clear()
    wait(api, changer)
    assert seen == ["retrieve_file", "retrieve_file"]
    seen.clear()
    retry(api, changer)
    assert seen == ["retrieve_file"], "once a call, not once an attempt"


@of("default_expiry")
def test_default_expiry_is_asked_only_where_the_caller_did_not_say(api: Any) -> None:
    asked: list[Any] = []

    def default_expiry(purpose: str, source: Any) -> str:
        asked.append((purpose, source and source.name))
        return "2h"

    client = api.client(plugin(default_expiry=default_expiry), checks=False)
    client.files.create(file=("a.txt", b"hello"), purpose="user_data")
    assert asked == [("user_data", "a.txt")]
    assert b'name="expires_after[seconds]"\r\n\r\n7200\r\n' in api.requests[0].content
    client.files.create(file=("a.txt", b"hello"), purpose="user_data", expires_after=3600)
    client.files.create(file=("a.txt", b"hello"), purpose="user_data", expires_after=None)
    assert len(asked) == 1
    assert b"3600" in api.requests[1].content
    assert b"expires_after" not in api.requests[2].content


@of("check_source")
def test_check_source_refuses_before_anything_is_sent(api: Any) -> None:
    def check_source(source: Source, purpose: str) -> None:
        if source.known_size > 4:
            raise SourceError(f"{source.label} is too much for {purpose}")

    with pytest.raises(SourceError, match=r"'a\.txt' is too much for user_data"):
        upload(api, plugin(check_source=check_source))
    assert api.requests == []


@of("check_content")
def test_check_content_reads_the_file_before_anything_is_sent(api: Any) -> None:
    def check_content(source: Source, purpose: str) -> Any:
        seen: list[bytes] = []
        yield FeedSource(source, seen.append)
        if b"secret" in b"".join(seen):
            raise SourceError(f"{source.label} has a secret in it")

    client = api.client(plugin(check_content=check_content))
    with pytest.raises(SourceError, match=r"'a\.txt' has a secret in it"):
        client.files.create(file=("a.txt", b"a secret"), purpose="user_data")
    assert api.requests == []
    assert client.files.create(file=("a.txt", b"hello"), purpose="user_data").id == "file-1"


@of("purpose_limit")
def test_purpose_limit_replaces_the_built_in_limits(api: Any) -> None:
    asked: list[str] = []

    def purpose_limit(purpose: str, call: Call) -> Limit | None:
        asked.append(purpose)
        return Limit(4, (".csv",), "the service's own page") if purpose == "table" else None

    client = api.client(plugin(purpose_limit=purpose_limit))
    with pytest.raises(SourceError, match=r"'a\.csv' .* 5 bytes, and at most 4 are allowed \(the service's own page\)"):
        client.files.create(file=("a.csv", b"hello"), purpose="table")
    with pytest.raises(SourceError, match=r"must end in \.csv"):
        client.files.create(file=("a.txt", b"hell"), purpose="table")
    with pytest.raises(SourceError, match=r"must end in \.jsonl .*platform\.openai\.com"):
        client.files.create(file=("a.txt", b"hello"), purpose="batch")
    assert api.requests == []
    assert asked == ["table", "table", "batch"]
    open_client = api.client(plugin(purpose_limit=lambda: Limit(None)))
    assert open_client.files.create(file=("a.txt", b"hello"), purpose="batch").id == "file-1"


@of("before_request_encoded")
def test_before_request_encoded_spells_a_request_in_another_way(api: Any) -> None:
    def before_request_encoded(parts: RequestParts, call: Call) -> None:
        if parts.form is not None:
            parts.path, parts.query = "/datasets", {"kind": "a b"}
            parts.form = [("data" if name == "file" else "use", value) for name, value in reversed(parts.form)]

    renaming = plugin(before_request_encoded=before_request_encoded)
    upload(api, renaming)
    (request,) = api.requests
    assert request.url == "https://files.test/v1/datasets?kind=a%20b"
    assert b'name="use"\r\n\r\nuser_data' in request.content
    assert b'name="data"; filename="a.txt"' in request.content

    def give_body(parts: RequestParts, call: Call) -> None:
        parts.method, parts.json = "POST", {"id": call.arguments["file_id"]}

    api.client(plugin(before_request_encoded=give_body)).files.retrieve("file-1")
    assert (api.requests[1].method, api.requests[1].content) == ("POST", b'{"id":"file-1"}')


@of("before_response_parsed")
def test_before_response_parsed_adapts_what_is_parsed(api: Any) -> None:
    api.responses = [(200, {"data": {"id": "file-1", "size": "5", "name": "a.txt"}}, {"x-request-id": "req-1"})]
    seen: list[Any] = []

    def before_response_parsed(body: Any, call: Call) -> Any:
        seen.append(call.operation.name)
        inner = body["data"]
        return {**api.file, **inner, "bytes": int(inner["size"]), "filename": inner["name"]}

    file = api.client(plugin(before_response_parsed=before_response_parsed)).files.retrieve("file-1")
    assert (file.bytes, file.filename, file.size) == (5, "a.txt", "5")
    assert file._request_id == "req-1"
    assert seen == ["retrieve_file"]
    raw = api.client(plugin(before_response_parsed=before_response_parsed)).files.with_raw_response.retrieve("file-1")
    assert (raw.parse().bytes, raw.http_response.json()["data"]["size"]) == (5, "5")


def test_a_response_that_no_plugin_adapts_is_parsed_as_it_came(api: Any) -> None:
    assert api.client(plugin(before_response_parsed=lambda: None)).files.retrieve("file-1").id == "file-1"


@of("upload_file")
def test_upload_file_gives_the_flow_that_uploads(api: Any) -> None:
    def upload_file(source: Source, call: Call) -> Any:
        response = yield from send(
            httpx.Request("PUT", f"https://blobs.test/{source.name}", content=bytes(source.data))
        )
        file = yield from call.exchange()
        return (file.id, response.status_code)

    assert upload(api, plugin(upload_file=upload_file)) == ("file-1", 200)
    assert [(r.method, r.url.host) for r in api.requests] == [("PUT", "blobs.test"), ("POST", "files.test")]


@of("begin_batch")
def test_begin_batch_begins_a_batch_without_a_file(api: Any) -> None:
    asked: list[Any] = []

    def begin_batch(path: Path, call: Call) -> Any:
        yield from sleep(0)
        asked.append((sorted(call.arguments), call.model, path.read_bytes().count(b"custom_id")))
        call.arguments["input_file_id"] = "none"
        return (yield from call.perform(call))

    run_batch(api, plugin(begin_batch=begin_batch), stored=False)
    assert asked == [(["completion_window", "endpoint", "metadata"], "m", 1)]
    assert [request.method for request in api.requests] == ["POST", "GET"], "nothing is uploaded"


@of("save_content")
def test_save_content_saves_or_leaves_it_to_others(api: Any, tmp_path: Path) -> None:
    asked: list[Any] = []

    def save_content(response: httpx.Response, call: Call, place: Any) -> Any:
        asked.append((call.operation.name, response.headers["content-length"], Path(place).name))
        yield CloseResponse(response)
        return 7

    assert save(api, plugin(save_content=save_content)) is None
    assert asked == [("download_file", "5", "a.txt")]

    def leaves_it(response: httpx.Response) -> Any:
        yield from sleep(0)
        return NOT_GIVEN

    assert save(api, plugin(save_content=leaves_it)) == b"hello"
    assert save(api, plugin(save_content=lambda call: None)) == b"hello"


@of("encode_body")
def test_encode_body_gives_the_body(api: Any) -> None:
    def encode_body(call: Call) -> Body:
        return Body("text/plain", [b"<", call.source, b">"])  # type: ignore[list-item]

    upload(api, plugin(encode_body=encode_body))
    assert api.requests[0].content == b"<hello>"
    assert api.requests[0].headers["content-type"] == "text/plain"
    assert api.requests[0].headers["content-length"] == "7"


@of("request_delay")
def test_request_delay_is_asked_before_each_attempt_until_nobody_has_one(api: Any, monkeypatch: Any) -> None:
    asked: list[int] = []
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    def once(seconds: float, asked: list[int]) -> Any:
        def request_delay(attempt: int) -> float | None:
            asked.append(attempt)
            return seconds if asked.count(attempt) == 1 else None

        return plugin(request_delay=request_delay)

    retry(api, once(5.0, asked), once(3.0, []))
    assert asked == [0, 0, 1, 1]
    assert [seconds for seconds in slept if seconds >= 3] == [5.0, 5.0]


def test_request_delay_and_after_response_received_may_ask_by_a_flow(api: Any, drive: Any) -> None:
    told: list[int] = []

    def after_response_received(response: httpx.Response) -> Any:
        yield from invoke(partial(told.append, response.status_code))

    def request_delay(attempt: int) -> Any:
        return (yield from invoke(lambda: told.append(attempt)))

    api.responses = [(503, {}), (200, api.file)]
    asking = plugin(after_response_received=after_response_received, request_delay=request_delay)
    assert api.client(asking).files.retrieve("file-1").id == "file-1"
    assert told == [0, 503, 1, 200]
    for wrong in ("soon", -1):

        def wrongly(wrong: Any = wrong) -> Any:
            return (yield from invoke(lambda: wrong))

        with pytest.raises(PluginError, match=r"'Stranger' .* It must return seconds from 0, a flow"):
            retry(api, plugin(request_delay=wrongly))


@of("before_request_sent")
def test_before_request_sent_runs_for_each_attempt_and_may_sign(api: Any) -> None:
    def before_request_sent(request: httpx.Request, attempt: int) -> None:
        request.headers["x-signature"] = f"{request.method} {attempt}"
        request.url = request.url.copy_with(path="/elsewhere")

    retry(api, plugin(before_request_sent=before_request_sent))
    assert [r.headers["x-signature"] for r in api.requests] == ["GET 0", "GET 1"]
    assert {r.url.path for r in api.requests} == {"/elsewhere"}


@of("after_response_received")
def test_after_response_received_sees_each_response(api: Any) -> None:
    seen: list[Any] = []
    retry(api, plugin(after_response_received=lambda response, attempt: seen.append((attempt, response.status_code))))
    assert seen == [(0, 503), (1, 200)]


@of("on_request_error")
def test_on_request_error_sees_each_attempt_without_a_response(api: Any) -> None:
    seen: list[Any] = []
    lose_connection(api, plugin(on_request_error=lambda error, attempt: seen.append((attempt, error))))
    ((attempt, error),) = seen
    assert attempt == 0
    assert isinstance(error.__cause__, httpx.ConnectError)
    assert error.request.headers["authorization"] == "[masked]"


@of("retry_delay")
def test_retry_delay_decides_before_the_built_in_and_none_leaves_it_to_that(api: Any, drive: Any) -> None:
    api.responses = [(400, {}), (200, api.file)]
    asked: list[Any] = []

    def stubborn(attempt: int, outcome: Any) -> float:
        asked.append((attempt, outcome.status_code))
        return 0.001

    assert api.client(plugin(retry_delay=stubborn)).files.retrieve("file-1").id == "file-1"
    assert asked == [(0, 400)]

    api.responses = [(503, {}), (200, api.file)]
    with pytest.raises(OpenAIError, match="503"):
        api.client(plugin(retry_delay=lambda: False)).files.retrieve("file-1")

    assert retry(api, plugin(retry_delay=lambda: None)).id == "file-1"


def test_a_retry_delay_of_0_is_a_retry_at_once(api: Any) -> None:
    api.responses = [(400, {}), (200, api.file)]
    assert api.client(plugin(retry_delay=lambda: 0)).files.retrieve("file-1").id == "file-1"


def test_retry_delay_is_not_asked_after_the_last_attempt(api: Any) -> None:
    api.responses = [(503, {})]
    asked: list[int] = []
    with pytest.raises(OpenAIError, match="503"):
        api.client(plugin(retry_delay=lambda attempt: asked.append(attempt) or 0.001), max_retries=2).files.list()
    assert asked == [0, 1]
    assert len(api.requests) == 3


@of("recover_response")
def test_recover_response_gives_what_a_lost_response_created_or_lets_it_be_sent_again(api: Any) -> None:
    def found(call: Call) -> Any:
        yield from sleep(0)
        return "the file"

    def not_carried_out(call: Call) -> Any:
        yield from sleep(0)
        return NOT_GIVEN

    api.responses = [httpx.ReadError("reset")]
    assert upload(api, plugin(recover_response=found)) == "the file"
    assert len(api.requests) == 1

    api.responses = [httpx.ReadError("reset"), (200, api.file)]
    assert upload(api, plugin(recover_response=not_carried_out)).id == "file-1"
    assert [r.method for r in api.requests] == ["POST", "POST", "POST"], "nobody listed, and the second create was made"


@of("next_page")
def test_next_page_gives_the_call_for_the_next_page(api: Any) -> None:
    api.responses = [(200, api.page("file-1")), (200, api.page("file-2"))]

    def next_page(call: Call, page: Any) -> Call | None:
        number = call.query.get("page", 1)
        if number == 2:
            return None
        following = call.again()
        following.query["page"] = number + 1
        return following

    client = api.client(plugin(next_page=next_page), block=["pagination"])
    assert [file.id for file in client.files.list()] == ["file-1", "file-2"]
    assert [r.url.query for r in api.requests] == [b"", b"page=2"]


@of("poll_verdict")
def test_poll_verdict_says_when_an_object_is_done(api: Any) -> None:
    api.responses = [(200, {**api.file, "status": "uploaded"}), (200, {**api.file, "status": "ready"})]
    verdict = plugin(poll_verdict=lambda model: "done" if model.status == "ready" else None)
    file = api.client(verdict).files.wait_for_processing("file-1", poll_interval=0.001)
    assert file.status == "ready"


@of("poll_delay")
def test_poll_delay_says_how_long_to_wait(api: Any) -> None:
    api.responses = [(200, {**api.file, "status": "uploaded"})] * 2 + [(200, api.file)]
    asked: list[Any] = []

    def poll_delay(attempt: int, interval: float) -> float:
        asked.append((attempt, interval))
        return 0.001

    api.client(plugin(poll_delay=poll_delay)).files.wait_for_processing("file-1", poll_interval=600)
    assert asked == [(0, 600.0), (1, 600.0)]


@of("after_call_finished")
def test_after_call_finished_is_told_what_a_call_returns_or_raises(api: Any) -> None:
    told: list[Any] = []
    client = api.client(plugin(after_call_finished=lambda call, outcome: told.append((call.operation.name, outcome))))
    file = client.files.retrieve("file-1")
    assert told == [("retrieve_file", file)]
    api.responses = [(404, {"error": {"message": "gone"}})]
    with pytest.raises(OpenAIError) as caught:
        client.files.delete("file-1")
    assert told[1:] == [("delete_file", caught.value)]
    with pytest.raises(SourceError) as refused:
        client.files.create(file="/there/is/no/such/file", purpose="user_data")
    assert told[2:] == [("create_file", refused.value)]


def test_after_call_finished_runs_once_also_where_the_call_is_cancelled(api: Any) -> None:
    told: list[Any] = []
    observer = plugin(after_call_finished=lambda outcome: told.append(outcome))  # noqa: PLW0108  # the name is what it asks by

    scopes: list[anyio.CancelScope] = []

    async def hang(request: httpx.Request) -> httpx.Response:
        scopes[0].cancel()
        await anyio.sleep_forever()
        raise AssertionError

    async def cancelled() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(hang)) as http:
            client = api.async_client(observer, http_client=http)
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await client.files.retrieve("file-1")

    anyio.run(cancelled)
    (outcome,) = told
    assert isinstance(outcome, asyncio.CancelledError)


@of("on_transfer_progress")
def test_on_transfer_progress_counts_both_ways_and_goes_back_where_a_transfer_starts_again(
    api: Any, tmp_path: Any
) -> None:
    events: list[Any] = []

    def on_transfer_progress(event: TransferEvent) -> None:
        events.append((event.direction, event.bytes, event.total))

    client = api.client(plugin(on_transfer_progress=on_transfer_progress))
    content = b"x" * (3 << 20)
    api.responses = [(503, {}), (200, api.page()), (200, api.file)]
    client.files.create(file=("a.bin", content), purpose="user_data")
    moved = [event[1] for event in events]
    assert {event[0] for event in events} == {"sent"}
    (total,) = {event[2] for event in events}
    assert total > len(content)
    assert moved.count(total) == 2, "both attempts were told of to their end"
    assert moved[moved.index(total) + 1] < total

    events.clear()
    api.responses = [(200, content)]
    client.files.content("file-1").stream_to_file(tmp_path / "copy")
    assert events[-1] == ("received", len(content), len(content))
