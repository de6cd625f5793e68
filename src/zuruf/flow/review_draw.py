"""Drawing what is looked at after it went out: the sampling plan over every published answer, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from zuruf.core.guideline import Verdict
from zuruf.core.mandate import RISK_OF, Risk
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.core.review import Drawn, Plan, Record, drawn_from
from zuruf.flow import audit
from zuruf.flow.clock import clock
from zuruf.store import changes
from zuruf.store.models import Delivery, GuidelineVersion, Mandate, MessageAssessment, Review
from zuruf.store.queries.review import plan, record_of

AT_ONCE = 50  # deliveries per turn
TOO_OLD = timedelta(days=14)  # what went out before anybody was to look is left alone
NEVER = (Kind.HOLDING,)  # prepared, and looked at when it was prepared


@dataclass(frozen=True, slots=True)
class _House:
    """What the draws of one turn have in common: `fresh`: guidelines ("id@version") that are new."""

    plan: Plan
    fresh: frozenset[str]
    mandates: dict[str, int]
    risky: frozenset[int]  # keys of messages in which triage found a risk


def draw(now: datetime | None = None) -> int:
    """Decide of what was published lately whether somebody looks at it; how many were decided. Each is decided once, whoever
    else draws at the same time."""
    now = now or clock()
    rows = _undrawn(DeliveryState.PUBLISHED, now) or _undrawn(DeliveryState.CORRECTED, now)
    if not rows:
        return 0
    house = _house(rows, now)
    return sum(_decide(row, house, now) for row in rows)


def chance(delivery: str) -> float:
    """A number in [0, 1) that is this delivery's own and that nobody can foresee who does not have our secret key. Drawn
    again, it is the same."""
    return int(salted_hmac("zuruf.review", delivery, algorithm="sha256").hexdigest()[:13], 16) / 16**13


def _undrawn(state: DeliveryState, now: datetime) -> list[Delivery]:
    """What is out and undecided. What is too old is left alone, but never what somebody must surely look at."""
    fresh = Delivery.objects.filter(state=state, drawn="")
    if not fresh.exists():
        return []  # no write lock for nothing, every few seconds
    sure = Q(draft__verdict=Verdict.LOOK) | Q(backing__has_key="released_by_clock")
    fresh.filter(published_at__lt=now - TOO_OLD).exclude(sure).update(drawn="old")
    return list(fresh.select_related("draft", "conversation").order_by("pk")[:AT_ONCE])


def _decide(row: Delivery, house: _House, now: datetime) -> int:
    mandate = house.mandates.get(str(row.backing.get("mandate", "")))
    if row.kind in NEVER or row.part > 1:
        drawn = None
    else:
        drawn = _drawn(row, house, record_of(row.author_id, mandate, house.plan))
    wanted = drawn is not None and chance(row.public_id) < drawn.share
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=row.pk, drawn="")
        if not mine.update(drawn="yes" if wanted else "no"):
            return 0
        if wanted and drawn is not None:
            _make(row, drawn, mandate, now)
    return 1


def _drawn(row: Delivery, house: _House, r: Record) -> Drawn:
    clock_did = bool(row.backing.get("released_by_clock"))
    said = row.backing.get("guidelines") or [f"{h.get('id')}@{h.get('version')}" for h in row.draft.hits]
    return drawn_from(
        house.plan,
        r,
        look=row.draft.verdict == Verdict.LOOK,
        clock=clock_did,
        seen=bool(row.backing.get("ask")) and not clock_did,
        risky=row.draft.answers_id in house.risky,
        fresh=not house.fresh.isdisjoint(said),
    )


def _make(row: Delivery, drawn: Drawn, mandate: int | None, now: datetime) -> None:
    made = Review.objects.create(
        delivery=row, mandate_id=mandate, because=drawn.because, share=drawn.share, drawn_at=now
    )
    audit.record(
        "review.drawn", "review", made.public_id, now=now, conversation=row.conversation.public_id,
        data={"share": round(drawn.share, 4), "because": str(drawn.because)},
    )  # fmt: skip
    changes.announce("review", [made.public_id], now)


def _house(rows: list[Delivery], now: datetime) -> _House:
    p = plan()
    young = GuidelineVersion.objects.filter(created_at__gt=now - timedelta(days=p.fresh_days))
    named = {str(row.backing.get("mandate", "")) for row in rows} - {""}
    return _House(
        p,
        frozenset(f"{slug}@{version}" for slug, version in young.values_list("slug", "version")),
        dict(Mandate.objects.filter(public_id__in=named).values_list("public_id", "pk")),
        _risky(row.draft.answers_id for row in rows),
    )


def _risky(messages: Iterable[int | None]) -> frozenset[int]:
    """Those in which triage found more than everyday risk."""
    found = MessageAssessment.objects.filter(message__in=[m for m in messages if m is not None])
    return frozenset(
        pk
        for pk, findings in found.values_list("message_id", "findings")
        if any(f.get("label") == "risk" and _counts(str(f.get("value", ""))) for f in findings)
    )


def _counts(risk: str) -> bool:
    return risk not in ("", "no", "none") and RISK_OF.get(risk, Risk.GRAVE) is not Risk.EVERYDAY
