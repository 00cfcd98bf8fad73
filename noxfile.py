"""The tasks of this project, each as a session. `python3 noxfile.py -s tests` needs nothing but Python.

`python3 noxfile.py -l` lists the sessions. Where nox is installed, `nox -s tests` is the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent
BOOTSTRAP = ROOT / ".nox" / "bootstrap"
REQUIREMENTS = ROOT / "requirements"
"""The requirements for generating code and releasing: pins with hashes, written by `nox -s pin`."""
PYTHONS = ["3.11", "3.12", "3.13"]
NOX = (REQUIREMENTS / "nox.in").read_text(encoding="utf-8").strip()


def run_with_own_nox() -> int:
    """Run this file with a nox of its own, installed on first use."""
    python = BOOTSTRAP / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    marker = BOOTSTRAP / NOX.replace("[", "-").replace("]", "")
    if not marker.exists():
        venv.create(BOOTSTRAP, with_pip=True, clear=True)
        pinned = ["--require-hashes", "-r", str(REQUIREMENTS / "nox.txt")]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *pinned], check=True)
        marker.touch()
    # uv comes with nox, and is found beside it.
    path = os.pathsep.join([str(python.parent), os.environ.get("PATH", "")])
    command = [python, "-m", "nox", "-f", __file__, *sys.argv[1:]]
    environment = {**os.environ, **pythons_of_pyenv(), "PATH": path}
    return subprocess.run(command, check=False, env=environment).returncode


def pythons_of_pyenv() -> dict[str, str]:
    """The variable by which pyenv, where it keeps several Pythons, lets each be found by its name."""
    pyenv = shutil.which("pyenv")
    if "PYENV_VERSION" in os.environ or pyenv is None:
        return {}
    listed = subprocess.run([pyenv, "versions", "--bare"], capture_output=True, text=True, check=False).stdout
    found = [each for each in listed.split() if each.startswith(tuple(f"{version}." for version in PYTHONS))]
    return {"PYENV_VERSION": ":".join(found)} if found else {}


try:
    import nox
except ImportError:
    if __name__ == "__main__":
        raise SystemExit(run_with_own_nox()) from None
    raise

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv|venv"
nox.options.reuse_venv = "yes"
nox.options.download_python = "never"
# A session that was asked for and did not run has not succeeded.
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["drift", "lint", "types", "tests"]

# The tests start hundreds of processes. Without bytecode on disk, each would compile all that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

OPENAI = "openai==3.52.0"
OGX = ("ogx==1.5.0", "aiosqlite", "sqlalchemy[asyncio]")
LITELLM = "litellm[proxy]==1.108.7"
LEAN_IMPORTS = ("tests/embedded/test_pytest_plugin.py::test_the_plugin_imports_nothing_but_pytest",)
"""Tests of what is imported, and of nothing else."""
PARALLEL = (f"--numprocesses={(os.cpu_count() or 1) * 3 // 2}", "--dist=worksteal")
"""Three workers of pytest for two processors, since many tests wait; idle ones take over tests of others."""
WHEEL = ("pyproject.toml", "--extra=cli", "--extra=server")
PINNED = {
    "nox": ("requirements/nox.in",),
    "codegen": ("codegen/requirements.txt",),
    "release": (*WHEEL, "--group=release", "--group=types", "--group=test"),
    "wheel": WHEEL,
    "tried": (*WHEEL, "requirements/tried.in"),
}
"""The files in REQUIREMENTS, each with what uv compiles it from."""


def install_pinned(session: nox.Session, name: str) -> None:
    """Install what a file of PINNED has, and nothing that has another hash."""
    session.install("--require-hashes", "-r", str(REQUIREMENTS / f"{name}.txt"))


def install_for_release(session: nox.Session) -> None:
    """Install the project and what releases it: all that is not in this checkout is pinned."""
    install_pinned(session, "release")
    # The build backend is pinned, too, so that none is fetched for the build.
    session.install("--no-build-isolation", "--no-deps", "-e", ".")


def install(session: nox.Session, *groups: str, extras: str = "cli,server") -> None:
    """Install the project as it is in this checkout, and what the dependency groups name."""
    names = [f"--group={group}" for group in groups]
    # uv and pip both read dependency groups; editable, so that the checkout is what is tested.
    session.install("-e", f".[{extras}]", *names)


@nox.session
def regenerate(session: nox.Session) -> None:
    """Make generated/ from openapi.yaml."""
    install_pinned(session, "codegen")
    session.run("python", "codegen/regenerate.py", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Fail if generated/ is not what openapi.yaml gives."""
    install_pinned(session, "codegen")
    session.run("python", "codegen/regenerate.py", "--check", *session.posargs)


