"""A rate limit in Redis, for workers on several machines. Its state is one key, changed by one script."""

from __future__ import annotations

import os
import threading
import time
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..errors import BudgetError, ConfigurationError
from .buckets import BEGINNING, FIRST_SHARE, MAX_PAUSE, MIN_SHARE, RECOVERY, AskedOwner

redis: Any = import_module("redis")  # its types are not whole

PASSWORD = "REDIS_PASSWORD"  # noqa: S105
"""The environment variable with the password, where the URL has none."""

PATIENCE = 15.0
"""Seconds for which a Redis server that does not respond is tried again, before the job ends with an error."""
MAX_DELAY = 1.0
TIMEOUT = 5.0
"""Seconds between two attempts, and of one attempt, at most."""

IDLE = 3600
"""Seconds after the last request is due until the key expires."""

# The state of `buckets.State`, by the clock of the server. Reservations may be lost where the key is new or the server
# another one (restarted, or a replica that took over): it then begins with a pause, which makes those void. A clock
# that was set back takes the state with it.
_SCRIPT = f"""
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local info = redis.pcall('INFO', 'server')
local server = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
local kept = redis.call('HMGET', KEYS[1], 'due', 'paused', 'share', 'slowed', 'seen', 'server')
local due, paused, share, slowed = 0, 0, 1, now
if kept[1] then
  local back = math.max(tonumber(kept[5]) - now, 0)
  due, paused, share = tonumber(kept[1]) - back, tonumber(kept[2]) - back, tonumber(kept[3])
  slowed = tonumber(kept[4]) - back
end
if kept[6] ~= server then
  due, paused = math.max(due, now + {BEGINNING}), math.max(paused, now + {BEGINNING})
end
local current = math.min(1, share + {RECOVERY} * math.max(now - slowed, 0))
local result
if ARGV[1] == 'reserve' then
  local interval = tonumber(ARGV[3]) / current
  local first = math.max(due, now - (tonumber(ARGV[4]) - 1) * interval)
  due = first + tonumber(ARGV[2]) * interval
  result = first - now
else
  if ARGV[1] == 'pause' then
    local till = now + math.min(tonumber(ARGV[2]), {MAX_PAUSE})
    share = paused > now and current or math.max(current * {FIRST_SHARE}, {MIN_SHARE})
    slowed = now
    if till > paused then
      due, paused = till, till
    end
  end
  result = paused - now
end
local function text(number) return string.format('%.17g', number) end
redis.call('HSET', KEYS[1], 'due', text(due), 'paused', text(paused), 'share', text(share), 'slowed', text(slowed),
  'seen', text(now), 'server', server)
redis.call('EXPIRE', KEYS[1], math.ceil(math.max(due, paused, now) - now) + {IDLE})
return text(result)
"""


class RedisBudget(AskedOwner):
    """A rate limit in Redis.

    Pickled, it has no password: workers take theirs from REDIS_PASSWORD.

    Args:
        url: of the server.
        key: the key of the state.
    """

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key
        self._lock = threading.Lock()
        self._client: Any = None
        self._script: Any = None
        self._connected()

    def close(self) -> None:
        """Close the connections; another call opens them again."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ask(self, method: str, *arguments: float) -> float:
        until, delay = time.monotonic() + PATIENCE, 0.05
        while True:
            try:
                return float(self._connected()(keys=[self._key], args=[method, *arguments]))
            except redis.exceptions.AuthenticationError as error:
                raise BudgetError(
                    f"Redis at {self} refuses the password; set {PASSWORD} here and where workers run."
                ) from error
            except _TEMPORARY as error:
                if time.monotonic() + delay >= until:
                    raise BudgetError(
                        f"Redis at {self}, which has the rate limit of all workers, did not respond for"
                        f" {PATIENCE:.0f} s ({type(error).__name__}). Run the same job again once it does."
                    ) from error
                time.sleep(delay)
                delay = min(2 * delay, MAX_DELAY)
            except redis.exceptions.RedisError as error:
                raise BudgetError(f"Redis at {self} cannot keep the rate limit: {error}.") from error

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _client_of(self._url, str(self))
                self._script = self._client.register_script(_SCRIPT)
            return self._script

    def __getstate__(self) -> tuple[str, str]:
        return without_password(self._url), self._key

    def __setstate__(self, state: tuple[str, str]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def __repr__(self) -> str:
        return without_password(self._url)


_TEMPORARY = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.ReadOnlyError,  # a replica that takes over
    redis.exceptions.TryAgainError,
)


def _client_of(url: str, shown: str) -> Any:
    """The client of a URL. It makes no attempt of its own after a failure."""
    retry = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
    options = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "password": os.environ.get(PASSWORD)}
    try:
        return redis.Redis.from_url(url, retry=retry, **options)
    except ValueError as error:
        raise ConfigurationError(f"budget is {shown!r}, which is not the URL of a Redis server: {error}.") from None


def without_password(url: str) -> str:
    """A URL of Redis without its password."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key != "password"])
    return urlunsplit((parts.scheme, f"{name}@{host}" if name else host, parts.path, query, parts.fragment))
