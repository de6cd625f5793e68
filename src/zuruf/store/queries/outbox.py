"""Reading the outbox: one delivery, those of a conversation, and any others. Its page is in outbox_page.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import OrderBy, Q, QuerySet, Subquery

from zuruf.core.channel import Media, Outgoing
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.store import files, scopes
from zuruf.store.models import Delivery
from zuruf.store.queries.holds import HoldView, by_key, live

D = DeliveryState


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A reply on its way, as pages show it. Times are UTC. `why` is the network's last answer, or a `code:`.

    `phase` is the state as people see it, one of: counting (can be recalled; goes out at `until`) · held · wants_yes
    (overdue since `due_at` when a hold was lifted) · scheduled (for `due_at`) · account
    (waits until it is connected) · paused (its account is switched off) · later (at `until`) · due (any moment) ·
    sending · published · withdrawing · withdrawn · unclear · refused · recalled · given_up · corrected.
    `look_at` is where a person can look whether it is there.
    """

    public_id: str
    conversation: str
    contact: str
    channel: str
    account: str
    author: str
    initials: str
    kind: str
    text: str
    state: DeliveryState
    phase: str
    until: datetime | None
    queued_at: datetime
    tried_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    attempts: int
    doubtful: bool
    why: str
    withdraw_why: str
    remote_id: str
    permalink: str
    look_at: str
    due_at: datetime
    hold: HoldView | None = None

    @property
    def can_recall(self) -> bool:
        return self.state is D.QUEUED

    @property
    def can_withdraw(self) -> bool:
        return self.phase == "published" and bool(self.remote_id)

    @property
    def came_back(self) -> bool:
        """Whether its text is a draft of its author's again."""
        return self.state in (D.RECALLED, D.REFUSED, D.GIVEN_UP) and self.kind != Kind.HOLDING

    @property
    def moving(self) -> bool:
        """Whether something will happen to it by itself, soon."""
        return self.phase in ("counting", "due", "sending", "withdrawing")


def outgoing(payload: Mapping[str, Any]) -> Outgoing:
    """A delivery's frozen payload as the channel takes it."""
    media = tuple(Media(**m, path=str(files.path(m["sha256"]))) for m in payload.get("media", ()))
    at = datetime.fromisoformat(payload["created_at"])
    return Outgoing(**{**payload, "created_at": at, "media": media})


def of_conversation(public_id: str, now: datetime | None = None) -> tuple[DeliveryView, ...]:
    """Every delivery of a conversation, oldest first. Two statements."""
    return _views(_rows().filter(conversation__public_id=public_id).order_by("id"), live(), now)


def one(public_id: str, now: datetime | None = None) -> DeliveryView | None:
    """One delivery, or None. Two statements."""
    return next(iter(_views(_rows().filter(public_id=public_id), live(), now)), None)


def views(
    which: Q,
    *order: str | OrderBy,
    holds: tuple[HoldView, ...],
    now: datetime,
    first: int = 0,
    until: int | None = None,
) -> tuple[DeliveryView, ...]:
    """The deliveries of *which* in *order*, from the one at *first* to before *until*. *holds*: all live ones. One
    statement."""
    return _views(_rows().filter(which).order_by(*order)[first:until], holds, now)


def _rows() -> QuerySet[Delivery]:
    rows = Delivery.objects.select_related("account", "author", "conversation__contact", "draft__answers")
    return rows.annotate(held_by=Subquery(scopes.over_delivery().values("pk")[:1]))


def _views(
    rows: Iterable[Delivery], holds: tuple[HoldView, ...], now: datetime | None
) -> tuple[DeliveryView, ...]:
    at, known = now or datetime.now(UTC), by_key(holds)
    return tuple(_view(row, known.get(row.held_by), at) for row in rows)  # type: ignore[attr-defined]


def _view(row: Delivery, hold: HoldView | None, now: datetime) -> DeliveryView:
    contact = row.conversation.contact
    answered = row.draft.answers
    return DeliveryView(
        public_id=row.public_id,
        conversation=row.conversation.public_id,
        contact=(contact.name or contact.handle) if contact else "",
        channel=row.account.channel,
        account=row.account.name,
        author=row.author.name,
        initials=row.author.initials,
        kind=row.kind,
        text=row.payload.get("text", ""),
        state=DeliveryState(row.state),
        phase=_phase(row, hold, now),
        until=_until(row),
        queued_at=row.queued_at,
        tried_at=row.first_attempt_at or row.doubt_at,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
        attempts=row.attempts,
        doubtful=row.doubt_at is not None,
        why=row.why,
        withdraw_why=row.withdraw_why,
        remote_id=row.remote_id,
        permalink=row.permalink,
        look_at=(answered.permalink if answered else "") or row.conversation.permalink,
        due_at=row.scheduled_for or row.recall_until,
        hold=hold if row.state == D.QUEUED else None,
    )


def _until(row: Delivery) -> datetime | None:
    if row.state == D.QUEUED:
        return row.not_before
    return row.next_at


def _phase(row: Delivery, hold: HoldView | None, now: datetime) -> str:
    if row.state == D.PUBLISHED and row.withdraw_asked_at is not None:
        return "withdrawing"
    if row.state != D.QUEUED:
        return row.state
    if hold is not None:
        return "held"
    if row.wants_yes:
        return "wants_yes"
    if row.scheduled_for is not None and row.scheduled_for > now:
        return "scheduled"
    if not row.account.enabled:
        return "paused"
    if row.wait_for_account and row.account.state == "not_connected":
        return "account"
    if row.not_before <= now:
        return "due"
    return "counting" if row.not_before <= row.recall_until and not row.attempts else "later"
