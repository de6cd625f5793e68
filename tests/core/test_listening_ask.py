"""What a network's own search is asked, so that nothing a listening search would hear is left out."""

import pytest

from zuruf.core.listening import Query
from zuruf.core.listening_ask import MOST, asks
from zuruf.core.listening_parse import parse


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("akku", ("akku",)),
        ("akku brennt -gewinnspiel lang:de", ("akku brennt",)),
        ('"fängt feuer" OR #akku', ('"fängt feuer"', "#akku")),
        ('akku NEAR/5 (brennt OR "fängt feuer")', ("akku brennt", 'akku "fängt feuer"')),
        ("liefer* (spät OR nie)", ("liefer spät", "liefer nie")),
        ("(aaaa OR bbbb OR cccc) (dddd OR eeee)", ("dddd", "eeee")),
    ],
)
def test_each_alternative_is_asked_by_itself_or_else_what_has_to_be_there(
    written: str, asked: tuple[str, ...]
) -> None:
    query = parse(written)
    assert isinstance(query, Query)
    assert asks(query) == (asked, True)


def test_alternatives_that_are_asked_alike_push_no_other_out() -> None:
    query = parse("(rad OR auto) (akku OR akku*) (kabel OR kabel* OR licht)")
    assert isinstance(query, Query)
    asked, whole = asks(query)
    assert whole
    assert set(asked) == {f"{a} akku {b}" for a in ("rad", "auto") for b in ("kabel", "licht")}


def test_of_too_many_alternatives_the_longest_are_asked_and_it_says_that_these_are_not_all() -> None:
    query = parse("aaa OR bbbb OR ccccc OR dddddd OR eeeeeee")
    assert isinstance(query, Query)
    assert asks(query) == (("eeeeeee", "dddddd", "ccccc", "bbbb"), False)
    assert MOST == 4
