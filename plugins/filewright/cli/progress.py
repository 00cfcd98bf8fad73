"""Progress bars on standard error: how many bytes were sent or received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Column

from ..hookspecs import hookimpl
from .output import printable

if TYPE_CHECKING:
    from ..calls import TransferEvent

_VERBS = {"sent": "sending", "received": "receiving"}


class ProgressBar:
    """A plugin that shows a bar for each transfer that takes more than one block."""

    plugin_name = "progress-bar"

    def __init__(self) -> None:
        self._progress = Progress(
            # File names are not markup, and leave room for the other columns.
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, max_width=32)),
            BarColumn(),
            DownloadColumn(binary_units=True, table_column=Column(no_wrap=True)),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            # Otherwise what is printed meanwhile goes to standard error, and never arrives in a pipe.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._tasks: dict[int, Any] = {}

    @hookimpl
    def on_transfer_progress(self, event: TransferEvent) -> None:
        """Move the bar of the event's call, which is made with its first event."""
        key = id(event.call)
        if key not in self._tasks:
            if event.bytes == event.total:
                return
            self._tasks[key] = self._progress.add_task(_title(event), total=event.total)
            self._progress.start()
        self._progress.update(self._tasks[key], completed=event.bytes, total=event.total)

    @hookimpl
    def after_call_finished(self, call: Any, outcome: Any) -> None:
        """Remove the bar of an upload; a download continues after its call, until `stop`."""
        task = self._tasks.pop(id(call), None)
        if task is None:
            return
        self._progress.remove_task(task)
        if not self._tasks:
            # The next output must not collide with a bar that is redrawing itself.
            self._progress.stop()

    def stop(self) -> None:
        """Clear the terminal of bars."""
        self._progress.stop()


def _title(event: TransferEvent) -> str:
    source = event.call.source
    arguments = event.call.arguments
    name = source.name if source is not None else arguments.get("filename") or arguments.get("file_id", "")
    return f"{_VERBS[event.direction]} {printable(str(name))}"
