"""Facts: what is so, who has checked it, and until when one may rely on that; and links to what we released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from zuruf.core import topic as naming
from zuruf.core.people import OURS, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.library import known_topics, may_write, room, texts_of
from zuruf.store import turns
from zuruf.store.models import Fact, Member, ReleaseLink
from zuruf.store.queries.desk import zone

FARTHEST = timedelta(days=366 * 3)  # what nobody looks at for longer is not checked


@dataclass(frozen=True, slots=True)
class Said:
    """A fact as somebody wrote it down. `claims`: language → sentence; `owner`: public id of whoever keeps it true; `expires_on`: its
    last good day."""

    claims: Mapping[str, str]
    expires_on: date
    owner: str
    source: str = ""
    source_url: str = ""
    topics: Sequence[str] = ()


def save(who: Who, public_id: str, said: Said, *, now: datetime | None = None) -> str:
    """Keep a fact, a new one for "" (its public id). Whoever saves it has checked it, now. Declined: "not_yours_to_write",
    "no_text", "text_long", "no_owner", "bad_link", "expiry_over", "expiry_far", "library_full", "gone"."""
    now = now or clock()
    may_write(who)
    fields: dict[str, object] = {
        "claims": texts_of(said.claims),
        "source": " ".join(said.source.split())[:200],
        "source_url": _address(said.source_url),
        "topics": known_topics(said.topics),
        "owner_id": _owner(said.owner),
        "expires_on": _day(said.expires_on, now),
        "checked_by_id": who.id,
        "checked_at": now,
    }
    with transaction.atomic():
        row = Fact.objects.select_for_update().filter(public_id=public_id, retired_at=None).first()
        if public_id and row is None:
            raise Declined("gone")
        if row is None:
            turns.counted("fact")
            room(Fact.objects.filter(retired_at=None).count())
            row = Fact(created_at=now, version=0)
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        record("fact.saved", "fact", row.public_id, now=now, who=who, data={"version": row.version})
    return row.public_id


def check(who: Who, public_id: str, expires_on: date, *, now: datetime | None = None) -> None:
    """Somebody looked: it is still so, until *expires_on*. Declined: as `save`."""
    now = now or clock()
    may_write(who)
    until = _day(expires_on, now)
    with transaction.atomic():
        rows = Fact.objects.filter(public_id=public_id, retired_at=None)
        if not rows.update(checked_by=who.id, checked_at=now, expires_on=until):
            raise Declined("gone")
        record("fact.checked", "fact", public_id, now=now, who=who, data={"until": until.isoformat()})


def retire(who: Who, public_id: str, *, back: bool = False, now: datetime | None = None) -> None:
    """It is not offered any more (*back*: again). Declined: "not_yours_to_write", "gone"."""
    now = now or clock()
    may_write(who)
    with transaction.atomic():
        rows = Fact.objects.filter(public_id=public_id, retired_at__isnull=not back)
        if not rows.update(retired_at=None if back else now):
            raise Declined("gone")
        record("fact.restored" if back else "fact.retired", "fact", public_id, now=now, who=who)


def save_link(
    who: Who,
    name: str,
    titles: Mapping[str, str],
    url: str,
    topics: Sequence[str] = (),
    released_on: date | None = None,
    *,
    now: datetime | None = None,
) -> str:
    """Keep a link to a press release or another page; "" for a new one, whose short name is made of its title. Its short name,
    which never changes. Declined: "not_yours_to_write", "no_text", "bad_link", "library_full", "gone"."""
    now = now or clock()
    may_write(who)
    kept = {k: " ".join(t.split())[:200] for k, t in texts_of(titles).items()}
    address = _address(url)
    if not address:
        raise Declined("bad_link")
    fields = {
        "titles": kept,
        "url": address,
        "topics": known_topics(topics),
        "released_on": released_on,
        "changed_at": now,
    }
    with transaction.atomic():
        if name:
            if not ReleaseLink.objects.filter(name=name, retired_at=None).update(**fields):
                raise Declined("gone")
        else:
            turns.counted("release link")
            room(ReleaseLink.objects.filter(retired_at=None).count())
            taken = ReleaseLink.objects.values_list("name", flat=True)
            name = naming.slug(next(iter(kept.values())), taken)
            ReleaseLink.objects.create(name=name, created_at=now, **fields)
        record("link.saved", "link", name, now=now, who=who)
    return name


def retire_link(who: Who, name: str, *, back: bool = False, now: datetime | None = None) -> None:
    """It is not offered any more, and {link:…} stays open (*back*: again). Declined: "not_yours_to_write", "gone"."""
    now = now or clock()
    may_write(who)
    with transaction.atomic():
        rows = ReleaseLink.objects.filter(name=name, retired_at__isnull=not back)
        if not rows.update(retired_at=None if back else now, changed_at=now):
            raise Declined("gone")
        record("link.restored" if back else "link.retired", "link", name, now=now, who=who)


def today(now: datetime) -> date:
    """The day on the house's clocks."""
    return now.astimezone(zone()).date()


def _owner(public_id: str) -> int:
    row = Member.objects.filter(public_id=public_id, is_active=True, role__in=OURS).first()
    if row is None:
        raise Declined("no_owner")
    return row.pk


def _address(url: str) -> str:
    """A web address as kept, "" for none. Declined("bad_link")."""
    url = url.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 1000
    except ValueError:
        fine = False
    if not fine or any(c.isspace() for c in url):
        raise Declined("bad_link")
    return url


def _day(day: date, now: datetime) -> date:
    first = today(now)
    if day < first:
        raise Declined("expiry_over")
    if day - first > FARTHEST:
        raise Declined("expiry_far")
    return day
