"""Figures of speech are no despair and no threat; what is said beside them counts."""

import pytest

from zuruf.classifiers import figures, learned
from zuruf.classifiers.risk import Risk
from zuruf.core.triage import Subject
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
        "Ich schieß euch gleich auf den Mond mit eurem Portal",
        "Bei eurer Hotline möchte man sich am liebsten aufhängen",
        "Ich steh morgen um acht bei euch auf der Matte und will mein Geld zurück",
        "Ich mach euch die Hölle heiß",
        "Ich schick euch meinen Anwalt auf den Hals",
        "Wegen euch komm ich nochmal ins Grab",
        "Ich steig euch aufs Dach, wenn die Anzeigetafel morgen nicht geht",
        "Da gehört mal ordentlich aufgeräumt bei euch",
        "I'm going to lose it if the water is brown again tomorrow",
        "You're dead to me, cancelling today",
    ],
)
def test_who_complains_or_laughs_lets_nothing_ring(text: str) -> None:
    assert rings(text) == set()


def test_what_is_said_beside_a_figure_rings_as_ever() -> None:
    assert "self_harm" in rings("So geht das nicht weiter, ich will nicht mehr leben")
    assert "threat" in rings("Ich komme morgen vorbei, wir sehen uns, ich weiß wo du wohnst")


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Ich steig euch aufs Dach und dann stech ich euch ab", "threat"),
        ("Ich schick euch meinen Anwalt auf den Hals und den Sachbearbeiter bring ich um", "threat"),
        ("Ich könnte euch erwürgen, und heute Abend mach ich dich kalt", "threat"),
        ("I'm going to lose it and then I will shoot you all", "threat"),
        ("Bei euch möchte man sich aufhängen, und genau das mach ich jetzt, ich häng mich auf", "self_harm"),
        ("Wegen euch komm ich nochmal ins Grab, ich will nicht mehr leben", "self_harm"),
    ],
)
def test_a_figure_hides_nothing_that_is_said_beside_it(text: str, risk: str) -> None:
    ruled = {f.value for f in Risk().judge([Subject(text)])[0]}
    assert risk in rings(text) | ruled


@pytest.mark.parametrize("text", ["dich", "x x x x x x", "Ich"])
def test_a_word_alone_lets_nothing_ring(text: str) -> None:
    assert rings(text) == set()


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
