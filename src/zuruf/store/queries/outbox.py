"""Reading the outbox: one delivery, those of a conversation, and any others. Its page is in outbox_page.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import OrderBy, OuterRef, Q, QuerySet, Subquery

from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Media, Outgoing
from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.core.reply import CORRECTIONS, Kind
from zuruf.store import files, scopes
from zuruf.store.models import Delivery
from zuruf.store.queries import backing, corrections
from zuruf.store.queries.attachments import AttachmentView, left_as_they_were, of_deliveries
from zuruf.store.queries.backing import Backed
from zuruf.store.queries.holds import HoldView, by_key, live
from zuruf.store.queries.outbox_phase import phase

D = DeliveryState
CALLED_OFF = (D.RECALLED, D.REFUSED, D.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A reply on its way, as pages show it. Times are UTC. `why` is the network's last answer, or a `code:`.

    `phase` is the state as people see it, one of: counting (can be recalled; goes out at `until`) · held · wants_yes
    (overdue since `due_at` when a hold was lifted) · scheduled (for `due_at`) · behind (waits for the part before it) ·
    account (waits until it is connected) · disconnected (by an owner) · paused (its account is switched off) ·
    budget (the network's limit, until `until`) · later (at `until`) · due (any moment) · sending · to_post (waits for a person who
    posts it by hand) · posting (`hand` has it for that, since `hand_at`) · published · hidden and gone (at the network, not by us) · bounced (a mail came back) ·
    withdrawing · withdrawn · unclear · refused · recalled · given_up · corrected (in public) · edited (a newer text
    stands in its place).

    `look_at` is where a person can look whether it is there. `visibility`: what the public sees, as of `seen_at`;
    `seen_text` what stands there when it is not our text. `planned`: its hour is still to come. `reacted`: somebody answered, liked or
    shared it. `missing`: hidden or gone, and nobody here has dealt with that. `corrects` and `corrected_by` are public ids;
    `attached`: the pictures that stand with it, which an edit leaves as they were. `being_corrected`:
    the correction is not out yet. `backed`: who answers for it and why it went out; None for rows older than that. `before`: how the part before this one stands, None for a first part.
    """

    public_id: str
    conversation: str
    contact: str
    channel: str
    account: str
    account_id: str
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
    scheduled_as: str = ""
    planned: bool = False
    part: int = 1
    parts: int = 1
    before: DeliveryState | None = None
    visibility: Visibility | None = None
    seen_at: datetime | None = None
    seen_text: str = ""
    reactions: int = 0
    reacted: bool = False
    missing: bool = False
    corrects: str = ""
    corrected_by: str = ""
    being_corrected: bool = False
    attached: tuple[AttachmentView, ...] = ()
    backed: Backed | None = None
    by_hand: bool = False
    hand: str = ""
    hand_id: str = ""
    hand_at: datetime | None = None
    waited_since: datetime | None = None
    public: bool = True  # could everybody read it there?

    @property
    def can_recall(self) -> bool:
        return self.state is D.QUEUED

    @property
    def can_withdraw(self) -> bool:
        """It is out and we know where; whether the network can delete it is the channel's."""
        return self.phase in ("published", "hidden", "corrected") and bool(self.remote_id)

    @property
    def can_correct(self) -> bool:
        """It is out as it was written, and nothing is about to change it."""
        return self.phase in ("published", "hidden") and bool(self.remote_id) and not self.being_corrected

    @property
    def stopped(self) -> bool:
        """A later part that waits for one of which nobody knows."""
        return self.phase == "behind" and self.before is D.UNCLEAR

    @property
    def came_back(self) -> bool:
        """Whether its text is a draft of its author's again."""
        own = self.kind != Kind.HOLDING and self.kind not in CORRECTIONS
        return self.state in (D.RECALLED, D.REFUSED, D.GIVEN_UP) and own

    @property
    def kept_beside(self) -> bool:
        """Whether it is a correction that came back: its text is kept with what it was to correct."""
        return self.state in (D.RECALLED, D.REFUSED, D.GIVEN_UP) and self.kind in CORRECTIONS

    @property
    def moving(self) -> bool:
        """Whether something will happen to it by itself, soon."""
        return self.phase in ("counting", "due", "sending", "withdrawing")


