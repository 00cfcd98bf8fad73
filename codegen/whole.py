"""The whole published document as a stress of the generator: every operation generated, type-checked and called once.

`python codegen/whole.py PATH` corrects the document with whole_overlay.yaml, writes each of its operations in the form
of the contract, generates models, builders and resource classes of all into a scratch folder, imports them, checks them
with `mypy --strict`, calls each operation against a server made of the same contract, and prints a table. `--keep DIR`
keeps what was generated. The exit code is 1 where an operation was skipped or something failed, and 2 where the
document cannot be used.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import adding
import calling
import httpx
import regenerate
import sync
from contract import Contract
from contract_server import ContractServer
from published import PublishedError, load, operations
from refusals import RegenerationError
from telling import say

ROOT = Path(__file__).resolve().parents[1]
OVERLAY = Path(__file__).with_name("whole_overlay.yaml")
API, RESOURCES = "whole_api", "whole_resources"
NOT_DESCRIBED = "Not described."
OUR_CLIENT = "filewright.clients.client"
CLIENT = f'''"""A client with the resources of this package; for anything else it has a client of ours."""

from typing import TYPE_CHECKING, Any

from {RESOURCES} import Resources


class Client(Resources):
    def __init__(self, ours: Any = None) -> None:
        self._ours = ours

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            return getattr(self._ours, name)
'''

T = TypeVar("T")


class Step(NamedTuple):
    """A step, as the table shows it."""

    name: str
    outcome: str
    seconds: float


class Whole:
    """Goes through the steps, and keeps what each came to.

    Attributes:
        steps: what was done.
        failures: what went wrong, a sentence each.
    """

    def __init__(self, document: dict[str, Any], folder: Path) -> None:
        self.document = document
        self.folder = folder
        self.steps: list[Step] = []
        self.failures: list[str] = []

    def run(self) -> None:
        """Do everything."""
        published = self._timed("correct", lambda: self._corrected(self.document))
        contract = self._timed("write as a contract", lambda: self._contract(published))
        self._timed("compare with the published document", lambda: self._compared(contract, published))
        if not self._timed("generate", self._generated):
            return
        self._timed("mypy --strict", self._type_checked)
        self._timed("import, and call each operation", lambda: self._called(published))

    def _timed(self, name: str, step: Callable[[], tuple[str, T]]) -> T:
        begun = time.monotonic()
        outcome, result = step()
        self.steps.append(Step(name, outcome, time.monotonic() - begun))
        say(f"{name}: {outcome}")
        return result

    # ---- steps -------------------------------------------------------------------------------------------------------

    def _corrected(self, document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        overlay = sync.load_yaml(OVERLAY)
        corrected = sync.apply_overlay(document, overlay)
        return f"{len(overlay['actions'])} corrections", corrected

    def _contract(self, published: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        places = [adding.Place(path, method) for path, method, _ in operations(published)]
        added = adding.add(published, places, {"paths": {}}, words=True)
        contract = _described(
            {
                "openapi": "3.1.0",
                "info": {"title": "The whole published document", "version": "1"},
                "servers": [{"url": "https://api.openai.com/v1"}],
                "tags": [_tag(name, resources) for name, resources in added.resources.items()],
                "paths": added.paths,
                "components": {"schemas": added.schemas},
            }
        )
        self.path.write_text(json.dumps(contract), encoding="utf-8")
        count = sum(map(len, added.paths.values()))
        if count < len(places):
            self.failures.append(f"{len(places) - count} of {len(places)} operations were skipped")
        return f"{count} operations, {len(places) - count} skipped, {len(added.schemas)} schemas", contract

    def _compared(self, contract: dict[str, Any], published: dict[str, Any]) -> tuple[str, None]:
        """The differences that `sync` would tell; joined objects that the document has apart cannot all be the same."""
        differing = {each.operation for each in sync.differences(contract, published, {"actions": []})}
        say(*(f"  {name} differs" for name in sorted(differing)))
        return f"{len(list(operations(contract))) - len(differing)} operations without a difference", None

    def _generated(self) -> tuple[str, bool]:
        try:
            made = regenerate.build(self.path, self.folder / API, ["resources"])
        except RegenerationError as error:
            self.failures += error.problems
            return f"{len(error.problems)} problems", False
        made["resources"].rename(self.folder / RESOURCES)
        _give_client(self.folder / RESOURCES)
        _share_types(self.folder / API / "types.py")
        lines = sum(path.read_text(encoding="utf-8").count("\n") for path in self.folder.rglob("*.py"))
        return f"{lines:,} lines", True

    def _type_checked(self) -> tuple[str, None]:
        config = self.folder / "mypy.ini"
        config.write_text("[mypy]\nstrict = true\n", encoding="utf-8")
        paths = os.pathsep.join([str(self.folder), str(ROOT / "plugins"), str(ROOT / "generated")])
        command = [sys.executable, "-m", "mypy", "--config-file", str(config), "-p", API, "-p", RESOURCES]
        ran = subprocess.run(
            command, cwd=self.folder, env={**os.environ, "MYPYPATH": paths}, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            self.failures += ran.stdout.splitlines()
        return ran.stdout.strip().splitlines()[-1] if ran.stdout else ran.stderr.strip(), None

    def _called(self, published: dict[str, Any]) -> tuple[str, None]:
        sys.path.insert(0, str(self.folder))
        contract = Contract(self.path)
        server = ContractServer(contract.document)
        for call in calling.calls(contract, server):
            if call.kind == "call":
                self._call(call, server)
        self.failures += server.problems
        wanted = {each.operation_id for each in contract.operations}
        missing = sorted(wanted - server.served.keys())
        self.failures += [f"{name}: was not called" for name in missing]
        return f"{len(server.served)} of {len(wanted)} operations, {len(server.problems)} requests refused", None

    def _call(self, call: calling.Call, server: ContractServer) -> None:
        from filewright import OpenAI, OpenAIError

        made = importlib.import_module(f"{RESOURCES}.client").Client
        options: dict[str, Any] = {"api_key": "sk-whole", "base_url": "https://contract.test/v1", "max_retries": 0}
        with OpenAI(http_client=httpx.Client(transport=server.transport()), plugins=[], **options) as client:
            try:
                calling.used(call.method(made(client))(**call.required, **call.optional))
            except (OpenAIError, TypeError, ValueError, AttributeError, KeyError) as error:
                self.failures.append(f"{call.name}: {type(error).__name__}: {error}")

    @property
    def path(self) -> Path:
        """The contract that everything is made of."""
        return self.folder / "openapi.json"


def _give_client(package: Path) -> None:
    """Give the package a client of its own, whose attributes module_level.py names: ours has other resources."""
    (package / "client.py").write_text(CLIENT, encoding="utf-8")
    path = package / "module_level.py"
    text = path.read_text(encoding="utf-8")
    if OUR_CLIENT not in text:
        raise RegenerationError(f"{path.name}: does not import {OUR_CLIENT}")
    path.write_text(text.replace(OUR_CLIENT, f"{RESOURCES}.client"), encoding="utf-8")


def _share_types(path: Path) -> None:
    """Have the package use the types of the client that calls it, which are the same to the letter."""
    names = [node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if hasattr(node, "name")]
    names += ["NOT_GIVEN"]
    lines = "".join(f"    {name} as {name},\n" for name in names)
    path.write_text(f"from filewright_api.types import (\n{lines})\n", encoding="utf-8")


def _tag(name: str, resources: list[str]) -> dict[str, Any]:
    within = {each: NOT_DESCRIBED for each in resources if each}
    return {"name": name, "description": NOT_DESCRIBED, **({"x-filewright-resources": within} if within else {})}


def _described(node: Any) -> Any:
    """The contract with words where the published document has none."""
    if isinstance(node, list):
        return [_described(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: NOT_DESCRIBED if key in ("summary", "description") and value == "" else _described(value)
        for key, value in node.items()
    }


def table(steps: list[Step]) -> Iterator[str]:
    """The lines of a table of the steps."""
    rows = [("step", "outcome", "seconds"), *((each.name, each.outcome, f"{each.seconds:.1f}") for each in steps)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path, help="the published OpenAPI document, JSON or YAML")
    parser.add_argument("--keep", type=Path, help="keep what was generated in this folder, which is not there yet")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "whole"
        folder.mkdir(parents=True)
        try:
            whole = Whole(load(options.document), folder)
            whole.run()
        except PublishedError as error:
            say(f"whole: {error}", file=sys.stderr)
            return 2
    say(*whole.failures)
    say("", *table(whole.steps))
    return 1 if whole.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
