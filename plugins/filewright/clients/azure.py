"""The clients for Azure OpenAI. All that is Azure's own is a plugin: see `filewright.providers.azure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ..providers.azure import Azure, AzureOptions
from .client import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Self, Unpack

    from ..options import AsyncClientArguments, AsyncClientChanges, ClientArguments, ClientChanges


class AzureArguments(TypedDict, total=False):
    """Options of the Azure clients in addition to those of every client; see `AzureOptions`."""

    azure_endpoint: str | None
    azure_deployment: str | None
    api_version: str | None
    azure_ad_token: str | None


class AzureOpenAI(Client):
    """A blocking client for Azure OpenAI. Its options are those of `AzureOptions`.

    Raises:
        ConfigurationError: a setting is wrong or missing, or two exclude one another.
    """

    options_class = AzureOptions
    bundled_plugins = (Azure,)

    if TYPE_CHECKING:

        class Arguments(ClientArguments, AzureArguments, total=False):
            azure_ad_token_provider: Callable[[], str] | None

        class Changes(ClientChanges, Arguments, total=False):
            pass

        def __init__(self, **options: Unpack[Arguments]) -> None: ...
        def copy(self, **changes: Unpack[Changes]) -> Self: ...  # pyright: ignore[reportIncompatibleMethodOverride]
        def with_options(self, **changes: Unpack[Changes]) -> Self: ...  # pyright: ignore[reportIncompatibleMethodOverride]


class AsyncAzureOpenAI(AsyncClient):
    """An async client for Azure OpenAI; see `AzureOpenAI`. The functions that return keys or tokens may be async."""

    options_class = AzureOptions
    bundled_plugins = (Azure,)

    if TYPE_CHECKING:

        class Arguments(AsyncClientArguments, AzureArguments, total=False):
            azure_ad_token_provider: Callable[[], str | Awaitable[str]] | None

        class Changes(AsyncClientChanges, Arguments, total=False):
            pass

        def __init__(self, **options: Unpack[Arguments]) -> None: ...
        def copy(self, **changes: Unpack[Changes]) -> Self: ...  # pyright: ignore[reportIncompatibleMethodOverride]
        def with_options(self, **changes: Unpack[Changes]) -> Self: ...  # pyright: ignore[reportIncompatibleMethodOverride]