def outgoing(payload: Mapping[str, Any]) -> Outgoing:
    """A delivery's frozen payload as the channel takes it."""
    media = tuple(Media(**m, path=str(files.path(m["sha256"]))) for m in payload.get("media", ()))
    at = datetime.fromisoformat(payload["created_at"])
    return Outgoing(**{**payload, "created_at": at, "media": media})


def of_conversation(
    public_id: str, now: datetime | None = None, *, held: bool = True
) -> tuple[DeliveryView, ...]:
    """Every delivery of a conversation, oldest first. Two statements, one where no hold is on (not *held*)."""
    rows = _rows().filter(conversation__public_id=public_id).order_by("id")
    return _views(rows, live() if held else (), now)


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
    fix = Delivery.objects.filter(corrects=OuterRef("pk")).exclude(state__in=CALLED_OFF)
    # A correction that is withdrawn is none; an edit goes together with the text that it had replaced.
    fix = fix.exclude(~Q(kind=Kind.EDIT), state=D.WITHDRAWN).order_by("-pk")
    return Delivery.objects.select_related(
        "account",
        "author",
        "accountable",
        "conversation__contact",
        "draft__answers",
        "corrects",
        "follows",
        "hand",
    ).annotate(
        held_by=Subquery(scopes.over_delivery().values("pk")[:1]),
        answered=corrections.answered(),
        fixed_by=Subquery(fix.values("public_id")[:1]),
        fixed_as=Subquery(fix.values("kind")[:1]),
        fix_state=Subquery(fix.values("state")[:1]),
    )


def _views(
    rows: Iterable[Any], holds: tuple[HoldView, ...], now: datetime | None
) -> tuple[DeliveryView, ...]:
    at, known, found = now or datetime.now(UTC), by_key(holds), list(rows)
    attached = of_deliveries(found) | left_as_they_were(found)
    backed = backing.of(found)
    return tuple(
        _view(row, known.get(row.held_by), attached.get(row.pk, ()), backed.get(row.pk), at) for row in found
    )


def _view(
    row: Any,
    hold: HoldView | None,
    attached: tuple[AttachmentView, ...],
    backed: Backed | None,
    now: datetime,
) -> DeliveryView:
    """*row*: a Delivery with the annotations of `_rows`."""
    answered = row.draft.answers
    return DeliveryView(
        public_id=row.public_id,
        **_between(row),
        kind=row.kind,
        text=row.payload.get("text", ""),
        state=DeliveryState(row.state),
        phase=phase(row, hold, now),
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
        hold=hold if row.state in (D.QUEUED, D.POSTING) else None,
        scheduled_as=row.scheduled_as,
        planned=row.scheduled_for is not None and row.scheduled_for > now,
        part=row.part,
        parts=row.parts,
        before=DeliveryState(row.follows.state) if row.follows else None,
        **_seen(row),
        **_correcting(row),
        attached=attached,
        backed=backed,
        **_by_hand(row),
    )


def _by_hand(row: Any) -> dict[str, Any]:
    """Who posts it there, where nothing else can; and since when somebody waits for it."""
    return {
        "by_hand": row.by_hand,
        "hand": row.hand.name if row.hand else "",
        "hand_id": row.hand.public_id if row.hand else "",
        "hand_at": row.hand_at,
        "waited_since": row.waited_since,
    }


def _between(row: Any) -> dict[str, Any]:
    """Who says it, where and to whom."""
    contact = row.conversation.contact
    return {
        "public": bool(row.payload.get("public", True)),
        "conversation": row.conversation.public_id,
        "contact": (contact.name or contact.handle) if contact else "",
        "channel": row.account.channel,
        "account": row.account.name,
        "account_id": row.account.public_id,
        "author": row.author.name,
        "initials": row.author.initials,
    }


def _correcting(row: Any) -> dict[str, Any]:
    """What it corrects, and what corrects it."""
    return {
        "corrects": row.corrects.public_id if row.corrects else "",
        "corrected_by": row.fixed_by or "",
        "being_corrected": row.fix_state in ON_ITS_WAY,
    }


def _seen(row: Any) -> dict[str, Any]:
    """What the public sees of it, and does with it."""
    return {
        "visibility": Visibility(row.visibility) if row.visibility else None,
        "seen_at": row.seen_at,
        "seen_text": row.seen_text,
        "reactions": row.reactions,
        "reacted": row.reactions > 0 or row.answered,
        "missing": row.missing_since is not None,
    }


def _until(row: Delivery) -> datetime | None:
    if row.state == D.QUEUED:
        return row.not_before
    return row.next_at
