import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from zuruf.ops import cli


def run(
    tmp_path: Path, *words: str, stdin: IO[str] | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zuruf", *words],
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "ZURUF_DATA": str(tmp_path / "data"), **env},
    )


def test_without_words_it_lists_all_commands(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0
    assert all(name in done.stdout for name in cli.COMMANDS)


def test_every_command_it_lists_exists() -> None:
    from django.core.management import get_commands

    assert set(cli.COMMANDS) - {"up", "web"} <= set(get_commands())


def test_an_unknown_command_is_answered_with_the_list_and_no_traceback(tmp_path: Path) -> None:
    done = run(tmp_path, "fly")
    assert done.returncode == 1
    assert "no command 'fly'" in done.stderr
    assert "doctor" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistake_in_the_environment_is_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("PORT is 'eighty'")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_that_was_never_made_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = run(tmp_path, "link", "somebody@example.org")
    assert done.returncode == 1
    assert "zuruf doctor" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_reached_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = run(
        tmp_path, "link", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none?connect_timeout=1&pool_timeout=2"
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_help_of_a_command_shows_its_own_options_only(tmp_path: Path) -> None:
    shown = run(tmp_path, "link", "--help").stdout
    assert "EMAIL" in shown
    assert not any(option in shown for option in cli.NOISE)


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    from zuruf import __version__

    assert run(tmp_path, "--version").stdout.strip() == __version__


def test_help_has_one_line_per_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) == len(cli.COMMANDS) + 2


def test_what_a_command_refuses_is_a_sentence_without_the_name_of_an_exception(tmp_path: Path) -> None:
    lines = tmp_path / "answers.jsonl"
    lines.write_text("not JSON\n")
    with lines.open() as handed_in:
        done = run(tmp_path, "tone", stdin=handed_in)
    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[-1] == "1 of 1 lines were left out (1: is not JSON); the others are judged."
    )
