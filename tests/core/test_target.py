"""Which service target applies, and what a further one changes."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.target import ANY, RISKS, Asked, Target, chosen

HOUSE = Target(60, 60)
TOPICS = ("delivery", "prices", "jobs")
ACCOUNTS = ("a", "b")
LANGUAGES = ("de", "en")

targets = st.builds(
    Target,
    first=st.integers(1, 600),
    next=st.integers(1, 600),
    account=st.sampled_from(("", *ACCOUNTS)),
    topic=st.sampled_from(("", *TOPICS)),
    risk=st.sampled_from(("", *RISKS)),
    language=st.sampled_from(("", *LANGUAGES)),
    key=st.text("abcdef", min_size=4, max_size=4),
)
asked = st.builds(
    Asked,
    account=st.sampled_from(ACCOUNTS),
    topics=st.frozensets(st.sampled_from(TOPICS)),
    risks=st.frozensets(st.sampled_from(RISKS[1:])),
    language=st.sampled_from(("", *LANGUAGES)),
    again=st.booleans(),
)


def test_the_house_target_applies_where_none_fits() -> None:
    assert chosen([Target(5, 5, topic="jobs")], Asked("a"), HOUSE) is HOUSE


def test_the_most_specific_target_wins_over_a_shorter_one() -> None:
    wide, narrow = Target(5, 5, topic="jobs"), Target(90, 90, topic="jobs", account="a")
    assert chosen([wide, narrow], Asked("a", frozenset({"jobs"})), HOUSE) is narrow
    assert chosen([wide, narrow], Asked("b", frozenset({"jobs"})), HOUSE) is wide


def test_of_two_that_ask_for_as_much_the_shorter_time_for_this_answer_wins() -> None:
    quick_first, quick_next = Target(10, 90, account="a", key="1"), Target(60, 20, topic="jobs", key="2")
    here = Asked("a", frozenset({"jobs"}))
    assert chosen([quick_next, quick_first], here, HOUSE) is quick_first
    assert chosen([quick_next, quick_first], Asked("a", frozenset({"jobs"}), again=True), HOUSE) is quick_next


def test_a_target_for_any_risk_holds_whatever_the_risk_and_for_nothing_else() -> None:
    anything, health = Target(15, 15, risk=ANY), Target(5, 5, risk="health")
    assert chosen([anything, health], Asked(risks=frozenset({"health"})), HOUSE) is health
    assert chosen([anything, health], Asked(risks=frozenset({"legal"})), HOUSE) is anything
    assert chosen([anything, health], Asked(), HOUSE) is HOUSE


@given(st.lists(targets, max_size=6), targets, asked)
def test_a_further_target_changes_only_what_it_fits(kept: list[Target], new: Target, of: Asked) -> None:
    before, after = chosen(kept, of, HOUSE), chosen([*kept, new], of, HOUSE)
    assert after == before or (after == new and new.fits(of))


@given(st.lists(targets, max_size=6), asked, st.randoms(use_true_random=False))
def test_the_order_of_the_targets_does_not_matter(kept: list[Target], of: Asked, chance: Random) -> None:
    shuffled = list(kept)
    chance.shuffle(shuffled)
    assert chosen(shuffled, of, HOUSE) == chosen(kept, of, HOUSE)


@given(st.lists(targets, max_size=6), asked)
def test_nothing_that_fits_is_more_specific_than_what_applies(kept: list[Target], of: Asked) -> None:
    found = chosen(kept, of, HOUSE)
    fitting = [t for t in kept if t.fits(of)]
    assert found is HOUSE if not fitting else found.conditions == max(t.conditions for t in fitting)
