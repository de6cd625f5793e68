"""What is drawn to be looked at, what whoever looks may do, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.review import Plan
from zuruf.flow import review, review_draw
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    AuditEntry,
    Delivery,
    Mandate,
    Member,
    MessageAssessment,
    Organisation,
    Review,
)
from zuruf.store.queries import review as reading

pytestmark = pytest.mark.django_db
Two = tuple[Member, Member]


def out(
    author: Member, mandate: Mandate | None = None, *, verdict: str = "go", at: datetime = NOW, **over: Any
) -> Delivery:
    """An answer of hers that is out."""
    here = over.pop("here", None) or builders.conversation()
    draft = builders.draft(here, author, state="sent", verdict=verdict, hits=over.pop("hits", []))
    backing = {"mandate": mandate.public_id} if mandate else {}
    fields = {
        "draft": draft, "conversation": here, "account": here.account, "author": author, "accountable": author,
        "backing": {**backing, **over.pop("backing", {})}, "payload": {"text": draft.text}, "state": "published",
        "queued_at": at, "not_before": at, "recall_until": at, "published_at": at, **over,
    }  # fmt: skip
    return Delivery.objects.create(**fields)


def drawn(row: Delivery) -> Any:
    """Its review; None when it was not drawn."""
    return Review.objects.filter(delivery=row).first()


def looked_at(
    author: Member, mandate: Mandate | None, results: Sequence[str], reviewer: Member, at: datetime = NOW
) -> None:
    """So many answers of hers were looked at already, with these results."""
    for n, result in enumerate(results):
        row = out(author, mandate, at=at, drawn="yes")
        when = at + timedelta(minutes=n)
        Review.objects.create(
            delivery=row, mandate=mandate, because="clearing", share=1.0, drawn_at=at, state="done", result=result,
            reviewer=reviewer, decided_at=when,
        )  # fmt: skip


@pytest.fixture
def house() -> Organisation:
    return builders.organisation(review={"clear_after": 5, "share": 10, "risky": 50, "fresh": 30})


@pytest.fixture
def people(house: Organisation) -> Two:
    return builders.member(name="Mara Lindt"), builders.member(name="Jonas Weber")


def test_everything_of_somebody_new_is_drawn(people: Two) -> None:
    mara, _ = people
    mandate = builders.mandate(member=mara)
    rows = [out(mara, mandate) for _ in range(4)]
    assert review_draw.draw(NOW) == 4
    assert [drawn(r).because for r in rows] == ["clearing"] * 4
    assert AuditEntry.objects.filter(verb="review.drawn").count() == 4


def test_a_good_record_leads_to_a_share_drawn_by_chance(people: Two) -> None:
    mara, jonas = people
    mandate = builders.mandate(member=mara)
    looked_at(mara, mandate, ["fine"] * 5, jonas)
    rows = [out(mara, mandate) for _ in range(30)]
    review_draw.draw(NOW)
    found = [drawn(r) for r in rows]
    assert [bool(f) for f in found] == [review_draw.chance(r.public_id) < 0.1 for r in rows]
    assert {(f.share, f.because) for f in found if f} <= {(0.1, "sample")}


def test_a_lesson_brings_all_answers_back(people: Two) -> None:
    mara, jonas = people
    mandate = builders.mandate(member=mara)
    looked_at(mara, mandate, ["fine"] * 9 + ["lesson"], jonas)
    row = out(mara, mandate)
    review_draw.draw(NOW)
    assert drawn(row).because == "clearing"


def test_the_record_under_one_mandate_says_nothing_about_another(people: Two) -> None:
    mara, jonas = people
    one, other = builders.mandate(member=mara), builders.mandate(member=mara, name="Refunds")
    looked_at(mara, one, ["fine"] * 5, jonas)
    row = out(mara, other)
    review_draw.draw(NOW)
    assert drawn(row).because == "clearing"


def test_what_the_guidelines_want_looked_at_is_always_drawn(people: Two) -> None:
    mara, jonas = people
    mandate = builders.mandate(member=mara)
    looked_at(mara, mandate, ["fine"] * 5, jonas)
    rows = [out(mara, mandate, verdict="look") for _ in range(5)]
    review_draw.draw(NOW)
    assert {drawn(r).because for r in rows} == {"look"}


def test_what_a_second_pair_released_is_not_drawn_but_what_the_clock_released_is(people: Two) -> None:
    mara, _ = people
    seen = out(mara, verdict="ask", backing={"ask": "q1"})
    late = out(mara, verdict="ask", backing={"ask": "q2", "released_by_clock": "Legal"})
    review_draw.draw(NOW)
    assert drawn(seen) is None
    assert drawn(late).because == "clock"


def test_risky_questions_are_drawn_from_with_a_larger_share(
    people: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_draw, "chance", lambda _delivery: 0.4)  # below this share, above the usual
    mara, jonas = people
    mandate = builders.mandate(member=mara)
    looked_at(mara, mandate, ["fine"] * 5, jonas)
    rows = [out(mara, mandate) for _ in range(3)]
    for r in rows:
        findings = [{"label": "risk", "value": "health", "probability": 0.9, "reasons": []}]
        assert r.draft.answers_id is not None
        MessageAssessment.objects.create(message_id=r.draft.answers_id, findings=findings, made_at=NOW)
    review_draw.draw(NOW)
    assert [(f.share, f.because) for f in map(drawn, rows) if f] == [(0.5, "risky")] * 3


def test_holding_replies_later_parts_and_old_answers_are_left_alone(people: Two) -> None:
    mara, _ = people
    rows = [out(mara, kind="holding"), out(mara, part=2, parts=2), out(mara, at=NOW - timedelta(days=20))]
    review_draw.draw(NOW)
    assert not Review.objects.exists()
    assert list(Delivery.objects.order_by("pk").values_list("drawn", flat=True)) == ["no", "no", "old"]
    assert len(rows) == 3


def test_each_answer_is_decided_once_however_often_one_draws(people: Two) -> None:
    mara, _ = people
    out(mara)
    assert [review_draw.draw(NOW), review_draw.draw(NOW)] == [1, 0]
    assert Review.objects.count() == 1


def test_nobody_looks_at_her_own_answer_nor_at_what_she_released(people: Two) -> None:
    mara, jonas = people
    row = out(mara)
    row.draft.asks.create(
        asked_at=NOW, deadline=NOW, late="holding", guideline="x@1", state="released", decided_by=jonas
    )
    review_draw.draw(NOW)
    for nobody in (mara, jonas):
        assert reading.waiting(nobody.pk, NOW) == []
        with pytest.raises(Declined, match="own_review"):
            review.decide(builders.who(nobody), drawn(row).public_id, "fine", now=NOW)
    assert len(reading.waiting(builders.member().pk, NOW)) == 1


def test_two_who_look_at_once_get_different_answers(people: Two) -> None:
    mara, jonas = people
    out(mara), out(mara)
    review_draw.draw(NOW)
    first = review.look(builders.who(jonas), now=NOW)
    second = review.look(builders.who(builders.member()), now=NOW)
    assert first.at is not None
    assert second.at is not None
    assert first.at.public_id != second.at.public_id
    assert (len(first.waiting), len(second.waiting)) == (2, 1)


def test_of_two_results_the_first_counts(people: Two) -> None:
    mara, jonas = people
    row = out(mara)
    review_draw.draw(NOW)
    review.decide(builders.who(jonas), drawn(row).public_id, "fine", now=NOW)
    with pytest.raises(Declined, match="review_done"):
        review.decide(
            builders.who(builders.member()), drawn(row).public_id, "lesson", lesson="Kürzer.", now=NOW
        )


def test_a_lesson_is_filed_against_a_guideline_and_shared_without_names(people: Two) -> None:
    mara, jonas = people
    row = out(mara, builders.mandate(member=mara), hits=[{"id": "shipping", "version": 4, "verdict": "look"}])
    review_draw.draw(NOW)
    key = drawn(row).public_id
    with pytest.raises(Declined, match="lesson_empty"):
        review.decide(builders.who(jonas), key, "lesson", now=NOW)
    with pytest.raises(Declined, match="lesson_names"):
        review.decide(builders.who(jonas), key, "lesson", lesson="Mara soll fragen.", now=NOW)
    with pytest.raises(Declined, match="unknown_against"):
        review.decide(
            builders.who(jonas), key, "lesson", lesson="Erst fragen.", against="guideline:x@1", now=NOW
        )
    review.decide(
        builders.who(jonas), key, "lesson", lesson="Erst fragen.", against="guideline:shipping@4", now=NOW
    )
    (told,) = reading.lessons("de")
    assert (told.text, told.kind, told.subject, told.version) == (
        "Erst fragen.",
        "guideline",
        "shipping",
        "4",
    )
    assert "Mara" not in repr(told)


def test_a_lesson_that_is_not_shared_stays_with_its_author(people: Two) -> None:
    mara, jonas = people
    row = out(mara)
    review_draw.draw(NOW)
    review.decide(
        builders.who(jonas), drawn(row).public_id, "lesson", lesson="Mara: wärmer.", share=False, now=NOW
    )
    assert reading.lessons("de") == []


def test_a_wrong_key_is_undone_within_ten_minutes(people: Two) -> None:
    mara, jonas = people
    row = out(mara)
    review_draw.draw(NOW)
    key = drawn(row).public_id
    review.decide(builders.who(jonas), key, "fine", now=NOW)
    review.undo(builders.who(jonas), key, now=NOW + timedelta(minutes=9))
    assert drawn(row).state == "open"
    review.decide(builders.who(jonas), key, "fine", now=NOW)
    with pytest.raises(Declined, match="review_kept"):
        review.undo(builders.who(jonas), key, now=NOW + timedelta(minutes=11))


def test_partners_and_guests_do_not_look(people: Two) -> None:
    mara, _ = people
    row = out(mara)
    review_draw.draw(NOW)
    for role in ("partner", "guest"):
        with pytest.raises(Declined, match="may_not"):
            review.decide(builders.who(builders.member(role=role)), drawn(row).public_id, "fine", now=NOW)


def test_the_plan_is_kept_only_when_it_is_one(house: Organisation) -> None:
    owner, desk = builders.who(builders.member(role="owner")), builders.who(builders.member())
    review.set_plan(owner, Plan(clear_after=40, share=5, risky=20, fresh=20), 97, 80, now=NOW)
    row = Organisation.objects.get(pk=1)
    assert (reading.plan().clear_after, row.widen_line, row.narrow_line) == (40, 97, 80)
    for who, plan, lines, code in (
        (desk, Plan(), (95, 85), "not_allowed"),
        (owner, Plan(share=60, risky=20), (95, 85), "review_plan"),
        (owner, Plan(), (80, 85), "review_lines"),
    ):
        with pytest.raises(Declined, match=code):
            review.set_plan(who, plan, *lines, now=NOW)
