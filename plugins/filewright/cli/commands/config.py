"""`filewright config`: the profiles that --profile names."""

from __future__ import annotations

from typing import Annotated

import typer

from ...errors import ConfigurationError, shorten
from ..connecting import provider_named, settings
from ..messages import say
from ..options import Json
from ..output import show_json, show_line
from ..profiles import checked_profile, config_path, read_profiles, write_profiles

Name = Annotated[str, typer.Argument(help="The name of the profile.")]


def list_profiles(as_json: Json = False) -> None:
    """List the profiles."""
    profiles = read_profiles()
    if not profiles and not as_json:
        say("no profiles; `filewright config set NAME` makes one")
    widest = max(map(len, profiles), default=0)
    for name, profile in sorted(profiles.items()):
        if as_json:
            show_json({"name": name, **profile})
        else:
            show_line(f"{name:<{widest}}  {' '.join(f'{field}={value}' for field, value in profile.items())}")


def set_profile(
    name: Name,
    key_variable: Annotated[
        str | None, typer.Option(help="The environment variable that holds the key; never the key itself.")
    ] = None,
) -> None:
    """Create or replace a profile from --provider, --base-url and --key-variable."""
    given = {field: settings.get(field) for field in ("provider", "base_url")} | {"key_variable": key_variable}
    profile = checked_profile(name, {field: value for field, value in given.items() if value})
    if not profile:
        raise ConfigurationError("A profile needs --provider, --base-url or --key-variable; pass one of them.")
    if "provider" in profile:
        provider_named(profile["provider"])
    path = write_profiles({**read_profiles(), name: profile})
    show_line(f"{name} is in {path}")


def delete_profile(name: Name) -> None:
    """Delete a profile."""
    profiles = read_profiles()
    if profiles.pop(name, None) is None:
        raise ConfigurationError(f"Unknown profile {shorten(name)}. Known profiles: {', '.join(profiles) or 'none'}.")
    write_profiles(profiles)


def path() -> None:
    """Print the path of the file with the profiles."""
    show_line(str(config_path()))


VERBS = {"list": list_profiles, "set": set_profile, "delete": delete_profile, "path": path}
