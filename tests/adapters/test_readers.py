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


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    return {"base_url": (tmp_path / "files").as_uri()}


@pytest.fixture
def fs(options: Any) -> Iterator[Any]:
    fs = OpenAIFileSystem(**options)
    yield fs
    fs.close()


def test_pandas(fs: Any, options: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame(ROWS)
    # --8<-- [start:pandas]
    frame.to_json("openai://batch/rows.jsonl", orient="records", lines=True, storage_options=options)
    frame.to_csv("openai://user_data/rows.csv", index=False, storage_options=options)
    assert pandas.read_json("openai://batch/rows.jsonl", lines=True, storage_options=options).equals(frame)
    assert pandas.read_csv("openai://user_data/rows.csv", storage_options=options).equals(frame)
    # --8<-- [end:pandas]
    assert fs.find("") == ["batch/rows.jsonl", "user_data/rows.csv"]


def test_results_of_a_batch_in_three_lines(fs: Any, options: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    answer = {"status_code": 200, "body": {"choices": [{"message": {"content": "yes"}}]}}
    lines = [{"id": f"r{number}", "custom_id": f"row-{number}", "response": answer} for number in range(3)]
    fs.pipe_file("batch/output.jsonl", "\n".join(map(json.dumps, lines)).encode())
    # --8<-- [start:results]
    results = pandas.read_json("openai://batch/output.jsonl", lines=True, storage_options=options)
    results["answer"] = [each["body"]["choices"][0]["message"]["content"] for each in results["response"]]
    # --8<-- [end:results]
    assert list(results["answer"]) == ["yes"] * 3


def test_parquet(fs: Any, options: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    dataset = pytest.importorskip("pyarrow.dataset", reason="pyarrow is not installed")
    frame = pandas.DataFrame(ROWS)
    for part in range(2):
        frame.to_parquet(f"openai://user_data/table/{part}.parquet", storage_options=options)
    assert pandas.read_parquet("openai://user_data/table/0.parquet", storage_options=options).equals(frame)
    # --8<-- [start:pyarrow]
    found = dataset.dataset("user_data/table", filesystem=fs, format="parquet")
    assert found.count_rows() == 2 * len(ROWS)
    assert found.to_table(filter=dataset.field("score") < 3).num_rows == 6
    # --8<-- [end:pyarrow]


def test_duckdb(fs: Any) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    for part in range(2):
        fs.pipe_file(f"user_data/rows-{part}.jsonl", JSONL)
    with duckdb.connect() as connection:
        # --8<-- [start:duckdb]
        connection.register_filesystem(fs)
        (total,) = connection.execute("select sum(score) from read_json('openai://user_data/rows-*.jsonl')").fetchone()
        connection.execute("copy (select 1 as one) to 'openai://user_data/made.csv' (header, delimiter ',')")
        # --8<-- [end:duckdb]
    assert total == 2 * sum(row["score"] for row in ROWS)
    assert fs.cat_file("user_data/made.csv") == b"one\n1\n"


def test_polars_reads_open_files(fs: Any) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    fs.pipe_file("user_data/rows.jsonl", JSONL)
    with fs.open("user_data/rows.jsonl") as file:
        assert polars.read_ndjson(file).height == len(ROWS)
    # --8<-- [start:polars]
    with fs.open("user_data/rows.jsonl") as file:
        assert polars.scan_ndjson(file).filter(polars.col("score") < 3).collect().height == 3
    with fs.open("user_data/rows.parquet", "wb") as file:
        polars.DataFrame(ROWS).write_parquet(file)
    # --8<-- [end:polars]
    with fs.open("user_data/rows.parquet") as file:
        assert polars.read_parquet(file).height == len(ROWS)
