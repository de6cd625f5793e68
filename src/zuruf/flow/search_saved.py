"""Searches that are kept under a name: one's own, or the house's. Deleting one can be undone."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from zuruf.core.people import May, Who
from zuruf.core.search import LONGEST
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import turns
from zuruf.store.models import SavedSearch

LONGEST_NAME = 60
MOST = 30  # of one person; more is no list to choose from


def save(
    who: Who, name: str, query: str, *, best: bool = False, shared: bool = False, now: datetime | None = None
) -> str:
    """Keep *query* under *name*; its public id. *shared*: for the house, by those who answer.

    Declined: "not_allowed" · "no_name" · "no_query" · "too_many".
    """
    now = now or clock()
    if not who.may(May.ANSWER if shared else May.READ):
        raise Declined("not_allowed")
    name, query = _named(name), " ".join(query.split())[:LONGEST]
    if not query:
        raise Declined("no_query")
    with transaction.atomic():
        turns.counted(f"search of {who.id}")
        if SavedSearch.objects.filter(owner_id=who.id, gone_at=None).count() >= MOST:
            raise Declined("too_many", limit=MOST)
        made = SavedSearch.objects.create(
            name=name, query=query, best=best, shared=shared, owner_id=who.id, created_at=now
        )
        record("search.saved", "search", made.public_id, now=now, who=who, data={"shared": shared})
    return made.public_id


def rename(
    who: Who, public_id: str, name: str, *, shared: bool | None = None, now: datetime | None = None
) -> None:
    """Another name, or (*shared*, by its owner) for the house from now on, or for herself alone.

    Declined: "not_allowed" · "no_name" · "gone".
    """
    now = now or clock()
    rows, changes = _changeable(who, public_id), {"name": _named(name)}
    if shared is not None:
        if shared and not who.may(May.ANSWER):
            raise Declined("not_allowed")
        rows = rows.filter(Q(owner_id=who.id) | Q(shared=shared))
    with transaction.atomic():
        if not rows.filter(gone_at=None).update(**changes, **({} if shared is None else {"shared": shared})):
            raise Declined("gone")
        record("search.renamed", "search", public_id, now=now, who=who)


def remove(who: Who, public_id: str, *, undo: bool = False, now: datetime | None = None) -> None:
    """Delete it; with *undo* it is there again. Declined("gone")."""
    now = now or clock()
    rows = _changeable(who, public_id).filter(gone_at__isnull=not undo)
    with transaction.atomic():
        if not rows.update(gone_at=None if undo else now):
            raise Declined("gone")
        record("search.restored" if undo else "search.removed", "search", public_id, now=now, who=who)


def _changeable(who: Who, public_id: str) -> QuerySet[SavedSearch]:
    rows = SavedSearch.objects.filter(public_id=public_id)
    return (
        rows.filter(Q(shared=True) | Q(owner_id=who.id)) if who.may(May.RUN) else rows.filter(owner_id=who.id)
    )


def _named(name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Declined("no_name")
    return name
