"""`client.transfers`: many files at once, blocking and async."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..sentinels import NOT_GIVEN, NotGiven
from .beginning import begin_upload
from .uploads import upload_all

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from filewright_api.models import FilePurpose

    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from ..settings import ExpiryTypes
    from .results import Report, Result
    from .selection import SourceTypes


class Transfers:
    """Many files at once."""

    def __init__(self, client: FlowCaller) -> None:
        self._client = client

    def upload(
        self,
        sources: SourceTypes,
        *,
        purpose: FilePurpose,
        include: str | list[str] | tuple[str, ...] = (),
        exclude: str | list[str] | tuple[str, ...] = (),
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        min_age: Any = None,
        max_age: Any = None,
        shard: str | None = None,
        order_by: str | None = None,
        max_files: int | None = None,
        max_bytes: int | str | None = None,
        concurrency: int = 8,
        rate: str | float | None = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        skip_existing: bool | str = False,
        dry_run: bool = False,
        progress: Any = None,
        journal: str | os.PathLike[str] | bool | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Upload files, several at once. One that fails does not end the others: it is in the report.

        Args:
            sources: a path, a folder (with all that is below it), a pattern such as "logs/**/*.jsonl", a Manifest, or
                an iterable of those and of (name, content).
            purpose: what they are for.
            include, exclude: patterns; a file is taken that fits one of `include`, where there are any, and none of
                `exclude`. One without "/" is about the name, whatever folder it is in; others are about the path
                within the folder that was named. `*` stops at "/", `**` does not.
            min_size, max_size: of the files that are taken, in bytes or as "10MiB".
            min_age, max_age: since their last change, in seconds, as a timedelta or as "30d".
            shard: "k/n" takes the k-th of n parts, by a hash of the path within the folder, so that n machines with
                the same folder share the work.
            order_by: "name", "size" or "age" (the oldest first), with "-" before it for the other way round.
            max_files, max_bytes: end when so much was sent; `report.stopped` says so.
            concurrency: how many files are sent at once.
            rate: how many may be sent in a time, such as "900/min"; it holds for all processes of this machine that
                send to this server with a rate. Default: what the server is known to allow (api.openai.com: 1,000 a
                minute). Where a server responds with 429, all wait as long as it says.
            expires_after: as of `files.create`.
            skip_existing: True skips a file where the server lists one of the same name and size for this purpose;
                "sha256" skips one whose content the journal knows as sent.
            dry_run: send nothing; the report counts what would be sent as planned.
            progress: True for a bar, or, where there is no terminal, a line a minute; a function that is called with
                a Progress; an object with `update(n)`, such as those of tqdm.
            journal: the path of the record of what was sent: what is done there is skipped. None keeps one for this
                call by itself: the same call goes on after it was cut off, and begins anew after it was finished.
                False keeps none.
            on_result: called with each Result as it comes, in any thread.

        Returns:
            A Report.

        Raises:
            ConfigurationError: an argument cannot be used; nothing was sent.
            JournalError: the journal cannot be used, or another job has it open.
            AuthenticationError, PermissionDeniedError: the server refuses the key, and would every file.
        """
        options = {name: value for name, value in locals().items() if name not in {"self", "sources", "purpose"}}
        with begin_upload(self._client, sources, purpose, options) as job:
            return self._client.run(upload_all(job))

    def resume(self, journal: str | os.PathLike[str], **changes: Any) -> Report:
        """Go on with the upload of a journal, with what it was asked; `changes` are arguments of `upload`.

        Raises:
            JournalError: there is no such journal, or its sources were objects of a program.
        """
        from .histories import resumed

        sources, options = resumed(journal, changes)
        return self.upload(sources, **options)


class AsyncTransfers:
    """Many files at once."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        self._client = client

    async def upload(
        self,
        sources: SourceTypes,
        *,
        purpose: FilePurpose,
        include: str | list[str] | tuple[str, ...] = (),
        exclude: str | list[str] | tuple[str, ...] = (),
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        min_age: Any = None,
        max_age: Any = None,
        shard: str | None = None,
        order_by: str | None = None,
        max_files: int | None = None,
        max_bytes: int | str | None = None,
        concurrency: int = 8,
        rate: str | float | None = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        skip_existing: bool | str = False,
        dry_run: bool = False,
        progress: Any = None,
        journal: str | os.PathLike[str] | bool | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Upload files, several at once; see `Transfers.upload`. `on_result` may be async."""
        options = {name: value for name, value in locals().items() if name not in {"self", "sources", "purpose"}}
        with begin_upload(self._client, sources, purpose, options) as job:
            return await self._client.run(upload_all(job))

    async def resume(self, journal: str | os.PathLike[str], **changes: Any) -> Report:
        """Go on with the upload of a journal; see `Transfers.resume`."""
        from .histories import resumed

        sources, options = resumed(journal, changes)
        return await self.upload(sources, **options)
