"""Reading mandates as their pages show them: who holds what, from whom, why, and what it was before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zuruf.core.guideline import Verdict, in_language
from zuruf.core.mandate import Risk
from zuruf.core.people import Role
from zuruf.store.models import Account, Mandate, Member, Team, Topic
from zuruf.store.queries import guideline


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate says. `accounts`: public ids, `topics`, `intents`, `waives`: slugs; empty means all accounts, topics
    and intents. Goodwill in cents. `ends_at` None: it has no end."""

    name: str
    accounts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    highest_risk: Risk = Risk.EVERYDAY
    goodwill_each: int = 0
    goodwill_month: int = 0
    own_name: bool = False
    posts: bool = True
    waives: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MandateView:
    """One mandate. `holder`: "member", "team" or "role"; `holder_id`: a public id, or the role; `holder_name`: "" for a
    role. `granted_by_id`, `replaces`, `replaced_by`: public ids, "" for none. `evidence`: as it was kept."""

    public_id: str
    terms: Terms
    holder: str
    holder_id: str
    holder_name: str
    granted_by: str
    granted_by_id: str
    granted_at: datetime
    why: str
    evidence: dict[str, object]
    replaces: str
    replaced_by: str
    ended_at: datetime | None
    ended_by: str
    ended_why: str

    @property
    def name(self) -> str:
        return self.terms.name

    def in_force(self, now: datetime) -> bool:
        """Does it count now? Else it was ended, ran out, or has not begun."""
        starts, ends = self.terms.starts_at, self.terms.ends_at
        return self.ended_at is None and not (starts and now < starts) and not (ends and now >= ends)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a mandate: (key, name) each. `asking`: guidelines that may ask a second pair of eyes."""

    members: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str, str], ...]  # key, name, channel
    topics: tuple[tuple[str, str], ...]
    asking: tuple[tuple[str, str], ...]


def live() -> list[MandateView]:
    """Every mandate that nobody ended, by name. Two statements."""
    return [_view(row) for row in _rows().filter(ended_at=None).order_by("name", "pk")]


def ended() -> list[MandateView]:
    """Every mandate that somebody ended and nothing took its place, latest first. Two statements."""
    rows = _rows().filter(ended_at__isnull=False, replaced_by=None).order_by("-ended_at", "-pk")
    return [_view(row) for row in rows]


def one(public_id: str) -> MandateView | None:
    row = _rows().filter(public_id=public_id).first()
    return _view(row) if row else None


def history(of: MandateView) -> list[MandateView]:
    """This mandate and what it was before, newest first."""
    found, seen = [of], {of.public_id}
    while (before := found[-1].replaces) and before not in seen:
        row = one(before)
        if row is None:
            break
        found.append(row)
        seen.add(before)
    return found


def held_by(public_id: str) -> list[MandateView]:
    """What this member holds herself, in her teams and by her role, and nobody ended; the most particular first."""
    member = Member.objects.filter(public_id=public_id).first()
    if member is None:
        return []
    hers = Q(member=member) | Q(team__in=member.teams.all()) | Q(role=member.role)
    found = [_view(row) for row in _rows().filter(hers, ended_at=None).order_by("name", "pk")]
    return sorted(found, key=lambda m: ("member", "team", "role").index(m.holder))


def without() -> list[tuple[str, str]]:
    """Who may answer and holds no live mandate: (public id, name). One statement."""
    roles = Mandate.objects.filter(ended_at=None).exclude(role="").values("role")
    rows = (
        Member.objects.filter(is_active=True, role__in=[Role.OWNER, Role.DESK])
        .exclude(role__in=roles)
        .annotate(
            own=Count("mandates", filter=Q(mandates__ended_at=None), distinct=True),
            team=Count("teams__mandates", filter=Q(teams__mandates__ended_at=None), distinct=True),
        )
        .filter(own=0, team=0)
    )
    return [(m.public_id, m.name or m.email) for m in rows.order_by("name", "pk")]


def choices(language: str) -> Choices:
    """All that a mandate can be made of, by name."""
    members = Member.objects.filter(is_active=True, role__in=[Role.OWNER, Role.DESK]).order_by("name", "pk")
    accounts = Account.objects.order_by("name", "pk")
    return Choices(
        tuple((m.public_id, m.name or m.email) for m in members),
        tuple(Team.objects.order_by("name").values_list("public_id", "name")),
        tuple(accounts.values_list("public_id", "name", "channel")),
        topics(language),
        tuple((g.slug, g.title) for g in guideline.listed(language) if g.verdict == Verdict.ASK),
    )


def topics(language: str) -> tuple[tuple[str, str], ...]:
    """The organisation's topics that are in use: (slug, name)."""
    rows = Topic.objects.filter(retired_at=None).order_by("position", "slug").values_list("slug", "name")
    return tuple((slug, in_language(name, language) or slug) for slug, name in rows)


def _rows() -> QuerySet[Mandate]:
    return Mandate.objects.select_related(
        "member", "team", "granted_by", "ended_by", "replaces"
    ).prefetch_related("accounts", "replaced_by")


def _view(row: Mandate) -> MandateView:
    holder, key, name = _holder(row)
    after = next(iter(row.replaced_by.all()), None)
    return MandateView(
        row.public_id,
        _terms(row),
        holder,
        key,
        name,
        row.granted_by.name or row.granted_by.email,
        row.granted_by.public_id,
        row.granted_at,
        row.why,
        row.evidence,
        row.replaces.public_id if row.replaces else "",
        after.public_id if after else "",
        row.ended_at,
        row.ended_by.name if row.ended_by else "",
        row.ended_why,
    )


def _holder(row: Mandate) -> tuple[str, str, str]:
    if row.member:
        return "member", row.member.public_id, row.member.name or row.member.email
    if row.team:
        return "team", row.team.public_id, row.team.name
    return "role", row.role, ""


def _terms(row: Mandate) -> Terms:
    return Terms(
        row.name,
        tuple(a.public_id for a in row.accounts.all()),
        tuple(row.topics),
        tuple(row.intents),
        Risk(row.highest_risk),
        row.goodwill_each,
        row.goodwill_month,
        row.own_name,
        row.posts,
        tuple(row.waives),
        row.starts_at,
        row.ends_at,
    )
