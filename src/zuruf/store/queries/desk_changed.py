"""Conversations that changed, read once for however many desks are open; and the counts beside the queues of all of them.

A list that is opened asks the database for its page (desk.py). What changes afterwards is read here: once for everybody,
with what decides whose list it belongs to; who sees what follows from that without asking again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from zuruf.core.desk import COUNTED, Lies, Queue, State, lies_in
from zuruf.core.people import Who
from zuruf.core.reply import DECIDABLE
from zuruf.store.models import Conversation, SecondPair
from zuruf.store.queries import desk
from zuruf.store.queries.desk import Place, Row
from zuruf.store.queries.frame import CAPPED, UNCLEAR
from zuruf.store.queries.second_pair import came_back

_ORDERED = {
    Queue.SECOND: ("ask_first", False),
    Queue.UNCLEAR: ("last_at", False),
    Queue.THEM: ("last_at", True),
    Queue.DONE: ("last_at", True),
}
_DECIDES = ("owner_id", "team_id", "team__public_id")
Known = Mapping[str, Any]  # a row of the database


@dataclass(frozen=True, slots=True)
class Changed:
    """What was read. `asked`, `returned`: (conversation, member) of questions to her, and of answers of hers that came back."""

    found: Mapping[str, Known]  # by public id
    asked: frozenset[tuple[int, int]]
    returned: frozenset[tuple[int, int]]
    made: dict[tuple[str, str, bool, bool, bool], Row] = field(default_factory=dict)

    def row(self, who: Who, place: Place, public_id: str) -> Row | None:
        """The conversation as *who* sees it in *place*; None when it does not lie there. Asks nothing."""
        r = self.found.get(public_id)
        if r is None or not _is_in(place, r, who):
            return None
        column, backwards = _ORDERED.get(place.queue, (desk.by(who), False))
        first = column == "ask_first" and (r["id"], who.id) in self.asked
        returned = (r["id"], who.id) in self.returned
        like = (public_id, column, r["owner_id"] == who.id, returned, first)
        if like not in self.made:
            until = r["ask_until"] - desk.AGES if first else r["ask_until"]
            self.made[like] = desk.row(
                who, {**r, "returned": returned, "ask_first": until}, column, backwards
            )
        return self.made[like]


def changed(public_ids: Iterable[str]) -> Changed:
    """These conversations, as everybody's lists need them. Two statements."""
    rows = desk.queued(Conversation.objects.filter(public_id__in=list(public_ids)))
    found = {r["public_id"]: r for r in rows.values(*desk.FIELDS, *_DECIDES)}
    pairs = SecondPair.objects.filter(draft__conversation__in=[r["id"] for r in found.values()])
    back = Q(pk__in=came_back().values("pk"))
    asked, returned = set(), set()
    for conversation, state, of, author in pairs.filter(Q(state__in=DECIDABLE) | back).values_list(
        "draft__conversation", "state", "asked_of", "draft__author"
    ):
        if state not in DECIDABLE:
            returned.add((conversation, author))
        elif of is not None:
            asked.add((conversation, of))
    return Changed(found, frozenset(asked), frozenset(returned))


def rows_of(who: Who, place: Place, public_ids: Iterable[str]) -> tuple[Row, ...]:
    """Those of *public_ids* (at most `desk.PAGE`) that are in *place* now: what a list asks for by itself. Two statements."""
    ids = list(dict.fromkeys(public_ids))[: desk.PAGE]
    read = changed(ids)
    found = (read.row(who, place, public_id) for public_id in ids)
    return tuple(sorted((r for r in found if r), key=lambda r: r.order))


def _is_in(place: Place, r: Known, who: Who) -> bool:
    if place.team:
        return bool(r["state"] == State.OPEN and r["team__public_id"] == place.team)
    unclear = r["unclear"] > 0 or r["missing"] > 0 or r["wants_yes"]
    asked = r["ask_until"] is not None
    lies = Lies(State(r["state"]), r["owner_id"], r["team_id"], asked, r["unsure"], unclear)
    return lies_in(place.queue, lies, who.id, who.teams)


_SHARED = {
    Queue.US: "store_conversation WHERE state = 'open'",
    Queue.UNOWNED: "store_conversation WHERE state = 'open' AND owner_id IS NULL AND team_id IS NULL",
    Queue.UNSURE: "store_conversation WHERE state = 'open' AND unsure",
    Queue.SECOND: "store_conversation WHERE ask_until IS NOT NULL",
    Queue.UNCLEAR: f"{UNCLEAR} AS either",
}


def counts(everybody: Collection[Who]) -> dict[int, dict[str, int]]:
    """What `frame.Frame.numbers` says, for each of *everybody* by key: slug of a place → how many lie there. One statement."""
    mine = CAPPED.format("store_conversation AS c WHERE c.owner_id = m.id AND c.state = 'open'")
    team = CAPPED.format("store_conversation AS c WHERE c.team_id = t.id AND c.state = 'open'")
    keys = sorted({who.id for who in everybody})
    parts = [f"SELECT 'queue', 0, '{queue}', {CAPPED.format(where)}" for queue, where in _SHARED.items()]
    parts.append(f"SELECT 'team', t.id, t.public_id, {team} FROM store_team AS t")  # noqa: S608
    parts.append(f"SELECT 'mine', m.id, '', {mine} FROM store_member AS m WHERE m.id IN ({_marks(keys)})")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), keys)
        found = cursor.fetchall()
    queues = {slug: count for kind, _key, slug, count in found if kind == "queue"}
    teams = {key: (slug, count) for kind, key, slug, count in found if kind == "team"}
    owned = {key: count for kind, key, _slug, count in found if kind == "mine"}
    by_slug = {f"{Queue.TEAM.value}-{slug}": count for slug, count in teams.values()}
    return {
        who.id: {
            **queues,
            **by_slug,
            Queue.MINE.value: owned.get(who.id, 0),
            Queue.TEAM.value: min(COUNTED, sum(teams[key][1] for key in who.teams if key in teams)),
        }
        for who in everybody
    }


def _marks(keys: list[int]) -> str:
    return ", ".join(["%s"] * len(keys)) or "NULL"
