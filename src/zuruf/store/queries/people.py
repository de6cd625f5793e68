"""Reading members, teams and sign-in links."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from zuruf.core.people import OURS, Role, Who
from zuruf.store.models import Member, SignInLink, Team


@dataclass(frozen=True, slots=True)
class Person:
    """One of ours as the page of people shows her. `teams`: (public id, name), by name."""

    public_id: str
    name: str
    initials: str
    email: str
    role: Role
    second_pair: bool
    lifts_holds: bool
    signs: str
    agency: str
    active: bool
    has_password: bool
    joined_at: datetime
    last_login: datetime | None
    language: str
    place: str  # whose public holidays she has; "" the house's
    teams: tuple[tuple[str, str], ...]

    @property
    def team_ids(self) -> tuple[str, ...]:
        return tuple(public_id for public_id, _ in self.teams)


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team and its active members: (public id, name)."""

    public_id: str
    name: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A sign-in link that was not used yet. `name` of the person that it lets in."""

    name: str
    expires_at: datetime


def who(member_id: int) -> Who | None:
    """The active member with this key, with the teams she is in; else None. Two statements."""
    m = Member.objects.filter(pk=member_id).first()
    return who_is(m) if m else None


def who_is(m: Member) -> Who | None:
    """The same of a member who was read already. One statement."""
    if not m.is_active:
        return None
    teams = tuple(m.teams.values_list("pk", flat=True))
    ours = m.role in OURS  # whoever became a partner or guest since is neither, whatever the row says
    return Who(
        m.pk,
        m.public_id,
        m.alias,
        m.name,
        m.initials,
        Role(m.role),
        m.second_pair and ours,
        m.language,
        teams,
        m.lifts_holds and ours,
        m.signs,
        m.sorts,
        m.unveiled,
    )


def everyone() -> list[Person]:
    """All of ours, active ones first, then by name. Two statements."""
    rows = Member.objects.prefetch_related("teams").order_by("-is_active", "name", "pk")
    return [_person(m) for m in rows]


def an_owner_has_a_password() -> bool:
    """Whether any owner can sign in without a link. One statement."""
    owners = Member.objects.filter(role=Role.OWNER, is_active=True)
    return any(owner.has_usable_password() for owner in owners.only("password"))


def one(public_id: str) -> Person | None:
    m = Member.objects.prefetch_related("teams").filter(public_id=public_id).first()
    return _person(m) if m else None


def teams() -> list[TeamView]:
    """All teams by name."""
    rows = Team.objects.prefetch_related("members").order_by("name")
    return [
        TeamView(
            t.public_id,
            t.name,
            tuple(
                sorted(((m.public_id, m.name) for m in t.members.all() if m.is_active), key=lambda p: p[1])
            ),
        )
        for t in rows
    ]


def team(public_id: str) -> TeamView | None:
    return next((t for t in teams() if t.public_id == public_id), None)


def link(token: str, now: datetime) -> LinkView | None:
    """Whom this link would let in, without using it; None when it would not."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    found = (
        SignInLink.objects.select_related("member")
        .filter(token_hash=hashed, used_at=None, expires_at__gt=now, member__is_active=True)
        .first()
    )
    return LinkView(found.member.name, found.expires_at) if found else None


def _person(m: Member) -> Person:
    teams = tuple(sorted(((t.public_id, t.name) for t in m.teams.all()), key=lambda t: t[1]))
    return Person(
        m.public_id,
        m.name,
        m.initials,
        m.email,
        Role(m.role),
        m.second_pair,
        m.lifts_holds,
        m.signs,
        m.agency,
        m.is_active,
        m.has_usable_password(),
        m.joined_at,
        m.last_login,
        m.language,
        m.place,
        teams,
    )
