"""The model that ships: made from the invented texts that lie here, small, with the tasks that its card names; none is no trouble."""

from pathlib import Path

import invented
import pytest

from zuruf.classifiers import learned
from zuruf.core.understanding import HEARD

ROOT = Path(__file__).resolve().parents[2]
CARD = ROOT / "docs/build/model-card.md"


def test_it_was_taught_from_the_invented_texts_that_lie_here_and_its_card_counts_them() -> None:
    model, made = learned.shipped(), invented.texts()
    assert model
    assert {task.about["invented"] for task in model.known.values()} == {invented.digest()}
    card = " ".join(CARD.read_text("utf-8").split())
    for language, name in (("de", "German"), ("en", "English")):
        assert f"{sum(one.language == language for one in made):,} {name}" in card


def test_what_is_measured_on_is_not_taught() -> None:
    made = {one.text for one in invented.texts()}
    taught = made | {text for text, _, _ in invented.risk_lessons()}
    for name in ("risk_unseen", "risk_unseen2", "risk_everyday", "risk_everyday2", "risk_angry"):
        held_out = {text for text, _ in invented.risks_unseen(name)}
        assert held_out
        assert not held_out & taught, name
    wants = {text for text, _ in invented.wants_unseen()}
    assert wants
    assert not wants & made


def test_it_is_small_and_has_its_tasks() -> None:
    model = learned.shipped()
    assert model
    risks = {f"{learned.RISK}.{risk}" for risk in HEARD}
    others = {"sentiment", "intent", "relevant", "offensive", "engaging", "factclaiming"}
    assert set(model.tasks) == risks | others
    assert {model.known[risk].about["risks"] for risk in risks} == {invented.digest_risks()}
    assert learned.FILE.stat().st_size < 1_400_000


def test_without_its_file_there_is_nothing_to_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(learned, "FILE", tmp_path / "none.npz")
    learned.shipped.cache_clear()
    try:
        assert learned.shipped() is None
        assert learned.probable(["Hallo"]) == [{}]
        assert learned.why("Hallo", "toxic", "yes") == ()
    finally:
        monkeypatch.undo()
        learned.shipped.cache_clear()


def test_words_that_stand_in_every_sentence_are_no_reason() -> None:
    words = learned.why("Ihr Vollidioten seid zu blöd zum Liefern", "toxic", "yes")
    assert "Vollidioten" in words
    assert not {"Ihr", "zu", "zum", "seid"} & {*words}
