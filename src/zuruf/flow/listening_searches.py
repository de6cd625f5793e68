"""Listening searches: made and changed by whoever answers here, refused where they are about people, paused, deleted and brought back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zuruf.core import listening_fair as rules
from zuruf.core.listening import Query
from zuruf.core.listening_fair import Concerns, Marked, Purpose
from zuruf.core.listening_named import Somebody
from zuruf.core.listening_parse import Problems, parse
from zuruf.core.people import OURS, May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.library_facts import today
from zuruf.flow.undo import LASTS
from zuruf.store import turns
from zuruf.store.changes import announce
from zuruf.store.models import Heard, ListeningSearch, Member
from zuruf.store.queries import listening_staff

LONGEST_NAME = 60
LONGEST_WHY = 300
FLOOD = 10_000  # untouched hits of a search in a day: nobody reads them, and a disk is not for a network's whole talk
DAY = timedelta(days=1)
MOST = 200  # searches of a house; each may have 40 words


@dataclass(frozen=True, slots=True)
class Wish:
    """A search as somebody filled it in. `owner`: a member's public id; `keeps`: days, None = as usual; `authors`: who of those it is
    limited to is what; `allow_why`, `allow_until`: an owner's exception."""

    name: str
    query: str
    purpose: str
    purpose_why: str
    owner: str
    keeps: int | None = None
    keeps_why: str = ""
    authors: tuple[Marked, ...] = ()
    allow_why: str = ""
    allow_until: date | None = None


def save(who: Who, public_id: str, wish: Wish, *, now: datetime | None = None) -> str:
    """A new search (*public_id* "") or a changed one, which listens again where it was paused; its public id.

    Declined: "not_allowed" · "gone" · "query" (problems) · "no_name" · "no_purpose" · "purpose_why" · "no_owner" · "days" · "days_owner" ·
    "days_why" · "refused" (concerns) · "allow_why" · "allow_until" · "too_many" · "changed" (by somebody meanwhile).
    """
    now = now or clock()
    old = _mine(who, public_id).first() if public_id else None
    if not who.may(May.ANSWER) or (public_id and old is None):
        raise Declined("gone" if who.may(May.ANSWER) else "not_allowed")
    fields = _said(who, wish)
    fields |= _allowed(who, wish, old, now)
    with transaction.atomic():
        if old is None:
            turns.counted("listening search")
            if ListeningSearch.objects.filter(gone_at=None).count() >= MOST:
                raise Declined("too_many")
            made = ListeningSearch.objects.create(**fields, created_at=now, changed_at=now).public_id
        else:
            fields |= {"paused_at": None, "paused_why": "", "changed_at": now}
            if not ListeningSearch.objects.filter(pk=old.pk, gone_at=None, changed_at=old.changed_at).update(
                **fields
            ):
                raise Declined("changed")
            made = old.public_id
        data = {"purpose": wish.purpose, "days": fields["retention_days"], "owner": wish.owner}
        record(
            "listening.changed" if old else "listening.made", "listening", made, now=now, who=who, data=data
        )
        until = fields.get("allowed_until")
        if until and (old is None or old.allowed_until != until):
            record("listening.allowed", "listening", made, now=now, who=who, data={"until": str(until)})
        announce("listening", [made], now)
    return made


def pause(who: Who, public_id: str, on: bool, *, now: datetime | None = None) -> None:
    """It hears nothing (*on*), or listens again. Declined: "gone" · "exception_over" (it is about people, and nobody allows it now)."""
    now = now or clock()
    rows = _mine(who, public_id).filter(paused_at__isnull=on)
    found = rows.first()
    if found is None:
        raise Declined("gone")
    if not on and _unfair(found, now):
        raise Declined("exception_over")
    with transaction.atomic():
        if not rows.update(paused_at=now if on else None, paused_why="", changed_at=now):
            raise Declined("gone")
        record("listening.paused" if on else "listening.resumed", "listening", public_id, now=now, who=who)
        announce("listening", [public_id], now)


def remove(who: Who, public_id: str, *, undo: bool = False, now: datetime | None = None) -> None:
    """Delete it; with *undo* it is there again, for ten minutes, with what it had heard. Declined: "gone" · "undo_over"."""
    now = now or clock()
    rows = _changeable(who).filter(public_id=public_id)
    rows = rows.filter(gone_at__gt=now - LASTS) if undo else rows.filter(gone_at=None)
    with transaction.atomic():
        if not rows.update(gone_at=None if undo else now, changed_at=now):
            raise Declined("undo_over" if undo else "gone")
        record(
            "listening.restored" if undo else "listening.removed", "listening", public_id, now=now, who=who
        )
        announce("listening", [public_id], now)


def leaves(member_id: int, who: Who, now: datetime) -> None:
    """Somebody answers here no more: *who* let her go and answers for her searches from now on. Inside the caller's transaction."""
    theirs = ListeningSearch.objects.filter(owner_id=member_id, gone_at=None)
    for public_id in list(theirs.values_list("public_id", flat=True)):
        theirs.filter(public_id=public_id).update(owner_id=who.id, changed_at=now)
        record("listening.given", "listening", public_id, now=now, who=who, data={"owner": who.public_id})
        announce("listening", [public_id], now)


