"""Many at once: each decided by itself, told as a whole, and taken back where nobody did anything since."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from zuruf.core import bulk as rules
from zuruf.core.bulk import Chosen, Left, Verb
from zuruf.core.desk import State
from zuruf.core.people import Who
from zuruf.flow import assessment, bulk, bulk_undo, desk
from zuruf.flow.bulk_acts import ACTS, Order, Was
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    AuditEntry,
    Bulk,
    Change,
    Conversation,
    Example,
    MessageAssessment,
    Note,
    Presence,
    Team,
    Topic,
)
from zuruf.store.queries import bulk as reading
from zuruf.web import bulk_words

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=3)


def shown(*those: Conversation) -> list[Chosen]:
    """As a list shows them now."""
    for c in those:
        c.refresh_from_db()
    return [Chosen(c.public_id, rules.seen(c.message_count, c.last_at)) for c in those]


@pytest.fixture
def anna() -> Who:
    builders.organisation()
    return builders.who(builders.member(name="Anna"))


@pytest.fixture
def ben() -> Who:
    return builders.who(builders.member(name="Ben"))


@pytest.fixture
def three(anna: Who) -> list[Conversation]:
    of = builders.account("bluesky")
    return [builders.conversation(of) for _ in range(3)]


def test_all_are_closed_with_the_reason_and_each_keeps_its_own_entry(
    anna: Who, three: list[Conversation]
) -> None:
    done = bulk.do(anna, Verb.CLOSE, shown(*three), reason="spam", now=SOON)
    assert (done.done, done.left) == (3, {})
    assert {c.state for c in Conversation.objects.all()} == {State.DONE}
    entries = AuditEntry.objects.filter(verb="conversation.closed", actor=anna.alias)
    assert {e.data["reason"] for e in entries} == {"spam"}
    assert {e.data["bulk"] for e in entries} == {done.public_id}
    (whole,) = AuditEntry.objects.filter(verb="bulk.done")
    assert whole.data == {"verb": "close", "done": 3, "left": 0, "reason": "spam"}
    assert set(Change.objects.values_list("thing", flat=True)) >= {c.public_id for c in three}


def test_what_cannot_be_closed_is_left_and_told_by_reason(
    anna: Who, ben: Who, three: list[Conversation]
) -> None:
    news, asked, written = three
    chosen = shown(*three)
    Conversation.objects.filter(pk=news.pk).update(message_count=2)
    Conversation.objects.filter(pk=asked.pk).update(ask_until=SOON)
    Presence.objects.create(conversation=written, member_id=ben.id, writing=True, seen_at=SOON)
    done = bulk.do(anna, Verb.CLOSE, [*chosen, Chosen("nobody")], reason="no_answer", now=SOON)
    assert done.done == 0
    assert done.left == {
        Left.GONE: ("nobody",),
        Left.MOVED_ON: (news.public_id,),
        Left.ASKED: (asked.public_id,),
        Left.WRITING: (written.public_id,),
    }
    assert {c.state for c in Conversation.objects.all()} == {State.OPEN}


def test_taking_back_a_closing_restores_who_waited_and_leaves_what_somebody_opened(
    anna: Who, ben: Who, three: list[Conversation]
) -> None:
    done = bulk.do(anna, Verb.CLOSE, shown(*three), reason="no_answer", now=SOON)
    desk.reopen(ben, three[0].public_id, now=SOON)
    desk.close(ben, three[0].public_id, "spam", now=SOON)
    back = bulk_undo.undo(anna, done.public_id, now=SOON + timedelta(minutes=1))
    assert (back.done, back.left) == (2, {Left.CHANGED: (three[0].public_id,)})
    for c in three:
        c.refresh_from_db()
    assert [(c.state, c.waiting_since, c.due_at) for c in three[1:]] == [
        (State.OPEN, NOW, NOW + timedelta(hours=1))
    ] * 2
    assert three[0].state == State.DONE


def test_nobody_else_takes_it_back_nor_twice_nor_too_late(
    anna: Who, ben: Who, three: list[Conversation]
) -> None:
    done = bulk.do(anna, Verb.TAKE, shown(*three), now=SOON)
    for who, at in ((ben, SOON), (anna, SOON + rules.LASTS)):
        with pytest.raises(Declined, match="undo_over"):
            bulk_undo.undo(who, done.public_id, now=at)
    bulk_undo.undo(anna, now=SOON)
    with pytest.raises(Declined, match="undo_over"):
        bulk_undo.undo(anna, now=SOON)
    assert set(Conversation.objects.values_list("owner", flat=True)) == {None}


def test_taking_leaves_what_somebody_else_has(anna: Who, ben: Who, three: list[Conversation]) -> None:
    desk.take(ben, three[0].public_id, now=NOW)
    done = bulk.do(anna, Verb.TAKE, shown(*three), now=SOON)
    assert (done.done, done.left) == (2, {Left.TAKEN: (three[0].public_id,)})


def test_a_sentence_goes_with_each_that_is_handed_on_and_back_with_it(
    anna: Who, ben: Who, three: list[Conversation]
) -> None:
    team = Team.objects.create(name="Werkstatt")
    done = bulk.do(anna, Verb.GIVE, shown(*three), team=team.public_id, text="Bitte heute.", now=SOON)
    assert Note.objects.filter(text="Bitte heute.").count() == 3
    desk.take(ben, three[0].public_id, now=SOON)
    back = bulk_undo.undo(anna, done.public_id, now=SOON)
    assert back.left == {Left.CHANGED: (three[0].public_id,)}
    assert list(Conversation.objects.order_by("pk").values_list("team", "owner")) == [
        (team.pk, ben.id), (None, None), (None, None),
    ]  # fmt: skip
    assert Note.objects.count() == 1


def test_the_last_one_that_is_taken_back_is_one_that_did_something(
    anna: Who, three: list[Conversation]
) -> None:
    for _twice in range(2):
        bulk.do(anna, Verb.CLOSE, shown(*three), reason="spam", now=SOON)
    assert bulk_undo.undo(anna, now=SOON).done == 3


def test_what_came_in_after_a_reopening_is_not_closed_by_taking_that_back(
    anna: Who, three: list[Conversation]
) -> None:
    bulk.do(anna, Verb.CLOSE, shown(*three), reason="spam", now=SOON)
    done = bulk.do(anna, Verb.REOPEN, shown(*three), now=SOON)
    Conversation.objects.filter(pk=three[0].pk).update(message_count=2, last_at=SOON)
    Conversation.objects.filter(pk=three[1].pk).update(ask_until=SOON)
    back = bulk_undo.undo(anna, done.public_id, now=SOON)
    assert (back.done, len(back.left[Left.CHANGED])) == (1, 2)
    assert [Conversation.objects.get(pk=c.pk).state for c in three] == [State.OPEN, State.OPEN, State.DONE]


def test_of_what_triage_was_not_sure_of_the_topic_is_said_as_for_one(
    anna: Who, three: list[Conversation]
) -> None:
    Topic.objects.create(slug="price", name={"de": "Preise"}, words=["Preis"], created_at=NOW)
    for c in three:
        MessageAssessment.objects.create(message=c.messages.get(), findings=[], made_at=NOW)
    Conversation.objects.update(unsure=True)
    done = bulk.do(anna, Verb.TOPIC, shown(*three), topics=[], now=SOON)
    assert (done.done, Conversation.objects.filter(unsure=True).count()) == (3, 0)


def test_a_topic_is_taken_back_also_where_another_message_came_in_since(
    anna: Who, three: list[Conversation]
) -> None:
    Topic.objects.create(slug="price", name={"de": "Preise"}, words=["Preis"], created_at=NOW)
    kept = MessageAssessment.objects.create(message=three[0].messages.get(), findings=[], made_at=NOW)
    bulk.do(anna, Verb.TOPIC, shown(three[0]), topics=["price"], now=SOON)
    newer = builders.message(three[0], order_at=SOON)
    MessageAssessment.objects.create(message=newer, findings=[], made_at=SOON)
    assert bulk_undo.undo(anna, now=SOON).done == 1
    kept.refresh_from_db()
    assert [f["value"] for f in kept.findings if f["value"]] == []


def test_a_topic_is_said_of_all_and_the_judges_speak_again_afterwards(
    anna: Who, three: list[Conversation]
) -> None:
    Topic.objects.create(slug="parts", name={"de": "Teile"}, words=["Ersatzteil"], created_at=NOW)
    Topic.objects.create(slug="price", name={"de": "Preise"}, words=["Preis"], created_at=NOW)
    for c in three[:2]:
        MessageAssessment.objects.create(message=c.messages.get(), findings=[], made_at=NOW)
    done = bulk.do(anna, Verb.TOPIC, shown(*three), topics=["price"], now=SOON)
    assert (done.done, set(done.left)) == (2, {Left.SAME})
    topics = [[f["value"] for f in a.findings] for a in MessageAssessment.objects.all()]
    assert topics == [["price"], ["price"]]
    bulk_undo.undo(anna, done.public_id, now=SOON)
    assert [[f["value"] for f in a.findings] for a in MessageAssessment.objects.all()] == [["parts"]] * 2


def test_a_topic_said_of_many_is_learned_from_until_it_is_taken_back(
    anna: Who, three: list[Conversation]
) -> None:
    Topic.objects.create(slug="parts", name={"de": "Teile"}, words=["Ersatzteil"], created_at=NOW)
    Topic.objects.create(slug="price", name={"de": "Preise"}, words=["Preis"], created_at=NOW)
    for c in three:
        MessageAssessment.objects.create(message=c.messages.get(), findings=[], made_at=NOW)
    assessment.correct(anna, three[0].public_id, {"topic": ["parts"]}, now=NOW)
    done = bulk.do(anna, Verb.TOPIC, shown(*three), topics=["price"], now=SOON)
    assert list(Example.objects.values_list("values", "was")) == [(["price"], [])] * 3
    bulk_undo.undo(anna, done.public_id, now=SOON)
    left = Example.objects.get()
    assert (left.message.conversation, left.values) == (three[0], ["parts"]), "what was said of one stands"


def test_reopening_and_taking_that_back_keeps_the_first_decision(
    anna: Who, three: list[Conversation]
) -> None:
    desk.close(anna, three[0].public_id, "elsewhere", now=NOW)
    done = bulk.do(anna, Verb.REOPEN, shown(*three), now=SOON)
    assert (done.done, set(done.left)) == (1, {Left.SAME})
    three[0].refresh_from_db()
    assert (three[0].state, three[0].waiting_since) == (State.OPEN, NOW)
    bulk_undo.undo(anna, now=SOON)
    last = AuditEntry.objects.filter(verb="conversation.closed").latest("id")
    assert (last.data["reason"], last.data["since"]) == ("elsewhere", NOW.isoformat())


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"reason": "because"}, "unknown_reason"),
        ({"chosen": []}, "nothing_chosen"),
        ({"chosen": range(1001)}, "too_many"),
    ],
)
def test_what_cannot_be_meant_is_declined_before_anything_is_done(
    anna: Who, over: dict[str, Any], code: str
) -> None:
    chosen = [Chosen(str(i)) for i in over.get("chosen", [1])]
    with pytest.raises(Declined, match=code):
        bulk.do(anna, Verb.CLOSE, chosen, reason=over.get("reason", "spam"), now=NOW)
    assert not Bulk.objects.exists()


def test_statements_do_not_grow_with_what_is_closed(
    anna: Who, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    of = builders.account("bluesky")
    many = [builders.conversation(of) for _ in range(60)]
    with django_assert_max_num_queries(40):  # two steps
        done = bulk.do(anna, Verb.CLOSE, shown_all(many), reason="no_answer", now=SOON)
    assert done.done == 60
    with django_assert_max_num_queries(160):  # the due time of each is its own
        assert bulk_undo.undo(anna, now=SOON).done == 60


def shown_all(those: list[Conversation]) -> list[Chosen]:
    return [Chosen(c.public_id, rules.seen(c.message_count, c.last_at)) for c in those]


def many_of(n: int) -> list[Conversation]:
    of = builders.account("bluesky")
    return [builders.conversation(of) for _ in range(n)]


def test_what_breaks_off_says_how_far_it_got_and_that_much_is_taken_back(
    anna: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    those = many_of(3)
    monkeypatch.setattr(rules, "STEP", 1)
    closes = ACTS[Verb.CLOSE]

    def breaks(who: Who, made: Bulk, order: Order, rows: Sequence[Conversation], now: datetime) -> Was:
        if rows[0].pk == those[1].pk:
            raise RuntimeError("the disk is full")
        return closes(who, made, order, rows, now)

    monkeypatch.setitem(ACTS, Verb.CLOSE, breaks)
    done = bulk.do(anna, Verb.CLOSE, shown(*those), reason="spam", now=SOON)
    assert (done.done, done.rest) == (1, 2)
    told = reading.one(anna, done.public_id, SOON)
    assert told is not None
    assert (told.done, told.rest, told.undoable, told.under_way) == (1, 2, True, False)
    assert "after 1 of 3" in bulk_words.interrupted(told)
    assert bulk_undo.undo(anna, now=SOON).done == 1
    assert {c.state for c in Conversation.objects.all()} == {State.OPEN}


def test_what_a_killed_process_had_begun_is_taken_back_and_stops_where_it_still_goes_on(
    anna: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    those = many_of(2)
    monkeypatch.setattr(rules, "STEP", 1)
    monkeypatch.setattr(bulk, "finished", lambda *args, **more: bulk.Done("", 0, {}))  # killed before the end
    bulk.do(anna, Verb.CLOSE, shown(those[0]), reason="spam", now=SOON)
    Bulk.objects.update(chosen=2)
    made = Bulk.objects.get()
    with pytest.raises(Declined, match="undo_over"):
        bulk_undo.undo(anna, now=SOON)
    later = SOON + rules.STALLED
    told = reading.one(anna, made.public_id, later)
    assert told is not None
    assert (told.rest, told.undoable) == (1, True)
    assert bulk_undo.undo(anna, now=later).done == 1
    order = bulk._order(anna, Verb.CLOSE, "spam", "", "", "", ())
    assert bulk._step(anna, made, order, shown(those[1]), later) is None
    assert {c.state for c in Conversation.objects.all()} == {State.OPEN}


def test_a_taking_back_that_broke_off_goes_on(anna: Who, three: list[Conversation]) -> None:
    done = bulk.do(anna, Verb.CLOSE, shown(*three), reason="spam", now=SOON)
    Bulk.objects.update(undone_at=SOON)  # and then the process was killed
    with pytest.raises(Declined, match="undo_over"):
        bulk_undo.undo(anna, done.public_id, now=SOON)
    assert bulk_undo.undo(anna, done.public_id, now=SOON + rules.STALLED).done == 3
