"""Holds: on what they lie, what they cover, who lifts them, and what was in flight."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.hold import Covers
from zuruf.core.people import Role, Who
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import desk, holds, incident, outbox, people, teams
from zuruf.flow.errors import Declined
from zuruf.store import claims, scopes
from zuruf.store.claims import Work
from zuruf.store.models import Account, AuditEntry, Conversation, Delivery, Hold, Member, Team
from zuruf.store.queries import holds as reading

OUT = NOW + timedelta(minutes=1)  # after the recall window
Queued = Callable[..., Delivery]


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def lifter(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def queued(answers: Member) -> Queued:
    """A reply in the outbox, by default in a conversation of its own."""

    def make(
        conversation: Conversation | None = None,
        kind: Kind = Kind.REPLY,
        by: Member | None = None,
        **over: object,
    ) -> Delivery:
        by = by or answers
        draft = builders.draft(conversation or builders.conversation(), by, state=DraftState.SENT)
        row = outbox.queue(builders.who(by), draft, text="Es ist unterwegs.", kind=kind.value, now=NOW)
        Delivery.objects.filter(pk=row.pk).update(**over)
        return row

    return make


def starts(row: Delivery) -> bool:
    """Whether a worker would take it now."""
    return claims.due(Work.PUBLISH, OUT).filter(pk=row.pk).exists()


def wants_yes(row: Delivery) -> bool:
    return Delivery.objects.get(pk=row.pk).wants_yes


def test_a_hold_for_posts_lets_every_kind_of_answer_go(queued: Queued, who: Who) -> None:
    rows = {kind: queued(kind=kind) for kind in Kind}
    holds.hold(who, covers=Covers.POSTS, now=NOW)
    assert {kind for kind, row in rows.items() if not starts(row)} == {Kind.POST}


def test_a_hold_for_posts_and_answers_stops_every_kind(queued: Queued, who: Who) -> None:
    rows = [queued(kind=kind) for kind in Kind]
    holds.hold(who, covers=Covers.ALL, now=NOW)
    assert [row for row in rows if starts(row)] == []


def test_a_hold_on_a_team_lies_on_its_conversations_and_on_nobodys_that_its_people_answer(
    queued: Queued, who: Who, answers: Member
) -> None:
    service, sales = Team.objects.create(name="Service"), Team.objects.create(name="Vertrieb")
    answers.teams.add(service)
    theirs = queued(builders.conversation(team=service), by=builders.member())
    nobodys = queued(builders.conversation(), by=answers)
    of_sales = queued(builders.conversation(team=sales), by=answers)
    of_nobody_by_another = queued(builders.conversation(), by=builders.member())
    holds.hold(who, team=service.public_id, now=NOW)
    assert [starts(row) for row in (theirs, nobodys, of_sales, of_nobody_by_another)] == [
        False,
        False,
        True,
        True,
    ]


def test_a_hold_on_an_incident_lies_on_its_conversations_alone(queued: Queued, who: Who) -> None:
    row, other = queued(), queued()
    storm = incident.begin(who, "Stromausfall", now=NOW)
    incident.put(who, row.conversation.public_id, storm, now=NOW)
    holds.hold(who, incident=storm, now=NOW)
    assert (starts(row), starts(other)) == (False, True)


def test_a_conversation_that_moves_into_a_held_incident_is_held_and_one_that_leaves_asks_first(
    queued: Queued, who: Who, lifter: Who
) -> None:
    row = queued()
    c = row.conversation.public_id
    storm = incident.begin(who, "Stromausfall", now=NOW)
    holds.hold(who, incident=storm, now=NOW)
    incident.put(who, c, storm, now=NOW)
    assert not starts(row)
    with pytest.raises(Declined, match="incident_held"):
        incident.take_out(who, c, now=OUT)
    assert not starts(row)
    incident.take_out(lifter, c, now=OUT)
    assert wants_yes(row)
    assert not starts(row)


def test_handing_on_into_a_held_team_holds_and_out_of_it_asks_first(queued: Queued, who: Who) -> None:
    service, sales = Team.objects.create(name="Service"), Team.objects.create(name="Vertrieb")
    row = queued()
    holds.hold(who, team=service.public_id, now=NOW)
    desk.give(who, row.conversation.public_id, team=service.public_id, now=NOW)
    assert not starts(row)
    desk.give(who, row.conversation.public_id, team=sales.public_id, now=OUT)
    assert wants_yes(row)


def test_who_leaves_a_held_team_leaves_nothing_overdue_to_go_out_unseen(
    queued: Queued, who: Who, lifter: Who, answers: Member
) -> None:
    service = Team.objects.create(name="Service")
    teams.change(lifter, service.public_id, name="Service", members=[answers.public_id], now=NOW)
    row = queued(builders.conversation(), by=answers)
    holds.hold(who, team=service.public_id, now=NOW)
    assert not starts(row)
    people.change(lifter, answers.public_id, role=Role.DESK, second_pair=False, teams=(), now=OUT)
    assert wants_yes(row)


def test_only_who_is_named_lifts_and_the_hold_stays_meanwhile(queued: Queued, who: Who, lifter: Who) -> None:
    row = queued()
    held = holds.hold(who, now=NOW)
    with pytest.raises(Declined, match="may_not_lift"):
        holds.lift(who, held, now=OUT)
    assert not starts(row)
    assert holds.lift(lifter, held, now=OUT) == 1
    assert holds.lift(lifter, held, now=OUT) == 0, "lifting twice is lifting once"
    assert [e.verb for e in AuditEntry.objects.filter(thing="hold").order_by("pk")] == [
        "hold.placed",
        "hold.lifted",
    ]


def test_what_is_scheduled_for_later_needs_no_yes_and_what_is_overdue_does(
    queued: Queued, who: Who, lifter: Who
) -> None:
    later = queued(scheduled_for=OUT + timedelta(hours=1), not_before=OUT + timedelta(hours=1))
    over = queued(scheduled_for=OUT - timedelta(seconds=1), not_before=OUT - timedelta(seconds=1))
    tried_again_later = queued(not_before=OUT + timedelta(hours=2), attempts=1)
    assert holds.lift(lifter, holds.hold(who, now=NOW), now=OUT) == 2
    assert [wants_yes(row) for row in (later, over, tried_again_later)] == [False, True, True]


def test_lifting_one_of_two_asks_for_nothing_that_the_other_still_holds(
    queued: Queued, who: Who, lifter: Who
) -> None:
    row = queued()
    account, everything = holds.hold(who, row.account.public_id, now=NOW), holds.hold(who, now=NOW)
    assert holds.lift(lifter, everything, now=OUT) == 0
    assert holds.lift(lifter, account, now=OUT) == 1


def test_posts_are_held_first_and_answers_too_when_it_gets_worse(
    queued: Queued, who: Who, lifter: Who
) -> None:
    row = queued()
    holds.hold(who, covers=Covers.POSTS, now=NOW)
    worse = holds.hold(who, covers=Covers.ALL, now=NOW)
    assert not starts(row)
    for covers in Covers:
        with pytest.raises(Declined, match="held_already") as declined:
            holds.hold(who, covers=covers, now=NOW)
        assert declined.value.data["by"] == who.name
    holds.lift(lifter, worse, now=NOW)
    assert starts(row), "answers flow again, posts are still held"
    assert [hold.covers for hold in reading.live()] == [Covers.POSTS]


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ({"account": "nosuch"}, "unknown_account"),
        ({"team": "nosuch"}, "unknown_team"),
        ({"incident": "nosuch"}, "unknown_incident"),
        ({"team": "a", "incident": "b"}, "two_scopes"),
    ],
)
def test_a_hold_on_what_does_not_exist_is_refused(who: Who, on: dict[str, Any], code: str) -> None:
    with pytest.raises(Declined, match=code):
        holds.hold(who, now=NOW, **on)
    assert not Hold.objects.exists()


def test_who_only_reads_neither_holds_nor_lifts(elsewhere: Member, who: Who) -> None:
    Member.objects.filter(pk=elsewhere.pk).update(lifts_holds=True)
    guest, held = builders.who(elsewhere), holds.hold(who, now=NOW)
    with pytest.raises(Declined, match="not_allowed"):
        holds.hold(guest, now=NOW)
    with pytest.raises(Declined, match="may_not_lift"):
        holds.lift(guest, held, now=NOW)


def test_a_hold_remembers_what_was_in_flight_in_its_scope_and_how_it_ended(queued: Queued, who: Who) -> None:
    mine, other = queued(state="sending"), queued(state="sending")
    waits = queued(mine.conversation)
    held = holds.hold(who, mine.account.public_id, now=NOW)
    proof = reading.proofs()[0]
    assert [one.public_id for one in proof.in_flight] == [mine.public_id]
    assert (proof.still, proof.out) == (1, 0)
    Delivery.objects.filter(pk=mine.pk).update(state="published", published_at=OUT)
    proof = reading.proofs()[0]
    assert (proof.hold.public_id, proof.still, proof.out) == (held, 0, 1)
    assert {other.public_id, waits.public_id}.isdisjoint({one.public_id for one in proof.in_flight})


def test_the_pages_and_the_claim_mean_the_same_by_held(queued: Queued, who: Who) -> None:
    """One sentence of SQL for both: what a page says is held is what no worker takes."""
    team = Team.objects.create(name="Service")
    rows = [queued(builders.conversation(team=t), kind=k) for t in (team, None) for k in Kind]
    holds.hold(who, covers=Covers.POSTS, now=NOW)
    holds.hold(who, team=team.public_id, now=NOW)
    held = set(Delivery.objects.filter(scopes.held()).values_list("pk", flat=True))
    assert held == {row.pk for row in rows if not starts(row)} != set()


def test_an_account_may_be_held_while_it_is_off(who: Who) -> None:
    off = builders.account("bluesky", state="not_connected")
    assert holds.hold(who, off.public_id, now=NOW)
    assert [hold.name for hold in reading.live()] == [Account.objects.get(pk=off.pk).name]
