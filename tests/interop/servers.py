"""Servers to try the client against: ogx, which is not ours, and the embedded one."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OGX_CONFIG = """\
version: 2
distro_name: files
apis: [files]
providers:
  files:
  - provider_id: local
    provider_type: inline::localfs
    config:
      storage_dir: {folder}/files
      metadata_store: {{table_name: files_metadata, backend: sql}}
storage:
  backends:
    kv: {{type: kv_sqlite, db_path: {folder}/kv.db}}
    sql: {{type: sql_sqlite, db_path: {folder}/sql.db}}
  stores:
    metadata: {{namespace: registry, backend: kv}}
    inference: {{table_name: inference_store, backend: sql}}
    conversations: {{table_name: conversations, backend: sql}}
    prompts: {{table_name: prompts, backend: sql}}
    connectors: {{table_name: connectors, backend: sql}}
registered_resources: {{models: [], vector_stores: []}}
server: {{port: {port}, host: 127.0.0.1}}
connectors: []
"""
"""Of ogx, the Files API and nothing else."""

STARTING_SECONDS = 60


def has_ogx() -> bool:
    """Whether ogx is installed."""
    return importlib.util.find_spec("ogx") is not None


@contextmanager
def running_ogx(folder: Path) -> Iterator[str]:
    """The base URL of an ogx that keeps its files in this folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "files").mkdir(parents=True)
    config = folder / "ogx.yaml"
    config.write_text(OGX_CONFIG.format(folder=folder, port=port), encoding="utf-8")
    log = (folder / "ogx.log").open("wb")
    command = [str(Path(sys.executable).with_name("ogx")), "run", str(config), "--port", str(port), "--insecure"]
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    try:
        base_url = f"http://127.0.0.1:{port}/v1"
        _wait_until_it_answers(f"{base_url}/files", process, folder / "ogx.log")
        yield base_url
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and process.poll() is None:
        try:
            direct.open(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"ogx did not start:\n{log.read_text(errors='replace')[-3000:]}")
