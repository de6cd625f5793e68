"""Figures of speech are no despair and no threat; what is said beside them counts."""

import pytest

from zuruf.classifiers import figures, learned
from zuruf.core.understanding import HEARD


def rings(text: str) -> set[str]:
    (found,) = learned.probable([text])
    return {risk for risk in ("self_harm", "threat") if found[f"risk.{risk}"]["yes"] >= HEARD[risk]}


@pytest.mark.parametrize(
    "text",
    [
        "Ich bin am Ende mit meiner Geduld",
        "So geht das nicht weiter, ich will mein Geld zurück",
        "Ich lach mich tot",
        "Ohne das Rad kann ich nicht leben",
        "I'm at the end of my patience",
        "Ich komme morgen vorbei und dann will ich eine Lösung sehen",
    ],
)
def test_who_complains_or_laughs_lets_nothing_ring(text: str) -> None:
    assert rings(text) == set()


def test_what_is_said_beside_a_figure_rings_as_ever() -> None:
    assert "self_harm" in rings("So geht das nicht weiter, ich will nicht mehr leben")
    assert "threat" in rings("Ich komme morgen vorbei, wir sehen uns, ich weiß wo du wohnst")


def test_only_the_figure_is_taken_away_and_no_word_between() -> None:
    assert figures.without("Mir reicht es, ich kündige").strip() == ", ich kündige"
    for said in (
        "Ich komme mit dem Messer vorbei",
        "Ohne meine Mutter kann ich nicht mehr leben",
        "Ich mache Schluss mit dem Leben",
        "Mir reicht es mit dem Leben",
        "Ich will nur noch meine Ruhe vor der Welt",
        "Ich bin am Ende",
    ):
        assert figures.without(said) == said
