"""Reading the audit: by thing, time and kind. Never by member, except her own, or a disclosure of two people.

`Filter` has no field for a person, and no query takes one: what cannot be asked cannot be answered.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from zuruf.core.people import Who
from zuruf.store.models import AuditEntry, AuditSeal, Disclosure, Member

PERSONAL = frozenset({"member"})  # things that are people: never one of them by name
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What the audit may be asked for. `thing_id` needs `thing`; a person is not a thing to filter by."""

    thing: str = ""
    thing_id: str = ""
    verb: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.thing_id and (not self.thing or self.thing in PERSONAL):
            raise ValueError("the audit cannot be filtered by member")

    @property
    def one_thing(self) -> bool:
        return bool(self.thing_id)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit. `actor` is a pseudonym that holds for one thing only, or a name where the history of one
    thing is read; "" is the program itself. `thing_id` is "" for people. `arrived`: of new, edited and gone, what an
    arrival brought."""

    id: int
    at: datetime
    verb: str
    thing: str
    thing_id: str
    conversation: str
    why: str
    actor: str
    arrived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kinds:
    """What there is to filter by."""

    things: tuple[str, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealView:
    last_id: int
    digest: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """`state`: asked | open | refused | over."""

    public_id: str
    subject: str
    subject_id: int
    reason: str
    asked_by: str
    asked_by_id: int
    asked_at: datetime
    confirmed_by: str
    confirmed_by_id: int | None
    expires_at: datetime | None
    state: str


def entries(wanted: Filter, *, before: int | None = None, limit: int = 50) -> list[Entry]:
    """The newest first, at most *limit*, with ids below *before*. Two statements at most.

    The history of one thing names people, as the conversation does; a list over many things shows pseudonyms.
    """
    if not isinstance(wanted, Filter):
        raise TypeError("the audit is asked by a Filter")
    rows = list(_chosen(wanted, before).order_by("-id")[: min(limit, LONGEST)])
    names = _names(rows) if wanted.one_thing else {}
    return [_entry(row, names.get(row.actor) or pseudonym(row)) for row in rows]


def exported(wanted: Filter) -> Iterator[Entry]:
    """The same for a file, oldest first and without any actor, read in pieces."""
    if not isinstance(wanted, Filter):
        raise TypeError("the audit is asked by a Filter")
    for row in _chosen(wanted, None).order_by("id").iterator(chunk_size=2000):
        yield _entry(row, "")


def mine(who: Who, *, before: int | None = None, limit: int = 50) -> list[Entry]:
    """What *who* herself did, and what others did to her access (without their names)."""
    rows = AuditEntry.objects.filter(Q(actor=who.alias) | Q(thing="member", thing_id=who.public_id))
    if before:
        rows = rows.filter(pk__lt=before)
    return [_entry(row, who.name) for row in rows.order_by("-id")[: min(limit, LONGEST)]]


def disclosed(public_id: str, who: Who, now: datetime, *, before: int | None = None) -> list[Entry] | None:
    """The acts of the person whom a live disclosure is about, for the two named people; else None."""
    live = Disclosure.objects.filter(public_id=public_id, confirmed_at__isnull=False, expires_at__gt=now)
    found = live.select_related("subject").first()
    if found is None or who.id not in (found.asked_by_id, found.confirmed_by_id):
        return None
    rows = AuditEntry.objects.filter(actor=found.subject.alias)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_entry(row, found.subject.name) for row in rows.order_by("-id")[:50]]


def disclosures(now: datetime) -> list[DisclosureView]:
    """All of them, the newest first."""
    return [_disclosure(d, now) for d in _disclosures().order_by("-id")[:LONGEST]]


def disclosures_about(who: Who, now: datetime) -> list[DisclosureView]:
    """Who opened, or wanted to open, her audit, and why."""
    return [_disclosure(d, now) for d in _disclosures().filter(subject_id=who.id).order_by("-id")]


def disclosure(public_id: str, now: datetime) -> DisclosureView | None:
    found = _disclosures().filter(public_id=public_id).first()
    return _disclosure(found, now) if found else None


def kinds() -> Kinds:
    """The things and verbs that occur. Two statements that leap from one to the next, however many entries there are."""
    return Kinds(_different("thing"), _different("verb"))


def _different(column: str) -> tuple[str, ...]:
    """The different values of an indexed *column*, in order: SELECT DISTINCT would read every entry."""
    leap = f"SELECT min({column}) AS one FROM store_auditentry"  # noqa: S608 names are ours
    after = f"SELECT ({leap} WHERE {column} > last.one) FROM last WHERE last.one IS NOT NULL"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE last AS ({leap} UNION ALL {after}) SELECT one FROM last WHERE one IS NOT NULL"  # noqa: S608
        )
        return tuple(row[0] for row in cursor.fetchall())


def last_seal() -> SealView | None:
    row = AuditSeal.objects.order_by("-last_id").first()
    return SealView(row.last_id, row.digest, row.sealed_at) if row else None


def pseudonym(row: AuditEntry) -> str:
    """Three letters for one person on one thing. On the next thing she has other letters, so that nobody can add up
    what one person does; whoever did two things to the same thing is seen to be the same."""
    if not row.actor:
        return ""
    text = f"{row.actor}|{row.thing}|{row.thing_id}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), text, hashlib.sha256)
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:3])


def _chosen(wanted: Filter, before: int | None) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if wanted.thing == "conversation" and wanted.thing_id:
        rows = rows.filter(conversation=wanted.thing_id)
    elif wanted.thing:
        rows = rows.filter(thing=wanted.thing)
        rows = rows.filter(thing_id=wanted.thing_id) if wanted.thing_id else rows
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(at__lt=wanted.until)
    return rows.filter(pk__lt=before) if before else rows


def _names(rows: list[AuditEntry]) -> dict[str, str]:
    aliases = {row.actor for row in rows if row.actor}
    return dict(Member.objects.filter(alias__in=aliases).values_list("alias", "name"))


def _entry(row: AuditEntry, actor: str) -> Entry:
    thing_id = "" if row.thing in PERSONAL else row.thing_id
    arrived = tuple(what for what in ("new", "edited", "gone") if row.data.get(what))
    return Entry(row.pk, row.at, row.verb, row.thing, thing_id, row.conversation, row.why, actor, arrived)


def _disclosures() -> QuerySet[Disclosure]:
    return Disclosure.objects.select_related("subject", "asked_by", "confirmed_by")


def _disclosure(d: Disclosure, now: datetime) -> DisclosureView:
    state = "asked"
    if d.refused_at:
        state = "refused"
    elif d.confirmed_at:
        state = "open" if d.expires_at and d.expires_at > now else "over"
    confirmed_by = d.confirmed_by.name if d.confirmed_by else ""
    return DisclosureView(
        d.public_id,
        d.subject.name,
        d.subject_id,
        d.reason,
        d.asked_by.name,
        d.asked_by_id,
        d.asked_at,
        confirmed_by,
        d.confirmed_by_id,
        d.expires_at,
        state,
    )
