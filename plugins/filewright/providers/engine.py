"""Makes a plugin of a provider's table, with public hooks only."""

from __future__ import annotations

import os
from collections import OrderedDict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from filewright_api.types import NOT_GIVEN, by_value

from ..effects import Body
from ..errors import APIStatusError, ConfigurationError, UnsupportedError, UnsupportedOperationError, shorten
from ..hookspecs import hookimpl
from ..limits import Limit
from ..narrowing import is_dict
from .claiming import claim, key_for, own_url
from .handing import HandedOver, hand_over
from .linking import save_pieces
from .listing import following, listed, spell_list
from .pacing import Pace
from .parting import upload_by_parts
from .results import batch_of, save_results
from .sending import refuse_expiry, spell_batch, spell_form
from .stepping import FileId, Step, spell_step, upload_in_steps
from .values import at, read_batch, read_file, short_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx
    from filewright_api.types import RequestParts

    from ..calls import Call
    from ..effects import Flow
    from ..options import ClientOptions
    from ..sources import Source
    from .table import Provider

MAX_REMEMBERED = 10_000
"""Files whose content is known not to be downloadable."""


class ProviderPlugin:
    """Speaks to a provider in its own way. Clients of other servers are left alone.

    A client is the provider's where it was made with `provider=` this name, where FILEWRIGHT_PROVIDER has it, or where
    its base URL leads to a host that is known to be the provider's.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.plugin_name = provider.name
        self._without_content: OrderedDict[str, str] = OrderedDict()
        self._pace = None if provider.upload_rate is None else Pace(provider.upload_rate)

    def _is_for(self, call: Call) -> bool:
        return call.settings.options.provider == self.provider.name

    # The client

    @hookimpl
    def providers(self) -> Provider:
        return self.provider

    @hookimpl
    def before_client_created(self, options: ClientOptions) -> ClientOptions | None:
        provider = self.provider
        how = claim(provider, options)
        if how is None:
            return None
        base_url = options.base_url or (how != "named" and os.environ.get("OPENAI_BASE_URL")) or own_url(provider)
        # A user's OpenAI organization is not disclosed to other services.
        names = ("organization", "project")
        unsaid = {f"openai-{name}": NOT_GIVEN for name in names if getattr(options, name) is None}
        return options.changed(
            provider=provider.name,
            base_url=base_url,
            api_key=options.api_key if options.api_key is not None else key_for(provider, how, str(base_url)),
            default_headers={**unsaid, **provider.headers, **(options.default_headers or {})},
            default_query={**provider.query, **(options.default_query or {})},
        )

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call) -> None:
        stage = call.state.get(Step)
        if stage is not None and stage.url is not None:
            _send_elsewhere(request, stage.url)
        own = self.provider.file_auth if call.operation.tag == "files" else None
        auth = own or self.provider.auth
        if auth == "bearer" or not self._is_for(call) or call.api_key is None:
            return
        # Other values were set by the caller and are kept.
        if request.headers.get("authorization") == f"Bearer {call.api_key}":
            del request.headers["authorization"]
            request.headers.setdefault(auth, call.api_key)

    @hookimpl
    def request_delay(self, call: Call, attempt: int) -> float | None:
        """Say how long an upload waits for its turn, where the provider takes so many in a time."""
        if self._pace is None or not self._is_for(call) or call.operation.name != "create_file":
            return None
        return self._pace.delay(call, attempt)

    # Refusals

    @hookimpl
    def before_call_encoded(self, call: Call) -> None:
        if not self._is_for(call):
            return
        operation = call.operation
        self._refuse_absent(operation.name, operation.tag)
        if operation.tag == "files" and isinstance(file_id := call.arguments.get("file_id"), str):
            call.arguments["file_id"] = short_id(file_id, self.provider)
        if operation.name == "download_file":
            self._refuse_content(call.arguments.get("file_id"))
            is_result = self.provider.results is not None and batch_of(call.arguments.get("file_id")) is not None
            call.as_saved = is_result or self.provider.links is not None
        self._name_purpose(call)
        if operation.upload is not None:
            self._refuse_purpose(by_value(call.arguments.get(operation.upload.purpose)), call)
        if operation.tag == "files" and operation.name != "download_file":
            self._refuse_results(call.arguments.get("file_id"))
        if operation.name == "create_batch":
            self._refuse_stored_requests(call)
            self._refuse_missing(call)

    def _refuse_absent(self, operation: str, tag: str) -> None:
        instead = self.provider.lacks(operation, tag)
        if instead is not None:
            raise UnsupportedOperationError(f"{self.provider.title} does not support {_doing(operation)}: {instead}.")

    def _name_purpose(self, call: Call) -> None:
        """Say the purpose in the provider's words from the beginning, so that lists are compared with these too."""
        purpose = by_value(call.arguments.get("purpose"))
        if isinstance(purpose, str) and purpose in self.provider.purpose_names:
            call.arguments["purpose"] = self.provider.purpose_names[purpose]

    def _refuse_content(self, file_id: Any) -> None:
        purpose = self._without_content.get(str(file_id))
        if purpose is not None:
            raise UnsupportedError(
                f"{self.provider.title} does not give back the content of files for {shorten(purpose)}, such as"
                f" {shorten(file_id)}; keep your own copy of what you upload."
            )

    def _refuse_results(self, file_id: Any) -> None:
        if self.provider.results is not None and batch_of(file_id) is not None:
            raise UnsupportedError(
                f"{shorten(file_id)} stands for the results of a batch, which {self.provider.title} does not store as a"
                " file: read it with client.files.content(...)."
            )

    def _refuse_stored_requests(self, call: Call) -> None:
        if self.provider.inline is not None and HandedOver not in call.state:
            raise UnsupportedError(
                f"{self.provider.title} takes no stored file for a batch: hand the requests themselves to"
                " client.batches.run(...)."
            )

    def _refuse_purpose(self, purpose: Any, call: Call) -> None:
        purposes = self.provider.purposes
        taken = [name for name, each in purposes.items() if each.uploads]
        if purposes and purpose not in taken and not self.provider.more_purposes and call.settings.options.checks:
            raise UnsupportedError(
                f"{self.provider.title} takes no uploads for {shorten(purpose)}; its purposes are {', '.join(taken)}."
                " If there are more by now, switch this off with checks=False."
            )

    def _refuse_missing(self, call: Call) -> None:
        for name in self.provider.batch_needs:
            if name not in (call.extra_body or {}) and not (name == "model" and call.model):
                raise ConfigurationError(
                    f"{self.provider.title} wants {name} in the request for a batch; pass extra_body={{'{name}': ...}}."
                )

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        """Remember which files have no content to download, as far as this client has seen them, and say what helps."""
        if self._is_for(call) and isinstance(outcome, APIStatusError):
            advice = self.provider.advice.get(str(outcome.code))
            if advice is not None:
                outcome.add_note(advice)
        if not self._is_for(call) or call.operation.tag != "files" or isinstance(outcome, BaseException):
            return
        for file in getattr(outcome, "data", None) or [outcome]:
            purpose = self.provider.purposes.get(getattr(file, "purpose", None) or "")
            given = getattr(file, "downloadable", None)
            if given is False or (given is None and purpose is not None and not purpose.downloads):
                self._without_content[file.id] = file.purpose
        while len(self._without_content) > MAX_REMEMBERED:
            self._without_content.popitem(last=False)

    @hookimpl
    def purpose_limit(self, purpose: str, call: Call) -> Limit | None:
        if not self._is_for(call):
            return None
        known = self.provider.purposes.get(purpose)
        return (known and known.limit) or self.provider.limit or Limit()

    @hookimpl
    def default_expiry(self, purpose: str, call: Call) -> str | None:
        own = call.settings.options.expiry or {}
        if not self._is_for(call) or purpose in own or "*" in own:
            return None
        return self.provider.expiry.defaults.get(purpose)

    # Requests

    @hookimpl
    def upload_file(self, source: Source, call: Call) -> Flow[Any] | None:
        """Send files in one request, whatever their size, to a provider without uploads in parts."""
        is_own = self._is_for(call) and call.operation.name == "create_file"
        parts, rule = self.provider.parts_for(source.size), self.provider.steps_for(source.size)
        if is_own and "expires_after" in call.arguments and (rule is not None or parts is not None):
            refuse_expiry(self.provider)
        if is_own and parts is not None:
            return upload_by_parts(source, call, parts)
        if is_own and rule is not None:
            return upload_in_steps(source, call, rule)
        in_parts = self.provider.lacks("create_upload", "uploads") is None
        if in_parts or not self._is_for(call) or call.operation.name != "create_file":
            return None
        return call.exchange()

    @hookimpl
    def before_request_encoded(self, parts: RequestParts, call: Call) -> None:
        if not self._is_for(call):
            return
        provider, operation = self.provider, call.operation
        if Step in call.state:
            spell_step(parts, call.state[Step])
            return
        target = provider.target_of(operation.name)
        if target is not None:
            _send_to(parts, target, {**dict(_ids(call)), "id": call.state.get(FileId)})
        if (results := provider.results) is not None and (batch_id := batch_of(call.arguments.get("file_id"))):
            _send_to(parts, results.path, {"batch_id": batch_id})
            parts.query = {**results.query, **parts.query}
        if operation.paging is not None:
            spell_list(parts, call, provider)
        if operation.name == "create_file":
            spell_form(parts, call, provider)
        if operation.name == "create_upload" and is_dict(parts.json) and "expires_after" in parts.json:
            refuse_expiry(provider)
        if operation.name == "create_batch" and is_dict(parts.json):
            parts.json = spell_batch(parts.json, call, provider)
        if provider.adapt_request is not None:
            provider.adapt_request(parts, call)

    @hookimpl
    def begin_batch(self, path: Path, call: Call) -> Flow[Any] | None:
        if not self._is_for(call):
            return None
        self._refuse_absent("create_batch", "batches")
        instead = self.provider.lacks("download_file", "files") if self.provider.results is None else None
        if instead is not None:
            raise UnsupportedError(
                f"{self.provider.title} gives no results of batches to clients, so that nothing is sent: begin batches"
                " with client.batches.create(...), and read their results in the provider's console."
            )
        rule = self.provider.inline
        return None if rule is None else hand_over(path, call, self.provider, rule)

    @hookimpl
    def encode_body(self, call: Call) -> Body | None:
        if not self._is_for(call):
            return None
        if (stage := call.state.get(Step)) is not None:
            sent = stage.source
            return None if sent is None else Body(stage.content_type or sent.content_type, [sent])
        source = call.state.get(HandedOver)
        return None if source is None else Body("application/json", [source])

    # Responses

    @hookimpl
    def save_content(self, response: httpx.Response, call: Call, place: Any) -> Flow[Any] | None:
        if not self._is_for(call):
            return None
        rule = None if batch_of(call.arguments.get("file_id")) is None else self.provider.results
        if self.provider.links is not None:
            return save_pieces(response, call, place, self.provider.links, rule)
        return None if rule is None else save_results(response, call, place, rule)

    @hookimpl
    def before_response_parsed(self, body: Any, call: Call) -> Any:
        if not self._is_for(call):
            return None
        provider, operation = self.provider, call.operation
        if provider.adapt_response is not None:
            body = provider.adapt_response(body, call)
        stage = call.state.get(Step)
        own = provider.envelopes.get(operation.name, provider.envelopes.get("*", ""))
        envelope = own if stage is None or not stage.within else stage.within
        inner = at(body, envelope)
        body = body if inner is None else inner
        if operation.name.startswith("delete_"):
            return self._deletion(body, call)
        if is_dict(body) and body.get("error") and "id" not in body:
            return None
        if operation.paging is not None and operation.tag in {"files", "batches"}:
            return listed(body, call, provider)
        return self._object(body, call)

    def _object(self, body: Any, call: Call) -> Any:
        if not is_dict(body):
            return None
        if call.operation.tag == "files":
            sent = by_value(call.arguments.get("purpose", NOT_GIVEN))
            is_told = body.get("purpose") and self.provider.form.get("purpose", "") is not None
            given: dict[str, Any] = {"purpose": sent} if isinstance(sent, str) and not is_told else {}
            stage = call.state.get(Step)
            if stage is not None and stage.size is not None:
                given["bytes"] = stage.size
            return read_file({**body, **given}, self.provider)
        if call.operation.tag == "batches":
            asked = dict(_ids(call))
            if HandedOver in call.state:
                del asked["input_file_id"]
            known = {"id": asked["batch_id"]} if "batch_id" in asked else asked
            return read_batch({**known, **body}, self.provider)
        return None

    def _deletion(self, body: Any, call: Call) -> Any:
        fields = body if is_dict(body) else {}
        identity = str(call.arguments[call.operation.required[0]])
        return {"deleted": True, **fields, "id": fields.get("id") or identity, "object": "file"}

    @hookimpl
    def next_page(self, call: Call, page: Any) -> Call | None:
        if not self._is_for(call) or call.operation.tag not in {"files", "batches"}:
            return None
        return following(call, page, self.provider)


def _send_elsewhere(request: httpx.Request, target: httpx.URL) -> None:
    """Have a request go to a URL that a server gave; the key goes along to the same host alone."""
    if target.host != request.url.host:
        request.headers.pop("authorization", None)
    request.url = target
    request.headers["host"] = target.netloc.decode("ascii")


def _send_to(parts: RequestParts, target: str, ids: Mapping[str, Any]) -> None:
    """Give a request the method and the path of a table."""
    parts.method, _, path = target.partition(" ")
    parts.path = path.format(**{name: quote(str(value), safe="") for name, value in ids.items()})


def _ids(call: Call) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in call.arguments.items() if isinstance(value, str)]


def _doing(operation: str) -> str:
    """An operation's name within a sentence: `retrieve_file` is "retrieving files"."""
    verb, _, rest = operation.partition("_")
    doubled = "l" if verb == "cancel" else ""
    noun = rest.replace("_", " ").removesuffix("s")
    return f"{verb.removesuffix('e')}{doubled}ing {noun}{'es' if noun.endswith('ch') else 's'}"
