"""How somebody signs on an account, from what is stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from zuruf.core.people import OURS
from zuruf.core.signing import OWN_NAME, USUAL, Names, Signs, mark
from zuruf.store.models import Account, Delivery, Mandate, Member, Organisation, Team


class Signer(Protocol):
    """A `Who`, or a row of a member."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def initials(self) -> str: ...
    @property
    def signs(self) -> str: ...


def mark_of(person: Signer, account: int, allowed: Sequence[str], now: datetime) -> str:
    """What the public reads in the brackets below an answer of hers on this account (key), which allows *allowed*; "" for
    nothing, and always for partners and guests: they answer for nothing. No statement where she signs by initials."""
    if person.role not in OURS:
        return ""
    if person.signs == Signs.INITIALS and person.initials and Signs.INITIALS in (allowed or USUAL):
        return person.initials
    return mark(
        person.signs,
        allowed,
        names_of(person),
        own_name=person.signs in OWN_NAME and own_name(person.id, account, now),
    )


def speaker(author: Signer, released_by: Signer | None) -> Signer:
    """Whose name stands below an answer: its author's, and below what a partner wrote that of whoever releases it."""
    theirs = author.role not in OURS
    return released_by if theirs and released_by is not None else author


def names_of(person: Signer) -> Names:
    """What she could sign with. One statement."""
    team = Team.objects.filter(members=person.id).order_by("name").values_list("name", flat=True).first()
    return Names(person.initials, person.name, team or "")


def own_name(member: int, account: int, now: datetime) -> bool:
    """Has she the right to answer under her own name there? It is personal: a deputy does not get it with the rest. Where
    no mandates are in force, everybody has it. Two statements."""
    if not Organisation.objects.filter(pk=1, mandates=True).exists():
        return True
    me = Member.objects.filter(pk=member)
    hers = Q(member=member) | Q(team__in=me.values("teams")) | Q(role__in=me.values("role"))
    live = Mandate.objects.filter(hers, own_name=True, ended_at=None, starts_at__lte=now)
    there = Q(accounts=None) | Q(accounts=account)
    return live.filter(there).filter(Q(ends_at=None) | Q(ends_at__gt=now)).exists()


def kept_mark(row: Delivery) -> str:
    """What stands in the brackets below what was sent, as it was then; of rows older than that, her initials."""
    return str(row.backing.get("mark", "")) if row.backing else row.author.initials


def on_accounts(person: Signer, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """How her answers are signed where we can answer: (account, channel, mark), by name."""
    rows = Account.objects.filter(disconnected_at=None).order_by("name", "pk")
    return tuple((a.name, a.channel, mark_of(person, a.pk, a.signs, now)) for a in rows)
