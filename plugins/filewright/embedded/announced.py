"""Uploads of providers that are announced first, and whose bytes then come by themselves."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from filewright.embedded.api.forms import Form, JsonReader
from filewright.embedded.api.responses import ApiError, Response, json_response
from filewright.embedded.api.routing import Operation
from filewright.narrowing import is_mapping
from filewright.providers.values import at

if TYPE_CHECKING:
    from filewright.embedded.api.requests import Request
    from filewright.embedded.store import Incoming, Store
    from filewright.providers.table import TwoSteps

__all__ = ["AnnouncedUploads"]

SESSIONS = "announced"
"""The first segment of the paths that bytes are sent to."""


class AnnouncedUploads:
    """The two requests of such uploads.

    Args:
        store: where the bytes go.
        rule: how the provider has it.
    """

    def __init__(self, store: Store, rule: TwoSteps) -> None:
        self._store = store
        self._rule = rule
        self._names: dict[str, str] = {}

    def is_of(self, method: str, path: str) -> bool:
        """Return True if a request is one of the two."""
        return self._is_announcement(method, path) or self._session(path) in self._names

    def _is_announcement(self, method: str, path: str) -> bool:
        given, _, template = self._rule.path.partition(" ")
        return method == given and path.strip("/").endswith(template.replace("/..", "").strip("/"))

    def _session(self, path: str) -> str:
        head, _, session = path.strip("/").rpartition("/")
        return session if head.endswith(SESSIONS) else ""

    def operation(self, method: str, path: str, stored: Callable[[Form, Mapping[str, str]], Response]) -> Operation:
        """The operation of a request; `stored` makes the response of a file that came."""
        if self._is_announcement(method, path):
            return Operation(self._json, self._announce)
        name = self._names[self._session(path)]

        def respond(request: Request, incoming: Incoming) -> Response:
            return stored(Form(incoming, name, {}), request.headers)

        return Operation(self._bytes, respond)

    def _json(self, request: Request) -> JsonReader:
        return JsonReader(request.headers)

    def _bytes(self, _: Request) -> _Bytes:
        return _Bytes(self._store.incoming())

    def _announce(self, request: Request, body: Any) -> Response:
        place = next((where for where, text in _leaves(self._rule.body) if text == "{filename}"), "")
        name = at(body, place)
        if not isinstance(name, str) or not name:
            raise ApiError(400, f"{place} is missing.")
        for header in self._rule.headers:
            if header not in request.headers:
                raise ApiError(400, f"{header}: header is required.")
        session = secrets.token_hex(12)
        self._names[session] = name
        host = request.headers.get("host", "127.0.0.1")
        return json_response(200, {}, headers=((self._rule.location, f"http://{host}/{SESSIONS}/{session}"),))


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
