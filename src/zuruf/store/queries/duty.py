"""Reading the rota: who is on duty now and this week, what was told at the last hand-over, and what rings."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, QuerySet, Window

from zuruf.core import duty as rules
from zuruf.core import veil
from zuruf.core.duty import Change, Hours, OnDuty, Span, Weekly
from zuruf.core.people import Who
from zuruf.core.ring import LIVE, USUAL, State
from zuruf.store.models import Absence, DutyChange, HandOver, Member, Organisation, Ring, Shift
from zuruf.store.queries.desk import zone
from zuruf.store.queries.second_pair import ours
from zuruf.store.queries.understood import findings_in

AHEAD = timedelta(days=15)
BEHIND = timedelta(days=4)  # so far back a working day may have begun whose rest still counts
NOTES = 5
MOST = 5  # rings in one bell


@dataclass(frozen=True, slots=True)
class Rota:
    """All that decides who is on duty. `changes` in the order in which they were entered; `away`: who is absent now; `hours`:
    nobody is on duty while the house is closed by hers (None: whatever the hours)."""

    weekly: tuple[Weekly, ...] = ()
    changes: tuple[Change, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    away: frozenset[int] = frozenset()
    hours: Hours | None = None

    @property
    def exists(self) -> bool:
        return bool(self.weekly)

    @property
    def bound(self) -> frozenset[int]:
        """Whoever stands in the rota: outside her shifts nothing rings at her."""
        return frozenset(w.member for w in self.weekly)

    def on_duty(self, now: datetime) -> list[OnDuty]:
        return rules.on_duty(self.weekly, self.changes, now, self.zone, self.away, self.hours)

    def spans(self, member: int, first: date, days: int) -> list[Span]:
        found = rules.spans(self.weekly, self.changes, member, first, days, self.zone)
        return rules.while_open(found, self.hours(member)) if self.hours else found

    def freed(self, now: datetime) -> frozenset[int]:
        """Who is at lunch, or off for once."""
        return rules.freed(self.changes, now)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's week: per day (from, until) as moments, and whether she is on duty now. `pause`: until when she is at lunch."""

    public_id: str
    name: str
    initials: str
    now: bool
    until: datetime | None
    pause: datetime | None
    days: tuple[tuple[Span, ...], ...]
    me: bool


