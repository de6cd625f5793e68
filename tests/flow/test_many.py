"""One answer to many: each by itself through the same door, never twice, and nobody whose conversation moved on."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import IBAN, switched_on
from tests.flow.test_second_pair import asking
from tests.there import there
from zuruf.core.many import PACE
from zuruf.core.people import Who
from zuruf.flow import desk, many, many_alike, many_back, many_making, reply, search_index
from zuruf.flow.errors import Declined
from zuruf.flow.many_standing import standing
from zuruf.store.intake import fold
from zuruf.store.models import (
    AuditEntry,
    Conversation,
    Delivery,
    Draft,
    Incident,
    ManyAddressee,
    Member,
    MessageAssessment,
    SecondPair,
)

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


def askers(n: int, channel: str = "talk") -> list[Conversation]:
    of = builders.account(channel)
    return [builders.conversation(of, text="Wann ist der Kiesel wieder lieferbar?") for _ in range(n)]


def begun(who: Who, here: list[Conversation], text: str = "Guten Tag {name}, ab Montag wieder.") -> str:
    return many.begin(who, [c.public_id for c in here], text=text, now=NOW)


def made(batch: str, who: Who) -> dict[str, tuple[str, str]]:
    """Send it, and let the worker make all of it; conversation → (fate, why)."""
    many.send(who, batch, now=LATER)
    while many_making.step(now=LATER):
        pass
    rows = ManyAddressee.objects.filter(batch__public_id=batch).order_by("position")
    return {r.conversation.public_id: (r.fate, r.why) for r in rows.select_related("conversation")}


def test_each_gets_her_own_draft_delivery_and_name_and_the_batch_one_entry_in_the_audit(
    who: Who, db: None
) -> None:
    here = askers(3)
    fates = made(begun(who, here), who)
    assert set(fates.values()) == {("sent", "")}
    for c in here:
        sent = Delivery.objects.get(conversation=c)
        assert sent.payload["text"].startswith(f"Guten Tag {there(c.contact).name}, ab Montag wieder.")
        assert sent.draft.author_id == who.id
    assert AuditEntry.objects.filter(verb="many.sent").count() == 1
    assert AuditEntry.objects.filter(verb="reply.sent").count() == 3


def test_pressing_send_twice_sends_once(who: Who, db: None) -> None:
    batch = begun(who, askers(2))
    made(batch, who)
    with pytest.raises(Declined, match="many_sent"):
        many.send(who, batch, now=LATER)
    assert Delivery.objects.count() == 2


def test_what_dies_in_the_middle_is_made_anew_and_never_twice(
    who: Who, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(who, askers(2))
    many.send(who, batch, now=LATER)
    many_making.step(now=LATER)

    def dies(*_args: object) -> None:
        raise SystemExit  # after the delivery was queued, before its note was kept

    with monkeypatch.context() as patched:
        patched.setattr(many_making, "_note_block", dies)
        with pytest.raises(SystemExit):
            many_making.step(now=LATER)
    assert Delivery.objects.count() == 1
    while many_making.step(now=LATER):
        pass
    assert Delivery.objects.count() == Draft.objects.count() == 2


def test_who_wrote_again_was_answered_or_is_being_answered_is_left_out_and_told(who: Who, db: None) -> None:
    again, answered, writing, hers, fine = askers(5)
    batch = begun(who, [again, answered, writing, hers, fine])
    colleague = builders.who(builders.member(name="Ayla", role="desk"))
    builders.message(again, text="Hat sich erledigt.", order_at=LATER, received_at=LATER)
    reply.send(colleague, answered.public_id, "Am Montag.", seen_answer_seq=0, now=NOW)
    desk.be_present(colleague, writing.public_id, writing=True, now=LATER)
    reply.write(who, hers.public_id, "Etwas ganz anderes", now=NOW)
    fates = made(batch, who)
    assert [fates[c.public_id] for c in (again, answered, writing, hers, fine)] == [
        ("left", "wrote_again"),
        ("left", "answered"),
        ("left", "somebody_writes"),
        ("left", "own_draft"),
        ("sent", ""),
    ]


def test_nobody_is_answered_twice_though_she_asked_in_two_places(who: Who, db: None) -> None:
    first, second = askers(2)
    Conversation.objects.filter(pk=second.pk).update(contact=first.contact)
    second.messages.update(contact=first.contact)
    batch = begun(who, [first, second])
    shown = {line.asker.public_id: line.why for line in standing(who, batch, now=NOW).lines}
    assert shown == {first.public_id: "same_person", second.public_id: ""}
    assert sorted(made(batch, who).values()) == [("left", "same_person"), ("sent", "")]


def test_what_a_guideline_stops_stays_and_the_others_go(who: Who, db: None) -> None:
    switched_on()
    one, other = askers(2)
    batch = begun(who, [one, other])
    many.write(who, batch, "Ab Montag.", own={one.public_id: IBAN})
    faces = {line.asker.public_id: (line.face, line.why) for line in standing(who, batch, now=NOW).lines}
    assert faces == {one.public_id: ("stop", "stopped"), other.public_id: ("go", "")}
    assert made(batch, who) == {one.public_id: ("stays", "stopped"), other.public_id: ("sent", "")}
    assert not Draft.objects.filter(conversation=one).exists()


def test_a_placeholder_that_nobody_knows_keeps_its_answer_here(who: Who, db: None) -> None:
    (here,) = askers(1)
    fates = made(begun(who, [here], "Zu {topic}: ab Montag."), who)
    assert fates == {here.public_id: ("stays", "placeholder_left")}


def test_all_that_must_be_asked_lie_with_one_person_who_releases_them_at_once(who: Who, db: None) -> None:
    asking()
    eyes = [builders.member(second_pair=True, seen_at=LATER) for _ in range(3)]
    here = askers(4)
    batch = begun(who, here, "Guten Tag {name}, wir erstatten den Preis.")
    assert set(made(batch, who).values()) == {("asked", "")}
    asks = list(SecondPair.objects.select_related("draft__answers"))
    assert len({a.asked_of_id for a in asks}) == 1
    looks = builders.who(next(m for m in eyes if m.pk == asks[0].asked_of_id))
    builders.message(here[0], text="Und der Preis?", order_at=LATER, received_at=LATER)
    read = {a.public_id: a.draft.answers.public_id for a in asks if a.draft.answers}
    released = many_back.release(looks, read, now=LATER)
    assert released.out == 3
    assert [d.code for d in released.stayed.values()] == ["wrote_again"]
    assert Delivery.objects.count() == 3


def test_one_key_calls_back_the_whole_batch_and_says_what_is_out(who: Who, db: None) -> None:
    here = askers(4)
    batch = begun(who, here)
    many.send(who, batch, now=LATER)
    for _ in range(3):
        many_making.step(now=LATER)
    Delivery.objects.filter(conversation=here[0]).update(state="published", published_at=LATER)
    assert many_back.recall(who, batch, now=LATER) == many_back.CalledBack(back=3, out=1)
    while many_making.step(now=LATER):
        pass
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["published", "recalled", "recalled"]
    assert ManyAddressee.objects.get(conversation=here[3]).fate == "stopped"
    assert many_back.recall(who, batch, now=LATER).back == 0
    again = many.begin(who, [c.public_id for c in here[1:]], again=batch, now=LATER)
    assert set(made(again, who).values()) == {("sent", "")}  # what came back does not stand in its own way


def test_on_a_network_of_others_they_go_out_one_after_the_other(who: Who, db: None) -> None:
    of = builders.account("bluesky", recall_seconds=10, budget_limit=20, budget_left=5, budget_resets_at=NOW + timedelta(hours=1))  # fmt: skip
    here = [builders.conversation(of) for _ in range(4)]
    batch = begun(who, here)
    many.send(who, batch, now=NOW)
    while many_making.step(now=NOW):
        pass
    rest = timedelta(seconds=10)
    assert [d.not_before - NOW for d in Delivery.objects.order_by("pk")] == [
        rest,
        rest + PACE,
        timedelta(hours=1),  # of the budget only the reserve is left
        timedelta(hours=1),
    ]


def test_who_may_not_answer_any_more_sends_nothing(who: Who, db: None) -> None:
    batch = begun(who, askers(1))
    many.send(who, batch, now=LATER)
    Member.objects.filter(pk=who.id).update(role="guest")
    while many_making.step(now=LATER):
        pass
    assert ManyAddressee.objects.get().why == "may_not"
    with pytest.raises(Declined, match="may_not"):
        many.begin(builders.who(Member.objects.get(pk=who.id)), ["x"], now=NOW)


def test_a_batch_is_no_longer_than_fifty_and_never_empty(who: Who, db: None) -> None:
    with pytest.raises(Declined, match="many_none"):
        many.begin(who, ["unknown"], now=NOW)
    with pytest.raises(Declined, match="many_too_many"):
        many.begin(who, [c.public_id for c in askers(51)], now=NOW)


def test_others_who_ask_the_same_are_found_and_neither_the_abusive_nor_the_answered(
    who: Who, db: None
) -> None:
    first, same, abusive, done = askers(4)
    other = builders.conversation(first.account, text="Welche Farbe hat der Rahmen?")
    found = [{"label": "intent", "value": "abuse", "probability": 0.9, "reasons": []}]
    MessageAssessment.objects.create(message=abusive.messages.get(), findings=found, made_at=NOW)
    Conversation.objects.filter(pk=done.pk).update(state="waiting", waiting_since=None)
    while search_index.step():
        pass
    alike = many_alike.find(who, first.public_id, now=NOW).alike
    assert [(a.asker.public_id, a.sure) for a in alike] == [(same.public_id, True)]
    assert alike[0].words

    opened = Incident.objects.create(name="Rückruf", opened_at=NOW, opened_by_id=who.id)
    Conversation.objects.filter(pk__in=(first.pk, other.pk)).update(incident=opened)
    mate = many_alike.find(who, first.public_id, now=NOW).alike[
        1
    ]  # belongs to it; whether it is answered too, she says
    assert (mate.asker.public_id, mate.sure, mate.incident) == (other.public_id, False, "Rückruf")


def test_two_of_a_batch_that_turn_out_to_be_one_conversation_become_one(who: Who, db: None) -> None:
    source, goal, third = askers(3)
    begun(who, [source, goal])
    begun(who, [source, third])
    fold(source.pk, goal.pk)
    rows = ManyAddressee.objects.order_by("batch", "pk").values_list("conversation", flat=True)
    assert list(rows) == [goal.pk, goal.pk, third.pk]
