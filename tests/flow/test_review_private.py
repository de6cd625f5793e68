"""What is looked at afterwards tells nobody more about a person than she may know."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_evidence import Cast, cast, proposed
from tests.flow.test_review import drawn, looked_at, out
from zuruf.flow import evidence, review, review_draw
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Change, Delivery, Mandate, Member, Review
from zuruf.store.queries import evidence as records
from zuruf.store.queries import review as reading

pytestmark = pytest.mark.django_db
__all__ = ["cast"]  # the cast of the neighbouring tests


def lesson(author: Member, mandate: Mandate, reviewer: Member, words: str = "Erst fragen.") -> str:
    row = out(author, mandate)
    review_draw.draw(NOW)
    key: str = drawn(row).public_id
    against = f"mandate:{mandate.public_id}"
    review.decide(builders.who(reviewer), key, "lesson", lesson=words, against=against, now=NOW)
    return key


def test_neither_audit_nor_feed_knows_of_a_proposal_that_she_keeps_to_herself(cast: Cast) -> None:
    made = proposed(cast)
    evidence.drop(builders.who(cast[1]), made.public_id, now=NOW)
    assert not AuditEntry.objects.filter(thing="proposal").exists()
    assert not Change.objects.filter(kind="proposal").exists()
    with pytest.raises(Declined, match="already_decided"):
        evidence.drop(builders.who(cast[1]), made.public_id, now=NOW)


def test_what_she_passes_on_is_in_the_audit_from_then_on(cast: Cast) -> None:
    made = proposed(cast)
    evidence.pass_on(builders.who(cast[1]), made.public_id, now=NOW)
    assert AuditEntry.objects.get(thing="proposal").verb == "proposal.passed_on"


def test_a_proposal_passed_on_is_read_by_whoever_granted_it_and_by_others_once_she_is_gone(
    cast: Cast,
) -> None:
    owner, mara, _, _ = cast
    other = builders.member(role="owner")
    evidence.pass_on(builders.who(mara), proposed(cast).public_id, now=NOW)
    assert [len(records.to_decide(m.pk)) for m in (owner, other)] == [1, 0]
    Member.objects.filter(pk=owner.pk).update(is_active=False)
    assert len(records.to_decide(other.pk)) == 1


def test_the_audit_of_a_review_says_neither_what_was_found_nor_where(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    lesson(mara, mandate, jonas)
    entry = AuditEntry.objects.get(verb="review.decided")
    assert (entry.why, entry.conversation, entry.data) == ("", "", {})


def test_a_lesson_names_a_mandate_only_where_five_hold_it(cast: Cast) -> None:
    _, mara, jonas, own = cast
    desk = builders.mandate(name="All of the desk")
    lesson(mara, own, jonas)
    lesson(mara, desk, jonas, "Kürzer.")
    assert [told.subject for told in reading.lessons("de")] == ["", ""]
    for _ in range(3):
        builders.member()
    assert {told.subject for told in reading.lessons("de")} == {"", "All of the desk"}


def test_a_lesson_that_names_whoever_answers_for_it_is_not_shared(cast: Cast) -> None:
    _, mara, jonas, _ = cast
    row = out(mara, accountable=builders.member(name="Ute Brandt"))
    review_draw.draw(NOW)
    for words in ("brandts Antwort", "Maras Antwort"):
        with pytest.raises(Declined, match="lesson_names"):
            review.decide(builders.who(jonas), drawn(row).public_id, "lesson", lesson=words, now=NOW)


def test_the_answer_that_is_asked_for_is_shown_however_many_wait_before_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, mara, jonas, _ = cast
    monkeypatch.setattr(reading, "SHOWN", 2)
    rows = [out(mara) for _ in range(4)]
    review_draw.draw(NOW)
    last = drawn(rows[-1]).public_id
    page = review.look(builders.who(jonas), last, now=NOW)
    assert page.at is not None
    assert page.at.public_id == last
    assert [r.public_id for r in page.waiting] == [last, *(drawn(r).public_id for r in rows[:2])]


def test_what_somebody_else_has_before_her_is_said_to_be_taken_and_no_other_is_shown_for_it(
    cast: Cast,
) -> None:
    _, mara, jonas, _ = cast
    other = builders.who(builders.member())
    one, _more = out(mara), out(mara)
    review_draw.draw(NOW)
    key = drawn(one).public_id
    review.look(builders.who(jonas), key, now=NOW)
    with pytest.raises(Declined, match="review_taken"):
        review.look(other, key, now=NOW)
    with pytest.raises(Declined, match="own_review"):
        review.look(builders.who(mara), key, now=NOW)
    with pytest.raises(Declined, match="unknown_review"):
        review.look(other, "no-such-one", now=NOW)
    review.decide(builders.who(jonas), key, "fine", now=NOW)
    with pytest.raises(Declined, match="review_done"):
        review.look(other, key, now=NOW)


def test_what_must_surely_be_looked_at_is_drawn_however_old_it_is(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 30, jonas)
    old = NOW - timedelta(days=20)
    rows = [
        out(mara, mandate, at=old, verdict="look"),
        out(mara, mandate, at=old, backing={"released_by_clock": "Legal"}),
        out(mara, mandate, at=old),
    ]
    review_draw.draw(NOW)
    assert [getattr(drawn(r), "because", "") for r in rows] == ["look", "clock", ""]
    rows[2].refresh_from_db()
    assert rows[2].drawn == "old"


def test_what_was_corrected_before_the_draw_is_drawn_all_the_same(cast: Cast) -> None:
    _, mara, _, mandate = cast
    row = out(mara, mandate, state="corrected")
    assert [review_draw.draw(NOW), review_draw.draw(NOW)] == [1, 0]
    assert Review.objects.get().delivery == row
    assert Delivery.objects.get().drawn == "yes"
