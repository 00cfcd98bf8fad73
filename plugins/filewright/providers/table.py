"""Providers as data: their addresses, their names for things, and the features that they lack.

A provider is a service whose Files API differs from OpenAI's. A table describes the differences, and `ProviderPlugin`
turns it into a plugin. The embedded server uses the same table to emulate a provider. Facts that could not be verified
are left out of a table, so the server decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import attrs

from ..settings import LOOPBACK_HOSTS
from .ways import NOTHING, Parts, Steps

if TYPE_CHECKING:
    from filewright_api.types import RequestParts

    from ..calls import Call
    from ..limits import Limit

Kind: TypeAlias = Literal["same", "list", "hours", "json", "tail"]
"""The form of a value: as it is, as the one item of a list, as a number of hours ("24h" is 24), as JSON text, or as the
last segment of a path.
"""


@attrs.frozen
class Field:
    """A provider's name for a field of the contract.

    Attributes:
        name: its name, with dots where it lies within other objects; empty where it is not sent.
        kind: how its value differs.
        default: the value to send if none is given.
    """

    name: str
    kind: Kind = "same"
    default: Any = None


Fields: TypeAlias = Mapping[str, Field]
"""By the contract's names, which may have dots too."""

SPLIT = "Split it into several files"
"""Advice for a batch file that is too large."""
WHOLE = "send the file whole, with client.files.create(...)"
"""Advice where uploads in parts are not supported."""


def _fields(given: Mapping[str, Field | str]) -> Fields:
    return {ours: Field(theirs) if isinstance(theirs, str) else theirs for ours, theirs in given.items()}


def _host_of(provider: Provider) -> tuple[str, ...]:
    host = urlsplit(provider.base_url or "").hostname
    return (host,) if host and host not in LOOPBACK_HOSTS else ()


@attrs.frozen(kw_only=True)
class Inline:
    """The form of a batch's requests inside the request that creates it, for services that take no stored file.

    Attributes:
        endpoint: the endpoint of the contract's `url` that all of them are for.
        field: the list of the requests.
        custom_id, body: what a request has its id and its body in.
    """

    endpoint: str
    field: str = "requests"
    custom_id: str = "custom_id"
    body: str = "params"


@attrs.frozen(kw_only=True)
class Results:
    """The results of a batch, where they are not a stored file of OpenAI's lines.

    Names may have dots; `*` is the one name that there is at its place.

    Attributes:
        path: method and path, with {batch_id}.
        key: the field of a batch that stands for {batch_id}.
        custom_id, body, error: where a line has the id of the request, the body of its response, and its error.
        message, code: where an error has its sentence and its code.
        outcome: where a line says how the request ended; codes: OpenAI's code of what it may say there.
        good, bad: what it says there of a request that went well, and of one that has an error.
        statuses: the HTTP status by the code of an error.
        items: the lines of a page; None: the response is JSONL.
        token: the field of a page, and the query parameter, with the token of the next one.
        query: sent with each page.
    """

    path: str
    key: str = "id"
    custom_id: str = "custom_id"
    body: str
    error: str
    message: str = "message"
    code: str = "code"
    outcome: str | None = None
    good: str = ""
    bad: str = ""
    codes: Mapping[str, str] = NOTHING
    statuses: Mapping[str, int] = NOTHING
    items: str | None = None
    token: str = ""
    query: Mapping[str, str] = NOTHING


@attrs.frozen(kw_only=True)
class Purpose:
    """A provider's requirements for files of a purpose.

    Attributes:
        limit: the size and suffixes; None if they are not known.
        uploads: callers can upload files of this purpose; otherwise only the service makes them.
        downloads: the content can be had; otherwise only the caller's own copy has it.
    """

    limit: Limit | None = None
    uploads: bool = True
    downloads: bool = True


@attrs.frozen(kw_only=True)
class Paging:
    """The paging of lists.

    Attributes:
        kind: "after" (the id of the last item), "whole" (all at once), "number" (of the page), "token" (which comes
            with each page), "offset" (of the first item).
        parameter: the query parameter of the page, where it is not `after`.
        size: the query parameter for how many items a page has; None: there is none.
        first: the first page's number.
        token: the field of the response that holds the next token.
        filters: the other arguments that the provider takes: "purpose", "order".
        query: sent with each list unless the caller says otherwise.
    """

    kind: Literal["after", "whole", "number", "token", "offset"] = "after"
    parameter: str = "after"
    size: str | None = "limit"
    first: int = 0
    token: str = ""
    filters: frozenset[str] = frozenset({"purpose", "order"})
    query: Mapping[str, str] = NOTHING


