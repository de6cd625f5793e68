"""Who else has a conversation open, and to whom it can be handed."""

from dataclasses import dataclass
from datetime import datetime

from zuruf.core.desk import FRESH
from zuruf.core.people import OURS, Who
from zuruf.store.models import Member, Presence, Team
from zuruf.store.queries import incident


@dataclass(frozen=True, slots=True)
class There:
    """Somebody else who has the conversation open."""

    public_id: str
    name: str
    initials: str
    writing: bool


@dataclass(frozen=True, slots=True)
class Hands:
    """To whom a conversation can be handed: (public id, name)."""

    members: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str], ...] = ()  # the open ones
    everybody: tuple[
        tuple[str, str], ...
    ] = ()  # of ours, also those who do not answer here: whom one can ask


def others(who: Who, public_id: str, now: datetime) -> tuple[There, ...]:
    """Who else has it open, seen within the last 40 s; those who write first. One statement."""
    found = (
        Presence.objects.filter(conversation__public_id=public_id, seen_at__gt=now - FRESH)
        .exclude(member_id=who.id)
        .order_by("-writing", "id")
        .values_list("member__public_id", "member__name", "member__initials", "writing")
    )
    return tuple(There(*row) for row in found)


def hands(who: Who) -> Hands:
    """Everybody who may answer, all teams, and open incidents. Three statements."""
    people = list(
        Member.objects.filter(is_active=True)
        .exclude(pk=who.id)
        .order_by("name")
        .values_list("public_id", "name", "role")
    )
    members = tuple((public_id, name) for public_id, name, role in people if role in OURS)
    teams = Team.objects.order_by("name").values_list("public_id", "name")
    return Hands(
        members, tuple(teams), incident.open_ones(), tuple((public_id, name) for public_id, name, _ in people)
    )
