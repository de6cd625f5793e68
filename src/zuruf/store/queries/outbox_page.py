"""Reading the outbox page: what waits for a person, what goes out, what waits and why, what was out or came back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Case, CharField, Count, Exists, F, Min, OrderBy, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.core.reply import Outlet, outlet
from zuruf.store import scopes
from zuruf.store.models import Delivery
from zuruf.store.queries import holds, outbox
from zuruf.store.queries.holds import HoldView
from zuruf.store.queries.outbox import DeliveryView

D = DeliveryState
FEW = 12  # rows of a list on the page of all lists
PAGE = 50  # rows of a list on its own page
AT_ONCE = 500  # replies that one click says yes to
OVERDUE = Coalesce("scheduled_for", "recall_until").asc()  # when it should have gone out


class Shelf(StrEnum):
    """The lists of the page, in their order: first what waits for a person."""

    YES = "yes"  # overdue when a hold was lifted
    HAND = "hand"  # nothing takes it but a person who posts it there
    UNCLEAR = "unclear"
    MISSING = "missing"  # out, but hidden or gone at the network
    GOING = "going"
    WAITING = "waiting"  # for an account, a budget, an outage to end, the part before
    HELD = "held"
    SCHEDULED = "scheduled"
    OUT = "out"
    BACK = "back"  # recalled, refused, given up, withdrawn


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, or a page of it. `count` is of the whole list, None where nobody counts the past."""

    shelf: Shelf
    rows: tuple[DeliveryView, ...]
    count: int | None
    more: bool


@dataclass(frozen=True, slots=True)
class Stalled:
    """Why `count` replies of an account wait: paused · not_connected · budget · later. `until`: the next try, None where
    nobody knows."""

    account: str
    channel: str
    why: str
    said: str
    count: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """The outbox. `held_by` says how many replies each live hold holds back, by its public id; `later_by` how many more
    it lies on whose hour is still to come. `overdue`: the public ids of what waits for a yes, the longest wait first,
    as many as one click lets out."""

    lists: tuple[Listed, ...]
    counts: dict[Shelf, int]
    proofs: tuple[holds.Proof, ...]
    held_by: dict[str, int]
    later_by: dict[str, int]
    stalled: tuple[Stalled, ...]
    overdue: tuple[str, ...] = ()

    @property
    def live(self) -> tuple[holds.Proof, ...]:
        return tuple(p for p in self.proofs if p.hold.lifted_at is None)

    @property
    def past(self) -> tuple[holds.Proof, ...]:
        return tuple(p for p in self.proofs if p.hold.lifted_at is not None)

    @property
    def moves(self) -> bool:
        """Whether anything is here that is not past."""
        return any(self.counts.values())

    def wider(self, hold: HoldView) -> HoldView | None:
        """The live hold on everything that covers all that this one does, None where there is none."""
        wide = (p.hold for p in self.live if p.hold.everything and p.hold.key != hold.key)
        return next((one for one in wide if one.answers or not hold.answers), None)

    @property
    def everything(self) -> holds.HoldView | None:
        """The widest hold on everything, None when there is none."""
        return next((p.hold for p in self.live if p.hold.everything), None)


def page(now: datetime, only: Shelf | None = None, number: int = 1) -> Page:
    """The first few of each list, or page *number* (from 1) of *only* one. As many statements whatever there is."""
    counts = _counts(now)
    proofs = holds.proofs()
    live = tuple(p.hold for p in proofs if p.hold.lifted_at is None)
    if only is None:
        lists = [_listed(shelf, now, counts, live, 0, FEW) for shelf in Shelf if counts.get(shelf, 1)]
    else:
        lists = [_listed(only, now, counts, live, (max(1, number) - 1) * PAGE, PAGE)]
    stalled = _stalled(now) if counts[Shelf.WAITING] else ()
    overdue = _overdue(now) if counts[Shelf.YES] else ()
    later = Q(scheduled_for__isnull=False, scheduled_for__gt=now)
    return Page(tuple(lists), counts, proofs, _held_by(live, ~later), _held_by(live, later), stalled, overdue)


def _listed(
    shelf: Shelf, now: datetime, counts: dict[Shelf, int], live: tuple[HoldView, ...], first: int, few: int
) -> Listed:
    order, until = _ORDER.get(shelf, ("-id",)), first + few + 1
    if shelf in _PAST:
        newest = _newest(of(now)[shelf], _PAST[shelf], until)[first:]
        rows = outbox.views(Q(pk__in=newest), *order, holds=live, now=now)
    else:
        rows = outbox.views(of(now)[shelf], *order, holds=live, now=now, first=first, until=until)
    return Listed(shelf, rows[:few], counts.get(shelf), len(rows) > few)


def _newest(which: Q, states: tuple[DeliveryState, ...], most: int) -> list[int]:
    """The keys of the newest of *which*, which lie in *states*. Each state by itself walks its index from the end; asked
    for several at once, a database sorts years of rows. One statement for each."""
    rows = Delivery.objects.filter(which).order_by("-id").values_list("pk", flat=True)
    found = (rows.filter(state=state)[:most] for state in states)
    return sorted((pk for some in found for pk in some), reverse=True)[:most]


