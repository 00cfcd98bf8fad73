"""A rate limit that several machines share: the URL of a Redis server or an object, as the argument `budget` has it."""

from __future__ import annotations

from hashlib import blake2b
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, MissingExtraError, shorten

if TYPE_CHECKING:
    from .buckets import Owner

SCHEMES = ("redis", "rediss", "unix")
_METHODS = ("reserve", "pause", "paused_for", "close")


def budget_of(choice: Any, base_url: str) -> Owner | None:
    """The owner of a rate that an argument names.

    Args:
        choice: "redis://host:6379/0", "rediss://..." for TLS, "unix:///path"; an object with the methods of Owner; or
            None.
        base_url: the server whose rate it is: each has its own.

    Raises:
        ConfigurationError: it is none of these.
        MissingExtraError: Redis is named, and its package is not installed.
    """
    if choice is None or (not isinstance(choice, str) and all(hasattr(choice, name) for name in _METHODS)):
        owner: Owner | None = choice
        return owner
    if not isinstance(choice, str) or choice.partition("://")[0] not in SCHEMES:
        shown = shorten(choice.rpartition("@")[2] if isinstance(choice, str) else choice)
        raise ConfigurationError(f"budget is {shown}; pass the URL of a Redis server, such as 'redis://host:6379/0'.")
    try:
        module: Any = import_module(f"{__package__}.redis_budget")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "redis":
            raise
        raise MissingExtraError("budget needs the extra `redis`: pip install 'filewright[redis]'") from error
    name = blake2b(base_url.encode(), digest_size=12).hexdigest()
    made: Owner = module.RedisBudget(choice, f"filewright:rate:{name}")
    return made
