"""The service as a provider would run it: paths, credentials, fields, pages, errors and limits of a provider's table.

Beneath it is the same service on the same kind of folder, so that programs can be tried against a provider's accent
without that provider.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from filewright.embedded.announced import AnnouncedUploads
from filewright.embedded.api.files import CREATE_FORM
from filewright.embedded.api.forms import Form, FormReader, JsonReader
from filewright.embedded.api.parameters import ANCHOR, SECONDS, invalid
from filewright.embedded.api.requests import Request
from filewright.embedded.api.responses import ApiError, Response, json_response
from filewright.embedded.api.routing import Operation
from filewright.embedded.api.service import Service
from filewright.embedded.played_batches import ENDPOINT, stored_requests, told_results
from filewright.embedded.played_expiries import asked_seconds, expiry_names
from filewright.embedded.played_links import Links
from filewright.embedded.played_parts import PartedUploads
from filewright.embedded.played_paths import matched_in, segments_of
from filewright.embedded.store.limits import BATCH_INPUT_BYTES, BATCH_LIST_LIMIT, FILE_PURPOSES, LIST_LIMIT
from filewright.narrowing import is_dict
from filewright.providers.table import Field
from filewright.providers.values import at, iso, put, read_request, write_fields

if TYPE_CHECKING:
    from filewright.embedded.store import Store
    from filewright.embedded.store.processing import Processing
    from filewright.providers import Paging, Provider

__all__ = ["PlayedService"]

_OWN: Mapping[str, tuple[str, str]] = {
    "list_files": ("GET", "/files"),
    "create_file": ("POST", "/files"),
    "retrieve_file": ("GET", "/files/{}"),
    "delete_file": ("DELETE", "/files/{}"),
    "download_file": ("GET", "/files/{}/content"),
    "list_batches": ("GET", "/batches"),
    "create_batch": ("POST", "/batches"),
    "retrieve_batch": ("GET", "/batches/{}"),
    "cancel_batch": ("POST", "/batches/{}/cancel"),
    "create_upload": ("POST", "/uploads"),
    "add_upload_part": ("POST", "/uploads/{}/parts"),
    "complete_upload": ("POST", "/uploads/{}/complete"),
    "cancel_upload": ("POST", "/uploads/{}/cancel"),
}
"""Methods and paths of the contract."""
_FILE_RESULTS = {"create_file", "retrieve_file"}
_BATCH_RESULTS = {"create_batch", "retrieve_batch", "cancel_batch"}
RESULTS = "results"
"""The operation that returns the results of a batch in the provider's own format."""
_ALL = LIST_LIMIT.value
"""Items that are looked at where a provider pages in another way."""


def _tag(name: str) -> str:
    return "batches" if "batch" in name else "uploads" if "upload" in name else "files"


