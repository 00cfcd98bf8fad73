"""Blocking and async classes are level: what one has, the other has, with the same parameters, defaults and words."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module

import filewright
import filewright_resources
import pytest
from filewright.clients import client
from filewright.resources import uploads
from filewright.responses import contents, pages

CLASSES = {
    name: cls
    for module in pkgutil.iter_modules(filewright_resources.__path__)
    for name, cls in inspect.getmembers(import_module(f"filewright_resources.{module.name}"), inspect.isclass)
    if cls.__module__.startswith("filewright_resources.")
}
RESOURCES = [(cls, CLASSES[f"Async{name}"]) for name, cls in CLASSES.items() if f"Async{name}" in CLASSES]
PAIRS = [
    (client.Client, client.AsyncClient),
    *RESOURCES,
    (uploads.Uploads, uploads.AsyncUploads),
    (pages.SyncCursorPage, pages.AsyncCursorPage),
]


def methods(cls: type) -> dict[str, object]:
    return {name: value for name, value in vars(cls).items() if not name.startswith("_") and callable(value)}


def all_methods(cls: type) -> set[str]:
    return {name for parent in cls.__mro__ for name in methods(parent)}


def level(text: object) -> str:
    """An annotation or a docstring, without what only tells that a class is async."""
    return re.sub(r"Async(?=[A-Z])|Sync(?=[A-Z])|Paginator|CursorPage", "", str(text))


@pytest.mark.parametrize(("blocking", "awaiting"), PAIRS, ids=lambda cls: cls.__name__)
def test_both_have_the_same_methods(blocking: type, awaiting: type) -> None:
    assert set(methods(blocking)) == set(methods(awaiting)) - {"aclose", "streamed"}


METHODS = [(blocking, awaiting, name) for blocking, awaiting in PAIRS for name in methods(blocking)]


@pytest.mark.parametrize(("blocking", "awaiting", "name"), METHODS, ids=lambda value: getattr(value, "__name__", value))
def test_a_method_has_the_same_parameters(blocking: type, awaiting: type, name: str) -> None:
    ours, theirs = (inspect.signature(getattr(cls, name)) for cls in (blocking, awaiting))
    described = [
        [
            (parameter.name, parameter.kind, parameter.default, level(parameter.annotation))
            for parameter in both.parameters.values()
        ]
        for both in (ours, theirs)
    ]
    assert described[0] == described[1]


@pytest.mark.parametrize(("blocking", "awaiting"), RESOURCES, ids=lambda cls: cls.__name__)
def test_a_method_has_the_same_words(blocking: type, awaiting: type) -> None:
    for name in methods(blocking):
        assert inspect.getdoc(getattr(blocking, name)) == inspect.getdoc(getattr(awaiting, name))


def test_content_has_a_twin_for_each_way_to_read_it() -> None:
    blocking, awaiting = all_methods(contents.BinaryContent), all_methods(contents.AsyncBinaryContent)
    readers = {"read", "iter_bytes", "iter_raw", "iter_text", "iter_lines", "stream_to_file", "write_to_file", "close"}
    assert readers <= blocking
    assert readers | {f"a{name}" for name in readers} <= awaiting


PUBLIC = """
    APIConnectionError APIError APIResponse APIResponseValidationError APIStatusError APITimeoutError ArgumentsError
    AsyncAPIResponse
    AsyncAzureOpenAI AzureOpenAI
    AsyncBinaryContent AsyncClient AsyncCursorPage AsyncOpenAI AsyncPaginator AuthenticationError BadRequestError Batch
    BinaryContent BudgetError Call Client ClientClosedError ClientOptions ConfigurationError ConflictError
    DEFAULT_CONNECTION_LIMITS
    DEFAULT_MAX_RETRIES DEFAULT_TIMEOUT DefaultAsyncHttpxClient DefaultHttpxClient DestinationError ExpiresAfter
    ExpiryIgnoredError
    FileDeleted FileObject FileProcessingError FilePurpose FileTypes Flow HttpxBinaryResponseContent IntegrityError
    InternalServerError JournalError LegacyAPIResponse MissingCredentialsError
    MissingExtraError NOT_GIVEN NoNextPageError NotFoundError NotGiven Omit OpenAI OpenAIError
    PermissionDeniedError PluginError PluginInfo PollTimeoutError RateLimitError ResponseConsumedError
    ResponseNotReadError ResponseTooLargeError SourceChangedError SourceError SourceIsADirectoryError
    SourceNotFoundError SourcePermissionError SourceReadError SyncCursorPage Timeout TransferEvent
    UnprocessableEntityError UnsupportedError UnsupportedOperationError Upload UploadOutcomeUnknownError UploadPart
    __version__ file_from_path hookimpl not_given
    jsonl omit pagination types
"""


def test_the_public_names_are_these() -> None:
    assert sorted(filewright.__all__) == sorted(PUBLIC.split())
    assert all(getattr(filewright, name) is not None for name in filewright.__all__)
