"""Reading what is kept ready for writing: text blocks, facts, links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from zuruf.core.library import Freshness, freshness
from zuruf.core.people import OURS
from zuruf.store.models import Fact, Member, ReleaseLink, TextBlock, TextBlockVersion

MOST = 400  # blocks, facts or links in use: more than anybody keeps true


@dataclass(frozen=True, slots=True)
class BlockView:
    """A text block. `topics`: slugs, `accounts`: public ids for which it is meant, () = any. `changed_by`: a name, "" for the
    program."""

    public_id: str
    title: str
    texts: Mapping[str, str]
    topics: tuple[str, ...]
    accounts: tuple[str, ...]
    version: int
    changed_at: datetime
    changed_by: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A block as it stood."""

    number: int
    title: str
    texts: Mapping[str, str]
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact. `owner`: (public id, name) of whoever keeps it true; `freshness` as of the day it was read for."""

    public_id: str
    claims: Mapping[str, str]
    source: str
    source_url: str
    topics: tuple[str, ...]
    version: int
    owner: tuple[str, str]
    checked_by: str
    checked_at: datetime
    expires_on: date
    freshness: Freshness
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A press release or another page. `name` stands in {link:name}."""

    name: str
    titles: Mapping[str, str]
    url: str
    topics: tuple[str, ...]
    released_on: date | None
    retired_at: datetime | None

    @property
    def placeholder(self) -> str:
        return f"{{link:{self.name}}}"


def blocks(*, retired: bool = False) -> tuple[BlockView, ...]:
    """Those in use (*retired*: those that are not any more), by title. One statement."""
    rows = TextBlock.objects.filter(retired_at__isnull=not retired).select_related("changed_by")
    return tuple(_block(row) for row in rows.order_by("title", "pk")[:MOST])


def block(public_id: str) -> BlockView | None:
    """One statement."""
    row = TextBlock.objects.filter(public_id=public_id).select_related("changed_by").first()
    return _block(row) if row else None


def versions(public_id: str) -> tuple[VersionView, ...]:
    """How a block stood before and stands now, newest first. One statement."""
    rows = TextBlockVersion.objects.filter(block__public_id=public_id).select_related("made_by")
    return tuple(
        VersionView(v.number, v.title, v.texts, v.made_at, _name(v.made_by))
        for v in rows.order_by("-number")[:20]
    )


def facts(today: date, *, retired: bool = False) -> tuple[FactView, ...]:
    """Those in use (*retired*: those that are not any more), the ones that expire first before others. One statement."""
    rows = Fact.objects.filter(retired_at__isnull=not retired).select_related("owner", "checked_by")
    return tuple(_fact(row, today) for row in rows.order_by("expires_on", "pk")[:MOST])


def fact(public_id: str, today: date) -> FactView | None:
    """One statement."""
    row = Fact.objects.filter(public_id=public_id).select_related("owner", "checked_by").first()
    return _fact(row, today) if row else None


def links(*, retired: bool = False) -> tuple[LinkView, ...]:
    """Those in use (*retired*: those that are not any more), the newest releases first. One statement."""
    rows = ReleaseLink.objects.filter(retired_at__isnull=not retired)
    return tuple(_link(row) for row in rows.order_by(F("released_on").desc(nulls_last=True), "name")[:MOST])


def link(name: str) -> LinkView | None:
    """One statement."""
    row = ReleaseLink.objects.filter(name=name).first()
    return _link(row) if row else None


def owners() -> tuple[tuple[str, str], ...]:
    """(public id, name) of all who can keep a fact true: our own people who are here. One statement."""
    rows = Member.objects.filter(is_active=True, role__in=OURS).order_by("name", "pk")
    return tuple((m.public_id, _name(m)) for m in rows)


def _block(row: TextBlock) -> BlockView:
    return BlockView(
        row.public_id,
        row.title,
        row.texts,
        tuple(row.topics),
        tuple(row.accounts),
        row.version,
        row.changed_at,
        _name(row.changed_by),
        row.retired_at,
    )


def _fact(row: Fact, today: date) -> FactView:
    return FactView(
        row.public_id,
        row.claims,
        row.source,
        row.source_url,
        tuple(row.topics),
        row.version,
        (row.owner.public_id, _name(row.owner)),
        _name(row.checked_by),
        row.checked_at,
        row.expires_on,
        freshness(row.expires_on, today),
        row.retired_at,
    )


def _link(row: ReleaseLink) -> LinkView:
    return LinkView(row.name, row.titles, row.url, tuple(row.topics), row.released_on, row.retired_at)


def _name(member: Member | None) -> str:
    return (member.name or member.initials or member.email) if member else ""
