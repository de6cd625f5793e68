"""Past answers under other mandates: the same verdict as somebody would have had who wrote them then."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.mandate_strategies import MANDATES, MATTERS, NOW, guideline
from zuruf.core.guideline import Facts, Guideline, Verdict, When, judge
from zuruf.core.mandate import Mandate, Matter, Risk, coverage
from zuruf.core.reply import Late
from zuruf.core.verdict import settle
from zuruf.core.what_if import Compared, Waits, minutes_of
from zuruf.core.what_if_mandates import Both, Granted, Regime, Writer

FACTS = Facts("Es ist unterwegs.", (), (), channel="talk", public=True)
DESK = Writer(7, "desk", frozenset({3}))
ABOUT = Matter(1, ("delivery",))
EVERYDAY = Mandate(1, "m", "Everyday")


def public(slug: str, verdict: Verdict) -> Guideline:
    """It hits whatever is public."""
    return replace(guideline(slug, verdict, Late.HOLDING), when=When(public=True))


def compared(before: Regime, after: Regime, writer: Writer = DESK, about: Matter = ABOUT) -> Compared:
    return Both(before, after, NOW).of(FACTS, writer, about)


def test_what_a_mandate_would_cover_would_have_gone_and_the_wait_is_saved() -> None:
    none = Regime((), (), in_force=True)
    c = compared(none, replace(none, granted=(Granted(EVERYDAY, role="desk"),)))
    assert (c.before, c.after, c.decided, c.gap) == (Verdict.ASK, Verdict.GO, "mandate:Everyday", True)
    assert minutes_of(c, 12.0, Waits()) == (12.0, "own")
    assert minutes_of(c, None, Waits(house_minutes=45)) == (45.0, "deadline")
    assert minutes_of(c, None, Waits({"": (9.0, 5)}, 20.0, 9)) == (9.0, "mandate")


def test_what_would_lie_outside_would_have_been_asked_about_and_costs_waiting() -> None:
    wide = Regime((), (Granted(EVERYDAY, role="desk"),), in_force=True)
    narrow = replace(wide, granted=(Granted(replace(EVERYDAY, topics=frozenset({"prices"})), role="desk"),))
    c = compared(wide, narrow)
    assert (c.before, c.after, c.decided) == (Verdict.GO, Verdict.ASK, "gap:topic")
    assert minutes_of(c, None, Waits({}, 20.0, 9)) == (-20.0, "all")


def test_a_waived_guideline_would_have_looked_instead_of_asking() -> None:
    asking = (public("a", Verdict.ASK),)
    before = Regime(asking, (Granted(EVERYDAY, team=3),), in_force=True)
    c = compared(before, Regime(asking, (Granted(replace(EVERYDAY, waives=frozenset({"a"})), team=3),), True))
    assert (c.before, c.after, c.decided) == (Verdict.ASK, Verdict.LOOK, "mandate:Everyday")
    assert [g.id for g in c.asks] == ["a"]


def test_only_whoever_holds_it_has_it() -> None:
    for granted in (Granted(EVERYDAY, member=8), Granted(EVERYDAY, team=4), Granted(EVERYDAY, role="owner")):
        assert not DESK.holds(granted)
    for granted in (Granted(EVERYDAY, member=7), Granted(EVERYDAY, team=3), Granted(EVERYDAY, role="desk")):
        assert DESK.holds(granted)
        assert not replace(DESK, role="partner").holds(granted)


def test_a_partners_draft_is_asked_about_under_every_regime() -> None:
    off, on = Regime(()), Regime((), (Granted(EVERYDAY, team=3),), in_force=True)
    c = compared(off, on, replace(DESK, role="partner"))
    assert (c.before, c.after) == (Verdict.ASK, Verdict.ASK)


def test_putting_mandates_in_force_asks_where_none_reaches() -> None:
    lower = Granted(EVERYDAY, role="desk")
    risky = replace(FACTS, risk=("legal",))
    c = Both(Regime((), (lower,)), Regime((), (lower,), in_force=True), NOW).of(risky, DESK, ABOUT)
    assert (c.before, c.after, c.decided) == (Verdict.GO, Verdict.ASK, "gap:risk")
    higher = Granted(replace(EVERYDAY, highest_risk=Risk.SERIOUS), role="desk")
    c = Both(Regime((), (higher,)), Regime((), (higher,), in_force=True), NOW).of(risky, DESK, ABOUT)
    assert c.after is Verdict.GO


def test_a_changed_guideline_still_counts_where_mandates_are_in_force() -> None:
    held = (Granted(EVERYDAY, role="desk"),)
    before = Regime((public("a", Verdict.LOOK), public("b", Verdict.LOOK)), held, in_force=True)
    c = compared(before, replace(before, guidelines=(public("a", Verdict.ASK), public("b", Verdict.LOOK))))
    assert (c.before, c.after, c.decided, c.hits) == (Verdict.LOOK, Verdict.ASK, "a", ("a",))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(list(Verdict)[1:]), max_size=3),
    st.lists(MANDATES, max_size=3),
    MATTERS.map(lambda m: replace(m, risks=(), post=False, spent=0)),
)
def test_each_side_is_the_verdict_that_she_would_have_had(
    verdicts: list[Verdict], held: list[Mandate], about: Matter
) -> None:
    rules = tuple(public("abc"[n], v) for n, v in enumerate(verdicts))
    granted = tuple(Granted(m, member=7) for m in held)
    c = Both(Regime(rules), Regime(rules, granted, in_force=True), NOW).of(FACTS, DESK, about)
    judged = judge(FACTS, rules)
    matter = replace(about, risks=tuple(judged.delicate))
    assert c.before is judged.verdict
    assert c.after is settle(judged, coverage(held, matter, NOW)).verdict


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(list(Verdict)[1:]), min_size=1, max_size=3),
    st.lists(MANDATES, max_size=3),
    st.lists(st.tuples(st.booleans(), st.sampled_from([(), ("legal",)]), MATTERS), min_size=1, max_size=6),
)
def test_what_was_weighed_before_makes_no_difference(
    verdicts: list[Verdict], held: list[Mandate], answers: list[tuple[bool, tuple[str, ...], Matter]]
) -> None:
    rules = tuple(public("abc"[n], v) for n, v in enumerate(verdicts))
    after = Regime(rules[1:], tuple(Granted(m, member=7) for m in held), in_force=True)
    remembering = Both(Regime(rules), after, NOW)
    for seen, risk, about in (*answers, *answers):
        facts = replace(FACTS, public=seen, risk=risk)
        alone = Both(Regime(rules), after, NOW).of(facts, DESK, about)
        assert remembering.of(facts, DESK, about) == alone
