"""What people do with a conversation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.flow import desk
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Change, Conversation, Member, Note, Presence, Team
from zuruf.store.queries import around

LATER = NOW + timedelta(minutes=5)


def entries(c: Conversation) -> list[tuple[str, dict[str, Any]]]:
    return list(
        AuditEntry.objects.filter(conversation=c.public_id).order_by("id").values_list("verb", "data")
    )


def test_who_takes_it_has_it_and_others_hear_of_it(answers: Member) -> None:
    c = builders.conversation()
    desk.take(builders.who(answers), c.public_id, now=NOW)
    c.refresh_from_db()
    assert c.owner_id == answers.pk
    assert [verb for verb, _ in entries(c)] == ["conversation.taken"]
    assert list(Change.objects.values_list("kind", "thing")) == [("conversation", c.public_id)]


def test_taking_what_is_hers_already_does_nothing(answers: Member) -> None:
    c = builders.conversation(owner=answers)
    desk.take(builders.who(answers), c.public_id, now=NOW)
    assert entries(c) == []


def test_nobody_takes_what_a_colleague_just_took(answers: Member, second_pair: Member) -> None:
    c = builders.conversation()
    desk.take(builders.who(second_pair), c.public_id, now=NOW)
    with pytest.raises(Declined) as declined:
        desk.take(builders.who(answers), c.public_id, seen_owner="", now=LATER)
    assert (declined.value.code, declined.value.data) == ("taken", {"name": "Second Person"})
    desk.take(builders.who(answers), c.public_id, seen_owner=second_pair.public_id, now=LATER)
    assert Conversation.objects.get(pk=c.pk).owner_id == answers.pk


def test_a_team_gets_it_with_a_sentence_and_nobody_owns_it(answers: Member) -> None:
    c = builders.conversation(owner=answers)
    team = Team.objects.create(name="Werkstatt")
    name = desk.give(
        builders.who(answers), c.public_id, team=team.public_id, text=" Ihr wisst mehr. ", now=NOW
    )
    c.refresh_from_db()
    assert (name, c.owner_id, c.team_id) == ("Werkstatt", None, team.pk)
    assert Note.objects.get(conversation=c).text == "Ihr wisst mehr."
    assert entries(c) == [("conversation.given", {"team": team.public_id})]


@pytest.mark.parametrize("role", ["guest", "gone", "nobody"])
def test_nobody_gets_it_who_could_not_answer(answers: Member, role: str) -> None:
    c = builders.conversation()
    to = builders.member(role="guest" if role == "guest" else "desk", is_active=role != "gone")
    with pytest.raises(Declined, match="nobody"):
        desk.give(
            builders.who(answers), c.public_id, member="" if role == "nobody" else to.public_id, now=NOW
        )
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "act", [desk.take, desk.close, desk.reopen, lambda w, c: desk.note(w, c, "x"), desk.give]
)
def test_who_may_only_read_changes_nothing(elsewhere: Member, act: Callable[..., Any]) -> None:
    c = builders.conversation()
    with pytest.raises(Declined, match="not_allowed"):
        act(builders.who(elsewhere), c.public_id)
    assert not AuditEntry.objects.exists()


def test_a_note_says_something(answers: Member) -> None:
    c = builders.conversation()
    with pytest.raises(Declined, match="empty"):
        desk.note(builders.who(answers), c.public_id, " \n ", now=NOW)
    with pytest.raises(Declined) as declined:
        desk.note(builders.who(answers), c.public_id, "x" * 10_001, now=NOW)
    assert declined.value.data == {"limit": 10_000, "used": 10_001}


def test_the_audit_knows_that_there_is_a_note_but_not_what_it_says(answers: Member) -> None:
    c = builders.conversation()
    desk.note(builders.who(answers), c.public_id, "geheim", now=NOW)
    assert "geheim" not in str(list(AuditEntry.objects.values()))


def test_closing_ends_the_wait_and_undoing_it_restores_the_very_same(answers: Member) -> None:
    who, c = builders.who(answers), builders.conversation()
    desk.close(who, c.public_id, now=LATER)
    c.refresh_from_db()
    assert (c.state, c.waiting_since, c.due_at) == ("done", None, None)
    desk.reopen(who, c.public_id, undo=True, now=LATER + timedelta(seconds=3))
    c.refresh_from_db()
    assert (c.state, c.waiting_since, c.due_at) == ("open", NOW, NOW + timedelta(minutes=60))


def test_undoing_the_closing_of_an_answered_one_leaves_it_answered(answers: Member) -> None:
    who, c = builders.who(answers), builders.conversation(state="waiting", waiting_since=None, due_at=None)
    desk.close(who, c.public_id, now=LATER)
    desk.reopen(who, c.public_id, undo=True, now=LATER)
    c.refresh_from_db()
    assert (c.state, c.waiting_since) == ("waiting", None)


def test_reopening_an_answered_one_lets_the_wait_begin_now(answers: Member) -> None:
    who, c = builders.who(answers), builders.conversation(state="waiting", waiting_since=None, due_at=None)
    desk.close(who, c.public_id, now=NOW)
    desk.reopen(who, c.public_id, now=LATER)
    c.refresh_from_db()
    assert (c.state, c.waiting_since, c.due_at) == ("open", LATER, LATER + timedelta(minutes=60))


def test_what_is_done_is_not_done_twice_and_what_is_open_not_opened(answers: Member) -> None:
    who, c = builders.who(answers), builders.conversation()
    with pytest.raises(Declined, match="open_already"):
        desk.reopen(who, c.public_id, now=NOW)
    desk.close(who, c.public_id, now=NOW)
    with pytest.raises(Declined, match="done_already"):
        desk.close(who, c.public_id, now=LATER)
    assert [verb for verb, _ in entries(c)] == ["conversation.closed"]


def test_nothing_is_closed_while_a_second_pair_of_eyes_has_it(answers: Member) -> None:
    c = builders.conversation(ask_until=LATER)
    with pytest.raises(Declined, match="second_pair_has_it"):
        desk.close(builders.who(answers), c.public_id, now=NOW)


def test_a_message_that_came_in_while_she_closed_it_is_not_lost(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row changes between what `close` read and what it writes."""
    c = builders.conversation(state="waiting", waiting_since=None)
    found = desk._to_answer

    def read_then_something_comes_in(*args: Any) -> Conversation:
        read = found(*args)
        Conversation.objects.filter(pk=c.pk).update(state="open", waiting_since=LATER)
        return read

    monkeypatch.setattr(desk, "_to_answer", read_then_something_comes_in)
    with pytest.raises(Declined, match="changed"):
        desk.close(builders.who(answers), c.public_id, now=LATER)
    c.refresh_from_db()
    assert (c.state, c.waiting_since) == ("open", LATER)


