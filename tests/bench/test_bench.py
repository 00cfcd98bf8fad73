"""The benchmark's honesty: its server notices wrong bytes, its table judges by the ratios of the rounds."""

from __future__ import annotations

import hashlib
import http.client
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
SERVED = bytes(range(256)) * 400
PAGE_SIZE = 7
PURPOSE = b'--B\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n'
FILE_HEAD = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: x/y\r\n\r\n'
CONTENTS = (b"", b"short", b"\r\n--" * 9, bytes(range(256)) * 5000)


class Running:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._orders, self._responses = process.stdin, process.stdout
        self.port = int(self._responses.readline())

    def say(self, word: str) -> None:
        self._orders.write(word + "\n")
        self._orders.flush()

    def told(self) -> dict[str, object]:
        self.say("tell")
        response: dict[str, object] = json.loads(self._responses.readline())
        return response

    def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named, encode_chunked=True)  # type: ignore[arg-type]
        with connection.getresponse() as response:
            told = response.status, response.read()
        connection.close()
        return told

    def upload(self, body: object, **headers: str) -> tuple[int, bytes]:
        return self.call("POST", "/v1/files", body, Content_Type="multipart/form-data; boundary=B", **headers)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Running]:
    content = tmp_path / "served.bin"
    content.write_bytes(SERVED)
    command = [sys.executable, str(HERE / "sink.py"), str(content), str(PAGE_SIZE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Running(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


def whole(body: bytes) -> bytes:
    return body


def in_small_blocks(body: bytes) -> Iterator[bytes]:
    return (body[start : start + 1000] for start in range(0, len(body), 1000))


@pytest.mark.parametrize("content", CONTENTS, ids=len)
@pytest.mark.parametrize("file_first", [True, False])
@pytest.mark.parametrize("framing", [whole, in_small_blocks])
def test_sink_measures_and_hashes_the_file_part(
    sink: Running, content: bytes, file_first: bool, framing: Callable[[bytes], object]
) -> None:
    file = FILE_HEAD + content + b"\r\n"
    body = (file + PURPOSE if file_first else PURPOSE + file) + b"--B--\r\n"
    chunked = {"Transfer_Encoding": "chunked"} if framing is in_small_blocks else {}
    for order in ("check", "hurry"):
        sink.say(order)
        sink.told()  # its response says that the order before it has been obeyed
        status, response = sink.upload(framing(body), **chunked)
        assert (status, json.loads(response)["bytes"]) == (200, len(content))
        digests = [hashlib.sha256(content).hexdigest()] if order == "check" else []
        assert sink.told() == {"uploads": 1, "file_bytes": len(content), "digests": digests, "faults": []}


@pytest.mark.parametrize(
    "body",
    [
        PURPOSE + FILE_HEAD + b"no end",
        PURPOSE + FILE_HEAD + b"x\r\n--C--\r\n",
        FILE_HEAD + b"no purpose\r\n--B--\r\n",
        PURPOSE + b"--B--\r\n",
        b"preamble" + PURPOSE + FILE_HEAD + b"x\r\n--B--\r\n",
    ],
)
def test_sink_refuses_what_is_no_well_formed_upload(sink: Running, body: bytes) -> None:
    assert sink.upload(body)[0] == 400
    told = sink.told()
    assert told["uploads"] == 0
    assert told["faults"]


def test_sink_serves_a_file_a_page_and_its_content(sink: Running) -> None:
    assert json.loads(sink.call("GET", "/v1/files/file-1")[1])["bytes"] == len(SERVED)
    listed = json.loads(sink.call("GET", "/v1/files?limit=7")[1])["data"]
    assert [file["bytes"] for file in listed] == list(range(1, PAGE_SIZE + 1))
    assert sink.call("GET", "/v1/files/file-1/content") == (200, SERVED)
    assert sink.call("GET", "/v1/models")[0] == 404


@pytest.fixture
def part_sink() -> Iterator[Running]:
    command = [sys.executable, str(HERE / "part_sink.py"), "1000000", "0.01"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Running(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


def test_the_sink_of_parts_counts_them_and_holds_a_connection(part_sink: Running) -> None:
    assert json.loads(part_sink.call("POST", "/v1/uploads", b"{}")[1])["status"] == "pending"
    began = time.monotonic()
    body = b"x" * 300_000
    for number in (1, 2):
        _, part = part_sink.call("POST", "/v1/uploads/upload-1/parts", body, Content_Length="300000")
        assert json.loads(part)["id"] == f"part-{number}"
    # Never faster than it is held to, however fast the machine is.
    assert time.monotonic() - began >= 0.6
    done = json.loads(part_sink.call("POST", "/v1/uploads/upload-1/complete", b"{}")[1])
    assert (done["status"], done["file"]["object"]) == ("completed", "file")
    assert part_sink.told() == {"parts": 2, "bytes": 600_000, "completed": 1}


@pytest.fixture(scope="module")
def report() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_report", HERE / "report.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_ratios_are_taken_round_by_round(report: ModuleType) -> None:
    slowing_machine = {"ours": [2.0, 20.0, 200.0], "httpx": [1.0, 10.0, 400.0]}
    row = report.Row("call", "us", slowing_machine, report.AtMostTimes(2, "httpx"))
    assert (row.ratio("ours"), row.verdict()) == ("2.00x", "reached")
    assert report.Row("call", "us", slowing_machine, report.AtMostTimes(1.9, "httpx")).verdict() == "missed"


def test_a_speed_target_wants_less_time_than_its_baseline(report: ModuleType) -> None:
    samples = {"ours": [2.0, 2.0], "curl": [1.0, 1.0]}
    row = report.Row("upload", "ms", samples, report.AtLeastSpeed(0.8, "curl"))
    assert (row.ratio("ours"), row.verdict()) == ("0.50x", "missed")
    assert report.Row("upload", "ms", samples, report.AtLeastSpeed(0.5, "curl")).verdict() == "reached"


def test_memory_is_judged_by_its_worst_round(report: ModuleType) -> None:
    samples = {"ours": [1.0, 1.0, 17.0]}
    assert report.Row("memory", "MiB", samples, report.AtMost(16, "MiB", peak=True)).verdict() == "missed"
    assert report.Row("stall", "ms", samples, report.AtMost(16, "ms")).verdict() == "reached"


def test_a_row_without_its_baseline_is_not_judged(report: ModuleType) -> None:
    row = report.Row("upload", "ms", {"ours": [1.0]}, report.AtLeastSpeed(1, "curl"))
    assert row.verdict() == "not measured"
    assert "not measured" in report.table([row])


def test_the_page_shows_medians_and_what_was_missed(report: ModuleType) -> None:
    samples = {"ours": [3.0, 1.0, 2.0], "httpx": [1.0, 1.0, 1.0]}
    slow = report.Row("a call", "us", samples, report.AtMostTimes(1, "httpx"))
    alone = report.Row("  memory growth", "MiB", {"ours": [0.25]})
    lines = report.page([slow, alone], "2 cores").splitlines()
    assert any("2 cores" in line for line in lines)
    assert [line for line in lines if line.startswith("|")] == [
        "|  | ratio | aimed at | Filewright | httpx by hand |",
        "| --- | --- | --- | --- | --- |",
        "| a call, us | 2.00x | <= 1x httpx: missed | 2.00 | 1.00 |",
        "| memory growth, MiB |  |  | 0.25 |  |",
    ]


def test_a_page_takes_rows_that_were_measured_by_themselves(report: ModuleType) -> None:
    slow = report.Row("a call", "us", {"ours": [3.0], "httpx": [1.0]}, report.AtMostTimes(1, "httpx"))
    text = report.page([slow, report.Row("a page", "ms", {"ours": [7.0]})], "2 cores")
    again = report.Row("a page", "ms", {"ours": [5.0]})
    served = report.Row("server: uploads", "a second", {"ours": [900.0]}, report.AtLeast(880, "a second"))
    lines = report.page_with([again, served], text).splitlines()
    assert [line for line in lines if line.startswith("|")][2:] == [
        "| a call, us | 3.00x | <= 1x httpx: missed | 3.00 | 1.00 |",
        "| a page, ms |  |  | 5.00 |  |",
        "| server: uploads, a second |  | >= 880 a second: reached | 900 |  |",
    ]
    assert lines[:4] == text.splitlines()[:4]


def test_at_least_is_reached_from_its_limit_on(report: ModuleType) -> None:
    target = report.AtLeast(880, "a second")
    assert [report.Row("r", "", {"ours": [rate]}, target).verdict() for rate in (879.0, 880.0)] == ["missed", "reached"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the server's CPU is read from /proc")
def test_the_lean_client_gets_what_the_embedded_server_has(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn", reason="the embedded server needs the extra `server`")
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import lean, served; from pathlib import Path\n"
        "with served.Served(Path(sys.argv[2])) as server:\n"
        "    sent = [b'%d' % number * 500 for number in range(40)]\n"
        "    figures, made = server.measured([lean.upload('a', content) for content in sent], 7)\n"
        "    ids = [json.loads(each.body)['id'] for each in made]\n"
        "    _, got = server.measured([lean.download(each) for each in ids], 7)\n"
        "    print(sorted(each.body for each in got) == sorted(sent), len(set(ids)), figures['rate'] > 0)\n"
    )
    command = [sys.executable, "-c", code, str(HERE), str(tmp_path / "served")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert printed.split() == ["True", "40", "True"]
