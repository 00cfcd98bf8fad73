"""A little of the fuzzing, the same with every run, and all that was found before. The rest: `nox -s fuzz`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from filewright_api.operations import OPERATIONS
from fuzz_core import Deal, Finding, Target, block, dealt, judge, read_finding, write_finding
from fuzz_engines import Tally, feed
from fuzz_targets import TARGETS
from hypothesis import HealthCheck, given, settings

FINDINGS = sorted(Path(__file__).with_name("findings").glob("*.txt"))
SHORT = [target for target in TARGETS.values() if "hypothesis" in target.engines]
BYTES = [target for target in TARGETS.values() if target.from_bytes]
INPUTS = 500

SAME_EVERY_TIME = settings(
    max_examples=INPUTS, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")


def named(target: Target) -> str:
    return target.name


@pytest.mark.long
@pytest.mark.parametrize("target", SHORT, ids=named)
def test_nothing_is_found(target: Target) -> None:
    if target.name == "hostile":
        pytest.importorskip("openapi_python_client", reason="the generator's requirements are not installed")
    outcomes: Counter[str] = Counter()
    inputs = target.share(INPUTS)

    @settings(
        max_examples=inputs, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(target.inputs())
    def tried(given: Any) -> None:
        outcomes[judge(target, given)] += 1

    tried()
    assert outcomes.total() >= inputs
    assert len(outcomes) >= 5, "the inputs are all alike"


@pytest.mark.parametrize("target", BYTES, ids=named)
def test_seeds_do_what_they_should(target: Target) -> None:
    assert target.from_bytes
    outcomes = {judge(target, target.from_bytes(seed)) for seed in target.seeds()}
    assert len(outcomes) >= 3
    target.from_bytes(b"")
    target.from_bytes(bytes(range(256)) * 4)


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.stem)
def test_what_was_found_before_is_not_found_again(path: Path) -> None:
    name, given = read_finding(path)
    judge(TARGETS[name], given)


def test_all_operations_are_tried() -> None:
    import fuzz_responses

    assert set(OPERATIONS) <= set(fuzz_responses.NAMES)


# What fuzzes can itself be wrong


def broken(given: dict[str, Any]) -> str:
    if given["number"] > 10:
        raise KeyError("number")
    return "fine"


def test_an_engine_counts_finds_shrinks_and_goes_on(tmp_path: Path) -> None:
    from hypothesis import strategies as st

    target = Target("broken", "", ("hypothesis",), inputs=lambda: None, check=broken)
    tally = Tally(target, "hypothesis", tmp_path)
    feed(tally, st.fixed_dictionaries({"number": st.integers(0, 1000)}), 300, 1)
    report = tally.report()
    (found,) = report.found
    assert found.signature == "KeyError in test_fuzz_short.py:broken"
    assert read_finding(Path(found.path)) == ("broken", {"number": 11})
    assert report.inputs >= 300
    assert report.inputs == sum(report.outcomes.values())


def test_findings_are_kept_as_they_were(tmp_path: Path) -> None:
    given = {"a": [b"\0\xff", "\ud800\r\n", 1.5, None, True], "b": {"c": "é" * 300}}
    assert read_finding(write_finding(tmp_path, "server", given, "x: y/../z")) == ("server", given)


def test_a_payload_that_is_more_than_text_is_found(tmp_path: Path) -> None:
    import fuzz_hostile

    module, page = tmp_path / "module.py", tmp_path / "page.md"
    module.write_text(f"x = '{fuzz_hostile.CANARY}()'\n")
    fuzz_hostile.inspect(module)
    for code in (f"{fuzz_hostile.CANARY}()", f"import {fuzz_hostile.CANARY}", f"x = f'{{{fuzz_hostile.CANARY}}}'"):
        module.write_text(code)
        with pytest.raises(Finding, match="code of a payload"):
            fuzz_hostile.inspect(module)
    page.write_text("a <script> on a page")
    with pytest.raises(Finding, match="on a page"):
        fuzz_hostile.inspect(page)


def test_an_input_that_breaks_a_promise_is_found() -> None:
    import fuzz_server

    reply = fuzz_server.Reply(500, [], b"")
    with pytest.raises(Finding, match="the server failed"):
        fuzz_server.check_reply(fuzz_server.asked("GET", "/v1/files", [], b""), reply)


def test_bytes_are_dealt_out_and_then_zeros() -> None:
    deal = Deal(block("é\xff".encode()[:3]) + dealt(258) + b"\5rest")
    assert deal.text() == "é\udcc3"
    assert deal.number() == 258
    assert deal.choice("abc") == "c"
    assert deal.rest() == b"rest"
    assert (deal.byte(), deal.block(), deal.number()) == (0, b"", 0)
