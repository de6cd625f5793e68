"""Reading the desk: one page of a queue. The same number of statements whatever there is. Its counts are in frame.py, what of a
queue changed in desk_changed.py."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)  # fmt: skip

from zuruf.core.bulk import seen
from zuruf.core.desk import Queue, State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.pressing import Sort
from zuruf.core.reply import DECIDABLE, Outlet, outlet
from zuruf.store.models import Conversation, Delivery, Organisation, SecondPair
from zuruf.store.queries.second_pair import came_back
from zuruf.store.queries.understood import Understood, newest, understood
from zuruf.store.scopes import held

PAGE = 50
AGES = timedelta(days=365 * 30)  # what is put before everything else is ordered as if it had been so long ago
FILTERED = 2000  # a filter looks at so many, so that it stays quick; the search of all is another thing


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as a list shows it."""

    public_id: str
    channel: str
    account: str
    contact: str
    handle: str
    preview: str
    state: State
    waiting_since: datetime | None
    due_at: datetime | None
    closes_at: datetime | None  # from then on its network takes no answer
    last_at: datetime
    question: bool
    urgent: bool
    unclear: bool
    missing: bool  # an answer of ours that its network hid or removed
    ask_until: datetime | None
    stuck: bool  # a reply of ours waits for its account
    held: bool  # one that a hold keeps back
    wants_yes: bool  # one that became overdue under a hold
    returned: bool  # an answer of the reader's own came back with a remark
    owner: str  # name, "" when nobody
    mine: bool
    team: str
    incident: str  # name, "" for none
    understood: Understood
    ahead: int  # minutes by which it comes before what is due at the same time
    unsure: bool  # triage cannot tell what it is
    order: int  # what the queue is sorted by, as µs since 1970, ascending in every queue
    chosen: str = ""  # who chooses it for a bulk says so: which it is, and how much of it was seen (zuruf.core.bulk.Chosen)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a queue. `after` is what to ask for next, "" at the end."""

    rows: tuple[Row, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """A queue as its address names it: one of `Queue`, or one team's."""

    queue: Queue
    team: str = ""  # public id; only with Queue.TEAM

    @property
    def slug(self) -> str:
        return f"{self.queue.value}-{self.team}" if self.team else self.queue.value

    @classmethod
    def of(cls, slug: str) -> "Place | None":
        """The place with this address, None when there is none."""
        name, _, team = slug.partition("-")
        if name not in {*Queue} or (team and not (name == Queue.TEAM and team.isascii() and team.isalnum())):
            return None
        return cls(Queue(name), team)


ZONE_LASTS = 30.0  # seconds for which a process knows the organisation's time zone
_zone: tuple[float, ZoneInfo] = (0.0, ZoneInfo("Europe/Berlin"))


def zone() -> ZoneInfo:
    """The organisation's time zone; asked of the database twice a minute at most."""
    global _zone
    read_at, known = _zone
    if monotonic() - read_at < ZONE_LASTS and read_at:
        return known
    name = Organisation.objects.filter(pk=1).values_list("timezone", flat=True).first()
    try:
        known = ZoneInfo(name or "Europe/Berlin")
    except (ZoneInfoNotFoundError, ValueError):
        known = ZoneInfo("Europe/Berlin")
    _zone = (monotonic(), known)
    return known


def listed(who: Who, place: Place, *, after: str = "", find: str = "", limit: int = PAGE) -> Listed:
    """One page of *place*. *after* is a previous page's `after`; what it does not understand is the first page.

    *find* keeps those whose person or preview contains it, among the first `FILTERED` of the place. One statement.
    """
    rows, column, backwards = _filtered(who, place, find)
    at, key = _read(after)
    if at is not None:
        # The bound on the first column alone lets the index start there; the exact one follows.
        more, equal = ("lt", "lte") if backwards else ("gt", "gte")
        rows = rows.filter(
            Q(**{f"{column}__{equal}": at}),
            Q(**{f"{column}__{more}": at}) | Q(**{f"id__{more}": key}),
        )
    sign = "-" if backwards else ""
    found = list(
        _hers(who, rows)
        .order_by(f"{sign}{column}", f"{sign}id")
        .values(*FIELDS, "returned", column)[: limit + 1]
    )
    shown = found[:limit]
    after = _write(shown[-1][column], shown[-1]["id"]) if len(found) > limit else ""
    return Listed(tuple(row(who, r, column, backwards) for r in shown), after)


def every(who: Who, place: Place, *, find: str = "", limit: int) -> list[str]:
    """The first *limit* of *place* as `Row.chosen` names them, in its order. One statement."""
    rows, column, backwards = _filtered(who, place, find)
    sign = "-" if backwards else ""
    found = rows.order_by(f"{sign}{column}", f"{sign}id").values_list("public_id", "message_count", "last_at")
    return [f"{public_id}.{seen(count, at)}" for public_id, count, at in found[:limit]]


def _filtered(who: Who, place: Place, find: str) -> tuple[QuerySet[Conversation], str, bool]:
    """As `_place`, of them those that *find* finds."""
    rows, column, backwards = _place(who, place)
    if word := find.replace("\x00", " ").strip()[:100]:  # PostgreSQL takes no NUL
        sign = "-" if backwards else ""
        first = rows.order_by(f"{sign}{column}", f"{sign}id").values("pk")[:FILTERED]
        every = Conversation.objects.all()
        rows = (mine_first(who, every) if column == "ask_first" else every).filter(pk__in=first)
        rows = rows.filter(
            Q(preview__icontains=word) | Q(contact__name__icontains=word) | Q(contact__handle__icontains=word)
        )
    return rows, column, backwards


FIELDS = (
    "id", "public_id", "account__channel", "account__name", "contact__name", "contact__handle", "preview", "state",
    "waiting_since", "due_at", "closes_at", "last_at", "question", "urgent", "unclear", "missing", "ask_until", "owner_id", "owner__name",
    "team__name", "incident__name", "account__enabled", "account__state", "account__disconnected_at", "queued",
    "held", "wants_yes", "found", "pressing_at", "ahead", "unsure", "message_count",
)  # fmt: skip


def _place(who: Who, place: Place) -> tuple[QuerySet[Conversation], str, bool]:
    """Its conversations, the column that orders them, and whether the newest comes first."""
    rows = Conversation.objects.all()
    is_open = rows.filter(state=State.OPEN)
    match place.queue:
        case Queue.US:
            return is_open, by(who), False
        case Queue.MINE:
            return is_open.filter(owner_id=who.id), by(who), False
        case Queue.TEAM if place.team:
            return is_open.filter(team__public_id=place.team), by(who), False
        case Queue.TEAM:
            return is_open.filter(team_id__in=who.teams), by(who), False
        case Queue.UNOWNED:
            return is_open.filter(owner__isnull=True, team__isnull=True), by(who), False
        case Queue.UNSURE:
            return is_open.filter(unsure=True), by(who), False
        case Queue.SECOND:
            return mine_first(who, rows.filter(ask_until__isnull=False)), "ask_first", False
        case Queue.UNCLEAR:
            missing = Conversation.objects.filter(missing__gt=0).values("pk")
            asks = _waits().filter(wants_yes=True).values("conversation_id")
            some = Conversation.objects.filter(unclear__gt=0).values("pk").union(missing, asks)
            return rows.filter(pk__in=some), "last_at", False
        case Queue.THEM:
            return rows.filter(state=State.WAITING), "last_at", True
        case Queue.DONE:
            return rows.filter(state=State.DONE), "last_at", True


def by(who: Who) -> str:
    """The column by which she wants what is open."""
    return "waiting_since" if who.sorts == Sort.LONGEST else "pressing_at"


def mine_first(who: Who, rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """By the next deadline, those where *who* is asked herself before all others."""
    asked = SecondPair.objects.filter(
        draft__conversation=OuterRef("pk"), state__in=DECIDABLE, asked_of=who.id
    )
    before = ExpressionWrapper(F("ask_until") - Value(AGES), output_field=DateTimeField())
    return rows.annotate(ask_first=Case(When(Exists(asked), then=before), default=F("ask_until")))


def _hers(who: Who, rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With whether something came back to her."""
    returned = Exists(came_back().filter(draft__conversation=OuterRef("pk"), draft__author=who.id))
    return queued(rows).annotate(returned=returned)


def queued(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With whether something of ours still waits to go out, for what of a hold, and what triage found: the same for everybody."""
    waits = _waits().filter(conversation=OuterRef("pk"))
    return rows.annotate(
        queued=Exists(waits),
        held=Exists(waits.filter(held())),
        wants_yes=Exists(waits.filter(wants_yes=True)),
        found=newest(),
    )


def _waits() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.QUEUED)


def _stuck(r: dict[str, Any]) -> bool:
    off = outlet(
        enabled=r["account__enabled"],
        state=r["account__state"],
        disconnected=r["account__disconnected_at"] is not None,
    )
    return bool(r["queued"]) and off is not Outlet.OPEN


def row(who: Who, r: dict[str, Any], column: str, backwards: bool) -> Row:
    return Row(
        public_id=r["public_id"],
        channel=r["account__channel"],
        account=r["account__name"],
        contact=r["contact__name"] or r["contact__handle"] or "",
        handle=r["contact__handle"] or "",
        preview=r["preview"],
        state=State(r["state"]),
        waiting_since=r["waiting_since"],
        due_at=r["due_at"],
        closes_at=r["closes_at"],
        last_at=r["last_at"],
        question=r["question"],
        urgent=r["urgent"],
        unclear=r["unclear"] > 0,
        missing=r["missing"] > 0,
        ask_until=r["ask_until"],
        stuck=_stuck(r),
        held=r["held"],
        wants_yes=r["wants_yes"],
        returned=r["returned"],
        owner=r["owner__name"] or "",
        mine=r["owner_id"] == who.id,
        team=r["team__name"] or "",
        incident=r["incident__name"] or "",
        understood=understood(r["found"]),
        ahead=r["ahead"],
        unsure=r["unsure"],
        order=_micros(r[column]) * (-1 if backwards else 1),
        chosen=f"{r['public_id']}.{seen(r['message_count'], r['last_at'])}",
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(at: datetime | None) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1) if at else 0


def _write(at: datetime, key: int) -> str:
    return f"{_micros(at):x}.{key:x}"


def _read(after: str) -> tuple[datetime | None, int]:
    micros, _, key = after.partition(".")
    try:
        return _EPOCH + timedelta(microseconds=int(micros, 16)), int(key, 16)
    except (ValueError, OverflowError):
        return None, 0
