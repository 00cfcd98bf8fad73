"""Which provider a client speaks to, and what it knows by that: URL, key, headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import httpx
import pytest
from filewright import (
    APIResponseValidationError,
    AsyncOpenAI,
    AzureOpenAI,
    BadRequestError,
    ConfigurationError,
    MissingCredentialsError,
    OpenAI,
    PermissionDeniedError,
    UnsupportedError,
    providers,
)
from filewright.embedded import Store
from filewright.embedded.http.transport import FolderTransport
from filewright.embedded.playing import PlayedService
from filewright.providers import Field, Paging, Provider, ProviderPlugin, built_in_providers
from filewright.providers.checking import slips
from filewright.providers.kit import run_scenarios
from filewright_api.operations import CREATE_FILE, RETRIEVE_FILE

FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a.jsonl", "purpose": "batch"}


@pytest.fixture(params=[OpenAI, AsyncOpenAI], ids=["blocking", "async"])
def make(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_provider_is_named_in_one_word(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "theirs")
    monkeypatch.setenv("OPENAI_API_KEY", "ours")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.test/v1")
    client = make(provider="mistral")
    assert (client.provider, str(client.base_url), client.api_key) == (
        "mistral",
        "https://api.mistral.ai/v1",
        "theirs",
    )
    assert "mistral" in [plugin.name for plugin in client.plugins]


def test_the_key_for_openai_goes_to_openai_alone(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "ours")
    with pytest.raises(MissingCredentialsError, match=r"for Mistral AI: pass api_key, or set MISTRAL_API_KEY\."):
        make(provider="mistral")
    assert make(provider="ogx").api_key is None


def test_a_provider_is_named_by_the_environment(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILEWRIGHT_PROVIDER", "groq")
    assert make(api_key="k").provider == "groq"
    assert str(make(api_key="k").base_url) == "https://api.groq.com/openai/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert str(make(api_key="k").base_url) == "http://127.0.0.1:1/v1"
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert make(api_key="k", provider="mistral").provider == "mistral"
    monkeypatch.setenv("FILEWRIGHT_PROVIDER", "grok")
    with pytest.raises(
        ConfigurationError, match=r"Unknown provider 'grok'; did you mean 'groq'\? Known providers: anthropic, "
    ):
        make(api_key="k")
    assert make(base_url="file:///tmp/a-folder").provider is None, "a folder is nobody's"
    AzureOpenAI(azure_endpoint="https://a.openai.azure.com", api_version="1", api_key="k").close()


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://api.groq.com/openai/v1", "groq"),
        ("https://mine.openai.azure.com/openai/v1", "azure"),
        ("https://abc.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1", "qwen"),
        ("https://api.openai.com/v1", None),
        ("https://api.groq.com.evil.test/v1", None),
        ("https://notapi.groq.com.test/v1", None),
    ],
)
def test_hosts_are_recognised(make: Any, url: str, provider: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-key-that-was-set-for-this-url")
    client = make(base_url=url)
    assert (client.provider, str(client.base_url)) == (provider, url)
    assert client.api_key == "the-key-that-was-set-for-this-url"


def test_a_url_that_is_set_later_brings_its_provider_with_it(make: Any) -> None:
    client = make(base_url="https://api.openai.com/v1", api_key="k")
    client.base_url = "https://api.mistral.ai/v1"
    assert (client.provider, client.hooks.has("upload_file")) == ("mistral", True)
    assert "mistral" in [plugin.name for plugin in client.plugins]
    client.base_url = "https://api.openai.com/v1"
    assert client.provider is None
    assert "mistral" not in [plugin.name for plugin in client.plugins]
    named = make(provider="groq", api_key="k")
    named.base_url = "https://api.mistral.ai/v1"
    assert named.provider == "groq", "what was said goes before what is recognised"


def test_a_copy_can_be_for_another_provider(make: Any) -> None:
    client = make(provider="mistral", api_key="k")
    copy = client.with_options(provider="groq")
    assert (client.provider, copy.provider) == ("mistral", "groq")
    assert str(copy.base_url) == "https://api.groq.com/openai/v1"
    assert client.with_options(timeout=3).provider == "mistral"


def test_a_provider_whose_url_is_each_users_own_wants_it(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="pass base_url, or set AZURE_OPENAI_ENDPOINT"):
        make(provider="azure", api_key="k")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com/")
    assert str(make(provider="azure", api_key="k").base_url) == "https://mine.openai.azure.com/openai/v1"
    with pytest.raises(ConfigurationError, match=r"LiteLLM proxy has another URL for each user: pass base_url\."):
        make(provider="litellm", api_key="k")


def sent(provider: str, body: Any = FILE, **options: Any) -> httpx.Request:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=body)

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        OpenAI(provider=provider, api_key="sk-1234", http_client=http, **options).files.retrieve("file-1")
    return requests[0]


def test_credentials_go_where_the_provider_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org")
    request = sent("anthropic", {"id": "file-1", "size_bytes": 1, "created_at": "2026-01-01T00:00:00Z"})
    assert request.url == "https://api.anthropic.com/v1/files/file-1"
    assert request.headers["x-api-key"] == "sk-1234"
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in request.headers
    assert "openai-organization" not in request.headers
    assert sent("groq", organization="mine").headers["openai-organization"] == "mine"
    assert sent("groq").headers["authorization"] == "Bearer sk-1234"


def test_headers_of_a_provider_can_be_changed() -> None:
    request = sent("anthropic", default_headers={"Anthropic-Version": "2099-01-01"})
    assert request.headers.get_list("anthropic-version") == ["2099-01-01"]


def test_azure_keeps_files_for_batches_thirty_days_unless_told_otherwise(play: Any) -> None:
    played = play("azure")

    def kept(**options: Any) -> int | None:
        asked = {"expires_after": options.pop("expires_after")} if "expires_after" in options else {}
        with played.client(**options) as client:
            file = client.files.create(file=("a.jsonl", b"{}"), purpose="batch", **asked)
        return None if file.expires_at is None else round((file.expires_at - file.created_at) / 86_400)

    assert kept() == 30
    assert kept(expires_after="14d") == 14
    assert kept(expiry={"batch": "20d"}) == 20
    assert kept(expiry={"*": "21d"}) == 21
    with pytest.raises(ConfigurationError, match="expires_after is 86,400 seconds; Azure OpenAI takes 1,209,600 to"):
        kept(expires_after="1d")


def test_limits_are_the_providers(tmp_path: Any) -> None:
    large = tmp_path / "a.jsonl"
    with large.open("wb") as file:
        file.truncate(101 << 20)
    with OpenAI(provider="groq", api_key="k") as client:
        with pytest.raises(ValueError, match=r"at most 104,857,600 are allowed \(github\.com/groq/groq-python"):
            client.files.create(file=large, purpose="batch")
        with pytest.raises(UnsupportedError, match="takes no uploads for 'user_data'; its purposes are batch"):
            client.files.create(file=("a.jsonl", b"{}"), purpose="user_data")


def test_an_upload_that_is_announced_sends_the_key_to_its_provider_alone() -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.url.host == "uploads.test":
            file = {"name": "files/abc", "displayName": "a.txt", "sizeBytes": "5", "state": "ACTIVE"}
            return httpx.Response(200, json={"file": {**file, "createTime": "2026-01-01T00:00:00Z"}})
        return httpx.Response(200, headers={"x-goog-upload-url": "https://uploads.test/session?id=1"})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = OpenAI(provider="gemini", api_key="sk-1234", http_client=http)
        file = client.files.create(file=("a.txt", b"hello"), purpose="user_data")
        with pytest.raises(UnsupportedError, match="rely on the 48 hours"):
            client.files.create(file=("a.txt", b"hello"), purpose="user_data", expires_after="1d")
    assert (file.id, file.bytes, file.status, file.purpose) == ("abc", 5, "processed", "user_data")
    announced, sent = requests
    assert announced.url == "https://generativelanguage.googleapis.com/upload/v1beta/files"
    assert announced.headers["x-goog-upload-header-content-length"] == "5"
    assert announced.headers["x-goog-api-key"] == "sk-1234"
    assert "authorization" not in announced.headers
    assert (str(sent.url), sent.content) == ("https://uploads.test/session?id=1", b"hello")
    assert "sk-1234" not in str(sent.headers)


def in_steps(name: str) -> ProviderPlugin:
    """A provider that takes files of any size in steps, under the name `stepped`."""
    (found,) = (each for each in built_in_providers() if each.name == name)
    assert found.steps is not None
    larger = found.larger and attrs.evolve(found.larger, from_bytes=4)
    steps = attrs.evolve(found.steps, from_bytes=0)
    return ProviderPlugin(attrs.evolve(found, name="stepped", steps=steps, larger=larger))


def test_bytes_go_where_a_redirect_says_and_the_key_stays_at_home() -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.url.host == "store.test":
            return httpx.Response(200)
        if request.url.path == "/v1/files":
            headers = {"location": "https://store.test/put?sig=1", "x-together-file-id": "file-9"}
            return httpx.Response(302, headers=headers)
        return httpx.Response(200, json={**FILE, "id": "file-9", "purpose": "batch-api"})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = OpenAI(provider="stepped", api_key="sk-1234", http_client=http, plugins=[in_steps("together")])
        file = client.files.create(file=("a.jsonl", b"hello"), purpose="batch")
    assert (file.id, file.purpose) == ("file-9", "batch-api")
    announced, sent, finished = requests
    form = message_from_bytes(f"content-type: {announced.headers['content-type']}\r\n\r\n".encode() + announced.content)
    fields = {part.get_param("name", header="content-disposition"): part.get_payload() for part in form.walk()}
    del fields[None]
    assert fields == {"purpose": "batch-api", "file_name": "a.jsonl", "file_type": "jsonl"}
    assert (sent.method, str(sent.url), sent.content) == ("PUT", "https://store.test/put?sig=1", b"hello")
    assert "sk-1234" not in str(sent.headers)
    assert (finished.method, finished.url.path) == ("POST", "/v1/files/file-9/preprocess")
    assert finished.headers["authorization"] == "Bearer sk-1234"


@pytest.mark.parametrize("broken", ["", "part", "etag", "begin"])
def test_large_files_go_to_together_in_parts(broken: str) -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        number = request.url.path[-1]
        if request.url.host == "store.test":
            if broken == "part" and number == "2":
                return httpx.Response(403)
            return httpx.Response(200, headers={} if broken == "etag" else {"etag": f'"tag{number}"'})
        if request.url.path.endswith("/initiate"):
            places = [{"PartNumber": 3 - each, "URL": f"https://store.test/{3 - each}"} for each in range(3)]
            begun = {"upload_id": "u", "file_id": "file-9", "parts": places[bool(broken == "begin") :]}
            return httpx.Response(200, json=begun)
        return httpx.Response(200, json={"file": {**FILE, "id": "file-9", "purpose": "batch-api", "bytes": 5}})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = OpenAI(provider="parted", api_key="sk-1234", http_client=http, plugins=[in_parts()], max_retries=0)
        upload = partial(client.files.create, file=("a.jsonl", b"hello"), purpose="batch")
        if broken:
            with pytest.raises(PermissionDeniedError if broken == "part" else APIResponseValidationError):
                upload()
        else:
            assert upload().id == "file-9"
    if broken == "begin":
        assert len(requests) == 1
        return
    begun, *parts, ended = requests
    asked = {"file_name": "a.jsonl", "file_size": 5, "num_parts": 3, "purpose": "batch-api", "file_type": "jsonl"}
    assert (begun.url.path, json.loads(begun.content)) == ("/v1/files/multipart/initiate", asked)
    assert all("sk-1234" not in str(part.headers) for part in parts)
    assert ended.headers["authorization"] == "Bearer sk-1234"
    body = {"upload_id": "u", "file_id": "file-9"}
    if broken:
        assert (ended.url.path, json.loads(ended.content)) == ("/v1/files/multipart/abort", body)
        return
    sent = {part.url.path: (part.method, part.content) for part in parts}
    assert sent == {"/1": ("PUT", b"he"), "/2": ("PUT", b"ll"), "/3": ("PUT", b"o")}
    told = [{"part_number": number, "etag": f"tag{number}"} for number in (1, 2, 3)]
    assert (ended.url.path, json.loads(ended.content)) == ("/v1/files/multipart/complete", {**body, "parts": told})


def in_parts() -> ProviderPlugin:
    """Together with parts of two bytes, for files of any size."""
    (found,) = (each for each in built_in_providers() if each.name == "together")
    assert found.parts is not None
    parts = attrs.evolve(found.parts, from_bytes=0, part_bytes=2)
    return ProviderPlugin(attrs.evolve(found, name="parted", parts=parts))


def test_parts_can_be_tried_offline(tmp_path: Path) -> None:
    plugin = in_parts()
    with Store(tmp_path, durable=False) as store:
        transport = FolderTransport.over(PlayedService(store, provider=plugin.provider))
        with httpx.Client(transport=transport) as http:
            url = "http://127.0.0.1:1/v1"
            client = OpenAI(provider="parted", base_url=url, api_key="k", http_client=http, plugins=[plugin])
            file = client.files.create(file=("a.jsonl", b"hello"), purpose="batch")
            assert (file.bytes, client.files.content(file.id).read()) == (5, b"hello")


@pytest.mark.parametrize("lost", [1, 0])
def test_a_dataset_is_made_for_a_file_and_taken_back_where_its_bytes_are_refused(lost: int) -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if len(requests) == lost:
            raise httpx.ReadError("reset")
        if request.url.path.endswith(":upload"):
            return httpx.Response(400, json={"error": "not JSONL"})
        return httpx.Response(409 if lost and request.method == "POST" else 200, json={})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        url = "https://a.test/v1/accounts/me"
        client = OpenAI(provider="fireworks", base_url=url, api_key="k", http_client=http, max_retries=lost)
        with pytest.raises(BadRequestError, match="not JSONL"):
            client.files.create(file=("a.jsonl", b"hello"), purpose="batch")
    made, sent, undone = requests[lost:]
    dataset = json.loads(made.content)["datasetId"]
    assert sent.url.path == f"/v1/accounts/me/datasets/{dataset}:upload"
    assert (undone.method, undone.url.path) == ("DELETE", f"/v1/accounts/me/datasets/{dataset}")


def test_large_datasets_go_to_signed_urls_without_the_key() -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.url.host == "store.test":
            return httpx.Response(200)
        if request.url.path.endswith(":getUploadEndpoint"):
            return httpx.Response(200, json={"filenameToSignedUrls": {"a.b.jsonl": "https://store.test/put?sig=1"}})
        return httpx.Response(200, json={"name": f"accounts/me/datasets/{dataset()}", "state": "READY"})

    def dataset() -> str:
        return json.loads(requests[0].content)["datasetId"]

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        url = "https://a.test/v1/accounts/me"
        plugin = in_steps("fireworks")
        client = OpenAI(provider="stepped", base_url=url, api_key="sk-1234", http_client=http, plugins=[plugin])
        file = client.files.create(file=("a.b.jsonl", b"hello"), purpose="batch")
    assert (file.id, file.status, file.bytes) == (dataset(), "processed", 5)
    made, asked, sent, checked, read = requests
    assert json.loads(asked.content) == {"filenameToSize": {"a.b.jsonl": "5"}}
    assert (sent.method, str(sent.url), sent.content) == ("PUT", "https://store.test/put?sig=1", b"hello")
    assert "sk-1234" not in str(sent.headers)
    assert sent.headers["x-goog-content-length-range"] == "5,5"
    assert sent.headers["content-type"] == "application/octet-stream"
    assert (checked.method, checked.url.path) == ("POST", f"/v1/accounts/me/datasets/{dataset()}:validateUpload")
    assert (read.method, read.url.path) == ("GET", f"/v1/accounts/me/datasets/{dataset()}")
    assert made.headers["authorization"] == read.headers["authorization"] == "Bearer sk-1234"


def test_contents_in_pieces_are_fetched_without_the_key_and_again_where_they_break_off(tmp_path: Path) -> None:
    requests: list[httpx.Request] = []
    pieces = {"b": "https://store.test/b", "a": "https://store.test/a"}

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.url.host != "store.test":
            return httpx.Response(200, stream=httpx.ByteStream(json.dumps({"filenameToSignedUrls": pieces}).encode()))
        assert "sk-1234" not in str(request.headers)
        if len(requests) == 3:
            return httpx.Response(200, headers={"content-length": "9"}, stream=Broken())
        return httpx.Response(200, content=request.url.path.encode())

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        url = "https://a.test/v1/accounts/me"
        client = OpenAI(provider="fireworks", base_url=url, api_key="sk-1234", http_client=http)
        client.files.content("file-1").stream_to_file(tmp_path / "saved")
        assert (tmp_path / "saved").read_bytes() == b"/a/b"
        assert client.files.content("file-1").read() == b"/a/b"
        pieces.clear()
        with pytest.raises(APIResponseValidationError, match="no filenameToSignedUrls"):
            client.files.content("file-1").read()


class Broken(httpx.SyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        raise httpx.ReadError("reset")


def test_a_batch_of_a_dataset_names_the_account_and_tells_why_it_failed() -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        why = {"code": "INVALID_ARGUMENT", "message": "invalid role"}
        job = {"name": "accounts/a%20team/batchInferenceJobs/j1", "state": "JOB_STATE_FAILED", "status": why}
        progress = {"totalInputRequests": 1, "totalProcessedRequests": 3, "successfullyProcessedRequests": 2}
        return httpx.Response(200, json={**job, "jobProgress": progress, "outputDatasetId": "accounts/me/datasets/o"})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        url = "https://a.test/v1/accounts/me"
        client = OpenAI(provider="fireworks", base_url=url, api_key="k", http_client=http)
        batch = client.batches.create(
            input_file_id="file-1",
            endpoint="/v1/chat/completions",
            completion_window="24h",
            metadata={"a": "b"},
            extra_body={"model": "accounts/fireworks/models/m"},
        )
    assert json.loads(requests[0].content) == {
        "inputDatasetId": "accounts/me/datasets/file-1",
        "model": "accounts/fireworks/models/m",
    }
    assert (batch.id, batch.status, batch.output_file_id) == ("j1", "failed", None)
    assert (batch.errors.data[0].message, batch.request_counts.total) == ("invalid role", 3)


def test_an_account_is_part_of_a_url(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=r"/accounts/\{FIREWORKS_ACCOUNT_ID\}: set FIREWORKS_ACC"):
        make(provider="fireworks", api_key="k")
    monkeypatch.setenv("FIREWORKS_ACCOUNT_ID", "my team")
    client = make(provider="fireworks", api_key="k")
    assert str(client.base_url) == "https://api.fireworks.ai/v1/accounts/my%20team"


@pytest.mark.parametrize("name", ["together", "fireworks"])
def test_the_steps_can_be_tried_offline(name: str, tmp_path: Path) -> None:
    plugin = in_steps(name)
    with Store(tmp_path, durable=False) as store:
        transport = FolderTransport.over(PlayedService(store, provider=plugin.provider))
        with httpx.Client(transport=transport) as http:
            url = f"http://127.0.0.1:1{urlsplit(plugin.provider.base_url).path}".replace("{FIREWORKS_ACCOUNT_ID}", "me")
            client = OpenAI(provider="stepped", base_url=url, api_key="k", http_client=http, plugins=[plugin])
            failed = [each for each in run_scenarios(client, plugin.provider) if each.result == "failed"]
            assert failed == []
            file = client.files.create(file=("a.jsonl", b"{}"), purpose="batch")
            assert file.id in [each.id for each in client.files.list()]
            announced = {"datasetId": file.id, "dataset": {"displayName": "a.jsonl", "exampleCount": "1"}}
            if name == "fireworks":
                assert (
                    http.post(f"{url}/datasets", json=announced, headers={"authorization": "Bearer k"}).status_code
                    == 409
                )


def test_what_helps_is_said_with_an_error() -> None:
    body = {"error": {"code": "quotaExceeded", "message": "Too many files."}}
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(400, json=body))) as http:
        client = OpenAI(provider="azure", base_url="https://a.test/v1", api_key="k", http_client=http)
        with pytest.raises(BadRequestError, match="Too many files") as caught:
            client.files.create(file=("a.jsonl", b"{}"), purpose="batch")
    assert "keeps 500 files for batches without an expiry" in caught.value.__notes__[0]


def test_uploads_keep_to_the_rate_of_their_provider() -> None:
    with OpenAI(provider="qwen", api_key="k") as client:
        delays = []
        for _ in range(41):
            call = client.new_call(CREATE_FILE, {})
            delays.append(client.run(client.hooks.request_delay(call, 0)))
        other = client.new_call(RETRIEVE_FILE, {"file_id": "a"})
        assert client.run(client.hooks.request_delay(other, 0)) == 0
        assert client.run(client.hooks.request_delay(call, 0)) <= delays[-1], "its turn is kept"
    assert delays[0] == 0
    assert delays == sorted(delays)
    assert delays[-1] <= 2.0


TABLES = Path(providers.__file__).parent


def test_a_provider_that_is_only_a_table_has_fewer_than_forty_lines() -> None:
    sizes = {}
    for path in TABLES.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        has_flow_of_its_own = "Steps(" in source or "\ndef " in source
        if "PROVIDER = Provider(" in source and not has_flow_of_its_own:
            sizes[path.name] = len(source.splitlines())
    assert len(sizes) == len(built_in_providers()) - 5, (
        "anthropic, fireworks, gemini, together and xai are more than a table"
    )
    assert {name: size for name, size in sizes.items() if size >= 40} == {}


def test_tables_are_whole() -> None:
    for provider in built_in_providers():
        assert provider.sources, provider.name
        assert provider.checked >= "2026-11-25", provider.name
        limits = [provider.limit, *(each.limit for each in provider.purposes.values())]
        assert all(limit.source for limit in limits if limit is not None), provider.name
        assert list(slips(provider)) == [], provider.name


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"paths": {"create_fil": "POST /f"}}, "paths has 'create_fil'; did you mean 'create_file'?"),
        ({"paths": {"create_file": "/f"}}, "paths['create_file'] is '/f'; write the method and the path"),
        ({"absent": {"upload": "x"}}, "absent has 'upload'; did you mean 'uploads'?"),
        ({"file": {"byte": "size"}}, "file has 'byte'; did you mean 'bytes'?"),
        ({"file": {"id": Field("name", "tale")}}, "file, the kind of a field has 'tale'; did you mean 'tail'?"),
        ({"batch_statuses": {"done": "complete"}}, "batch_statuses has 'complete'; did you mean 'completed'?"),
        ({"batch_unsaid": {"validate": "x"}}, "batch_unsaid has 'validate'; did you mean 'validating'?"),
        ({"paging": Paging(kind="page")}, "paging.kind has 'page'; use after, whole, number, token, offset."),
        ({"times": "isoformat"}, "times has 'isoformat'; use unix, iso."),
    ],
)
def test_a_table_that_names_what_is_not_there_fails_the_kit(slip: dict[str, Any], said: str) -> None:
    provider = Provider(name="acme", title="Acme", checked="2026-11-27", sources=("x",), **slip)
    first = next(run_scenarios(None, provider))
    assert first.result == "failed"
    assert first.detail.startswith(said)