_PAST = {
    Shelf.OUT: (D.PUBLISHED, D.CORRECTED),
    Shelf.BACK: (D.REFUSED, D.RECALLED, D.GIVEN_UP, D.WITHDRAWN),
}
_ORDER: dict[Shelf, tuple[str | OrderBy, ...]] = {
    Shelf.YES: (OVERDUE, "id"),
    Shelf.HELD: (OVERDUE, "id"),
    Shelf.GOING: ("not_before", "id"),
    Shelf.WAITING: ("not_before", "id"),
    Shelf.SCHEDULED: ("scheduled_for", "id"),
    Shelf.HAND: (Coalesce("waited_since", "queued_at").asc(), "id"),
    Shelf.UNCLEAR: ("id",),
    Shelf.MISSING: ("missing_since", "id"),
}


def of(now: datetime) -> dict[Shelf, Q]:
    """What belongs to which list; each queued delivery to exactly one."""
    queued = Q(state=D.QUEUED)
    flows = queued & Q(wants_yes=False) & ~Q(scopes.held())  # a hold comes before a wish for a yes
    later = Q(scheduled_for__gt=now)
    lets_out = Q(account__enabled=True) & ~Q(wait_for_account=True, account__state="not_connected")
    soon = Q(not_before__lte=now) | Q(not_before__lte=F("recall_until"), attempts=0)
    before = Delivery.objects.filter(pk=OuterRef("follows_id"), state__in=(D.PUBLISHED, D.CORRECTED))
    first = Q(follows=None) | Q(Exists(before))
    goes = flows & ~later & lets_out & soon & first
    by_hand = Q(by_hand=True, not_before__lte=now)
    return {
        Shelf.YES: queued & Q(wants_yes=True) & ~Q(scopes.held()),
        Shelf.HELD: queued & Q(scopes.held()),
        Shelf.SCHEDULED: flows & later,
        Shelf.GOING: Q(state=D.SENDING) | (goes & ~by_hand),
        Shelf.HAND: Q(state=D.POSTING) | (goes & by_hand),
        Shelf.WAITING: flows & ~later & ~(lets_out & soon & first),
        Shelf.UNCLEAR: Q(state=D.UNCLEAR),
        Shelf.MISSING: Q(missing_since__isnull=False),
        Shelf.OUT: Q(state__in=_PAST[Shelf.OUT], missing_since=None),
        Shelf.BACK: Q(state__in=_PAST[Shelf.BACK]),
    }


def _counts(now: datetime) -> dict[Shelf, int]:
    """How many there are of what is not past. Two statements: what is missing has an index of states no use for."""
    shelves = of(now)
    queued = (
        Shelf.YES, Shelf.HELD, Shelf.SCHEDULED, Shelf.WAITING, Shelf.GOING, Shelf.HAND, Shelf.UNCLEAR
    )  # fmt: skip
    which = Case(
        *(When(shelves[shelf], then=Value(shelf.value)) for shelf in queued),
        output_field=CharField(max_length=12),
    )
    moving = Delivery.objects.filter(state__in=ON_ITS_WAY).annotate(shelf=which)
    found = dict(moving.order_by().values_list("shelf").annotate(n=Count("pk")))
    found[Shelf.MISSING.value] = Delivery.objects.filter(shelves[Shelf.MISSING]).count()
    return {shelf: found.get(shelf.value, 0) for shelf in Shelf if shelf not in (Shelf.OUT, Shelf.BACK)}


def _overdue(now: datetime) -> tuple[str, ...]:
    rows = Delivery.objects.filter(of(now)[Shelf.YES]).order_by(*_ORDER[Shelf.YES])
    return tuple(rows.values_list("public_id", flat=True)[:AT_ONCE])


def _held_by(live: tuple[HoldView, ...], which: Q) -> dict[str, int]:
    """Counted for each hold by itself: where two lie on one reply, both count it. One statement for each live hold."""
    waits = Q(state=D.QUEUED) & which
    return {hold.public_id: scopes.held_by(hold.key).filter(waits).count() for hold in live}


def _stalled(now: datetime) -> tuple[Stalled, ...]:
    """Accounts with waiting replies, the most first. One statement."""
    fields = (
        "account__name",
        "account__channel",
        "account__enabled",
        "account__state",
        "account__disconnected_at",
    )
    grouped = (
        Delivery.objects.filter(of(now)[Shelf.WAITING])
        .order_by()
        .values(*fields, "account__state_why", "why")
    )
    merged: dict[tuple[str, str], Stalled] = {}
    for row in grouped.annotate(n=Count("pk"), until=Min("not_before")).order_by("-n"):
        one = _why(row, now)
        known = merged.get((one.account, one.why))
        merged[one.account, one.why] = one if known is None else _added(known, one)
    return tuple(sorted(merged.values(), key=lambda s: -s.count))


def _added(a: Stalled, b: Stalled) -> Stalled:
    times = [at for at in (a.until, b.until) if at]
    return Stalled(a.account, a.channel, a.why, a.said or b.said, a.count + b.count, min(times, default=None))


def _why(row: dict[str, object], now: datetime) -> Stalled:
    off = outlet(
        enabled=bool(row["account__enabled"]),
        state=str(row["account__state"]),
        disconnected=row["account__disconnected_at"] is not None,
    )
    until, why, said = row["until"], "later", str(row["why"])
    if off is not Outlet.OPEN:
        until, why, said = None, off.value, str(row["account__state_why"])
    elif said == "code:budget":
        why, said = "budget", ""
    at = until if isinstance(until, datetime) and until > now else None
    count = row["n"] if isinstance(row["n"], int) else 0
    return Stalled(str(row["account__name"]), str(row["account__channel"]), why, said, count, at)
