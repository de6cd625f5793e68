"""Which mandates somebody holds, for the verdict and for the pages that show them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from zuruf.core.mandate import Mandate as Held
from zuruf.core.mandate import Risk
from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.store.models import Absence, Delivery, Goodwill, Mandate, Member, Organisation, Trial

OUT_OR_COMING = (
    *ON_ITS_WAY,
    DeliveryState.PUBLISHED,
    DeliveryState.CORRECTED,
)

_FIELDS = (
    "id", "public_id", "name", "topics", "intents", "highest_risk", "goodwill_each", "goodwill_month", "own_name",
    "posts", "waives", "starts_at", "ends_at", "member_id", "team_id", "role",
    "member__name", "granted_by__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """`in_force`: do mandates decide? Else guidelines alone do. `ask_minutes`: how long a second pair of eyes has where no
    guideline says it. `trial`: does a trial run go on?"""

    in_force: bool = False
    ask_minutes: int = 30
    trial: bool = False


def rules() -> Rules:
    """As the house has it now. One statement."""
    running = Exists(Trial.objects.filter(ended_at=None))
    row = Organisation.objects.filter(pk=1).values_list("mandates", "ask_minutes", running).first()
    return Rules(*row) if row else Rules()


def held(member_id: int, now: datetime) -> tuple[Held, ...]:
    """Every mandate that this member holds at *now*: her own, her teams', her role's, and what was granted in person to
    those who are absent and for whom she stands in. One statement."""
    return _folded(_live().filter(_holds(member_id, now)), member_id)


def held_by(members: Collection[int], now: datetime) -> dict[int, tuple[Held, ...]]:
    """The same for several *members*, each of them a key. Four statements, however many they are."""
    rows, accounts = _joined(_live())
    of = teams()
    role = dict(Member.objects.filter(pk__in=members).values_list("pk", "role"))
    stands_in: dict[int, set[int]] = {}
    for deputy, absent in _stands_in(now).filter(stands_in__in=members).values_list("stands_in", "member"):
        stands_in.setdefault(deputy, set()).add(absent)
    return {
        member: tuple(
            _held(row, frozenset(accounts[pk]), member)
            for pk, row in rows.items()
            if row["member_id"] in {member, *stands_in.get(member, ())}
            or row["team_id"] in of.get(member, ())
            or (row["role"] and row["role"] == role.get(member))
        )
        for member in members
    }


def granted() -> tuple[tuple[Held, int | None, int | None, str], ...]:
    """Every mandate that is not ended, with the key of the member or of the team that holds it, or the role. One
    statement."""
    rows, accounts = _joined(_live())
    return tuple(
        (_held(row, frozenset(accounts[pk]), row["member_id"]), row["member_id"], row["team_id"], row["role"])
        for pk, row in rows.items()
    )


def teams() -> dict[int, frozenset[int]]:
    """Member → the teams she is in, by their keys. One statement."""
    found: dict[int, set[int]] = {}
    for member, team in Member.teams.through.objects.values_list("member_id", "team_id"):
        found.setdefault(member, set()).add(team)
    return {member: frozenset(of) for member, of in found.items()}


def promised(member_id: int, now: datetime, without: Collection[int] = (), *, zone: str = "") -> int:
    """Cents that this member has promised in the calendar month of *now*, on the organisation's clocks (*zone* where it was read), but
    for what these drafts (keys) promised. One statement, and one for the clocks."""
    return promised_by((member_id,), now, without, zone=zone).get(member_id, 0)


def promised_by(
    members: Collection[int], now: datetime, without: Collection[int] = (), *, zone: str = ""
) -> dict[int, int]:
    """The same for several *members*; who promised nothing is left out. Two statements."""
    zone = zone or Organisation.objects.filter(pk=1).values_list("timezone", flat=True).first() or "UTC"
    month = now.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    booked = counting().filter(member_id__in=members, promised_at__gte=month).exclude(draft__in=without)
    sums = booked.order_by().values_list("member_id").annotate(cents=Sum("cents"))
    return {member: int(cents) for member, cents in sums}


def counting() -> QuerySet[Goodwill]:
    """What counts against somebody's month. A slip that was cancelled does not, unless she cancelled it herself and what she
    promised is out still, or will be."""
    there = Delivery.objects.filter(draft=OuterRef("draft"), state__in=OUT_OR_COMING)
    freed = Q(cancelled_at__isnull=False) & (~Q(fulfilled_by=F("member")) | ~Exists(there))
    return Goodwill.objects.exclude(state="planned").exclude(freed)


def _live() -> QuerySet[Mandate]:
    return Mandate.objects.filter(ended_at=None)


def _holds(member_id: int, now: datetime) -> Q:
    me = Member.objects.filter(pk=member_id)
    away = _stands_in(now).filter(stands_in=member_id)
    return (
        Q(member_id=member_id)
        | Q(team__in=me.values("teams"))
        | Q(role__in=me.values("role"))
        | Q(member__in=away.values("member"))
    )


def _stands_in(now: datetime) -> QuerySet[Any]:
    """Who is absent now, with `stands_in`: the key of whoever holds her mandates meanwhile."""
    away = Absence.objects.filter(cancelled_at=None, starts_at__lte=now, ends_at__gt=now)
    return away.annotate(stands_in=Coalesce("deputy_id", "member__deputy_id")).filter(member__is_active=True)


def _folded(rows: QuerySet[Mandate], member_id: int) -> tuple[Held, ...]:
    found, accounts = _joined(rows)
    return tuple(_held(row, frozenset(accounts[pk]), member_id) for pk, row in found.items())


def _joined(rows: QuerySet[Mandate]) -> tuple[dict[int, Mapping[str, Any]], dict[int, set[int]]]:
    """One mandate for all its accounts: the join gives a row for each."""
    found: dict[int, Mapping[str, Any]] = {}
    accounts: dict[int, set[int]] = {}
    for row in rows.order_by("pk").values(*_FIELDS, account=F("accounts")):
        found.setdefault(row["id"], row)
        accounts.setdefault(row["id"], set()).update({row["account"]} - {None})
    return found, accounts


def _held(row: Mapping[str, Any], accounts: frozenset[int], member_id: int | None) -> Held:
    mine = row["member_id"] in (None, member_id)
    return Held(
        row["id"],
        row["public_id"],
        row["name"],
        accounts,
        frozenset(row["topics"]),
        frozenset(row["intents"]),
        Risk(row["highest_risk"]),
        row["goodwill_each"],
        row["goodwill_month"],
        row["own_name"],
        row["posts"],
        frozenset(row["waives"]),
        row["starts_at"],
        row["ends_at"],
        row["granted_by__name"],
        "" if mine else row["member__name"],
    )
