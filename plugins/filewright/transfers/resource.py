"""`client.transfers`: many files at once, blocking and async."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeAlias, TypeVar, cast

from ..sentinels import NOT_GIVEN, NotGiven
from .accounts import checked_groups, duplicates, usage
from .beginning import uploading
from .chosen import deleting, downloading
from .iterating import AsyncResults, Results
from .planning import FILTERS, applying, planning, syncing
from .telling import Teller

if TYPE_CHECKING:
    import os
    from collections.abc import Coroutine, Iterable, Mapping
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
        """The same methods, with their results one by one while the job goes on."""
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
            on_result: called with each Result as it comes, in any thread; in an async client it may be async.
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
        return self._job("delete", partial(deleting, self._client), options)

    def usage(self, by: Patterns = "purpose", *, purpose: FilePurpose | None = None) -> Usage:
        """List all files, and add up how many there are and how many bytes they have.

        Args:
            by: "purpose", "age" or "status", or several of them.
            purpose: only files of this purpose.
        """
        return self._flow(nullcontext(usage(self._client, checked_groups(by), purpose)))

    def duplicates(
        self, by: Literal["size", "name"] = "size", *, purpose: FilePurpose | None = None
    ) -> list[Duplicates]:
        """List all files, and return those that are there more than once, the largest first.

        Args:
            by: "size" for files of the same purpose, name and size; "name" for those of the same purpose and name. The
                contents are not compared.
            purpose: only files of this purpose.
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
        return self._flow(planning(self._client, folder, purpose, filters, journal, delete=delete))

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
        return self._job("sync", partial(syncing, self._client, folder), options)

    def resume(self, /, journal: str | os.PathLike[str], **changes: Any) -> Report:
        """Go on with the upload of a journal, with what it was asked; `changes` are arguments of `upload`.

        Raises:
            JournalError: the journal is missing, or its sources were objects of a program.
        """
        from .histories import resumed

        sources, options = resumed(journal, changes)
        return self.upload(sources, **options)


def _awaited(
    method: Callable[Concatenate[Transfers, P], T],
) -> Callable[Concatenate[AsyncTransfers, P], Coroutine[Any, Any, T]]:
    """A method of `Transfers` for an async client."""

    @wraps(method)
    async def awaited(self: AsyncTransfers, /, *args: P.args, **kwargs: P.kwargs) -> T:
        outcome: Any = method(cast(Transfers, self), *args, **kwargs)
        return cast(T, await outcome)

    return awaited


class AsyncTransfers:
    """Many files at once: the methods of `Transfers`, to be awaited."""

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
        """The same methods, with their results one by one while the job goes on."""
        return AsyncTransfersWithResults(self._client)

    upload = _awaited(Transfers.upload)
    download = _awaited(Transfers.download)
    delete = _awaited(Transfers.delete)
    usage = _awaited(Transfers.usage)
    duplicates = _awaited(Transfers.duplicates)
    plan = _awaited(Transfers.plan)
    apply = _awaited(Transfers.apply)
    sync = _awaited(Transfers.sync)
    resume = _awaited(Transfers.resume)


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
