"""Options that all commands share, accepted before and after the verb, and options that many commands have."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from ..version import __version__
from .connecting import settings
from .messages import speak_of

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]

Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="Save to this file, or in this folder (an existing one, or a name with a trailing slash) under the"
        " content's own name; default, or -: standard output.",
    ),
]
Force = Annotated[
    bool, typer.Option("--force", "-f", help="Overwrite an existing file; write binary content to a terminal.")
]

Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        help="Which workers: threads, processes, dask, dask://host:8786, ray or ray://host:10001. Workers take the key"
        " from their own environment.",
    ),
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="How many workers of the engine work at once.")]


def _keep(_ctx: Any, option: Any, value: Any) -> None:
    """Store a given option; one given after the verb takes precedence."""
    if value is not None:
        settings[option.name] = value


def _leave_out_checks(_ctx: Any, _option: Any, value: bool) -> None:
    if value:
        settings["checks"] = False


def _log(_ctx: Any, _option: Any, value: int | None) -> None:
    if not value:
        return
    import logging

    logging.basicConfig(format="filewright: %(message)s")
    logging.getLogger("filewright").setLevel(logging.INFO if value == 1 else logging.DEBUG)


def _show_version(_ctx: Any, _option: Any, value: bool) -> None:
    if value:
        from .output import show_line

        show_line(f"filewright {__version__}")
        raise typer.Exit


def _shared(  # noqa: PLR0917
    base_url: Annotated[
        str | None,
        typer.Option(
            callback=_keep,
            help="The base URL; default: OPENAI_BASE_URL, else OpenAI's. file:///folder works without a server.",
        ),
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(
            callback=_keep, help="A service other than OpenAI, such as mistral; `filewright providers` lists them."
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(callback=_keep, help="The name of a profile, as stored by `filewright config set`.")
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(callback=_keep, help="The API key. Prefer OPENAI_API_KEY: other users can see arguments."),
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(callback=_keep, help="Timeout in seconds for each phase of an exchange.")
    ] = None,
    max_retries: Annotated[
        int | None, typer.Option(callback=_keep, help="The maximum number of retries of a failed call.")
    ] = None,
    no_checks: Annotated[
        bool,
        typer.Option(
            "--no-checks",
            callback=_leave_out_checks,
            help="Skip the checks of size and suffix; the server may refuse the file.",
        ),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose",
            "-v",
            count=True,
            callback=_log,
            show_default=False,
            metavar="",
            help="Log each request on standard error; -vv adds headers, without keys.",
        ),
    ] = 0,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", is_eager=True, callback=_show_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """Declare the shared options for Typer; their callbacks implement them."""


@cache  # a parser and what it parsed are compared by identity
def shared_options(*, hidden: bool) -> tuple[Any, ...]:
    """Return the options of every command; hidden if the help of `filewright` already describes them."""
    app = typer.Typer(add_completion=False)
    app.command(add_help_option=False)(_shared)
    options: tuple[Any, ...] = tuple(get_command(app).params)
    for each in options:
        each.expose_value = False
        each.hidden = hidden
    return options


def with_shared(own: list[Any], *, hidden: bool = True) -> list[Any]:
    """Add the shared options to a command's own, which take precedence for equal names."""
    taken = {name for each in own for name in each.opts}
    return [*(each for each in shared_options(hidden=hidden) if not taken & set(each.opts)), *own]


class Command(TyperCommand):
    """A command that also accepts the shared options."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters."""
        return with_shared(super().get_params(ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; messages use its parameter names."""
        speak_of(self.get_params(ctx))
        return super().invoke(ctx)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the end of its help: where the shared options are described."""
        formatter.write_paragraph()
        names = ", ".join(each.opts[0] for each in shared_options(hidden=True))
        formatter.write_text(f"{names} are taken here too; see filewright --help.")
