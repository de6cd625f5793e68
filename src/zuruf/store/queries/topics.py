"""Reading topics: those in use, how often each was found lately, and which assessments are older than their words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from zuruf.core.topic import Words
from zuruf.store.models import MessageAssessment, Topic

LATELY = timedelta(days=30)
LOOKED_AT = 5000
"""Of how many of the newest messages hits are counted at most."""


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic as its page shows it. `hits`: messages of the last 30 days in which it was found; None where nobody counted."""

    slug: str
    name: dict[str, str]
    words: tuple[str, ...]
    retired_at: datetime | None
    hits: int | None = None


def words() -> Words:
    """What is known of the topics in use. One statement."""
    rows = Topic.objects.filter(retired_at=None).order_by("position", "id").values_list("slug", "words")
    return tuple((slug, tuple(said)) for slug, said in rows)


def names() -> dict[str, dict[str, str]]:
    """slug → name per language, of retired ones too: what was found under them stays readable. One statement."""
    return dict(Topic.objects.order_by("retired_at", "position", "id").values_list("slug", "name"))


def in_use() -> dict[str, dict[str, str]]:
    """slug → name per language, of those in use, in their order. One statement."""
    rows = Topic.objects.filter(retired_at=None).order_by("position", "id")
    return dict(rows.values_list("slug", "name"))


def listed(now: datetime) -> tuple[TopicView, ...]:
    """All topics, those in use first, with their hits. Two statements."""
    hits = found(now)
    rows = Topic.objects.order_by("position", "id")
    views = [TopicView(t.slug, t.name, tuple(t.words), t.retired_at, hits[t.slug]) for t in rows]
    return tuple(sorted(views, key=lambda t: t.retired_at is not None))


def one(slug: str) -> TopicView | None:
    """One topic; None when there is none. One statement."""
    t = Topic.objects.filter(slug=slug).first()
    return TopicView(t.slug, t.name, tuple(t.words), t.retired_at) if t else None


def found(now: datetime) -> Counter[str]:
    """How often each topic was found in the newest messages of the last 30 days. One statement."""
    newest = MessageAssessment.objects.filter(made_at__gte=now - LATELY).order_by("-pk")
    return Counter(
        str(f.get("value"))
        for stored in newest.values_list("findings", flat=True)[:LOOKED_AT]
        for f in stored or ()
        if f.get("label") == "topic"
    )


def changed_at() -> datetime | None:
    """When words of a topic last changed; None when they never did. One statement."""
    latest: datetime | None = Topic.objects.aggregate(at=Max("changed_at"))["at"]
    return latest
