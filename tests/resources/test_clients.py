"""The clients, by both clients: settings, the environment, copies, and httpx clients of the caller's."""

from __future__ import annotations

import copy
import inspect
import pickle
import traceback
from typing import Any

import attrs
import httpx
import pytest
from filewright import (
    APIConnectionError,
    AsyncOpenAI,
    AzureOpenAI,
    ClientClosedError,
    ClientOptions,
    ConfigurationError,
    InternalServerError,
    MissingCredentialsError,
    NotFoundError,
    OpenAI,
    RateLimitError,
    omit,
)
from filewright.options import AsyncClientArguments, ClientArguments, CommonArguments
from filewright.providers.azure import AzureOptions


def sent(variant: Any, client: Any, **options: Any) -> httpx.Request:
    variant.do(client.files.retrieve, "file-1", **options)
    return variant.server.last


def test_the_headers_of_a_request(variant: Any) -> None:
    request = sent(variant, variant.client(organization="org-1", project="proj-1"))
    assert request.headers["authorization"] == "Bearer sk-1234"
    assert request.headers["openai-organization"] == "org-1"
    assert request.headers["openai-project"] == "proj-1"
    assert request.headers["user-agent"].startswith("filewright/")
    assert request.headers["host"] == "127.0.0.1:9"
    assert "content-length" not in request.headers


