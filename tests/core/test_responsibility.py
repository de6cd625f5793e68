"""Who answers what: the laws."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.responsibility import Found, Rule, Way, responsible, rule_for

TOPICS, ACCOUNTS, LANGUAGES = ("delivery", "returns", "prices"), ("talk1", "blue1"), ("de", "en")
MEMBERS = (1, 2, 3, 4)
asks = st.tuples(
    st.sampled_from(("", *TOPICS)), st.sampled_from(("", *ACCOUNTS)), st.sampled_from(("", *LANGUAGES))
)


@st.composite
def plans(draw: st.DrawFn) -> list[Rule]:
    """Rules of which no two ask for the same, as the house keeps them."""
    wanted = draw(st.lists(asks, unique=True, max_size=12))
    member = st.sampled_from(MEMBERS)
    return [
        Rule(n, draw(member), *w, draw(st.none() | member), draw(st.sampled_from((None, 7))))
        for n, w in enumerate(wanted)
    ]


things = st.tuples(
    st.lists(st.sampled_from(TOPICS), unique=True), st.sampled_from(ACCOUNTS), st.sampled_from(LANGUAGES)
)
people = st.frozensets(st.sampled_from(MEMBERS))


@given(plans(), things, st.randoms(use_true_random=False))
def test_the_order_in_which_the_rules_are_kept_decides_nothing(
    plan: list[Rule], thing: tuple[list[str], str, str], chance: Random
) -> None:
    mixed = list(plan)
    chance.shuffle(mixed)
    assert rule_for(plan, *thing) == rule_for(mixed, *thing)


@given(plans(), things)
def test_what_is_found_reaches_and_nothing_that_reaches_asks_for_more(
    plan: list[Rule], thing: tuple[list[str], str, str]
) -> None:
    topics, account, language = thing
    found = rule_for(plan, topics, account, language)
    reach = [
        r
        for r in plan
        if r.topic in ("", *topics) and r.account in ("", account) and r.language in ("", language)
    ]
    assert (found is None) == (not reach)
    if found is not None:
        assert found in reach
        assert sum(map(bool, found.asks)) == max(sum(map(bool, r.asks)) for r in reach)


@given(plans(), things, people, st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)))
def test_exactly_one_gets_it_and_nobody_who_is_away(
    plan: list[Rule], thing: tuple[list[str], str, str], here: frozenset[int], stand_ins: dict[int, int]
) -> None:
    found = responsible(plan, *thing, here=here, stand_ins=stand_ins)
    assert found.owner is None or found.owner in here
    assert (found.owner is None and found.team is None) == (found.way in (Way.NOBODY, Way.AWAY))
    assert (found.rule is None) == (found.way is Way.NOBODY)
    if found.rule and found.rule.owner in here:
        assert (found.way, found.owner) == (Way.OWNER, found.rule.owner)


@given(plans(), things, asks)
def test_a_rule_more_changes_only_what_it_reaches(
    plan: list[Rule], thing: tuple[list[str], str, str], asked: tuple[str, str, str]
) -> None:
    topics, account, language = thing
    more = Rule(99, 1, *asked)
    before = [r for r in plan if r.asks != asked]
    after = rule_for([*before, more], topics, account, language)
    assert after in (more, rule_for(before, topics, account, language))


def test_a_topic_counts_more_than_an_account_and_that_more_than_a_language() -> None:
    topic, account, language = Rule(1, 1, "delivery"), Rule(2, 2, "", "talk1"), Rule(3, 3, "", "", "de")
    assert rule_for([language, account, topic], ["delivery"], "talk1", "de") == topic
    assert rule_for([language, account], ["delivery"], "talk1", "de") == account
    both = Rule(4, 4, "", "talk1", "de")
    assert rule_for([topic, both], ["delivery"], "talk1", "de") == both


def test_of_two_topics_the_one_that_is_found_first_decides() -> None:
    plan = [Rule(1, 1, "delivery"), Rule(2, 2, "returns")]
    assert rule_for(plan, ["returns", "delivery"], "talk1", "de") == plan[1]


def test_deputies_are_asked_in_their_order_and_then_the_team() -> None:
    rule = Rule(1, owner=1, deputy=2, team=7)
    turn = [
        responsible([rule], [], "talk1", "de", here=here, stand_ins={1: 3})
        for here in ({1, 2, 3}, {2, 3}, {3}, set())
    ]
    assert [(f.way, f.owner) for f in turn] == [
        (Way.OWNER, 1), (Way.DEPUTY, 2), (Way.STAND_IN, 3), (Way.TEAM, None)
    ]  # fmt: skip
    assert responsible([Rule(1, 1)], [], "talk1", "de", here=set()) == Found(Way.AWAY, Rule(1, 1))
