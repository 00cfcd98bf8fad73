from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

STRICT = "error,ignore::DeprecationWarning"
"""Warnings are errors, but for what typer and click say of one another."""


class Forks:
    """Runs the command in processes that are forked from one that has imported it: see forks.py."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def run(
        self, arguments: Sequence[str], *, cwd: Path, env: dict[str, str], input: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        """Do what `subprocess.run` would do; neither input nor output may be more than a pipe takes."""
        (stdin, to_stdin), (from_stdout, stdout), (from_stderr, stderr) = os.pipe(), os.pipe(), os.pipe()
        with open(to_stdin, "wb") as pipe:
            pipe.write(input)
        message = json.dumps({"arguments": arguments, "folder": str(cwd), "environment": env})
        socket.send_fds(self._connection, [message.encode()], [stdin, stdout, stderr])
        for descriptor in (stdin, stdout, stderr):
            os.close(descriptor)
        code = int(self._connection.recv(16))
        with open(from_stdout, "rb") as out, open(from_stderr, "rb") as err:
            return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


@pytest.fixture(scope="session")
def forks() -> Iterator[Any]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, str(Path(__file__).with_name("forks.py"))]
    # Its output is a pipe, as that of its children is: Python finds out once whether it can be sought in.
    with subprocess.Popen(
        command, stdin=theirs.fileno(), stdout=subprocess.PIPE, env={**os.environ, "PYTHONWARNINGS": STRICT}
    ):
        theirs.close()
        with ours:
            ours.settimeout(250)
            yield Forks(ours)
