"""Every public name of the official SDK's resources that are covered here, and what has become of it.

`python tests/interop/migrating.py` writes docs/migrating.md; with `--check` it only says whether that is what would be
written. The names are taken from the installed package. One that is here under the same name is "same", unless BETTER
says how it is better; one that is not must be in LEFT_OUT, with why, or the test beside this file fails.
"""

from __future__ import annotations

import argparse
import fnmatch
import functools
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import filewright
import openai
import returned
from filewright.clients import client
from filewright_resources import Resources

PAGE = Path(__file__).parents[2] / "docs" / "migrating.md"

OTHER_API = "belongs to a part of the API that is not covered here"
WITHIN = "objects within arguments are TypedDicts of types.shared_params; a choice of several is written out"
PYDANTIC = "for those who write models with pydantic; the ones here are attrs classes"

# By group and name, or pattern of names.
BETTER: dict[tuple[str, str], str] = {
    ("package", "OpenAI"): "takes plugins, expiry defaults, checks, caps, a total timeout and a retry budget besides",
    ("package", "AsyncOpenAI"): "the same, on asyncio and on trio",
    ("package", "APIResponseValidationError"): "raised for every response that does not match the contract",
    ("package", "InternalServerError"): "501, 505 and 600 and above are not sent again",
    ("package", "file_from_path"): "nothing is read before it is sent",
    ("client settings", "api_key"): "checked when the client is made; never in a repr, log, error or pickle",
    ("client settings", "base_url"): "checked when the client is made; `file:///folder` needs no server",
    ("client settings", "max_retries"): "checked when the client is made; a budget bounds the retries of all calls",
    ("client settings", "timeout"): "also limits the time for a response's head as a whole",
    ("client", "close"): "a use after it raises ClientClosedError",
    ("files", "create"): "streams, with constant memory; after a lost response, the file is looked for before a retry",
    (
        "files.create parameters",
        "file",
    ): "a str alone is a path, in a tuple content; pipes, arrays and responses are taken; checked before it is sent",
    ("files.create parameters", "expires_after"): 'a timedelta, seconds or "7d" too; checked before anything is sent',
    ("files", "list"): "a server that repeats its pages ends the walk, or raises",
    ("files", "content"): "fetched when and how it is used, not into memory",
    (
        "files",
        "wait_for_processing",
    ): "the deadline holds during a slow response; an unknown status counts as pending",
    ("files", "retrieve_content"): "the same, and as deprecated",
    ("content", "stream_to_file"): "temporary file, resumed after a cut, checked, synced, renamed",
    ("content", "write_to_file"): "temporary file, resumed after a cut, checked, synced, renamed",
    ("content", "a*_to_file"): "the event loop does not wait for the disk",
    (
        "uploads",
        "upload_file_chunked",
    ): "eight parts at a time, none in memory; the same call goes on after a crash; the MD5 is compared",
    ("raw responses", "http_request"): "its credentials are masked",
    ("streamed responses", "http_request"): "its credentials are masked",
    ("batches", "create"): "after a lost response, the object is looked for before a retry",
    ("errors", "message"): "the whole body after the status, as it was before; the latest have only its message",
    ("errors", "request"): "its credentials are masked",
}
LEFT_OUT: dict[tuple[str, str], str] = {
    ("package", "*Bedrock*"): "a provider whose API has no files",
    ("package", "*WebSocket*"): OTHER_API,
    ("package", "Reconnecting*"): OTHER_API,
    ("package", "*Stream"): OTHER_API,
    ("package", "LengthFinishReasonError"): OTHER_API,
    ("package", "ContentFilterFinishReasonError"): OTHER_API,
    ("package", "InvalidWebhookSignatureError"): OTHER_API,
    ("package", "OAuthError"): "signing in with workload identities is left to a function as api_key",
    ("package", "DataResidency"): "give the regional server as base_url",
    ("package", "BaseModel"): "the models are attrs classes; their base is filewright_api.types.Model",
    ("package", "NoneType"): "a type for annotations; Python's own is types.NoneType",
    ("package", "Transport"): "a type for annotations; httpx.BaseTransport",
    ("package", "ProxiesTypes"): "a type for annotations; proxies are given to httpx",
    ("package", "RequestOptions"): "a type for annotations; each method names its options",
    ("package", "__title__"): "the name of the package",
    ("package", "Default*Httpx2Client"): "an httpx2 client is passed as http_client as it is",
    ("package", "DefaultAioHttpClient"): "another HTTP library; a plugin can bring one by `transport_for`",
    ("client settings", "admin_api_key"): OTHER_API,
    ("client settings", "workload_identity"): "give a function as api_key",
    ("client settings", "webhook_secret"): OTHER_API,
    ("client settings", "websocket_base_url"): OTHER_API,
    ("client settings", "data_residency"): "give the regional server as base_url",
    ("client settings", "_*"): "not public",
    ("client", "get"): "`client.call(operation)` calls any operation of the contract",
    ("client", "post"): "`client.call(operation)` calls any operation of the contract",
    ("client", "put"): "`client.call(operation)` calls any operation of the contract",
    ("client", "patch"): "`client.call(operation)` calls any operation of the contract",
    ("client", "delete"): "`client.call(operation)` calls any operation of the contract",
    ("client", "request"): "`client.call(operation)` calls any operation of the contract",
    ("client", "get_api_list"): "`client.call(operation)` calls any operation of the contract",
    ("client", "auth_headers"): "a plugin sees and changes headers by `before_request_sent`",
    ("client", "custom_auth"): "httpx's auth is given with http_client",
    ("client", "qs"): "internal",
    ("client", "platform_headers"): "no information about the machine is sent",
    ("client", "user_agent"): "set it by default_headers",
    ("package", "*Computer*"): OTHER_API,
    ("fine_tuning", "alpha"): OTHER_API,
    ("fine_tuning", "checkpoints"): "permissions for others to use checkpoints; use the official SDK",
    ("beta", "*"): OTHER_API,
    ("types", "FileChunkingStrategy*"): WITHIN,
    ("types.fine_tuning", "*Integration*"): WITHIN,
    ("types.fine_tuning", "*Param"): WITHIN,
    ("types.beta", "*Param"): WITHIN,
    ("types.beta", "AssistantStreamEvent"): OTHER_API,
    ("types.beta", "AssistantToolChoice*"): OTHER_API,
    ("types.beta", "AssistantResponseFormatOption"): WITHIN,
    ("types.beta", "AssistantTool"): WITHIN,
    ("model methods", "*schema*"): "pydantic's first version; use `model_json_schema()`",
    ("model methods", "parse_file"): "pydantic's first version; read the file, then `model_validate_json()`",
    ("model methods", "from_orm"): "pydantic's first version; for models of databases",
    ("model methods", "update_forward_refs"): PYDANTIC,
    ("model methods", "model_*"): PYDANTIC,
}


