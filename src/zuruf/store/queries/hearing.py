"""What whoever listens reads: the searches that listen, and how far a stream was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zuruf.store.models import Account, Heard, ListeningSearch, ListeningStream


@dataclass(frozen=True, slots=True)
class Listening:
    """A search that listens. `author_ids`: handle → id at the network."""

    id: int
    public_id: str
    query: str
    author_ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a stream was read."""

    cursor: str
    event_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Flow:
    """How a stream goes, for people. `lag`: seconds from the network's last event until we read it; None: nothing was read.
    `alive`: somebody reads it now."""

    name: str
    realm: str
    alive: bool
    lag: float | None
    event_at: datetime | None
    read_at: datetime | None
    per_second: float
    events: int
    hits: int
    broken: int
    problem: str
    problem_since: datetime | None
    missed_at: datetime | None


def version() -> tuple[tuple[int, datetime], ...]:
    """Another one whenever a search changed, came or went, in whatever order that was committed. One statement."""
    return tuple(_active().order_by("pk").values_list("pk", "changed_at"))


def searches() -> list[Listening]:
    """All that listen now."""
    rows = _active().order_by("pk").values_list("pk", "public_id", "query", "author_ids")
    return [Listening(*row) for row in rows]


def any_search() -> bool:
    """Whether anything is listened for."""
    return _active().exists()


def ours(realm: str) -> frozenset[str]:
    """Ids of our own accounts there: what they say is not what others say."""
    return frozenset(
        Account.objects.filter(realm=realm).exclude(remote_id="").values_list("remote_id", flat=True)
    )


def stand(name: str) -> Stand:
    """Where the stream of this name was left."""
    found = ListeningStream.objects.filter(name=name).values_list("cursor", "event_at", "read_at").first()
    return Stand(*found) if found else Stand("", None, None)


def flows(now: datetime) -> list[Flow]:
    """Every stream that was ever read, by its name."""
    return [
        Flow(
            name=s.name,
            realm=s.realm,
            alive=s.until is not None and s.until > now,
            lag=(s.read_at - s.event_at).total_seconds() if s.read_at and s.event_at else None,
            event_at=s.event_at,
            read_at=s.read_at,
            per_second=s.per_second,
            events=s.events,
            hits=s.hits,
            broken=s.broken,
            problem=s.problem,
            problem_since=s.problem_since,
            missed_at=s.missed_at,
        )
        for s in ListeningStream.objects.order_by("name")
    ]


def nameless(realm: str, most: int) -> Sequence[str]:
    """Ids of authors whose handle we do not know yet, the newest first."""
    rows = Heard.objects.filter(realm=realm, author_handle="").order_by("-pk")
    return list(dict.fromkeys(rows.values_list("author_id_remote", flat=True)[: 4 * most]))[:most]


def _active() -> QuerySet[ListeningSearch]:
    return ListeningSearch.objects.filter(gone_at=None, paused_at=None)
