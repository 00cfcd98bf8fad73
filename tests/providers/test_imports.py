"""The machinery of providers is imported by clients that need it."""

from __future__ import annotations

import subprocess
import sys

import filewright.providers as providers
import pytest

CODE = """
import sys
from filewright import OpenAI
OpenAI(api_key="sk-1", {}).close()
print("filewright.providers.engine" in sys.modules)
"""


@pytest.mark.parametrize(("options", "needed"), [("", False), ("provider='groq'", True)])
def test_a_client_of_no_provider_imports_no_engine(options: str, needed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FILEWRIGHT_PROVIDER", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    done = subprocess.run([sys.executable, "-c", CODE.format(options)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(needed)


def test_all_names_are_there() -> None:
    for name in providers.__all__:
        assert getattr(providers, name) is not None
    with pytest.raises(AttributeError, match="NoSuchName"):
        providers.NoSuchName  # type: ignore[attr-defined]  # noqa: B018
