"""What is installed where code is made and released is pinned, with hashes, and all of it is what is asked for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
FILES = ("nox", "codegen", "release", "wheel", "tried")
RENEW = "run `nox -s pin`"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def pins(text: str) -> dict[str, str]:
    """Each package of a file with its version."""
    return {normal(match["name"]): match["version"] for match in PIN.finditer(text)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return normal(found[0])


def asked_for() -> dict[str, list[str]]:
    """The requirements that each file is made of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wheel = [*project["project"]["dependencies"], *extras["cli"], *extras["server"]]
    groups = project["dependency-groups"]
    return {
        "nox": lines_of("requirements/nox.in"),
        "codegen": lines_of("codegen/requirements.txt"),
        "release": [*wheel, *groups["release"], *groups["types"], *groups["test"]],
        "wheel": wheel,
        "tried": [*wheel, *lines_of("requirements/tried.in")],
    }


def lines_of(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", FILES)
def test_each_package_has_a_version_and_hashes(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text.strip()) if not block.startswith("#")]
    assert blocks
    for block in blocks:
        assert PIN.match(block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize("name", FILES)
def test_all_that_is_asked_for_is_pinned(name: str) -> None:
    pinned = pins((REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"))
    for requirement in asked_for()[name]:
        assert name_of(requirement) in pinned, f"{requirement} is not in requirements/{name}.txt: {RENEW}"
        _, exact, version = requirement.partition(";")[0].partition("==")
        assert not exact or pinned[name_of(requirement)] == version, f"{requirement}: {RENEW}"


def test_what_is_built_with_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = pins((REQUIREMENTS / "release.txt").read_text(encoding="utf-8"))
    assert {name_of(each) for each in project["build-system"]["requires"]} <= pinned.keys()


def test_nothing_else_is_installed_by_a_release() -> None:
    commands = (ROOT / "codegen" / "release" / "release.py").read_text(encoding="utf-8")
    assert "--no-isolation" in commands, "the build backend would be fetched unpinned"
    workflow = (ROOT / ".github" / "workflows" / "regenerate-and-release.yml").read_text(encoding="utf-8")
    installs = [line for line in workflow.splitlines() if re.search(r"pip\"? install", line)]
    assert installs
    assert all("--require-hashes" in line for line in installs)
