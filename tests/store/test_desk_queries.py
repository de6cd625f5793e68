"""The desk's statements stay cheap whatever there is: every queue is read from an index, in its order, up to its limit."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf.core.desk import Queue
from zuruf.core.hold import Covers
from zuruf.core.reply import DraftState
from zuruf.flow import holds, outbox
from zuruf.store.models import Conversation, Fact, Member, Team
from zuruf.store.queries import conversation, desk
from zuruf.store.queries import frame as frames
from zuruf.store.queries.desk import Place


def plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[3] for row in cursor.fetchall()]


def asked(act: Any) -> str:
    """The one statement of *act*, with its parameters in place."""
    with CaptureQueriesContext(connection) as seen:
        act()
    (query,) = seen.captured_queries
    return str(query["sql"])


@pytest.mark.parametrize("slug", [*Queue, "team-one"])
@pytest.mark.parametrize("after", ["", "62f0f0f0f0f0f.1"])
def test_no_queue_is_read_whole_or_sorted(answers: Member, slug: str, after: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plans of SQLite")
    team = Team.objects.create(name="Service", public_id="one")
    answers.teams.add(team)
    place = Place.of(slug)
    assert place is not None
    who = builders.who(answers)
    steps = plan(asked(lambda: desk.listed(who, place, after=after)))
    whole = [s for s in steps if s.startswith("SCAN") and "USING" not in s]
    few = (Queue.UNCLEAR, Queue.SECOND)  # their partial indexes hold but a few
    sorts = [s for s in steps if "TEMP B-TREE" in s and slug not in few]
    assert (whole, sorts) == ([], []), steps


def test_counting_reads_indexes_only_as_far_as_it_shows(answers: Member) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plans of SQLite")
    who = builders.who(answers)
    steps = plan(asked(lambda: frames.frame(who, NOW)))
    assert [s for s in steps if "store_conversation" in s and "INDEX" not in s] == []
    for own in (
        "conv_unsure",
        "conv_unowned_pressing",
    ):  # a house where all is owned must not read all to find none
        assert any(f"INDEX {own} " in s for s in steps), (own, steps)


def test_the_frame_is_one_statement_and_counts_what_lies_where(answers: Member) -> None:
    mine, theirs = Team.objects.create(name="Service"), Team.objects.create(name="Ärzte")
    answers.teams.add(mine)
    builders.conversation()
    builders.conversation(owner=answers)
    builders.conversation(team=mine)
    builders.conversation(team=theirs, unclear=1, ask_until=NOW)
    builders.conversation(state="done", waiting_since=None)
    frame = frames.frame(builders.who(answers), NOW)
    assert frame.counts == {
        "us": 4, "mine": 1, "team": 1, "unowned": 1, "unsure": 0, "second": 1, "unclear": 1,
    }  # fmt: skip
    assert [(t.name, t.open, t.mine) for t in frame.teams] == [("Service", 1, True), ("Ärzte", 1, False)]
    assert (frame.organisation, frame.target_minutes) == ("Radwerk Lindenau (Demo)", 60)


def test_facts_to_check_are_counted_by_the_day_of_the_house(answers: Member) -> None:
    house = builders.organisation(timezone="Europe/Berlin")
    late = NOW.replace(hour=23, minute=30)  # in Berlin it is the next day
    soon = late.date() + timedelta(days=15)
    for day in (soon, soon + timedelta(days=1)):
        Fact.objects.create(owner=answers, expires_on=day, checked_by=answers, checked_at=NOW, created_at=NOW)
    assert frames.frame(builders.who(answers), late).facts == 1
    assert frames.frame(builders.who(answers), NOW).facts == 0
    type(house).objects.update(timezone="UTC")
    assert frames.frame(builders.who(answers), late).facts == 0


def test_counts_stop_where_nobody_would_act_differently(answers: Member) -> None:
    first = builders.conversation()
    Conversation.objects.bulk_create(
        Conversation(
            account=first.account,
            realm="talk",
            root_id=f"x{n}",
            waiting_since=NOW,
            last_at=NOW,
            created_at=NOW,
        )
        for n in range(150)
    )
    assert frames.frame(builders.who(answers), NOW).counts["us"] == 100


@pytest.mark.parametrize("queue", list(Queue))
def test_pages_of_a_queue_bring_every_row_once_and_in_order(answers: Member, queue: Queue) -> None:
    account = builders.account()
    same = {"us": {}, "mine": {"owner": answers}, "unowned": {}, "team": {}}
    team = Team.objects.create(name="Service")
    answers.teams.add(team)
    fields: dict[str, Any] = {
        **same.get(queue.value, {}),
        **({"team": team} if queue is Queue.TEAM else {}),
        **({"state": "waiting", "waiting_since": None} if queue is Queue.THEM else {}),
        **({"state": "done", "waiting_since": None} if queue is Queue.DONE else {}),
        **({"unclear": 1} if queue is Queue.UNCLEAR else {}),
        **({"unsure": True} if queue is Queue.UNSURE else {}),
    }
    for n in range(11):
        at = NOW + timedelta(seconds=n // 3)  # several at the very same moment
        over = {"waiting_since": at, "last_at": at, **fields}
        builders.conversation(account, **over, **({"ask_until": at} if queue is Queue.SECOND else {}))
    seen: list[desk.Row] = []
    who, after = builders.who(answers), ""
    while True:
        page = desk.listed(who, Place(queue), after=after, limit=3)
        seen += page.rows
        after = page.after
        if not after:
            break
    assert len({r.public_id for r in seen}) == len(seen) == 11
    assert [r.order for r in seen] == sorted(r.order for r in seen)


@pytest.mark.both
@pytest.mark.parametrize(("find", "found"), [("akku", 1), ("\x00", 2), ("\x00 Akku\x00", 1), ("Ak\x00ku", 0), ("%", 0), ("x" * 9000, 0)])  # fmt: skip
def test_a_filter_takes_whatever_is_typed(answers: Member, find: str, found: int) -> None:
    builders.conversation(preview="Mein Akku ist leer.")
    builders.conversation(preview="Danke.")
    assert len(desk.listed(builders.who(answers), Place(Queue.US), find=find).rows) == found


@pytest.mark.parametrize("slug", ["nowhere", "", "us-x", "done-1", "-"])
def test_an_address_that_is_no_place_is_none(slug: str) -> None:
    assert Place.of(slug) is None


@pytest.mark.parametrize("slug", [*(q.value for q in Queue), "team-abc"])
def test_a_place_has_one_address(slug: str) -> None:
    place = Place.of(slug)
    assert place is not None
    assert place.slug == slug


def test_a_row_and_the_pane_say_that_an_answer_is_held_and_then_that_it_wants_a_yes(answers: Member) -> None:
    c = builders.conversation(state="waiting", waiting_since=None)
    who, later = builders.who(answers), NOW + timedelta(hours=1)
    draft = builders.draft(c, answers, state=DraftState.SENT)
    outbox.queue(who, draft, text="Der Akku passt.", kind="reply", now=NOW)

    def marks() -> list[tuple[bool, bool]]:
        (row,), pane = desk.listed(who, Place(Queue.THEM)).rows, conversation.pane(who, c.public_id)
        assert pane is not None
        return [(row.held, row.wants_yes), (pane.held, pane.wants_yes)]

    def unclear() -> tuple[int, int]:
        return frames.frame(who, NOW).counts["unclear"], len(desk.listed(who, Place(Queue.UNCLEAR)).rows)

    assert (marks(), unclear()) == ([(False, False)] * 2, (0, 0))
    hold = holds.hold(who, covers=Covers.ALL, now=NOW)
    assert (marks(), unclear()) == ([(True, False)] * 2, (0, 0))
    Member.objects.update(lifts_holds=True)
    holds.lift(builders.who(Member.objects.get(pk=answers.pk)), hold, now=later)
    assert (marks(), unclear()) == ([(False, True)] * 2, (1, 1))
