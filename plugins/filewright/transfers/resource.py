"""`client.transfers`: many files at once, blocking and async."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeAlias, TypeVar, cast

from ..resources.twins import awaited
from ..sentinels import NOT_GIVEN, NotGiven
from .accounts import checked_groups, duplicates, usage
from .beginning import uploading
from .chosen import deleting, downloading
from .iterating import AsyncResults, Results
from .planning import FILTERS, applying, planning, syncing
from .telling import Teller

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    from filewright_api.models import FilePurpose

    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from ..settings import ExpiryTypes
    from .accounts import Duplicates, Usage
    from .iterating import Begin
    from .plans import Plan
    from .results import Report, Result
    from .selection import SourceTypes

Patterns: TypeAlias = str | list[str] | tuple[str, ...]
"""One pattern, or several."""

P = ParamSpec("P")
T = TypeVar("T")


def _passed(arguments: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """The arguments of a method by name, but for itself and some."""
    return {name: value for name, value in arguments.items() if name not in {"self", *without}}


class Transfers:
    """Many files at once."""

    def __init__(self, client: FlowCaller) -> None:
        self._client = client

    def _job(self, op: str, begin: Begin, options: Mapping[str, Any]) -> Report:
        with begin(options, Teller(op, options["on_result"])) as flow:
            return self._client.run(flow)

    def _flow(self, begun: AbstractContextManager[Flow[T]]) -> T:
        with begun as flow:
            return self._client.run(flow)

    @property
    def with_results(self) -> TransfersWithResults:
        """The same methods, with results that arrive one by one while the job is running."""
        return TransfersWithResults(self._client)

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
        budget: Any = None,
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
        """Upload files in parallel. A failure does not stop the others; it is recorded in the report.

        Args:
            sources: a path, a folder (including subfolders), a pattern such as "logs/**/*.jsonl", a URL of these
                in another store ("s3://bucket/logs/*.jsonl"; needs the extra `fsspec`), a Manifest, or an iterable of
                those and of (name, content).
            purpose: the purpose of the files.
            include, exclude: patterns; a file is selected if it matches one of `include` (if given) and none of
                `exclude`. A pattern without "/" is compared with the file name, others with the path within the
                named folder. `*` does not match "/", `**` does.
            min_size, max_size: limits for the size of selected files, in bytes or as "10MiB".
            min_age, max_age: limits for the time since the last change, in seconds, as a timedelta or as "30d".
            shard: "k/n" selects the k-th of n shares, by a hash of the path within the folder, so that n machines with
                the same folder can divide the work.
            order_by: "name", "size" or "age" (oldest first); a leading "-" reverses the order.
            max_files, max_bytes: stop after this many; `report.stopped` gives the reason.
            concurrency: the number of files sent in parallel.
            rate: the maximum rate, such as "900/min"; it is shared by all processes on this machine that send to this
                server with a rate. Default: the known limit of the server (api.openai.com: 1,000 per minute). After
                a response of 429, all wait as long as the server asks.
            budget: "redis://host:6379/0" shares the rate with all machines that name the same Redis database; needs the
                extra `redis`. Without it, the rate is that of this machine, or of an engine's workers.
            expires_after: as in `files.create`.
            skip_existing: True skips a file if the server lists one with the same name and size for this purpose;
                "sha256" skips a file whose content was sent according to the journal.
            dry_run: send nothing; the report counts the files that would be sent as planned.
            progress: True for a bar or, without a terminal, a line per minute; a function that is called with a
                Progress; or an object with `update(n)`, such as tqdm's.
            journal: the path of a record of sent files, which are skipped. None uses one for this call: the same call
                continues after an interruption, and starts anew after it has finished. False keeps none.
            on_result: called with each Result as it arrives, in any thread; in an async client it may be async.
            engine: the executor that sends the files, in shards of about 1,000: "threads", "processes", "dask", "dask://host:8786",
                "ray", "ray://host:10001", or an Executor of concurrent.futures; default: this process. Workers read
                files by their paths, and take the key from their own environment.
            workers: the number of parallel shards; default: the engine's number of workers. Each sends
                `concurrency` files in parallel.
            worker_client: a module-level function that returns a worker's client; default: a client with the options of
                this one, except the key.

        Returns:
            A Report.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            JournalError: the journal cannot be used, or another job has it open.
            AuthenticationError, PermissionDeniedError: the server refuses the key, and so would refuse every file.
        """
        options = _passed(locals(), "sources", "purpose")
        return self._job("upload", partial(uploading, self._client, sources, purpose), options)

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
        budget: Any = None,
        skip_existing: bool = True,
        dry_run: bool = False,
        progress: Any = None,
        journal: str | os.PathLike[str] | bool | None = None,
        on_result: Callable[[Result], Any] | None = None,
        engine: Any = None,
        workers: int | None = None,
        worker_client: Callable[[], Any] | None = None,
    ) -> Report:
        """Download files into a folder in parallel. A failure does not stop the others.

        Names are made safe for any system. If several files would get the same name, each name includes the file's id.
        A file is put in place when it is complete and has the listed size.

        Args:
            into: the folder, which is created if necessary, or a folder's URL in another store ("s3://bucket/folder").
            ids: files with these ids.
            purpose: only files with this purpose.
            match, exclude: patterns of names; a file is selected if its name matches one of `match` (if given) and none
                of `exclude`.
            older_than, newer_than: limits for the time since a file was stored, in seconds, as a timedelta or as "30d".
            min_size, max_size: limits for the size of files, in bytes or as "10MiB".
            batches: the input, output and error files of the batches with these ids.
            max_files: stop after this many files; `report.stopped` gives the reason.
            concurrency: the number of files fetched in parallel.
            rate, budget: the maximum rate, such as "900/min", and who shares it; see `upload`.
            skip_existing: skip files that the folder already has with the same name and size.
            dry_run: fetch nothing; the report counts the files that would be fetched as planned.
            journal: the path of a record of listed and fetched files. None uses one for this call: the same call
                continues after an interruption with the files listed before, and starts anew after it has finished.
                With a path, completed files that are still in the folder are skipped. False keeps no record.
            progress, on_result: see `upload`.
            engine: the executor that fetches the files, in shards of about 1,000; see `upload`. Its workers save in the
                same folder, which they share, or in another store.
            workers, worker_client: see `upload`.

        Raises:
            ConfigurationError: an argument is invalid; nothing was fetched.
            DestinationError: the folder cannot be created.
            JournalError: the journal cannot be used, or another job has it open.
        """
        options = _passed(locals(), "into")
        return self._job("download", partial(downloading, self._client, into), options)

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
        budget: Any = None,
        dry_run: bool = False,
        progress: Any = None,
        journal: str | os.PathLike[str] | bool | None = None,
        on_result: Callable[[Result], Any] | None = None,
        engine: Any = None,
        workers: int | None = None,
        worker_client: Callable[[], Any] | None = None,
    ) -> Report:
        """Delete files from the server in parallel, oldest first. A failure does not stop the others.

        Args:
            ids, purpose, match, exclude, older_than, newer_than, min_size, max_size, batches: the files to delete;
                see `download`. At least one of these, or `everything`, is required.
            everything: delete all files.
            max_delete: stop after this many deletions; `report.stopped` gives the reason.
            concurrency: the number of parallel deletions.
            rate, budget: the maximum rate, such as "900/min", and who shares it; see `upload`.
            dry_run: delete nothing; the report counts the files that would be deleted as planned.
            journal: the path of a record of chosen and deleted files, or True for one of this call: the same call
                continues after an interruption with the files chosen before. Default: no record; the same call lists
                the files that are left.
            progress, on_result: see `upload`.
            engine: the executor that deletes the files, in shards of about 1,000; see `upload`.
            workers, worker_client: see `upload`.

        Raises:
            ConfigurationError: an argument is invalid; nothing was deleted.
            JournalError: the journal cannot be used, or another job has it open.
        """
        options = _passed(locals())
        return self._job("delete", partial(deleting, self._client), options)

    def usage(self, by: Patterns = "purpose", *, purpose: FilePurpose | None = None) -> Usage:
        """List all files, and add up their number and sizes.

        Args:
            by: "purpose", "age" or "status", or several of them.
            purpose: only files with this purpose.
        """
        return self._flow(nullcontext(usage(self._client, checked_groups(by), purpose)))

    def duplicates(
        self, by: Literal["size", "name"] = "size", *, purpose: FilePurpose | None = None
    ) -> list[Duplicates]:
        """List all files, and return duplicates, largest first.

        Args:
            by: "size" for files of the same purpose, name and size; "name" for those of the same purpose and name. The
                contents are not compared.
            purpose: only files with this purpose.
        """
        return self._flow(nullcontext(duplicates(self._client, by, purpose)))

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
        """Compare a folder with the files of a purpose, and return what `sync` would do and why.

        A file is identified by its name, so the names in the folder must be unique. A file is unchanged if the journal
        says that it was sent and it still exists on the server, or if the server has one with the same name and size
        that was stored after the last change of the local file. Nothing is changed, neither locally nor on the server.

        Args:
            folder: the folder, or its URL in another store ("s3://bucket/prefix"; needs the extra `fsspec`).
            purpose: the purpose of the files to compare.
            include, exclude, min_size, max_size, min_age, max_age: filters for the folder's files; see `upload`.
            delete: delete the files of this purpose that the folder does not have.
            journal: the record of sent files; default: one for this folder, purpose and server.

        Returns:
            A Plan, which can be inspected, saved, loaded, and passed to `apply`.
        """
        filters = {name: value for name, value in locals().items() if name in FILTERS}
        return self._flow(planning(self._client, folder, purpose, filters, journal, delete=delete))

    def apply(
        self,
        plan: Plan | str | os.PathLike[str],
        *,
        concurrency: int = 8,
        rate: str | float | None = None,
        budget: Any = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        max_delete: int | None = None,
        progress: Any = None,
        journal: str | os.PathLike[str] | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Carry out a plan: upload first, and delete replaced files once their replacements are stored.

        A file that changed since the plan was made is not sent, and counts as failed. If any file failed, only replaced
        files are deleted. To continue an interrupted plan, apply it again.

        Args:
            plan: a Plan, or the path of one that was saved.
            max_delete: stop after this many deletions; `report.stopped` gives the reason.
            concurrency, rate, budget, expires_after, progress, on_result: see `upload`.
            journal: as in `plan`.

        Raises:
            ConfigurationError: the plan is for another server, or is invalid.
        """
        options = _passed(locals(), "plan")
        return self._job("sync", partial(applying, self._client, plan), options)

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
        budget: Any = None,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        max_delete: int | None = None,
        progress: Any = None,
        journal: str | os.PathLike[str] | None = None,
        on_result: Callable[[Result], Any] | None = None,
    ) -> Report:
        """Make the files of a purpose match a folder: `plan` and `apply` in one call.

        Args:
            folder, purpose, include, exclude, min_size, max_size, min_age, max_age, delete, journal: see `plan`.
            concurrency, rate, budget, expires_after, max_delete, progress, on_result: see `apply`.
        """
        options = _passed(locals(), "folder")
        return self._job("sync", partial(syncing, self._client, folder), options)

    def resume(self, /, journal: str | os.PathLike[str], **changes: Any) -> Report:
        """Continue the upload, download or deletion of a journal with its original arguments.

        Args:
            journal: its path.
            changes: changed arguments of `upload`, `download` or `delete`.

        Raises:
            JournalError: the journal is missing, its sources were objects of a program, or its deletion is finished.
        """
        from .histories import resumed

        op, arguments, options = resumed(journal, changes)
        method: Callable[..., Report] = getattr(self, op)
        return method(*arguments, **options)


