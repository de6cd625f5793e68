"""The rota: who is on duty every week, what is otherwise on one day, a pause with an end, and what is told at a hand-over.

Nobody comes to be on duty with less than eleven hours' rest, and nobody while the house is closed unless it says so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core import duty as rules
from zuruf.core.clean import storable
from zuruf.core.duty import Change, Hours, Span, Weekly
from zuruf.core.people import OURS, May, Role, Who
from zuruf.core.ring import LONGEST as LONGEST_RING
from zuruf.flow import calendar
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import DutyChange, HandOver, Member, Organisation, Shift
from zuruf.store.queries import duty as reading
from zuruf.store.queries.duty import Rota

MOST_TEXT = 4_000  # characters of a hand-over note
FAR = timedelta(days=180)  # so far ahead a day's exception can be entered


def add_shift(
    who: Who, member: str, weekday: int, starts: int, ends: int, *, rank: int = 0, now: datetime | None = None
) -> str:
    """*member* (public id) is on duty every week: minutes since midnight on the wall, an *ends* below *starts* is on the next
    day. Its public id. Declined: "not_allowed" · "nobody" · "shift_times" · "shift_twice" · "duty_outside" · "duty_rest"."""
    now = now or clock()
    _runs(who)
    ends += rules.DAY if ends <= starts else 0
    if not (0 <= weekday <= 6 and 0 <= starts < rules.DAY and 0 < ends - starts <= rules.LONGEST):
        raise Declined("shift_times")
    with transaction.atomic():
        her = _able(member)
        here = reading.rota(now, until=now + FAR)
        new = Weekly(her.pk, weekday, starts, ends, max(0, min(rank, 9)))
        mine = [w for w in here.weekly if w.member == her.pk]
        if any(w.weekday == weekday and w.starts < ends and starts < w.ends for w in mine):
            raise Declined("shift_twice")
        _weekly_when_open(new)
        _rested(her, Rota((*here.weekly, new), here.changes, here.zone), now)
        made = Shift.objects.create(
            member=her, weekday=weekday, starts=starts, ends=ends, rank=new.rank, made_at=now
        )
        _tell("duty.shift_added", her, now, who)
    return made.public_id


def add_shifts(
    who: Who,
    member: str,
    weekdays: Sequence[int],
    starts: int,
    ends: int,
    *,
    rank: int = 0,
    now: datetime | None = None,
) -> None:
    """The same on several weekdays: all of them, or none. Declined: as `add_shift`."""
    now = now or clock()
    if not weekdays:
        raise Declined("shift_times")
    with transaction.atomic():
        for weekday in weekdays:
            add_shift(who, member, weekday, starts, ends, rank=rank, now=now)


def end_shift(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It is over from now on. Declined: "not_allowed" · "gone"."""
    now = now or clock()
    _runs(who)
    with transaction.atomic():
        row = Shift.objects.select_related("member").filter(public_id=public_id).first()
        if row is None or not Shift.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
            raise Declined("gone")
        _tell("duty.shift_ended", row.member, now, who)


def otherwise(
    who: Who, member: str, *, on: bool, starts_at: datetime, ends_at: datetime, now: datetime | None = None
) -> str:
    """For once *member* (public id) is on duty, or not. One's own, or anybody's for who runs the house. Its public id. Declined:
    "not_yours" · "nobody" · "duty_times" · "duty_outside" · "duty_rest"."""
    now = now or clock()
    with transaction.atomic():
        her = _able(member)
        if her.pk != who.id and not who.may(May.RUN):
            raise Declined("not_yours")
        if not (now - FAR < starts_at < ends_at <= now + FAR and ends_at > now):
            raise Declined("duty_times")
        if on:
            _may_begin(her, (starts_at, ends_at), now)
        made = DutyChange.objects.create(
            member=her, on=on, starts_at=starts_at, ends_at=ends_at, entered_by_id=who.id, entered_at=now
        )
        _tell("duty.changed", her, now, who, {"on": on})
    return made.public_id


