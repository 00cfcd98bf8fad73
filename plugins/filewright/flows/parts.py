"""Uploads in parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from filewright_api.operations import ADD_UPLOAD_PART, CANCEL_UPLOAD, COMPLETE_UPLOAD

from ..calls import Call
from ..effects import (
    Flow,
    PrepareSource,
    perform,
)
from ..errors import (
    APIStatusError,
    ConfigurationError,
    IntegrityError,
    OpenAIError,
    SourceError,
    shorten,
)
from ..sources import source_from

if TYPE_CHECKING:
    from ..host.hooks import Hooks
    from ..sources import Source

from .call import is_size, perform_call


def upload_in_parts(hooks: Hooks, create: Call, file: Any, part_size: Any, completion: Mapping[str, Any]) -> Flow[Any]:
    """Begin an upload, send a file's parts one after the other, and complete it.

    Where that fails it is cancelled, unless it may be complete.

    Args:
        create: the call that begins the upload; its `bytes` and `filename` are filled in where they are None.
        file: as `file` of `files.create`.
        part_size: the most bytes of a part; None for the most that the API takes.
        completion: what else the call that completes the upload is given.
    """
    size = _checked_part_size(part_size)
    source = source_from(file)
    try:
        yield from perform(PrepareSource(source))
        _describe_whole(create, source)
        upload = yield from perform_call(hooks, create)
        cancel = create.again({"upload_id": upload.id}, operation=CANCEL_UPLOAD)
        try:
            parts = yield from _sent_parts(hooks, create, upload.id, source, size)
        except (Exception, KeyboardInterrupt) as error:  # raised again
            yield from _cancelled(hooks, cancel, error)
            raise
        arguments = {"upload_id": upload.id, "part_ids": parts, **completion}
        try:
            return (yield from perform_call(hooks, create.again(arguments, operation=COMPLETE_UPLOAD)))
        except (Exception, KeyboardInterrupt) as error:  # raised again
            if _is_refusal(error):
                yield from _cancelled(hooks, cancel, error)
            else:
                error.add_note(f"The upload {upload.id} was not cancelled, as it may be complete.")
            raise
    finally:
        source.release()


def _sent_parts(hooks: Hooks, create: Call, upload_id: str, source: Source, size: int) -> Flow[list[str]]:
    """Send the parts one after the other, and return their ids."""
    parts: list[str] = []
    for start in range(0, source.known_size, size):
        arguments = {"upload_id": upload_id, "data": source.part(start, size)}
        part = yield from perform_call(hooks, create.again(arguments, operation=ADD_UPLOAD_PART))
        if part.id in parts:
            raise IntegrityError(
                f"The server gave two parts of {shorten(upload_id)} the same id, {shorten(part.id)}: the file would"
                " lack one. It was not completed."
            )
        parts.append(part.id)
    return parts


def _is_refusal(error: BaseException) -> bool:
    """Whether a completion was certainly not carried out: the server refused it, or it was never sent."""
    return isinstance(error, ConfigurationError) or (isinstance(error, APIStatusError) and error.status_code < 500)


def _cancelled(hooks: Hooks, cancel: Call, error: BaseException) -> Flow[None]:
    """Cancel an upload that came to nothing; it expires by itself where that fails too."""
    try:
        yield from perform_call(hooks, cancel)
    except OpenAIError as failure:
        error.add_note(f"The upload {cancel.arguments['upload_id']} could not be cancelled: {failure}")


MAX_PART_BYTES = 64 << 20
"""https://platform.openai.com/docs/api-reference/uploads/add-part: a part has at most 64 MB."""


def _checked_part_size(size: Any) -> int:
    if size is None:
        return MAX_PART_BYTES
    if not is_size(size) or not 0 < size <= MAX_PART_BYTES:
        raise ConfigurationError(
            f"part_size is {shorten(size)}; pass a whole number of bytes from 1 to {MAX_PART_BYTES:,} (64 MiB, the"
            " most that the API takes), or None for that."
        )
    return int(size)


def _describe_whole(create: Call, source: Source) -> None:
    arguments = create.arguments
    if arguments.get("filename") is None:
        if not source.named:
            raise ConfigurationError("filename is None; give the file a name, as it has none of its own.")
        arguments["filename"] = source.name
    if arguments.get("bytes") is None:
        arguments["bytes"] = source.known_size
    if arguments["bytes"] != source.known_size:
        raise SourceError(
            f"bytes is {shorten(arguments['bytes'])}, but {source.label} has {source.known_size:,}; leave it out."
        )
    if not source.known_size:
        raise SourceError(f"{source.label} is empty; an upload in parts needs at least one byte.")
