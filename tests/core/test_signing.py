"""What the public sees of whoever answers."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.reply import signed, unsigned
from zuruf.core.signing import OWN_NAME, Names, Signs, chosen, first_name, mark

JANA = Names("JK", "Jana Kern", "Service")
EVERY = [str(s) for s in Signs]
SOME = st.sampled_from([list(c) for c in chain.from_iterable(combinations(EVERY, n) for n in range(5))])


@pytest.mark.parametrize(
    ("wish", "shown"), [("team", "Service"), ("initials", "JK"), ("first", "Jana"), ("full", "Jana Kern")]
)
def test_she_signs_as_she_wishes_where_that_is_allowed(wish: str, shown: str) -> None:
    assert mark(wish, EVERY, JANA, own_name=True) == shown


def test_the_full_name_has_to_be_allowed_by_the_account() -> None:
    assert mark("full", [], JANA, own_name=True) == "JK"


@given(wish=st.sampled_from([*EVERY, "", "king"]), allowed=SOME)
def test_without_the_right_to_her_own_name_it_never_stands_there(wish: str, allowed: list[str]) -> None:
    assert chosen(wish, allowed, own_name=False) not in OWN_NAME
    assert "Jana" not in mark(wish, allowed, JANA, own_name=False)


@given(wish=st.sampled_from(EVERY), allowed=SOME.filter(bool), own=st.booleans())
def test_nothing_stands_there_that_the_account_does_not_allow(
    wish: str, allowed: list[str], own: bool
) -> None:
    shown = mark(wish, allowed, JANA, own_name=own)
    assert shown in {"", *(JANA.under(Signs(one)) for one in allowed)}


def test_whoever_is_in_no_team_signs_by_initials_instead() -> None:
    assert mark("team", [], Names("JK", "Jana Kern"), own_name=True) == "JK"


def test_who_has_nothing_to_sign_with_leaves_the_account_to_speak() -> None:
    assert mark("full", EVERY, Names(), own_name=True) == ""


@pytest.mark.parametrize(
    ("name", "first"), [("Jana Kern", "Jana"), ("Dr. Jana Kern", "Jana"), ("Dr.", "Dr."), ("", "")]
)
def test_a_title_is_no_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


@given(name=st.text(max_size=40))
def test_what_was_signed_comes_back_as_it_was_written(name: str) -> None:
    by = Names("", name).under(Signs.FULL)
    assert unsigned(signed("Es kommt am Montag.", by), by) == "Es kommt am Montag."
