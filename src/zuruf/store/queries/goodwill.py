"""Reading goodwill: what a draft promises, what lies open for whoever fulfils it, and what is left of the month."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from zuruf.core.goodwill import Promise
from zuruf.core.mandate import Gap, Matter, gaps
from zuruf.core.mandate import Mandate as Held
from zuruf.store.models import Draft, Goodwill
from zuruf.store.queries import mandate

LATELY = timedelta(days=30)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Slip:
    """Money that was promised, for whoever sees to it. `by`: who answers for it. `late`: its day is over."""

    public_id: str
    cents: int
    what: str
    state: str
    conversation: str  # public id
    contact: str
    account: str
    by: str
    mandate: str  # name, "" for none
    promised_at: datetime
    fulfil_by: datetime | None
    late: bool
    ended_at: datetime | None
    ended_by: str
    remark: str


@dataclass(frozen=True, slots=True)
class Month:
    """One's own goodwill in this calendar month, in cents. `limit`: the widest that a mandate of hers allows in a month, 0
    for none; `each`: in one answer. `limited`: are mandates in force? Else guidelines alone decide."""

    promised: int
    limit: int
    each: int
    limited: bool

    @property
    def rest(self) -> int:
        return max(0, self.limit - self.promised)


def planned(conversation: int, author: int) -> Promise:
    """What her open draft in this conversation (key) promises besides its text. One statement."""
    rows = Goodwill.objects.filter(
        state="planned", draft__conversation_id=conversation, draft__author_id=author, draft__state="writing"
    )
    found = rows.values_list("cents", "what").first()
    return Promise(*found) if found else Promise(0)


def of_draft(draft: int) -> Promise:
    """What this draft (key) promises besides its text, whoever has it. One statement."""
    found = Goodwill.objects.filter(state="planned", draft_id=draft).values_list("cents", "what").first()
    return Promise(*found) if found else Promise(0)


def with_promise(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """*drafts*, for `promise_of`."""
    plan = Goodwill.objects.filter(draft=OuterRef("pk"), state="planned")
    return drafts.annotate(cents=Subquery(plan.values("cents")[:1]), what=Subquery(plan.values("what")[:1]))


def promise_of(draft: Draft | None) -> Promise:
    """What a draft of `with_promise` promises besides its text."""
    cents = getattr(draft, "cents", None)
    return Promise(cents, getattr(draft, "what", "") or "") if cents else Promise(0)


def month(
    member_id: int,
    now: datetime,
    house: mandate.Rules | None = None,
    zone: str = "",
    read: tuple[int, tuple[Held, ...]] | None = None,
) -> Month:
    """Her month as it stands. Four statements at most, two where *house* and *zone* were read, none where her cents and mandates
    were *read* too."""
    house = house or mandate.rules()
    spent, holds = read or (mandate.promised(member_id, now, zone=zone), None)
    if holds is None:
        holds = mandate.held(member_id, now) if house.in_force else ()
    holds = tuple(m for m in holds if Gap.TERM not in gaps(m, Matter(0), now))
    widest = max((m.goodwill_month for m in holds), default=0)
    each = max((m.goodwill_each for m in holds), default=0)
    return Month(spent, widest, each, house.in_force)


def open_slips(now: datetime) -> tuple[Slip, ...]:
    """What is promised and not fulfilled, the most pressing first. One statement."""
    rows = _ROWS.filter(state="promised").order_by("fulfil_by", "pk")[:SHOWN]
    return tuple(_slip(row, now) for row in rows)


def ended_slips(now: datetime) -> tuple[Slip, ...]:
    """What was fulfilled or cancelled in the last 30 days, the latest first. One statement."""
    rows = _ROWS.filter(state__in=("fulfilled", "cancelled"), promised_at__isnull=False)
    lately = [_slip(r, now) for r in rows.order_by("-promised_at", "-pk")[:SHOWN]]
    return tuple(s for s in lately if s.ended_at and s.ended_at > now - LATELY)


_ROWS = Goodwill.objects.select_related(
    "draft__conversation__contact", "draft__conversation__account", "member", "mandate", "fulfilled_by"
)


def _slip(row: Goodwill, now: datetime) -> Slip:
    c = row.draft.conversation
    by = row.fulfilled_by
    return Slip(
        row.public_id,
        row.cents,
        row.what,
        row.state,
        c.public_id,
        (c.contact.name or c.contact.handle) if c.contact else "",
        c.account.name,
        row.member.name or row.member.initials or row.member.email,
        row.mandate.name if row.mandate else "",
        row.promised_at or row.created_at,
        row.fulfil_by,
        bool(row.state == "promised" and row.fulfil_by and row.fulfil_by < now),
        row.fulfilled_at or row.cancelled_at,
        (by.name or by.initials or by.email) if by else "",
        row.remark,
    )