class PlayedService(Service):
    """The operations of a provider.

    Args:
        store, processing, check, options: as for `Service`.
        provider: who is played.
    """

    def __init__(
        self,
        store: Store,
        processing: Processing | None = None,
        check: Callable[[Mapping[str, str]], None] = lambda _: None,
        *,
        provider: Provider,
        **options: Any,
    ) -> None:
        super().__init__(store, processing, check, purposes=_internal_purposes(provider), **options)
        self.provider = provider
        steps = provider.steps
        self._uploads = None if steps is None else AnnouncedUploads(store, steps, provider.larger)
        self._parts = None if provider.parts is None else PartedUploads(store, provider.parts)
        self._links = None if provider.links is None else Links(store, provider.links, provider.results)
        self._root = segments_of(re.sub(r"\{\w+\}", "{}", urlsplit(provider.base_url or "").path))

    def shape_error(self, error: ApiError) -> Response:
        """The response for a refusal, in the provider's words."""
        values = {"message": error.message, "type": error.type, "code": str(error.status), "status": error.status}
        template = self.provider.error
        if template is None:
            return super().shape_error(error)
        return json_response(error.status, _filled(template, values), headers=error.headers)

    def admit(self, headers: Mapping[str, str]) -> None:
        """Check the credentials where the provider wants them, and the headers that it insists on."""
        own = self.provider.file_auth
        auth = own if own is not None and own in headers else self.provider.auth
        if auth != "bearer":
            # Those of others do not count.
            headers = {name: value for name, value in headers.items() if name not in {"authorization", "api-key"}}
            headers |= {"authorization": f"Bearer {headers[auth]}"} if auth in headers else {}
        super().admit(headers)
        for name in self.provider.headers:
            if name not in headers:
                raise ApiError(400, f"{name}: header is required.")

    def find(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[Operation, Request]:
        """The operation of a request, by the provider's paths."""
        if self._uploads is not None and self._uploads.is_of(method, path):
            return self._uploads.operation(method, path, self._stored), Request(method, "", query, headers)
        if self._parts is not None and (parted := self._parts.operation(method, path, self._stored)) is not None:
            return parted, Request(method, "", query, headers)
        if self._links is not None and (linked := self._links.operation(method, path)) is not None:
            return linked, Request(method, "", query, headers)
        name, identifier = self._name(method, path)
        if name == RESULTS and self.provider.results is not None:
            return told_results(self.store, self._batch_beneath, self.provider.results), Request(
                method, identifier, query, headers
            )
        own_method, own_path = _OWN[name]
        asked = dict(query)
        start, count = self._page(name, asked)
        if name == "create_batch" and self.provider.inline is not None:  # as far as is known, they know no such keys
            headers = {each: value for each, value in headers.items() if each != "idempotency-key"}
        operation, request = super().find(own_method, own_path.format(identifier), asked, headers)

        def respond(request: Request, body: Any) -> Response:
            if name == "create_file" and identifier and self._uploads is not None:
                self._uploads.taken(identifier)
                body = body._replace(file_id=identifier)
            if name == "download_file":
                self._refuse_content(identifier)
                if self._links is not None:
                    return self._links.told(identifier, request)
            return self._spelled(name, operation.respond(request, self._read(name, body)), start, count)

        return Operation(self._reader(name, operation), respond), request._replace(method=method)

    def _refuse_content(self, file_id: str) -> None:
        """Refuse the content of a file that the provider only takes."""
        record = self.store.file(file_id)
        purpose = None if record is None else self.provider.purpose_names.get(record.purpose, record.purpose)
        known = self.provider.purposes.get(purpose or "")
        if known is not None and not known.downloads:
            raise ApiError(400, f"The content of {file_id} cannot be downloaded.")

    def _batch_beneath(self, request: Request) -> dict[str, Any]:
        """A batch in the contract's terms."""
        operation, inner = super().find("GET", f"/batches/{request.id}", {}, request.headers)
        body = operation.respond(inner, None).body
        assert isinstance(body, bytes)
        found: dict[str, Any] = json.loads(body)
        return found

    def _stored(self, form: Form, headers: Mapping[str, str]) -> Response:
        """Store a file that came by itself."""
        operation, request = super().find("POST", "/files", {}, headers)
        return self._spelled("create_file", operation.respond(request, self._read_form(form)), 0, None)

    def _segments(self, path: str) -> list[str]:
        """The segments of a path beneath the provider's own base URL, or beneath /v1."""
        found = path.strip("/").split("/")
        head, rest = found[: len(self._root)], found[len(self._root) :]
        if self._root and rest and matched_in(self._root, head) is not None:
            return rest
        return found[1:] if found[0] == "v1" else found

    def _name(self, method: str, path: str) -> tuple[str, str]:
        segments = self._segments(path)
        steps = self.provider.larger or self.provider.steps
        if steps is not None and steps.finish is not None:
            given, _, template = steps.finish.partition(" ")
            announced = matched_in(segments_of(template), segments)
            if announced is not None and given == method:
                return "retrieve_file", announced
        results = self.provider.results
        if results is not None and self._links is None:
            given, _, template = results.path.partition(" ")
            matched = matched_in(segments_of(template), segments)
            if matched is not None and given == method:
                return RESULTS, matched
        for name, own in _OWN.items():
            if self.provider.lacks(name, _tag(name)) is not None:
                continue
            given, _, template = (self.provider.target_of(name) or " ".join(own)).partition(" ")
            matched = matched_in(segments_of(template), segments)
            if matched is not None and (given == method or (given, method) == ("GET", "HEAD")):
                return name, matched
        raise ApiError(404, f"Unknown request: {method} {path[:120]}.", code="unknown_url")

    # Requests

    def _reader(self, name: str, operation: Operation) -> Callable[[Request], Any]:
        if name == "create_file":
            return self._form
        if name == "create_batch" and self.provider.inline is not None:
            return lambda request: JsonReader(request.headers, BATCH_INPUT_BYTES)
        return operation.read

    def _form(self, request: Request) -> FormReader:
        provider = self.provider
        fields = {"purpose", *expiry_names(provider), *provider.form}
        taken = frozenset(each for each in fields if provider.form.get(each, "") is not None)
        return FormReader(request.headers, CREATE_FORM._replace(fields=taken), self.store.incoming, lambda _: None)

    def _read(self, name: str, body: Any) -> Any:
        if name == "create_file":
            return self._read_form(body)
        if name == "create_batch" and is_dict(body):
            if self.provider.inline is not None:
                body = {"input_file_id": stored_requests(self.store, body, self.provider.inline)}
            for needed in self.provider.batch_needs:
                if needed not in body:
                    raise invalid(needed, f"{needed} is missing.")
            given = {each: value for each, value in body.items() if each not in self.provider.batch_needs}
            if "input_file_id" in given:
                given["input_file_id"] = str(given["input_file_id"]).removeprefix(self.provider.file_prefix)
            unsaid = {"endpoint": ENDPOINT, "completion_window": "24h"} if self.provider.results is not None else {}
            return {**unsaid, **read_request(given, self.provider.request_fields)}
        return body

    def _read_form(self, form: Form) -> Form:
        provider = self.provider
        fields = form.fields
        sent = fields.get("purpose", provider.purpose_default if provider.form.get("purpose", "") is None else None)
        known = provider.purposes.get(sent or "")
        if provider.purposes and not provider.more_purposes and (known is None or not known.uploads):
            raise invalid("purpose", f"'purpose' cannot be {sent!r} here.")
        limit = (known and known.limit) or provider.limit
        if limit is not None and limit.max_bytes is not None and form.file.size > limit.max_bytes:
            raise ApiError(413, f"The file is larger than {limit.max_bytes:,} bytes.")
        if limit is not None and limit.suffixes and not form.filename.lower().endswith(limit.suffixes):
            raise invalid("file", f"The file's name must end in {' or '.join(limit.suffixes)}.")
        internal = {theirs: ours for ours, theirs in provider.purpose_names.items()}
        kept = {} if sent is None else {"purpose": internal.get(sent, sent)}
        seconds = asked_seconds(fields, provider, int(self.store.now()))
        if seconds is not None:
            kept |= {ANCHOR: "created_at", SECONDS: seconds}
        return form._replace(fields=kept)

    # Pages

    def _paging(self, name: str) -> Paging:
        return self.provider.batch_paging if name == "list_batches" else self.provider.paging

    def _page(self, name: str, query: dict[str, str]) -> tuple[int, int | None]:
        """Put a list's query into the contract's terms; return where the page starts and how many items it has."""
        if not name.startswith("list_"):
            return 0, None
        rule = self._paging(name)
        place, size = query.pop(rule.parameter, None), query.pop(rule.size or "", None)
        for own in {"purpose", "order"} - rule.filters:
            query.pop(own, None)
        if rule.kind == "after":
            query |= {each: value for each, value in (("after", place), ("limit", size)) if value}
            return 0, None
        query.pop("after", None)
        query["limit"] = str(_ALL if name == "list_files" else BATCH_LIST_LIMIT.value)
        if rule.kind == "whole":
            return 0, _ALL
        count = _whole_number(rule.size or "limit", size, 100)
        start = _whole_number(rule.parameter, place, rule.first if rule.kind == "number" else 0)
        return ((start - rule.first) * count if rule.kind == "number" else start), count

    # Responses

    def _spelled(self, name: str, response: Response, start: int, count: int | None) -> Response:
        if name == "download_file" or not isinstance(response.body, bytes):
            return response
        made = json.loads(response.body)
        if name.startswith("list_"):
            spelled = self._spelled_page(name, made, start, count)
        else:
            spelled = self._spelled_object(name, made)
        envelope = self.provider.envelopes.get(name, self.provider.envelopes.get("*", ""))
        if envelope:
            outer: dict[str, Any] = {}
            put(outer, envelope, spelled)
            spelled = outer
        return json_response(self.provider.statuses.get(name, response.status), spelled)

    def _spelled_object(self, name: str, made: dict[str, Any]) -> dict[str, Any]:
        if name in self.provider.plain:
            return made
        if name in _FILE_RESULTS:
            return self._file(made)
        if name in _BATCH_RESULTS:
            return self._batch(made)
        return {**made, **self.provider.deleted_extra} if name == "delete_file" else made

    def _spelled_page(self, name: str, made: dict[str, Any], start: int, count: int | None) -> Any:
        rule = self._paging(name)
        write = self._batch if name == "list_batches" else self._file
        items = [write(each) for each in made["data"]]
        if name in self.provider.bare_lists:
            return items
        if rule.kind == "after":
            ends = {name: made[name] or "" for name in ("first_id", "last_id")}
            return {**made, **ends, "data": items, **self.provider.page_extra}
        end = len(items) if count is None else start + count
        page: dict[str, Any] = {"object": "list"}
        put(page, self.provider.batch_items if name == "list_batches" else self.provider.items, items[start:end])
        if rule.kind == "number":
            page["total"] = len(items)
        if rule.kind == "token" and end < len(items):
            put(page, rule.token, str(end))
        if rule.kind == "offset":
            page["has_more"] = end < len(items)
        return page

    def _file(self, made: dict[str, Any]) -> dict[str, Any]:
        provider = self.provider
        file = dict(made)
        file["purpose"] = provider.purpose_names.get(file["purpose"], file["purpose"])
        if provider.form.get("purpose", "") is None:
            file["downloadable"] = file.pop("purpose") not in provider.purposes
        if not provider.has_status:
            del file["status"], file["status_details"]
        else:
            file["status"] = _theirs(file["status"], provider.file_statuses)
        if provider.expiry.form == "none":
            del file["expires_at"]
        self._spell_values(file, provider.times)
        file["id"] = f"{provider.file_prefix}{file['id']}"
        return {**_extra(made, provider.file_extra), **write_fields(_said(file), provider.file)}

    def _batch(self, made: dict[str, Any]) -> dict[str, Any]:
        batch = dict(made)
        if self._links is not None:
            batch |= self._links.of_batch(batch)
        elif self.provider.results is not None:
            batch |= {"output_file_id": None, "error_file_id": None}
        unsaid = self.provider.batch_unsaid.get(batch["status"])
        status = unsaid or _theirs(batch["status"], self.provider.batch_statuses)
        batch["status"] = status.upper() if self.provider.capitals else status
        self._spell_values(batch, self.provider.batch_times)
        for name in ("input_file_id", "output_file_id", "error_file_id"):
            if batch[name] is not None:
                batch[name] = f"{self.provider.file_prefix}{batch[name]}"
        extra = _extra(made, self.provider.batch_extra)
        written = {**extra, **write_fields(_said(batch), self.provider.batch_fields)}
        return written if self.provider.play_batch is None else dict(self.provider.play_batch(written))

    def _spell_values(self, made: dict[str, Any], times: str) -> None:
        for name, value in made.items():
            if times == "iso" and name.endswith("_at") and isinstance(value, int):
                made[name] = iso(value)
            if self.provider.numbers == "text" and name == "bytes":
                made[name] = str(value)


def _said(made: dict[str, Any]) -> dict[str, Any]:
    """The fields that have a value: hardly any service sends nulls for the others."""
    return {name: value for name, value in made.items() if value is not None}


def _extra(made: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: at(made, value.name) if isinstance(value, Field) else value for name, value in fields.items()}


def _internal_purposes(provider: Provider) -> frozenset[str]:
    return frozenset({*FILE_PURPOSES, *provider.purposes, *provider.purpose_names, provider.purpose_default})


def _whole_number(name: str, given: str | None, default: int) -> int:
    if given is None or given == "":
        return default
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise invalid(name, f"'{name}' must be a whole number.")
    return int(given)


def _theirs(status: str, words: Mapping[str, str]) -> str:
    return next((theirs for theirs, ours in words.items() if ours == status), status)


def _filled(template: Any, values: Mapping[str, Any]) -> Any:
    if is_dict(template):
        return {name: _filled(value, values) for name, value in template.items()}
    if template == "{status}":
        return values["status"]
    return template.format(**values) if isinstance(template, str) else template