@attrs.frozen(kw_only=True)
class Expiry:
    """The form of an expiry that is sent with an upload.

    Attributes:
        form: "brackets" and "dots" (`expires_after[seconds]`, `expires_after.seconds`), "seconds" (one number),
            "timestamp" (seconds since 1970), or "none": it cannot be asked for.
        field: the name of the field.
        bounds: by purpose, the fewest and the most seconds.
        defaults: by purpose, what is asked for where neither the caller nor the client says anything.
        instead: what to do where it cannot be asked for.
    """

    form: Literal["brackets", "dots", "seconds", "timestamp", "none"] = "brackets"
    field: str = "expires_after"
    bounds: Mapping[str, tuple[int, int]] = NOTHING
    defaults: Mapping[str, str] = NOTHING
    instead: str = "delete the file when it is done with"


COUNTS = ("total", "completed", "failed")
ASKED = ("input_file_id", "endpoint", "completion_window", "metadata")
_BATCHES = {
    "create_batch": "POST /batches",
    "list_batches": "GET /batches",
    "retrieve_batch": "GET /batches/{batch_id}",
    "cancel_batch": "POST /batches/{batch_id}/cancel",
}


@attrs.frozen(kw_only=True)
class Provider:
    """One provider.

    Attributes:
        name: what `provider=` is given; title: what people call it.
        checked: the day on which the facts were collected; sources: where from.
        base_url: the URL before `/files`, or None if each user has another; names in braces are those of environment
            variables that have a part of it.
        hosts: host names of the provider, including their subdomains. Default: the host of the base URL.
        url_variable, key_variables: environment variables, in order of precedence.
        needs_key: the service always wants a key.
        auth: "bearer", or the header that the key goes in.
        file_auth: the header that the key goes in for files, where it is another.
        headers, query: sent with each request unless the caller says otherwise.
        absent: what the provider has not, by operation (`retrieve_file`) or tag (`uploads`), and what to do instead.
        paths: methods and paths other than the contract's, by operation: "POST /files/upload".
        batch_path: what batches are under, where it is not "/batches".
        purposes: by name; where there are any and `more_purposes` is not set, others are refused.
        purpose_default: the purpose of listed files that have none.
        limit: what is asked of files whose purpose says nothing.
        form: further fields of an upload's form, with {filename} and {bytes} in them; None: a field that is not sent.
        file, batch: what the fields of files and of batches are called; a text is a Field of that name.
        batch_request: what fields of a request for a batch are called that are not called as in `batch`.
        batch_counts: what the numbers of requests are called: all, those that went well, and those that failed.
        envelopes: where within a response the object or the list lies, by operation or "*".
        items, batch_items: where within the response of a list of files, or of batches, the items lie.
        file_extra, batch_extra, page_extra, deleted_extra: fields that the service sends besides, for playing it: a
            value, or a Field of the contract that has it.
        times, batch_times, numbers: how moments and sizes are written in responses.
        file_statuses, batch_statuses: the contract's words by the provider's, in lower case, or as they are.
        batch_unsaid: statuses of the contract that the provider has no word for, and the word that it has instead.
        purpose_names: what the provider calls purposes of the contract.
        bare_lists: operations whose response is the list itself.
        statuses: the statuses of operations whose success is not 200, for playing the service.
        plain: operations whose response is OpenAI's, for playing the service.
        capitals: the statuses of batches are in capitals.
        error: the body of an error, with {message}, {type}, {code} and {status}, a number, in it; None: as OpenAI's.
        url_suffix: what comes after the URL that `url_variable` holds.
        steps: how a file is uploaded, where that is not one form; larger, parts: how a file of that size on is.
        links: where the response for a content has the URLs of its pieces, by name, where it is not the content.
        file_prefix: what ids of files begin with at the provider, which is left out here.
        has_status: files have a status; otherwise they can be used as soon as they are there.
        paging, batch_paging, expiry: see there; batches page as files do unless it is said.
        batch_needs: what `extra_body` must have in a request for a batch.
        inline, results: how batches are begun, and their results told, in another way than by files; see there.
        content_is_original: what is downloaded is byte for byte what was uploaded.
        keeps_names: files have the names that they were uploaded under; otherwise the service may change them.
        rates: what the provider says of rates, in words; notes: what else a user should know.
        upload_rate: how many uploads it takes, such as "20/s", which is kept to.
        advice: by the code of an error, what helps; it is added to the error.
        adapt_request, adapt_response, adapt_batch: what no table can say, of the parts of a request, of the body of a
            response, and of the fields of a batch; play_batch: the way back of the last, for playing the provider.
    """

    name: str
    title: str
    checked: str
    sources: tuple[str, ...]
    base_url: str | None = None
    hosts: tuple[str, ...] = attrs.field(default=attrs.Factory(_host_of, takes_self=True))
    url_variable: str | None = None
    url_suffix: str = ""
    key_variables: tuple[str, ...] = ()
    needs_key: bool = True
    auth: str = "bearer"
    file_auth: str | None = None
    headers: Mapping[str, str] = NOTHING
    query: Mapping[str, str] = NOTHING
    absent: Mapping[str, str] = NOTHING
    paths: Mapping[str, str] = NOTHING
    batch_path: str = "/batches"
    purposes: Mapping[str, Purpose] = NOTHING
    more_purposes: bool = False
    purpose_default: str = "user_data"
    limit: Limit | None = None
    form: Mapping[str, str | None] = NOTHING
    file: Fields = attrs.field(default=NOTHING, converter=_fields)
    batch: Fields = attrs.field(default=NOTHING, converter=_fields)
    batch_request: Fields = attrs.field(default=NOTHING, converter=_fields)
    batch_counts: tuple[str, str, str] | None = None
    envelopes: Mapping[str, str] = NOTHING
    items: str = "data"
    batch_items: str = "data"
    file_extra: Mapping[str, Any] = NOTHING
    batch_extra: Mapping[str, Any] = NOTHING
    page_extra: Mapping[str, Any] = NOTHING
    deleted_extra: Mapping[str, Any] = NOTHING
    times: Literal["unix", "iso"] = "unix"
    batch_times: Literal["unix", "iso"] = "unix"
    numbers: Literal["number", "text"] = "number"
    file_statuses: Mapping[str, str] = NOTHING
    batch_statuses: Mapping[str, str] = NOTHING
    batch_unsaid: Mapping[str, str] = NOTHING
    purpose_names: Mapping[str, str] = NOTHING
    bare_lists: frozenset[str] = frozenset()
    statuses: Mapping[str, int] = NOTHING
    plain: frozenset[str] = frozenset()
    capitals: bool = False
    error: Mapping[str, Any] | None = None
    steps: Steps | None = None
    larger: Steps | None = None
    parts: Parts | None = None
    links: str | None = None
    file_prefix: str = ""
    has_status: bool = True
    paging: Paging = Paging()
    batch_paging: Paging = attrs.field(default=attrs.Factory(lambda provider: provider.paging, takes_self=True))
    expiry: Expiry = Expiry()
    batch_needs: tuple[str, ...] = ()
    inline: Inline | None = None
    results: Results | None = None
    content_is_original: bool = True
    keeps_names: bool = True
    rates: str = ""
    upload_rate: str | None = None
    advice: Mapping[str, str] = NOTHING
    notes: str = ""
    adapt_request: Callable[[RequestParts, Call], None] | None = None
    adapt_response: Callable[[Any, Call], Any] | None = None
    adapt_batch: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    play_batch: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None

    @property
    def batch_fields(self) -> Fields:
        """The provider's names for the fields of batches, including the counts."""
        counts = zip(COUNTS, self.batch_counts or (), strict=False)
        return {**self.batch, **{f"request_counts.{ours}": Field(theirs) for ours, theirs in counts}}

    @property
    def request_fields(self) -> Fields:
        """The provider's names for the fields of a request for a batch."""
        same = {name: self.batch[name] for name in ASKED if name in self.batch}
        return {**same, **self.batch_request}

    def target_of(self, operation: str) -> str | None:
        """The method and the path of an operation, where they are not the contract's."""
        own = _BATCHES.get(operation) if self.batch_path != "/batches" else None
        return self.paths.get(operation) or (own and own.replace("/batches", self.batch_path, 1))

    def steps_for(self, size: int | None) -> Steps | None:
        """The steps that a file of a size is uploaded in, if it is."""
        if self.larger is not None and size is not None and size >= self.larger.from_bytes:
            return self.larger
        return self.steps if self.steps is not None and (size is None or size >= self.steps.from_bytes) else None

    def parts_for(self, size: int | None) -> Parts | None:
        """The parts that a file of a size is uploaded in, if it is."""
        return self.parts if self.parts is not None and size is not None and size >= self.parts.from_bytes else None

    def lacks(self, operation: str, tag: str) -> str | None:
        """The alternative to an operation that the provider lacks; None if it has it, or if that is unknown."""
        return self.absent.get(operation, self.absent.get(tag))
