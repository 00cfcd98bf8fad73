"""The clients for Azure OpenAI: where it is, which version of its API, and how it is told who asks."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack

from ..builtin.azure import Azure
from ..errors import ConfigurationError, shorten
from ..sentinels import NotGiven
from .client import AsyncClient, BaseClient, Client

if TYPE_CHECKING:
    import httpx

    from ..settings import ApiKey, Timeout

TokenProvider: TypeAlias = Callable[[], str]
AsyncTokenProvider: TypeAlias = Callable[[], str | Awaitable[str]]

_CREDENTIALS = ("api_key", "azure_ad_token", "azure_ad_token_provider")


class ClientOptions(TypedDict, total=False):
    """The settings that these clients have as every client has them; see `Client`."""

    organization: str | None
    project: str | None
    timeout: Timeout | NotGiven
    max_retries: int
    default_headers: Mapping[str, str] | None
    expiry: Mapping[str, Any] | None
    checks: bool | Mapping[str, bool]
    plugins: Iterable[object]
    block: Iterable[str]
    total_timeout: float | None
    retry_budget: int | None
    max_answer_bytes: int | None
    max_error_bytes: int | None
    max_content_bytes: int | None


class _AzureClient(BaseClient[Any]):
    """What both clients have in common. It stands before the client's class, and gives it what it takes."""

    _uses_key: bool

    def __init__(self, **options: Any) -> None:
        given = {name: options.pop(name) for name in (*_CREDENTIALS, *_PLACE, "default_query")}
        credential, self._uses_key = _credential(given)
        version = given["api_version"] or os.environ.get("OPENAI_API_VERSION")
        if not version:
            raise ConfigurationError("No api_version: pass one, or set the environment variable OPENAI_API_VERSION.")
        super().__init__(
            **options,
            api_key=credential,
            base_url=_base_url(given),
            default_query={**(given["default_query"] or {}), "api-version": version},
        )
        # What a copy is made with.
        self._options |= given

    def _built_in_plugins(self) -> list[tuple[str, object]]:
        built_in = super()._built_in_plugins()
        return [*built_in, ("azure", Azure())] if self._uses_key else built_in

    def _copied_options(self, changes: dict[str, Any]) -> dict[str, Any]:
        if any(changes.get(name) is not None for name in _CREDENTIALS):
            changes = {**dict.fromkeys(_CREDENTIALS), **changes}
        if changes.get("base_url") is not None:
            changes = {"azure_endpoint": None, "azure_deployment": None, **changes}
        elif changes.get("azure_endpoint") is not None:
            changes = {"base_url": None, **changes}
        return super()._copied_options(changes)

    def _keeps_hooks(self, changes: Mapping[str, Any]) -> bool:
        return super()._keeps_hooks(changes) and not set(_CREDENTIALS) & set(changes)

    def _keeps_connections(self, changes: Mapping[str, Any]) -> bool:
        return super()._keeps_connections(changes) and "azure_endpoint" not in changes


_PLACE = ("azure_endpoint", "azure_deployment", "base_url", "api_version")


def _credential(given: Mapping[str, Any]) -> tuple[ApiKey, bool]:
    """The key or token, or the function that gives it, and whether it is a key."""
    passed = [name for name in _CREDENTIALS if given[name] is not None]
    if len(passed) > 1:
        raise ConfigurationError(f"{' and '.join(passed)} were passed; pass one of them.")
    if passed:
        return given[passed[0]], passed[0] == "api_key"
    token, key = os.environ.get("AZURE_OPENAI_AD_TOKEN"), os.environ.get("AZURE_OPENAI_API_KEY")
    if not token and not key:
        raise ConfigurationError(
            "No credential: pass api_key, azure_ad_token or azure_ad_token_provider, or set the environment variable"
            " AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN."
        )
    return token or key or "", not token


def _base_url(given: Mapping[str, Any]) -> str:
    """Files and uploads are beside the deployments, not in them."""
    base_url, endpoint = given["base_url"], given["azure_endpoint"]
    if base_url is not None:
        if endpoint is not None:
            raise ConfigurationError("base_url and azure_endpoint were passed; pass one of them.")
        return str(base_url)
    endpoint = endpoint or os.environ.get("AZURE_OPENAI_ENDPOINT")
    if not endpoint:
        raise ConfigurationError(
            "No azure_endpoint: pass it, such as 'https://my-resource.openai.azure.com', or set the environment"
            " variable AZURE_OPENAI_ENDPOINT."
        )
    if not isinstance(endpoint, str):
        raise ConfigurationError(f"azure_endpoint is {shorten(endpoint)}; pass a str.")
    return f"{endpoint.rstrip('/')}/openai"


class AzureOpenAI(_AzureClient, Client):
    """A blocking client for Azure OpenAI.

    Args:
        azure_endpoint: the URL of the resource, such as "https://my-resource.openai.azure.com"; default:
            AZURE_OPENAI_ENDPOINT.
        azure_deployment: taken for compatibility; files and uploads do not belong to a deployment.
        api_version: the version of the API; default: OPENAI_API_VERSION.
        api_key: the key, or a function that gives it; default: AZURE_OPENAI_API_KEY.
        azure_ad_token: a token of Microsoft Entra ID, instead of a key; default: AZURE_OPENAI_AD_TOKEN.
        azure_ad_token_provider: a function that gives such a token, asked for each call.
        base_url: the URL before `/files`, instead of azure_endpoint.
        default_query, http_client, and the other options: as of `Client`.

    Raises:
        ConfigurationError: a setting is wrong or missing, or two exclude one another.
    """

    def __init__(
        self,
        *,
        azure_endpoint: str | None = None,
        azure_deployment: str | None = None,
        api_version: str | None = None,
        api_key: str | Callable[[], str] | None = None,
        azure_ad_token: str | None = None,
        azure_ad_token_provider: TokenProvider | None = None,
        base_url: str | httpx.URL | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx.Client | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        try:
            super().__init__(
                azure_endpoint=azure_endpoint,
                azure_deployment=azure_deployment,
                api_version=api_version,
                api_key=api_key,
                azure_ad_token=azure_ad_token,
                azure_ad_token_provider=azure_ad_token_provider,
                base_url=base_url,
                default_query=default_query,
                http_client=http_client,
                **options,
            )
        except ConfigurationError as error:
            # The frames of the traceback would show the key to whoever prints their locals.
            api_key = azure_ad_token = None
            raise error.with_traceback(None) from None


class AsyncAzureOpenAI(_AzureClient, AsyncClient):
    """An async client for Azure OpenAI; see `AzureOpenAI`. The functions that give keys or tokens may be async."""

    def __init__(
        self,
        *,
        azure_endpoint: str | None = None,
        azure_deployment: str | None = None,
        api_version: str | None = None,
        api_key: str | Callable[[], str | Awaitable[str]] | None = None,
        azure_ad_token: str | None = None,
        azure_ad_token_provider: AsyncTokenProvider | None = None,
        base_url: str | httpx.URL | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx.AsyncClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        try:
            super().__init__(
                azure_endpoint=azure_endpoint,
                azure_deployment=azure_deployment,
                api_version=api_version,
                api_key=api_key,
                azure_ad_token=azure_ad_token,
                azure_ad_token_provider=azure_ad_token_provider,
                base_url=base_url,
                default_query=default_query,
                http_client=http_client,
                **options,
            )
        except ConfigurationError as error:
            # The frames of the traceback would show the key to whoever prints their locals.
            api_key = azure_ad_token = None
            raise error.with_traceback(None) from None
