"""The conformance suite of fsspec, as its wheel has it, against the embedded server."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fsspec", reason="fsspec is not installed (extra fsspec)")

import fsspec.tests.abstract as suite
from filewright.adapters.fsspec import OpenAIFileSystem

# The suite's fixtures are methods of a class scope.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")


class Fixtures(suite.AbstractFixtures):
    @pytest.fixture(scope="class")
    def fs(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
        folder = tmp_path_factory.mktemp("files")
        fs = OpenAIFileSystem(base_url=folder.as_uri(), skip_instance_cache=True)
        yield fs
        fs.close()

    @pytest.fixture
    def fs_path(self) -> str:
        return "user_data/tests"

    @pytest.fixture
    def fs_join(self) -> Any:
        return posixpath.join

    @pytest.fixture
    def supports_empty_directories(self) -> bool:
        return False


class TestCopy(suite.AbstractCopyTests, Fixtures):
    pass


class TestGet(suite.AbstractGetTests, Fixtures):
    pass


class TestPut(suite.AbstractPutTests, Fixtures):
    pass


class TestPipe(suite.AbstractPipeTests, Fixtures):
    pass


class TestOpen(suite.AbstractOpenTests, Fixtures):
    pass
