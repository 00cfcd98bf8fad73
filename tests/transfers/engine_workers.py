"""What workers of the engine tests import: clients that misbehave as the environment says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from filewright import OpenAI, hookimpl


class Dies:
    """A plugin that kills its process with one upload, download or deletion, as often as files are left in a folder.

    `before` the request is sent, or after the server has stored the file.
    """

    def __init__(self, folder: str, when: str, prefix: str = "file-07") -> None:
        self._lives = Path(folder)
        self._when = when
        self._prefix = prefix

    def _die(self, call: Any) -> None:
        is_upload = call.operation.name == "create_file" and call.source.name.startswith(self._prefix)
        if not is_upload and call.operation.name not in {"download_file", "delete_file"}:
            return
        for life in self._lives.iterdir():
            life.unlink()
            os.kill(os.getpid(), 9)

    @hookimpl
    def before_request_sent(self, call: Any) -> None:
        if self._when == "before":
            self._die(call)

    @hookimpl
    def after_response_received(self, call: Any) -> None:
        if self._when == "after":
            self._die(call)


def mortal() -> OpenAI:
    return OpenAI(plugins=[Dies(os.environ["LIVES"], os.environ["DIES"], os.environ.get("VICTIM", "file-07"))])


def keyless() -> OpenAI:
    os.environ.pop("OPENAI_API_KEY", None)
    return OpenAI()


def without_key() -> OpenAI:
    return OpenAI(api_key="")
