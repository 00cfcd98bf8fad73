"""Every public attribute of every object that the official SDK's files, uploads and batches methods return.

Both libraries make the same calls to a server of canned responses; each attribute of what the official one returns is
then asked of ours. `migrating.py` writes the list down.
"""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple

import filewright
import httpx
import openai
import pydantic

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 2,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}
UPLOAD = {**FILE, "id": "upload-1", "object": "upload", "status": "completed", "expires_at": 2, "file": FILE}
PART = {"id": "part-1", "object": "upload.part", "created_at": 1, "upload_id": "upload-1"}
TOKENS = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
DETAILS = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
BATCH = {
    "id": "batch-1",
    "object": "batch",
    "completion_window": "24h",
    "created_at": 1,
    "endpoint": "/v1/responses",
    "input_file_id": "file-1",
    "status": "completed",
    "errors": {"object": "list", "data": [{"code": "c", "line": 1, "message": "m", "param": "p"}]},
    "request_counts": {"total": 1, "completed": 1, "failed": 0},
    "usage": {**TOKENS, **DETAILS},
}
OBJECTS = {"files": FILE, "uploads": UPLOAD, "batches": BATCH}

CALLS: dict[str, dict[str, Any]] = {
    "files.create": {"file": ("a.jsonl", b"{}"), "purpose": "batch"},
    "files.retrieve": {"file_id": "file-1"},
    "files.list": {},
    "files.delete": {"file_id": "file-1"},
    "files.content": {"file_id": "file-1"},
    "files.wait_for_processing": {"id": "file-1"},
    "uploads.create": {"bytes": 2, "filename": "a.jsonl", "mime_type": "application/jsonl", "purpose": "batch"},
    "uploads.cancel": {"upload_id": "upload-1"},
    "uploads.complete": {"upload_id": "upload-1", "part_ids": ["part-1"]},
    "uploads.parts.create": {"upload_id": "upload-1", "data": b"{}"},
    "uploads.upload_file_chunked": {
        "file": b"{}",
        "filename": "a.jsonl",
        "bytes": 2,
        "mime_type": "application/jsonl",
        "purpose": "batch",
    },
    "batches.create": {"completion_window": "24h", "endpoint": "/v1/responses", "input_file_id": "file-1"},
    "batches.retrieve": {"batch_id": "batch-1"},
    "batches.cancel": {"batch_id": "batch-1"},
    "batches.list": {},
}
"""The methods, and what they are called with. `files.retrieve_content` returns a str."""

WITHIN: dict[str, Callable[[Any], list[Any]]] = {
    "Batch": lambda each: [
        each.errors,
        each.errors.data[0],
        each.request_counts,
        each.usage,
        each.usage.input_tokens_details,
        each.usage.output_tokens_details,
    ],
    "SyncCursorPage": lambda each: [each.next_page_info()],
    "AsyncCursorPage": lambda each: [each.next_page_info()],
    "HttpxBinaryResponseContent": lambda each: [each.response],
    "LegacyAPIResponse": lambda each: [each.http_response],
    "APIResponse": lambda each: [each.http_response],
    "AsyncAPIResponse": lambda each: [each.http_response],
}
"""Objects that belong to what is returned."""

GROUPS = {
    "HttpxBinaryResponseContent": "content",
    "LegacyAPIResponse": "raw responses",
    "APIResponse": "streamed responses",
    "AsyncAPIResponse": "streamed responses",
    "StreamedBinaryAPIResponse": "streamed responses",
    "AsyncStreamedBinaryAPIResponse": "streamed responses",
    "SyncCursorPage": "pages",
    "AsyncCursorPage": "pages",
    "PageInfo": "next_page_info() of pages",
    "Response": "responses of httpx",
}
"""Headings, by the name of the official class. Models have their own."""

ASYNC_CONTENT = {"aclose", "aread"}
"""With those that begin with `aiter_` or `astream_`: the official class has them for both clients, here only the
content of an async client has them."""


