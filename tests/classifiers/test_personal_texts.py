"""The table that docs/run/language-model.md takes its figure from."""

from pathlib import Path

import pytest

from tests.classifiers.personal_texts import HARMLESS, SECRET
from zuruf.classifiers import personal
from zuruf.core.mask import mask


def left(text: str) -> str:
    return mask([text], [personal.spans(text)]).texts[0]


@pytest.mark.parametrize(("text", "gone"), SECRET)
def test_what_is_personal_does_not_leave_though_nobody_told_it(text: str, gone: tuple[str, ...]) -> None:
    said = left(text).casefold()
    assert [one for one in gone if one.casefold() in said] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_readable(text: str) -> None:
    assert left(text) == text


def test_the_document_names_as_many_texts_as_the_table_has() -> None:
    page = Path("docs/run/language-model.md").read_text()
    assert f"{len(SECRET)} invented texts" in page
    assert f"{len(HARMLESS)} harmless" in page
