"""What pages say: durations, moments, links in what people wrote, names of rooms and events."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.desk import Queue
from zuruf.store.queries.conversation import Happened, Noted
from zuruf.web import units, words
from zuruf.web.templatetags.zuruf import capped, iso, moment, spoken
from zuruf.web.thread import things

AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "german", "english"),
    [
        (0, "< 1 min", "< 1 min"),
        (44, "44 min", "44 min"),
        (134, "2 h 14 min", "2 h 14 min"),
        (2879, "47 h 59 min", "47 h 59 min"),
        (2880, "2 Tage", "2 days"),
    ],
)
def test_a_duration_is_short_in_both_languages(minutes: int, german: str, english: str) -> None:
    with translation.override("de"):
        assert words.duration(minutes) == units.whole(german)
    with translation.override("en"):
        assert words.duration(minutes) == units.whole(english)


def test_no_line_breaks_between_a_number_and_its_unit() -> None:
    assert units.kept("Geht sofort raus, 20 s zurückholbar.") == "Geht sofort raus, 20\xa0s zurückholbar."
    assert units.kept("2 h of being open, 3 hours") == "2\xa0h of being open, 3 hours"
    assert units.kept("binnen 3 Std.") == "binnen 3\xa0Std."
    assert units.whole("2 h 14 min") == "2\xa0h\xa014\xa0min"


def test_a_language_is_named_in_the_readers_own_and_an_unknown_one_by_its_code() -> None:
    def named(code: str) -> list[str]:
        found = SimpleNamespace(label="language", value=code, probability=0.9, words=())
        return [what for what, _because in words.findings([found])]

    with translation.override("de"):
        assert [named(c) for c in ("ar", "tr", "tlh", "de")] == [["Arabisch"], ["Türkisch"], ["TLH"], []]


def test_a_moment_says_its_day_only_when_it_was_not_today() -> None:
    with timezone.override("Europe/Berlin"), translation.override("de"):
        assert moment(AT, AT + timedelta(hours=3)) == "10:05"
        assert moment(AT, AT + timedelta(days=1)) == "gestern, 10:05"
        assert moment(AT, AT + timedelta(days=9)) == "2. März, 10:05"
        assert moment(AT, AT + timedelta(days=400)) == "2. März 2026, 10:05"
    with timezone.override("Europe/Berlin"), translation.override("en"):
        assert moment(AT, AT + timedelta(days=9)) == "2 March, 10:05"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("siehe https://example.org/a.", 'href="https://example.org/a"'),
        ("(https://example.org/a)", 'href="https://example.org/a"'),
        ("https://example.org/?a=1&b=2", 'href="https://example.org/?a=1&amp;b=2"'),
    ],
)
def test_addresses_become_links_without_the_marks_around_them(text: str, shown: str) -> None:
    assert shown in spoken(text)


def test_an_address_full_of_marks_takes_no_longer_than_another() -> None:
    shown = spoken(
        "https://example.org/" + "." * 1_000_000 + "x"
    )  # an end was sought from each mark, for hours
    assert shown.count("<a ") == 1


@given(st.text(max_size=300))
def test_whatever_somebody_wrote_stays_text(text: str) -> None:
    shown = spoken(text + "<script>" + text)
    assert "<script" not in shown
    assert 'href="javascript' not in shown


def test_every_queue_has_a_name_and_teaches_something_when_it_is_empty() -> None:
    for language in ("de", "en"):
        with translation.override(language):
            assert all(words.queue(q) for q in Queue)
            assert all(all(words.nothing(q)) for q in Queue)
    assert words.queue("nowhere") == ""


def test_what_triage_found_says_why_and_how_sure_it_is() -> None:
    found = [
        SimpleNamespace(label="language", value="de", probability=0.99, words=()),
        SimpleNamespace(label="question", value="yes", probability=0.9, words=("stimmt das",)),
        SimpleNamespace(label="urgent", value="yes", probability=0.4, words=("sofort", "heute")),
        SimpleNamespace(label="something-new", value="yes", probability=1, words=()),
    ]
    with translation.override("de"):
        assert words.findings(found) == [
            ("Frage", "„stimmt das“"),
            ("vielleicht dringend", "„sofort“, „heute“"),
        ]
    with translation.override("en"):
        assert words.findings(found)[-1] == ("German", "")


def test_neighbouring_events_share_one_line_and_unknown_ones_are_left_out() -> None:
    def event(n: int, verb: str) -> Happened:
        return Happened(n, AT, verb, "Jana", "", "", {})

    note = Noted("n", AT, "Jana", "x")
    drawn = things(
        [
            event(1, "conversation.taken"),
            event(2, "reply.sent"),
            event(3, "conversation.closed"),
            note,
            event(4, "intake.received"),
        ]
    )
    assert [t.kind for t in drawn] == ["happened", "noted"]
    assert len(drawn[0].events) == 2


def test_counts_stop_at_ninety_nine() -> None:
    assert [capped(n) for n in (0, 99, 100)] == ["0", "99", "99+"]


def test_no_time_is_no_text() -> None:
    assert (iso(None), iso(AT)) == ("", "2026-03-02T09:05:00Z")


def test_beside_what_threatens_life_no_word_is_named_that_is_no_reason() -> None:
    def found(label: str, value: str, p: float, code: str, *words: str) -> SimpleNamespace:
        return SimpleNamespace(label=label, value=value, probability=p, words=words, codes=(code,))

    risk = found("risk", "self_harm", 0.9, "self_harm", "nicht mehr leben")
    learned = found("intent", "complaint", 0.76, "learned", "Nacht")
    ruled = found("intent", "complaint", 0.92, "complaint", "Seit drei Wochen")
    guessed = found("intent", "complaint", 0.47, "complaint", "tot")

    def said(*them: SimpleNamespace) -> list[str]:
        with translation.override("en"):
            return [because for _what, because in words.findings(them)]

    assert said(risk, learned) == ["“nicht mehr leben”", ""]
    assert said(risk, guessed) == ["“nicht mehr leben”", ""]
    assert said(risk, ruled) == ["“nicht mehr leben”", "“Seit drei Wochen”"]
    unsure = found("risk", "self_harm", 0.5, "self_harm", "nicht mehr leben")
    assert said(unsure, learned)[1] == said(learned)[0] == "“Nacht”"
