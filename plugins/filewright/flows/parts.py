"""Uploads in parts, as `uploads.upload_file_chunked` makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..calls import Call
from ..effects import (
    Flow,
    PrepareSource,
    perform,
)
from ..errors import (
    ConfigurationError,
    SourceError,
    shorten,
)
from ..parts.sending import Manner, send_in_parts
from ..sources import source_from

if TYPE_CHECKING:
    from ..host.hooks import Hooks
    from ..sources import Source

from .call import equip


def upload_in_parts(hooks: Hooks, create: Call, file: Any, manner: Manner) -> Flow[Any]:
    """Send a file as an upload, and return the completed upload.

    Args:
        create: the call that begins the upload; its `bytes` and `filename` are filled in where they are None.
        file: as `file` of `files.create`.
        manner: how it is sent.
    """
    source = source_from(file)
    try:
        yield from perform(PrepareSource(source))
        _describe_whole(create, source)
        equip(hooks, create)
        return (yield from send_in_parts(create, create, source, manner))
    finally:
        source.release()


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