class Attribute(NamedTuple):
    """A public attribute: its heading, its name, whether it is here, and the method whose result has it."""

    group: str
    name: str
    here: bool
    method: str


def respond(request: httpx.Request) -> httpx.Response:
    """What a server would send."""
    place, _, rest = request.url.path.removeprefix("/v1/").partition("/")
    if rest.endswith("content"):
        return httpx.Response(200, content=b'{"a": 1}\n')
    if rest.endswith("parts"):
        return httpx.Response(200, json=PART)
    if request.method == "DELETE":
        return httpx.Response(200, json={"id": "file-1", "object": "file", "deleted": True})
    found = OBJECTS[place]
    is_list = request.method == "GET" and not rest
    return httpx.Response(200, json={"object": "list", "data": [found], "has_more": True} if is_list else found)


def attributes() -> Iterator[Attribute]:
    """All of them, blocking and async."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of names of pydantic's first version
        yield from asyncio.run(_attributes(asynchronous=False))
        yield from asyncio.run(_attributes(asynchronous=True))


async def _attributes(*, asynchronous: bool) -> list[Attribute]:
    found: list[Attribute] = []
    async with httpx.AsyncClient(transport=httpx.MockTransport(respond)) as http:
        given: Any = http if asynchronous else httpx.Client(transport=httpx.MockTransport(respond))
        theirs, ours = (
            (each.AsyncOpenAI if asynchronous else each.OpenAI)(
                api_key="x", base_url="http://127.0.0.1:9/v1", http_client=given, max_retries=0
            )
            for each in (openai, filewright)
        )
        for method, arguments in CALLS.items():
            for view in ("", "with_raw_response", "with_streaming_response"):
                if not view or method not in {"files.wait_for_processing", "uploads.upload_file_chunked"}:
                    results = [await _results(each, method, view, arguments) for each in (theirs, ours)]
                    inner = WITHIN.get(_kind(results[0][-1]), lambda each: [])
                    for one, other in zip(*([*each, *inner(each[-1])] for each in results), strict=True):
                        found += [each for each in _compared(one, other, method) if asynchronous or not _awaits(each)]
        if not asynchronous:
            given.close()
    return found


async def _results(client: Any, method: str, view: str, arguments: dict[str, Any]) -> list[Any]:
    """What a method returns, what comes of it when it is awaited or entered."""
    *place, name = method.split(".")
    holder = client
    for each in place:
        holder = getattr(holder, each)
    returned = getattr(getattr(holder, view) if view else holder, name)(**arguments)
    results = [] if inspect.iscoroutine(returned) else [returned]
    if isinstance(returned, Awaitable):
        results.append(await returned)
    elif hasattr(returned, "__aenter__"):
        results.append(await returned.__aenter__())
    elif view == "with_streaming_response":
        results.append(returned.__enter__())
    return results


def _kind(thing: Any) -> str:
    names = [cls.__name__.partition("[")[0] for cls in type(thing).__mro__]
    return next((name for name in names if name in {*GROUPS, *WITHIN}), names[0])


def _compared(theirs: Any, ours: Any, method: str) -> Iterator[Attribute]:
    fields = set(type(theirs).model_fields) if isinstance(theirs, pydantic.BaseModel) else set()
    own = set(dir(pydantic.BaseModel)) | {"to_dict", "to_json"}
    kind = _kind(theirs)
    is_model = fields and kind not in GROUPS
    for name in sorted({*(each for each in dir(theirs) if not each.startswith("_")), *fields}):
        if is_model or (fields and name in own and name not in fields):
            group = f"fields of {kind}" if name in fields else "model methods"
        else:
            group = GROUPS[kind]
        yield Attribute(group, name, _has(ours, name), method)


def _awaits(each: Attribute) -> bool:
    awaited = each.name in ASYNC_CONTENT or each.name.startswith(("aiter_", "astream_"))
    return each.group == "content" and awaited


def _has(thing: Any, name: str) -> bool:
    try:
        getattr(thing, name)
    except AttributeError:
        return False
    except Exception:  # it is there, and says why it cannot be read now
        return True
    return True
