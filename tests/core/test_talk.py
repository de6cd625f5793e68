"""The public page's rules, without database and clock."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import talk
from zuruf.core.talk import FULL, Circumstances, Doubt, Post

CALM: dict[str, Any] = {"look_first": False, "trap": False, "age": timedelta(minutes=1), "recent": 0, "repeated": False, "own_name": False}  # fmt: skip


def test_an_ordinary_post_raises_no_doubt() -> None:
    assert talk.doubts("Wann kommt mein Ersatzteil? https://radwerk.example", Circumstances(**CALM)) == ()


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"look_first": True}, Doubt.HOUSE),
        ({"trap": True}, Doubt.TRAP),
        ({"age": timedelta(seconds=1)}, Doubt.FAST),
        ({"recent": 4}, Doubt.MANY),
        ({"repeated": True}, Doubt.REPEATED),
        ({"own_name": True}, Doubt.NAME),
    ],
)
def test_each_circumstance_is_named_as_the_reason(change: dict[str, Any], doubt: Doubt) -> None:
    assert talk.doubts("Hallo", Circumstances(**{**CALM, **change})) == (doubt,)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", 0),
        ("www.a.example und HTTP://b.example", 2),
        ("[url=x] <a href=x>", 2),
        ("wwwunder und http-Fehler", 0),
    ],
)
def test_links_are_counted_in_every_writing(text: str, links: int) -> None:
    assert talk.count_links(text) == links


@pytest.mark.parametrize(
    "text", ["", "  ", "\n\t", "\u200b", "\u2060\ufeff", "\u3164", "\u2800\u2800", "\u0301"]
)
def test_what_nobody_can_see_is_empty(text: str) -> None:
    assert talk.is_empty(talk.tidy(text))


@pytest.mark.parametrize("text", [".", "👍", "❤️", "ß", "سلام", "🇩🇪", "0"])
def test_whatever_can_be_seen_is_not_empty(text: str) -> None:
    assert not talk.is_empty(talk.tidy(text))


@given(st.text())
def test_tidying_twice_is_tidying_once_and_never_cuts(text: str) -> None:
    once = talk.tidy(text)
    assert talk.tidy(once) == once
    assert "[…]" not in once or "[…]" in text


@given(st.text())
def test_a_line_has_no_line_ends(text: str) -> None:
    assert "\n" not in talk.tidy_line(text)


def test_the_same_words_are_the_same_whatever_their_case_and_signs() -> None:
    assert talk.same_words("KAUFT – jetzt!!") == talk.same_words("kauft jetzt")
    assert talk.same_words("👍") != talk.same_words("👎")


@pytest.mark.parametrize("name", ["Radwerk Lindenau", "RADWERK  lindenau.", "Radwerk-Lindenau"])
def test_the_organisations_name_is_recognised_in_disguise(name: str) -> None:
    assert talk.same_name(name, "Radwerk Lindenau")


def test_no_name_is_nobodys_name() -> None:
    assert not talk.same_name("", "Radwerk")
    assert not talk.same_name("", "")


@given(st.lists(st.timedeltas(timedelta(0), FULL[1]), max_size=40))
def test_who_may_not_write_now_may_after_the_wait_she_was_told(ages: list[timedelta]) -> None:
    wait = talk.wait_until_calm(ages)
    assert (wait > timedelta(0)) == (len(ages) >= FULL[0])
    later = [age + wait for age in ages if age + wait < FULL[1]]
    assert talk.wait_until_calm(later) == timedelta(0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"),
        ("2001:DB8:0001:2::1", "2001:db8:1:2"),
        ("fe80::1%eth0", "fe80:0:0:0"),
        ("::1", "0:0:0:0"),
    ],
)
def test_one_household_is_one_sender(address: str, network: str) -> None:
    assert talk.network_of(address) == network


def test_nothing_leads_back_from_deleted() -> None:
    assert talk.MOVES[Post.DELETED] == frozenset()
    assert set(talk.leads_to(Post.DELETED)) == {"waiting", "shown", "removed"}
