"""Runs the command in processes of its own that are forked: importing takes ten times longer than most commands do.

It is started with a socket as its standard input. Each message there is a JSON object with `arguments`, `folder` and
`environment`, and brings three descriptors: the standard streams of the process. The reply is the exit code.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import socket
import sys

IMPORTED = (
    "filewright.cli.app",
    "filewright.clients.client",
    "filewright.embedded.api.service",
    "filewright.embedded.http.transport",
    "filewright.transfers.resource",
    "filewright_resources.files",
    "rich.progress",
)


def main() -> None:
    """Fork a process for each message; here the parent never leaves the loop, and each child does."""
    requests = socket.socket(fileno=os.dup(0))
    while True:
        message, streams, _, _ = socket.recv_fds(requests, 1 << 20, 3)
        if not message:
            os._exit(0)
        process = os.fork()
        if process == 0:
            requests.close()
            become(json.loads(message), streams)
            return
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(process, 0)
        requests.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def become(wanted: dict[str, object], streams: list[int]) -> None:
    """Take on what a process is started with."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(str(wanted["folder"]))
    os.environ.clear()
    os.environ.update(wanted["environment"])  # type: ignore[call-overload]
    sys.argv[1:] = wanted["arguments"]  # type: ignore[call-overload]


if __name__ == "__main__":
    for name in IMPORTED:
        importlib.import_module(name)
    gc.freeze()  # so that no child copies pages by looking for garbage in them
    main()
    from filewright.cli import main as command

    command()