class Name(NamedTuple):
    """A public name: its group, and whether it is here."""

    group: str
    name: str
    here: bool


class Row(NamedTuple):
    """A line of the table."""

    group: str
    name: str
    state: str
    words: str


def _public(thing: Any) -> list[str]:
    return sorted(name for name in dir(thing) if not name.startswith("_"))


def _parameters(function: Any) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


def names() -> Iterator[Name]:
    """All public names of the official SDK that this client covers."""
    for group in (_package, _clients, _resources, _returned, _types, _errors):
        yield from group()


def _package() -> Iterator[Name]:
    for name in sorted({*openai.__all__, "AzureOpenAI", "AsyncAzureOpenAI", "HttpxBinaryResponseContent"}):
        yield Name("package", name, hasattr(filewright, name))


def _clients() -> Iterator[Name]:
    here = set(_parameters(client.Client))
    for name in _parameters(openai.OpenAI.__init__):
        yield Name("client settings", name, name in here)
    for name in _public(openai.OpenAI):
        # The resources of other parts of the API are not covered.
        is_resource = isinstance(inspect.getattr_static(openai.OpenAI, name), functools.cached_property)
        if not is_resource or name in RESOURCES:
            yield Name("client", name, hasattr(client.Client, name))


RESOURCES = tuple(name for name, each in vars(Resources).items() if isinstance(each, functools.cached_property))


def _pairs() -> Iterator[tuple[str, Any, Any]]:
    """Each resource, as (its place in the client, the official one, ours), blocking and async."""
    key = {"api_key": "x"}
    clients = ((openai.OpenAI(**key), client.Client(**key)), (openai.AsyncOpenAI(**key), client.AsyncClient(**key)))
    for theirs, ours in clients:
        for name in RESOURCES:
            yield from _within(name, getattr(theirs, name), getattr(ours, name))


def _within(place: str, theirs: Any, ours: Any) -> Iterator[tuple[str, Any, Any]]:
    yield place, theirs, ours
    for name in _public(ours):
        inner = getattr(ours, name)
        if hasattr(inner, "with_raw_response"):
            yield from _within(f"{place}.{name}", getattr(theirs, name), inner)


def _resources() -> Iterator[Name]:
    for group, theirs, ours in _pairs():
        for name in _public(theirs):
            present = hasattr(ours, name)
            yield Name(group, name, present)
            if present and inspect.ismethod(getattr(theirs, name)):
                known = set(_parameters(getattr(ours, name)))
                for parameter in _parameters(getattr(theirs, name)):
                    yield Name(f"{group}.{name} parameters", parameter, parameter in known)


def _returned() -> Iterator[Name]:
    for each in returned.attributes():
        yield Name(each.group, each.name, each.here)


