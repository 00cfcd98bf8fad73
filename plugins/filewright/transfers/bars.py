"""A bar on a terminal. Needs rich, of the extra `cli`."""

from __future__ import annotations

from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn


class State(Protocol):
    """The state of a job; as text, in words."""

    @property
    def op(self) -> str:
        """The operation."""
        ...

    @property
    def files(self) -> int:
        """The number of files that are done."""
        ...

    @property
    def total(self) -> int | None:
        """The number of files in all, where that is known."""
        ...

    @property
    def is_over(self) -> bool:
        """True once the job has ended."""
        ...


class Bar:
    """One row: the operation, a bar where the number of files is known, and how far it is in words.

    Args:
        tells_end: say how it went, once it is over.
    """

    def __init__(self, *, tells_end: bool = True) -> None:
        self._tells_end = tells_end
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[words]}", markup=False),
            console=Console(stderr=True),
            transient=True,
            # Otherwise what is printed meanwhile goes to standard error, and never arrives in a pipe.
            redirect_stdout=False,
        )
        self._task: Any = None

    def __call__(self, state: State) -> None:
        """Show a state."""
        if self._task is None:
            self._task = self._bars.add_task(state.op, total=state.total, words="")
            self._bars.start()
        self._bars.update(self._task, completed=state.files, total=state.total, words=str(state))
        if state.is_over:
            self._bars.stop()
            if self._tells_end:
                self._bars.console.print(f"{state.op}: {state}", markup=False, highlight=False)