def take_over(who: Who, member: str, at: datetime, *, now: datetime | None = None) -> None:
    """*who* takes over *member*'s time on duty that holds at *at*, or what is left of it: she is relieved, *who* has it. Declined:
    "not_allowed" · "nobody" · "duty_none" (she is not on duty then) · "duty_self" · "duty_outside" · "duty_rest"."""
    now = now or clock()
    if who.role not in OURS:
        raise Declined("not_allowed")
    with transaction.atomic():
        if not now - timedelta(days=2) < at < now + FAR:
            raise Declined("duty_none")
        if member == who.public_id:
            raise Declined("duty_self")
        # Two who take over from each other at once wait for the same lock, not each for the other's.
        list(Member.objects.select_for_update().filter(public_id__in=(member, who.public_id)).order_by("pk"))
        her, me = _able(member), _able(who.public_id)
        here = reading.rota(at, hours(now))
        day = at.astimezone(here.zone).date() - timedelta(days=1)
        span = next((s for s in here.spans(her.pk, day, 3) if s[0] <= at < s[1]), None)
        if span is None or span[1] <= now:
            raise Declined("duty_none")
        begins = max(span[0], now)
        _may_begin(me, (begins, span[1]), now)
        if begins == now:
            _end_pause(me, now)
        for member_, on in ((her, False), (me, True)):
            DutyChange.objects.create(
                member=member_, on=on, starts_at=begins, ends_at=span[1],
                swapped_with=me if member_ is her else her, entered_by_id=who.id, entered_at=now,
            )  # fmt: skip
        _tell("duty.taken_over", her, now, who)


def pause(who: Who, minutes: int, *, now: datetime | None = None) -> None:
    """She is at lunch: nothing rings at her for so long, then she is there again by herself. A second one takes the place of the
    first. Declined: "duty_times"."""
    now = now or clock()
    if not 0 < minutes <= rules.LONGEST_PAUSE.total_seconds() / 60:
        raise Declined("duty_times")
    with transaction.atomic():
        me = Member.objects.select_for_update().get(pk=who.id)
        _end_pause(me, now)
        DutyChange.objects.create(
            member=me, on=False, pause=True, starts_at=now, ends_at=now + timedelta(minutes=minutes),
            entered_by_id=who.id, entered_at=now,
        )  # fmt: skip
        announce("duty", [me.public_id], now)


def back(who: Who, *, now: datetime | None = None) -> None:
    """She is back from her pause. Twice is once."""
    now = now or clock()
    with transaction.atomic():
        me = Member.objects.select_for_update().get(pk=who.id)
        if _end_pause(me, now):
            announce("duty", [me.public_id], now)


