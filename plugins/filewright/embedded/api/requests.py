"""Requests, and those among them that are sent a second time with the same Idempotency-Key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from filewright.embedded.api.parameters import invalid
from filewright.embedded.api.responses import ApiError
from filewright.embedded.store import BatchRecord, FileRecord, PartRecord, Resend, Store, UploadRecord
from filewright.embedded.store.limits import RESEND_KEY_CHARACTERS

__all__ = ["Request", "Resends"]

Made = TypeVar("Made", FileRecord, UploadRecord, PartRecord, BatchRecord)


class Request(NamedTuple):
    """A request whose operation is known. `id` is that in the path, empty where the path has none."""

    method: str
    id: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def url_of(self, path: str) -> str:
        """The URL of a path of this server, as the client reached it."""
        return f"http://{self.headers.get('host', '127.0.0.1')}/{path}"


class Resends:
    """The results of requests with an idempotency key, so that a repeated request creates nothing.

    `sent` is what a request asks for: the name of the kind of thing first, then whatever must be the same again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def once(
        self, request: Request, sent: tuple[object, ...], find: Callable[[str], Made | None], make: Callable[[], Made]
    ) -> Made:
        """Return the result of the same earlier request, or else the result of `make`, which is stored; in one
        transaction.

        Raises:
            ApiError: as `found`.
        """
        with self._store.transaction():
            made = self.found(request, sent, find)
            if made is None:
                made = make()
                self.keep(request, sent, made.id)
            return made

    def found(self, request: Request, sent: tuple[object, ...], find: Callable[[str], Made | None]) -> Made | None:
        """Return the result of the same earlier request, by `find` of its id; None if it is new or has no key.

        Raises:
            ApiError: the key was used for another request, or is too long.
        """
        key = _key(request, sent)
        earlier = None if key is None else self._store.earlier(key)
        if earlier is None:
            return None
        if earlier.fingerprint != _fingerprint(sent):
            raise ApiError(
                422,
                "This Idempotency-Key was used before, for a request with other content; use a new key.",
                param="Idempotency-Key",
                code="idempotency_key_reused",
            )
        return find(earlier.made_id)

    def keep(self, request: Request, sent: tuple[object, ...], made: str) -> None:
        """Remembers the id of what a request made, where it has a key."""
        key = _key(request, sent)
        if key is not None:
            self._store.remember(key, Resend(_fingerprint(sent), made))


def _key(request: Request, sent: tuple[object, ...]) -> str | None:
    """Return the stored form of an idempotency key: a hash that covers the account and the operation, never a
    credential.
    """
    headers = request.headers
    given = headers.get("idempotency-key")
    if not given:
        return None
    if len(given) > RESEND_KEY_CHARACTERS.value:
        raise invalid(
            "Idempotency-Key", f"The Idempotency-Key is longer than {RESEND_KEY_CHARACTERS.value} characters."
        )
    account = [headers.get(name) for name in ("authorization", "api-key", "openai-organization", "openai-project")]
    return hashlib.sha256(json.dumps([account, sent[0], request.id, given]).encode()).hexdigest()


def _fingerprint(sent: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()
