"""Uploads of providers that are announced first, and whose bytes then come by themselves or in a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from filewright.embedded.api.forms import BodyReader, FieldsReader, Form, JsonReader
from filewright.embedded.api.responses import ApiError, Response, json_response
from filewright.embedded.api.routing import Operation, json_body
from filewright.embedded.store.records import is_id, new_id
from filewright.narrowing import is_mapping
from filewright.providers.values import at, put

if TYPE_CHECKING:
    from filewright.embedded.api.requests import Request
    from filewright.embedded.store import Incoming, Store
    from filewright.providers.ways import Steps

__all__ = ["Announced", "AnnouncedUploads"]

SESSIONS = "announced"
"""The first segment of the paths that bytes are sent to."""


class Announced(NamedTuple):
    """The name and the purpose of a file that was announced."""

    filename: str
    purpose: str | None


class AnnouncedUploads:
    """The announcements of such uploads, and the bytes that come by themselves.

    Args:
        store: where the bytes go.
        rule: how the provider has it; larger: how it has larger files, which are announced in the same way.
    """

    def __init__(self, store: Store, rule: Steps, larger: Steps | None = None) -> None:
        self._store = store
        self._rule = rule
        self._larger = larger or rule
        self._announced: dict[str, Announced] = {}

    def is_of(self, method: str, path: str) -> bool:
        """Return True if a request is an announcement, or brings the bytes of a file that was announced."""
        is_sent = self._session(path) in self._announced
        return is_sent or self._is_announcement(method, path) or self._asked(method, path) is not None

    def taken(self, file_id: str) -> Announced:
        """Return the announcement of a file whose bytes come now; it counts once.

        Raises:
            ApiError: nothing was.
        """
        found = self._announced.pop(file_id, None)
        if found is None:
            raise ApiError(404, f"{file_id[:80]} was not announced.", code="not_found")
        return found

    def _is_announcement(self, method: str, path: str) -> bool:
        given, _, template = self._rule.path.partition(" ")
        return method == given and path.strip("/").endswith(template.replace("/..", "").strip("/"))

    def _asked(self, method: str, path: str) -> str | None:
        """The id of an announced file whose bytes a request asks a URL for."""
        given, _, template = (self._larger.ask or "").partition(" ")
        before, _, after = template.partition("{id}")
        found = re.fullmatch(rf".*{re.escape(before)}([^/:]+){re.escape(after)}", path) if template else None
        return found[1] if found is not None and method == given else None

    def _session(self, path: str) -> str:
        head, _, session = path.strip("/").rpartition("/")
        return session if head.endswith(SESSIONS) else ""

    def operation(self, method: str, path: str, stored: Callable[[Form, Mapping[str, str]], Response]) -> Operation:
        """The operation of a request; `stored` makes the response of a file that came."""
        if self._is_announcement(method, path):
            return Operation(self._fields, self._announce)
        asked = self._asked(method, path)
        if asked is not None:
            return Operation(json_body, partial(self._address, asked))
        session = self._session(path)

        def respond(request: Request, incoming: Incoming) -> Response:
            for header in self._larger.then if self._larger.ask is not None else ():
                if header not in request.headers:
                    raise ApiError(400, f"{header}: header is required.")
            announced = self.taken(session)
            fields = {} if announced.purpose is None else {"purpose": announced.purpose}
            response = stored(Form(incoming, announced.filename, fields, session), request.headers)
            return response if self._larger.finish is None else json_response(200, {})

        return Operation(self._bytes, respond)

    def _fields(self, request: Request) -> BodyReader:
        return FieldsReader(request.headers) if self._rule.form else JsonReader(request.headers)

    def _bytes(self, _: Request) -> _Bytes:
        return _Bytes(self._store.incoming())

    def _address(self, file_id: str, request: Request, body: Any) -> Response:
        """Say where the bytes of an announced file go."""
        if file_id not in self._announced:
            raise ApiError(404, f"{file_id[:80]} was not announced.", code="not_found")
        told: dict[str, Any] = {}
        name = self._announced[file_id].filename
        given = at(body, next(iter(self._larger.ask_body), ""))
        if not is_mapping(given) or name not in given:
            raise ApiError(400, f"The request has no size for {name[:80]!r}.")
        put(told, self._larger.url.removesuffix(".*"), {name: request.url_of(f"{SESSIONS}/{file_id}")})
        return json_response(200, told)

    def _announce(self, request: Request, body: Any) -> Response:
        rule = self._rule
        given = {text: at(body, place) for place, text in _leaves(rule.body)}
        for place, text in _leaves(rule.body):
            if not isinstance(given[text], str) or not given[text]:
                raise ApiError(400, f"{place} is missing.")
        for header in rule.headers:
            if header not in request.headers:
                raise ApiError(400, f"{header}: header is required.")
        file_id = given.get("{id}") or new_id("file-")
        if not is_id(file_id):
            raise ApiError(400, "An id has up to 64 letters, digits, dashes and underscores.")
        if file_id in self._announced or self._store.file(file_id) is not None:
            raise ApiError(409, f"{file_id} already exists.", code="already_exists")
        self._announced[file_id] = Announced(given["{filename}"], given.get("{purpose}"))
        told = {rule.location: request.url_of(f"{SESSIONS}/{file_id}"), rule.identity: file_id}
        headers = tuple((name, value) for name, value in told.items() if name is not None)
        return json_response(rule.status, dict(body), headers=headers)


class _Bytes:
    """Reads a body as it is."""

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming

    def feed(self, block: bytes) -> None:
        self._incoming.write(block)

    def finish(self) -> Incoming:
        return self._incoming

    def close(self) -> None:
        self._incoming.discard()


def _leaves(value: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The texts within a body, each with its path."""
    found: list[tuple[str, Any]] = []
    for name, each in value.items():
        found += _leaves(each, f"{prefix}{name}.") if is_mapping(each) else [(f"{prefix}{name}", each)]
    return found
