"""A mandate grows or shrinks on what people found, and nobody hears of it before the person herself says so."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_review import looked_at, out
from zuruf.core.evidence import Permit
from zuruf.flow import agreement, evidence, review, review_draw
from zuruf.flow.errors import Declined
from zuruf.store.models import Delivery, Mandate, Member, Proposal, Review
from zuruf.store.queries import agreement as agreements
from zuruf.store.queries import evidence as reading

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
Cast = tuple[Member, Member, Member, Mandate]


@pytest.fixture
def cast() -> Cast:
    """(owner, author, reviewer, mandate of the author's own)."""
    builders.organisation(mandates=True)
    owner, mara = builders.member(role="owner", name="Head of Service"), builders.member(name="Mara Lindt")
    return owner, mara, builders.member(name="Jonas Weber"), builders.mandate(member=mara, granted_by=owner)


def proposed(cast: Cast, results: Sequence[str] = ("fine",) * 100) -> Proposal:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, results, jonas)
    evidence.sweep(NOW)
    return Proposal.objects.get(member=mara)


def test_the_hundredth_fine_answer_proposes_to_widen_at_once(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 99, jonas)
    row = out(mara, mandate)
    Review.objects.create(delivery=row, mandate=mandate, because="clearing", share=1.0, drawn_at=NOW)
    assert evidence.sweep(NOW) == 0
    review.decide(builders.who(jonas), row.review.public_id, "fine", now=NOW + timedelta(days=1))
    made = Proposal.objects.get()
    assert (made.kind, made.member, made.state) == ("widen", mara, "with_person")
    assert made.suggests == {"highest_risk": "delicate"}
    assert made.figures["reviews"] == made.figures["fine"] == 100
    assert made.figures["lower"] > 0.95


def test_nothing_is_proposed_twice_for_the_same_results(cast: Cast) -> None:
    made = proposed(cast)
    assert evidence.sweep(NOW) == 0
    evidence.drop(builders.who(cast[1]), made.public_id, now=NOW)
    assert evidence.sweep(NOW) == 0


def test_poor_answers_propose_to_narrow_what_she_holds_herself(cast: Cast) -> None:
    _, mara, jonas, _ = cast
    wide = builders.mandate(member=mara, highest_risk="serious")
    looked_at(mara, wide, ["fine", "lesson"] * 25, jonas)
    assert evidence.sweep(NOW) == 1
    made = Proposal.objects.get()
    assert (made.kind, made.suggests) == ("narrow", {"highest_risk": "delicate"})


def test_what_everybody_at_the_desk_holds_is_not_narrowed_for_one(cast: Cast) -> None:
    _, mara, jonas, _ = cast
    everyday = builders.mandate(highest_risk="serious")
    looked_at(mara, everyday, ["fine", "lesson"] * 25, jonas)
    assert evidence.sweep(NOW) == 0


def test_what_she_did_as_a_deputy_says_nothing_about_her_own(cast: Cast) -> None:
    owner, mara, jonas, _ = cast
    absent = builders.mandate(member=builders.member(), granted_by=owner)
    looked_at(mara, absent, ["fine"] * 100, jonas)
    assert evidence.sweep(NOW) == 0


def question(row: Delivery, jonas: Member, mandate: Mandate, state: str = "released", **over: Any) -> None:
    fields = {"guideline": "x@1", "late": "holding", "mandate": mandate.public_id, **over}
    row.draft.asks.create(
        asked_at=NOW, deadline=NOW, decided_at=NOW, decided_by=jonas, state=state, **fields
    )  # fmt: skip


def fine(mara: Member, mandate: Mandate) -> list[bool]:
    return sorted(r.fine for r in reading.under(mara.pk, mandate.pk))


