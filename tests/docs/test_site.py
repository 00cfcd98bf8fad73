"""The pages of the documentation: their snippets run, in order, and what they name is there."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright.embedded import running_server

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = {
    "hooks.md",
    "providers.md",
    "migrating.md",
    "rehearsal.md",
    "reliability.md",
    "speed.md",
    "changelog.md",
    "contributing.md",
}
"""Pages that programs write, or that are other files."""
PAGES = sorted(
    path.relative_to(DOCS).as_posix()
    for path in DOCS.rglob("*.md")
    if path.name not in WRITTEN and "reference" not in path.parts
)
KEEPING = {"guides/batch-jobs.md", "guides/data-frames.md", "guides/jsonl.md"}
KEEPING |= {"guides/large-files.md", "guides/many-files.md"}
"""Pages about making files; their snippets leave them."""


def snippets(page: str, language: str = "python") -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [page for page in PAGES if snippets(page)])
def test_the_snippets_of_a_page_run(page: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    tests = [snippet for snippet in snippets(page) if "def test_" in snippet]
    script = "\n".join(snippet for snippet in snippets(page) if snippet not in tests)
    (tmp_path / "page.py").write_text(script, encoding="utf-8")
    (tmp_path / "test_page.py").write_text("\n".join(tests), encoding="utf-8")
    runs = [["page.py"]] + ([["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"]] if tests else [])
    with running_server(durable=False) as server:
        environment = {
            **os.environ,
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": "x",
            "PYTHONWARNINGS": "error",
        }
        for arguments in runs:
            ran = subprocess.run(
                [sys.executable, *arguments],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=250,
                check=False,
            )
            assert ran.returncode == 0, ran.stdout + ran.stderr
    left = {path.name for path in tmp_path.iterdir()} - {"examples", "page.py", "test_page.py", "__pycache__"}
    assert not left or page in KEEPING, "a snippet that somebody tries in a checkout leaves no files there"


def test_most_pages_have_snippets_and_all_are_run() -> None:
    assert len([page for page in PAGES if snippets(page)]) >= 7
    assert [page for page in PAGES if snippets(page, "python .+")] == []


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("nav:")[1]
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert {page for page in pages if page not in navigation} == set()


def test_links_lead_somewhere() -> None:
    broken = [
        f"{page}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", (DOCS / page).read_text(encoding="utf-8"))
        if not (DOCS / page).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_the_sessions_that_are_named_exist() -> None:
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    named = {
        name
        for path in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
        for name in re.findall(r"nox -s ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert named
    assert [name for name in sorted(named) if f'name="{name}"' not in noxfile and f"def {name}(" not in noxfile] == []


def dead_links(site: Path) -> list[str]:
    ran = subprocess.run(
        [sys.executable, str(DOCS / "check_site.py"), str(site)], capture_output=True, text=True, check=False
    )
    lines = ran.stdout.splitlines()
    assert ran.returncode == (lines != ["no dead links"]), ran.stderr
    return lines


def test_dead_links_of_a_site_are_found(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text('<h1 id="here">B</h1><a href="../#there">A</a><img src="x.svg">')
    (tmp_path / "index.html").write_text(
        '<p id="there"><a href="b/">B</a><a href="b/#here">B</a><a href="https://example.com/x">X</a>'
        '<a href="b/#gone">B</a><a href="c/">C</a><a href="#gone">A</a>'
    )
    assert dead_links(tmp_path) == [
        "b/index.html: x.svg",
        "index.html: b/#gone",
        "index.html: c/",
        "index.html: #gone",
    ]


def test_the_chart_is_of_the_figures_on_the_page() -> None:
    spec = importlib.util.spec_from_file_location("bench_chart", ROOT / "tests" / "bench" / "chart.py")
    assert spec
    assert spec.loader
    chart = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chart)
    drawn = chart.picture(chart.PAGE.read_text(encoding="utf-8"))
    assert chart.PICTURE.read_text(encoding="utf-8") == drawn, "run python tests/bench/chart.py"
    assert drawn.count(">Filewright: ") == len(chart.GROUPS)


@pytest.mark.parametrize("name", ["list", "progress"])
def test_the_pictures_are_of_the_command(name: str) -> None:
    picture = (DOCS / "images" / f"{name}.svg").read_text(encoding="utf-8")
    assert "filewright" in picture
    assert "@font-face" not in picture
    assert "url(" not in picture.replace("url(#", "")
