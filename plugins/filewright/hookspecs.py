"""The contract between Filewright and its plugins: every hook, when it runs, and what it may do.

A plugin is any object, class instance or module with functions marked `@hookimpl` and named as a hook here:

```python
from filewright import OpenAI, hookimpl


class CountCalls:
    calls = 0

    @hookimpl
    def after_call_finished(self, call, outcome):
        self.calls += 1


client = OpenAI(plugins=[CountCalls()])
```

An implementation takes the arguments it wants, by name: `def after_call_finished(self, call)` is one too. It is found

- in `plugins=[...]` of a client: an object, or the name of an importable module or `module:attribute`,
- in the entry-point group `filewright` of an installed distribution,
- in the environment variable `FILEWRIGHT_PLUGINS` (comma-separated, `module` or `module:attribute`; set and empty, it
  keeps entry points from being loaded).

Where several implement a hook, the plugin registered last runs first: built-ins come first in the order of
registration, then the environment's and entry points', then the client's own. `client.plugins` tells the order.

Hooks are pure: they compute and do not wait. A hook that needs I/O (marked "a flow" below) is a plain function that
returns a generator of effects (see `filewright.effects`), which the client runs, blocking or async. An `async def` is
refused when it is registered.

An exception from a hook ends the call. An error of `filewright.errors` is passed on as it is; any other becomes a
PluginError that names the plugin and its version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pluggy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx
    from filewright_api.types import RequestParts

    from .calls import Call, TransferEvent
    from .effects import Body, Flow
    from .limits import Limit
    from .options import ClientOptions
    from .providers.table import Provider
    from .sources import Source

PROJECT = "filewright"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

Verdict: TypeAlias = Literal["done", "failed", "pending"]
"""What polling says of an object."""


@hookspec
def before_client_created(options: ClientOptions) -> ClientOptions | None:
    """A client is about to be made: fill in its options, such as the URL, key, headers and limits of a provider.

    Runs once for each client, once for each copy that `with_options` makes, and when an option of a client is set.
    `options` is what the caller gave, before the environment is asked: one that was not given has its default, and
    `base_url` and `api_key` are None. Return `options.changed(base_url=..., ...)`, or None for no change. All
    implementations run, each with what the one before returned. `plugins`, `block`, `expiry`, `checks` and
    `http_client` cannot be changed: hooks such as `default_expiry`, `check_source` and `transport_for` do that. Calls
    have what was returned as `call.settings.options`. Raise ConfigurationError for options that cannot be. By default
    nothing is changed. Since 0.1.
    """


@hookspec
def providers() -> Provider | None:
    """A provider that the plugin brings: what `client.provider`, `filewright providers` and `provider=` know.

    Runs where a client names its provider, and where providers are listed. Return a `filewright.providers.Provider`;
    `ProviderPlugin` does so. By default there are the built-in ones. Since 0.1.
    """


@hookspec(historic=True)
def client_created(client: Any) -> None:
    """A client is ready. For set-up.

    Runs once for each client, and for each copy that `with_options` makes with other plugins, after all plugins are
    registered. The client may be kept, not changed. Since 0.1.
    """


@hookspec(firstresult=True)
def transport_for(base_url: str, asynchronous: bool) -> Any:
    """What carries the requests of a client: a faster HTTP stack, another scheme, a test double.

    Runs once for each client that was given no `http_client`. Return an `httpx.BaseTransport` (where `asynchronous`,
    an `httpx.AsyncBaseTransport`), or None for httpx's own. The built-in returns one for `file:` URLs. The client
    closes it. Since 0.1.
    """


@hookspec
def before_call_encoded(call: Call) -> None:
    """A call begins: change its arguments, headers, query or timeout, or refuse it by raising.

    Runs once a call, before anything is encoded, and once for each page and each poll. Since 0.1.
    """


@hookspec(firstresult=True)
def default_expiry(purpose: str, source: Source | None, call: Call) -> Any:
    """How long a new file shall be kept where the caller did not say.

    Runs once for each call that makes a file and was given no `expires_after`. Return what `expires_after` takes (an
    ExpiresAfter, a dict, a timedelta, seconds), or None for no opinion. `source` is None for an upload in parts.
    Since 0.1.
    """


@hookspec(firstresult=True)
def purpose_limit(purpose: str, call: Call) -> Limit | None:
    """The size and suffixes that the server takes for a purpose: those of a service other than OpenAI's.

    Runs once for each upload, before `check_source`, which is given the limit. Return a `filewright.limits.Limit`, or
    None for no opinion; `Limit()` leaves everything to the server. The built-in returns OpenAI's. Since 0.1.
    """


@hookspec
def check_source(source: Source, purpose: str, limit: Limit | None, call: Call) -> None:
    """Refuse a bad upload before a byte is sent, by raising a SourceError.

    Runs once for each upload, when name, type and size are known. `limit` is what `purpose_limit` returned. All
    implementations run. Since 0.1.
    """


@hookspec(firstresult=True)
def check_content(source: Source, purpose: str, call: Call) -> Flow[None] | None:
    """Look at what is in a file before a byte is sent: a flow that raises a SourceError where it is not right.

    Runs once for each upload, after `check_source`; `FeedSource` reads the bytes. Return None for no opinion, and an
    empty flow to keep the built-in from looking, which checks files for batches, fine-tuning and evals that go to
    OpenAI's API. Since 0.1.
    """


@hookspec(firstresult=True)
def upload_file(source: Source, call: Call) -> Flow[Any] | None:
    """How a file goes up: a flow that sends it and returns the file object, or None for no opinion.

    Runs once for each upload, after its checks. The built-ins send one request, or, above the threshold of
    `large_files`, an upload in parts. The flow may make other calls with `call.perform`, and tell plugins of the
    progress of the whole with `call.tell`. Since 0.1.
    """


@hookspec(firstresult=True)
def begin_batch(path: Path, call: Call) -> Flow[Any] | None:
    """How a batch of `client.batches.run` begins: a flow that hands over its requests and returns the batch.

    Runs once for each batch of a job. `call` is a `create_batch` call without `input_file_id`, and `call.model` the
    model of all requests; `path` is where the file of the requests, in OpenAI's lines, lies once the flow runs. The
    flow sends its requests with `call.perform`. It raises UploadOutcomeUnknownError where it cannot be told whether a
    batch was made. Return None for no opinion. By default the file is uploaded, and a batch is made of it. Since 0.2.
    """


@hookspec(firstresult=True)
def save_content(response: httpx.Response, call: Call, place: Any) -> Flow[Any] | None:
    """How a content is saved: a flow that saves it and returns the number of its bytes, or None for no opinion.

    Runs once for each content that is saved, when the head of its response is there and its body is not read; `place`
    is what the caller passed: a path, a URL or a handle. The flow either reads or closes the response. It may also
    return `NOT_GIVEN`, with the response as it was, where it turns out that it cannot save the content. By default a
    content is streamed to a temporary file, which then takes its place; the built-in receives one above the
    `download_threshold` of `large_files` in several ranges at a time. Since 0.1.
    """


@hookspec
def before_request_encoded(parts: RequestParts, call: Call) -> None:
    """A request is about to be encoded: change its method, path, query, and the fields of its body, for a server that
    names or orders them in another way.

    Runs once a call, after its arguments were checked and before `encode_body`. `parts` is the request as the contract
    spells it (`filewright_api.types.RequestParts`): `parts.json` is the body, or NOT_GIVEN; `parts.form` has the fields
    of a form in their order, as (name, value), or is None. Both may be set for a call that has no body by the contract.
    All implementations run. By default nothing is changed. Since 0.1.
    """


@hookspec(firstresult=True)
def before_response_parsed(body: Any, call: Call) -> Any:
    """A good response came: adapt its JSON to the contract, for a server with other names, units or envelopes.

    Runs once a call that returns a model, and for each page and each poll. `body` is the decoded JSON: text where it is
    not JSON, None where it is empty. Return what is parsed in its place, or None to leave it; fields that the contract
    does not know are kept as attributes of the model. The response itself, and what `with_raw_response` shows, stay as
    they came. By default nothing is changed. Since 0.1.
    """


@hookspec(firstresult=True)
def encode_body(call: Call) -> Body | None:
    """The body of a call, from `call.parts`; None for no opinion.

    Runs once a call that has a body; the body is sent again as it is where the call is retried. The built-ins encode
    JSON and multipart/form-data. Since 0.1.
    """


@hookspec
def request_delay(call: Call, attempt: int) -> float | None:
    """How many seconds to wait before an attempt is sent: for its turn, where a server limits the rate of requests.

    Runs before each attempt, the first being 0, and again after each wait, until all implementations return None or 0;
    the longest of several delays is waited. So a plugin that reserves a turn keeps it in `call.state`. The built-in
    asks the limit that the caller put there. Since 0.2.
    """


@hookspec
def before_request_sent(request: httpx.Request, call: Call, attempt: int) -> None:
    """A request is about to be sent: sign it, add a header, start a span.

    Runs for each attempt, the first being 0; and again, from 0, for what is left of a download that broke off, when its
    call has finished. The URL and the headers may be changed; the body is not there to be read.
    It does not run where a download is redirected to another host, which gets no credentials. Since 0.1.
    """


@hookspec
def after_response_received(response: httpx.Response, call: Call, attempt: int) -> None:
    """A response came, of any status. For observing.

    Runs for each attempt that got a response. The body of a download has not been read. Since 0.1.
    """


@hookspec
def on_request_error(error: Exception, call: Call, attempt: int) -> None:
    """An attempt got no response; `error` is an APIConnectionError or a subclass. For observing.

    Runs for each such attempt. Since 0.1.
    """


@hookspec(firstresult=True)
def retry_delay(call: Call, attempt: int, outcome: httpx.Response | Exception) -> float | Literal[False] | None:
    """Decide whether to retry a failed attempt: the seconds to wait, False for no retry, None for no opinion.

    Runs after each failed attempt, with the response (status 300 or above) or the error. Not asked after the last
    attempt that `max_retries` allows, nor if sending again could make a second object and it is not known whether the
    first is there. Since 0.1.
    """


@hookspec(firstresult=True)
def recover_answer(call: Call, outcome: httpx.Response | Exception) -> Flow[Any] | None:
    """Find out what became of a call that may have been carried out although its response was lost.

    Runs before a call that could make a second object, or be refused the second time, is sent again; and when
    `client.settle` asks, with the error. Return a flow that gives the object that the call made, or `NOT_GIVEN` where
    it was certainly not carried out and may be sent again; it raises UploadOutcomeUnknownError where neither can be
    said. None is no opinion. The built-in lists the files. Since 0.1.
    """


@hookspec(firstresult=True)
def next_page(call: Call, page: Any) -> Call | None:
    """The call for the page after this one, or None where this is the last.

    Runs when the next page is asked for. `page` is the model of the response, `call` its call. Since 0.1.
    """


@hookspec(firstresult=True)
def poll_verdict(call: Call, model: Any) -> Verdict | None:
    """What an object that is waited for has come to: "done", "failed" or "pending"; None for no opinion.

    Runs after each poll. Since 0.1.
    """


@hookspec(firstresult=True)
def poll_delay(call: Call, attempt: int, interval: float) -> float | None:
    """How many seconds to wait before the next poll; None for no opinion.

    Runs after each poll that was pending; `interval` is what the caller asked for. Since 0.1.
    """


@hookspec
def after_call_finished(call: Call, outcome: Any) -> None:
    """A call is over; `outcome` is what it returns, or the exception that it raises. For logging and measuring.

    Runs once a call, also when it was cancelled. Since 0.1.
    """


@hookspec
def on_transfer_progress(event: TransferEvent) -> None:
    """Bytes of a file were sent or received. For progress bars.

    Runs after each block of about 1 MiB sent, and each block received. In an async client it may run in the event
    loop: be quick. `event.bytes` goes back to 0 where a transfer starts again. Since 0.1.
    """


HOOKS: Mapping[str, Any] = {name: spec for name, spec in list(globals().items()) if hasattr(spec, f"{PROJECT}_spec")}
"""Every hook by its name."""
