"""Reading incidents: all of them, and the conversations of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from zuruf.core import veil
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import OURS, Role
from zuruf.store.models import Conversation, Delivery, Hold, Incident
from zuruf.store.models import Member as People
from zuruf.store.queries.understood import findings_in

PAGE = 50
SHOWN = 100  # incidents on their page: the open ones and the last closed ones


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident. `open` of its `conversations` wait for us; `held`: a live hold lies on it."""

    public_id: str
    name: str
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime | None
    conversations: int
    open: int
    held: bool
    lead: str  # name, "" for nobody
    lead_id: str  # public id


@dataclass(frozen=True, slots=True)
class Member:
    """A conversation of an incident. `queued`: a reply of ours still waits to go out."""

    public_id: str
    channel: str
    account: str
    contact: str
    preview: str
    state: State
    waiting_since: datetime | None
    due_at: datetime | None
    last_at: datetime
    owner: str
    queued: bool
    veiled: bool = False  # abusive: its words are shown to whoever chooses to


@dataclass(frozen=True, slots=True)
class Members:
    """A page of an incident's conversations, those that wait the longest first."""

    rows: tuple[Member, ...]
    more: bool


def everything() -> tuple[IncidentView, ...]:
    """Open incidents first, then the last closed ones. One statement."""
    return tuple(_view(row) for row in _rows().order_by(F("closed_at").desc(nulls_first=True), "-id")[:SHOWN])


def one(public_id: str) -> IncidentView | None:
    """One statement."""
    row = _rows().filter(public_id=public_id).first()
    return _view(row) if row else None


def leaders() -> tuple[tuple[str, str], ...]:
    """(public id, name) of those who may lead one, by name. One statement."""
    trusted = Q(second_pair=True) | Q(lifts_holds=True) | Q(role=Role.OWNER)
    rows = People.objects.filter(trusted, is_active=True, role__in=OURS).order_by("name", "pk")
    return tuple((m.public_id, m.name or m.email) for m in rows)


def open_ones() -> tuple[tuple[str, str], ...]:
    """(public id, name) of those that are open, by name. One statement."""
    rows = Incident.objects.filter(closed_at=None).order_by("name")
    return tuple(rows.values_list("public_id", "name"))


def members(public_id: str, number: int = 1) -> Members:
    """Page *number* (from 1) of its conversations. One statement."""
    first = (max(1, number) - 1) * PAGE
    waits = Delivery.objects.filter(conversation=OuterRef("pk"), state=DeliveryState.QUEUED)
    rows = (
        Conversation.objects.filter(incident__public_id=public_id)
        .select_related("account", "contact", "owner")
        .annotate(queued=Exists(waits), answered=~Q(state=State.OPEN), found=findings_in(OuterRef("pk")))
        .order_by("answered", "waiting_since", "-last_at", "id")[first : first + PAGE + 1]
    )
    found = [_member(c) for c in rows]
    return Members(tuple(found[:PAGE]), len(found) > PAGE)


def _rows() -> QuerySet[Incident]:
    live = Hold.objects.filter(incident=OuterRef("pk"), lifted_at=None)
    return Incident.objects.select_related("opened_by", "closed_by", "lead").annotate(
        conversations=Count("conversation"),
        open_ones=Count("conversation", filter=Q(conversation__state=State.OPEN)),
        held=Exists(live),
    )


def _view(row: Incident) -> IncidentView:
    return IncidentView(
        row.public_id,
        row.name,
        row.opened_by.name,
        row.opened_at,
        row.closed_by.name if row.closed_by else "",
        row.closed_at,
        row.conversations,  # type: ignore[attr-defined]
        row.open_ones,  # type: ignore[attr-defined]
        row.held,  # type: ignore[attr-defined]
        (row.lead.name or row.lead.initials) if row.lead else "",
        row.lead.public_id if row.lead else "",
    )


def _member(c: Conversation) -> Member:
    return Member(
        c.public_id,
        c.account.channel,
        c.account.name,
        (c.contact.name or c.contact.handle) if c.contact else "",
        c.preview,
        State(c.state),
        c.waiting_since,
        c.due_at,
        c.last_at,
        c.owner.name if c.owner else "",
        c.queued,  # type: ignore[attr-defined]
        veil.veiled(c.found),  # type: ignore[attr-defined]
    )
