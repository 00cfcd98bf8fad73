from __future__ import annotations

import copy
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def regeneration() -> ModuleType:
    """codegen/regenerate.py as a module."""
    for tool in ("openapi_python_client", "openapi_spec_validator", "ruff"):
        if importlib.util.find_spec(tool) is None:
            pytest.skip(f"{tool} is not installed (pip install -r codegen/requirements.txt)")
    if "regenerate" not in sys.modules:
        spec = importlib.util.spec_from_file_location("regenerate", ROOT / "codegen" / "regenerate.py")
        assert spec
        assert spec.loader
        module = sys.modules["regenerate"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["regenerate"]


@pytest.fixture(scope="session")
def contract(regeneration: ModuleType) -> dict[str, Any]:
    """The contract as nested dicts."""
    import published

    return published.load(ROOT / "openapi.yaml")


@pytest.fixture
def whole_document(contract: dict[str, Any]) -> dict[str, Any]:
    """The whole contract, to be changed at will."""
    return copy.deepcopy(contract)


@pytest.fixture(scope="session")
def make_document(contract: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """Make a document of files, uploads and batches: a quarter of the contract takes a quarter of the time."""
    import published

    tags = {"Files", "Uploads", "Batches"}
    wanted = [(path, method) for path, method, data in published.operations(contract) if tags & {*data["tags"]}]
    return lambda: published.cut(contract, wanted)


@pytest.fixture
def document(make_document: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the contract says of files, uploads and batches, to be changed at will."""
    return make_document()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Write a document to a file; its path."""

    def write(document: dict[str, Any]) -> Path:
        path = tmp_path / "openapi.json"  # which is read in a fraction of the time that YAML takes
        path.write_text(json.dumps(document))
        return path

    return write


@pytest.fixture
def refusal(regeneration: ModuleType, write: Any, tmp_path: Path) -> Callable[[dict[str, Any]], str]:
    """Regenerate from a document that must be refused; what was said. Nothing may have been written."""

    def refusal(document: dict[str, Any], **options: Any) -> str:
        out = tmp_path / "out" / "some_api"
        with pytest.raises(regeneration.RegenerationError) as caught:
            regeneration.regenerate(write(document), out, **options)
        assert list(out.parent.iterdir()) == []
        return str(caught.value)

    return refusal
