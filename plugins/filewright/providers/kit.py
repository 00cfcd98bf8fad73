"""Scenarios that the author of a provider runs against a server of that provider, or against one that is played.

    for outcome in run_scenarios(client, provider):
        print(outcome.name, outcome.result, outcome.detail)

`filewright check-provider` does that. Each scenario stores small files and deletes them again, where that is possible.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..errors import NotFoundError, OpenAIError, SourceError, UnsupportedError, cut
from .checking import slips
from .table import Provider

LINE = b'{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m"}}\n'
BATCH_SECONDS = 60.0
"""The maximum wait for a batch of the kit; one that is still running is cancelled."""


class Outcome(NamedTuple):
    """The outcome of a scenario. `detail` says what was wrong, or why it was skipped."""

    name: str
    result: Literal["ok", "skipped", "failed"]
    detail: str = ""


class NotOfferedError(Exception):
    """The table says that there is nothing to try."""


class Kit:
    """The state that scenarios share: the client, the table, and the created files."""

    def __init__(self, client: Any, provider: Provider) -> None:
        self.client = client
        self.provider = provider
        self.made: list[str] = []
        taken = [name for name, each in provider.purposes.items() if each.uploads]
        self.purpose = "batch" if not taken or "batch" in {*taken, *provider.purpose_names} else taken[0]
        self.sent_purpose = provider.purpose_names.get(self.purpose, self.purpose)

    def name(self, stem: str = "filewright-kit") -> str:
        """A file name with a suffix that the purpose takes."""
        known = self.provider.purposes.get(self.sent_purpose)
        limit = (known and known.limit) or self.provider.limit
        return f"{stem}{limit.suffixes[0] if limit is not None and limit.suffixes else '.jsonl'}"

    def create(self, content: Any = None, **options: Any) -> Any:
        """Store a file."""
        file = self.client.files.create(file=content or (self.name(), LINE), purpose=self.purpose, **options)
        self.made.append(file.id)
        return file

    def needs(self, operation: str, tag: str = "files") -> None:
        """Skip what the provider has not."""
        instead = self.provider.lacks(operation, tag)
        if instead is not None:
            raise NotOfferedError(f"not available; {instead}")

    def clean(self) -> None:
        """Delete what was made."""
        while self.made and self.provider.lacks("delete_file", "files") is None:
            try:
                self.client.files.delete(self.made.pop())
            except OpenAIError:
                continue  # a scenario deleted it


def _stores_bytes(kit: Kit) -> None:
    file = kit.create()
    _equal("bytes", file.bytes, len(LINE))
    _equal("filename", file.filename, kit.name())


def _stores_a_path(kit: Kit) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, kit.name("from-a-path"))
        path.write_bytes(LINE)
        _equal("filename", kit.create(path).filename, path.name)


def _keeps_a_name(kit: Kit) -> None:
    if not kit.provider.keeps_names:
        raise NotOfferedError("names may be changed")
    name = kit.name("Prüfung 1")
    _equal("filename", kit.create((name, LINE)).filename, name)


def _tells_an_id(kit: Kit) -> None:
    _true("id is text", isinstance(kit.create().id, str))


def _tells_when(kit: Kit) -> None:
    _true("created_at is a time of now", kit.create().created_at > 1_700_000_000)


def _tells_the_purpose(kit: Kit) -> None:
    _equal("purpose", kit.create().purpose, kit.sent_purpose)


def _lists(kit: Kit) -> None:
    file = kit.create()
    _true("the list has the file", file.id in _ids(kit.client.files.list()))


def _pages(kit: Kit) -> None:
    made = {kit.create((kit.name(f"page-{number}"), LINE)).id for number in range(3)}
    found = _ids(kit.client.files.list(limit=2))
    _true("pages of 2 have every file", made <= set(found))
    _equal("files that come twice", len(found) - len(set(found)), 0)


def _filters(kit: Kit) -> None:
    file = kit.create()
    _true("the list of its purpose has the file", file.id in _ids(kit.client.files.list(purpose=kit.purpose)))


def _retrieves(kit: Kit) -> None:
    kit.needs("retrieve_file")
    file = kit.create()
    found = kit.client.files.retrieve(file.id)
    _equal("id", found.id, file.id)
    _true("bytes are what they were, or not told", found.bytes in {file.bytes, None})


def _waits(kit: Kit) -> None:
    kit.needs("retrieve_file")
    file = kit.client.files.wait_for_processing(kit.create().id, max_wait_seconds=BATCH_SECONDS)
    _equal("status", file.status, "processed")


def _misses(kit: Kit) -> None:
    kit.needs("retrieve_file")
    file = kit.create()
    kit.needs("delete_file")
    kit.client.files.delete(file.id)
    _raises(NotFoundError, lambda: kit.client.files.retrieve(file.id))


def _downloads(kit: Kit) -> None:
    kit.needs("download_file")
    known = kit.provider.purposes.get(kit.sent_purpose)
    file = kit.create()
    if known is not None and not known.downloads:
        _raises(UnsupportedError, lambda: kit.client.files.content(file.id).read())
        return
    content = kit.client.files.content(file.id).read()
    if kit.provider.content_is_original:
        _equal("content", content, LINE)


def _saves(kit: Kit) -> None:
    kit.needs("download_file")
    known = kit.provider.purposes.get(kit.sent_purpose)
    if known is not None and not known.downloads:
        raise NotOfferedError("contents are not given back")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "saved")
        kit.client.files.content(kit.create().id).stream_to_file(path)
        _true("something was saved", path.stat().st_size > 0)


def _deletes(kit: Kit) -> None:
    kit.needs("delete_file")
    file = kit.create()
    _equal("deleted", kit.client.files.delete(file.id).deleted, True)
    _true("the list has it no longer", file.id not in _ids(kit.client.files.list()))


def _expires(kit: Kit) -> None:
    rule = kit.provider.expiry
    seconds = rule.bounds.get(kit.sent_purpose, rule.bounds.get("*", (86_400, 0)))[0]
    if rule.form == "none":
        _raises(UnsupportedError, lambda: kit.create(expires_after=seconds))
        return
    file = kit.create(expires_after=seconds)
    _true("expires_at is about what was asked", abs((file.expires_at or 0) - file.created_at - seconds) < 60)


def _refuses_parts(kit: Kit) -> None:
    if kit.provider.lacks("create_upload", "uploads") is None:
        raise NotOfferedError("uploads in parts are there, or not known of")
    _raises(UnsupportedError, lambda: kit.client.uploads.create(
        bytes=1, filename="a.jsonl", mime_type="text/plain", purpose=kit.purpose
    ))  # fmt: skip


def _refuses_suffixes(kit: Kit) -> None:
    known = kit.provider.purposes.get(kit.sent_purpose)
    limit = (known and known.limit) or kit.provider.limit
    if limit is None or not limit.suffixes:
        raise NotOfferedError("any suffix is taken")
    _raises(SourceError, lambda: kit.create(("a.unheard-of", LINE)))


def _keeps_raw_fields(kit: Kit) -> None:
    raw = kit.client.files.with_raw_response.create(file=(kit.name(), LINE), purpose=kit.purpose)
    file = raw.parse()
    kit.made.append(file.id)
    _true("the response is JSON, and its file is whole", raw.http_response.json() and file.bytes == len(LINE))


def _batches(kit: Kit) -> None:
    kit.needs("create_batch", "batches")
    if kit.provider.inline is not None:
        raise NotOfferedError("not of stored files; client.batches.run(...) hands the requests over")
    needed = dict.fromkeys(kit.provider.batch_needs, "m")
    file = kit.create()
    batch = kit.client.batches.create(
        input_file_id=file.id,
        endpoint="/v1/chat/completions",
        completion_window="24h",
        extra_body=needed or None,
    )
    _equal("input_file_id", batch.input_file_id, file.id)
    _true("the list has the batch", batch.id in _ids(kit.client.batches.list()))
    kit.client.batches.retrieve(batch.id)
    if kit.provider.lacks("cancel_batch", "batches") is None:
        try:
            kit.client.batches.cancel(batch.id)
        except OpenAIError:
            kit.client.batches.retrieve(batch.id)  # it ended first


SCENARIOS: dict[str, Callable[[Kit], None]] = {
    "stores bytes": _stores_bytes,
    "stores a path": _stores_a_path,
    "keeps a name": _keeps_a_name,
    "tells an id": _tells_an_id,
    "tells when it was stored": _tells_when,
    "tells the purpose": _tells_the_purpose,
    "lists files": _lists,
    "pages follow one another": _pages,
    "lists by purpose": _filters,
    "retrieves a file": _retrieves,
    "waits for a file": _waits,
    "tells of a file that is not there": _misses,
    "downloads a content": _downloads,
    "saves a content": _saves,
    "deletes a file": _deletes,
    "takes or refuses an expiry": _expires,
    "refuses parts": _refuses_parts,
    "refuses suffixes": _refuses_suffixes,
    "keeps the fields of the service": _keeps_raw_fields,
    "makes and cancels a batch": _batches,
}


def run_scenarios(client: Any, provider: Provider) -> Iterator[Outcome]:
    """Run each scenario with a blocking client of the provider, and report its outcome, after slips of the table."""
    for slip in slips(provider):
        yield Outcome("names what there is", "failed", slip)
    for name, scenario in SCENARIOS.items():
        kit = Kit(client, provider)
        try:
            if provider.lacks("create_file", "files") is not None:
                raise NotOfferedError("the service has no files")
            scenario(kit)
        except NotOfferedError as why:
            yield Outcome(name, "skipped", str(why))
        except (AssertionError, OpenAIError) as error:
            yield Outcome(name, "failed", cut(str(error)))
        else:
            yield Outcome(name, "ok")
        finally:
            kit.clean()


def _ids(items: Any) -> list[str]:
    return [item.id for item in items]


def _equal(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{what} is {found!r}, not {wanted!r}")


def _true(what: str, found: Any) -> None:
    if not found:
        raise AssertionError(f"it is not so that {what}")


def _raises(kind: type[Exception], action: Callable[[], Any]) -> None:
    try:
        action()
    except kind:
        return
    raise AssertionError(f"no {kind.__name__} was raised")
