"""What the organisation tells its guidelines: competitors, customer numbers, who may be named, and when the linter speaks."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Organisation


@dataclass(frozen=True, slots=True)
class Told:
    """`customer_numbers`: masks, "#" a digit, "@" a letter, all else itself. `our_names`: people who may be named though
    they do not work at the desk. `keeps_back_percent`: the linter names a guideline that keeps back more."""

    competitors: tuple[str, ...] = ()
    customer_numbers: tuple[str, ...] = ()
    our_names: tuple[str, ...] = ()
    keeps_back_percent: int = 10


def save(who: Who, told: Told, *, now: datetime | None = None) -> None:
    """Keep it; it holds from the next keystroke on. Declined: "not_allowed", "share", "mask" (mask)."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    if not 1 <= told.keeps_back_percent <= 100:
        raise Declined("share")
    for mask in told.customer_numbers:
        if len(mask.replace(" ", "")) < 3 or not set("#@") & set(mask):
            raise Declined("mask", mask=mask)
    fields = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(told).items()}
    with transaction.atomic():
        row = Organisation.objects.filter(pk=1).values(*fields).first()
        before = row or {}
        Organisation.objects.update_or_create(pk=1, defaults=fields)
        changed = sorted(name for name, value in fields.items() if before.get(name) != value)
        record(
            "organisation.guidelines_told", "organisation", "1", now=now, who=who, data={"fields": changed}
        )
