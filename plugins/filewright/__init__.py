"""Filewright: a client for the Files API of OpenAI and of the servers that speak it.

    from filewright import OpenAI

    client = OpenAI()
    file = client.files.create(file="requests.jsonl", purpose="batch")

Names are imported when they are first used. A script may do without a client of its own: `filewright.files.list()` uses
one that is made of the environment and of what was set, such as `filewright.api_key = ...`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from . import errors as _errors
from .errors import *  # noqa: F403
from .version import __version__ as __version__

if TYPE_CHECKING:
    from collections.abc import Callable as _Callable
    from collections.abc import Mapping as _Mapping

    import httpx as _httpx
    from filewright_api.models import Batch as Batch
    from filewright_api.models import ExpiresAfter as ExpiresAfter
    from filewright_api.models import FileDeleted as FileDeleted
    from filewright_api.models import FileObject as FileObject
    from filewright_api.models import FilePurpose as FilePurpose
    from filewright_api.models import Upload as Upload
    from filewright_api.models import UploadPart as UploadPart
    from filewright_resources.module_level import *  # noqa: F403
    from httpx import Timeout as Timeout

    from . import jsonl as jsonl
    from . import pagination as pagination
    from . import types as types
    from .calls import Call as Call
    from .calls import TransferEvent as TransferEvent
    from .clients.azure import AsyncAzureOpenAI as AsyncAzureOpenAI
    from .clients.azure import AzureOpenAI as AzureOpenAI
    from .clients.client import AsyncClient as AsyncClient
    from .clients.client import AsyncOpenAI as AsyncOpenAI
    from .clients.client import Client as Client
    from .clients.client import OpenAI as OpenAI
    from .effects import Flow as Flow
    from .hookspecs import hookimpl as hookimpl
    from .host.hooks import PluginInfo as PluginInfo
    from .options import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
    from .options import ClientOptions as ClientOptions
    from .options import HttpClient as _HttpClient
    from .responses.contents import AsyncBinaryContent as AsyncBinaryContent
    from .responses.contents import BinaryContent as BinaryContent
    from .responses.contents import HttpxBinaryResponseContent as HttpxBinaryResponseContent
    from .responses.pages import AsyncCursorPage as AsyncCursorPage
    from .responses.pages import AsyncPaginator as AsyncPaginator
    from .responses.pages import SyncCursorPage as SyncCursorPage
    from .responses.raw import APIResponse as APIResponse
    from .responses.raw import AsyncAPIResponse as AsyncAPIResponse
    from .responses.raw import LegacyAPIResponse as LegacyAPIResponse
    from .sentinels import NOT_GIVEN as NOT_GIVEN
    from .sentinels import NotGiven as NotGiven
    from .sentinels import Omit as Omit
    from .sentinels import not_given as not_given
    from .sentinels import omit as omit
    from .sources import FileTypes as FileTypes
    from .sources import file_from_path as file_from_path
    from .wire.http_clients import DEFAULT_CONNECTION_LIMITS as DEFAULT_CONNECTION_LIMITS
    from .wire.http_clients import DEFAULT_TIMEOUT as DEFAULT_TIMEOUT
    from .wire.http_clients import DefaultAsyncHttpxClient as DefaultAsyncHttpxClient
    from .wire.http_clients import DefaultHttpxClient as DefaultHttpxClient

    # The options of the client of the module.
    api_key: str | _Callable[[], str] | None
    organization: str | None
    project: str | None
    base_url: str | _httpx.URL | None
    timeout: float | Timeout | None
    max_retries: int
    default_headers: _Mapping[str, str] | None
    default_query: _Mapping[str, object] | None
    http_client: _HttpClient | None
    api_type: str | None
    api_version: str | None
    azure_endpoint: str | None
    azure_ad_token: str | None
    azure_ad_token_provider: _Callable[[], str] | None

# Names imported on first use, by their module.
_LAZY: dict[str, tuple[str, ...]] = {
    "httpx": ("Timeout",),
    "filewright_api.models": (
        "Batch",
        "ExpiresAfter",
        "FileDeleted",
        "FileObject",
        "FilePurpose",
        "Upload",
        "UploadPart",
    ),
    "filewright.clients.azure": ("AsyncAzureOpenAI", "AzureOpenAI"),
    "filewright.calls": ("Call", "TransferEvent"),
    "filewright.clients.client": ("AsyncClient", "AsyncOpenAI", "Client", "OpenAI"),
    "filewright.effects": ("Flow",),
    "filewright.hookspecs": ("hookimpl",),
    "filewright.wire.http_clients": (
        "DEFAULT_CONNECTION_LIMITS",
        "DEFAULT_TIMEOUT",
        "DefaultAsyncHttpxClient",
        "DefaultHttpxClient",
    ),
    "filewright.host.hooks": ("PluginInfo",),
    "filewright.sentinels": ("NOT_GIVEN", "NotGiven", "Omit", "not_given", "omit"),
    "filewright.options": ("DEFAULT_MAX_RETRIES", "ClientOptions"),
    "filewright.responses.pages": ("AsyncCursorPage", "AsyncPaginator", "SyncCursorPage"),
    "filewright.responses.raw": ("APIResponse", "AsyncAPIResponse", "LegacyAPIResponse"),
    "filewright.responses.contents": ("AsyncBinaryContent", "BinaryContent", "HttpxBinaryResponseContent"),
    "filewright.sources": ("FileTypes", "file_from_path"),
}
_MODULES = ("jsonl", "pagination", "types")
_HOMES = {name: module for module, names in _LAZY.items() for name in names}

__all__ = ["__version__", *_errors.__all__, *_HOMES, *_MODULES]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


if not TYPE_CHECKING:
    # Hidden from type checkers, which else would take any name for one of ours.
    def __getattr__(name):
        if name in _MODULES:
            return importlib.import_module(f"{__name__}.{name}")
        if name not in _HOMES:
            return importlib.import_module(f"{__name__}.clients.module_level").attribute(name, globals())
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
