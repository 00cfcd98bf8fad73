"""The built site in a browser: nothing is cut at the widths of a phone and of a desk, and search finds the guides."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
SITE = ROOT / "site"
WIDTHS = (390, 1400)

pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
    pytest.mark.skipif(not SITE.is_dir(), reason="the site is not built: run `nox -s docs`"),
]


class Browser:
    """Headless Chromium, spoken to by the WebDriver protocol."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}
        capabilities = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        self._session = ""
        self._session = "/session/" + self._ask("POST", "/session", capabilities=capabilities)["sessionId"]

    def _ask(self, method: str, path: str, **body: Any) -> Any:
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(self._base + self._session + path, data, method=method)
        with urllib.request.urlopen(request, timeout=120) as response:
            return json.load(response)["value"]

    def open(self, url: str) -> None:
        self._ask("POST", "/url", url=url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._ask("POST", "/execute/sync", script=script, args=list(arguments))

    def resize(self, width: int) -> None:
        """Make the page this wide, whatever the window's frame takes."""
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._ask("POST", "/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=metrics)

    def close(self) -> None:
        self._ask("DELETE", "")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of the site."""
    handler = functools.partial(Quiet, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert DRIVER
    with subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        started = next(line for line in process.stdout if "successfully on port" in line)
        made = Browser(int(started.rstrip(".\n").rsplit(" ", 1)[1]))
        try:
            yield made
        finally:
            with suppress(OSError):
                made.close()
            process.terminate()


def pages(folder: Path) -> list[str]:
    return sorted(path.parent.relative_to(folder).as_posix().removeprefix(".") for path in folder.rglob("index.html"))


TOO_WIDE = """
const width = document.documentElement.clientWidth, found = [];
if (document.documentElement.scrollWidth > width) found.push(`page: ${document.documentElement.scrollWidth}`);
const scrolls = element => {
  for (let each = element.parentElement; each; each = each.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(each).overflowX)) return true;
  return false;
};
for (const element of document.querySelectorAll(".md-content :is(p, li, h1, h2, h3, h4, img, pre, table)")) {
  const box = element.getBoundingClientRect();
  if (box.width && box.right > width + 1 && !scrolls(element))
    found.push(`${element.tagName}: ${element.textContent.slice(0, 60)}`);
}
for (const code of document.querySelectorAll(".md-content pre > code"))
  if (code.scrollWidth > code.clientWidth + 1) found.push(`cut: ${code.textContent.slice(0, 60)}`);
return found;
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut(url: str, browser: Browser, width: int) -> None:
    browser.resize(width)
    wrong = {}
    for page in pages(SITE):
        browser.open(f"{url}/{page}/")
        found = browser.run(TOO_WIDE)
        if found:
            wrong[page] = found
    assert wrong == {}


def test_the_aims_on_the_page_of_speed_are_on_the_screen(url: str, browser: Browser) -> None:
    browser.resize(1400)
    browser.open(f"{url}/speed/")
    right = browser.run("return document.querySelector('table th:nth-child(3)').getBoundingClientRect().right")
    assert right < 1400
    assert browser.run("return document.querySelector('.md-content img').getBoundingClientRect().top") < 400


SEARCHES = {
    "proxy": "guides/network",
    "retry": "guides/errors-and-retries",
    "threads": "guides/threads",
    "logging": "guides/logging",
    "expiry": "guides/expiry",
    "FileObject": "reference/models",
    "AsyncOpenAI": "reference/clients",
    "pytest fixture": "guides/testing-offline",
    "resuming": "guides/resuming",
}


@pytest.mark.parametrize("words", SEARCHES)
def test_search_finds_what_a_guide_is_about(url: str, browser: Browser, words: str) -> None:
    browser.resize(1400)
    browser.open(url)
    found: list[str] = []
    deadline = time.monotonic() + 60
    while SEARCHES[words] not in " ".join(found) and time.monotonic() < deadline:
        time.sleep(0.1)
        found = browser.run(SEARCH, words)[:10]
    assert SEARCHES[words] in " ".join(found), found


SEARCH = """
const host = [...document.querySelectorAll("*")].find(each => each.shadowRoot?.querySelector("input"));
const field = host?.shadowRoot.querySelector("input");
if (!field?.offsetParent) document.querySelector(".md-search__button").click();
if (field && field.value != arguments[0]) {
  field.value = arguments[0];
  field.dispatchEvent(new Event("input", {bubbles: true, composed: true}));
}
return [...(host?.shadowRoot.querySelectorAll("a") ?? [])].map(each => each.href);
"""
"""Search, and what is found so far."""
