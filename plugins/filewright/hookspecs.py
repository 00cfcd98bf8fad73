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
"""The state of a polled object."""


@hookspec
def before_client_created(options: ClientOptions) -> ClientOptions | None:
    """Fill in the options of a client before it is created, such as the URL, key, headers and limits of a provider.

    Runs once for each client, once for each copy that `with_options` makes, and when an option of a client is set.
    `options` are the caller's, before the environment is read: options that were not given have their defaults, and
    `base_url` and `api_key` are None. Return `options.changed(base_url=..., ...)`, or None for no change. All
    implementations run, each with the result of the previous one. `plugins`, `block`, `expiry`, `checks` and
    `http_client` cannot be changed: hooks such as `default_expiry`, `check_source` and `transport_for` do that. Calls
    have the result as `call.settings.options`. Raise ConfigurationError for invalid options. By default nothing is
    changed. Since 0.1.
    """


@hookspec
def providers() -> Provider | None:
    """Return a provider that the plugin adds for `client.provider`, `filewright providers` and `provider=`.

    Runs when a client names its provider, and when providers are listed. Return a `filewright.providers.Provider`;
    `ProviderPlugin` implements it. The built-in providers are always available. Since 0.1.
    """


@hookspec(historic=True)
def client_created(client: Any) -> None:
    """Set up resources for a client that is ready.

    Runs once for each client, and for each copy that `with_options` makes with other plugins, after all plugins are
    registered. The client may be stored but must not be changed. Since 0.1.
    """


@hookspec(firstresult=True)
def transport_for(base_url: str, asynchronous: bool) -> Any:
    """Return the transport for a client's requests: a faster HTTP stack, another URL scheme, or a test double.

    Runs once for each client without an `http_client`. Return an `httpx.BaseTransport` (if `asynchronous`, an
    `httpx.AsyncBaseTransport`), or None for Filewright's own. The built-in returns one for `file:` URLs. The client
    closes it. Since 0.1.
    """


@hookspec
def before_call_encoded(call: Call) -> None:
    """Change the arguments, headers, query or timeout of a call, or refuse it by raising an exception.

    Runs once per call, page and poll, before anything is encoded. Since 0.1.
    """


@hookspec(firstresult=True)
def default_expiry(purpose: str, source: Source | None, call: Call) -> Any:
    """Return how long to keep a new file if the caller did not specify it.

    Runs once for each call that creates a file without `expires_after`. Return any value that `expires_after` accepts
    (an ExpiresAfter, a dict, a timedelta, seconds), or None for no opinion. `source` is None for an upload in parts.
    Since 0.1.
    """


@hookspec(firstresult=True)
def purpose_limit(purpose: str, call: Call) -> Limit | None:
    """Return the file sizes and suffixes that a service other than OpenAI's accepts for a purpose.

    Runs once for each upload, before `check_source`, which receives the limit. Return a `filewright.limits.Limit`, or
    None for no opinion; `Limit()` disables the checks. The built-in returns OpenAI's limits. Since 0.1.
    """


@hookspec
def check_source(source: Source, purpose: str, limit: Limit | None, call: Call) -> None:
    """Refuse an invalid upload before anything is sent, by raising a SourceError.

    Runs once for each upload, when name, type and size are known. `limit` is the result of `purpose_limit`. All
    implementations run. Since 0.1.
    """


@hookspec(firstresult=True)
def check_content(source: Source, purpose: str, call: Call) -> Flow[None] | None:
    """Check a file's content before anything is sent: return a flow that raises a SourceError if it is invalid.

    Runs once for each upload, after `check_source`; `FeedSource` reads the bytes. Return None for no opinion, and an
    empty flow to keep the built-in from looking, which checks files for batches, fine-tuning and evals that go to
    OpenAI's API. Since 0.1.
    """


@hookspec(firstresult=True)
def upload_file(source: Source, call: Call) -> Flow[Any] | None:
    """Upload a file: return a flow that sends it and returns the file object, or None for no opinion.

    Runs once for each upload, after its checks. The built-ins send one request, or, above the threshold of
    `large_files`, an upload in parts. The flow can make other calls with `call.perform`, and report the overall
    progress to plugins with `call.tell`. Since 0.1.
    """


@hookspec(firstresult=True)
def begin_batch(path: Path, call: Call) -> Flow[Any] | None:
    """Begin a batch of `client.batches.run`: return a flow that hands over its requests and returns the batch.

    Runs once for each batch of a job. `call` is a `create_batch` call without `input_file_id`, and `call.model` the
    model of all requests; `path` is where the file of the requests, in OpenAI's lines, lies once the flow runs. The
    flow sends its requests with `call.perform`. It raises UploadOutcomeUnknownError if it cannot be told whether a
    batch was made. Return None for no opinion. By default the file is uploaded, and a batch is made of it. Since 0.2.
    """


@hookspec(firstresult=True)
def save_content(response: httpx.Response, call: Call, place: Any) -> Flow[Any] | None:
    """Save a content: return a flow that saves it and returns the number of bytes, or None for no opinion.

    Runs once for each saved content, when the response's head has been received and its body has not been read.
    `place` is the caller's path, URL or handle. The flow must read or close the response, or return `NOT_GIVEN` and
    leave the response untouched if it cannot save the content after all. By default a content is streamed to a
    temporary file that then replaces the destination; the built-in fetches a content above the `download_threshold`
    of `large_files` in several parallel ranges. Since 0.1.
    """


