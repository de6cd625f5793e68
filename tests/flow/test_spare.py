"""Handing on what one need not bear: to the next on duty, without a reason and without a trace of who did it."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.flow import ringing, spare, veil
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Change, Conversation, Member, MessageAssessment, Note, Ring
from zuruf.store.queries import people
from zuruf.store.queries.conversation import Said, pane
from zuruf.store.queries.desk import Place, listed


@pytest.fixture
def here(answers: Member) -> Who:
    """Sits at the desk."""
    Member.objects.filter(pk=answers.pk).update(seen_at=NOW)
    return builders.who(answers)


def beside() -> Member:
    return builders.member(name="Nächste", seen_at=NOW - timedelta(seconds=5))


def test_the_next_who_is_there_has_it_and_nobody_reads_who_handed_it_on(here: Who) -> None:
    following, c = beside(), builders.conversation(owner_id=here.id)

    assert spare.spare(here, c.public_id, now=NOW).name == "Nächste"

    c.refresh_from_db()
    assert c.owner_id == following.pk
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.why, entry.data) == ("conversation.spared", "", "", {})
    assert not Note.objects.exists()


def test_with_nobody_else_on_duty_it_lies_with_all(here: Who) -> None:
    c = builders.conversation(owner_id=here.id)
    assert spare.spare(here, c.public_id, now=NOW).name == ""
    assert Conversation.objects.get().owner is None


def test_what_somebody_else_has_stays_there(here: Who) -> None:
    c = builders.conversation(owner=beside())
    with pytest.raises(Declined, match="theirs"):
        spare.spare(here, c.public_id, now=NOW)


def test_what_rings_at_her_rings_on_at_the_next_and_nobody_counts_as_having_picked_it_up(here: Who) -> None:
    following, c = beside(), builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    assert Ring.objects.get().member_id == here.id

    assert spare.spare(here, c.public_id, now=NOW).name == "Nächste"
    ringing.sweep(now=NOW)

    ring = Ring.objects.get()
    assert (ring.state, ring.member_id) == ("ringing", following.pk)
    assert Conversation.objects.get().owner is None
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {""}


def test_what_she_picked_up_and_cannot_bear_rings_anew_at_the_next(here: Who) -> None:
    following, c = beside(), builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    ringing.pick_up(here, Ring.objects.get().public_id, now=NOW)

    assert spare.spare(here, c.public_id, now=NOW).name == "Nächste"
    ringing.sweep(now=NOW)

    ring = Ring.objects.get()
    assert (ring.state, ring.member_id) == ("ringing", following.pk)
    assert AuditEntry.objects.get(verb="conversation.spared").actor == ""


@pytest.mark.parametrize("has_it", [False, True], ids=["rings at her", "she picked it up"])
def test_with_nobody_else_there_it_does_not_ring_at_her_again_but_at_whoever_comes_next(
    here: Who, has_it: bool
) -> None:
    c = builders.conversation(urgent=True, weighs="risk:threat=600")
    ringing.sweep(now=NOW)
    if has_it:
        ringing.pick_up(here, Ring.objects.get().public_id, now=NOW)

    done = spare.spare(here, c.public_id, now=NOW)
    assert (done.name, done.alone) == ("", True)
    later = NOW + timedelta(minutes=1)
    Member.objects.filter(pk=here.id).update(seen_at=later)
    ringing.sweep(now=later)
    ring = Ring.objects.get()
    assert (ring.state, ring.member_id) == ("unheard", None)

    comes = builders.member(seen_at=later)
    ringing.sweep(now=later)
    assert Ring.objects.values_list("state", "member").get() == ("ringing", comes.pk)


def test_what_she_lets_ring_on_says_whether_anybody_is_there(here: Who) -> None:
    builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    following = beside()
    assert ringing.pass_on(here, Ring.objects.get().public_id, now=NOW)
    assert not ringing.pass_on(builders.who(following), Ring.objects.get().public_id, now=NOW)


def test_for_a_moment_it_is_taken_back_without_a_name_unless_somebody_has_it_by_then(here: Who) -> None:
    following, c, rang = beside(), builders.conversation(owner_id=here.id), builders.conversation(urgent=True)
    was = spare.spare(here, c.public_id, now=NOW)
    spare.take_back(here, was, now=NOW)
    c.refresh_from_db()
    assert c.owner_id == here.id
    assert set(AuditEntry.objects.values_list("verb", "actor")) == {
        ("conversation.spared", ""),
        ("conversation.spare_undone", ""),
    }
    ringing.sweep(now=NOW)
    was = spare.spare(here, rang.public_id, now=NOW)
    assert Ring.objects.get().member_id == following.pk
    spare.take_back(here, was, now=NOW)
    assert Ring.objects.get().member_id == here.id

    was = spare.spare(here, rang.public_id, now=NOW)
    ringing.pick_up(builders.who(following), Ring.objects.get().public_id, now=NOW)
    with pytest.raises(Declined, match="taken"):
        spare.take_back(here, was, now=NOW)


def test_what_was_joined_with_another_one_is_handed_on_no_more(here: Who) -> None:
    c = builders.conversation(state="merged", merged_into=builders.conversation())
    with pytest.raises(Declined, match="unknown_conversation"):
        spare.spare(here, c.public_id, now=NOW)


def test_abuse_is_veiled_in_thread_and_list_for_whoever_does_not_choose_otherwise(here: Who) -> None:
    c = builders.conversation(text="Du Arschloch!")
    kept = [{"label": "intent", "value": "abuse", "probability": 0.9, "reasons": []}]
    MessageAssessment.objects.create(message=c.messages.get(), findings=kept, made_at=NOW)

    said = [i for i in there(pane(here, c.public_id)).items if isinstance(i, Said)]
    rows = listed(here, Place(Queue.US)).rows

    assert [s.veiled for s in said] == [r.understood.veiled for r in rows] == [True]
    assert not here.unveiled
    veil.set_unveiled(here, True, now=NOW)
    assert there(people.who(here.id)).unveiled


def test_her_open_lists_hear_at_once_what_she_chose_about_the_veil(here: Who) -> None:
    veil.set_unveiled(here, True, now=NOW)
    veil.set_unveiled(here, True, now=NOW)
    assert list(Change.objects.values_list("kind", "thing")) == [("member", here.public_id)]