def test_the_environment_says_what_nobody_else_does(variant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://files.test/api/")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-env")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-env")
    request = sent(variant, variant.client(api_key=None, base_url=None))
    assert str(request.url) == "https://files.test/api/files/file-1"
    assert request.headers["authorization"] == "Bearer sk-env"
    assert request.headers["openai-organization"] == "org-env"
    assert request.headers["openai-project"] == "proj-env"
    request = sent(variant, variant.client(organization="org-1"))
    assert str(request.url) == "http://127.0.0.1:9/v1/files/file-1"
    assert request.headers["authorization"] == "Bearer sk-1234"
    assert request.headers["openai-organization"] == "org-1"


def test_a_key_is_needed_but_on_this_machine(variant: Any) -> None:
    for base_url in ("https://files.test/v1", None):
        with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
            variant.client(api_key=None, base_url=base_url)
    assert "authorization" not in sent(variant, variant.client(api_key=None)).headers


def test_a_key_may_be_a_function_that_is_asked_for_each_call(variant: Any) -> None:
    keys = iter(["sk-first", "sk-second"])
    client = variant.client(api_key=lambda: next(keys))
    assert [sent(variant, client).headers["authorization"] for _ in range(2)] == ["Bearer sk-first", "Bearer sk-second"]


def test_a_key_may_be_awaited_in_an_async_client(variant: Any) -> None:
    async def key() -> str:
        return "sk-awaited"

    if variant.asynchronous:
        assert sent(variant, variant.client(api_key=key)).headers["authorization"] == "Bearer sk-awaited"


def test_the_callers_headers_and_queries_stand_above_the_clients(variant: Any) -> None:
    client = variant.client(default_headers={"X-A": "1", "X-B": "1"}, default_query={"q": "1", "r": "1"})
    request = sent(variant, client, extra_headers={"x-b": "2", "Authorization": "Basic abc"}, extra_query={"r": "2"})
    assert (request.headers["x-a"], request.headers.get_list("x-b")) == ("1", ["2"])
    assert request.headers["authorization"] == "Basic abc"
    assert dict(request.url.params) == {"q": "1", "r": "2"}


def test_a_client_tells_what_it_sends(variant: Any) -> None:
    client = variant.client(default_headers={"X-A": "1"}, default_query={"q": "1"}, organization="org-1", max_retries=0)
    assert client.default_headers.items() >= {"x-a": "1", "openai-organization": "org-1"}.items()
    assert "sk-1234" not in repr(client.default_headers)
    assert client.default_query == {"q": "1"}
    assert (str(client.base_url), client.api_key, client.organization) == ("http://127.0.0.1:9/v1", "sk-1234", "org-1")
    assert (client.project, client.max_retries, client.is_closed()) == (None, 0, False)
    client.default_headers["x-a"] = "2"
    assert sent(variant, client).headers["x-a"] == "1"


def test_a_header_can_be_left_out(variant: Any) -> None:
    client = variant.client(default_headers={"X-A": "1"})
    request = sent(variant, client, extra_headers={"Authorization": omit, "x-a": omit})
    assert "authorization" not in request.headers
    assert "x-a" not in request.headers


def test_a_timeout_of_a_call_stands_above_the_clients(variant: Any) -> None:
    client = variant.client(timeout=httpx.Timeout(7.0, connect=1.0))
    assert sent(variant, client).extensions["timeout"] == {"connect": 1.0, "read": 7.0, "write": 7.0, "pool": 7.0}
    assert sent(variant, client, timeout=3).extensions["timeout"] == dict.fromkeys(
        ("connect", "read", "write", "pool"), 3.0
    )
    assert set(sent(variant, client, timeout=None).extensions["timeout"].values()) == {None}
    assert client.timeout == httpx.Timeout(7.0, connect=1.0)


# Copies


def test_a_copy_has_other_options_and_the_same_connections(variant: Any) -> None:
    client = variant.client(default_headers={"X-A": "1"}, default_query={"q": "1"}, max_retries=4)
    other = client.with_options(timeout=3, default_headers={"X-B": "2"}, default_query={"r": "2"}, api_key="sk-other")
    request = sent(variant, other)
    assert (request.headers["x-a"], request.headers["x-b"]) == ("1", "2")
    assert dict(request.url.params) == {"q": "1", "r": "2"}
    assert request.headers["authorization"] == "Bearer sk-other"
    assert (other.max_retries, client.timeout.read) == (4, 600)
    assert "x-b" not in sent(variant, client).headers
    assert type(other) is type(client)


def test_a_copy_of_a_copy_for_another_server_has_connections_of_its_own(variant: Any, tmp_path: Any) -> None:
    cls: Any = AsyncOpenAI if variant.asynchronous else OpenAI
    first = cls(api_key="x", base_url=tmp_path.as_uri())
    second = first.with_options(max_retries=0)
    third = second.with_options(base_url="http://127.0.0.1:9/v1")
    with pytest.raises(APIConnectionError):
        variant.do(third.files.create, file=("a.jsonl", b"{}"), purpose="batch")
    assert variant.walk(first.files.list()) == []
    for client in (third, first):
        variant.do(client.close)


def test_closing_a_copy_leaves_the_connections_to_the_one_who_made_them(variant: Any, tmp_path: Any) -> None:
    cls: Any = AsyncOpenAI if variant.asynchronous else OpenAI
    client = cls(base_url=tmp_path.as_uri())
    copy = client.with_options(timeout=5)
    variant.do(copy.close)
    assert (copy.is_closed(), client.is_closed()) == (True, False)
    assert variant.walk(client.files.list()) == []
    variant.do(client.close)
    with pytest.raises(ClientClosedError):
        variant.do(client.with_options(timeout=6).files.retrieve, "a")


def test_headers_and_queries_are_added_or_replaced(variant: Any) -> None:
    client = variant.client(default_headers={"X-A": "1"}, default_query={"q": "1"})
    added = client.with_options(default_headers={"x-a": "2", "X-B": "2"}, default_query={"r": "2"})
    assert (added.default_headers["X-A"], added.default_headers["x-b"]) == ("2", "2")
    assert added.default_query == {"q": "1", "r": "2"}
    replaced = client.with_options(set_default_headers={"X-C": "3"}, set_default_query={"s": "3"})
    assert replaced.default_query == {"s": "3"}
    assert replaced.default_headers["X-C"] == "3"
    assert "X-A" not in replaced.default_headers
    assert client.with_options(set_default_query={}).default_query == {}
    for name in ("default_headers", "default_query"):
        with pytest.raises(ConfigurationError, match=f"{name} and set_{name}"):
            client.with_options(**{name: {}, f"set_{name}": {}})


@pytest.mark.parametrize("name", ["api_key", "base_url", "organization", "project", "default_headers", "http_client"])
def test_none_in_a_copy_is_no_change_where_the_official_sdk_has_it_so(variant: Any, name: str) -> None:
    client = variant.client(organization="org-1", project="proj-1", default_headers={"X-A": "1"})
    before, after = sent(variant, client), sent(variant, client.with_options(**{name: None}))
    assert (after.url, after.headers) == (before.url, before.headers)


# What is set on a client


def test_what_is_set_holds_for_the_calls_that_follow(variant: Any) -> None:
    client = variant.client()
    copy = client.with_options(max_retries=7)
    client.api_key = "sk-other"
    client.base_url = "https://other.test/v2/"
    client.organization = "org-2"
    client.project = "proj-2"
    client.timeout = 7
    client.max_retries = 0
    assert (client.api_key, client.timeout, client.max_retries) == ("sk-other", 7, 0)
    request = sent(variant, client)
    assert str(request.url) == "https://other.test/v2/files/file-1"
    assert request.headers["authorization"] == "Bearer sk-other"
    assert (request.headers["openai-organization"], request.headers["openai-project"]) == ("org-2", "proj-2")
    assert request.headers["host"] == "other.test"
    assert request.extensions["timeout"]["read"] == 7
    assert sent(variant, copy).headers["authorization"] == "Bearer sk-1234"
    variant.server.responses = [lambda request: httpx.Response(500)]
    variant.server.requests.clear()
    with pytest.raises(InternalServerError):
        sent(variant, client)
    assert len(variant.server.requests) == 1


def test_a_key_that_is_set_and_wrong_changes_nothing_and_is_not_shown(variant: Any) -> None:
    client = variant.client()
    for name, value in [("api_key", "sk-wrong\n"), ("base_url", "no"), ("timeout", -1), ("max_retries", "2")]:
        with pytest.raises(ConfigurationError, match=name) as caught:
            setattr(client, name, value)
        assert "sk-wrong" not in "".join(
            str(frame.locals)
            for frame in traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack
            if "/filewright/" in frame.filename
        )
    assert sent(variant, client).headers["authorization"] == "Bearer sk-1234"


def test_a_base_url_that_is_set_has_connections_of_its_own_and_the_first_are_closed_with_the_client(
    variant: Any, tmp_path: Any
) -> None:
    cls: Any = AsyncOpenAI if variant.asynchronous else OpenAI
    client = cls(base_url=(tmp_path / "a").as_uri())
    variant.do(client.files.create, file=("a.txt", b"a"), purpose="user_data")
    files = client.files
    client.base_url = (tmp_path / "b").as_uri()
    assert variant.walk(files.list()) == []
    client.base_url = (tmp_path / "a").as_uri()
    assert [file.filename for file in variant.walk(client.files.list())] == ["a.txt"]
    variant.do(client.close)
    with pytest.raises(ClientClosedError):
        variant.do(client.files.retrieve, "a")


def test_the_signatures_have_every_option() -> None:
    names = {each.name for each in attrs.fields(ClientOptions)}
    for typed in (ClientArguments, AsyncClientArguments):
        assert set(typed.__annotations__) | set(CommonArguments.__annotations__) == names
    for cls in (OpenAI, AsyncOpenAI):
        assert set(inspect.signature(cls).parameters) == names
    assert set(inspect.signature(AzureOpenAI).parameters) == {each.name for each in attrs.fields(AzureOptions)}


def test_a_class_of_ones_own_keeps_its_constructor_and_what_it_remembers(variant: Any) -> None:
    base: Any = AsyncOpenAI if variant.asynchronous else OpenAI

    class Own(base):  # type: ignore[misc]
        def __init__(self, region: str, **options: Any) -> None:
            super().__init__(**options)
            self.region = region

    client = Own("eu", api_key="x", http_client=variant.http())
    assert list(inspect.signature(Own).parameters) == ["region", "options"]
    assert client.files.list is not None
    copy = client.with_options(max_retries=5)
    assert (type(copy), copy.region, copy.max_retries) == (Own, "eu", 5)
    sent(variant, copy)


# Pickles and copies


def a_key() -> str:
    return "sk-by-name"


def test_a_pickle_has_the_options_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    client = OpenAI(
        api_key="sk-secret-1", base_url="https://a.test/v1", max_retries=7, default_headers={"Accept": "a/b"}
    )
    data = pickle.dumps(client)
    assert b"sk-secret-1" not in data
    with pytest.raises(MissingCredentialsError, match="OPENAI_API_KEY"):
        pickle.loads(data)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-worker")
    with pickle.loads(data) as made:
        assert (type(made), str(made.base_url), made.max_retries) == (OpenAI, "https://a.test/v1", 7)
        assert made.default_headers["Accept"] == "a/b"
        assert made.api_key == "sk-of-the-worker"
    client.close()


def test_a_function_that_gives_the_key_goes_along_by_its_name(variant: Any) -> None:
    cls: Any = AsyncOpenAI if variant.asynchronous else OpenAI
    client = cls(api_key=a_key, base_url="https://a.test/v1")
    made = pickle.loads(pickle.dumps(client))
    assert made.api_key is a_key
    for each in (client, made):
        variant.do(each.close)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"default_headers": {"X-Gateway-Key": "secret-1"}}, "'X-Gateway-Key' in default_headers"),
        ({"default_query": {"sig": "secret-1"}}, "'sig' in default_query"),
        ({"http_client": httpx.Client()}, "http_client"),
    ],
)
def test_what_cannot_go_along_is_told_with_what_to_do(options: Any, named: str) -> None:
    with OpenAI(api_key="x", **options) as client, pytest.raises(ConfigurationError, match=named) as caught:
        pickle.dumps(client)
    assert "make a client in each process" in str(caught.value)
    assert "secret-1" not in str(caught.value)


