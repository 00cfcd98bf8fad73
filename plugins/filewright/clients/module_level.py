"""The client behind `filewright.files` and its siblings: made when it is first used, as the official SDK has it.

Its options are attributes of `filewright` that were set (`filewright.api_key = ...`); what was not set is looked up in
the environment. With `filewright.api_type = "azure"` or OPENAI_API_TYPE it is one for Azure.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from typing import Any

import filewright_resources

from ..errors import ConfigurationError, shorten
from .azure import AzureOpenAI
from .client import OpenAI

OPTIONS = (
    *("api_key", "organization", "project", "base_url", "timeout", "max_retries"),
    *("default_headers", "default_query", "http_client"),
)
AZURE_OPTIONS = ("api_version", "azure_endpoint", "azure_ad_token", "azure_ad_token_provider")
_CLASSES: Mapping[str, tuple[type[OpenAI], tuple[str, ...]]] = {
    "openai": (OpenAI, OPTIONS),
    "azure": (AzureOpenAI, (*OPTIONS, *AZURE_OPTIONS)),
}


def attribute(name: str, module: Mapping[str, Any]) -> Any:
    """An attribute of the module that is not in it yet: a resource, or an option that was not set."""
    if name in vars(filewright_resources.Resources):
        return getattr(_CLIENT.current(module), name)
    if name in (*OPTIONS, *AZURE_OPTIONS, "api_type"):
        return None
    raise AttributeError(f"module 'filewright' has no attribute {name!r}")


class _ModuleClient:
    """A client and the options that were set last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        self._given: Mapping[str, Any] = {}

    def current(self, module: Mapping[str, Any]) -> OpenAI:
        """The client, with the current options; they also apply to resources obtained earlier."""
        kind = module.get("api_type") or os.environ.get("OPENAI_API_TYPE") or "openai"
        if kind not in _CLASSES:
            raise ConfigurationError(f"api_type is {shorten(kind)}; set 'openai' or 'azure'.")
        cls, names = _CLASSES[kind]
        given = {name: module[name] for name in names if module.get(name) is not None}
        with self._lock:
            client = self._client
            if client is None or type(client) is not cls:
                client = cls(**given)
                atexit.register(client.close)
            elif given != self._given:
                defaults = cls.options_class()
                client._change(**{**{name: getattr(defaults, name) for name in self._given}, **given})
            self._client, self._given = client, given
            return client


_CLIENT = _ModuleClient()
