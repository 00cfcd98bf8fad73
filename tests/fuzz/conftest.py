from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The modules here are also run as scripts, which find one another beside them; so do the tests.
sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    yield
    from fuzz_targets import close_all

    close_all()
