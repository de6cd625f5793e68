"""`zuruf guidelines lint`: counts anew, says what it finds, and ends with 1 if there is anything."""

import pytest
from django.core.management import call_command

from tests import builders
from tests.builders import NOW
from zuruf.flow import guideline
from zuruf.store.models import Member


def test_it_names_what_it_finds_and_ends_with_one(
    second_pair: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    guideline.seed(NOW)
    guideline.switch(builders.who(second_pair), "competitor-names", True, now=NOW)
    with pytest.raises(SystemExit) as ended:
        call_command("guidelines", "lint")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "competitor-names: never hits until competitors are named" in said
    assert "1 found; 0 answers of last month counted." in said


def test_it_ends_quietly_when_there_is_nothing(
    second_pair: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    guideline.seed(NOW)
    guideline.switch(builders.who(second_pair), "bank-data", True, now=NOW)
    call_command("guidelines", "lint", "--no-count")
    assert capsys.readouterr().out == "0 found; no answers counted yet.\n"
