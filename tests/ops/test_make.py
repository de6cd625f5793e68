"""What `make run` sees to before it starts anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an environment as `make run` leaves it, in which nothing is installed and nothing starts."""
    here = tmp_path / "desk (old) & 1"
    for place in (".venv/bin", "requirements", "tools"):
        (here / place).mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", here)
    for name in ("requirements/run.txt", "requirements/build.txt", "pyproject.toml"):
        (here / name).touch()
    (here / "tools/environment.sh").write_text("echo makes an environment for $1; pwd -P > .venv/.place")
    (here / ".venv/bin/python").write_text("#!/bin/sh\necho starts $*\n")
    (here / ".venv/bin/python").chmod(0o755)
    (here / ".venv/.place").write_text(f"{here.resolve()}\n")
    (here / ".venv/.run").touch()
    return here


def run(folder: Path) -> list[str]:
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }  # none of `make test`
    done = subprocess.run(["make", "run"], cwd=folder, env=own, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_folder_that_was_moved_or_copied_does_not_run_the_code_of_the_one_before(folder: Path) -> None:
    assert run(folder) == ["starts -m zuruf up"]
    moved = folder.rename(folder.with_name("desk"))
    assert run(moved) == ["makes an environment for run", "starts -m zuruf up"]
