"""URLs below a base URL are those that httpx parses, however they come about."""

from __future__ import annotations

import httpx
import pytest
from filewright.wire.urls import MAX_PLAIN, Urls
from hypothesis import given
from hypothesis import strategies as st

BASES = (
    *(
        "http://127.0.0.1:8000/v1",
        "https://api.openai.com/v1",
        "https://api.openai.com",
        "http://[::1]:80",
        "HTTP://A/%7e",
    ),
    *("https://x.openai.azure.com/openai/deployments/a b", "http://localhost/v1/../v2", "http://folder.invalid/v1"),
)
TARGETS = (
    *(
        "/files",
        "/files/file-1/content",
        "/files?limit=2&after=file-1",
        "/a//b",
        "/a/../b",
        "/a/.",
        "/..",
        "/.a",
        "/a?",
    ),
    *("/a?b=%2F&c[]=1", "/%2e%2e/a", "/é", "/a b", "/a?b=é", "/a#b", "/a?b?c", "", "/a:b", "/a\\b"),
)


def told(url: httpx.URL) -> object:
    return url, str(url), url.raw_path, url.path, url.query, url.netloc, url.host, url.port, url.scheme, hash(url)


@pytest.mark.parametrize("base", BASES)
def test_known_cases(base: str) -> None:
    urls = Urls(base)
    for target in TARGETS:
        assert told(urls(target)) == told(httpx.URL(base + target))


@given(st.sampled_from(BASES), st.text("/?.~%&=-_aZ0 é[]#:@", max_size=12))
def test_any_path_and_query(base: str, target: str) -> None:
    try:
        expected = told(httpx.URL(f"{base}/{target}"))
    except httpx.InvalidURL:
        with pytest.raises(httpx.InvalidURL):
            Urls(base)(f"/{target}")
        return
    assert told(Urls(base)(f"/{target}")) == expected


def test_a_base_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = Urls(BASES[0])
    monkeypatch.setattr("httpx._urls.urlparse", lambda *_, **__: pytest.fail("a URL was parsed"))
    assert [str(urls(path)) for path in ("/files", "/files?limit=2")] == [
        f"{BASES[0]}/files",
        f"{BASES[0]}/files?limit=2",
    ]


def test_what_is_too_long_is_refused_as_by_httpx() -> None:
    urls = Urls(BASES[0])
    assert urls("/" + "a" * MAX_PLAIN).path == "/v1/" + "a" * MAX_PLAIN
    with pytest.raises(httpx.InvalidURL):
        urls("/" + "a" * 70_000)
