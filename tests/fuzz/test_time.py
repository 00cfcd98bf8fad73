"""Nothing that a server sends costs more than linear time: the shapes that did, and that the measure would tell."""

from __future__ import annotations

import fuzz_time
import pytest
from fuzz_core import Finding

SHAPES = {
    "an open quote in a Content-Type": (200, "content-type", ['text/plain; charset="', ";", ""]),
    "quotes in a Content-Type": (200, "content-type", ["text/plain; charset=a", '";', ""]),
    "quotes in the Content-Type of an error": (400, "content-type", ["text/plain; charset=a", '";', ""]),
    "numbered parameters": (200, "content-type", ["text/plain", "; charset*1*=a", ""]),
    "tags that are open": (400, "body", ["<", "<a", ">"]),
    "scripts that are open": (400, "body", ["", "<script>", ""]),
    "scripts in the message": (400, "body", ['{"error": {"message": "', "<script>", '"}}']),
    "scripts in a list": (400, "body", ['{"errors": [', '"<script><script>", ', '""]}']),
    "styles that scripts end": (400, "body", ["", "<style></script>", ""]),
    "a delay": (429, "retry-after", ["", "1", "x"]),
    "a date": (429, "retry-after", ["Mon, 01 Jan 2024 ", "(", ""]),
    "a place": (302, "location", ["/v1/", "../", ""]),
    "a cookie": (200, "set-cookie", ["a=b; expires=", "1-", ""]),
    "a length": (200, "content-length", ["", "1", ""]),
}


@pytest.fixture(scope="module", autouse=True)
def clients() -> object:
    yield
    fuzz_time.close_bench()


@pytest.mark.row(165)
@pytest.mark.parametrize("client", fuzz_time.CLIENTS)
@pytest.mark.parametrize("use", ["retrieve", "raw", "text"])
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_length_alone(use: str, client: str, shape: str) -> None:
    status, place, pieces = SHAPES[shape]
    fuzz_time.check({"use": use, "client": client, "status": status, "place": place, "shape": pieces})


def test_what_takes_quadratic_time_is_found() -> None:
    with pytest.raises(Finding, match="more than linear"):
        fuzz_time.check_growth(lambda size: size**2 * 1e-10, 1 << 16)
    fuzz_time.check_growth(lambda size: size * 1e-5, 1 << 16)
    fuzz_time.check_growth(lambda size: size**2 * 1e-12, 1 << 16)
