"""Code written for the official SDK gives the same with the import replaced: each snippet is run with both."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import filewright
import pytest

openai = pytest.importorskip("openai", reason="the official SDK (openai) is not installed")

# The official SDK leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CONTENT = b'{"custom_id": "1"}\n{"custom_id": "2"}\n'
CHANGING = {"id", "created_at", "expires_at", "upload_id"}


def stable(value: Any) -> Any:
    """A value without what differs from call to call."""
    if isinstance(value, dict):
        return {name: "..." if name in CHANGING and item else stable(item) for name, item in sorted(value.items())}
    if isinstance(value, list | tuple | set):
        return sorted(map(stable, value), key=repr) if isinstance(value, set) else [stable(item) for item in value]
    return value


Snippet = Callable[[Any, Any, Path], Any]
SNIPPETS: dict[str, Snippet] = {}
ASYNC_SNIPPETS: dict[str, Snippet] = {}


def snippet(function: Snippet) -> Snippet:
    (ASYNC_SNIPPETS if function.__name__.startswith("async_") else SNIPPETS)[function.__name__] = function
    return function


@snippet
def dumps(sdk: Any, client: Any, path: Path) -> Any:
    file = client.files.create(file=path, purpose="batch")
    return [
        file.model_dump(),
        file.model_dump(exclude_none=True),
        file.model_dump(exclude_unset=True),
        file.model_dump(include={"purpose", "filename"}),
        file.model_dump(exclude={"id", "created_at", "bytes"}, exclude_none=True),
        file.to_dict(),
        file.to_dict(exclude_none=True),
        json.loads(file.model_dump_json()),
        json.loads(file.to_json()),
        file.model_fields_set,
        "\n" in file.to_json(),
        " " in file.model_copy(update={"id": "x", "created_at": 1}).model_dump_json(),
    ]


@snippet
def copies(sdk: Any, client: Any, path: Path) -> Any:
    file = client.files.create(file=path, purpose="batch")
    other = file.model_copy(update={"filename": "other.jsonl"})
    deep = file.model_copy(deep=True)
    same = type(file).model_validate(file.model_dump())
    return [other.filename, file.filename, deep == file, deep is file, same == file, copy.copy(file) == file]


@snippet
def validates(sdk: Any, client: Any, path: Path) -> Any:
    fields = {
        "id": "file-1",
        "object": "file",
        "bytes": 3,
        "created_at": 1,
        "filename": "a",
        "purpose": "batch",
        "status": "processed",
        "extra": {"a": [1]},
    }
    file = sdk.types.FileObject.model_validate(fields)
    with pytest.raises(ValueError, match="bytes"):
        sdk.types.FileObject.model_validate({**fields, "bytes": "many"})
    return [
        file.model_dump(),
        file.model_extra,
        file.extra,
        sdk.types.FileObject.model_validate_json(json.dumps(fields)) == file,
    ]


@snippet
def validates_nested(sdk: Any, client: Any, path: Path) -> Any:
    upload = client.uploads.create(bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants")
    part = client.uploads.parts.create(upload.id, data=b"abc")
    done = client.uploads.complete(upload.id, part_ids=[part.id])
    return [
        done.model_dump(),
        done.model_dump(include={"file": {"filename", "bytes"}, "status": True}),
        done.model_dump(exclude={"file": {"id", "created_at"}}),
        done.file.filename,
    ]


@snippet
def raw_responses(sdk: Any, client: Any, path: Path) -> Any:
    raw = client.files.with_raw_response.create(file=path, purpose="batch")
    file = raw.parse()
    listed = client.files.with_raw_response.list(purpose="batch").parse()
    gone = client.files.with_raw_response.delete(file.id)
    return [
        raw.status_code,
        raw.headers["content-type"],
        raw.http_request.method,
        raw.http_request.url.path,
        raw.method,
        raw.url.path,
        raw.is_closed,
        raw.retries_taken,
        raw.elapsed.total_seconds() > 0,
        raw.request_id == file._request_id,
        raw.request_id is not None,
        raw.http_version,
        type(file).__name__,
        json.loads(raw.text)["purpose"],
        json.loads(raw.content)["purpose"],
        raw.http_response.status_code,
        [item.filename for item in listed],
        isinstance(listed, sdk.pagination.SyncCursorPage),
        gone.parse().deleted,
    ]


@snippet
def raw_content(sdk: Any, client: Any, path: Path) -> Any:
    file = client.files.create(file=path, purpose="user_data")
    raw = client.files.with_raw_response.content(file.id)
    return [raw.content, raw.text, raw.parse().read(), raw.parse().text, raw.status_code]


@snippet
def raw_errors(sdk: Any, client: Any, path: Path) -> Any:
    with pytest.raises(sdk.NotFoundError) as caught:
        client.files.with_raw_response.retrieve("file-missing")
    with pytest.raises(sdk.APIStatusError), client.files.with_streaming_response.content("file-missing") as response:
        response.read()
    return [caught.value.status_code]


@snippet
def raw_uploads(sdk: Any, client: Any, path: Path) -> Any:
    begun = client.uploads.with_raw_response.create(
        bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants"
    ).parse()
    part = client.uploads.parts.with_raw_response.create(begun.id, data=b"abc").parse()
    done = client.uploads.with_raw_response.complete(begun.id, part_ids=[part.id])
    other = client.uploads.create(bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants")
    return [done.parse().status, client.uploads.with_raw_response.cancel(other.id).parse().status]


@snippet
def streamed_responses(sdk: Any, client: Any, path: Path) -> Any:
    file = client.files.create(file=path, purpose="user_data")
    told = []
    with client.files.with_streaming_response.content(file.id) as response:
        told += [
            response.status_code,
            response.headers["content-length"],
            b"".join(response.iter_bytes(5)),
            response.is_closed,
        ]
    with client.files.with_streaming_response.content(file.id) as response:
        told += list(response.iter_lines())
    with client.files.with_streaming_response.content(file.id) as response:
        told += ["".join(response.iter_text())]
    with client.files.with_streaming_response.content(file.id) as response:
        response.stream_to_file(path.with_name("saved"))
        told += [path.with_name("saved").read_bytes()]
    with client.files.with_streaming_response.content(file.id) as response:
        told += [response.read(), response.text()]
    with client.files.with_streaming_response.retrieve(file.id) as response:
        told += [response.parse().filename, response.json()["purpose"], response.http_request.method]
    return [*told, response.is_closed]


@snippet
def content_as_people_use_it(sdk: Any, client: Any, path: Path) -> Any:
    file = client.files.create(file=path, purpose="user_data")
    content = client.files.content(file.id)
    told = [content.text, content.content, content.read(), list(content.iter_lines()), b"".join(content.iter_bytes())]
    client.files.content(file.id).write_to_file(path.with_name("written"))
    with pytest.warns(DeprecationWarning, match="content"):
        text = client.files.retrieve_content(file.id)
    return [*told, path.with_name("written").read_bytes(), text, isinstance(content, sdk.HttpxBinaryResponseContent)]


@snippet
def chunked_uploads(sdk: Any, client: Any, path: Path) -> Any:
    upload = client.uploads.upload_file_chunked(file=path, mime_type="text/plain", purpose="assistants", part_size=10)
    memory = client.uploads.upload_file_chunked(
        file=CONTENT, filename="m.txt", bytes=len(CONTENT), mime_type="text/plain", purpose="assistants"
    )
    return [
        upload.status,
        upload.file.filename,
        client.files.content(upload.file.id).read(),
        client.files.content(memory.file.id).read(),
    ]


@snippet
def pages(sdk: Any, client: Any, path: Path) -> Any:
    for _ in range(5):
        client.files.create(file=path, purpose="batch")
    page = client.files.list(limit=2)
    told: list[Any] = [isinstance(page, sdk.pagination.SyncCursorPage), len(page.data), page.has_more]
    told += [page.has_next_page(), list(page.next_page_info().params), len(page.get_next_page().data)]
    told += [[len(each.data) for each in page.iter_pages()], len(list(page))]
    return [*told, page._request_id is not None]


@snippet
def options(sdk: Any, client: Any, path: Path) -> Any:
    other = client.with_options(timeout=5, max_retries=4, default_headers={"x-a": "b"}, default_query={"c": "d"})
    return [
        other.max_retries,
        other.timeout,
        other.default_headers["x-a"],
        other.default_query,
        str(other.base_url).rstrip("/") == str(client.base_url).rstrip("/"),
        client.copy(max_retries=1).max_retries,
        client.max_retries,
        client.is_closed(),
        other.files.list(limit=1).has_more,
    ]


@snippet
def errors(sdk: Any, client: Any, path: Path) -> Any:
    with pytest.raises(sdk.NotFoundError) as caught:
        client.files.retrieve("file-missing")
    error = caught.value
    bases = ["OpenAIError", "APIError", "APIStatusError", "APIConnectionError", "BadRequestError"]
    return [
        # What follows is the message in the latest releases of the official SDK; ours is the whole body, as theirs was.
        str(error).partition(" - ")[0],
        error.message == str(error),
        error.status_code,
        error.code,
        error.param,
        error.type,
        error.body,
        error.response.status_code,
        error.request.method,
        error.request_id is not None,
        [isinstance(error, getattr(sdk, name)) for name in bases],
    ]


@snippet
def constants(sdk: Any, client: Any, path: Path) -> Any:
    timeout = sdk.Timeout(5.0, connect=1.0)
    return [
        client.with_options(timeout=timeout).timeout.connect,
        sdk.DEFAULT_MAX_RETRIES,
        sdk.DEFAULT_TIMEOUT.connect,
        sdk.DEFAULT_TIMEOUT.read,
        sdk.DEFAULT_CONNECTION_LIMITS.max_connections,
        bool(sdk.NOT_GIVEN),
        bool(sdk.omit),
        isinstance(sdk.NOT_GIVEN, sdk.NotGiven),
        isinstance(sdk.omit, sdk.Omit),
        len(client.files.list(purpose=sdk.omit).data),
        sdk.file_from_path(str(path))[0],
    ]


@snippet
async def async_all(sdk: Any, client: Any, path: Path) -> Any:
    file = await client.files.create(file=path, purpose="user_data")
    raw = await client.files.with_raw_response.retrieve(file.id)
    listed = (await client.files.with_raw_response.list()).parse()
    told = [raw.status_code, raw.parse().filename, [item.filename async for item in listed]]
    content = await client.files.with_raw_response.content(file.id)
    told += [content.content, content.text, content.parse().text]
    async with client.files.with_streaming_response.content(file.id) as response:
        told += [response.status_code, b"".join([block async for block in response.iter_bytes()])]
    async with client.files.with_streaming_response.content(file.id) as response:
        told += [line async for line in response.iter_lines()]
    async with client.files.with_streaming_response.content(file.id) as response:
        told += [await response.read(), await response.text()]
    async with client.files.with_streaming_response.content(file.id) as response:
        await response.stream_to_file(path.with_name("saved"))
    async with client.files.with_streaming_response.retrieve(file.id) as response:
        told += [(await response.parse()).filename, (await response.json())["purpose"]]
    plain = await client.files.content(file.id)
    plain.write_to_file(path.with_name("written"))
    told += [path.with_name("saved").read_bytes(), path.with_name("written").read_bytes(), plain.text]
    told += [list(plain.iter_lines()), "".join(plain.iter_text()), b"".join(plain.iter_bytes())]
    upload = await client.uploads.upload_file_chunked(
        file=path, mime_type="text/plain", purpose="assistants", part_size=20
    )
    begun = await client.uploads.with_raw_response.create(
        bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants"
    )
    return [*told, upload.status, begun.parse().status, listed._request_id is not None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_bytes(CONTENT)
    return path


def outcome(sdk: Any, function: Snippet, files_server: Any, path: Path) -> Any:
    settings = {"base_url": files_server.base_url, "api_key": files_server.api_key, "max_retries": 0}
    if function.__name__ in SNIPPETS:
        with sdk.OpenAI(**settings) as client:
            for file in client.files.list():
                client.files.delete(file.id)
            return stable(function(sdk, client, path))

    async def run() -> Any:
        async with sdk.AsyncOpenAI(**settings) as client:
            async for file in client.files.list():
                await client.files.delete(file.id)
            return stable(await function(sdk, client, path))

    return anyio.run(run)


@pytest.mark.parametrize("function", [*SNIPPETS.values(), *ASYNC_SNIPPETS.values()], ids=lambda each: each.__name__)
def test_both_give_the_same(function: Snippet, files_server: Any, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    theirs = outcome(openai, function, files_server, path)
    ours = outcome(filewright, function, files_server, path)
    assert ours == theirs


def test_types_have_the_same_names() -> None:
    import filewright.types.uploads
    import openai.types.uploads

    theirs = {name for name in vars(openai.types) if name.startswith(("File", "Upload"))} - {
        name for name in vars(openai.types) if "Chunking" in name or name.endswith("Error")
    }
    assert {name for name in theirs if not hasattr(filewright.types, name)} == set()
    parts = {name for name in vars(openai.types.uploads) if "Part" in name}
    assert {name for name in parts if not hasattr(filewright.types.uploads, name)} == set()


@pytest.mark.parametrize(
    "module", ["file_object", "file_create_params", "file_deleted", "file_purpose", "upload", "uploads.upload_part"]
)
def test_types_are_in_the_same_modules(module: str) -> None:
    import importlib

    theirs = importlib.import_module(f"openai.types.{module}")
    ours = importlib.import_module(f"filewright.types.{module}")
    assert set(theirs.__all__) <= set(vars(ours))
