"""What somebody changed in a text: how many words, and whether it says something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.difference import Sense, difference

TEXTS = st.lists(
    st.sampled_from(
        [
            "Wir",
            "erstatten",
            "nicht",
            "20",
            "€",
            "bis",
            "Freitag,",
            "@kern",
            "https://a.de/x",
            "–",
            "Danke!",
            "gern\n",
        ]
    ),
    max_size=14,
).map(" ".join)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Wir prüfen das.", "Wir prüfen das.", 0),
        ("Wir prüfen das.", "wir prüfen das!", 0),
        ("Wir prüfen das.", "Wir  prüfen\ndas.", 0),
        ("Wir prüfen das.", "Wir klären das.", 1),
        ("Wir prüfen das.", "Wir prüfen das gern für Sie.", 3),
        ("Wir prüfen das gern für Sie.", "Wir prüfen das.", 3),
        ("", "Wir prüfen das.", 3),
    ],
)
def test_a_replaced_word_counts_once_and_marks_do_not_count(before: str, after: str, words: int) -> None:
    assert difference(before, after).words == words


@pytest.mark.parametrize(
    ("before", "after", "sense"),
    [
        ("Wir erstatten 20 €.", "Wir erstatten 30 €.", Sense.NUMBER),
        ("Wir erstatten 20 €.", "Wir erstatten 20 %.", Sense.NUMBER),
        ("Es dauert zwei Tage.", "Es dauert drei Tage.", Sense.NUMBER),
        ("Am 14.3. ist es da.", "Am 15.3. ist es da.", Sense.NUMBER),
        ("Freitag ist es da.", "Montag ist es da.", Sense.DATE),
        ("Siehe https://a.example/x.", "Siehe https://a.example/y.", Sense.LINK),
        ("An hilfe@rad.example bitte.", "An post@rad.example bitte.", Sense.LINK),
        ("Frau Kern meldet sich.", "Frau Lang meldet sich.", Sense.NAME),
        ("Danke @kern!", "Danke @lang!", Sense.NAME),
        ("Das geht.", "Das geht nicht.", Sense.NOT),
        ("Wir haben eine Pumpe.", "Wir haben keine Pumpe.", Sense.NOT),
        ("It works.", "It doesn't work.", Sense.NOT),
        ("Es kommt voraussichtlich an.", "Es kommt an.", Sense.SURE),
        (
            "Ihr Ersatzteil liegt im Lager bereit.",
            "Bitte schreiben Sie uns Ihre Kundennummer privat.",
            Sense.MOST,
        ),
    ],
)
def test_what_changes_the_meaning_says_why(before: str, after: str, sense: Sense) -> None:
    assert sense in difference(before, after).senses


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Danke für die Nachricht, wir prüfen das.", "Danke für Ihre Nachricht! Wir prüfen das gern."),
        ("Das Ersatzteil ist unterwegs.", "Ihr Ersatzteil ist schon unterwegs."),
        ("Freitag sind es 20 € für Frau Kern.", "Für Frau Kern sind es Freitag 20 €."),
        ("Sie bekommen 20€.", "Sie bekommen 20 €."),
        ("Siehe https://a.example/x", "Siehe bitte https://a.example/x."),
    ],
)
def test_other_words_for_the_same_do_not_change_the_meaning(before: str, after: str) -> None:
    assert not difference(before, after).meaning


def test_persons_that_others_found_count_as_names() -> None:
    assert difference(
        "Jana Kern hilft gern weiter.", "Ole Lang hilft gern weiter.", ["Jana Kern"], ["Ole Lang"]
    ).senses == (Sense.NAME,)


def test_the_pieces_show_what_is_gone_before_what_is_new() -> None:
    found = difference("Wir erstatten den Preis.", "Wir erstatten das Porto.")
    assert [(p.kind, p.text.strip()) for p in found.pieces] == [
        ("same", "Wir erstatten"),
        ("gone", "den Preis."),
        ("new", "das Porto."),
    ]


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after).pieces
    old = "".join(p.text for p in pieces if p.kind != "new")
    new = "".join(p.text for p in pieces if p.kind != "gone")
    assert (old.split(), new.split()) == (before.split(), after.split())


@given(TEXTS, TEXTS)
def test_meaning_does_not_depend_on_the_direction_and_the_same_text_is_no_change(
    before: str, after: str
) -> None:
    there, back = difference(before, after), difference(after, before)
    assert there.senses == back.senses
    assert (difference(after, after).words, difference(after, after).meaning) == (0, False)


@pytest.mark.parametrize("long", [" ", "a", "a.", "a-", "a ", "a b ", "@a", "a@", "www.", "Frau "])
def test_a_text_of_one_thing_alone_takes_no_longer_than_words(long: str) -> None:
    text = long * (20_000 // len(long))
    for before, after in (("Danke.", text), (text, f"Danke. {text}"), (f"b {text}", f"{text} c")):
        made = difference(before, after)
        assert "".join("".join(p.text for p in made.pieces if p.kind != "new").split()) == "".join(
            before.split()
        )
        assert "".join("".join(p.text for p in made.pieces if p.kind != "gone").split()) == "".join(
            after.split()
        )


def test_of_a_very_long_text_is_shown_from_where_to_where_it_was_changed() -> None:
    words = [f"wort{n}" for n in range(5_000)]
    changed = [*words[:2_000], "neu", *words[2_001:]]
    made = difference(" ".join(words), " ".join(changed))
    assert (made.words, [p.text for p in made.pieces if p.kind != "same"]) == (1, ["wort2000", "neu"])
