"""Profiles: servers by name, in a file of the user's. A profile names the variable that holds a key, never the key."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError, shorten
from ..narrowing import is_dict

FIELDS = ("provider", "base_url", "key_variable")
VARIABLE = "FILEWRIGHT_PROFILE"
FILE_VARIABLE = "FILEWRIGHT_CONFIG"


def config_path() -> Path:
    """The file that keeps the profiles."""
    given = os.environ.get(FILE_VARIABLE)
    if given:
        return Path(given)
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return Path(home) / "filewright" / "config.toml"


def read_profiles() -> dict[str, dict[str, str]]:
    """The profiles by name; none where there is no file.

    Raises:
        ConfigurationError: the file cannot be read, or has what does not belong there.
    """
    path = config_path()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.") from error
    profiles = content.get("profiles", {})
    if not is_dict(profiles):
        raise ConfigurationError(f"{path} has no tables [profiles.NAME]; `filewright config set` writes them.")
    return {name: checked_profile(name, each) for name, each in profiles.items()}


def checked_profile(name: str, given: Any) -> dict[str, str]:
    """A profile whose fields are known and hold text.

    Raises:
        ConfigurationError: they are not.
    """
    if not is_dict(given):
        raise ConfigurationError(f"The profile {shorten(name)} is not a table; write [profiles.{name}].")
    for field, value in given.items():
        if field not in FIELDS:
            # The value is not shown: it may be a key.
            raise ConfigurationError(
                f"The profile {shorten(name)} has {shorten(field)}, which profiles do not have; write it with"
                " `filewright config set`."
            )
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{field} of the profile {shorten(name)} is {shorten(value)}; write text.")
    variable = given.get("key_variable", "A")
    if not variable.isidentifier() or not variable.isascii():
        raise ConfigurationError(
            f"key_variable of the profile {shorten(name)} is not the name of an environment variable; a key itself does"
            " not belong there."
        )
    return dict(given)


def options_of(name: str) -> dict[str, Any]:
    """The options of a client for a profile.

    Raises:
        ConfigurationError: there is no such profile, or its variable is not set.
    """
    profiles = read_profiles()
    if name not in profiles:
        known = ", ".join(profiles) or f"none in {config_path()}"
        raise ConfigurationError(f"There is no profile {shorten(name)}; there are {known}.")
    profile = profiles[name]
    options: dict[str, Any] = {field: profile[field] for field in ("provider", "base_url") if field in profile}
    variable = profile.get("key_variable")
    if variable is not None:
        key = os.environ.get(variable)
        if not key:
            raise ConfigurationError(f"The profile {shorten(name)} takes its key from {variable}, which is not set.")
        options["api_key"] = key
    return options


def write_profiles(profiles: dict[str, dict[str, str]]) -> Path:
    """Write the file anew, whole or not at all."""
    path = config_path()
    lines = ["# Written by `filewright config`. A profile names the variable that holds its key, never the key.\n"]
    for name, fields in profiles.items():
        lines += [f"\n[profiles.{_quoted(name)}]\n", *(f"{each} = {_quoted(fields[each])}\n" for each in fields)]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        unfinished.write_text("".join(lines), encoding="utf-8")
        os.replace(unfinished, path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def _quoted(text: str) -> str:
    """Text as TOML has it."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
