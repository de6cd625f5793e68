"""Service targets: what applies to whom, at intake, when people decide, and when the house decides otherwise."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.flow.arriving import account, at, incoming, receive, the_conversation
from zuruf.core.people import Who
from zuruf.core.target import ANY, Asked, Target
from zuruf.flow import assessment, desk, due, people, targets
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    AuditEntry,
    Conversation,
    Delivery,
    Member,
    MessageAssessment,
    ServiceTarget,
    Topic,
)

pytestmark = pytest.mark.django_db
BRAKES = "Meine Bremse quietscht. Was tun?"


@pytest.fixture
def owner() -> Who:
    builders.organisation(target_minutes=60)
    for slug, word in (("repair", "Bremse"), ("prices", "Preis")):
        Topic.objects.create(slug=slug, name={"en": slug}, words=[word], created_at=NOW, changed_at=NOW)
    return builders.who(builders.member(role="owner"))


def minutes(c: Conversation) -> float | None:
    """Until when an answer is due, since when somebody waits."""
    c.refresh_from_db()
    return (c.due_at - c.waiting_since).total_seconds() / 60 if c.due_at and c.waiting_since else None


def judged(c: Conversation, **found: str) -> None:
    kept = [
        {"label": label, "value": value, "probability": 0.9, "reasons": []} for label, value in found.items()
    ]
    MessageAssessment.objects.create(message=c.messages.get(), findings=kept, made_at=NOW)


def sent(c: Conversation, by: Who, kind: str = "reply") -> None:
    draft = builders.draft(c, Member.objects.get(pk=by.id), kind=kind, state="sent")
    Delivery.objects.create(
        draft=draft, conversation=c, account=c.account, author_id=by.id, kind=kind, payload={"text": draft.text},
        state="published", queued_at=NOW, not_before=NOW, recall_until=NOW, published_at=NOW,
    )  # fmt: skip


def test_what_comes_in_is_due_by_the_most_specific_target(owner: Who) -> None:
    of, other = account(), account()
    targets.save(owner, Target(30, 20, topic="repair"), now=NOW)
    targets.save(owner, Target(240, 90, topic="repair", account=of.public_id), now=NOW)
    receive(of, incoming("1", text=BRAKES))
    receive(other, incoming("1", text=BRAKES), incoming("2", text="Wann habt ihr auf?"))
    assert minutes(the_conversation(of)) == 240
    assert {minutes(c) for c in Conversation.objects.filter(account=other)} == {30, 60}


def test_the_next_answer_has_its_own_target_and_a_holding_reply_is_no_answer(owner: Who) -> None:
    of = account()
    targets.save(owner, Target(30, 20), now=NOW)
    receive(of, incoming("1"))
    c = the_conversation(of)
    assert minutes(c) == 30
    sent(c, owner, kind="holding")
    due.count_anew(now=NOW)
    assert minutes(c) == 30
    sent(c, owner)
    Conversation.objects.filter(pk=c.pk).update(state="waiting", waiting_since=None, due_at=None)
    receive(of, incoming("2", at=at(50), parent="1"))
    assert minutes(c) == 20


def test_words_that_follow_can_make_it_more_urgent_and_never_make_one_wait_by_saying_less(owner: Who) -> None:
    of = account()
    targets.save(owner, Target(15, 15, topic="repair"), now=NOW)
    receive(of, incoming("1", text="Wann habt ihr auf?"))
    c = the_conversation(of)
    assert minutes(c) == 60
    receive(of, incoming("2", at=at(5), parent="1", text=BRAKES))
    assert minutes(c) == 15
    receive(of, incoming("3", at=at(6), parent="1", text="Bitte bald!"))
    assert minutes(c) == 15


def test_what_a_person_corrects_moves_the_due_time(owner: Who) -> None:
    c = builders.conversation()
    judged(c, topic="repair")
    targets.save(owner, Target(15, 15, topic="prices"), now=NOW)
    targets.save(owner, Target(10, 10, risk=ANY), now=NOW)
    assert minutes(c) == 60
    assessment.correct(owner, c.public_id, {"topic": ["prices"]}, now=NOW)
    assert minutes(c) == 15
    assessment.correct(owner, c.public_id, {"risk": ["health"]}, now=NOW)
    assert minutes(c) == 10


def test_it_counts_where_whoever_has_it_works(owner: Who) -> None:
    monday = {"0": [["09:00", "17:00"]], "1": [["09:00", "17:00"]], "2": [["09:00", "17:00"]]}
    builders.organisation(hours=monday, place="DE-BE", timezone="Europe/Berlin")
    eve = NOW.replace(
        month=1, day=5, hour=15, minute=50
    )  # 16:50 in Berlin; next day is Epiphany in Bavaria alone
    c = builders.conversation(waiting_since=eve, due_at=due.reckoner().usually(eve))
    munich = builders.who(builders.member(place="DE-BY"))
    berlin = c.due_at
    assert berlin is not None
    desk.take(munich, c.public_id, now=eve)
    c.refresh_from_db()
    assert c.due_at == berlin + timedelta(days=1)
    desk.give(munich, c.public_id, member=Member.objects.get(pk=owner.id).public_id, now=eve)
    c.refresh_from_db()
    assert c.due_at == berlin
    people.set_profile(owner, name="N", initials="N", language="de", place="DE-BY", now=eve)
    c.refresh_from_db()
    assert c.due_at == berlin + timedelta(days=1)


def test_a_change_of_targets_holds_for_who_waits_and_can_be_undone(owner: Who) -> None:
    c = builders.conversation()
    judged(c, topic="repair")
    first = targets.save(owner, Target(30, 30, topic="repair"), now=NOW)
    second = targets.save(owner, Target(20, 20, topic="repair"), now=NOW)
    assert minutes(c) == 20
    targets.undo(owner, second, now=NOW)
    assert minutes(c) == 30
    targets.end(owner, first, now=NOW)
    assert minutes(c) == 60
    targets.undo(owner, first, now=NOW)
    assert minutes(c) == 30
    assert [t.first for t in targets.page().targets] == [30]
    verbs = AuditEntry.objects.filter(thing="target").order_by("pk").values_list("verb", flat=True)
    assert [*verbs] == ["target.set", "target.set", "target.undone", "target.ended", "target.undone"]


def test_undoing_a_target_twice_is_once_and_only_for_some_minutes(owner: Who) -> None:
    made = targets.save(owner, Target(30, 30), now=NOW)
    targets.undo(owner, made, now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        targets.undo(owner, made, now=NOW)
    assert not ServiceTarget.objects.filter(ended_at=None).exists()
    again = targets.save(owner, Target(20, 20), now=NOW)
    targets.end(owner, again, now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        targets.undo(owner, again, now=NOW + timedelta(minutes=11))
    assert not ServiceTarget.objects.filter(ended_at=None).exists()


def test_undoing_is_refused_when_somebody_decided_otherwise_since(owner: Who) -> None:
    first = targets.save(owner, Target(30, 30, topic="repair"), now=NOW)
    targets.end(owner, first, now=NOW)
    targets.save(owner, Target(10, 10, topic="repair"), now=NOW)
    with pytest.raises(Declined, match="changed"):
        targets.undo(owner, first, now=NOW)
    assert ServiceTarget.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Target(0, 5), "target_minutes"),
        (Target(5, 10**6), "target_minutes"),
        (Target(5, 5, topic="nothing"), "unknown_topic"),
        (Target(5, 5, account="nothing"), "unknown_account"),
        (Target(5, 5, risk="nothing"), "unknown_risk"),
        (Target(5, 5, language="d e"), "unknown_language"),
        (Target(5, 5, key="nothing"), "unknown_target"),
    ],
)
def test_what_cannot_be_meant_is_refused(owner: Who, target: Target, code: str) -> None:
    with pytest.raises(Declined, match=code):
        targets.save(owner, target, now=NOW)
    assert not ServiceTarget.objects.exists()


def test_only_owners_decide_them(owner: Who) -> None:
    desk_person = builders.who(builders.member())
    key = targets.save(owner, Target(30, 30), now=NOW)
    for act in (
        lambda: targets.save(desk_person, Target(5, 5)),
        lambda: targets.end(desk_person, key),
        lambda: targets.undo(desk_person, key),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_one_can_try_what_would_apply(owner: Who) -> None:
    targets.save(owner, Target(30, 20, topic="repair"), now=NOW)
    told = targets.tried(Asked(topics=frozenset({"repair"}), again=True), "en", now=NOW)
    assert (told.minutes, told.target.topic, told.due.at) == (20, "repair", NOW + timedelta(minutes=20))
    assert targets.tried(Asked(), "en", now=NOW).target.key == ""


def test_an_explanation_is_given_only_for_a_due_time_that_it_explains(owner: Who) -> None:
    c = builders.conversation()
    judged(c, topic="repair")
    targets.save(owner, Target(30, 30, topic="repair"), now=NOW)
    c.refresh_from_db()
    told = due.explain(c.public_id, c.waiting_since, c.due_at)
    assert told is not None
    assert (told.target.topic, told.minutes) == ("repair", 30)
    assert due.explain(c.public_id, c.waiting_since, NOW + timedelta(hours=9)) is None
    assert due.explain(c.public_id, None, None) is None


def test_targets_are_read_once_for_a_batch_and_cost_nothing_where_there_are_none(owner: Who) -> None:
    def statements() -> int:
        of = account()
        with CaptureQueriesContext(connection) as captured:
            receive(of, *(incoming(str(n), text=BRAKES) for n in range(120)))
        return len(captured)

    statements()
    without = statements()
    targets.save(owner, Target(30, 20, topic="repair"), now=NOW)
    assert statements() == without, "new conversations know their words"
