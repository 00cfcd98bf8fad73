"""The process that atheris fuzzes one target in. Started by fuzz_engines.py, not by people:

python tests/fuzz/fuzz_coverage.py TARGET INPUTS SEED CORPUS FINDINGS REPORT
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import atheris

OURS = ["filewright", "filewright_api"]

with atheris.instrument_imports(include=[*OURS, "python_multipart"], enable_loader_override=False):
    from fuzz_engines import Tally, write_report
    from fuzz_targets import TARGETS

    name, inputs, seed, corpus, findings, report = sys.argv[1:]
    target = TARGETS[name]
    tally = Tally(target, "atheris", Path(findings))
    seeds = target.seeds()
    # Modules that are imported when they are used are imported now, to be instrumented too.
    assert target.from_bytes is not None
    for data in seeds:
        tally.attempt(target.from_bytes(data))
    tally.inputs = 0
    tally.outcomes.clear()


def try_bytes(data: bytes) -> None:
    given = target.from_bytes(data)
    finding = tally.attempt(given)
    if finding is not None:
        tally.keep(finding, given)
    if tally.inputs >= int(inputs):
        new = len(list(Path(corpus).iterdir())) - at_first
        write_report(tally.report(new), Path(report))
        os._exit(0)  # libFuzzer has no way to be told that it is enough


for number, data in enumerate(seeds):
    Path(corpus, f"seed-{number:03}").write_bytes(data)
words = Path(report).with_name("words.txt")
escaped = ("".join(map("\\x{:02x}".format, word.encode())) for word in target.words)
words.write_text("".join(f'"{word}"\n' for word in escaped))
at_first = len(list(Path(corpus).iterdir()))
Path(findings).mkdir(parents=True, exist_ok=True)
limits = ["-max_len=8192", "-timeout=60", "-rss_limit_mb=4096"]
# What hangs or takes too much memory ends this process: libFuzzer keeps those bytes, and the run fails.
options = [*limits, f"-artifact_prefix={findings}/{name}-", f"-seed={seed}", f"-dict={words}", "-verbosity=0"]
atheris.Setup([sys.argv[0], *options, corpus], try_bytes)
atheris.Fuzz()
