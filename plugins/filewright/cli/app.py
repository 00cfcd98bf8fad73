"""The assembled command."""

from __future__ import annotations

from typing import Any

import typer

from .commands import COMMANDS
from .environment import VARIABLES
from .exits import MEANINGS
from .tree import Group


class Root(Group):
    """The command itself."""

    by_hand = COMMANDS

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the end of the help: environment variables and exit codes."""
        with formatter.section("Environment"):
            formatter.write_dl(list(VARIABLES.items()))
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), words) for code, words in MEANINGS.items()])


def _assembled() -> typer.Typer:
    made = typer.Typer(
        cls=Root,
        help="Move files to and from OpenAI's Files API and the servers that speak it. Options may follow the verb.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 1000},
    )
    made.callback()(lambda: None)
    return made


app = _assembled()
