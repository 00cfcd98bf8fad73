"""How fast Filewright is, beside httpx by hand, curl and the official SDK, on loopback.

    python tests/bench/run.py [--only NAME ...] [--quick] [--many N] [--json FILE] [--page FILE]

Each round has every contender in it, one after the other. The table shows medians with their range; a ratio
is the median of the ratios of each round. `reached` and `missed` are told, never asserted: the exit code is 0
unless a measurement itself failed, as when wrong bytes arrived. A contender that is not installed is left out.

The file that is uploaded lies in the system's temporary folder (TMPDIR says where else), as a rule on a disk, and in
the system's memory, as it was just written. Downloads go to /dev/shm where that has room, so that no disk is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from large_files import LARGE_FILES
from many_files import MANY_FILES
from measures import MEASURES as SMALLER
from measures import QUICK, Bench, Plan
from processes import MeasurementFailed
from report import Row, page, page_with, table

MEASURES = {**SMALLER, **LARGE_FILES, **MANY_FILES}
MEMORY_DISK = Path("/dev/shm")
ROOM_NEEDED = 2  # a download, and slack, in file sizes
DISTRIBUTIONS = ("filewright", "httpx", "openai")


def main() -> int:
    parser = argparse.ArgumentParser(description="Compares Filewright's speed and memory with others', on loopback.")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=MEASURES, help=f"some of: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="a smaller file and fewer rounds")
    parser.add_argument("--many", type=int, metavar="N", help="the number of files in the measures of many files")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample here")
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="write the page of the documentation here; with --only, its rows"
    )
    options = parser.parse_args()
    plan = QUICK if options.quick else Plan()
    if options.many:
        plan = replace(plan, many=options.many, many_downloads=options.many, at_scale=options.many)
    rows: list[Row] = []
    failed = 0
    here = surroundings()
    print(here, file=sys.stderr)
    with (
        tempfile.TemporaryDirectory(prefix="filewright-bench-") as sources,
        tempfile.TemporaryDirectory(prefix="filewright-bench-", dir=download_folder(plan)) as downloads,
        Bench(plan, Path(sources), Path(downloads)) as bench,
    ):
        for name in options.only or MEASURES:
            print(f"measuring {name} ...", file=sys.stderr)
            try:
                rows.extend(MEASURES[name](bench))
            except MeasurementFailed as failure:
                print(f"{name}: {failure}", file=sys.stderr)
                failed = 1
    print(table(rows))
    if options.json:
        samples = {"surroundings": here, "rows": [row.as_json() for row in rows]}
        options.json.write_text(json.dumps(samples, indent=2) + "\n")
    if options.page and not failed:
        text = page_with(rows, options.page.read_text("utf-8")) if options.only else page(rows, here)
        options.page.write_text(text, encoding="utf-8")
    return failed


def surroundings() -> str:
    installed = ", ".join(f"{name} {version_of(name)}" for name in DISTRIBUTIONS)
    load = ", ".join(f"{load:.2f}" for load in os.getloadavg())
    return f"Python {platform.python_version()}, {installed}; {os.cpu_count()} cores, load {load}"


def version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "absent"


def download_folder(plan: Plan) -> Path | None:
    if not MEMORY_DISK.is_dir():
        return None
    return MEMORY_DISK if shutil.disk_usage(MEMORY_DISK).free > ROOM_NEEDED * plan.file_size else None


if __name__ == "__main__":
    sys.exit(main())
