"""Filewright: a client for the Files API of OpenAI and of the servers that speak it.

    from filewright import OpenAI

    client = OpenAI()
    file = client.files.create(file="requests.jsonl", purpose="batch")

Names are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from filewright_api.models import (
        ExpiresAfter,
        FileDeleted,
        FileObject,
        FilePurpose,
        Upload,
        UploadPart,
    )

    from .calls import NOT_GIVEN, Call, NotGiven, Omit, TransferEvent, omit
    from .client import AsyncClient, AsyncOpenAI, Client, OpenAI
    from .effects import Flow
    from .errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ClientClosedError,
        ConfigurationError,
        ConflictError,
        DestinationError,
        FileProcessingError,
        IntegrityError,
        InternalServerError,
        MissingExtraError,
        NotFoundError,
        OpenAIError,
        PermissionDeniedError,
        PluginError,
        PollTimeoutError,
        RateLimitError,
        ResponseConsumedError,
        ResponseNotReadError,
        ResponseTooLargeError,
        SourceChangedError,
        SourceError,
        SourceIsADirectoryError,
        SourceNotFoundError,
        SourcePermissionError,
        SourceReadError,
        UnprocessableEntityError,
        UploadOutcomeUnknownError,
    )
    from .hookspecs import hookimpl
    from .manager import PluginInfo
    from .pages import AsyncCursorPage, AsyncPaginator, SyncCursorPage
    from .responses import AsyncBinaryContent, BinaryContent
    from .sources import FileTypes, file_from_path

_MODULES: dict[str, tuple[str, ...]] = {
    "filewright_api.models": ("ExpiresAfter", "FileDeleted", "FileObject", "FilePurpose", "Upload", "UploadPart"),
    "filewright.calls": ("NOT_GIVEN", "Call", "NotGiven", "Omit", "TransferEvent", "omit"),
    "filewright.client": ("AsyncClient", "AsyncOpenAI", "Client", "OpenAI"),
    "filewright.effects": ("Flow",),
    "filewright.errors": (
        "APIConnectionError",
        "APIError",
        "APIResponseValidationError",
        "APIStatusError",
        "APITimeoutError",
        "AuthenticationError",
        "BadRequestError",
        "ClientClosedError",
        "ConfigurationError",
        "ConflictError",
        "DestinationError",
        "FileProcessingError",
        "IntegrityError",
        "InternalServerError",
        "MissingExtraError",
        "NotFoundError",
        "OpenAIError",
        "PermissionDeniedError",
        "PluginError",
        "PollTimeoutError",
        "RateLimitError",
        "ResponseConsumedError",
        "ResponseNotReadError",
        "ResponseTooLargeError",
        "SourceChangedError",
        "SourceError",
        "SourceIsADirectoryError",
        "SourceNotFoundError",
        "SourcePermissionError",
        "SourceReadError",
        "UnprocessableEntityError",
        "UploadOutcomeUnknownError",
    ),
    "filewright.hookspecs": ("hookimpl",),
    "filewright.manager": ("PluginInfo",),
    "filewright.pages": ("AsyncCursorPage", "AsyncPaginator", "SyncCursorPage"),
    "filewright.responses": ("AsyncBinaryContent", "BinaryContent"),
    "filewright.sources": ("FileTypes", "file_from_path"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = ["__version__", *sorted(_HOMES)]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'filewright' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
