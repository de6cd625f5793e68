"""Thanks from outside, read by whom they are for. There is no figure of them and no list of others'."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from zuruf.core.people import Who
from zuruf.store.models import Thanks

SHOWN = 3  # on the desk
LISTED = 100  # on the page
KEPT = timedelta(days=365)  # how far the page goes back


@dataclass(frozen=True, slots=True)
class Thank:
    """`part`: zuruf.core.thanks.Part. `by`: the colleague who passed it on, "" for none. `words`: what they wrote, "" where it
    is gone."""

    public_id: str
    conversation: str
    contact: str
    words: str
    at: datetime
    part: str
    by: str
    sentence: str
    new: bool


def unseen(who: Who) -> tuple[Thank, ...]:
    """What she has not read yet, the newest first, a few. One statement."""
    return tuple(_view(row) for row in _hers(who).filter(seen_at=None)[:SHOWN])


def mine(who: Who, now: datetime) -> tuple[Thank, ...]:
    """Hers of the last year. One statement."""
    return tuple(_view(row) for row in _hers(who).filter(at__gt=now - KEPT)[:LISTED])


def _hers(who: Who) -> QuerySet[Thanks]:
    rows = Thanks.objects.filter(member=who.id).select_related("conversation", "message__contact", "by")
    return rows.order_by("-pk")


def _view(row: Thanks) -> Thank:
    m = row.message
    contact = m.contact
    words = "" if m.gone_at else f"{m.title}\n{m.text}".strip()
    return Thank(
        row.public_id,
        row.conversation.public_id,
        (contact.name or contact.handle) if contact else "",
        words,
        row.at,
        row.part,
        (row.by.name or row.by.initials) if row.by else "",
        row.sentence,
        row.seen_at is None,
    )
