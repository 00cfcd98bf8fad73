"""`client.transfers`: many files at once, blocking and async."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..sentinels import NOT_GIVEN, NotGiven
from .accounts import checked_groups, duplicates, usage
from .beginning import begin_upload, upload_flow
from .chosen import begin_deletion, begin_download
from .deletions import delete_all
from .downloads import download_all
from .planning import FILTERS, begin_applying, begin_plan, begin_sync, synced
from .syncing import applied, made_plan

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from filewright_api.models import FilePurpose

    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from ..settings import ExpiryTypes
    from .accounts import Duplicates, Usage
    from .plans import Plan
    from .results import Report, Result
    from .selection import SourceTypes

Patterns: TypeAlias = str | list[str] | tuple[str, ...]
"""One pattern, or several."""


def _passed(arguments: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """The arguments of a method by name, but for itself and some."""
    return {name: value for name, value in arguments.items() if name not in {"self", *without}}


class Transfers:
    """Many files at once."""

    def __init__(self, client: FlowCaller) -> None:
        self._client = client

    def upload(
        self,
        sources: SourceTypes,
        *,
        purpose: FilePurpose,
        include: Patterns = (),
        exclude: Patterns = (),
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
        engine: Any = None,
        workers: int | None = None,
        worker_client: Callable[[], Any] | None = None,
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
            max_files, max_bytes: stop after this many; `report.stopped` says so.
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
            engine: who sends the files, in shards of about 1,000: "threads", "processes", "dask", "dask://host:8786",
                "ray", "ray://host:10001", or an Executor of concurrent.futures; default: this process. Workers read
                files by their paths, and take the key from their own environment.
            workers: how many shards are sent at once; default: as many as the engine has workers. Each sends
                `concurrency` files at once.
            worker_client: a function of a module that returns the client of a worker; default: one with the options
                of this one, but its key.

        Returns:
            A Report.

        Raises:
            ConfigurationError: an argument cannot be used; nothing was sent.
            JournalError: the journal cannot be used, or another job has it open.
            AuthenticationError, PermissionDeniedError: the server refuses the key, and would every file.
        """
        options = _passed(locals(), "sources", "purpose")
        with begin_upload(self._client, sources, purpose, options) as job:
            return self._client.run(upload_flow(job, options))

    def download(
        self,
        into: str | os.PathLike[str],
        *,
        ids: str | Iterable[str] | None = None,
        purpose: FilePurpose | None = None,
        match: Patterns = (),
        exclude: Patterns = (),
        older_than: Any = None,
        newer_than: Any = None,
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        batches: str | Iterable[str] | None = None,
        max_files: int | None = None,
        concurrency: int = 8,
        rate: str | float | None = None,
        skip_existing: bool = True,
        dry_run: bool = False,
        progress: Any = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Download files into a folder, several at once. One that fails does not end the others.

        Names are made safe for any system. Of files that would be saved under the same name, each gets its id into its
        name. A file is put in place when it is whole, and has the size that the list said.

        Args:
            into: the folder, which is made where needed.
            ids: the files of these ids.
            purpose: only files of this purpose.
            match, exclude: patterns of names; a file is taken whose name fits one of `match`, where there are any, and
                none of `exclude`.
            older_than, newer_than: only files stored so long ago, in seconds, as a timedelta or as "30d".
            min_size, max_size: only files of such a size, in bytes or as "10MiB".
            batches: the input, output and error files of the batches of these ids.
            max_files: stop after this many files; `report.stopped` says so.
            concurrency: how many files are fetched at once.
            rate: how many may be fetched in a time, such as "900/min"; see `upload`.
            skip_existing: leave a file of the folder as it is that has the name and the size.
            dry_run: fetch nothing; the report counts what would be fetched as planned.
            progress, on_result: see `upload`.

        Raises:
            ConfigurationError: an argument cannot be used; nothing was fetched.
            DestinationError: the folder cannot be made.
        """
        options = _passed(locals(), "into")
        with begin_download(self._client, into, options) as job:
            return self._client.run(download_all(job))

    def delete(
        self,
        *,
        ids: str | Iterable[str] | None = None,
        purpose: FilePurpose | None = None,
        match: Patterns = (),
        exclude: Patterns = (),
        older_than: Any = None,
        newer_than: Any = None,
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        batches: str | Iterable[str] | None = None,
        everything: bool = False,
        max_delete: int | None = None,
        concurrency: int = 8,
        rate: str | float | None = None,
        dry_run: bool = False,
        progress: Any = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Delete files at the server, the oldest first, several at once. One that fails does not end the others.

        Args:
            ids, purpose, match, exclude, older_than, newer_than, min_size, max_size, batches: which files; see
                `download`. Nothing is deleted where none of them is passed, unless `everything` is.
            everything: delete all files.
            max_delete: stop after this many deletions; `report.stopped` says so.
            concurrency: how many files are deleted at once.
            rate: how many may be deleted in a time, such as "900/min"; see `upload`.
            dry_run: delete nothing; the report counts what would be deleted as planned.
            progress, on_result: see `upload`.

        Raises:
            ConfigurationError: an argument cannot be used; nothing was deleted.
        """
        options = _passed(locals())
        with begin_deletion(self._client, options) as job:
            return self._client.run(delete_all(job))

    def usage(self, by: Patterns = "purpose", *, purpose: FilePurpose | None = None) -> Usage:
        """List all files, and add up how many there are and how many bytes they have.

        Args:
            by: "purpose", "age" or "status", or several of them.
            purpose: only files of this purpose.
        """
        return self._client.run(usage(self._client, checked_groups(by), purpose))

    def duplicates(
        self, by: Literal["size", "name"] = "size", *, purpose: FilePurpose | None = None
    ) -> list[Duplicates]:
        """List all files, and return those that are there more than once, the largest first.

        Args:
            by: "size" for files of the same purpose, name and size; "name" for those of the same purpose and name. The
                contents are not compared.
            purpose: only files of this purpose.
        """
        return self._client.run(duplicates(self._client, by, purpose))

    def plan(
        self,
        folder: str | os.PathLike[str],
        *,
        purpose: FilePurpose,
        include: Patterns = (),
        exclude: Patterns = (),
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        min_age: Any = None,
        max_age: Any = None,
        delete: bool = False,
        journal: str | os.PathLike[str] | None = None,
    ) -> Plan:
        """Compare a folder with the files of a purpose, and return what `sync` would do, with a reason each.

        A file is known by its name, so two of the folder that have the same name are refused. One is the same where the
        journal says that it was sent and it is still there, or where the server has one of the same name and size that
        was stored after the last change of the local one. Nothing is changed, neither here nor there.

        Args:
            folder, purpose: what is compared.
            include, exclude, min_size, max_size, min_age, max_age: which files of the folder; see `upload`.
            delete: delete what the server has of this purpose and the folder does not.
            journal: the record of what was sent; default: one for this folder, purpose and server.

        Returns:
            A Plan, which can be looked at, saved, loaded, and passed to `apply`.
        """
        filters = {name: value for name, value in locals().items() if name in FILTERS}
        with begin_plan(self._client, folder, purpose, filters, journal) as begun:
            return self._client.run(made_plan(self._client, *begun, delete=delete))

    def apply(
        self,
        plan: Plan | str | os.PathLike[str],
        *,
        concurrency: int = 8,
        rate: str | float | None = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        max_delete: int | None = None,
        progress: Any = None,
        journal: str | os.PathLike[str] | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Carry out a plan: upload first, and delete when what replaces a file is there.

        A file that changed since the plan was made is not sent, and counts as failed. Where any file failed, nothing is
        deleted but what was replaced. A plan that was cut off is carried on by applying it again.

        Args:
            plan: a Plan, or the path of one that was saved.
            max_delete: stop after this many deletions; `report.stopped` says so.
            concurrency, rate, expires_after, progress, on_result: see `upload`.
            journal: as of `plan`.

        Raises:
            ConfigurationError: the plan is for another server, or is none.
        """
        options = _passed(locals(), "plan")
        with begin_applying(self._client, plan, options) as (job, after):
            return self._client.run(applied(job, after))

    def sync(
        self,
        folder: str | os.PathLike[str],
        *,
        purpose: FilePurpose,
        include: Patterns = (),
        exclude: Patterns = (),
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        min_age: Any = None,
        max_age: Any = None,
        delete: bool = False,
        concurrency: int = 8,
        rate: str | float | None = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        max_delete: int | None = None,
        progress: Any = None,
        journal: str | os.PathLike[str] | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Make the files of a purpose those of a folder: `plan` and `apply` in one.

        Args:
            folder, purpose, include, exclude, min_size, max_size, min_age, max_age, delete, journal: see `plan`.
            concurrency, rate, expires_after, max_delete, progress, on_result: see `apply`.
        """
        options = _passed(locals(), "folder")
        with begin_sync(self._client, folder, options) as (planning, applying):
            return self._client.run(synced(self._client, planning, applying))

    def resume(self, journal: str | os.PathLike[str], **changes: Any) -> Report:
        """Go on with the upload of a journal, with what it was asked; `changes` are arguments of `upload`.

        Raises:
            JournalError: the journal is missing, or its sources were objects of a program.
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
        include: Patterns = (),
        exclude: Patterns = (),
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
        engine: Any = None,
        workers: int | None = None,
        worker_client: Callable[[], Any] | None = None,
    ) -> Report:
        """Upload files, several at once; see `Transfers.upload`. `on_result` may be async."""
        options = _passed(locals(), "sources", "purpose")
        with begin_upload(self._client, sources, purpose, options) as job:
            return await self._client.run(upload_flow(job, options))

    async def download(
        self,
        into: str | os.PathLike[str],
        *,
        ids: str | Iterable[str] | None = None,
        purpose: FilePurpose | None = None,
        match: Patterns = (),
        exclude: Patterns = (),
        older_than: Any = None,
        newer_than: Any = None,
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        batches: str | Iterable[str] | None = None,
        max_files: int | None = None,
        concurrency: int = 8,
        rate: str | float | None = None,
        skip_existing: bool = True,
        dry_run: bool = False,
        progress: Any = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Download files into a folder, several at once; see `Transfers.download`."""
        options = _passed(locals(), "into")
        with begin_download(self._client, into, options) as job:
            return await self._client.run(download_all(job))

    async def delete(
        self,
        *,
        ids: str | Iterable[str] | None = None,
        purpose: FilePurpose | None = None,
        match: Patterns = (),
        exclude: Patterns = (),
        older_than: Any = None,
        newer_than: Any = None,
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        batches: str | Iterable[str] | None = None,
        everything: bool = False,
        max_delete: int | None = None,
        concurrency: int = 8,
        rate: str | float | None = None,
        dry_run: bool = False,
        progress: Any = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Delete files at the server, several at once; see `Transfers.delete`."""
        options = _passed(locals())
        with begin_deletion(self._client, options) as job:
            return await self._client.run(delete_all(job))

    async def usage(
        self, by: str | list[str] | tuple[str, ...] = "purpose", *, purpose: FilePurpose | None = None
    ) -> Usage:
        """Add up what is stored; see `Transfers.usage`."""
        return await self._client.run(usage(self._client, checked_groups(by), purpose))

    async def duplicates(
        self, by: Literal["size", "name"] = "size", *, purpose: FilePurpose | None = None
    ) -> list[Duplicates]:
        """Return the files that are there more than once; see `Transfers.duplicates`."""
        return await self._client.run(duplicates(self._client, by, purpose))

    async def plan(
        self,
        folder: str | os.PathLike[str],
        *,
        purpose: FilePurpose,
        include: Patterns = (),
        exclude: Patterns = (),
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        min_age: Any = None,
        max_age: Any = None,
        delete: bool = False,
        journal: str | os.PathLike[str] | None = None,
    ) -> Plan:
        """Return what `sync` would do; see `Transfers.plan`."""
        filters = {name: value for name, value in locals().items() if name in FILTERS}
        with begin_plan(self._client, folder, purpose, filters, journal) as begun:
            return await self._client.run(made_plan(self._client, *begun, delete=delete))

    async def apply(
        self,
        plan: Plan | str | os.PathLike[str],
        *,
        concurrency: int = 8,
        rate: str | float | None = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        max_delete: int | None = None,
        progress: Any = None,
        journal: str | os.PathLike[str] | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Carry out a plan; see `Transfers.apply`."""
        options = _passed(locals(), "plan")
        with begin_applying(self._client, plan, options) as (job, after):
            return await self._client.run(applied(job, after))

    async def sync(
        self,
        folder: str | os.PathLike[str],
        *,
        purpose: FilePurpose,
        include: Patterns = (),
        exclude: Patterns = (),
        min_size: int | str | None = None,
        max_size: int | str | None = None,
        min_age: Any = None,
        max_age: Any = None,
        delete: bool = False,
        concurrency: int = 8,
        rate: str | float | None = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        max_delete: int | None = None,
        progress: Any = None,
        journal: str | os.PathLike[str] | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Make the files of a purpose those of a folder; see `Transfers.sync`."""
        options = _passed(locals(), "folder")
        with begin_sync(self._client, folder, options) as (planning, applying):
            return await self._client.run(synced(self._client, planning, applying))

    async def resume(self, journal: str | os.PathLike[str], **changes: Any) -> Report:
        """Go on with the upload of a journal; see `Transfers.resume`."""
        from .histories import resumed

        sources, options = resumed(journal, changes)
        return await self.upload(sources, **options)