def test_two_people_see_each_other_until_forty_seconds_of_silence(
    answers: Member, second_pair: Member
) -> None:
    c = builders.conversation()
    me, other = builders.who(answers), builders.who(second_pair)
    desk.be_present(other, c.public_id, writing=True, now=NOW)
    there = around.others(me, c.public_id, NOW + timedelta(seconds=39))
    assert [(p.name, p.writing) for p in there] == [("Second Person", True)]
    assert around.others(other, c.public_id, NOW) == ()
    assert around.others(me, c.public_id, NOW + timedelta(seconds=41)) == ()


def test_presence_is_news_when_it_begins_changes_or_ends_and_not_at_every_beat(answers: Member) -> None:
    who, c = builders.who(answers), builders.conversation()
    for second, writing in ((0, False), (15, False), (20, True), (30, True), (45, False)):
        desk.be_present(who, c.public_id, writing=writing, now=NOW + timedelta(seconds=second))
    desk.leave(who, c.public_id, now=NOW + timedelta(seconds=50))
    desk.leave(who, c.public_id, now=NOW + timedelta(seconds=51))
    assert Change.objects.filter(kind="presence").count() == 4
    assert not Presence.objects.exists()


def test_there_is_no_acting_on_what_does_not_exist(answers: Member) -> None:
    for act in (desk.take, desk.close, desk.be_present):
        with pytest.raises(Declined, match="unknown_conversation"):
            act(builders.who(answers), "nowhere")