class AsyncTransfers:
    """Many files at once: the methods of `Transfers` as coroutines."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        self._client = client

    async def _job(self, op: str, begin: Begin, options: Mapping[str, Any]) -> Report:
        with begin(options, Teller(op, options["on_result"])) as flow:
            return await self._client.run(flow)

    async def _flow(self, begun: AbstractContextManager[Flow[T]]) -> T:
        with begun as flow:
            return await self._client.run(flow)

    @property
    def with_results(self) -> AsyncTransfersWithResults:
        """The same methods, with results that arrive one by one while the job is running."""
        return AsyncTransfersWithResults(self._client)

    upload = awaited(Transfers.upload)
    download = awaited(Transfers.download)
    delete = awaited(Transfers.delete)
    usage = awaited(Transfers.usage)
    duplicates = awaited(Transfers.duplicates)
    plan = awaited(Transfers.plan)
    apply = awaited(Transfers.apply)
    sync = awaited(Transfers.sync)
    resume = awaited(Transfers.resume)


class _Iterated(Transfers):
    """The methods of `Transfers`, with a job that is iterated over."""

    def __init__(self, client: FlowCaller | AsyncFlowCaller, results: Callable[..., Any]) -> None:
        super().__init__(cast("FlowCaller", client))
        self._results = results

    def _job(self, op: str, begin: Begin, options: Mapping[str, Any]) -> Any:
        return self._results(self._client, op, begin, options)


def _iterated(method: Callable[P, Report]) -> Callable[P, Results]:
    return cast("Callable[P, Results]", method)


def _async_iterated(method: Callable[P, Report]) -> Callable[P, AsyncResults]:
    return cast("Callable[P, AsyncResults]", method)


class TransfersWithResults:
    """The methods of `Transfers` that move files, each as a `with` block in which its results are iterated over."""

    def __init__(self, client: FlowCaller) -> None:
        jobs = _Iterated(client, Results)
        self.upload = _iterated(jobs.upload)
        self.download = _iterated(jobs.download)
        self.delete = _iterated(jobs.delete)
        self.apply = _iterated(jobs.apply)
        self.sync = _iterated(jobs.sync)
        self.resume = _iterated(jobs.resume)


class AsyncTransfersWithResults:
    """The methods of `AsyncTransfers` that move files, each as an `async with` block with its results."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        jobs = _Iterated(client, AsyncResults)
        self.upload = _async_iterated(jobs.upload)
        self.download = _async_iterated(jobs.download)
        self.delete = _async_iterated(jobs.delete)
        self.apply = _async_iterated(jobs.apply)
        self.sync = _async_iterated(jobs.sync)
        self.resume = _async_iterated(jobs.resume)
