"""The default lifetime of files, for calls that do not give one: `Client(expiry={"batch": timedelta(7)})`.

A server that ignores what was asked is warned of; `checks={"expiry": True}` makes that an error, and False nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from filewright_api.types import by_value

from ..errors import ConfigurationError, ExpiryIgnoredError, shorten
from ..ground.frames import frames_of_ours
from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..calls import Call
    from ..sources import Source

from ..rules.expiries import seconds_of

TOLERANCE = 60
"""Seconds by which a server may round what it was asked for."""


class Expiry:
    """Gives the expiry that the client was configured with, and looks whether the server keeps to it.

    Args:
        defaults: by purpose; `"*"` stands for every other purpose.
        switches: as of `Checks`; without "expiry", a server that ignores it is warned of.
    """

    def __init__(self, defaults: Mapping[str, Any] | None = None, switches: bool | Mapping[str, bool] = True) -> None:
        if defaults is not None and not isinstance(defaults, Mapping):
            raise ConfigurationError(f"expiry is {shorten(defaults)}; pass a mapping such as {{'batch': '7d'}}.")
        for purpose, value in (defaults or {}).items():
            if not isinstance(by_value(purpose), str):
                raise ConfigurationError(f"expiry has the purpose {shorten(purpose)}; purposes are str.")
            seconds_of(value, f"expiry[{shorten(purpose)}]")
        self._is_looked_at = switches.get("expiry") if isinstance(switches, Mapping) else (None if switches else False)
        # An enum's member need not have the hash of its text.
        self._defaults = {by_value(purpose): value for purpose, value in (defaults or {}).items()}

    @hookimpl
    def default_expiry(self, purpose: str, source: Source | None) -> Any:
        return self._defaults.get(purpose, self._defaults.get("*"))

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        rule = call.operation.expiry
        # The expiry of an upload in parts is that of its file, which is not there yet.
        if rule is None or call.operation.upload is None or isinstance(outcome, BaseException):
            return
        asked: Any = call.arguments.get(rule.field)
        if asked is not None and self._is_looked_at is not False and not _is_kept(outcome, asked["seconds"]):
            self._tell(f"{rule.field} asked for {asked['seconds']:,} seconds, and the server ignored it", outcome)

    def _tell(self, fault: str, file: Any) -> None:
        message = f"{fault}: file {file.id} has the expires_at {file.expires_at!r}"
        if self._is_looked_at:
            raise ExpiryIgnoredError(f"{message}. Delete it when its time is over.", file=file)
        try:
            # Without the file's id, so that it is said once, of however many files.
            warnings.warn(f"{fault}; delete the file yourself.", UserWarning, stacklevel=frames_of_ours())
        except UserWarning as error:
            raise ExpiryIgnoredError(f"{message}.", file=file) from error


def _is_kept(file: Any, seconds: int) -> bool:
    if not isinstance(file.expires_at, int):
        return False
    return not isinstance(file.created_at, int) or abs(file.expires_at - file.created_at - seconds) <= TOLERANCE
