"""Whom we ask to look at an answer, and until when: the rules of core.second_pair over what is stored."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from zuruf.core.calendar import Calendar
from zuruf.core.guideline import Judgement, Verdict
from zuruf.core.mandate import coverage
from zuruf.core.reply import Terms
from zuruf.core.second_pair import Choice, Eyes, choose, deadline, handed_on
from zuruf.flow import calendar, duty, guarding
from zuruf.flow.author import matter
from zuruf.store.models import Conversation
from zuruf.store.queries import second_pair as reading
from zuruf.store.queries.around import Ground
from zuruf.store.queries.duty import rota
from zuruf.store.queries.mandate import held_by, promised_by, rules
from zuruf.store.queries.reply import Scene

INCIDENT_LEAD = "incident_lead"
"""What a guideline says in `then.asks` when it wants the lead of the incident."""

ROUND_THE_CLOCK = Calendar(ZoneInfo("UTC"))
"""By which minutes are counted where they run on whatever our hours."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`choice` None: nobody can be asked. `next_at`: when it goes on to the next person, None: there is none. `due_at`: when
    the asker was to have an answer."""

    choice: Choice | None
    next_at: datetime | None
    deadline: datetime
    due_at: datetime | None


def plan(
    author: int,
    here: Scene,
    judgement: Judgement,
    on: Terms,
    now: datetime,
    *,
    goodwill: int = 0,
    same: int | None = None,
    house: Ground | None = None,
) -> Plan:
    """Whom we ask about *author*'s answer *now*, and until when: by the hours and holidays of where she works, and where it may
    be a matter of life by no hours at all. *goodwill*: cents that it promises; *same*: who looks at others like it already; *house*: where it was
    read."""
    found = choice(author, here, judgement, now, asks=on.asks, goodwill=goodwill, same=same, house=house)
    due = Conversation.objects.filter(pk=here.pk).values_list("due_at", flat=True).first()
    hours = (
        ROUND_THE_CLOCK if on.real else calendar.hers(found.eyes.id, now) if found else calendar.house(now)
    )
    until = deadline(now, hours.before_closing(now + timedelta(minutes=on.minutes), now), due)
    half = timedelta(minutes=hours.open_minutes(now, until) / 2)
    on_at = handed_on(now, hours.before_closing(now + half, now), until) if found and found.next else None
    return Plan(found, on_at, until, due)


def choice(
    author: int,
    here: Scene,
    judgement: Judgement,
    now: datetime,
    *,
    asks: str = "",
    goodwill: int = 0,
    asked: frozenset[int] = frozenset(),
    late: int | None = None,
    same: int | None = None,
    house: Ground | None = None,
) -> Choice | None:
    """One person, or None. *asks*: "incident_lead" when a guideline wants her; *asked*: whom we asked already, *late* the last
    of them. Ten statements at most where mandates are in force, with goodwill twelve, however many may be asked; one or two fewer where
    the *house* was read."""
    lead = reading.lead_of(here.pk) if asks == INCIDENT_LEAD else None
    # What only asks because a partner wrote it, anybody may release who could say it herself.
    anyone = judgement.verdict is not Verdict.ASK and reading.is_partner(author)
    all_of_them = reading.eyes(author, now, lead=lead, anyone=anyone)
    found = _on_duty(_at_work(all_of_them, now), now)
    if judgement.rings:
        found = _rung(found, all_of_them, now)
    if (house.rules if house else rules()).in_force:
        zone = house.told.zone if house else ""
        reach = _reach(tuple(e.id for e in found), here, judgement, goodwill, now, zone)
        found = tuple(replace(e, covers=e.id in reach) for e in found)
        if anyone:
            flagged = {e.id for e in reading.eyes(author, now, lead=lead)}
            found = tuple(e for e in found if e.covers or e.id in flagged)
    return choose(found, lead=lead, asked=asked, late=late, same=same)


def _reach(
    members: tuple[int, ...], here: Scene, judgement: Judgement, goodwill: int, now: datetime, zone: str = ""
) -> frozenset[int]:
    """Those of *members* whose own mandates reach to it, also to its *goodwill* in what is left of their month."""
    holds = held_by(members, now)
    spent = promised_by(members, now, zone=zone) if goodwill else {}
    about = matter(here, judgement, goodwill=goodwill)
    return frozenset(
        m for m in members if coverage(holds[m], replace(about, spent=spent.get(m, 0)), now).covered
    )


def _on_duty(eyes: tuple[Eyes, ...], now: datetime) -> tuple[Eyes, ...]:
    """Whoever stands in the rota is away outside her shifts and in her pause; who does not is bound by none. If nobody else is
    left, all can be asked: a question always has to end somewhere."""
    here = rota(now)
    if not here.exists and not here.changes:
        return eyes
    on = {d.member for d in here.on_duty(now)}
    off = (here.bound - on) | here.freed(now)
    marked = tuple(replace(e, absent=e.absent or e.id in off) for e in eyes)
    return marked if any(not e.absent for e in marked) else eyes


def _rung(found: tuple[Eyes, ...], all_of_them: tuple[Eyes, ...], now: datetime) -> tuple[Eyes, ...]:
    """Those at whom it would ring now come first; also she who is named for it, off duty or on a holiday, if she is not away."""
    on = {d.member for d in rota(now, duty.hours(now)).on_duty(now)}
    guard = guarding.first(now, anybody=bool(on))
    away = {e.id for e in all_of_them if e.absent}
    return tuple(
        replace(e, rung=e.id in on or e.id == guard, absent=e.absent and (e.id != guard or e.id in away))
        for e in found
    )


def _at_work(eyes: tuple[Eyes, ...], now: datetime) -> tuple[Eyes, ...]:
    """Whoever has a public holiday where she works is away, unless she sits there all the same; if nobody else is left,
    she is one of those who can be asked."""
    off = calendar.off([e.id for e in eyes], now)
    marked = tuple(replace(e, absent=e.absent or (e.id in off and not e.here)) for e in eyes)
    return marked if any(not e.absent for e in marked) else eyes
