"""Guidelines and mandates together: the strictest wins, and no way makes milder what must stay strict."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.mandate_strategies import (
    HITS,
    JUDGEMENTS,
    MANDATES,
    MATTERS,
    NOW,
    guideline,
    judgement,
    narrowings,
)
from zuruf.core.guideline import ORDER, Hit, Judgement, Verdict, terms
from zuruf.core.mandate import Coverage, Gap, Mandate, Matter, coverage
from zuruf.core.reply import Late
from zuruf.core.verdict import Reason, Settled, asks, settle, terms_of

HELD = st.lists(MANDATES, max_size=3)
REACHES = Coverage(Mandate(1, "m", "Everyday"))
LACKS = Coverage(None, (Gap.NONE,))


def step(settled: Settled) -> int:
    return ORDER.index(settled.verdict)


def said(*verdicts: Verdict, late: Late = Late.HOLDING) -> Judgement:
    return judgement(tuple(Hit(guideline("abcd"[n], v, late)) for n, v in enumerate(verdicts)))


def test_without_mandates_guidelines_alone_decide() -> None:
    assert settle(said(), None) == Settled(Verdict.GO)
    assert settle(said(Verdict.ASK), None) == Settled(Verdict.ASK, Reason.GUIDELINE)


def test_what_no_mandate_covers_is_asked_about() -> None:
    assert settle(said(), LACKS) == Settled(Verdict.ASK, Reason.MANDATE)
    assert settle(said(Verdict.LOOK), LACKS).verdict is Verdict.ASK
    assert settle(said(), REACHES).verdict is Verdict.GO


def test_a_partner_always_asks_whatever_reaches() -> None:
    waiving = replace(REACHES, waives=frozenset({"a"}))
    assert settle(said(), waiving, partner=True) == Settled(Verdict.ASK, Reason.PARTNER)
    assert settle(said(Verdict.ASK), waiving, partner=True).waived == frozenset()


def test_what_is_waived_is_surely_looked_at_and_nothing_else_is() -> None:
    waiving = replace(REACHES, waives=frozenset({"a"}))
    assert settle(said(Verdict.ASK), waiving) == Settled(Verdict.LOOK, Reason.NONE, frozenset({"a"}))
    both = settle(said(Verdict.ASK, Verdict.ASK), waiving)
    assert (both.verdict, both.reason, both.waived) == (Verdict.ASK, Reason.GUIDELINE, frozenset({"a"}))


def test_where_only_a_mandate_lacks_the_house_says_how_long() -> None:
    found = said()
    on = terms_of(found, settle(found, LACKS), outside=True, minutes=45)
    assert (on.minutes, on.late, on.guideline) == (45, Late.HOLDING, "")


def test_a_guideline_that_releases_does_not_release_what_no_mandate_covers() -> None:
    found = said(Verdict.ASK, late=Late.RELEASE)
    assert terms_of(found, settle(found, REACHES), outside=False, minutes=45).late is Late.RELEASE
    assert terms_of(found, settle(found, LACKS), outside=True, minutes=45).late is Late.HOLDING


@settings(deadline=None)
@given(JUDGEMENTS, HELD, MATTERS, st.booleans())
def test_the_strictest_wins(found: Judgement, held: list[Mandate], matter: Matter, partner: bool) -> None:
    reach = coverage(held, matter, NOW)
    settled = settle(found, reach, partner=partner)
    for hit in found.hits:
        if hit.guideline.id not in settled.waived:
            assert step(settled) >= ORDER.index(hit.guideline.then.verdict)
    if partner or not reach.covered:
        assert settled.verdict in (Verdict.ASK, Verdict.STOP)
    assert (settled.reason is Reason.NONE) == (settled.verdict is not Verdict.ASK)


@settings(deadline=None)
@given(JUDGEMENTS, HITS, HELD, MATTERS, st.booleans())
def test_one_more_guideline_never_makes_it_milder(
    found: Judgement, more: Hit, held: list[Mandate], matter: Matter, partner: bool
) -> None:
    reach = coverage(held, matter, NOW)
    stricter = judgement((*found.hits, more), found.delicate)
    assert step(settle(stricter, reach, partner=partner)) >= step(settle(found, reach, partner=partner))


@settings(deadline=None)
@given(st.data(), JUDGEMENTS, HELD, MANDATES, MATTERS)
def test_narrowing_a_mandate_never_makes_it_milder(
    data: st.DataObject, found: Judgement, others: list[Mandate], wide: Mandate, matter: Matter
) -> None:
    narrow = data.draw(narrowings(wide))
    before = settle(found, coverage([*others, wide], matter, NOW))
    after = settle(found, coverage([*others, narrow], matter, NOW))
    assert step(after) >= step(before)
    assert after.waived <= before.waived


@settings(deadline=None)
@given(JUDGEMENTS, HELD, MATTERS, st.booleans())
def test_no_mandate_makes_a_stop_milder_or_waives_anything_but_a_question(
    found: Judgement, held: list[Mandate], matter: Matter, partner: bool
) -> None:
    settled = settle(found, coverage(held, matter, NOW), partner=partner)
    assert (settled.verdict is Verdict.STOP) == (found.verdict is Verdict.STOP)
    asking = {h.guideline.id for h in found.hits if asks(h)}
    assert settled.waived <= asking
    if settled.waived:
        assert step(settled) >= ORDER.index(Verdict.LOOK)


@settings(deadline=None)
@given(JUDGEMENTS, HELD, MATTERS, st.booleans())
def test_nothing_is_released_unseen_that_guidelines_alone_would_hold_off(
    found: Judgement, held: list[Mandate], matter: Matter, partner: bool
) -> None:
    reach = coverage(held, matter, NOW)
    settled = settle(found, reach, partner=partner)
    if settled.verdict is not Verdict.ASK:
        return
    outside = partner or not reach.covered
    on = terms_of(found, settled, outside=outside, minutes=30)
    if on.late is Late.RELEASE:
        assert not outside
        assert not found.delicate
        left = tuple(h for h in found.hits if asks(h) and h.guideline.id not in settled.waived)
        assert left
        assert all(h.guideline.then.late is Late.RELEASE for h in left)
        assert on == terms(replace(found, hits=left))


@settings(deadline=None)
@given(JUDGEMENTS, HELD, MATTERS, st.booleans())
def test_while_a_trial_run_goes_on_everything_is_asked_about_but_what_stops(
    found: Judgement, held: list[Mandate], matter: Matter, partner: bool
) -> None:
    reach = coverage(held, matter, NOW)
    settled = settle(found, reach, partner=partner)
    beside = settle(found, reach, partner=partner, old_way=True)
    assert beside.verdict is (Verdict.STOP if settled.verdict is Verdict.STOP else Verdict.ASK)
    assert beside.reason is (Reason.TRIAL if step(settled) < ORDER.index(Verdict.ASK) else settled.reason)


def test_prepared_words_ask_nobody_but_are_stopped_like_any() -> None:
    assert settle(said(Verdict.ASK), LACKS, prepared=True).verdict is Verdict.GO
    assert settle(said(Verdict.ASK), None, old_way=True, prepared=True).verdict is Verdict.GO
    assert settle(said(Verdict.ASK, Verdict.LOOK), None, prepared=True).verdict is Verdict.LOOK
    assert settle(said(Verdict.ASK, Verdict.STOP), None, prepared=True).verdict is Verdict.STOP
    assert settle(said(Verdict.ASK), None, partner=True, prepared=True).verdict is Verdict.ASK
