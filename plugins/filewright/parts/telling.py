"""Reports the progress of a whole file while its parts are transferred."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..calls import TransferEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..calls import Call
    from ..effects import Progress
    from .plan import Part


class Reporter:
    """Reports the progress of a whole file to plugins.

    Args:
        whole: the call that progress is reported for.
        direction: "sent" or "received".
        total: the bytes of the whole.
        arrived: the parts that are there already.
    """

    def __init__(
        self, whole: Call, direction: Literal["sent", "received"], total: int, arrived: Iterable[Part] = ()
    ) -> None:
        self._whole = whole
        self._direction: Literal["sent", "received"] = direction
        self._total = total
        self._moved = {part.number: part.size for part in arrived}

    def of(self, part: Part) -> Progress:
        """Return the progress callback for the bytes of one part, or of a body that contains them and a small
        overhead.
        """

        def report(moved: int) -> None:
            self._moved[part.number] = min(moved, part.size)
            moved_of_all = sum(tuple(self._moved.values()))
            self._whole.tell(TransferEvent(self._whole, self._direction, moved_of_all, self._total))

        return report
