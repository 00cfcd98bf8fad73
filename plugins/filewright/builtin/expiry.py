"""How long files are kept, where the caller of a single call did not say: `Client(expiry={"batch": timedelta(7)})`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from filewright_api.types import by_value

from ..errors import ConfigurationError, shorten
from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..sources import Source

from ..rules.expiries import seconds_of


class Expiry:
    """Gives the expiry that the client was configured with, by purpose; `"*"` stands for every other purpose."""

    def __init__(self, defaults: Mapping[str, Any] | None = None) -> None:
        if defaults is not None and not isinstance(defaults, Mapping):
            raise ConfigurationError(f"expiry is {shorten(defaults)}; pass a mapping such as {{'batch': '7d'}}.")
        for purpose, value in (defaults or {}).items():
            if not isinstance(by_value(purpose), str):
                raise ConfigurationError(f"expiry has the purpose {shorten(purpose)}; purposes are str.")
            seconds_of(value, f"expiry[{shorten(purpose)}]")
        # An enum's member need not have the hash of its text.
        self._defaults = {by_value(purpose): value for purpose, value in (defaults or {}).items()}

    @hookimpl
    def default_expiry(self, purpose: str, source: Source | None) -> Any:
        return self._defaults.get(purpose, self._defaults.get("*"))
