"""The error that stops the code generator."""

from __future__ import annotations


class RegenerationError(Exception):
    """Regenerating stopped and changed nothing. `problems` has one sentence for each thing to fix."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
