"""Lists follow what weighs: corrections, other weights, other due times; nobody but an owner decides about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf.core.pressing import Judging, Weights
from zuruf.core.triage import Finding, Reason, as_kept
from zuruf.flow import assessment, desk, due, guarding, pressing, ringing
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Member, MessageAssessment, Ring
from zuruf.store.queries.desk import Place, listed
from zuruf.store.queries.judging import judging

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Member:
    return builders.member(role="owner")


def found(c: Conversation, *findings: Finding) -> Conversation:
    message = c.messages.get()
    MessageAssessment.objects.update_or_create(
        message=message, defaults={"made_at": NOW, "findings": [as_kept(f) for f in findings]}
    )
    pressing.again(c.pk)
    c.refresh_from_db()
    return c


def says(label: str, value: str, p: float = 0.9, *, unsure: bool = False) -> Finding:
    return Finding(label, value, p, (Reason("x"),), unsure)


def order(who: Member, queue: str = "us") -> list[str]:
    place = Place.of(queue)
    assert place
    return [r.public_id for r in listed(builders.who(who), place).rows]


def test_what_waits_worst_stands_first_and_who_likes_sorts_by_the_wait(answers: Member) -> None:
    first = builders.conversation()
    worse = builders.conversation(waiting_since=NOW + timedelta(hours=1), due_at=NOW + timedelta(hours=3))
    found(worse, says("risk", "legal"), says("intent", "complaint"))
    assert order(answers) == [worse.public_id, first.public_id]
    pressing.sort(builders.who(answers), "longest")
    answers.refresh_from_db()
    assert order(answers) == [first.public_id, worse.public_id]
    with pytest.raises(Declined, match="unknown_value"):
        pressing.sort(builders.who(answers), "by name")


def test_other_weights_order_all_that_is_open_anew(owner: Member, answers: Member) -> None:
    c = found(builders.conversation(), says("risk", "legal"), says("intent", "complaint"))
    assert c.pressing_at == NOW - timedelta(hours=3)
    assert pressing.save(builders.who(owner), Judging(weights=Weights(serious=30)), now=NOW)
    while pressing.order_step(now=NOW):
        pass
    c.refresh_from_db()
    assert (c.weighs, c.pressing_at) == ("risk:legal=30", NOW + timedelta(minutes=30))
    with pytest.raises(Declined, match="not_allowed"):
        pressing.save(builders.who(answers), Judging(), now=NOW)
    with pytest.raises(Declined, match="minutes"):
        pressing.save(builders.who(owner), Judging(weights=Weights(reach=-1)), now=NOW)
    with pytest.raises(Declined, match="guard"):
        pressing.save(builders.who(owner), Judging(guard="nobody"), now=NOW)


def test_the_order_follows_in_steps_and_begins_anew_where_the_weights_change_meanwhile(
    owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressing, "STEP", 1)
    who = builders.who(owner)
    two = [found(builders.conversation(), says("risk", "legal")) for _ in range(2)]
    builders.organisation()
    pressing.save(who, Judging(weights=Weights(serious=30)), now=NOW)
    assert {c.weighs for c in Conversation.objects.all()} == {two[0].weighs}, "no request waits for it"
    assert pressing.order_step(now=NOW)
    pressing.save(who, Judging(weights=Weights(serious=15)), now=NOW)
    while pressing.order_step(now=NOW):
        pass
    assert {c.weighs.split()[0] for c in Conversation.objects.all()} == {"risk:legal=15"}
    assert not pressing.save(who, Judging(sure=0.5, weights=Weights(serious=15)), now=NOW)
    with CaptureQueriesContext(connection) as seen:
        assert not pressing.order_step(now=NOW)
    assert len(seen) == 1


def test_what_is_not_sure_lies_where_it_lay_and_in_its_own_list_until_a_person_says_what_it_is(
    answers: Member,
) -> None:
    c = found(builders.conversation(), says("intent", "complaint", 0.5, unsure=True))
    assert order(answers) == order(answers, "unsure") == [c.public_id]
    assessment.correct(builders.who(answers), c.public_id, {"intent": ["complaint"]}, now=NOW)
    assert (order(answers), order(answers, "unsure")) == ([c.public_id], [])


def test_closing_reopening_and_a_new_due_time_keep_its_place(answers: Member) -> None:
    c = found(builders.conversation(), says("risk", "press"), says("intent", "complaint"))
    who = builders.who(answers)
    desk.close(who, c.public_id, now=NOW)
    desk.reopen(who, c.public_id, now=NOW)
    due.again(c.pk)
    c.refresh_from_db()
    assert c.due_at is not None
    assert c.pressing_at == c.due_at - timedelta(hours=4)


def test_life_at_risk_rings_at_whom_the_house_named_also_when_nobody_is_on_duty(
    owner: Member, answers: Member
) -> None:
    pressing.save(builders.who(owner), Judging(guard=answers.public_id), now=NOW)
    c = found(builders.conversation(), says("risk", "self_harm"), says("intent", "chat"))
    Conversation.objects.filter(pk=c.pk).update(urgent=True)
    assert ringing.sweep(now=NOW) == 1
    assert Ring.objects.get().member == answers


def test_where_nobody_is_named_it_rings_at_an_owner_and_other_things_wait_for_duty(owner: Member) -> None:
    c = found(builders.conversation(urgent=True), says("risk", "threat"), says("intent", "chat"))
    quiet = found(builders.conversation(urgent=True), says("risk", "legal"), says("intent", "complaint"))
    assert guarding.whom(c, [], NOW)[1] == owner.pk
    assert guarding.whom(quiet, [], NOW) == ([], None)
    assert judging().guard == ""