def test_a_deep_copy_is_a_copy_that_shares_connections(variant: Any) -> None:
    client = variant.client(max_retries=7)
    for made in (copy.copy(client), copy.deepcopy(client)):
        assert made is not client
        assert made.max_retries == 7
        assert sent(variant, made).headers["authorization"] == "Bearer sk-1234"
    client.max_retries = 1
    assert made.max_retries == 7


# International names, and settings that no other test names


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://bücher.example/v1", "xn--bcher-kva.example"),
        ("https://BÜCHER.example:8443/v1", "xn--bcher-kva.example:8443"),
        ("https://例え.テスト/v1", "xn--r8jz45g.xn--zckzah"),
    ],
)
def test_an_international_name_is_sent_as_dns_has_it(variant: Any, base_url: str, host: str) -> None:
    request = sent(variant, variant.client(base_url=base_url))
    assert request.headers["host"] == host
    assert str(request.url.netloc, "ascii") == host


@pytest.mark.parametrize("name", ["a..ü", "xn--ü", "ü" * 64 + ".test"])
def test_an_international_name_that_is_none(variant: Any, name: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        variant.client(base_url=f"https://{name}/v1")


def test_a_phase_of_a_timeout_may_have_no_limit(variant: Any) -> None:
    request = sent(variant, variant.client(timeout=httpx.Timeout(5, read=None)))
    assert request.extensions["timeout"] == {"connect": 5.0, "read": None, "write": 5.0, "pool": 5.0}


def test_a_query_that_is_a_str_is_told_by_its_name_and_type(variant: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^default_query is a str; pass a mapping of names, which are str"):
        variant.client(default_query="x")


def test_options_that_are_shown_show_no_secret() -> None:
    options = ClientOptions(api_key="sk-1", base_url="https://me:pw@a.test/v1?x=y", default_headers={"X-Key": "k-1"})
    assert repr(options) == "<ClientOptions https://a.test/v1>"


BAD_OPTIONS = [{"colour": 1}, {"max_retries": -1}, {"timeout": 0}, {"default_headers": 5}, {"default_query": [1]}]


@pytest.mark.parametrize("options", BAD_OPTIONS, ids=lambda options: next(iter(options)))
def test_an_option_that_is_none(variant: Any, options: Any) -> None:
    client = variant.client()
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        client.with_options(**options)


BAD_SETTINGS = [
    {"organization": "a\nb"},
    {"project": 5},
    {"base_url": "https://a..b/v1"},
    {"base_url": f"https://{'a' * 64}.test/v1"},
    {"timeout": "5"},
    {"timeout": 10**400},
    {"timeout": httpx.Timeout(-1.0)},
    {"default_headers": {"X": "ü"}},
    {"default_headers": [1]},
    {"default_query": {5: "a"}},
    {"checks": {"colour": False}},
    {"expiry": {"batch": "soon"}},
    {"expiry": {"batch": "9" * 5000 + "d"}},
    {"plugins": "name"},
    {"block": "name"},
]


@pytest.mark.parametrize("settings", BAD_SETTINGS, ids=lambda settings: str(settings)[:40])
def test_a_setting_that_is_wrong(variant: Any, settings: Any) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(settings))):
        variant.client(**settings)


