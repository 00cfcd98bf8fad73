"""Programs in one file: PyInstaller's with no options, archives of zipapp, shiv and pex."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import zipapp
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("program.py")
OUTPUT = "hello ['a.txt']\ncompleted True\n404\nrefused\nbye\n"
OURS = (
    ROOT / "plugins" / "filewright",
    ROOT / "generated" / "filewright_api",
    ROOT / "generated" / "filewright_resources",
)
NEEDED = ("attrs", "httpx", "pluggy", "python-multipart")


def run(command: list[str], folder: Path) -> str:
    """What a command prints, in a folder where nothing of ours is, and without the environment of the tests."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"SHIV_ROOT": str(folder / "shiv"), "PEX_ROOT": str(folder / "pex")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def needed(names: tuple[str, ...]) -> Iterator[importlib.metadata.Distribution]:
    """Distributions, and those that they need without an extra."""
    waiting, seen = [*names], set()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        distribution = importlib.metadata.distribution(name)
        yield distribution
        for requirement in distribution.requires or ():
            wanted = importlib.util.find_spec("packaging") and requirement_that_holds(requirement)
            waiting += [wanted] if wanted else []


def requirement_that_holds(requirement: str) -> str | None:
    from packaging.requirements import Requirement

    parsed = Requirement(requirement)
    return parsed.name if parsed.marker is None or parsed.marker.evaluate({"extra": ""}) else None


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and what it needs, as an installation has it."""
    folder = tmp_path_factory.mktemp("packages")
    for package in OURS:
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    for distribution in needed(NEEDED):
        for file in distribution.files or ():
            source = Path(str(distribution.locate_file(file)))
            if ".." not in file.parts and "__pycache__" not in file.parts and source.is_file():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, folder / file)
    # Where PyInstaller finds the hook: what an installation writes beside the package.
    info = folder / "filewright-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: filewright\nVersion: 0\n", encoding="utf-8")
    hook = "[pyinstaller40]\nhook-dirs = filewright.freezing:hook_directories\n"
    (info / "entry_points.txt").write_text(hook, encoding="utf-8")
    return folder


def test_the_hook_is_where_pyinstaller_looks_for_it() -> None:
    (entry_point,) = (
        each for each in importlib.metadata.distribution("filewright").entry_points if each.group == "pyinstaller40"
    )
    (folder,) = entry_point.load()()
    assert {path.name for path in Path(folder).glob("hook-*.py")} == {"hook-filewright.py", "hook-filewright.cli.py"}


def test_zipapp(packages: Path, tmp_path: Path) -> None:
    shutil.copytree(packages, tmp_path / "app")
    shutil.copyfile(PROGRAM, tmp_path / "app" / "program.py")
    zipapp.create_archive(tmp_path / "app", tmp_path / "app.pyz", main="program:main")
    shutil.rmtree(tmp_path / "app")
    assert run([sys.executable, "-S", "-I", "app.pyz"], tmp_path) == OUTPUT


@pytest.mark.long
def test_shiv(packages: Path, tmp_path: Path) -> None:
    pytest.importorskip("shiv", reason="shiv is not installed")
    (tmp_path / "own").mkdir()
    shutil.copyfile(PROGRAM, tmp_path / "own" / "program.py")
    sites = [f"--site-packages={packages}", f"--site-packages={tmp_path / 'own'}"]
    run([sys.executable, "-m", "shiv", *sites, "-e", "program:main", "-o", "app.pyz"], tmp_path)
    assert run([sys.executable, "-S", "-I", "app.pyz"], tmp_path) == OUTPUT


@pytest.mark.long
def test_pex(packages: Path, tmp_path: Path) -> None:
    pytest.importorskip("pex", reason="pex is not installed")
    shutil.copytree(packages, tmp_path / "app")
    shutil.copyfile(PROGRAM, tmp_path / "app" / "program.py")
    run([sys.executable, "-m", "pex", "-D", "app", "-e", "program:main", "-o", "app.pex"], tmp_path)
    shutil.rmtree(tmp_path / "app")
    assert run([sys.executable, "app.pex"], tmp_path) == OUTPUT


@pytest.mark.long
@pytest.mark.timeout(600)
def test_pyinstaller_with_no_options(packages: Path, tmp_path: Path) -> None:
    pytest.importorskip("PyInstaller", reason="PyInstaller is not installed")
    shutil.copyfile(PROGRAM, tmp_path / "program.py")
    # The packages stand before those of the tests, which are editable, as an installation would have them.
    freeze = f"import sys; sys.path.insert(0, {str(packages)!r}); from PyInstaller.__main__ import run; run()"
    environment = {"PYTHONPATH": str(packages)}
    command = [sys.executable, "-c", freeze, "--onefile", "--log-level=ERROR", "program.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert run([str(tmp_path / "dist" / "program")], tmp_path) == OUTPUT
