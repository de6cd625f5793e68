"""The audit: who did what to which thing, when and why. Ids and pseudonyms, never text; sealed afterwards."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from zuruf.core.people import Who
from zuruf.flow.clock import clock
from zuruf.store import bulk
from zuruf.store.models import AuditEntry, AuditSeal

MOST_IN_A_SEAL = 20_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking the seals found. `broken` is (first id, last id) of the first seal that does not fit its entries."""

    seals: int
    entries: int
    unsealed: int
    broken: tuple[int, int] | None = None


def record(
    verb: str,
    thing: str,
    thing_id: str,
    *,
    now: datetime,
    who: Who | None = None,
    conversation: str = "",
    why: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    """One entry, in the transaction of the act itself. *who* None is the program."""
    AuditEntry.objects.create(
        at=now,
        verb=verb,
        thing=thing,
        thing_id=thing_id,
        conversation=conversation,
        actor=who.alias if who else "",
        why=why,
        data=dict(data or {}),
    )


def record_each(
    verb: str,
    thing: str,
    happened: Sequence[tuple[str, Mapping[str, object]]],
    *,
    now: datetime,
    who: Who | None = None,
    within: Mapping[str, str] | None = None,
) -> None:
    """What happened to several things at once, as (public id, data): an entry for each, one statement. *who* None is the program.
    *within*: to which conversation each belongs; None: the things are conversations."""
    columns = ("at", "verb", "thing", "thing_id", "conversation", "actor", "why", "data")
    actor = who.alias if who else ""
    rows = [(t, t if within is None else within[t], dict(data)) for t, data in happened]
    bulk.insert(AuditEntry, columns, [(now, verb, thing, t, c, actor, "", data) for t, c, data in rows])


def seal(now: datetime | None = None) -> int:
    """Seal what is new; how many entries. Of two sealers at once one wins and the other returns 0.

    A seal is sha256 over the seal before it and the entries since, so nobody can change an old one alone.
    """
    now = now or clock()
    upto = _settled()
    before = AuditSeal.objects.order_by("-last_id").first()
    start = before.last_id if before else 0
    rows = list(AuditEntry.objects.filter(pk__gt=start, pk__lte=upto).order_by("pk")[:MOST_IN_A_SEAL])
    if not rows:
        return 0
    digest = _digest(before.digest if before else "", rows)
    try:
        with transaction.atomic():
            AuditSeal.objects.create(first_id=start + 1, last_id=rows[-1].pk, digest=digest, sealed_at=now)
    except IntegrityError:
        return 0
    return len(rows)


def verify() -> Verified:
    """Count up every seal again from the entries as they stand now."""
    previous, seals, entries, last = "", 0, 0, 0
    for one in AuditSeal.objects.order_by("first_id").iterator():
        rows = AuditEntry.objects.filter(pk__gte=one.first_id, pk__lte=one.last_id).order_by("pk").iterator()
        counted: list[int] = []
        if one.first_id != last + 1 or _digest(previous, rows, counted) != one.digest:
            return Verified(seals, entries, 0, (one.first_id, one.last_id))
        previous, last = one.digest, one.last_id
        seals += 1
        entries += len(counted)
    return Verified(seals, entries, AuditEntry.objects.filter(pk__gt=last).count())


def _settled() -> int:
    """The last id below which no entry can still appear.

    Ids are given out before a transaction commits. On PostgreSQL a lock that waits for every writer, held for one
    statement, makes sure that all of them are through; SQLite writes one transaction after the other anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE store_auditentry IN SHARE MODE")
        return int(AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0)


def _digest(previous: str, rows: Iterable[AuditEntry], counted: list[int] | None = None) -> str:
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(b"\n" + canonical(row).encode())
        if counted is not None:
            counted.append(row.pk)
    return digest.hexdigest()


def canonical(row: AuditEntry) -> str:
    """One entry as one line of JSON: the same bytes for the same entry, on every database."""
    fields = (row.verb, row.thing, row.thing_id, row.conversation, row.actor, row.why, row.data)
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([row.pk, at, *fields], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
