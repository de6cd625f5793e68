"""Reading what the house decided about triage, and by which names it is called."""

from zuruf.core.pressing import Judging, read
from zuruf.store.models import Account, Member, Organisation


def judging() -> Judging:
    """How sure triage has to be, and what weighs how much. One statement."""
    return read(Organisation.objects.filter(pk=1).values_list("judging", flat=True).first())


def decided() -> tuple[Judging, tuple[str, ...], int]:
    """The same, the names of the house and of its accounts, and which state the examples are in (0: there is none). Two statements."""
    row = Organisation.objects.filter(pk=1).values_list("judging", "name", "our_names", "taught").first()
    kept, name, others, taught = row or ({}, "", [], 0)
    accounts = Account.objects.filter(disconnected_at=None).values_list("name", "handle")
    named = [name, *(others or ()), *(n for pair in accounts for n in pair)]
    names = tuple(sorted({n.strip().lstrip("@") for n in named if n and len(n.strip()) > 2}))
    return read(kept), names, taught


def taught() -> int:
    """Which state the examples are in, 0 for none. One statement."""
    return Organisation.objects.filter(pk=1).values_list("taught", flat=True).first() or 0


def guards() -> list[tuple[str, str]]:
    """(public id, name) of everybody who can be rung when life is at risk. One statement."""
    ours = Member.objects.filter(is_active=True, role__in=("owner", "desk")).order_by("name")
    return [(public_id, name) for public_id, name in ours.values_list("public_id", "name")]
