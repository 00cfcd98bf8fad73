"""The recipe for Spark, as the guide has it, in a real Spark on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "clusters.md"
SESSION = """
import json
from pyspark.sql import SparkSession

options = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
spark = SparkSession.builder.master("local[2]").config(map=options).getOrCreate()
"""
RESULT = """
print(json.dumps({row.path: row.status for row in rows}))
spark.stop()
"""


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="pyspark or Java is not installed (nox -s engines has pyspark)",
)
def test_tasks_of_spark_upload_each_file_once(server: Any, tmp_path: Path) -> None:
    recipe = GUIDE.read_text(encoding="utf-8").partition("## Spark")[2].partition("```py\n")[2].partition("```")[0]
    paths = [str(tmp_path / f"requests-{number:02}.jsonl") for number in range(18)]
    for path in paths:
        Path(path).write_text('{"custom_id": "1"}\n', encoding="utf-8")
    (tmp_path / "paths.csv").write_text("\n".join(["path", *paths]), encoding="utf-8")
    (tmp_path / "recipe.py").write_text(SESSION + recipe + RESULT, encoding="utf-8")
    environment = {
        "OPENAI_API_KEY": "key-of-the-test",
        "OPENAI_BASE_URL": server.base_url,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    for status in ("uploaded", "skipped"):
        ran = subprocess.run(
            [sys.executable, "recipe.py"],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout.splitlines()[-1]) == dict.fromkeys(paths, status)
    assert len(list(server.store.files(descending=False))) == len(paths)
