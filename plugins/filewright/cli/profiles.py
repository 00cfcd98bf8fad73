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
    """Return the path of the file with the profiles."""
    given = os.environ.get(FILE_VARIABLE)
    if given:
        return Path(given)
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return Path(home) / "filewright" / "config.toml"


def read_profiles() -> dict[str, dict[str, str]]:
    """Return the profiles by name; none if the file does not exist.

    Raises:
        ConfigurationError: the file cannot be read, or has unknown content.
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
    """Return a profile after checking that its fields are known and contain text.

    Raises:
        ConfigurationError: a field is unknown or not text.
    """
    if not is_dict(given):
        raise ConfigurationError(f"The profile {shorten(name)} is not a table; write [profiles.{name}].")
    for field, value in given.items():
        if field not in FIELDS:
            # The value is not shown: it may be a key.
            raise ConfigurationError(
                f"The profile {shorten(name)} has {shorten(field)}, which is not a field of profiles. Write"
                " it with `filewright config set`."
            )
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{field} of the profile {shorten(name)} is {shorten(value)}; write text.")
    variable = given.get("key_variable", "A")
    if not variable.isidentifier() or not variable.isascii():
        raise ConfigurationError(
            f"key_variable of the profile {shorten(name)} is not the name of an environment variable. Do"
            " not write the key itself there."
        )
    return dict(given)


def options_of(name: str) -> dict[str, Any]:
    """Return the options of a client for a profile.

    Raises:
        ConfigurationError: the profile is unknown, or its variable is not set.
    """
    profiles = read_profiles()
    if name not in profiles:
        known = ", ".join(profiles) or f"none in {config_path()}"
        raise ConfigurationError(f"Unknown profile {shorten(name)}. Known profiles: {known}.")
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
    """Replace the file atomically."""
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
    """Quote text for TOML."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
