"""The command, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from ..version import __version__
from .commands import COMMANDS
from .connecting import settings as shared
from .exits import described
from .tree import Group


def _show_version(value: bool) -> None:
    if value:
        print(f"filewright {__version__}")
        raise typer.Exit


def settings(
    base_url: Annotated[
        str | None,
        typer.Option(help="The server; default: OPENAI_BASE_URL, else OpenAI. file:///folder needs no server."),
    ] = None,
    api_key: Annotated[
        str | None, typer.Option(help="The key. Better set OPENAI_API_KEY: other users can see arguments.")
    ] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds for each phase of an exchange.")] = None,
    max_retries: Annotated[int | None, typer.Option(help="How often a call that failed is sent again.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options that all commands share."""
    given = {"base_url": base_url, "api_key": api_key, "timeout": timeout, "max_retries": max_retries}
    shared.clear()
    shared.update({name: value for name, value in given.items() if value is not None})


def _assembled() -> typer.Typer:
    made = typer.Typer(
        cls=type("Root", (Group,), {"by_hand": COMMANDS}),
        help="Move files to and from OpenAI's Files API and the servers that speak it.",
        epilog=described(),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(settings)
    return made


app = _assembled()
