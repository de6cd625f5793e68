"""Until when whoever waits is to have an answer: the target that fits, counted while whoever has it is there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from zuruf.core.calendar import Calendar, Due
from zuruf.core.target import Asked, Target, chosen
from zuruf.flow import calendar
from zuruf.flow.clock import clock
from zuruf.store.changes import announce
from zuruf.store.models import Conversation
from zuruf.store.pressing import until
from zuruf.store.queries import targets as queries
from zuruf.store.queries.around import Around

STEP = 50  # conversations a transaction, so that nobody at a desk waits for it
READ = 500  # conversations whose words are read at once


@dataclass(frozen=True, slots=True)
class Explained:
    """How a due time came about. `again`: it is a later answer than the first that is waited for."""

    due: Due
    target: Target
    again: bool
    zone: ZoneInfo

    @property
    def minutes(self) -> int:
        return self.target.minutes(again=self.again)


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Targets and hours, read once for as many as one likes. `places`: where those of ours work who say so. `fine`: what
    somebody wrote, or where who has it works, may change a due time; else it is the house's for all."""

    house: calendar.House
    targets: tuple[Target, ...]
    places: Mapping[int, str]

    @property
    def fine(self) -> bool:
        return bool(self.targets or self.places)

    @property
    def usual(self) -> Target:
        """The house's own target."""
        return Target(self.house.minutes, self.house.minutes)

    def calendar(self, owner: int | None = None) -> Calendar:
        """Where *owner* works; the house's where nobody has it or she says nothing else."""
        return self.house.calendar(self.places.get(owner or 0, ""))

    def target(self, asked: Asked) -> Target:
        return chosen(self.targets, asked, self.usual)

    def explain(self, asked: Asked, since: datetime, owner: int | None = None) -> Explained:
        """When whoever has been waiting *since* is to have an answer, and why."""
        target = self.target(asked)
        minutes = target.minutes(again=asked.again)
        here = self.calendar(owner)
        return Explained(here.add_minutes(since, minutes), target, asked.again, here.zone)

    def due(self, asked: Asked, since: datetime, owner: int | None = None) -> datetime:
        return self.explain(asked, since, owner).due.at

    def usually(self, since: datetime) -> datetime:
        """By the house's own target and hours."""
        return self.due(Asked(), since)

    def dues(self, since: dict[int, datetime]) -> dict[int, datetime]:
        """For each of these conversations (key → since when). No statement where all is the house's, else four."""
        if not self.fine:
            return {key: self.usually(at) for key, at in since.items()}
        return {w.pk: self.due(w.asked, since[w.pk], w.owner) for w in queries.waits(since).values()}


def reckoner(language: str = "") -> Reckoner:
    """Holidays are named in *language*, the house's own if "". Three statements."""
    house = calendar.settled(language)
    return Reckoner(house, queries.live(), {} if house.calendar().always else queries.places())


def due(conversation: int, since: datetime) -> datetime:
    """When whoever has been waiting *since* in this conversation (key) is to have an answer. At most seven statements."""
    return reckoner().dues({conversation: since}).get(conversation) or calendar.due(since)


def reckoner_of(house: Around, language: str = "") -> Reckoner:
    """The same of what was read. No statement."""
    kept = calendar.House(house.house, language)
    return Reckoner(kept, house.targets, {} if kept.calendar().always else house.places)


def explain(
    public_id: str,
    since: datetime | None,
    due_at: datetime | None,
    *,
    language: str = "",
    house: Around | None = None,
) -> Explained | None:
    """How *due_at* came about; None when targets and hours of now would say another hour, or nobody waits. No statement where the
    *house* was read and all is the house's."""
    if since is None or due_at is None:
        return None
    here = reckoner_of(house, language) if house else reckoner(language)
    told = here.explain(Asked(), since)
    if here.fine:
        pk = Conversation.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
        found = queries.waits({pk: since}).get(pk) if pk else None
        told = here.explain(found.asked, since, found.owner) if found else told
    return told if abs(told.due.at - due_at) < timedelta(minutes=1) else None


def again(*conversations: int) -> list[str]:
    """The due time of these (keys), where somebody waits: after another owner, topic, risk or language. In the caller's
    transaction, which announces the change; the public ids of those that moved."""
    return _put(_moves(conversations, reckoner()))


def count_anew(*, now: datetime | None = None) -> int:
    """The due time of everybody who waits, by the hours and targets of now; how many it moved. Someone who is answered or
    writes again meanwhile keeps what that gave them."""
    return _anew(Conversation.objects.all(), now or clock())


def of_owner(member: int, *, now: datetime) -> int:
    """The same for those whom this one of ours has: she works elsewhere now."""
    return _anew(Conversation.objects.filter(owner=member), now)


def _anew(those: QuerySet[Conversation], now: datetime) -> int:
    waiting = those.filter(waiting_since__isnull=False, due_at__isnull=False)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    here, done = reckoner(), 0
    for first in range(0, len(keys), READ):
        moves = _moves(keys[first : first + READ], here)
        for step in range(0, len(moves), STEP):
            with transaction.atomic():
                told = _put(moves[step : step + STEP])
                announce("conversation", told, now)
            done += len(told)
    return done


_Move = tuple[int, str, datetime, datetime, datetime]
"""(key, public id, since, was due, is due)"""


def _moves(keys: Collection[int], here: Reckoner) -> list[_Move]:
    waiting = Conversation.objects.filter(pk__in=keys, waiting_since__isnull=False, due_at__isnull=False)
    rows = list(waiting.order_by("pk").values_list("pk", "public_id", "waiting_since", "due_at"))
    dues = here.dues({pk: since for pk, _id, since, _was in rows if since})
    return [
        (pk, public_id, since, was, dues[pk])
        for pk, public_id, since, was in rows
        if since and was and dues.get(pk, was) != was
    ]


def _put(moves: Iterable[_Move]) -> list[str]:
    """Public ids of those that still stood as they were read."""
    return [
        public_id
        for pk, public_id, since, was, due_at in moves
        if Conversation.objects.filter(pk=pk, waiting_since=since, due_at=was).update(**until(due_at))
    ]
