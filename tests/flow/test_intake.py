"""Messages become conversations: never twice, in any order, with what we said ourselves."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import NOW
from tests.effort import tries
from tests.flow.arriving import LATER, account, at, incoming, receive, the_conversation
from zuruf.core import intake as rules
from zuruf.core.message import Author, Gone, Incoming
from zuruf.store.models import (
    Account,
    AuditEntry,
    Change,
    Contact,
    Conversation,
    Delivery,
    Draft,
    GoneEarly,
    Message,
    MessageAssessment,
    Note,
    Sighting,
)
from zuruf.store.queries.intake import folded_into

pytestmark = pytest.mark.django_db


def test_a_message_becomes_a_conversation_that_waits() -> None:
    builders.organisation(target_minutes=30)
    of = account()

    done = receive(of, incoming(permalink="https://example.org/1"))

    found = the_conversation(of)
    assert (done.new, done.conversations) == (1, (found.public_id,))
    assert (found.state, found.waiting_since, found.due_at) == ("open", NOW, at(30))
    assert (found.language, found.question, found.urgent) == ("de", True, False)
    assert (found.preview, found.message_count) == ("Wann kommt mein Ersatzteil?", 1)
    assert found.contact is not None
    assert found.contact.name == "Anna"
    message = found.messages.get()
    assert (message.order_at, message.received_at, message.contact) == (NOW, LATER, found.contact)
    assert {"language", "question", "urgent"} <= {f["label"] for f in message.assessment.findings}
    assert Change.objects.filter(kind="conversation", thing=found.public_id).exists()


def test_the_same_message_is_never_stored_twice() -> None:
    of = account()
    receive(of, incoming())

    again = receive(of, incoming(), incoming())

    assert (again.new, again.known) == (0, 1)
    assert Message.objects.count() == Sighting.objects.count() == MessageAssessment.objects.count() == 1


def test_that_it_is_not_stored_twice_hangs_on_the_constraint_and_not_on_the_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = account()
    receive(of, incoming("1"), incoming("2", parent="1"))
    looked: list[bool] = []
    real = intake_queries_known()

    def blind_at_first(realm: str, ids: Any) -> Any:
        looked.append(True)
        return {} if len(looked) == 1 else real(realm, ids)

    monkeypatch.setattr("zuruf.store.queries.intake.known", blind_at_first)
    done = receive(of, incoming("1"), incoming("2", parent="1"))

    assert (done.new, done.known, len(looked)) == (0, 2, 2)
    assert (Message.objects.count(), Conversation.objects.count()) == (2, 1)


def intake_queries_known() -> Any:
    from zuruf.store.queries import intake as queries

    return queries.known


def test_two_accounts_that_see_a_message_are_two_sightings_of_one_message() -> None:
    one = account()
    other = account(realm=one.realm)

    receive(one, incoming())
    receive(other, incoming())

    assert Message.objects.count() == 1
    assert set(Sighting.objects.values_list("account_id", flat=True)) == {one.pk, other.pk}


def test_equal_ids_in_two_realms_are_two_messages() -> None:
    receive(account(), incoming())
    receive(account(), incoming())
    assert Message.objects.count() == 2


def test_a_reply_before_its_parent_waits_for_it_in_the_same_conversation() -> None:
    of = account()
    receive(of, incoming("3", parent="2", at=at(3)))
    receive(of, incoming("2", parent="1", at=at(2)))
    receive(of, incoming("1", at=at(1)))

    found = the_conversation(of)
    assert (found.root_id, found.waiting_since, found.message_count) == ("1", at(1), 3)
    assert [m.remote_id for m in found.messages.order_by("order_at", "id")] == ["1", "2", "3"]


def test_a_late_message_that_joins_two_conversations_takes_everything_along() -> None:
    of, member = account(), builders.member()
    receive(of, incoming("1", at=at(1)))
    receive(of, incoming("3", parent="2", at=at(3)))
    first, second = Conversation.objects.get(root_id="1"), Conversation.objects.get(root_id="2")
    Note.objects.create(conversation=second, author=member, text="Ruft sie an.", at=NOW)
    builders.draft(first, member, text="Oben.")
    builders.draft(second, member, text="Unten.")
    Conversation.objects.filter(pk=second.pk).update(owner=member)

    receive(of, incoming("2", parent="1", at=at(2)))

    found = the_conversation(of)
    assert (found.pk, found.message_count, found.waiting_since, found.owner) == (first.pk, 3, at(1), member)
    assert found.notes.count() == 1
    assert Draft.objects.get(state="writing").text == "Oben.\n\nUnten."
    assert folded_into(second.public_id) == first.public_id
    assert folded_into(first.public_id) == ""


VERSION = st.tuples(st.sampled_from(["", *"abcdefxy"]), st.booleans(), st.booleans(), st.integers(0, 2))


@settings(
    max_examples=tries(30, on_postgres=15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(st.sampled_from("abcdef"), VERSION, min_size=1), st.data())
def test_any_order_repetition_and_split_gives_the_same_conversations(
    made: dict[str, tuple[str, bool, bool, int]], data: st.DataObject
) -> None:
    """The law of intake. *made*: id → (link, ours, deleted, number of edits)."""
    events: list[Incoming | Gone] = []
    for minute, (remote_id, (link, ours, gone, edits)) in enumerate(made.items()):
        first = incoming(remote_id, at=at(minute), parent=link, ours=ours, text="v0")
        events += [first, *(replace(first, text=f"v{e}", edited_at=at(60 + e)) for e in range(1, edits + 1))]
        events += [Gone(remote_id)] if gone else []
    events += data.draw(st.lists(st.sampled_from(events), max_size=4))
    order = data.draw(st.permutations(events))
    cuts = data.draw(st.lists(st.integers(0, len(order)), max_size=5).map(sorted))
    of = account()
    for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
        some = order[start:end]
        receive(
            of,
            *(e for e in some if isinstance(e, Incoming)),
            gone=[e for e in some if isinstance(e, Gone)],
        )

    for members in threads(made):
        rows = list(Message.objects.filter(realm=of.realm, remote_id__in=members).order_by("order_at", "id"))
        assert [m.remote_id for m in rows] == [i for i in made if i in members]
        assert len({m.conversation_id for m in rows}) == 1
        assert rows[0].conversation.messages.count() == len(members)
        for row in rows:
            assert row.text == ("" if made[row.remote_id][2] else f"v{made[row.remote_id][3]}")
        live = [m for m in rows if not made[m.remote_id][2]]
        stands = rules.stands_by(
            [m.order_at for m in live if not m.ours], [m.order_at for m in live if m.ours]
        )
        found = rows[0].conversation
        assert (found.state, found.waiting_since) == (stands.state, stands.waiting_since)
        assert found.message_count == len(live)
    assert Conversation.objects.filter(realm=of.realm).count() == len(threads(made))


def threads(made: dict[str, tuple[str, bool, bool, int]]) -> list[set[str]]:
    groups = [{i} | ({link} if link else set()) for i, (link, *_) in made.items()]
    whole: list[set[str]] = []
    for group in groups:
        touching = [g for g in whole if g & group]
        whole = [g for g in whole if not g & group] + [group.union(*touching)]
    return [g & made.keys() for g in whole]


def test_an_edit_replaces_the_words_and_an_older_version_does_not_come_back() -> None:
    of = account()
    receive(of, incoming(text="Wann kommt es?"))
    receive(of, incoming(text="Dringend: wann kommt es?", edited_at=at(2)))
    done = receive(of, incoming(text="Wann kommt es denn?", edited_at=at(1)))

    found = the_conversation(of)
    assert done.edited == 0
    assert found.messages.get().text == found.preview == "Dringend: wann kommt es?"
    assert found.urgent
    assert AuditEntry.objects.filter(verb="message.edited", conversation=found.public_id).count() == 1


def test_what_only_its_network_says_anew_is_kept_and_is_no_edit() -> None:
    of = account()
    receive(of, incoming(text="Wann kommt es?", ref={"held": "1"}))

    done = receive(of, incoming(text="Wann kommt es?", ref={}, edited_at=at(2)))

    there = the_conversation(of).messages.get()
    assert (done.edited, there.edited_at, there.ref) == (0, None, {})


def test_a_deletion_takes_the_words_and_the_waiting_away_but_leaves_the_place() -> None:
    of = account()
    receive(of, incoming("1", at=at(1)), incoming("2", at=at(2), parent="1", text="Dringend!"))

    receive(of, gone=[Gone("1", at(3))])

    found = the_conversation(of)
    first = found.messages.get(remote_id="1")
    assert (first.text, first.html, first.gone_at) == ("", "", at(3))
    assert not MessageAssessment.objects.filter(message=first).exists()
    assert (found.waiting_since, found.message_count) == (at(2), 1)
    receive(of, gone=[Gone("2")])
    found.refresh_from_db()
    assert (found.state, found.waiting_since, found.due_at, found.preview) == ("done", None, None, "")
    assert AuditEntry.objects.filter(verb="message.gone", conversation=found.public_id).count() == 2


def test_a_deletion_that_comes_before_its_message_wins() -> None:
    of = account()
    receive(of, gone=[Gone("1", at(3))])
    assert GoneEarly.objects.count() == 1

    receive(of, incoming("1", text="Geheim"))
    receive(of, incoming("1", text="Geheim, neu", edited_at=at(9)))

    message = Message.objects.get()
    assert (message.text, message.gone_at) == ("", at(3))
    assert the_conversation(of).waiting_since is None
    assert not GoneEarly.objects.exists()


def test_what_we_wrote_elsewhere_answers_what_came_before_it() -> None:
    of = account()
    receive(of, incoming("1", at=at(1)), incoming("2", at=at(5), parent="1", ours=True, text="Morgen."))
    assert (the_conversation(of).state, the_conversation(of).due_at) == ("waiting", None)

    receive(of, incoming("3", at=at(3), parent="1"))  # written before our answer, seen after it
    assert the_conversation(of).state == "waiting"
    receive(of, incoming("4", at=at(9), parent="1"))
    assert (the_conversation(of).state, the_conversation(of).waiting_since) == ("open", at(9))


def answered(of: Account, remote_id: str = "answer-1") -> Conversation:
    """A conversation that was answered at the desk, as the outbox leaves it."""
    receive(of, incoming("1", at=at(1)))
    found = the_conversation(of)
    member = builders.member()
    Delivery.objects.create(
        draft=builders.draft(found, member, state="sent"), conversation=found, account=of, author=member, payload={},
        state="published", queued_at=at(5), not_before=at(5), recall_until=at(5), remote_id=remote_id, published_at=at(6),
    )  # fmt: skip
    builders.message(found, remote_id=remote_id, ours=True, contact=None, text="Morgen.", order_at=at(6))
    Conversation.objects.filter(pk=found.pk).update(
        state="waiting", waiting_since=None, due_at=None, answer_seq=1
    )
    return found


def test_the_echo_of_our_own_delivery_is_known_and_changes_nothing() -> None:
    of = account()
    found = answered(of)

    done = receive(of, incoming("answer-1", at=at(6), parent="1", ours=True, text="Morgen."))

    found.refresh_from_db()
    assert (done.new, done.known) == (0, 1)
    assert (found.state, found.waiting_since, found.messages.count()) == ("waiting", None, 2)


def test_a_question_that_whoever_answered_had_not_seen_yet_is_not_taken_as_answered() -> None:
    of = account()
    found = answered(of)

    receive(of, incoming("2", at=at(4), parent="1"))  # written before our answer went out, arrived after it

    found.refresh_from_db()
    assert (found.state, found.waiting_since) == ("open", at(4))


def test_a_reply_to_our_delivery_joins_its_conversation() -> None:
    of = account()
    found = answered(of)

    receive(of, incoming("9", at=at(9), parent="answer-1"))

    found.refresh_from_db()
    assert (found.state, found.waiting_since, found.message_count) == ("open", at(9), 2)


def test_a_deletion_does_not_open_again_what_the_desk_has_answered() -> None:
    of = account()
    found = answered(of)
    receive(of, incoming("2", at=at(9), parent="1"))

    receive(of, gone=[Gone("2")])

    found.refresh_from_db()
    assert (found.state, found.waiting_since) == ("waiting", None)


def test_a_conversation_that_was_closed_opens_when_somebody_writes_again() -> None:
    of = account()
    receive(of, incoming("1"))
    Conversation.objects.update(state="done", waiting_since=None, due_at=None, urgent=True)

    receive(of, incoming("2", at=at(30), parent="1", text="Danke euch."))

    found = the_conversation(of)
    assert (found.state, found.waiting_since, found.urgent, found.question) == ("open", at(30), False, False)


def test_names_follow_their_people_and_an_empty_name_takes_none_away() -> None:
    of = account()
    receive(of, incoming("1", author=Author("anna", "@anna", "Anna")))
    receive(of, incoming("2", author=Author("anna", "@anna2", "")))

    contact = Contact.objects.get()
    assert (contact.handle, contact.name) == ("@anna2", "Anna")


@pytest.mark.parametrize(
    "when",
    [None, datetime.min, datetime.max, datetime(1970, 1, 1, tzinfo=UTC), at(10**6)],  # noqa: DTZ901
)
def test_a_time_that_cannot_be_right_orders_by_receipt(when: datetime | None) -> None:
    of = account()
    receive(of, incoming(at=when, edited_at=when))
    message = Message.objects.get()
    assert (message.network_at, message.order_at) == (None, LATER)
