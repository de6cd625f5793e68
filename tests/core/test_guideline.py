"""The verdict: strictest guideline wins, every stated test must hold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.guideline import ORDER, Facts, Found, Guideline, Judgement, Then, Verdict, When, judge, terms
from zuruf.core.phrases import Phrase, Phrases, Stems, Word
from zuruf.core.reply import Late

TEXT = "Wir zahlen auf DE89"


def _guideline(verdict: Verdict, then: dict[str, Any] | None = None, **when: Any) -> Guideline:
    what = Then(verdict, {"de": "{hit}"}, **(then or {}))
    return Guideline("g", {"de": "t"}, {"de": "w"}, When(**when), what, ())


def _phrase(*german: str) -> Phrases:
    return Phrases((Phrase(" ".join(german), (german, ())),))


def _facts(**over: Any) -> Facts:
    words = (Word("Wir", ("wir", "wir"), 0, 3), Word("zahlen", ("zahl", "zahlen"), 4, 10))
    stated = {"words": words, "found": (Found("iban", "DE89", 15, 19),), "channel": "talk", "public": True}
    stated |= {"topic": ("delivery",), "minute": 600, "attachments_without_alt": 1, "author_role": "desk"}
    return Facts(TEXT, **{**stated, **over})


def test_without_a_hit_it_goes() -> None:
    assert judge(_facts(), [_guideline(Verdict.STOP, contains=("phone",))]).verdict is Verdict.GO


def test_the_strictest_hit_decides_and_names_its_words() -> None:
    look = _guideline(Verdict.LOOK, words=_phrase("zahl"))
    found = judge(_facts(), [look, _guideline(Verdict.STOP, contains=("iban",))])
    assert found.verdict is Verdict.STOP
    assert found.hits[0].words == ("DE89",)
    assert [h.guideline.then.verdict for h in found.hits] == [Verdict.STOP, Verdict.LOOK]


def test_every_stated_test_must_hold() -> None:
    assert judge(_facts(), [_guideline(Verdict.STOP, contains=("iban",), public=False)]).verdict is Verdict.GO


@pytest.mark.parametrize(
    ("when", "hits"),
    [
        ({"channel": ("talk",)}, True),
        ({"channel": ("bluesky",)}, False),
        ({"language": ("de",)}, False),
        ({"longer_than": 18}, True),
        ({"longer_than": 19}, False),
        ({"shorter_than": 20}, True),
        ({"asked_urgent": True}, False),
        ({"asked_question": False}, True),
        ({"words": _phrase("wir", "zahl")}, True),
        ({"words": _phrase("zahl", "wir")}, False),
        ({"words": _phrase("zah*")}, True),
        ({"words": _phrase("*ahl")}, True),
        ({"words": _phrase("*zah")}, False),
        ({"words": Phrases((Phrase("zahlen", ((), ("zahlen",))),))}, True),
        ({"words": Phrases((Phrase("zahl", ((), ("zahl",))),))}, False),
        ({"asked_words": _phrase("zahl")}, False),
        ({"topic": ("delivery", "price")}, True),
        ({"topic": ("price",)}, False),
        ({"intent": ("complaint",)}, False),  # triage said nothing about it
        ({"crisis": True}, False),
        ({"crisis": False}, True),
        ({"hours": (480, 1080)}, True),
        ({"hours": (600, 601)}, True),
        ({"hours": (480, 600)}, False),
        ({"hours": (1320, 660)}, True),
        ({"outside_hours": (480, 1080)}, False),
        ({"outside_hours": (660, 1080)}, True),
        ({"attachments_without_alt": True}, True),
        ({"attachments_without_alt": False}, False),
        ({"author_role": ("desk",)}, True),
        ({"author_role": ("owner",)}, False),
    ],
)
def test_a_test_of_the_closed_list_holds_or_does_not(when: dict[str, Any], hits: bool) -> None:
    assert (judge(_facts(), [_guideline(Verdict.LOOK, **when)]).verdict is Verdict.LOOK) is hits


def test_what_the_asker_wrote_is_named_when_it_decided() -> None:
    asked = (Word("Reporterin", ("reporterin", "reporterin"), 0, 10),)
    found = judge(_facts(asked_words=asked), [_guideline(Verdict.ASK, asked_words=_phrase("reporter*"))])
    assert found.hits[0].asked == ("Reporterin",)
    assert found.hits[0].words == ()


@pytest.mark.parametrize(
    ("host", "hits"),
    [
        ("example.org", False),
        ("shop.example.org", False),
        ("badexample.org", True),
        ("example.org.evil.com", True),
    ],
)
def test_a_link_to_a_host_outside_the_list_hits(host: str, hits: bool) -> None:
    facts = _facts(found=(Found("link", "x", 0, 1, host),))
    found = judge(facts, [_guideline(Verdict.LOOK, links_outside=("example.org",))])
    assert bool(found.hits) is hits


def test_overlapping_hits_mark_each_stretch_once() -> None:
    phrases = Phrases(_phrase("wir").all + _phrase("wir", "zahl").all)
    found = judge(_facts(), [_guideline(Verdict.LOOK, words=phrases)])
    assert found.hits[0].spans == ((0, 10),)


def test_of_several_that_ask_the_shortest_deadline_counts_and_one_that_wants_a_holding_reply_is_enough() -> (
    None
):
    slow = _guideline(Verdict.ASK, {"minutes": 30, "late": Late.RELEASE}, words=_phrase("zahl"))
    fast = _guideline(Verdict.ASK, {"minutes": 5, "holding": {"de": "Moment"}}, words=_phrase("zahl"))
    on = terms(judge(_facts(), [slow, fast]))
    assert (on.minutes, on.late, on.holding) == (5, Late.HOLDING, {"de": "Moment"})
    only = terms(judge(_facts(), [slow]))
    assert (only.minutes, only.late) == (30, Late.RELEASE)


def test_adding_a_guideline_never_makes_a_verdict_milder() -> None:
    rules = [
        _guideline(v, **w)
        for v in (Verdict.LOOK, Verdict.ASK, Verdict.STOP)
        for w in ({"contains": ("iban",)}, {"contains": ("phone",)}, {"public": True})
    ]
    for first in rules:
        alone: Judgement = judge(_facts(), [first])
        for second in rules:
            both = judge(_facts(), [first, second])
            assert ORDER.index(both.verdict) >= ORDER.index(alone.verdict)


def test_an_hour_that_nobody_knows_is_neither_inside_nor_outside() -> None:
    stated: list[dict[str, Any]] = [{"hours": (480, 1080)}, {"outside_hours": (480, 1080)}]
    for when in stated:
        assert not judge(_facts(minute=None), [_guideline(Verdict.LOOK, **when)]).hits


@pytest.mark.parametrize(
    ("name", "hits"),
    [("weber", True), ("petra weber", True), ("petra kern", True), ("jana kern", False), ("kern", False)],
)
def test_a_name_of_the_asker_or_of_ours_may_stand_there(name: str, hits: bool) -> None:
    facts = _facts(found=(Found("person", name, 0, 3, name),), known=(frozenset({"jana", "kern"}),))
    assert bool(judge(facts, [_guideline(Verdict.LOOK, contains=("person",))]).hits) is hits


@pytest.mark.parametrize(
    ("when", "risk"),
    [({"contains": ("legal",)}, ()), ({"risk": ("health",)}, ("health",)), ({"public": True}, ("press",))],
)
def test_nothing_delicate_is_released_by_time(when: dict[str, Any], risk: tuple[str, ...]) -> None:
    g = _guideline(Verdict.ASK, {"late": Late.RELEASE}, **when)
    facts = _facts(found=(Found("legal", "DE89", 15, 19),), risk=risk)
    assert terms(judge(facts, [g])).late is Late.HOLDING


starred = st.lists(st.sampled_from(["a", "bb", "ccc", "a*", "*c", "*b*"]), min_size=1, max_size=3)


@given(
    st.lists(starred, min_size=1, max_size=4),
    st.lists(st.sampled_from(["a", "bb", "ccc", "ab", "bc"]), max_size=8),
)
def test_a_phrase_is_found_exactly_where_all_its_words_stand_in_a_row(
    wanted: list[list[str]], text: list[str]
) -> None:
    def same(word: str, stem: str) -> bool:
        core = stem.strip("*")
        if stem.startswith("*") and stem.endswith("*"):
            return core in word
        return (
            word.endswith(core)
            if stem.startswith("*")
            else word.startswith(core)
            if stem.endswith("*")
            else word == stem
        )

    words = tuple(Word(w, (w, ""), 0, 1) for w in text)
    phrases = Phrases(tuple(Phrase(" ".join(row), (tuple(row), ())) for row in wanted))
    there = {
        (i, i + len(row) - 1)
        for row in wanted
        for i in range(len(text) - len(row) + 1)
        if all(map(same, text[i : i + len(row)], row))
    }
    assert set(Stems(words).find(phrases)) == there
