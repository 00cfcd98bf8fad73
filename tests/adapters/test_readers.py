"""What people read and write files with: pandas, pyarrow, duckdb and polars."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fsspec", reason="fsspec is not installed (extra fsspec)")

from filewright.adapters.fsspec import OpenAIFileSystem

ROWS = [{"custom_id": f"row-{number}", "score": number} for number in range(1000)]
JSONL = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


@pytest.fixture(autouse=True)
def fs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The filesystem of the environment, which readers find by the protocol of a URL."""
    monkeypatch.setenv("OPENAI_BASE_URL", (tmp_path / "files").as_uri())
    OpenAIFileSystem.clear_instance_cache()
    fs = OpenAIFileSystem()
    yield fs
    fs.close()
    OpenAIFileSystem.clear_instance_cache()


def test_pandas(fs: Any) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    # --8<-- [start:pandas]
    import pandas

    frame = pandas.DataFrame({"custom_id": ["a", "b", "c"], "score": [1, 2, 3]})
    frame.to_json("openai://batch/rows.jsonl", orient="records", lines=True)
    frame.to_csv("openai://user_data/rows.csv", index=False)
    assert pandas.read_json("openai://batch/rows.jsonl", lines=True).equals(frame)
    assert pandas.read_csv("openai://user_data/rows.csv", storage_options={"timeout": 60}).equals(frame)
    # --8<-- [end:pandas]
    assert fs.find("") == ["batch/rows.jsonl", "user_data/rows.csv"]


def test_results_of_a_batch_in_three_lines(fs: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    answer = {"status_code": 200, "body": {"choices": [{"message": {"content": "yes"}}]}}
    lines = [{"id": f"r{number}", "custom_id": f"row-{number}", "response": answer} for number in range(3)]
    fs.pipe_file("batch/output.jsonl", "\n".join(map(json.dumps, lines)).encode())
    # --8<-- [start:results]
    results = pandas.read_json("openai://batch/output.jsonl", lines=True)
    results["answer"] = [each["body"]["choices"][0]["message"]["content"] for each in results["response"]]
    # --8<-- [end:results]
    assert list(results["answer"]) == ["yes"] * 3


def test_parquet() -> None:
    for name in ("pandas", "pyarrow"):
        pytest.importorskip(name, reason=f"{name} is not installed")
    # --8<-- [start:pyarrow]
    import fsspec
    import pandas
    import pyarrow.dataset

    for part in range(2):
        frame = pandas.DataFrame({"score": range(1_000)})
        frame.to_parquet(f"openai://user_data/table/{part}.parquet")
    table = pyarrow.dataset.dataset("user_data/table", filesystem=fsspec.filesystem("openai"), format="parquet")
    assert table.count_rows() == 2_000
    assert table.to_table(filter=pyarrow.dataset.field("score") < 3).num_rows == 6
    # --8<-- [end:pyarrow]
    assert pandas.read_parquet("openai://user_data/table/0.parquet").equals(frame)


def test_duckdb(fs: Any) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    # --8<-- [start:duckdb]
    import duckdb
    import fsspec

    with duckdb.connect() as connection:
        connection.register_filesystem(fsspec.filesystem("openai"))
        connection.execute("copy (select 1 as one) to 'openai://user_data/made.csv' (header, delimiter ',')")
        connection.execute("copy (from range(1000)) to 'openai://user_data/rows-1.json'")
        rows = connection.execute("select sum(range) from read_json('openai://user_data/rows-*.json')")
        assert rows.fetchone() == (499_500,)
    # --8<-- [end:duckdb]
    assert fs.cat_file("user_data/made.csv") == b"one\n1\n"


def test_polars_reads_open_files(fs: Any) -> None:
    pytest.importorskip("polars", reason="polars is not installed")
    fs.pipe_file("user_data/rows.jsonl", JSONL)
    # --8<-- [start:polars]
    import fsspec
    import polars

    with fsspec.open("openai://user_data/scores.parquet", "wb") as file:
        polars.DataFrame({"score": range(1_000)}).write_parquet(file)
    with fsspec.open("openai://user_data/scores.parquet") as file:
        assert polars.scan_parquet(file).filter(polars.col("score") < 3).collect().height == 3
    # --8<-- [end:polars]
    with fs.open("user_data/rows.jsonl") as file:
        assert polars.read_ndjson(file).height == len(ROWS)
    with fs.open("user_data/rows.jsonl") as file:
        assert polars.scan_ndjson(file).filter(polars.col("score") < 3).collect().height == 3
