"""What is done to a server that we did not write, live or from a recording: one list for recording, replay and interop.

A scenario is a generator: it yields what to do, a function of a `Doing`, and is handed the result; so it is written
once for the blocking and the async client. Its assertions hold for the server, live, and for its recording.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from filewright import AsyncOpenAI, OpenAI, OpenAIError

Step = Callable[["Doing"], Any]
Scenario = Callable[[], Generator[Step, Any, None]]

REQUESTS = b"".join(b'{"custom_id": "%d", "method": "POST", "url": "/v1/chat/completions"}\n' % n for n in range(20))
TEXT = "Grüße aus dem Archiv.\n".encode() * 3
PARTS = [bytes([letter]) * 1000 for letter in b"ab"]

MISSING = "file-00000000000000000000000000000000"
"""An id as servers make them, of no file."""

# The contents of the files, which recordings name by their SHA-256 and do not hold.
CONTENTS = {hashlib.sha256(content).hexdigest(): content for content in (REQUESTS, TEXT, b"".join(PARTS), b"x", b"")}


class Doing:
    """A client, with the few things that are spelled differently for the two of them."""

    def __init__(self, client: OpenAI | AsyncOpenAI, folder: Path) -> None:
        self.client: Any = client
        self.folder = folder
        self.files: Any = client.files
        self.uploads: Any = client.uploads
        self._is_async = isinstance(client, AsyncOpenAI)

    def walk(self, **options: Any) -> Any:
        """All files of a list."""
        if not self._is_async:
            return list(self.files.list(**options))

        async def walk() -> list[Any]:
            return [file async for file in self.files.list(**options)]

        return walk()

    def lines(self, file_id: str) -> Any:
        """The lines of a file."""
        if not self._is_async:
            return list(self.files.content(file_id).iter_lines())

        async def lines() -> list[str]:
            content = await self.files.content(file_id)
            return [line async for line in content.aiter_lines()]

        return lines()

    def save(self, file_id: str) -> Any:
        """The bytes of a file, by way of the disk."""
        path = self.folder / "saved"
        if not self._is_async:
            self.files.content(file_id).stream_to_file(path)
            return path.read_bytes()

        async def save() -> bytes:
            content = await self.files.content(file_id)
            await content.astream_to_file(path)
            return path.read_bytes()

        return save()


def perform(scenario: Scenario, folder: Path, backend: str | None = None, **settings: Any) -> None:
    """Run a scenario with the blocking client, or on the named backend with the async one."""
    if backend is None:
        with OpenAI(**settings) as client:
            _drive(scenario(), Doing(client, folder))
        return
    import anyio

    async def run() -> None:
        async with AsyncOpenAI(**settings) as client:
            await _drive_async(scenario(), Doing(client, folder))

    anyio.run(run, backend=backend)


def _drive(steps: Generator[Step, Any, None], doing: Doing) -> None:
    step = next(steps, None)
    while step is not None:
        try:
            result = step(doing)
        except OpenAIError as error:
            step = _thrown(steps, error)
        else:
            step = _sent(steps, result)


async def _drive_async(steps: Generator[Step, Any, None], doing: Doing) -> None:
    step = next(steps, None)
    while step is not None:
        try:
            result = step(doing)
            result = await result if inspect.isawaitable(result) else result
        except OpenAIError as error:
            step = _thrown(steps, error)
        else:
            step = _sent(steps, result)


def _sent(steps: Generator[Step, Any, None], result: Any) -> Step | None:
    try:
        return steps.send(result)
    except StopIteration:
        return None


def _thrown(steps: Generator[Step, Any, None], error: OpenAIError) -> Step | None:
    try:
        return steps.throw(error)
    except StopIteration:
        return None


def refused(step: Step, name: str) -> Generator[Step, Any, OpenAIError]:
    """The error of this name, which a step must raise."""
    try:
        result = yield step
    except OpenAIError as error:
        if type(error).__name__ == name:
            return error
        raise
    raise AssertionError(f"{name} was not raised; there came {result!r}")


# Any Files server


def from_beginning_to_end() -> Generator[Step, Any, None]:
    file = yield lambda do: do.files.create(file=("requests.jsonl", REQUESTS), purpose="batch")
    assert (file.filename, file.bytes, file.purpose, file.object) == ("requests.jsonl", len(REQUESTS), "batch", "file")
    again = yield lambda do: do.files.retrieve(file.id)
    assert (again.id, again.bytes) == (file.id, file.bytes)
    assert file.id in [found.id for found in (yield lambda do: do.walk(purpose="batch"))]
    assert (yield lambda do: do.save(file.id)) == REQUESTS
    assert (yield lambda do: do.lines(file.id)) == REQUESTS.decode().splitlines()
    deleted = yield lambda do: do.files.delete(file.id)
    assert (deleted.id, deleted.deleted) == (file.id, True)
    assert file.id not in [found.id for found in (yield lambda do: do.walk())]


def pages() -> Generator[Step, Any, None]:
    made = []
    for number in range(5):
        made.append((yield lambda do, n=number: do.files.create(file=(f"{n}.txt", b"x"), purpose="assistants")))
    ids = {file.id for file in made}
    first = yield lambda do: do.files.list(limit=2, order="asc")
    assert len(first.data) == 2
    assert first.has_next_page()
    walked = [file.id for file in (yield lambda do: do.walk(limit=2, order="asc"))]
    assert len(walked) == len(set(walked))
    assert ids <= set(walked)
    for file_id in sorted(ids):
        yield lambda do, file_id=file_id: do.files.delete(file_id)


def names_beyond_ascii() -> Generator[Step, Any, None]:
    file = yield lambda do: do.files.create(file=("Grüße & more.txt", TEXT), purpose="assistants")
    assert file.bytes == len(TEXT)
    assert (yield lambda do: do.save(file.id)) == TEXT
    yield lambda do: do.files.delete(file.id)


def expiry() -> Generator[Step, Any, None]:
    file = yield lambda do: do.files.create(file=("a.txt", b"x"), purpose="assistants", expires_after=7200)
    assert file.expires_at - file.created_at == 7200
    yield lambda do: do.files.delete(file.id)


def refusals() -> Generator[Step, Any, None]:
    for method in ("retrieve", "delete", "content"):
        error: Any = yield from refused(lambda do, m=method: getattr(do.files, m)(MISSING), "NotFoundError")
        assert error.status_code == 404
        assert error.detail
        assert MISSING in error.detail
    file = yield lambda do: do.files.create(file=("a.txt", b"x"), purpose="assistants")
    yield lambda do: do.files.delete(file.id)
    yield from refused(lambda do: do.files.delete(file.id), "NotFoundError")


# What few servers have, of the embedded one


def upload_in_parts() -> Generator[Step, Any, None]:
    total = sum(map(len, PARTS))
    upload = yield lambda do: do.uploads.create(
        bytes=total, filename="big.txt", mime_type="text/plain", purpose="assistants"
    )
    assert upload.status == "pending"
    ids = []
    for part in PARTS:
        made = yield lambda do, part=part: do.uploads.parts.create(upload.id, data=part)
        assert made.upload_id == upload.id
        ids.append(made.id)
    done = yield lambda do: do.uploads.complete(upload.id, part_ids=ids)
    assert (done.status, done.file.bytes) == ("completed", total)
    assert (yield lambda do: do.save(done.file.id)) == b"".join(PARTS)
    yield from refused(lambda do: do.uploads.parts.create(upload.id, data=b"x"), "BadRequestError")


def upload_given_up() -> Generator[Step, Any, None]:
    upload = yield lambda do: do.uploads.create(
        bytes=5, filename="big.txt", mime_type="text/plain", purpose="assistants"
    )
    cancelled = yield lambda do: do.uploads.cancel(upload.id)
    assert cancelled.status == "cancelled"
    yield from refused(lambda do: do.uploads.complete(upload.id, part_ids=[]), "BadRequestError")


def slow_processing() -> Generator[Step, Any, None]:
    file = yield lambda do: do.files.create(file=("slow.jsonl", REQUESTS), purpose="fine-tune")
    assert file.status == "uploaded"
    file = yield lambda do: do.files.wait_for_processing(file.id, poll_interval=0.25)
    assert file.status == "processed"


def failed_processing() -> Generator[Step, Any, None]:
    file = yield lambda do: do.files.create(file=("broken.jsonl", b"x"), purpose="fine-tune")
    waited = yield lambda do: do.files.wait_for_processing(file.id, poll_interval=0.25)
    assert waited.status == "error"
    assert waited.status_details
    error: Any = yield from refused(
        lambda do: do.files.wait_for_processing(file.id, raise_on_error=True), "FileProcessingError"
    )
    assert waited.status_details in str(error)


ANY_SERVER: dict[str, Scenario] = {
    scenario.__name__: scenario for scenario in (from_beginning_to_end, pages, names_beyond_ascii, expiry, refusals)
}
EMBEDDED_ONLY: dict[str, Scenario] = {
    scenario.__name__: scenario for scenario in (upload_in_parts, upload_given_up, slow_processing, failed_processing)
}
SERVERS: dict[str, dict[str, Scenario]] = {"ogx": ANY_SERVER, "embedded": EMBEDDED_ONLY, "openai": ANY_SERVER}
"""By the folder of cassettes/ that holds the recordings."""