@hookspec
def before_request_encoded(parts: RequestParts, call: Call) -> None:
    """Change the method, path, query and body fields of a request before it is encoded, for a server that names or
    orders them differently.

    Runs once per call, after its arguments are checked and before `encode_body`. `parts` is the request as defined by
    the contract (`filewright_api.types.RequestParts`): `parts.json` is the body, or NOT_GIVEN; `parts.form` has the
    fields of a form in order, as (name, value) pairs, or is None. Both can be set for a call that has no body in the
    contract.
    All implementations run. By default nothing is changed. Since 0.1.
    """


@hookspec(firstresult=True)
def before_response_parsed(body: Any, call: Call) -> Any:
    """Adapt the JSON of a successful response to the contract, for a server with other names, units or envelopes.

    Runs once per call that returns a model, page and poll. `body` is the decoded JSON, the text if it is not JSON, or
    None if it is empty. Return the body to parse instead, or None to keep it; unknown fields become attributes of the
    model. The response itself, as shown by `with_raw_response`, is unchanged. By default nothing is changed. Since 0.1.
    """


@hookspec(firstresult=True)
def encode_body(call: Call) -> Body | None:
    """Encode the body of a call from `call.parts`; return None for no opinion.

    Runs once per call with a body; retries send the same body again. The built-ins encode
    JSON and multipart/form-data. Since 0.1.
    """


@hookspec
def request_delay(call: Call, attempt: int) -> float | Flow[float | None] | None:
    """Return how many seconds to wait before an attempt is sent, for servers that limit the request rate; or a flow
    that returns them, where another machine has to be asked.

    Runs before each attempt (the first is 0), and again after each wait, until all implementations return None or 0;
    the longest of several delays applies. A plugin that reserves a slot must therefore keep it in `call.state`. The
    built-in applies the rate limit that the caller set. Since 0.2.
    """


@hookspec
def before_request_sent(request: httpx.Request, call: Call, attempt: int) -> None:
    """Change a request before it is sent: sign it, add a header, or start a span.

    Runs for each attempt (the first is 0); and again, from 0, when an interrupted download is resumed after its call
    has finished. The URL and the headers may be changed; the body is not available. It does not run when a download is
    redirected to another host, which receives no credentials. Since 0.1.
    """


@hookspec
def after_response_received(response: httpx.Response, call: Call, attempt: int) -> Flow[None] | None:
    """Observe a response, whatever its status. May return a flow, which is run before the response is used.

    Runs for each attempt that got a response. The body of a download has not been read. Since 0.1; flows since 0.2.
    """


@hookspec
def on_request_error(error: Exception, call: Call, attempt: int) -> None:
    """Observe an attempt without a response; `error` is an APIConnectionError or a subclass.

    Runs for each such attempt. Since 0.1.
    """


@hookspec(firstresult=True)
def retry_delay(call: Call, attempt: int, outcome: httpx.Response | Exception) -> float | Literal[False] | None:
    """Decide whether to retry a failed attempt: the seconds to wait, False for no retry, None for no opinion.

    Runs after each failed attempt, with the response (status 300 or above) or the error. It does not run after
    the last attempt that `max_retries` allows, nor if a retry could create a second object and it is unknown whether
    the first one exists. Since 0.1.
    """


@hookspec(firstresult=True)
def recover_response(call: Call, outcome: httpx.Response | Exception) -> Flow[Any] | None:
    """Find out whether a call whose response was lost was carried out.

    Runs before a call is retried that could create a second object or be refused the second time, and when
    `client.settle` is called, with the error. Return a flow that returns the created object, or `NOT_GIVEN` if the call
    was certainly not carried out and can be sent again; the flow raises UploadOutcomeUnknownError if neither is
    certain. Return None for no opinion. The built-in searches the list of files. Since 0.1.
    """


@hookspec(firstresult=True)
def next_page(call: Call, page: Any) -> Call | None:
    """Return the call for the next page, or None if this is the last one.

    Runs when the next page is requested. `page` is the model of the response, `call` its call. Since 0.1.
    """


@hookspec(firstresult=True)
def poll_verdict(call: Call, model: Any) -> Verdict | None:
    """Return the state of a polled object: "done", "failed" or "pending"; None for no opinion.

    Runs after each poll. Since 0.1.
    """


@hookspec(firstresult=True)
def poll_delay(call: Call, attempt: int, interval: float) -> float | None:
    """Return how many seconds to wait before the next poll; None for no opinion.

    Runs after each poll whose state is pending; `interval` is the caller's value. Since 0.1.
    """


@hookspec
def after_call_finished(call: Call, outcome: Any) -> None:
    """Observe the end of a call, for logging and metrics; `outcome` is its result, or the exception that it raises.

    Runs once per call, also when it is cancelled. Since 0.1.
    """


@hookspec
def on_transfer_progress(event: TransferEvent) -> None:
    """Observe the bytes of a file being sent or received, for progress bars.

    Runs after each block of about 1 MiB sent, and each block received. In an async client it may run in the event
    loop, so it must return quickly. `event.bytes` is reset to 0 when a transfer restarts. Since 0.1.
    """


HOOKS: Mapping[str, Any] = {name: spec for name, spec in list(globals().items()) if hasattr(spec, f"{PROJECT}_spec")}
"""Every hook by its name."""