# Errors, as both variants raise them


@pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (429, RateLimitError), (503, InternalServerError)])
def test_an_error_has_what_people_ask_it_for(variant: Any, server: Any, status: int, error: Any) -> None:
    body = {"error": {"message": "no", "type": "t", "param": "p", "code": 7}}
    server.responses = [lambda request: httpx.Response(status, json=body, headers={"x-request-id": "req-1"})]
    with pytest.raises(error) as caught:
        variant.do(variant.client().files.retrieve, "file-1")
    raised = caught.value
    assert str(raised) == raised.message == f"Error code: {status} - {body}"
    assert (raised.status_code, raised.request_id, raised.detail) == (status, "req-1", "no")
    assert (raised.body, raised.code, raised.param, raised.type) == (body["error"], "7", "p", "t")
    assert raised.response.json() == body
    assert raised.request.headers["authorization"] == "[masked]"
    assert len(server.requests) == (1 if status == 404 else 3)


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_a_call_is_tried_as_often_as_it_may_be(variant: Any, server: Any, retries: int) -> None:
    server.responses = [lambda request: httpx.Response(500)]
    with pytest.raises(InternalServerError):
        variant.do(variant.client(max_retries=retries).files.retrieve, "file-1")
    assert len(server.requests) == retries + 1


def test_a_context_closes_the_client(variant: Any, tmp_path: Any) -> None:
    cls: Any = AsyncOpenAI if variant.asynchronous else OpenAI
    client = cls(base_url=tmp_path.as_uri())

    def blocking() -> None:
        with client as same:
            assert same is client

    async def awaiting() -> None:
        async with client as same:
            assert same is client

    variant.do(awaiting if variant.asynchronous else blocking)
    assert client.is_closed()
    assert client._driver.http.is_closed