def cancel(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """A day's exception does not hold after all; of a shift that was taken over, both halves. Declined: "gone" · "not_yours" ·
    "duty_rest"."""
    now = now or clock()
    with transaction.atomic():
        rows = DutyChange.objects.select_related("member", "swapped_with")
        row = rows.filter(public_id=public_id).first()
        if row is None or row.cancelled_at:
            raise Declined("gone")
        if who.id not in (row.member_id, row.swapped_with_id) and not who.may(May.RUN):
            raise Declined("not_yours")
        same = DutyChange.objects.filter(cancelled_at=None, ends_at__gt=now)
        both = same.filter(pk=row.pk)
        if row.swapped_with_id:
            both = same.filter(starts_at=row.starts_at, ends_at=row.ends_at, entered_at=row.entered_at)
        if not both.update(cancelled_at=now):
            raise Declined("gone")
        here = reading.rota(row.starts_at)
        for each in (row.member, row.swapped_with):  # whoever had it before has it again
            if each is not None:
                _rested(each, here, now, around=row.starts_at)
        _tell("duty.change_cancelled", row.member, now, who)


def hand_over(who: Who, text: str, *, now: datetime | None = None) -> str:
    """What whoever comes on duty has to know. Its public id. Declined: "not_allowed" · "empty" · "too_long"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    text = storable(text).strip()
    if not text:
        raise Declined("empty")
    if len(text) > MOST_TEXT:
        raise Declined("too_long", limit=MOST_TEXT, used=len(text))
    with transaction.atomic():
        made = HandOver.objects.create(author_id=who.id, text=text, at=now)
        record("duty.handed_over", "duty", made.public_id, now=now, who=who)
        announce("duty", [made.public_id], now)
    return made.public_id


def read(who: Who, public_id: str) -> None:
    """She has read what was told. Twice is once."""
    for row in HandOver.objects.filter(public_id=public_id):
        row.read_by.add(who.id)


def settle(who: Who, *, ring_minutes: int, outside: bool, now: datetime | None = None) -> None:
    """After how many minutes a ring falls through, and whether anybody may be on duty while the house is closed. Declined:
    "not_allowed" · "ring_minutes"."""
    now = now or clock()
    _runs(who)
    if not 1 <= ring_minutes <= LONGEST_RING:
        raise Declined("ring_minutes", most=LONGEST_RING)
    with transaction.atomic():
        Organisation.objects.filter(pk=1).update(ring_minutes=ring_minutes, duty_outside=outside)
        data = {"ring_minutes": ring_minutes, "outside": outside}
        record("duty.settled", "organisation", "1", now=now, who=who, data=data)


def hours(now: datetime) -> Hours | None:
    """When each may be on duty: while the house is open, on no public holiday where she works. None: at any time. Three statements."""
    house = calendar.settled()
    if house.calendar().always or _outside():
        return None
    places = dict(Member.objects.exclude(place="").values_list("pk", "place"))
    return lambda member: house.calendar(places.get(member, ""))


def _may_begin(her: Member, span: Span, now: datetime) -> None:
    here = reading.rota(span[0])
    _only_when_open(her, span, now)
    changes = (*here.changes, Change(her.pk, True, *span))
    _rested(her, Rota(here.weekly, changes, here.zone), now, around=span[0])


def _only_when_open(her: Member, span: Span, now: datetime) -> None:
    """Duty out of hours is off unless the house switched it on."""
    each, (start, end) = hours(now), span
    if each is not None and each(her.pk).open_minutes(start, end) < (end - start) / timedelta(minutes=1):
        raise Declined("duty_outside")


def _weekly_when_open(new: Weekly) -> None:
    """The same of a weekly shift: the hours of its weekday count, and those of the next where it goes on."""
    house = calendar.house()
    if house.always or _outside():
        return
    windows = [(w.opens, w.closes) for w in house.hours.get(new.weekday, ())]
    after = house.hours.get((new.weekday + 1) % 7, ())
    windows += [(w.opens + rules.DAY, w.closes + rules.DAY) for w in after]
    if sum(max(0, min(b, new.ends) - max(a, new.starts)) for a, b in windows) < new.ends - new.starts:
        raise Declined("duty_outside")


def _outside() -> bool:
    return Organisation.objects.filter(pk=1, duty_outside=True).exists()


def _rested(her: Member, here: Rota, now: datetime, *, around: datetime | None = None) -> None:
    """Declined("duty_rest") where she would come on duty with less than eleven hours' rest: *around* a day, else as far ahead as
    anything can be entered."""
    first = ((around or now).astimezone(here.zone)).date() - timedelta(days=3)
    changes = [c for c in here.changes if not c.pause]  # lunch ends no working day
    spans = rules.spans(here.weekly, changes, her.pk, first, 18 if around else FAR.days, here.zone)
    if short := rules.too_little_rest(spans):
        raise Declined("duty_rest", name=her.name, end=short[0], begins=short[1])


def _end_pause(me: Member, now: datetime) -> int:
    return DutyChange.objects.filter(member=me, pause=True, cancelled_at=None, ends_at__gt=now).update(
        ends_at=now
    )


def _able(member: str) -> Member:
    roles = [r for r in OURS if r in (Role.OWNER, Role.DESK)]
    found = (
        Member.objects.select_for_update().filter(public_id=member, is_active=True, role__in=roles).first()
    )
    if found is None:
        raise Declined("nobody")
    return found


def _runs(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")


def _tell(verb: str, her: Member, now: datetime, who: Who, data: dict[str, object] | None = None) -> None:
    record(verb, "member", her.public_id, now=now, who=who, data=data)
    announce("duty", [her.public_id], now)
