"""Exchanges with a provider, recorded and replayed, so that its scenarios run without it, and without a key.

    recording = RecordingTransport(httpx.HTTPTransport())
    with httpx.Client(transport=recording) as http, OpenAI(provider="acme", http_client=http) as client:
        outcomes = list(run_scenarios(client, acme))
    Path("acme.jsonl").write_text(recording.lines())

Of requests, method, path and a digest of the body are kept, and no header; of responses, status, type and body.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

import httpx

from ..errors import ConfigurationError, shorten

KEPT_HEADERS = ("content-type", "retry-after", "location")


class RecordingTransport(httpx.BaseTransport):
    """Passes requests on, and keeps what was asked and responded.

    Args:
        inner: what carries the requests.
        base_path: the path of the client's base URL, which is left out.
        secrets: texts that are left out of bodies: the key.

    Attributes:
        exchanges: what was recorded, in order.
    """

    def __init__(self, inner: httpx.BaseTransport, *, base_path: str = "", secrets: Sequence[str] = ()) -> None:
        self._inner = inner
        self._base_path = base_path
        self._secrets = secrets
        self.exchanges: list[dict[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with closing(self._inner.handle_request(request)) as response:
            response.read()
        kept = {name: value for name in KEPT_HEADERS if (value := response.headers.get(name)) is not None}
        told = {"status": response.status_code, "headers": kept, **_told(self._without_secrets(response.content))}
        self.exchanges.append({**_asked(request, self._base_path), "response": told})
        return httpx.Response(response.status_code, headers=kept, content=response.content, request=request)

    def _without_secrets(self, content: bytes) -> bytes:
        for secret in filter(None, self._secrets):
            content = content.replace(secret.encode(), b"***")
        return content

    def lines(self) -> str:
        """The recording, an exchange a line."""
        return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in self.exchanges)

    def close(self) -> None:
        self._inner.close()


class ReplayingTransport(httpx.BaseTransport):
    """Responds as was recorded, and refuses whatever was not asked then.

    Args:
        lines: the recording.
        base_path: the path of the client's base URL.
        bodies: compare the bodies of requests too.
    """

    def __init__(self, lines: Iterable[str], *, base_path: str = "", bodies: bool = True) -> None:
        self._base_path = base_path
        self._left: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
        self._left.reverse()
        self._names = ("method", "target", "body") if bodies else ("method", "target")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        asked = _asked(request, self._base_path)
        wanted: dict[str, Any] = self._left[-1] if self._left else {}
        if any(asked[name] != wanted.get(name) for name in self._names):
            due = f"{wanted['method']} {wanted['target']} with the body that was sent then" if wanted else "its end"
            raise ConfigurationError(
                f"{asked['method']} {shorten(asked['target'])} was not recorded here, where the recording has {due};"
                " record it anew."
            )
        told = self._left.pop()["response"]
        return httpx.Response(told["status"], headers=told["headers"], content=_content(told), request=request)

    @property
    def left(self) -> int:
        """The number of exchanges that were not replayed yet."""
        return len(self._left)


def _asked(request: httpx.Request, base_path: str) -> dict[str, Any]:
    target = request.url.raw_path.decode("ascii")
    boundary = re.search(rb"boundary=([^;]+)", request.headers.get("content-type", "").encode())
    body = request.content if boundary is None else request.content.replace(boundary[1], b"boundary")
    digest = hashlib.sha256(body).hexdigest()[:16] if body else None
    return {"method": request.method, "target": target.removeprefix(base_path.rstrip("/")), "body": digest}


def _told(content: bytes) -> dict[str, str]:
    try:
        return {"text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _content(told: Mapping[str, Any]) -> bytes:
    return base64.b64decode(told["base64"]) if "base64" in told else str(told["text"]).encode()