@nox.session(venv_backend="none")
def pin(session: nox.Session) -> None:
    """Write requirements/*.txt; `-- --upgrade` for the newest of all that is not pinned where it is asked for."""
    for name, sources in PINNED.items():
        target = f"requirements/{name}.txt"
        options = ("--generate-hashes", "--universal", "--python-version=3.11", "--no-header", "--quiet")
        session.run(
            "uv", "pip", "compile", *sources, *options, "--output-file", target, *session.posargs, external=True
        )


@nox.session
def lint(session: nox.Session) -> None:
    """Style, and which module may import which."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """`mypy --strict` and strict pyright, on both packages and on code as people write it."""
    install(session, "types", "test")
    session.run("mypy")
    session.run("mypy", "tests/typing", "examples")
    session.run("mypy", "codegen/runtime")
    for platform in ("win32", "darwin"):
        # In one cache, each platform would throw away what is known of the one before.
        session.run("mypy", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}")
    session.run("pyright")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests that need no other server, without the long ones, with the Python that runs this."""
    run_tests(session, "-m", "not long")


@nox.session(name="tests-all", python=PYTHONS)
def tests_all(session: nox.Session) -> None:
    """Run all tests that need no other server, the long ones too, with each supported Python."""
    session.install("--group=frozen")
    run_tests(session)


@nox.session
def kills(session: nox.Session) -> None:
    """Kill uploads of many files at random, 300 times: no file is there twice, and none is lost."""
    session.env["FILEWRIGHT_KILLS"] = "300"
    install(session, "test")
    session.run("pytest", "tests/transfers/test_kills.py", *session.posargs)


@nox.session
def readers(session: nox.Session) -> None:
    """The file system for fsspec with what people read by it: pandas, pyarrow, duckdb, polars."""
    install(session, "test", "readers")
    session.run("pytest", "tests/adapters", *session.posargs)


@nox.session
def engines(session: nox.Session) -> None:
    """Uploads and downloads by real Dask, Ray and Spark; `-- --short`: those that lose a worker."""
    install(session, "test", "clusters", extras="cli,server,dask,ray,redis")
    names: tuple[str, ...] = ("engines", "engine_jobs", "engine_downloads", "budgets", "clusters")
    options = list(session.posargs)
    if "--short" in options:
        options[options.index("--short")] = "-k=killed and doubles and after"
        names = ("clusters",)
    else:
        names += ("spark",)
        session.install("--group=spark")
    session.run("pytest", *(f"tests/transfers/test_{name}.py" for name in names), *options)


@nox.session
def simulate(session: nox.Session) -> None:
    """Simulate 10 million files on 100 machines that fail, and write down what limits what; see docs/scale.md."""
    install(session, "test")
    session.run("python", "tests/simulation/run.py", *(session.posargs or ["--write"]))


