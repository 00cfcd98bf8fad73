from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from filewright import ConfigurationError, SourceError
from filewright.builtin.checks import LIMITS, Checks
from filewright.embedded.store import limits as served
from filewright.limits import MB
from filewright.settings import MAX_FILE_BYTES, MAX_PART_BYTES, MAX_UPLOAD_BYTES
from filewright.sources import Source

WHOLE, IN_PARTS = 512 * MB, 8 << 30
ALLOWED = {"batch": 200 * MB, "fine-tune": IN_PARTS, "vision": 20 * MB, "user_data": IN_PARTS, "novel": IN_PARTS}


def source(name: str | None, size: int = 1) -> Source:
    made = Source("path", "/somewhere", name=name)
    made.size = size
    return made


def check(checks: Checks, file: Source, purpose: str) -> None:
    checks.check_source(file, purpose, checks.purpose_limit(purpose))


@pytest.mark.parametrize("purpose", ALLOWED)
def test_a_file_may_have_so_many_bytes_and_not_one_more(purpose: str) -> None:
    name = f"a{'.jsonl' if purpose in LIMITS else ''}"
    for in_parts, allowed in ((True, ALLOWED[purpose]), (False, min(ALLOWED[purpose], WHOLE))):
        checks = Checks(in_parts=in_parts)
        check(checks, source(name, allowed), purpose)
        with pytest.raises(SourceError) as caught:
            check(checks, source(name, allowed + 1), purpose)
        assert f"{allowed:,}" in str(caught.value)
        assert f"{allowed + 1:,}" in str(caught.value)
        assert "https://" in str(caught.value)


@pytest.mark.parametrize(
    ("purpose", "name", "good"),
    [
        ("batch", "a.jsonl", True),
        ("batch", "A.JSONL", True),
        ("batch", None, True),
        ("batch", "a.json", False),
        ("batch", "jsonl", False),
        ("fine-tune", "a.txt", False),
        ("vision", "a.PNG", True),
        ("vision", "a.svg", False),
        ("user_data", "a.anything", True),
        ("novel", "a", True),
    ],
)
@pytest.mark.parametrize("in_parts", [True, False])
def test_a_purpose_asks_for_suffixes(purpose: str, name: Any, good: bool, in_parts: bool) -> None:
    checks = Checks(in_parts=in_parts)
    if good:
        check(checks, source(name), purpose)
        return
    with pytest.raises(SourceError, match="its name must end in") as caught:
        check(checks, source(name), purpose)
    assert repr(purpose) in str(caught.value)
    assert ".jsonl" in str(caught.value)


def test_each_check_can_be_switched_off() -> None:
    big, odd = source("a.jsonl", 1 << 40), source("a.exe")
    check(Checks(False), big, "batch")
    check(Checks(False), odd, "batch")
    check(Checks({"size": False}), big, "batch")
    check(Checks({"suffix": False}), odd, "batch")
    with pytest.raises(SourceError):
        check(Checks({"size": False}), odd, "batch")
    with pytest.raises(SourceError):
        check(Checks({"suffix": False}), big, "batch")


@pytest.mark.parametrize("switches", [{"sizes": False}, "off", None, 1])
def test_a_switch_that_is_not_there_is_told(switches: Any, api: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass a bool, or a mapping"):
        api.client(checks=switches)


def test_nothing_is_sent_of_a_file_that_is_refused(api: Any) -> None:
    with pytest.raises(SourceError):
        api.client().files.create(file=("a.csv", b"1"), purpose="batch")
    assert api.requests == []
    api.client(block=["checks"]).files.create(file=("a.csv", b"1"), purpose="batch")
    assert len(api.requests) == 1


def test_every_figure_has_its_source() -> None:
    assert LIMITS
    assert all(limit.source.startswith("https://") for limit in LIMITS.values())


def test_client_checks_and_server_have_the_limits_of_the_contract() -> None:
    """The figures stand in openapi.yaml only: changing one there changes it everywhere."""
    paths = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text(encoding="utf-8"))["paths"]
    file, upload, part = (
        paths[path]["post"]["x-filewright-limits"] for path in ("/files", "/uploads", "/uploads/{upload_id}/parts")
    )
    assert (MAX_FILE_BYTES, served.FILE_BYTES.value) == (file["bytes"],) * 2
    assert (MAX_UPLOAD_BYTES, served.UPLOAD_BYTES.value) == (upload["bytes"],) * 2
    assert (MAX_PART_BYTES, served.PART_BYTES.value) == (part["bytes"],) * 2
    assert served.BATCH_INPUT_BYTES.value == file["purposes"]["batch"]["bytes"]
    for purpose, limits in file["purposes"].items():
        assert LIMITS[purpose].max_bytes == limits.get("bytes", upload["bytes"])
        assert LIMITS[purpose].suffixes == tuple(limits["suffixes"])
        assert LIMITS[purpose].source == f"{limits['source']}: {limits['note']}"
    assert LIMITS.keys() == file["purposes"].keys()
