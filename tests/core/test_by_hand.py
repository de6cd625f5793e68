"""What is taken in by hand: what may be, and when two are the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import by_hand
from zuruf.core.by_hand import Found, NotTaken, checked, is_web, message_id

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FOUND = Found(
    "Blog der Nachbarn",
    "Der Lift steht still.",
    "https://blog.example/lift#c4",
    name="Eine Nachbarin",
    at=NOW,
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": " \n"}, "no_place"),
        ({"place": "x" * 81}, "long_place"),
        ({"text": " \u200b\n"}, "empty"),
        ({"text": "x" * 20_001}, "too_long"),
        ({"link": "ftp://blog.example/"}, "bad_link"),
        ({"link": "javascript:alert(1)"}, "bad_link"),
        ({"link": "https://somebody:secret@blog.example/"}, "bad_link"),
        ({"link": "https://["}, "bad_link"),
        ({"link": ""}, "no_link"),
        ({"name": "x" * 121}, "long_name"),
        ({"at": NOW + timedelta(seconds=1)}, "future"),
    ],
)
def test_what_cannot_be_taken_in_says_why(change: dict[str, Any], code: str) -> None:
    with pytest.raises(NotTaken) as wrong:
        checked(replace(FOUND, **change), NOW)
    assert wrong.value.code == code


def test_without_an_address_a_reason_is_enough() -> None:
    assert checked(replace(FOUND, link=" ", why=" Ein  Brief "), NOW).why == "Ein Brief"


def test_the_same_words_at_the_same_address_are_the_same_whatever_the_place_is_called() -> None:
    again = replace(FOUND, place="Nachbarblog", text="Der Lift  steht\nstill. ", name="", at=None)
    assert message_id(again) == message_id(FOUND)
    assert message_id(replace(FOUND, link="https://blog.example/lift#c5")) != message_id(FOUND)


def test_without_an_address_the_same_words_by_another_person_are_another_message() -> None:
    letter = replace(FOUND, link="", why="Ein Brief")
    assert message_id(replace(letter, place="blog  der NACHBARN")) == message_id(letter)
    assert message_id(replace(letter, name="Ein Nachbar")) != message_id(letter)


def test_what_one_person_writes_at_one_address_is_one_thread_and_nobody_unnamed_has_one() -> None:
    assert by_hand.thread_id(FOUND) == by_hand.thread_id(replace(FOUND, text="Noch immer nicht."))
    assert by_hand.thread_id(replace(FOUND, name="")) == ""
    unnamed = replace(FOUND, name="")
    assert by_hand.author_id(unnamed) != by_hand.author_id(replace(unnamed, text="Anderes"))


@given(st.text(max_size=80))
def test_an_address_that_is_taken_can_be_opened_and_leads_nowhere_else(text: str) -> None:
    for link in (text, f"https://blog.example/{text}", f"https://{text}"):
        if is_web(link):
            assert link.startswith(
                ("http://", "https://", "HTTP", "Http", "hTTP")
            ) or link.lower().startswith("http")
            assert not any(c.isspace() for c in link)


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_is_typed_is_taken_or_declined_with_a_code(
    place: str, text: str, link: str, name: str
) -> None:
    try:
        tidy = checked(Found(place, text, link, "weil", name), NOW)
    except NotTaken:
        return
    assert checked(tidy, NOW) == tidy
    assert message_id(tidy)
