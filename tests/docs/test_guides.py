"""What the guides show runs, in a folder of its own and in the order of the page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

GUIDES = Path(__file__).parents[2] / "docs" / "guides"


def blocks(name: str) -> str:
    """The Python of a guide; what a block says that it needs of files is there from the blocks before."""
    text = (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", ["jsonl", "batch-jobs"])
def test_the_code_of_a_guide_runs(name: str, tmp_path: Path) -> None:
    code = blocks(name)
    assert code
    environment = {**os.environ, "OPENAI_BASE_URL": f"file://{tmp_path}/store", "PYTHONWARNINGS": "error"}
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
