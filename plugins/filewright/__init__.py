"""Filewright: a client for the Files API of OpenAI and of the servers that speak it.

    from filewright import OpenAI

    client = OpenAI()
    file = client.files.create(file="requests.jsonl", purpose="batch")

Names are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from . import errors as _errors
from .errors import *  # noqa: F403
from .version import __version__ as __version__

if TYPE_CHECKING:
    from filewright_api.models import ExpiresAfter as ExpiresAfter
    from filewright_api.models import FileDeleted as FileDeleted
    from filewright_api.models import FileObject as FileObject
    from filewright_api.models import FilePurpose as FilePurpose
    from filewright_api.models import Upload as Upload
    from filewright_api.models import UploadPart as UploadPart

    from .calls import Call as Call
    from .calls import TransferEvent as TransferEvent
    from .client import AsyncClient as AsyncClient
    from .client import AsyncOpenAI as AsyncOpenAI
    from .client import Client as Client
    from .client import OpenAI as OpenAI
    from .effects import Flow as Flow
    from .hookspecs import hookimpl as hookimpl
    from .manager import PluginInfo as PluginInfo
    from .not_given import NOT_GIVEN as NOT_GIVEN
    from .not_given import NotGiven as NotGiven
    from .not_given import Omit as Omit
    from .not_given import omit as omit
    from .pages import AsyncCursorPage as AsyncCursorPage
    from .pages import AsyncPaginator as AsyncPaginator
    from .pages import SyncCursorPage as SyncCursorPage
    from .responses import AsyncBinaryContent as AsyncBinaryContent
    from .responses import BinaryContent as BinaryContent
    from .sources import FileTypes as FileTypes
    from .sources import file_from_path as file_from_path

# What is imported when it is first used, by the module that it is in.
_LAZY: dict[str, tuple[str, ...]] = {
    "filewright_api.models": ("ExpiresAfter", "FileDeleted", "FileObject", "FilePurpose", "Upload", "UploadPart"),
    "filewright.calls": ("Call", "TransferEvent"),
    "filewright.client": ("AsyncClient", "AsyncOpenAI", "Client", "OpenAI"),
    "filewright.effects": ("Flow",),
    "filewright.hookspecs": ("hookimpl",),
    "filewright.manager": ("PluginInfo",),
    "filewright.not_given": ("NOT_GIVEN", "NotGiven", "Omit", "omit"),
    "filewright.pages": ("AsyncCursorPage", "AsyncPaginator", "SyncCursorPage"),
    "filewright.responses": ("AsyncBinaryContent", "BinaryContent"),
    "filewright.sources": ("FileTypes", "file_from_path"),
}
_HOMES = {name: module for module, names in _LAZY.items() for name in names}

__all__ = ["__version__", *_errors.__all__, *_HOMES]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'filewright' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