@dataclass(frozen=True, slots=True)
class ShiftView:
    public_id: str
    name: str
    weekday: int
    starts: int
    ends: int
    rank: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    public_id: str
    name: str
    on: bool
    pause: bool
    starts_at: datetime
    ends_at: datetime
    swapped_with: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told at the end of her shift. `read`: the reader has seen it."""

    public_id: str
    author: str
    text: str
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Page:
    days: tuple[date, ...]
    people: tuple[Person, ...]
    shifts: tuple[ShiftView, ...]
    changes: tuple[ChangeView, ...]
    told: tuple[Told, ...]
    members: tuple[tuple[str, str], ...]  # who can be put on the rota: (public id, name)
    nobody: bool  # there is a rota, and nobody is on duty now
    ring_minutes: int
    outside: bool  # may anybody be on duty while the house is closed?


@dataclass(frozen=True, slots=True)
class Rings:
    """A conversation that rings at somebody now. `until`: when it goes on to the next; None where everybody was rung and it stays
    with her, since life may be at risk. `among`: how many ring at her in all."""

    public_id: str
    conversation: str
    contact: str
    account: str
    preview: str
    since: datetime
    why: str
    until: datetime | None
    veiled: bool = False  # abusive: its words are shown to whoever chooses to
    among: int = 1


def rota(now: datetime, hours: Hours | None = None, *, until: datetime | None = None) -> Rota:
    """The rota as it holds around *now*, *until* then (two weeks ahead if None). Four statements."""
    weekly = tuple(
        Weekly(*row) for row in _live().values_list("member_id", "weekday", "starts", "ends", "rank")
    )
    entered = _changes(now, until).order_by("entered_at", "pk")
    changes = entered.values_list("member_id", "on", "starts_at", "ends_at", "pause")
    gone = Absence.objects.filter(cancelled_at=None, starts_at__lte=now, ends_at__gt=now)
    return Rota(
        weekly,
        tuple(Change(*row) for row in changes),
        zone(),
        frozenset(gone.values_list("member_id", flat=True)),
        hours,
    )


def page(who: Who, now: datetime, hours: Hours | None = None) -> Page:
    """The week from today, exceptions ahead, and what was told. *hours*: as with `Rota`. Ten statements."""
    here = rota(now, hours)
    first = now.astimezone(here.zone).date()
    days = tuple(first + timedelta(days=n) for n in range(7))
    on = {d.member: d for d in here.on_duty(now)}
    able = list(ours().order_by("name", "pk"))
    pauses = dict(_changes(now).filter(pause=True, starts_at__lte=now).values_list("member_id", "ends_at"))
    ahead = {c.member for c in here.changes if c.ends_at > now}
    shown = [m for m in able if m.pk in here.bound or m.pk in ahead]
    people = tuple(_person(m, here, on.get(m.pk), pauses.get(m.pk), days, m.pk == who.id) for m in shown)
    return Page(
        days,
        people,
        tuple(
            ShiftView(s.public_id, s.member.name or s.member.email, s.weekday, s.starts, s.ends, s.rank)
            for s in _live().select_related("member").order_by("weekday", "starts", "rank", "pk")
        ),
        tuple(
            _change(c, who)
            for c in _changes(now).select_related("member", "swapped_with")
            if c.ends_at > now - timedelta(days=1)
        ),
        told(who),
        tuple((m.public_id, m.name or m.email) for m in able),
        here.exists and not on,
        *(
            Organisation.objects.filter(pk=1).values_list("ring_minutes", "duty_outside").first()
            or (USUAL, False)
        ),
    )


def told(who: Who) -> tuple[Told, ...]:
    """The newest hand-over notes, the last one first. Two statements."""
    rows = list(HandOver.objects.select_related("author").order_by("-at", "-pk")[:NOTES])
    read = set(
        HandOver.read_by.through.objects.filter(handover__in=[r.pk for r in rows], member=who.id).values_list(
            "handover_id", flat=True
        )
    )
    return tuple(
        Told(r.public_id, r.author.name, r.text, r.at, r.pk in read or r.author_id == who.id) for r in rows
    )


def ringing(who: Who) -> tuple[Rings, ...]:
    """What rings at her now, MOST of it at once: what is urgent first, then as the lists have it, what waits worst. So what is
    only late keeps no danger off the bell, however much of it rings. One statement."""
    rows = Ring.objects.filter(member=who.id, state__in=LIVE).select_related(
        "conversation__contact", "conversation__account"
    )
    rows = rows.annotate(found=findings_in(OuterRef("conversation")), among=Window(Count("*")))
    first = ("-conversation__urgent", F("conversation__pressing_at").asc(nulls_last=True), "since", "pk")
    return tuple(_ring(r) for r in rows.order_by(*first)[:MOST])


def _person(
    m: Member, here: Rota, on: OnDuty | None, pause: datetime | None, days: tuple[date, ...], me: bool
) -> Person:
    spans = here.spans(m.pk, days[0], len(days))
    per_day = tuple(tuple(s for s in spans if s[0].astimezone(here.zone).date() == day) for day in days)
    return Person(
        m.public_id,
        m.name or m.email,
        m.initials,
        on is not None,
        on.until if on else None,
        pause,
        per_day,
        me,
    )


def _change(c: DutyChange, who: Who) -> ChangeView:
    return ChangeView(
        c.public_id,
        c.member.name or c.member.email,
        c.on,
        c.pause,
        c.starts_at,
        c.ends_at,
        c.swapped_with.name if c.swapped_with else "",
        c.member_id == who.id,
    )


def _ring(r: Ring) -> Rings:
    c = r.conversation
    contact = (c.contact.name or c.contact.handle) if c.contact else ""
    veiled = veil.veiled(r.found)  # type: ignore[attr-defined]
    until = r.until if r.state == State.RINGING else None
    among: int = r.among  # type: ignore[attr-defined]
    return Rings(
        r.public_id, c.public_id, contact, c.account.name, c.preview, r.since, r.why, until, veiled, among
    )


def _live() -> QuerySet[Shift]:
    return Shift.objects.filter(ended_at=None, member__is_active=True)


def _changes(now: datetime, until: datetime | None = None) -> QuerySet[DutyChange]:
    return DutyChange.objects.filter(
        cancelled_at=None,
        ends_at__gt=now - BEHIND,
        starts_at__lt=until or now + AHEAD,
        member__is_active=True,
    ).order_by("starts_at", "pk")