def run_tests(session: nox.Session, *options: str) -> None:
    """Install everything that a test could want, and run the tests."""
    install(session, "test")
    install_pinned(session, "codegen")
    session.install(OPENAI)
    session.run("pytest", *PARALLEL, *options, *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """The tests, and which lines of the handwritten layer they do not reach."""
    install(session, "test")
    install_pinned(session, "codegen")
    session.install(OPENAI, "coverage[toml]")
    session.run("coverage", "erase")
    # Coverage itself imports what these look for; that they hold, `tests` tells.
    lean = [f"--deselect={name}" for name in LEAN_IMPORTS]
    session.run("coverage", "run", "-m", "pytest", *PARALLEL, *lean, *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report", "--skip-covered")


@nox.session
def mutate(session: nox.Session) -> None:
    """Change the code here and there, and print the share that a test notices: `-- --modules flows --mutants 60`."""
    install(session, "test")
    session.install(OPENAI, "coverage[toml]")
    session.run("python", "tests/mutation/run.py", *session.posargs)


def install_litellm(session: nox.Session) -> None:
    """Install LiteLLM's proxy, apart, since it pins what others need too; the tests are told where it is."""
    folder = Path(session.virtualenv.location) / "litellm"
    if not folder.exists():
        session.run("uv", "venv", "--quiet", "--python", "3.12", str(folder), external=True)
    bin_folder = folder / ("Scripts" if os.name == "nt" else "bin")
    session.run("uv", "pip", "install", "--quiet", "--python", str(bin_folder / "python"), LITELLM, external=True)
    session.env["FILEWRIGHT_LITELLM"] = str(bin_folder / "litellm")


@nox.session(python="3.12")
def record(session: nox.Session) -> None:
    """Record cassettes/ anew: from ogx, from the embedded server, and with OPENAI_API_KEY set from the API."""
    install(session, "test")
    session.install(*OGX)
    install_litellm(session)
    session.run("python", "tests/interop/record.py", *session.posargs)


@nox.session
def provider(session: nox.Session) -> None:
    """Try a provider of files, `-- acme`: played by the embedded server, or with `--base-url` at a server."""
    install(session, "test")
    name, *options = session.posargs or ["mistral"]
    session.run("filewright", "check-provider", "--provider", name, *(options or ["--played"]))


@nox.session
def documents(session: nox.Session) -> None:
    """Check providers against their own OpenAPI documents, `-- FOLDER`: those that it has, such as mistral.yaml."""
    install(session, "test")
    session.install("jsonschema", "pyyaml")
    session.run("python", "tests/providers/documents.py", *session.posargs)


@nox.session(python="3.12")
def interop(session: nox.Session) -> None:
    """Our client against ogx and LiteLLM's proxy, the official SDK against our server, and what both send."""
    install(session, "test")
    session.install(*OGX, OPENAI)
    install_litellm(session)
    session.run("pytest", "tests/interop", "tests/embedded/test_official_sdk.py", *session.posargs)


@nox.session
def faults(session: nox.Session) -> None:
    """Provoke every fault, in this client and in the official SDK, and write docs/reliability.md."""
    install(session, "test")
    session.install(OPENAI)
    session.run("python", "tests/faults/report.py", *session.posargs, env={"FILEWRIGHT_TRANSPORTS": "all"})


@nox.session(python="3.12")
def fuzz(session: nox.Session) -> None:
    """Feed responses, uploads and requests with 100,000 inputs from each engine; `-- --inputs N` for fewer."""
    install(session, "test")
    install_pinned(session, "codegen")
    session.install("atheris==3.1.0", "schemathesis==4.32.5")
    session.run("python", "tests/fuzz/run.py", *session.posargs)


@nox.session
def sync(session: nox.Session) -> None:
    """Compare openapi.yaml with a published document: `nox -s sync -- PATH [--write] [--report FILE]`."""
    install_pinned(session, "codegen")
    session.run("python", "codegen/sync.py", *session.posargs)


@nox.session
def whole(session: nox.Session) -> None:
    """Generate, type-check and call all of a published document: `nox -s whole -- PATH`; prints a table."""
    install(session, "test", "types")
    install_pinned(session, "codegen")
    session.run("python", "codegen/whole.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into site/; a warning or a dead link is an error."""
    install(session, "docs", "test")
    session.run("zensical", "build", "--strict", "--config-file", "mkdocs.yml")
    session.run("python", "docs/check_site.py", "site")
    session.run("pytest", "tests/docs/test_browser.py")  # skipped with a note where no Chromium is installed


@nox.session(name="api-diff")
def api_diff(session: nox.Session) -> None:
    """Compare the Python surface of both packages with the last release, and type-check its examples."""
    install_for_release(session)
    session.run("python", "codegen/release/api_diff.py", *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Make a release, as a dry run unless `--tag` is given: version, changelog, wheel, checks, a try on each Python."""
    install_for_release(session)
    session.run("python", "codegen/release/release.py", *session.posargs)


@nox.session
def rehearse(session: nox.Session) -> None:
    """Play changes of the published API through to a release; with the name of one: print its log."""
    install_for_release(session)
    install_pinned(session, "codegen")
    if session.posargs:
        session.run("python", "codegen/release/rehearse.py", *session.posargs)
    else:
        # A change is played through once: its tests stay together, with one worker.
        session.run("pytest", "--numprocesses=auto", "--dist=loadgroup", "tests/release")


@nox.session
def workflows(session: nox.Session) -> None:
    """Check the workflows of continuous integration, offline."""
    files = [str(path) for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    session.install("--group=workflows")
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    session.run("zizmor", "--offline", *files)


@nox.session
def soak(session: nox.Session) -> None:
    """Transfers under random faults and kills; `nox -s soak -- --minutes 10`."""
    install(session)
    session.run("python", "tests/soak/run.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure this client beside httpx by hand, curl and the official SDK, in one run."""
    install(session, extras="cli,server,fast")
    session.install(OPENAI)
    session.run("python", "tests/bench/run.py", *session.posargs)
    if not session.posargs:
        session.run("python", "tests/bench/batch_jobs.py")


@nox.session
def demo(session: nox.Session) -> None:
    """Do the main job against the embedded server, and print what is done."""
    install(session)
    install_pinned(session, "codegen")
    session.run("python", "codegen/regenerate.py", "--check")
    session.run("python", "examples/demo.py", *session.posargs)


if __name__ == "__main__":
    nox.main()
