"""Reading what an account needs besides its state: calls that stay away or cannot be read, access that ends, and what its answers cost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from zuruf.core.channel import Budget
from zuruf.store.models import Account, Delivery, RawArrival

ENDS_SOON = timedelta(days=14)  # access that ends within that time is told of everywhere


@dataclass(frozen=True, slots=True)
class Care:
    """`called_at`: the network last called us. `found_at`: asking last brought something new. `broken`: arrivals that could not be
    read, the last one at `broken_at` because of `broken_why`. `cents`: of `answers` that went out since the month began."""

    called_at: datetime | None
    found_at: datetime | None
    expires_at: datetime | None
    broken: int
    broken_at: datetime | None
    broken_why: str
    cents: float
    answers: int
    budget: Budget | None = None  # as far as the network said, or we counted


@dataclass(frozen=True, slots=True)
class Cut:
    """An account to which our access ended (`at` None) or ends soon."""

    public_id: str
    name: str
    at: datetime | None


_BUDGET = ("budget_limit", "budget_left", "budget_resets_at")
_READ = ("pk", "called_at", "found_at", "expires_at", *_BUDGET)


def care(public_id: str, month: datetime) -> Care:
    """Of one account; *month*: when it began. Three statements. Raises Account.DoesNotExist."""
    row = Account.objects.values(*_READ).get(public_id=public_id)
    broken = RawArrival.objects.filter(account=row["pk"], state="broken")
    last = broken.order_by("-pk").values("received_at", "why").first()
    out = Delivery.objects.filter(account=row["pk"], cents__gt=0, published_at__gte=month)
    told = out.aggregate(cents=Sum("cents"), answers=Count("pk"))
    return Care(
        row["called_at"],
        row["found_at"],
        row["expires_at"],
        broken.count() if last else 0,
        last["received_at"] if last else None,
        last["why"] if last else "",
        told["cents"] or 0.0,
        told["answers"],
        None if None in (said := [row[name] for name in _BUDGET]) else Budget(*said),
    )


def cut(now: datetime) -> list[Cut]:
    """Accounts that have to be connected again, now or soon; those that are cut off first. One statement."""
    rows = Account.objects.filter(enabled=True, disconnected_at=None)
    rows = rows.filter(Q(state="not_connected") | Q(expires_at__lt=now + ENDS_SOON))
    told = rows.order_by("name", "pk").values_list("public_id", "name", "state", "expires_at")
    found = [
        Cut(public_id, name, at if state != "not_connected" and at and at > now else None)
        for public_id, name, state, at in told
    ]
    return sorted(found, key=lambda one: (one.at is not None, one.at or now))
