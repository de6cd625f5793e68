"""Reading the outbox: one delivery, those of a conversation, and the lists of its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zuruf.core.channel import Outgoing
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.store.models import Account, Delivery, Hold

D = DeliveryState
SHOWN = 50  # rows of each list
RECENT = 30


@dataclass(frozen=True, slots=True)
class HoldView:
    """A live hold. `account` is its name, "" for everything."""

    public_id: str
    account: str
    account_id: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A reply on its way, as pages show it. Times are UTC. `why` is the network's last answer, or a `code:`.

    `phase` is the state as people see it, one of: counting (can be recalled; goes out at `until`) · held · account
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


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox page. Each list is the first `SHOWN`; `more` says of which there are more."""

    going: tuple[DeliveryView, ...]
    waiting: tuple[DeliveryView, ...]
    unclear: tuple[DeliveryView, ...]
    out: tuple[DeliveryView, ...]
    back: tuple[DeliveryView, ...]
    holds: tuple[HoldView, ...]
    accounts: tuple[tuple[str, str], ...]
    more: frozenset[str]

    @property
    def held(self) -> bool:
        """Everything is held."""
        return any(not h.account_id for h in self.holds)

    @property
    def free(self) -> tuple[tuple[str, str], ...]:
        """The accounts that are not held by themselves."""
        held = {h.account_id for h in self.holds}
        return tuple((key, name) for key, name in self.accounts if key not in held)


def outgoing(payload: Mapping[str, Any]) -> Outgoing:
    """A delivery's frozen payload as the channel takes it."""
    return Outgoing(**{**payload, "created_at": datetime.fromisoformat(payload["created_at"])})


def holds() -> tuple[HoldView, ...]:
    """All live holds, the oldest first. One statement."""
    found = Hold.objects.filter(lifted_at=None).select_related("account", "placed_by").order_by("id")
    return tuple(
        HoldView(
            h.public_id,
            h.account.name if h.account else "",
            h.account.public_id if h.account else "",
            h.reason,
            h.placed_by.name,
            h.placed_at,
        )
        for h in found
    )


def of_conversation(public_id: str, now: datetime | None = None) -> tuple[DeliveryView, ...]:
    """Every delivery of a conversation, oldest first. Two statements."""
    return _views(_rows().filter(conversation__public_id=public_id).order_by("id"), holds(), now)


def one(public_id: str, now: datetime | None = None) -> DeliveryView | None:
    """One delivery, or None. Two statements."""
    return next(iter(_views(_rows().filter(public_id=public_id), holds(), now)), None)


def page(now: datetime | None = None) -> Outbox:
    """Everything on its way, what nobody knows about, and what was out or came back lately. Six statements."""
    live = holds()
    queued = _views(_some(Q(state=D.QUEUED), "not_before", "id"), live, now)
    sending = _views(_some(Q(state=D.SENDING), "id"), live, now)
    unclear = _views(_some(Q(state=D.UNCLEAR), "id"), live, now)
    out = _views(_some(Q(state__in=(D.PUBLISHED, D.CORRECTED)), "-id"), live, now)
    back = _views(_some(Q(state__in=(D.REFUSED, D.RECALLED, D.GIVEN_UP, D.WITHDRAWN)), "-id"), live, now)
    going = [d for d in (*sending, *queued) if d.moving]
    waiting = [d for d in queued if not d.moving]
    lists = {"going": sending, "waiting": queued, "unclear": unclear}
    return Outbox(
        going=tuple(going),
        waiting=tuple(waiting),
        unclear=unclear[:SHOWN],
        out=out[:RECENT],
        back=back[:RECENT],
        holds=live,
        accounts=tuple(
            Account.objects.filter(disconnected_at=None)
            .exclude(channel__in=("feed", "import"))
            .order_by("name")
            .values_list("public_id", "name")
        ),
        more=frozenset(name for name, rows in lists.items() if len(rows) > SHOWN),
    )


def _rows() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("account", "author", "conversation__contact", "draft__answers")


def _some(which: Q, *order: str) -> QuerySet[Delivery]:
    return _rows().filter(which).order_by(*order)[: SHOWN + 1]


def _views(
    rows: Iterable[Delivery], live: tuple[HoldView, ...], now: datetime | None
) -> tuple[DeliveryView, ...]:
    at = now or datetime.now(UTC)
    return tuple(_view(row, live, at) for row in rows)


def _view(row: Delivery, live: tuple[HoldView, ...], now: datetime) -> DeliveryView:
    contact = row.conversation.contact
    answered = row.draft.answers
    hold = next((h for h in live if h.account_id in ("", row.account.public_id)), None)
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
    if not row.account.enabled:
        return "paused"
    if row.wait_for_account and row.account.state == "not_connected":
        return "account"
    if row.not_before <= now:
        return "due"
    return "counting" if row.not_before <= row.recall_until and not row.attempts else "later"
