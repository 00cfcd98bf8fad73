"""Servers of others to try the client against: ogx, and LiteLLM's proxy with the embedded server behind it."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OGX_CONFIG = """\
version: 2
distro_name: files
apis: [files, batches, inference]
providers:
  batches:
  - provider_id: reference
    provider_type: inline::reference
    config: {{sqlstore: {{table_name: batches, backend: sql}}}}
  inference:
  - provider_id: local
    provider_type: remote::vllm
    config: {{base_url: "{model}"}}
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
registered_resources:
  models: [{{model_id: m, provider_id: local, provider_model_id: m, model_type: llm}}]
  vector_stores: []
server: {{port: {port}, host: 127.0.0.1}}
connectors: []
"""
"""Of ogx, the APIs of files and batches, and of inference, which its batches need."""
OGX_MODEL = "local/m"
"""The name that ogx has for the model."""

LITELLM_CONFIG = """\
model_list:
- model_name: m
  litellm_params: {{model: openai/m, api_base: "{behind}", api_key: none}}
files_settings:
- {{custom_llm_provider: openai, api_base: "{behind}", api_key: none}}
litellm_settings: {{telemetry: false, num_retries: 0}}
general_settings: {{master_key: {key}}}
"""
LITELLM_KEY = "sk-of-this-test"
LITELLM = os.environ.get("FILEWRIGHT_LITELLM")
"""The command of LiteLLM's proxy, which is installed apart from everything else, as it pins what it needs."""

STARTING_SECONDS = 300


def has_ogx() -> bool:
    """Whether ogx is installed."""
    return importlib.util.find_spec("ogx") is not None


@contextmanager
def running_ogx(folder: Path) -> Iterator[str]:
    """The base URL of an ogx that keeps its files in this folder, and has a model that says what it is told."""
    port = _free_port()
    (folder / "files").mkdir(parents=True)
    config = folder / "ogx.yaml"
    command = [str(Path(sys.executable).with_name("ogx")), "run", str(config), "--port", str(port), "--insecure"]
    base_url = f"http://127.0.0.1:{port}/v1"
    with running_model() as model:
        config.write_text(OGX_CONFIG.format(folder=folder, port=port, model=model), encoding="utf-8")
        with _running(command, folder, f"{base_url}/files", {"HF_HUB_OFFLINE": "1"}):
            yield base_url


@contextmanager
def running_model() -> Iterator[str]:
    """The base URL of a server of chats whose model repeats what it is told, or refuses to where that is "fail"."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Model) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


class _Model(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._tell(200, {"object": "list", "data": [{"id": "m", "object": "model", "created": 1, "owned_by": "us"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told = body["messages"][-1]["content"]
        if told == "fail":
            self._tell(400, {"error": {"message": "No.", "type": "invalid_request_error"}})
            return
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": told}}
        usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
        said = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m"}
        self._tell(200, {**said, "choices": [choice], "usage": usage})

    def _tell(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests."""


@contextmanager
def running_litellm(folder: Path, behind: str) -> Iterator[str]:
    """The base URL of a LiteLLM proxy whose files and batches are at another server."""
    port = _free_port()
    config = folder / "litellm.yaml"
    config.write_text(LITELLM_CONFIG.format(behind=behind, key=LITELLM_KEY), encoding="utf-8")
    command = [str(LITELLM), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    base_url = f"http://127.0.0.1:{port}"
    offline = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "NO_PROXY": "*"}
    with _running(command, folder, f"{base_url}/health/liveliness", offline):
        yield f"{base_url}/v1"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], folder: Path, url: str, environment: dict[str, str]) -> Iterator[None]:
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env={**os.environ, **environment})
        try:
            _wait_until_it_responds(url, process, log)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_it_responds(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and process.poll() is None:
        try:
            direct.open(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")
