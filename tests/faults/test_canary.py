"""The search for the key finds it wherever it may be."""

from __future__ import annotations

import logging
from pathlib import Path
from types import CodeType
from typing import Any

import httpx
import pytest
from fault_canary import holds_the_key, leaks_of_error, leaks_of_files, leaks_of_logs
from fault_server import CANARY, Exchange
from filewright import APIConnectionError


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except BaseException as caught:
        return caught


def with_notes(*notes: str) -> Exception:
    error = Exception("said")
    for note in notes:
        error.add_note(note)
    return error


REQUEST = httpx.Request("GET", "http://127.0.0.1/v1/files", headers={"Authorization": f"Bearer {CANARY}"})

ERRORS = {
    "message": Exception(f"with {CANARY}"),
    "argument": Exception(5, CANARY.encode()),
    "note": with_notes(CANARY),
    "cause": raised(Exception("said"), Exception(CANARY)),
    "request of a cause": raised(APIConnectionError(message="said"), httpx.ConnectError("said", request=REQUEST)),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_an_error_that_shows_it(error: BaseException) -> None:
    assert leaks_of_error(error)


def test_an_error_that_does_not() -> None:
    assert leaks_of_error(raised(Exception("said"), with_notes("more"))) == []


def code_of(file: str) -> CodeType:
    return compile("def call(shown):\n    key = shown\n    raise ValueError('said')\n", file, "exec")


@pytest.mark.parametrize(("file", "found"), [("/x/plugins/filewright/flows.py", True), ("/x/tests/test_a.py", False)])
def test_the_locals_of_our_frames_and_of_no_others(file: str, found: bool) -> None:
    names: dict[str, Any] = {}
    exec(code_of(file), names)
    with pytest.raises(ValueError, match="said") as caught:
        names["call"](CANARY)
    assert [leak.split(" of ")[0] for leak in leaks_of_error(caught.value)] == ["local shown", "local key"] * found


def test_logs_that_show_it() -> None:
    def record(message: str, *arguments: Any, **extra: Any) -> logging.LogRecord:
        made = logging.LogRecord("x", logging.DEBUG, "", 0, message, arguments, None)
        vars(made).update(extra)
        return made

    assert leaks_of_logs([record("none")]) == []
    for shown in (record(CANARY), record("%s", CANARY), record("none", headers={"a": CANARY})):
        assert len(leaks_of_logs([shown])) == 1


def test_files_that_have_it(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "clean").write_bytes(b"x" * (5 << 20))
    assert leaks_of_files(tmp_path) == []
    # Across the edge of a block that is read at a time.
    (deep / "dirty").write_bytes(b"x" * ((1 << 22) - 5) + CANARY.encode() + b"x" * 100)
    assert leaks_of_files(tmp_path) == ["file dirty"]
    (deep / "dirty").unlink()
    (deep / CANARY).touch()
    assert len(leaks_of_files(tmp_path)) == 1
    (deep / CANARY).unlink()


def test_requests_that_have_it_elsewhere() -> None:
    def shows(target: str, *lines: str, body: bytes = b"") -> bool:
        head = "\r\n".join([f"GET {target} HTTP/1.1", *lines])
        exchange = Exchange(None, None, head.encode(), body)  # type: ignore[arg-type]
        return exchange.shows_the_key()

    assert not shows("/v1", f"Authorization: Bearer {CANARY}")
    assert shows(f"/v1?key={CANARY}")
    assert shows("/v1", f"X-Other: {CANARY}")
    assert shows("/v1", body=f"a {CANARY} b".encode())


def test_text_bytes_and_all_else() -> None:
    for value in (CANARY, CANARY.encode(), bytearray(CANARY.encode()), [CANARY], {"a": (CANARY,)}):
        assert holds_the_key(value)
    assert not holds_the_key([b"x", "y", 5])
