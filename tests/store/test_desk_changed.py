"""What changed is read once for everybody, and everybody's list makes of it what it would have read by itself."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.store.models import Account, Member, SecondPair, Team
from zuruf.store.queries import desk, desk_changed, frame
from zuruf.store.queries.desk import Place


def many(account: Account, teams: list[Team], people: list[Member]) -> list[str]:
    """Conversations in every state, with whom and in which team it may be."""
    made = []
    for n, state in enumerate(["open"] * 12 + ["waiting", "done", "ahead"]):
        made.append(
            builders.conversation(
                account,
                state=state,
                waiting_since=NOW + timedelta(minutes=n) if state == "open" else None,
                last_at=NOW + timedelta(minutes=n),
                owner=[None, *people][n % 3],
                team=[None, *teams, None][n // 3 % (len(teams) + 1)],
                unclear=int(n % 5 == 0),
                missing=int(n % 7 == 0),
                ask_until=NOW + timedelta(hours=n) if n % 2 else None,
            )
        )
    for n, state in ((1, "open"), (3, "open"), (2, "returned")):
        draft = builders.draft(
            made[n], people[n % 2], state=DraftState.WRITING if n == 2 else DraftState.ASKED
        )
        SecondPair.objects.create(
            draft=draft,
            state=state,
            asked_of=people[1 - n % 2],
            asked_at=NOW,
            deadline=NOW + timedelta(hours=1),
        )
    return [c.public_id for c in made]


def lists(who: Who, teams: list[Team]) -> list[tuple[Place, tuple[desk.Row, ...]]]:
    places = [*map(Place, Queue), *(Place(Queue.TEAM, t.public_id) for t in teams)]
    return [(place, desk.listed(who, place).rows) for place in places]


def test_every_list_shows_what_it_would_have_read_itself(db: None) -> None:
    teams = [Team.objects.create(name=name) for name in ("Service", "Presse")]
    people = [builders.member(), builders.member()]
    people[0].teams.set(teams[:1])
    ids = many(builders.account(), teams, people)
    read = desk_changed.changed(ids)
    for member in people:
        who = builders.who(member)
        for place, rows in lists(who, teams):
            mine = sorted((r for i in ids if (r := read.row(who, place, i))), key=lambda r: r.order)
            assert mine == list(rows), place
    assert any(r.returned for _place, rows in lists(builders.who(people[0]), teams) for r in rows)


def test_the_counts_of_everybody_are_those_that_each_frame_shows(db: None) -> None:
    teams = [Team.objects.create(name=name) for name in ("Service", "Presse")]
    people = [builders.member(), builders.member()]
    people[0].teams.set(teams)
    many(builders.account(), teams, people)
    everybody = [builders.who(member) for member in people]
    told = desk_changed.counts(everybody)
    for who in everybody:
        assert told[who.id] == dict(frame.frame(who, NOW).numbers)


def test_ten_conversations_are_read_in_as_many_statements_as_one(db: None) -> None:
    ids = many(builders.account(), [], [builders.member(), builders.member()])
    taken = []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as seen:
            desk_changed.changed(some)
        taken.append(len(seen))
    assert taken == [2, 2]