def test_a_change_of_the_second_pair_in_meaning_counts_against_it(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    for changed, meaning in ((False, False), (True, False), (True, True)):
        question(out(mara, mandate), jonas, mandate, changed=changed, meaning_changed=meaning)
    assert fine(mara, mandate) == [False, True, True]


def test_what_the_rules_guess_about_a_change_is_no_evidence(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    for guess in (True, False):
        question(out(mara, mandate), jonas, mandate, changed=True, meaning_changed=None, meaning_guess=guess)
    assert fine(mara, mandate) == []


def test_a_draft_given_back_counts_against_the_mandate_that_covered_it(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    here = builders.conversation()
    draft = builders.draft(here, mara, state="discarded")
    draft.asks.create(
        asked_at=NOW, deadline=NOW, decided_at=NOW, decided_by=jonas, state="returned", guideline="x@1",
        late="holding", mandate=mandate.public_id,
    )  # fmt: skip
    assert fine(mara, mandate) == [False]


def test_an_answer_that_was_asked_about_twice_counts_once_as_it_was_decided_last(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    row = out(mara, mandate)
    question(row, jonas, mandate, "returned")
    question(row, jonas, mandate, meaning_changed=False)
    assert fine(mara, mandate) == [True]


def test_what_was_changed_in_meaning_is_not_made_fine_by_a_review(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine", "fine", "lesson"], jonas)
    first, _, last = (r.delivery for r in Review.objects.select_related("delivery__draft").order_by("pk"))
    question(first, jonas, mandate, changed=True, meaning_changed=True)
    question(last, jonas, mandate, meaning_changed=False)
    assert fine(mara, mandate) == [False, False, True]


def test_fifty_releases_propose_nothing_without_fifty_reviews(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 40, jonas)
    for _ in range(70):
        question(out(mara, mandate), jonas, mandate, meaning_changed=False)
    assert evidence.sweep(NOW) == evidence.propose_for(mara.pk, mandate.pk, NOW) == 0


def test_undoing_a_review_takes_what_was_proposed_on_it_back(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 99, jonas)
    row = out(mara, mandate)
    Review.objects.create(delivery=row, mandate=mandate, because="clearing", share=1.0, drawn_at=NOW)
    eyes, key, later = builders.who(jonas), row.review.public_id, NOW + timedelta(days=1)
    review.decide(eyes, key, "fine", now=later)
    assert Proposal.objects.count() == 1
    review.undo(eyes, key, now=later + timedelta(minutes=1))
    assert Proposal.objects.count() == 0
    review.decide(eyes, key, "lesson", lesson="Ohne Frist nichts zusagen.", now=later + timedelta(minutes=2))
    assert Proposal.objects.count() == 0
    review.undo(eyes, key, now=later + timedelta(minutes=3))
    review.decide(eyes, key, "fine", now=later + timedelta(minutes=4))
    assert Proposal.objects.get().kind == "widen"


def test_nobody_passes_on_or_grants_what_the_results_do_not_ask_for_any_more(cast: Cast) -> None:
    owner, mara, _, _ = cast
    made = proposed(cast)
    last = Review.objects.order_by("-decided_at").first()
    assert last is not None
    last.result = "lesson"
    last.save()
    with pytest.raises(Declined, match="proposal_over"):
        evidence.pass_on(builders.who(mara), made.public_id, now=NOW)
    Proposal.objects.update(state="passed_on")
    with pytest.raises(Declined, match="proposal_over"):
        evidence.grant(builders.who(owner), made.public_id, now=NOW)
    evidence.decline(builders.who(owner), made.public_id, "Überholt.", now=NOW)


def test_a_review_that_leads_to_no_look_reads_no_history(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 60, jonas)
    row = out(mara, mandate)
    Review.objects.create(delivery=row, mandate=mandate, because="clearing", share=1.0, drawn_at=NOW)
    monkeypatch.setattr(evidence, "propose_for", lambda *_: pytest.fail("read for nothing"))
    review.decide(builders.who(jonas), row.review.public_id, "fine", now=NOW + timedelta(days=1))


def test_the_person_sees_it_first_and_passes_it_on(cast: Cast) -> None:
    owner, mara, jonas, mandate = cast
    made = proposed(cast)
    boss = builders.who(owner)
    assert reading.to_decide(owner.pk) == []
    with pytest.raises(Declined, match="unknown_proposal"):
        evidence.grant(boss, made.public_id, now=NOW)
    with pytest.raises(Declined, match="unknown_proposal"):
        evidence.pass_on(builders.who(jonas), made.public_id, now=NOW)
    evidence.pass_on(builders.who(mara), made.public_id, "Ich mache das seit März.", now=NOW)
    assert [p.sentence for p in reading.to_decide(owner.pk)] == ["Ich mache das seit März."]
    new = evidence.grant(boss, made.public_id, now=NOW)
    row = Mandate.objects.get(public_id=new)
    assert (row.highest_risk, row.replaces, row.member) == ("delicate", mandate, mara)
    assert row.evidence["reviews"] == 100
    assert row.evidence["proposal"] == made.public_id
    with pytest.raises(Declined, match="already_decided"):
        evidence.grant(boss, made.public_id, now=NOW)


def test_under_a_mandate_of_the_whole_desk_she_is_granted_one_of_her_own(cast: Cast) -> None:
    owner, mara, jonas, _ = cast
    everyday = builders.mandate(granted_by=owner)
    looked_at(mara, everyday, ["fine"] * 100, jonas)
    evidence.sweep(NOW)
    made = Proposal.objects.get()
    evidence.pass_on(builders.who(mara), made.public_id, now=NOW)
    row = Mandate.objects.get(public_id=evidence.grant(builders.who(owner), made.public_id, now=NOW))
    assert (row.member, row.role, row.highest_risk) == (mara, "", "delicate")
    everyday.refresh_from_db()
    assert everyday.ended_at is None


def test_only_who_granted_it_decides_while_she_runs_the_house(cast: Cast) -> None:
    owner, mara, _, _ = cast
    made = proposed(cast)
    evidence.pass_on(builders.who(mara), made.public_id, now=NOW)
    other = builders.who(builders.member(role="owner"))
    with pytest.raises(Declined, match="not_grantor"):
        evidence.decline(other, made.public_id, "Später.", now=NOW)
    with pytest.raises(Declined, match="not_allowed"):
        evidence.grant(builders.who(mara), made.public_id, now=NOW)
    owner.is_active = False
    owner.save()
    with pytest.raises(Declined, match="proposal_why"):
        evidence.decline(other, made.public_id, " ", now=NOW)
    evidence.decline(other, made.public_id, "Erst nach der Schulung.", now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decided_why) == ("declined", "Erst nach der Schulung.")


def test_a_wider_mandate_begins_with_looking_at_all_again(cast: Cast) -> None:
    owner, mara, _, _ = cast
    made = proposed(cast)
    evidence.pass_on(builders.who(mara), made.public_id, now=NOW)
    new = Mandate.objects.get(public_id=evidence.grant(builders.who(owner), made.public_id, now=NOW))
    row = out(mara, new)
    review_draw.draw(NOW)
    assert row.review.because == "clearing"


def test_figures_of_a_team_hide_what_fewer_than_five_wrote(cast: Cast) -> None:
    owner, _, jonas, _ = cast
    for size, name in ((4, "Small"), (5, "Middle"), (6, "Large")):
        mandate = builders.mandate(name=name, granted_by=owner)
        for _ in range(size):
            looked_at(builders.member(), mandate, ["fine"], jonas)
    found = reading.team_figures(False, NOW + WEEK, UTC)
    assert [name for name, _, _ in found.rows] == ["Middle", "Large"]
    assert found.hidden == 1
    assert found.all is not None
    assert found.all.reviews == 11
    assert len(reading.team_figures(True, NOW, UTC).rows) == 3


def test_mandates_of_few_count_in_the_sum_when_five_wrote_together(cast: Cast) -> None:
    for name in ("One", "Two"):
        mandate = builders.mandate(name=name, granted_by=cast[0])
        for _ in range(3):
            looked_at(builders.member(), mandate, ["fine"], cast[2])
    found = reading.team_figures(False, NOW + WEEK, UTC)
    assert (found.rows, found.hidden) == ((), 2)
    assert found.all is not None
    assert found.all.reviews == 6


def test_what_one_review_adds_is_told_by_no_two_looks(cast: Cast) -> None:
    mandate = builders.mandate(granted_by=cast[0])
    for _ in range(5):
        looked_at(builders.member(), mandate, ["fine"], cast[2])
    assert reading.team_figures(False, NOW, UTC).all is None  # the week is not over
    before = reading.team_figures(False, NOW + WEEK, UTC)
    looked_at(builders.member(), mandate, ["lesson"], cast[2])
    Review.objects.filter(result="lesson").update(decided_at=NOW + WEEK)
    assert reading.team_figures(False, NOW + WEEK, UTC) == before
    assert reading.team_figures(False, NOW + 9 * WEEK, UTC) == before  # still only one person
    for n in range(4):
        looked_at(builders.member(), mandate, ["fine"], cast[2])
        Review.objects.filter(pk=Review.objects.latest("pk").pk).update(decided_at=NOW + (n + 1) * WEEK)
    after = reading.team_figures(False, NOW + 9 * WEEK, UTC).all
    assert after is not None
    assert (after.reviews, after.fine) == (10, 9)


def test_an_agreement_permits_once_a_second_owner_confirmed_it_and_while_it_holds(cast: Cast) -> None:
    first, second = builders.who(cast[0]), builders.who(builders.member(role="owner"))
    key = agreement.record(
        first, "Betriebsvereinbarung 7", ["persons"], date(2026, 3, 1), date(2026, 3, 31), now=NOW
    )
    assert not agreements.permitted(Permit.PERSONS, NOW)
    with pytest.raises(Declined, match="second_needed"):
        agreement.confirm(first, key, now=NOW)
    agreement.confirm(second, key, now=NOW)
    assert agreements.permitted(Permit.PERSONS, NOW)
    assert not agreements.permitted(Permit.SMALL_GROUPS, NOW)
    assert not agreements.permitted(Permit.PERSONS, NOW + timedelta(days=40))
    agreement.end(first, key, now=NOW)
    assert not agreements.permitted(Permit.PERSONS, NOW)


@pytest.mark.parametrize(
    ("title", "permits", "until", "code"),
    [
        (" ", ["persons"], None, "agreement_title"),
        ("A", [], None, "agreement_permits"),
        ("A", ["all"], None, "agreement_permits"),
        ("A", ["persons"], date(2026, 2, 1), "agreement_term"),
    ],
)
def test_an_agreement_needs_a_title_what_it_permits_and_a_term(
    cast: Cast, title: str, permits: list[str], until: date | None, code: str
) -> None:
    with pytest.raises(Declined, match=code):
        agreement.record(builders.who(cast[0]), title, permits, date(2026, 3, 1), until, now=NOW)
