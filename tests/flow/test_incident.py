"""Incidents: opening, putting conversations in and taking them out, closing."""

from collections.abc import Callable

import pytest

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.core.people import Who
from zuruf.flow import holds, incident
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Incident, Member
from zuruf.store.queries import conversation as conversations
from zuruf.store.queries import incident as reading
from zuruf.store.queries.conversation import Happened


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def lifter(second_pair: Member) -> Who:
    return builders.who(second_pair)


def test_a_conversation_belongs_to_one_incident_and_its_thread_says_so(who: Who) -> None:
    c = builders.conversation()
    first, second = incident.begin(who, "Rückruf", now=NOW), incident.begin(who, "Streik", now=NOW)
    assert incident.put(who, c.public_id, first, now=NOW) == "Rückruf"
    assert incident.put(who, c.public_id, second, now=NOW) == "Streik"
    assert [one.public_id for one in reading.members(second).rows] == [c.public_id]
    assert reading.members(first).rows == ()
    shown = conversations.pane(who, c.public_id)
    assert shown is not None
    assert (shown.incident, shown.incident_id) == ("Streik", second)
    assert {i.to for i in shown.items if isinstance(i, Happened)} == {"Rückruf", "Streik"}


def test_putting_it_in_twice_is_once(who: Who) -> None:
    c, storm = builders.conversation(), incident.begin(who, "Streik", now=NOW)
    for _ in range(2):
        incident.put(who, c.public_id, storm, now=NOW)
    assert AuditEntry.objects.filter(verb="conversation.incident_set").count() == 1
    for _ in range(2):
        incident.take_out(who, c.public_id, now=NOW)
    assert AuditEntry.objects.filter(verb="conversation.incident_left").count() == 1
    assert Conversation.objects.get().incident is None


def test_a_name_is_needed_and_two_of_one_name_are_not_open_together(who: Who) -> None:
    with pytest.raises(Declined, match="incident_unnamed"):
        incident.begin(who, "  \n ", now=NOW)
    first = incident.begin(who, " Streik  am Montag ", now=NOW)
    with pytest.raises(Declined, match="incident_there"):
        incident.begin(who, "streik am montag", now=NOW)
    incident.close(who, first, now=NOW)
    assert incident.begin(who, "Streik am Montag", now=NOW) != first


def test_opening_one_from_a_conversation_takes_the_open_one_of_that_name(who: Who) -> None:
    one, two = builders.conversation(), builders.conversation()
    for c in (one, two):
        assert incident.begin_with(who, c.public_id, "Streik", now=NOW) == "Streik"
    assert Incident.objects.count() == 1
    assert reading.everything()[0].conversations == 2


def test_an_incident_that_is_not_opened_leaves_nothing_behind(who: Who) -> None:
    with pytest.raises(Declined, match="unknown_conversation"):
        incident.begin_with(who, "nosuch", "Streik", now=NOW)
    assert not Incident.objects.exists()


def test_a_held_incident_is_closed_after_its_hold_is_lifted(who: Who, lifter: Who) -> None:
    storm = incident.begin(who, "Streik", now=NOW)
    held = holds.hold(who, incident=storm, now=NOW)
    with pytest.raises(Declined, match="hold_first"):
        incident.close(who, storm, now=NOW)
    holds.lift(lifter, held, now=NOW)
    incident.close(who, storm, now=NOW)
    shown = reading.one(storm)
    assert shown is not None
    assert shown.closed_by == who.name
    acts: list[Callable[[], object]] = [
        lambda: incident.put(who, builders.conversation().public_id, storm, now=NOW),
        lambda: holds.hold(who, incident=storm, now=NOW),
    ]
    for act in acts:
        with pytest.raises(Declined, match="unknown_incident"):
            act()


def test_who_only_reads_changes_nothing(elsewhere: Member, who: Who) -> None:
    guest, c, storm = builders.who(elsewhere), builders.conversation(), incident.begin(who, "Streik", now=NOW)
    for act in (
        lambda: incident.begin(guest, "Neu", now=NOW),
        lambda: incident.put(guest, c.public_id, storm, now=NOW),
        lambda: incident.take_out(guest, c.public_id, now=NOW),
        lambda: incident.close(guest, storm, now=NOW),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_those_that_wait_for_us_the_longest_come_first(who: Who) -> None:
    storm = incident.begin(who, "Streik", now=NOW)
    done = builders.conversation(state="done", waiting_since=None)
    later = builders.conversation(waiting_since=NOW.replace(hour=10))
    first = builders.conversation(waiting_since=NOW.replace(hour=8))
    for c in (done, later, first):
        incident.put(who, c.public_id, storm, now=NOW)
    assert [m.public_id for m in reading.members(storm).rows] == [
        first.public_id,
        later.public_id,
        done.public_id,
    ]
    assert there(reading.one(storm)).open == 2
