"""Where httpx is touched: what docs/httpx.md says of that."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ROOT / "plugins" / "filewright"

WORDS = {"Request", "Response", "URL", "InvalidURL", "Headers", "Timeout", "RequestError", "TransportError"} | {
    *("ConnectError", "ConnectTimeout", "DecodingError", "PoolTimeout", "ProtocolError", "ProxyError", "ReadError"),
    *("ReadTimeout", "RemoteProtocolError", "TimeoutException", "UnsupportedProtocol", "WriteError", "WriteTimeout"),
}
"""What is said about requests, responses and failures; anything else of httpx does something."""
ACTING = {
    "cli/commands/check_provider.py",
    "cli/commands/plugins.py",
    "clients/base.py",
    "clients/client.py",
    "embedded/http/transport.py",
    "providers/recording.py",
    "redaction.py",
}
"""The files outside wire/ that use more than words; docs/httpx.md says what for."""
PRIVATE = {"_content", "_decoder", "_elapsed", "_pool", "_transport", "_num_bytes_downloaded"}


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(root.rglob("*.py")):
        yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def used(module: ast.Module) -> set[str]:
    """The names of httpx that a module uses, in annotations too."""
    nodes = list(ast.walk(module))
    plain = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"httpx", "_httpx"}
    }
    imported = {
        alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "httpx"
        for alias in node.names
    }
    return plain | imported


def private(module: ast.Module) -> set[str]:
    """The private attributes of httpx's that a module touches of what is not itself."""
    return {
        node.attr
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and node.attr in PRIVATE
        and not (isinstance(node.value, ast.Name) and node.value.id == "self")
    }


def test_only_wire_does_more_with_httpx_than_use_its_words() -> None:
    acting = {name for name, module in modules(OURS) if not name.startswith("wire/") and used(module) - WORDS}
    assert acting == ACTING


def test_httpxs_private_attributes_are_touched_in_wire_alone() -> None:
    touching = {name for name, module in modules(OURS) if private(module) and not name.startswith("wire/")}
    assert touching == {"redaction.py"}


def test_the_generated_client_uses_the_names_of_types_alone() -> None:
    for _, module in modules(ROOT / "generated"):
        assert used(module) <= {"Response"}


def test_nothing_is_imported_from_below_httpx() -> None:
    for name, module in modules(OURS):
        imported = [each.module or "" for each in ast.walk(module) if isinstance(each, ast.ImportFrom)]
        imported += [alias.name for each in ast.walk(module) if isinstance(each, ast.Import) for alias in each.names]
        assert not [each for each in imported if each.startswith(("httpcore", "httpx."))], name


CALLS = """
import sys
from filewright import APIConnectionError, OpenAI
with OpenAI(api_key="none", base_url="http://127.0.0.1:9/v1", max_retries=0) as client:
    try:
        client.files.retrieve("file-1")
    except APIConnectionError:
        pass
print(sorted({"httpcore", "h11", "anyio"} & set(sys.modules)))
"""


def test_a_blocking_call_needs_nothing_from_below_httpx() -> None:
    assert subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=True).stdout == "[]\n"
