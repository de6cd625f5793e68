"""The tone check: each finding with an answer that has it and one that has not, and the laws of all of them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuruf.classifiers import readability
from zuruf.classifiers import tone as reading
from zuruf.core.tone import MOST, Around, Habit, check
from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_similar import printed


def look(
    text: str, asked: str = "", asker: str = "", ours: tuple[str, ...] = (), own: str = "", **habit: Any
) -> list[tuple[Kind, str]]:
    """What is found, as (kind, words)."""
    return [(f.kind, text[f.start : f.end]) for f in found(text, asked, asker, ours, own, **habit)]


def found(
    text: str, asked: str = "", asker: str = "", ours: tuple[str, ...] = (), own: str = "", **habit: Any
) -> tuple[Finding, ...]:
    read = reading.read(text)
    around = Around(
        reading.read(asked) if asked else None,
        asker,
        tuple(map(reading.read, ours)),
        printed([reading.read(own)] if own else ()),
    )
    return check(
        read,
        Habit(**habit),
        around,
        reading.lexica(read.language),
        readability.judge(read),
    )


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Kind.OFFICIALESE, "Bezüglich der Speichen: sie sind da.", "Bezüglich"),
        (Kind.OFFICIALESE, "Wir stehen Ihnen gern zur Verfügung.", "stehen Ihnen gern zur Verfügung"),
        (Kind.OFFICIALESE, "We will fix it prior to your trip.", "prior to"),
        (Kind.PR, "Kundenzufriedenheit ist unser Ziel.", "Kundenzufriedenheit"),
        (Kind.PR, "Ein innovatives Schloss.", "innovatives"),
        (Kind.PR, "We take this very seriously.", "take this very seriously"),
        (Kind.NOMINAL, "Wir werden eine Prüfung durchführen.", "Prüfung durchführen"),
        (Kind.EMPTY_REGRET, "Wir bedauern die Unannehmlichkeiten.", "bedauern die Unannehmlichkeiten"),
        (Kind.EMPTY_REGRET, "We apologise for any inconvenience.", "apologise for any inconvenience"),
        (Kind.PASSIVE, "Ihre Speiche wird morgen verschickt.", "wird morgen verschickt"),
        (Kind.PASSIVE, "Wir sagen Bescheid, wenn das Rad geprüft wurde.", "geprüft wurde"),
        (Kind.PASSIVE, "Your bike is being repaired.", "is being repaired"),
    ],
)
def test_it_sees(kind: Kind, text: str, words: str) -> None:
    assert (kind, words) in look(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wir werden morgen früh anrufen und alles erklären.",
        "Das Rad wird von unserer Werkstatt geprüft.",
        "Seit Montag ist die Seite wieder da.",
        "Es tut uns leid, dass Ihr Rahmen zwei Wochen liegen blieb.",
        "Es wird kalt und die Tage werden kürzer.",
        "We will call you tomorrow and explain it.",
        "I am interested in that.",
        "Die Kollegin hat die Speiche heute verschickt.",
    ],
)
def test_it_leaves_plain_words_alone(text: str) -> None:
    assert look(text) == []


def test_a_hint_says_what_could_stand_there() -> None:
    (hint,) = found("Ihr Rad wird heute repariert.")
    assert hint.instead == ("wir reparieren",)
    assert found("Mittels Öl geht es.")[0].instead == ("mit",)


def test_du_and_sie_in_one_answer_are_seen_where_the_second_begins() -> None:
    assert look("Sie haben recht, Sie können kommen. Bring dein Rad mit.") == [(Kind.ADDRESS, "dein")] or (
        Kind.ADDRESS,
        "dein",
    ) in look("Können Sie kommen? Bring dein Rad mit.")


@pytest.mark.parametrize(
    ("habit", "text", "words"),
    [
        ("sie", "Kannst du morgen kommen?", ["Kannst", "du"]),
        ("du", "Können Sie morgen kommen?", ["Sie"]),
        ("du", "Kannst du morgen kommen?", []),
        ("sie", "Anna ist da. Sie ruft morgen an.", []),
        ("", "Kannst du morgen kommen?", []),
    ],
)
def test_an_account_has_its_address_form(habit: str, text: str, words: list[str]) -> None:
    assert [w for kind, w in look(text, address=habit) if kind is Kind.ADDRESS] == words


def test_as_the_asker_does_and_sie_where_nobody_can_tell() -> None:
    assert look("Ja, Sie können kommen.", "Kann ich bei dir zahlen?", address="asker") == [
        (Kind.ADDRESS, "Sie")
    ]
    assert look("Ja, du kannst kommen.", "Geht Karte?", address="asker") != []
    assert look("Ja, Sie können kommen.", "Geht Karte?", address="asker") == []


def test_within_a_thread_the_address_form_stays_whatever_the_account_has() -> None:
    ours = ("Das kannst du so machen.",)
    assert look("Ja, du kannst kommen.", ours=ours, address="sie") == []
    (hint,) = found("Ja, Sie können kommen.", ours=ours, address="sie")
    assert (hint.why, hint.instead) == ("thread_du", ("du",))


def test_words_in_quotation_marks_are_somebody_elses() -> None:
    assert look("Auf dem Schild steht „Hier darfst du parken“.", address="sie") == []


@pytest.mark.parametrize(
    ("habit", "text", "words"),
    [
        ("colon", "Unsere Kund*innen wissen das.", ["Kund*innen"]),
        ("star", "Unsere KundInnen wissen das.", ["KundInnen"]),
        ("pair", "Unsere Kund/-innen wissen das.", ["Kund/-innen"]),
        ("colon", "Unsere Kundinnen und Kunden wissen das.", ["Kundinnen und Kunden"]),
        ("plain", "Jede:r Mechaniker:in weiß das.", ["Jede:r", "Mechaniker:in"]),
        ("colon", "Unsere Kund:innen und die Berlinerinnen wissen das.", []),
        ("", "Unsere Kund:innen und Händler*innen wissen das.", ["Händler*innen"]),
    ],
)
def test_an_account_has_its_gender_form(habit: str, text: str, words: list[str]) -> None:
    assert [w for kind, w in look(text, gender=habit) if kind is Kind.GENDER] == words


def test_a_gender_form_is_rewritten_where_that_is_mechanical() -> None:
    assert found("Unsere Kund*innen wissen das.", gender="colon")[0].instead == ("Kund:innen",)


@pytest.mark.parametrize(
    ("habit", "text", "asker", "why"),
    [
        ("greeting", "Die Speiche ist da.", "", "no_greeting"),
        ("greeting", "Hallo, die Speiche ist da.", "", None),
        ("name", "Guten Tag, die Speiche ist da.", "Petra Klein", "no_name"),
        ("name", "Guten Tag Frau Klein, die Speiche ist da.", "Petra Klein", None),
        ("name", "Guten Tag, die Speiche ist da.", "rad_fan77", None),
        ("none", "Hallo, die Speiche ist da.", "", "unusual"),
        ("none", "Die Speiche ist da.", "", None),
    ],
)
def test_a_greeting_is_as_the_account_has_it(habit: str, text: str, asker: str, why: str | None) -> None:
    assert [f.why for f in found(text, asker=asker, greets=habit)] == ([why] if why else [])


def test_an_emoji_is_a_hint_at_a_complaint_only() -> None:
    text = "Die Speiche ist unterwegs 😊"
    assert look(text, "Das ist eine Frechheit!") == [(Kind.JOKE, "😊")]
    assert look(text, "Danke für alles!") == []
    assert look("Die Speiche ist unterwegs 📦", "Das ist eine Frechheit!") == []


@pytest.mark.parametrize(
    ("asked", "text", "open_"),
    [
        ("Wann kommt die Speiche?", "Danke für Ihre Nachricht an uns.", True),
        ("Wann kommt die Speiche?", "Am Freitag.", False),
        ("Wann kommt die Speiche?", "Das wissen wir noch nicht, wir melden uns.", False),
        ("Was kostet das?", "Schauen Sie gern vorbei.", True),
        ("Was kostet das?", "12 Euro.", False),
        ("Habt ihr offen?", "Wir freuen uns auf Besuch.", True),
        ("Habt ihr offen?", "Guten Tag, ja.", False),
        ("Warum ist zu?", "Bis Freitag.", True),
        ("Warum ist zu?", "Weil ein Rohr geplatzt ist.", False),
        ("Wo ist der Laden?", "Welchen Laden meinen Sie denn?", False),
        ("Der Laden ist zu.", "Danke für den Hinweis.", False),
        ("When does it arrive?", "Thank you for your message to us.", True),
        ("When does it arrive?", "On Friday.", False),
    ],
)
def test_a_question_that_nothing_answers_is_a_hint(asked: str, text: str, open_: bool) -> None:
    assert (Kind.UNANSWERED in [kind for kind, _w in look(text, asked)]) is open_


def test_a_sentence_of_ones_own_print_is_seen_in_other_inflections_too() -> None:
    own = "Unsere Räder entstehen in der Manufaktur am Kanal und halten ein Leben lang."
    text = "Ja. Jedes Rad entsteht in der Manufaktur am Kanal und hält ein Leben lang."
    assert [w for kind, w in look(text, own=own) if kind is Kind.BROCHURE] == [text[4:]]
    assert look("Der Kanal ist tief, das Rad liegt drin.", own=own) == []


def test_a_hard_answer_gets_one_hint_on_its_hardest_sentence() -> None:
    hard = (
        "Die Inanspruchnahme der Versicherungsleistung setzt die ordnungsgemäße Einreichung sämtlicher "
        "Bescheinigungen voraus, deren Beibringung dem Versicherungsnehmer obliegt, sofern nicht ausnahmsweise "
        "abweichende Vereinbarungen getroffen worden sind."
    )
    assert [w for kind, w in look("Ja. " + hard) if kind is Kind.HARD] == [hard]
    assert Kind.HARD not in [
        kind for kind, _w in look("Ja. Wir kommen morgen. Das Rad ist dann fertig. Bis bald.")
    ]


def test_every_kind_can_be_switched_off() -> None:
    text = "Bezüglich Ihres Anliegens wird geprüft. Wir bedauern die Unannehmlichkeiten. Kannst du kommen? 😊"
    assert look(text, "Wann kommt es? Frechheit!", off=frozenset(Kind)) == []
    kinds = {kind for kind, _w in look(text, "Wann kommt es? Frechheit!")}
    for kind in kinds:
        assert {k for k, _w in look(text, "Wann kommt es? Frechheit!", off=frozenset({kind}))} == kinds - {
            kind
        }


WORDS = st.sampled_from(
    [
        "Bezüglich",
        "Ihres",
        "Anliegens",
        "wird",
        "geprüft.",
        "Wir",
        "bedauern",
        "die",
        "Unannehmlichkeiten!",
        "du",
        "Sie",
        "Ihnen",
        "dein",
        "Kund:innen",
        "Händler*innen",
        "😊",
        "z.",
        "B.",
        "wann?",
        "„und",
        "so“",
        "\n",
        "haha",
        "12",
        "innovativ",
        "ä",
        "﷽",
        "\u200d👩\u200d🔧",
        "Rück-erstattung",
        "erfolgt",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


@given(
    TEXTS, TEXTS, TEXTS, st.sampled_from(("", "sie", "du", "asker")), st.sampled_from(("", "colon", "pair"))
)
def test_no_text_raises_and_every_hint_lies_within_the_text(
    text: str, asked: str, before: str, address: str, gender: str
) -> None:
    hints = found(text, asked, "Petra Klein", (before,), asked, address=address, gender=gender, greets="name")
    assert len(hints) <= MOST
    assert all(0 <= f.start <= f.end <= len(text) for f in hints)
    assert len(set(hints)) == len(hints)
    assert list(hints) == sorted(hints, key=lambda f: (f.start, f.end))


@settings(deadline=None)
@given(TEXTS, st.permutations(list(Kind)))
def test_what_is_found_of_one_kind_does_not_depend_on_the_others(text: str, order: list[Kind]) -> None:
    every = look(text, "Wann kommt es? Frechheit!")
    if len(every) == MOST:
        return
    apart = [
        hint for k in order for hint in look(text, "Wann kommt es? Frechheit!", off=frozenset(Kind) - {k})
    ]
    assert sorted(every) == sorted(apart)