def sweep(*, now: datetime | None = None) -> int:
    """Pauses what may not be listened for any more: an exception is over, or somebody of that name works here by now; and what hears so
    much that nobody can read it. How many."""
    now = now or clock()
    ours, day = listening_staff.everybody(), today(now)
    paused = 0
    for search in ListeningSearch.objects.filter(gone_at=None, paused_at=None):
        why = _why_unfair(search, ours, day) or ("many" if _floods(search, now) else "")
        if why:
            with transaction.atomic():
                same = ListeningSearch.objects.filter(
                    pk=search.pk, paused_at=None, changed_at=search.changed_at
                )
                if same.update(paused_at=now, paused_why=why):
                    record(
                        "listening.stopped", "listening", search.public_id, now=now, why=f"listening:{why}"
                    )
                    announce("listening", [search.public_id], now)
                    paused += 1
    return paused


def exception(who: Who, public_id: str, wish: Wish, now: datetime) -> None:
    """Nothing where the words are about nobody, or an owner allows it in *wish* or has before. Declined: "refused" (concerns) ·
    "allow_why" · "allow_until" (both with concerns)."""
    _allowed(who, wish, _mine(who, public_id).first() if public_id else None, now)


def concerns(query: Query, authors: Iterable[Marked]) -> Concerns:
    """Whom *query* is about that it may not be about."""
    return rules.concerns(rules.asked(query), listening_staff.everybody(), tuple(authors))


def _said(who: Who, wish: Wish) -> dict[str, object]:
    """What stands in the form, checked, but for whom it is about."""
    name, why = " ".join(wish.name.split())[:LONGEST_NAME], " ".join(wish.purpose_why.split())[:LONGEST_WHY]
    query = parse(wish.query)
    if isinstance(query, Problems):
        raise Declined("query", problems=query.found)
    if not name:
        raise Declined("no_name")
    if wish.purpose not in tuple(Purpose):
        raise Declined("no_purpose")
    if len(why) < rules.LEAST_REASON:
        raise Declined("purpose_why")
    owner = Member.objects.filter(public_id=wish.owner, is_active=True, role__in=OURS).first()
    if owner is None:
        raise Declined("no_owner")
    keeps, wrong = rules.days(wish.keeps, wish.keeps_why, runs=who.may(May.RUN))
    if wrong:
        raise Declined(wrong)
    return {
        "name": name,
        "query": " ".join(wish.query.split()),
        "purpose": wish.purpose,
        "purpose_why": why,
        "owner_id": owner.pk,
        "retention_days": keeps,
        "retention_why": wish.keeps_why.strip()[:LONGEST_WHY] if keeps > rules.USUAL_DAYS else "",
        "authors": [
            {"handle": m.handle, "kind": m.kind or "", "why": m.why.strip()[:200]} for m in wish.authors
        ],
    }


def _allowed(who: Who, wish: Wish, old: ListeningSearch | None, now: datetime) -> dict[str, object]:
    """The exception that it needs. None where it is about nobody; the one there is stays for the same words."""
    query = parse(wish.query)
    assert isinstance(query, Query)  # _said has seen it
    found = concerns(query, wish.authors)
    none: dict[str, object] = {"allowed_until": None, "allowed_why": "", "allowed_by": None}
    if not found:
        return none
    if (
        old
        and old.query == " ".join(wish.query.split())
        and old.allowed_until
        and old.allowed_until >= today(now)
    ):
        return {}
    if not who.may(May.RUN) or not (wish.allow_why.strip() or wish.allow_until):
        raise Declined("refused", concerns=found)
    made, wrong = rules.allowance(wish.allow_until, wish.allow_why, today(now))
    if made is None:
        raise Declined(wrong, concerns=found)
    return {"allowed_until": made.until, "allowed_why": made.why[:LONGEST_WHY], "allowed_by_id": who.id}


def _floods(search: ListeningSearch, now: datetime) -> bool:
    """Since somebody last let it listen, within a day."""
    since = max(search.changed_at, now - DAY)
    return Heard.objects.filter(search=search, touched_at=None, heard_at__gte=since).count() > FLOOD


def _unfair(search: ListeningSearch, now: datetime) -> str:
    return _why_unfair(search, listening_staff.everybody(), today(now))


def _why_unfair(search: ListeningSearch, ours: Iterable[Somebody], day: date) -> str:
    """ "exception" (over), "staff" (named by now) or ""."""
    if search.allowed_until is not None:
        return "exception" if search.allowed_until < day else ""
    query = parse(search.query)
    if isinstance(query, Problems):
        return ""  # the rules changed; whoever matches it says so
    found = rules.concerns(rules.asked(query), ours, rules.by_kind(search.authors))
    return "staff" if found else ""


def _changeable(who: Who) -> QuerySet[ListeningSearch]:
    if not who.may(May.ANSWER):
        return ListeningSearch.objects.none()
    return (
        ListeningSearch.objects.all() if who.may(May.RUN) else ListeningSearch.objects.filter(owner_id=who.id)
    )


def _mine(who: Who, public_id: str) -> QuerySet[ListeningSearch]:
    return _changeable(who).filter(public_id=public_id, gone_at=None)
