"""Reading listening for its pages: searches with how they do, and what each heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from zuruf.core import veil
from zuruf.store.models import Heard, ListeningSearch

WEEK = timedelta(days=7)
SHOWN = 30  # hits of a page
SHOWS = {"": ("", "kept"), "kept": ("kept",), "answered": ("answered",), "no": ("no",)}
"""Which states a page shows, by the word in its address."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """A search as its pages show it. `week`: hits of the last 7 days; `fresh`: those that nobody has dealt with; `owner`, `owner_id`: who
    answers for it; `right`, `wrong`: what people found of its hits."""

    public_id: str
    name: str
    query: str
    purpose: str
    purpose_why: str
    owner: str
    owner_id: str
    keeps: int
    keeps_why: str
    authors: tuple[Mapping[str, str], ...]
    allowed_until: date | None
    allowed_why: str
    paused_at: datetime | None
    paused_why: str
    right: int
    wrong: int
    week: int
    fresh: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class HitView:
    """One thing that was heard. `author`: her name, else her handle, "" while only her id is known. `places`: what made it fit, as [start, end) of its text. `conversation`: public id, "" for none."""

    public_id: str
    network: str
    handle: str
    author: str
    author_id: str
    text: str
    places: tuple[tuple[int, int], ...]
    language: str
    permalink: str
    at: datetime
    heard_at: datetime
    state: str
    findings: tuple[Mapping[str, Any], ...]
    deserves: int
    conversation: str

    @property
    def veiled(self) -> bool:
        return veil.veiled(self.findings)


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits; `after`: where the next one begins, "" on the last. `counts`: how many by state."""

    shown: tuple[HitView, ...]
    after: str
    counts: Mapping[str, int]


def searches(now: datetime) -> tuple[SearchView, ...]:
    """All that are not deleted, by name. One statement."""
    return tuple(
        _view(s) for s in _counted(ListeningSearch.objects.filter(gone_at=None), now).order_by("name", "pk")
    )


def search(public_id: str, now: datetime) -> SearchView | None:
    """One that is not deleted; None when there is none. One statement."""
    found = _counted(ListeningSearch.objects.filter(gone_at=None, public_id=public_id), now).first()
    return _view(found) if found else None


def hits(public_id: str, show: str, *, deserving: bool, after: str = "") -> Hits:
    """What it heard in the states of *show*, the newest first, or (*deserving*) what deserves an answer most; those behind the hit
    *after*, whatever became of the ones before it. Three statements."""
    all_of_it = Heard.objects.filter(search__public_id=public_id)
    counts = dict(all_of_it.order_by().values_list("state").annotate(n=Count("pk")))
    rows = all_of_it.filter(state__in=SHOWS.get(show, SHOWS[""])).select_related("conversation")
    last = all_of_it.filter(public_id=after).first() if after else None
    if last is not None:
        older = Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk)
        rows = rows.filter(
            Q(deserves__lt=last.deserves) | Q(deserves=last.deserves) & older if deserving else older
        )
    order = ("-deserves", "-at", "-pk") if deserving else ("-at", "-pk")
    found = list(rows.order_by(*order)[: SHOWN + 1])
    more = found[SHOWN - 1].public_id if len(found) > SHOWN else ""
    return Hits(tuple(map(hit_of, found[:SHOWN])), more, counts)


def hit(public_id: str) -> tuple[HitView, str] | None:
    """One hit and the public id of its search; None when it is gone. One statement."""
    found = (
        Heard.objects.filter(public_id=public_id, search__gone_at=None)
        .select_related("conversation", "search")
        .first()
    )
    return (hit_of(found), found.search.public_id) if found else None


def keeps_of(public_id: str) -> int:
    """For how many days a search keeps what nobody touches. One statement."""
    found = (
        ListeningSearch.objects.filter(public_id=public_id).values_list("retention_days", flat=True).first()
    )
    return found or 0


def hit_of(h: Heard) -> HitView:
    return HitView(
        h.public_id,
        h.realm,
        h.author_handle,
        h.author_name or h.author_handle,
        h.author_id_remote,
        h.text,
        tuple((int(start), int(end)) for start, end in h.places),
        h.language,
        h.permalink,
        h.at,
        h.heard_at,
        h.state,
        tuple(h.findings or ()),
        h.deserves,
        h.conversation.public_id if h.conversation else "",
    )


def _counted(rows: QuerySet[ListeningSearch], now: datetime) -> QuerySet[ListeningSearch]:
    return rows.select_related("owner").annotate(
        week=Count("heard", filter=Q(heard__heard_at__gte=now - WEEK)),
        fresh=Count("heard", filter=Q(heard__state="")),
        last_at=Max("heard__at"),
    )


def _view(s: Any) -> SearchView:
    marked: Sequence[Mapping[str, str]] = s.authors
    return SearchView(
        s.public_id,
        s.name,
        s.query,
        s.purpose,
        s.purpose_why,
        s.owner.name or s.owner.initials or s.owner.email,
        s.owner.public_id,
        s.retention_days,
        s.retention_why,
        tuple(marked),
        s.allowed_until,
        s.allowed_why,
        s.paused_at,
        s.paused_why,
        s.right,
        s.wrong,
        s.week,
        s.fresh,
        s.last_at,
    )
