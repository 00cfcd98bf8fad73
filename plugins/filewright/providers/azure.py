"""Azure OpenAI: its URLs, the version of its API in the query, and its credentials."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import attrs

from ..errors import ConfigurationError, shorten
from ..hookspecs import hookimpl
from ..options import ClientOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx
    from filewright_api.types import RequestParts

    from ..calls import Call

TokenProvider: TypeAlias = Callable[[], str | Awaitable[str]]

_EXPIRY_NAMES = {f"expires_after[{name}]": f"expires_after.{name}" for name in ("anchor", "seconds")}
"""github.com/Azure/azure-sdk-for-js, issues 36931 and 37063; learn.microsoft.com, REST reference of 2026-08-14."""
_CREDENTIALS = ("api_key", "azure_ad_token", "azure_ad_token_provider")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class AzureOptions(ClientOptions):
    """The options of a client for Azure OpenAI: those of every client, and these.

    Attributes:
        azure_endpoint: the URL of the resource, such as "https://my-resource.openai.azure.com"; default:
            AZURE_OPENAI_ENDPOINT.
        azure_deployment: taken for compatibility; files and uploads do not belong to a deployment.
        api_version: the version of the API; default: OPENAI_API_VERSION.
        azure_ad_token: a token of Microsoft Entra ID, instead of a key; default: AZURE_OPENAI_AD_TOKEN.
        azure_ad_token_provider: a function that returns such a token, called for each attempt.
        api_key: the key, or a function that returns it; default: AZURE_OPENAI_API_KEY.
        base_url: the URL before `/files`, instead of azure_endpoint.
    """

    alternatives: ClassVar[Sequence[frozenset[str]]] = (
        frozenset(_CREDENTIALS),
        frozenset({"base_url", "azure_endpoint"}),
    )

    secrets: ClassVar[frozenset[str]] = frozenset({"api_key", "azure_ad_token"})

    azure_endpoint: str | None = None
    azure_deployment: str | None = None
    api_version: str | None = None
    azure_ad_token: str | None = None
    azure_ad_token_provider: TokenProvider | None = None

    @property
    def has_token(self) -> bool:
        """True if the credential is a token of Microsoft Entra ID rather than a key."""
        return self.azure_ad_token is not None or self.azure_ad_token_provider is not None


class Azure:
    """Fills in where the API is and which version of it is meant, and sends keys as Azure wants them."""

    plugin_name = "azure"

    @hookimpl
    def before_client_created(self, options: ClientOptions) -> ClientOptions | None:
        if not isinstance(options, AzureOptions):
            return None
        version = options.api_version or os.environ.get("OPENAI_API_VERSION")
        if not version:
            raise ConfigurationError("No api_version: pass one, or set the environment variable OPENAI_API_VERSION.")
        return options.changed(
            **_credential(options),
            base_url=_base_url(options),
            default_query={**(options.default_query or {}), "api-version": version},
        )

    @hookimpl
    def before_request_encoded(self, parts: RequestParts, call: Call) -> None:
        """Spell an expiry with dots, as the dated forms of the API have it: brackets are ignored there, silently."""
        if isinstance(call.settings.options, AzureOptions) and parts.form is not None:
            parts.form = [(_EXPIRY_NAMES.get(name, name), value) for name, value in parts.form]

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call) -> None:
        """Send a key in the header `api-key`; that header and Authorization are kept where the caller set them."""
        options = call.settings.options
        is_token = isinstance(options, AzureOptions) and options.has_token
        if is_token or call.api_key is None or request.headers.get("authorization") != f"Bearer {call.api_key}":
            return
        del request.headers["authorization"]
        request.headers.setdefault("api-key", call.api_key)


def _credential(options: AzureOptions) -> dict[str, Any]:
    """The key or token, or the function that returns it; a token is remembered as one."""
    passed = [name for name in _CREDENTIALS if getattr(options, name) is not None]
    if len(passed) > 1:
        raise ConfigurationError(f"{' and '.join(passed)} were passed; pass one of them.")
    if passed:
        return {"api_key": getattr(options, passed[0])}
    token, key = os.environ.get("AZURE_OPENAI_AD_TOKEN"), os.environ.get("AZURE_OPENAI_API_KEY")
    if not token and not key:
        raise ConfigurationError(
            "No credential: pass api_key, azure_ad_token or azure_ad_token_provider, or set the environment variable"
            " AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN."
        )
    return {"azure_ad_token": token, "api_key": token} if token else {"api_key": key}


def _base_url(options: AzureOptions) -> str:
    """Files and uploads are beside the deployments, not in them."""
    base_url, endpoint = options.base_url, options.azure_endpoint
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
