"""`filewright.files.list()`: the client that the module makes when its resources are first used."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filewright
import httpx
import pytest
from filewright import ConfigurationError, MissingCredentialsError
from filewright_resources import Resources


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The module, as it is when it was just imported; what a test sets on it is taken away again."""
    level = importlib.import_module("filewright.clients.module_level")
    for name in ("OPENAI_API_TYPE", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    yield filewright
    for name in (*level.OPTIONS, *level.AZURE_OPTIONS, "api_type"):
        vars(filewright).pop(name, None)


def responding(requests: list[httpx.Request]) -> httpx.Client:
    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"object": "list", "data": [], "has_more": False})

    return httpx.Client(transport=httpx.MockTransport(respond))


def test_its_options_are_attributes_of_the_module(module: Any) -> None:
    requests: list[httpx.Request] = []
    assert (module.api_key, module.base_url, module.azure_endpoint) == (None, None, None)
    module.http_client = responding(requests)
    module.api_key = "sk-1"
    module.base_url = "https://a.test/v1"
    files = module.files
    files.list()
    module.api_key = "sk-2"
    module.base_url = "https://b.test/v1"
    module.default_headers = {"x-team": "data"}
    module.files.list()
    files.list()
    assert [(r.url.host, r.headers["authorization"], r.headers.get("x-team")) for r in requests] == [
        ("a.test", "Bearer sk-1", None),
        ("b.test", "Bearer sk-2", "data"),
        ("b.test", "Bearer sk-2", "data"),
    ]


def test_what_is_not_set_is_in_the_environment(module: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", tmp_path.as_uri())
    module.max_retries = 0
    file = module.files.create(file=("a.txt", b"a"), purpose="user_data")
    assert [each.id for each in module.files.list()] == [file.id]
    assert module.uploads.upload_file_chunked is not None
    monkeypatch.delenv("OPENAI_BASE_URL")
    module.max_retries = 1
    with pytest.raises(MissingCredentialsError):
        _ = module.files


def test_it_may_be_one_for_azure(module: Any) -> None:
    requests: list[httpx.Request] = []
    module.http_client = responding(requests)
    module.api_type = "azure"
    module.azure_endpoint = "https://a.openai.azure.com"
    module.api_version = "2026-01-01"
    module.api_key = "key-1"
    module.files.list()
    assert str(requests[0].url) == "https://a.openai.azure.com/openai/files?api-version=2026-01-01"
    assert requests[0].headers["api-key"] == "key-1"
    module.api_type = "other"
    with pytest.raises(ConfigurationError, match="api_type is 'other'; set 'openai' or 'azure'"):
        _ = module.files


def test_no_resource_has_the_name_of_something_else() -> None:
    level = importlib.import_module("filewright.clients.module_level")
    resources = {name for name in vars(Resources) if not name.startswith("_")}
    taken = {each.name for each in pkgutil.iter_modules(filewright.__path__)}
    assert resources & (taken | {*filewright.__all__, *level.OPTIONS, *level.AZURE_OPTIONS}) == set()
    with pytest.raises(AttributeError, match="module 'filewright' has no attribute 'filez'"):
        _ = filewright.filez  # type: ignore[attr-defined]


def test_nothing_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, filewright; before = 'filewright.clients.module_level' in sys.modules, 'httpx' in sys.modules;"
        "filewright.api_key = 'sk-1'; filewright.files; print(before, 'filewright.clients.module_level' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["(False,", "False)", "True"]
    assert done.stderr == ""
