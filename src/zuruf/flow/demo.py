"""The invented company lives: its public writes by itself, a rush can be started, and it goes without a trace."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from zuruf.core import demo as rules
from zuruf.core.desk import State
from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.moving_out import demo_out, house_out
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, DemoLife, Member, Organisation


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody may write now. `wrote`: how many messages there were before; `rushes`: it belongs to a rush."""

    wrote: int
    rushes: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the invented public who can write again. `secret` is the one of her link on our page; `heard`: the
    answers (public ids) after which she wrote or decided not to."""

    thread: str
    secret: str
    name: str
    heard: tuple[str, ...] = ()


def begin(now: datetime) -> None:
    """The company moved in; its public begins to write soon."""
    first = now + rules.pause(False, 0)
    DemoLife.objects.update_or_create(pk=1, defaults={"alive": True, "next_at": first, "rush_until": None})


def rush(who: Who, *, now: datetime | None = None) -> datetime:
    """Everybody at once, about one thing. Until when. Raises Declined("not_allowed" | "no_demo")."""
    now = now or clock()
    until = now + rules.RUSH_LASTS
    _set(who, "organisation.demo_rush", now, alive=True, rush_until=until, next_at=now)
    return until


def calm(who: Who, *, now: datetime | None = None) -> None:
    """The rush is over."""
    now = now or clock()
    _set(who, "organisation.demo_calm", now, rush_until=None, next_at=now + rules.pause(False, 0.5))


def sleep(who: Who, *, now: datetime | None = None) -> None:
    """Nobody writes until somebody wakes them."""
    _set(who, "organisation.demo_asleep", now or clock(), alive=False, rush_until=None)


def wake(who: Who, *, now: datetime | None = None) -> None:
    """They write again, the next one soon."""
    now = now or clock()
    _set(who, "organisation.demo_awake", now, alive=True, next_at=now + rules.pause(True, 0.5))


def remove(who: Who, *, now: datetime | None = None) -> int:
    """The invented company goes with all that was tried on it; an empty desk is left, and the first run begins anew. How
    many conversations went. Raises Declined("not_allowed" | "no_demo")."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        if not Organisation.objects.filter(pk=1, demo=True).exists():
            raise Declined("no_demo")
        gone = demo_out(who, now)
        house_out(who)
    return gone


def claim(now: datetime, chance: float) -> Turn | None:
    """The turn of whoever writes next, for one worker only; None while nobody's is. *chance*, 0.0 to 1.0, chooses how long
    it is until the one after."""
    row = DemoLife.objects.filter(pk=1, alive=True, next_at__lte=now).first()
    if row is None:
        return None
    pulse = _pulse(row)
    rushes = pulse.rushes(now)
    after = now + rules.pause(rushes, chance)
    writes = pulse.writes(now)
    mine = DemoLife.objects.filter(pk=1, alive=True, next_at=row.next_at).update(
        next_at=after, wrote=F("wrote") + (1 if writes else 0)
    )
    return Turn(row.wrote, rushes) if mine and writes else None


def people() -> tuple[Person, ...]:
    """Who wrote lately. Empty where nobody lives."""
    told = DemoLife.objects.filter(pk=1, alive=True).values_list("people", flat=True).first()
    return tuple(Person(p["thread"], p["secret"], p["name"], tuple(p["heard"])) for p in told or ())


def remember(person: Person) -> None:
    """She wrote, or heard an answer."""
    with transaction.atomic():
        row = DemoLife.objects.select_for_update().filter(pk=1).first()
        if row is None:
            return
        rest = [p for p in row.people if p["thread"] != person.thread]
        told = {"thread": person.thread, "secret": person.secret, "name": person.name, "heard": person.heard}
        DemoLife.objects.filter(pk=1).update(people=[*rest, told][-rules.REMEMBERED :])


def _set(who: Who, verb: str, now: datetime, **values: Any) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        if not Organisation.objects.filter(pk=1, demo=True).exists():
            raise Declined("no_demo")
        DemoLife.objects.get_or_create(pk=1, defaults={"next_at": now})
        DemoLife.objects.filter(pk=1).update(**values)
        record(verb, "organisation", "1", now=now, who=who)
        announce("demo", ["1"], now)


def _pulse(row: DemoLife) -> rules.Pulse:
    seen = Member.objects.filter(is_active=True).aggregate(last=Max("seen_at"))["last"]
    waiting = Conversation.objects.filter(state=State.OPEN)[: rules.MOST_OPEN].count()
    return rules.Pulse(row.alive, row.rush_until, seen, waiting)
