"""What the scheduled workflow may do: no job that may write runs what was generated, or installs anything for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("ruamel.yaml", reason="the generator's requirements are not installed")

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "regenerate-and-release.yml"


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.YAML(typ="safe").load(WORKFLOW)["jobs"]
    return found


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step["run"] for step in job["steps"] if "run" in step)


def test_a_job_that_may_write_runs_nothing_of_what_was_generated(jobs: dict[str, Any]) -> None:
    writers = {name: job for name, job in jobs.items() if "write" in job["permissions"].values()}
    assert set(writers) == {"propose", "tell", "publish"}
    for job in writers.values():
        assert not any(word in commands(job) for word in ("noxfile", "pytest", "regenerate.py", "sync.py", "-e ."))


def test_only_a_checked_patch_is_pushed(jobs: dict[str, Any]) -> None:
    steps = [step.get("run", "") for step in jobs["propose"]["steps"]]
    checked = next(index for index, step in enumerate(steps) if "codegen/patches.py" in step)
    pushed = next(index for index, step in enumerate(steps) if "git push" in step)
    assert checked < pushed
    assert not any("git add" in step or "git apply" in step for step in steps), "what is staged is what was checked"
    assert set(jobs["propose"]["needs"]) == {"prepare", "try"}


def test_what_the_generated_code_could_change_is_used_by_nobody(jobs: dict[str, Any]) -> None:
    makers = [
        name for name, job in jobs.items() if any("upload-artifact" in step.get("uses", "") for step in job["steps"])
    ]
    assert makers == ["prepare", "build"]
    assert "outputs" not in jobs["try"]
    made = commands(jobs["prepare"])
    assert not any(word in made for word in ("tests", "types", "api-diff", "pytest"))


def test_no_checkout_keeps_its_credentials(jobs: dict[str, Any]) -> None:
    checkouts = [step for job in jobs.values() for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