COVERED = {
    "types": ("File", "Upload", "Batch", "VectorStore", "Model", "Container"),
    "types.uploads": ("UploadPart", "PartCreateParams"),
    "types.vector_stores": ("File", "VectorStore"),
    "types.fine_tuning": ("FineTuningJob", "Job", "Dpo", "Reinforcement", "Supervised"),
    "types.fine_tuning.jobs": ("Checkpoint", "FineTuningJobCheckpoint"),
    "types.containers": ("File",),
    "types.beta": ("Assistant", "CodeInterpreter", "FileSearch", "Function"),
}
"""Places of types, and what the names of those begin with that belong to the resources that are covered."""


def _types() -> Iterator[Name]:
    for place, beginnings in COVERED.items():
        theirs, ours = (importlib.import_module(f"{package}.{place}") for package in ("openai", "filewright"))
        for name in _public(theirs):
            if name.startswith(beginnings) and name[0].isupper():
                yield Name(place, name, hasattr(ours, name))


def _errors() -> Iterator[Name]:
    def annotated(error: Any) -> set[str]:
        return {
            name for cls in error.__mro__ for name in getattr(cls, "__annotations__", {}) if not name.startswith("_")
        }

    for name in sorted(annotated(openai.APIStatusError)):
        yield Name("errors", name, name in annotated(filewright.APIStatusError))


def _looked_up(table: dict[tuple[str, str], str], group: str, name: str) -> str | None:
    exact = table.get((group, name))
    if exact is not None:
        return exact
    return next(
        (words for (g, pattern), words in table.items() if g == group and fnmatch.fnmatchcase(name, pattern)), None
    )


def methods_by_group() -> dict[str, list[str]]:
    """The methods whose results, or what belongs to these, have the attributes of a heading."""
    made: dict[str, dict[str, None]] = {}
    for each in returned.attributes():
        if each.group != "model methods":
            made.setdefault(each.group, {})[each.method] = None
    return {group: list(methods) for group, methods in made.items()}


def rows() -> list[Row]:
    """What has become of each name; the state of one that nobody knows of is "?"."""
    made: dict[tuple[str, str], Row] = {}
    for each in names():
        better = _looked_up(BETTER, each.group, each.name)
        left_out = _looked_up(LEFT_OUT, each.group, each.name)
        if each.here:
            row = Row(each.group, each.name, "better" if better else "same", better or "")
        else:
            row = Row(each.group, each.name, "left out" if left_out else "?", left_out or "")
        before = made.get((each.group, each.name))
        if before is None or before.state in {"same", "better"}:  # what one client lacks is missing
            made[each.group, each.name] = row
    return list(made.values())


INTRODUCTION = """\
# Coming from the official SDK

Replace the import; code that uses only the resources below then runs, and passes a type checker:

```python
from filewright import OpenAI  # was: from openai import OpenAI
```

The environment variables are the same (`OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID`, `OPENAI_PROJECT_ID`,
`OPENAI_LOG`), and so are the names of errors, their attributes and their bases: an `except` that caught something goes
on catching it. For the rest of the API keep the official SDK beside this one; they do not get in each other's way.

Below is every public name of the official SDK's surface for these resources, taken from the installed package (openai
{version}), with what is better here; names that are left out, and why, are at the end. The
attributes of what the methods of files, uploads and batches return are in it too: both libraries were called, and each
attribute of the official results was looked up in ours. A test fails when a new version of the official SDK has a name
that this page does not know.
"""


def page() -> str:
    """The page."""
    from importlib.metadata import version

    table = rows()
    makers = methods_by_group()
    left_out: dict[str, list[str]] = {}
    lines = [INTRODUCTION.replace("{version}", version("openai"))]
    for group in dict.fromkeys(row.group for row in table if "parameters" not in row.group):
        mine = [
            row
            for row in table
            if row.group == group or (row.group.rpartition(".")[0] == group and "parameters" in row.group)
        ]
        named = [
            (row.name if row.group == group else f"{row.group[len(group) + 1 : -11]}({row.name})", row) for row in mine
        ]
        same = [f"`{name}`" for name, row in named if row.state == "same"]
        better = [(name, row) for name, row in named if row.state not in {"same", "left out"}]
        if same or better or group in makers:
            lines += [f"## {group[0].upper()}{group[1:]}", ""]
        if group in makers:
            lines += [f"Returned by {', '.join(f'`{method}`' for method in makers[group])}.", ""]
        if same:
            lines += [f"Same: {', '.join(same)}.", ""]
        if better:
            lines += ["| name | what is better |", "|---|---|"]
            lines += [f"| `{name}` | {row.words} |" for name, row in better]
            lines.append("")
        for name, row in named:
            if row.state == "left out":
                left_out.setdefault(row.words, []).append(f"`{name}`" if group == "package" else f"`{group}`: `{name}`")
    lines += ["## Left out", "", "| why | names |", "|---|---|"]
    lines += [f"| {words} | {', '.join(found)} |" for words, found in left_out.items()]
    return "\n".join([*lines, ""])


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; the exit code is 1 where the page differs")
    options = parser.parse_args()
    text = page()
    if options.check:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE}: {len(rows())} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
