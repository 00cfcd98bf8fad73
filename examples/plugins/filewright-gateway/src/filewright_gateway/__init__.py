"""A provider: a gateway that wants the key as `api-key` instead of a bearer token, and `api-version` in each query."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from filewright import ConfigurationError, hookimpl

if TYPE_CHECKING:
    import httpx
    from filewright import Call

__all__ = ["DEFAULT_VERSION", "URL_ENVIRONMENT", "VERSION_ENVIRONMENT", "Gateway"]

URL_ENVIRONMENT = "FILEWRIGHT_GATEWAY_URL"
VERSION_ENVIRONMENT = "FILEWRIGHT_GATEWAY_API_VERSION"
DEFAULT_VERSION = "2024-10-21"
_VERSION = re.compile(r"[0-9A-Za-z._-]+")


class Gateway:
    """Speaks to one gateway in its way. Clients of other servers are left alone.

    Args:
        base_url: the gateway's, as the client's; calls to it and to what is below it are changed. Default: the
            environment variable FILEWRIGHT_GATEWAY_URL. Without either, no call is changed.
        api_version: default: the environment variable FILEWRIGHT_GATEWAY_API_VERSION, else DEFAULT_VERSION.

    Raises:
        ConfigurationError: `base_url` is not an HTTP URL, or `api_version` is not a version.
    """

    def __init__(self, base_url: str | None = None, api_version: str | None = None) -> None:
        url = base_url or os.environ.get(URL_ENVIRONMENT)
        version = api_version or os.environ.get(VERSION_ENVIRONMENT) or DEFAULT_VERSION
        if url and not url.startswith(("https://", "http://")):
            raise ConfigurationError(f"The gateway's base URL is {url!r}; give one such as 'https://host/openai'.")
        if not _VERSION.fullmatch(version):
            raise ConfigurationError(f"The gateway's API version is {version!r}; give one such as {DEFAULT_VERSION!r}.")
        self.base_url = url.rstrip("/") if url else None
        self.api_version = version

    @hookimpl
    def before_call_encoded(self, call: Call) -> None:
        # A version that the caller gave, of the client or of this call, stands.
        if self._is_for(call) and "api-version" not in call.settings.default_query:
            call.query.setdefault("api-version", self.api_version)

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call) -> None:
        if not self._is_for(call) or call.api_key is None:
            return
        # Other values were set by the caller and are kept.
        if request.headers.get("authorization") == f"Bearer {call.api_key}":
            del request.headers["authorization"]
            request.headers["api-key"] = call.api_key

    def _is_for(self, call: Call) -> bool:
        return self.base_url is not None and f"{call.settings.base_url}/".startswith(f"{self.base_url}/")
