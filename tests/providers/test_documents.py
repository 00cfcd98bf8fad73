"""Providers and their own OpenAPI documents, where FILEWRIGHT_DOCUMENTS has a folder of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from filewright.providers import built_in_providers

FOLDER = os.environ.get("FILEWRIGHT_DOCUMENTS")
PROVIDERS = {each.name: each for each in built_in_providers()}


@pytest.mark.skipif(FOLDER is None, reason="FILEWRIGHT_DOCUMENTS names no folder of documents, such as mistral.yaml")
def test_what_is_sent_and_played_is_as_the_documents_have_it() -> None:
    pytest.importorskip("jsonschema")
    pytest.importorskip("yaml")
    sys.path.insert(0, str(Path(__file__).parent))
    from documents import Document, differences, documents_in

    documents = documents_in(str(FOLDER))
    assert documents, f"{FOLDER} has no documents"
    found = {path.stem: differences(PROVIDERS[path.stem], Document(path)) for path in documents}
    assert {name: each for name, each in found.items() if each} == {}
