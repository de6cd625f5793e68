"""Reading what a screen on the wall shows: who is waiting, for how long, who has it. No figures about anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, SmallIntegerField, When

from zuruf.core.desk import State
from zuruf.core.ring import LIVE
from zuruf.core.triage import RINGS
from zuruf.store.models import Conversation, Organisation, Ring, Wall
from zuruf.store.queries.understood import newest, understood

LASTS = timedelta(days=365)  # then a link shows nothing any more
SHOWN = 12  # rows that one can read from across the room


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who waits. Of them only what the network shows of them, of us initials; nothing of what was written. `rings`: it
    rings at somebody now."""

    who: str  # as the network shows them in public; "" in private
    account: str
    topic: str  # slug
    since: datetime
    due_at: datetime | None
    urgent: bool
    initials: str  # "" for nobody
    team: str
    rings: bool
    risk: bool = False  # something in it can do harm; which, no screen on a wall says


@dataclass(frozen=True, slots=True)
class Board:
    house: str
    timezone: str
    rows: tuple[Row, ...]
    several: bool  # they wait in more than one place
    waiting: int
    late: int
    nobody: int
    seconds: int  # with a second pair of eyes


@dataclass(frozen=True, slots=True)
class Screen:
    public_id: str
    name: str
    made_at: datetime
    until: datetime
    seen_at: datetime | None


def board(now: datetime) -> Board:
    """What rings or may be a matter of life, then what carries a risk, then the longest waits; and how many there are. Four
    statements."""
    waiting = Conversation.objects.filter(state=State.OPEN, waiting_since__isnull=False)
    rows = list(
        waiting.select_related("account", "contact", "owner", "team")
        .annotate(found=newest(), first=_first())
        .order_by("first", "waiting_since", "pk")[:SHOWN]
    )
    ringing = set(
        Ring.objects.filter(
            conversation__in=[c.pk for c in rows], state__in=LIVE, member__isnull=False
        ).values_list("conversation_id", flat=True)
    )
    counts = waiting.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(due_at__lte=now)),
        nobody=Count("pk", filter=Q(owner=None, team=None)),
        seconds=Count("pk", filter=Q(ask_until__isnull=False)),
    )
    house = Organisation.objects.filter(pk=1).values_list("name", "timezone").first() or ("", "UTC")
    return Board(
        *house,
        tuple(_row(c, c.pk in ringing, house[0]) for c in rows),
        len({c.account_id for c in rows}) > 1,
        counts["all"],
        counts["late"],
        counts["nobody"],
        counts["seconds"],
    )


def screens(now: datetime) -> tuple[Screen, ...]:
    """The links that hold. One statement."""
    rows = holding(now).order_by("made_at", "pk")
    return tuple(Screen(w.public_id, w.name, w.made_at, w.made_at + LASTS, w.seen_at) for w in rows)


def holding(now: datetime) -> QuerySet[Wall]:
    """The links that nobody ended, and that are not too old."""
    return Wall.objects.filter(ended_at=None, made_at__gt=now - LASTS)


def _short(account: str, house: str) -> str:
    """An account's name without the house's, which stands above: "Radwerk · Bluesky" → "Bluesky"."""
    left = account.removeprefix(house) if account != house else account
    return left.strip(" ·–-:,/") or account


def _first() -> Case:
    """The lower, the higher on the board."""
    rung = Ring.objects.filter(conversation=OuterRef("pk"), state__in=LIVE, member__isnull=False)
    of_life = Q(*(("weighs__contains", f"risk:{kind}") for kind in RINGS), _connector=Q.OR)
    return Case(
        When(of_life | Exists(rung), then=0), When(weighs__contains="risk:", then=1), default=2,
        output_field=SmallIntegerField(),
    )  # fmt: skip


def _row(c: Conversation, rings: bool, house: str) -> Row:
    topics = understood(c.found).topics  # type: ignore[attr-defined]
    return Row(
        (c.contact.name or c.contact.handle) if c.contact and c.public else "",
        _short(c.account.name, house),
        topics[0] if topics else "",
        c.waiting_since or c.last_at,
        c.due_at,
        c.urgent,
        (c.owner.initials or c.owner.name[:2]) if c.owner else "",
        c.team.name if c.team else "",
        rings,
        "risk:" in c.weighs,
    )
