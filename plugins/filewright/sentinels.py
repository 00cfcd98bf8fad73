"""The value of an argument that was left out."""

from __future__ import annotations

from typing import Final, Literal


class NotGiven:
    """The type of `NOT_GIVEN` and `omit`: an argument that was left out, where None means something else."""

    _only: NotGiven | None = None

    def __new__(cls) -> NotGiven:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"

    def __reduce__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven()
Omit = NotGiven
omit: Final = NOT_GIVEN
not_given: Final = NOT_GIVEN
