"""Reading where somebody's mandates ended lately: for herself only, and kept nowhere."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from zuruf.store.models import Delivery, SecondPair

LATELY = timedelta(days=90)
MOST = 500  # questions that are read


@dataclass(frozen=True, slots=True)
class Lately:
    """Of the last `LATELY`: `answers` that went out in her name, `asked` questions of hers to a second pair of eyes, and of
    those `lacked` because no mandate reached. `gaps`: how often each was lacking, the most frequent first; `topics`: what
    the messages were about (slugs; "" where nobody knows), for those that no mandate reached; `guidelines`: which ones asked (ids)."""

    answers: int = 0
    asked: int = 0
    lacked: int = 0
    gaps: tuple[tuple[str, int], ...] = ()
    topics: tuple[tuple[str, int], ...] = ()
    guidelines: tuple[tuple[str, int], ...] = ()


def lately(member_id: int, now: datetime) -> Lately:
    """What she answered and asked. Three statements."""
    since = now - LATELY
    out = Delivery.objects.filter(author_id=member_id, published_at__gte=since).count()
    asks = list(
        SecondPair.objects.filter(draft__author_id=member_id, asked_at__gte=since)
        .exclude(reason="trial")
        .order_by("-asked_at")
        .values("reason", "lacks", "guideline", findings=F("draft__answers__assessment__findings"))[:MOST]
    )
    lacking = [ask for ask in asks if ask["reason"] == "mandate"]
    return Lately(
        answers=out,
        asked=len(asks),
        lacked=len(lacking),
        gaps=_most(Counter(gap for ask in lacking for gap in ask["lacks"])),
        topics=_most(Counter(topic for ask in lacking for topic in _topics(ask["findings"]))),
        guidelines=_most(
            Counter(ask["guideline"].partition("@")[0] for ask in asks if ask["reason"] == "guideline")
        ),
    )


def _topics(findings: list[dict[str, object]] | None) -> list[str]:
    found = [str(f["value"]) for f in findings or () if f.get("label") == "topic"]
    return found or [""]


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(counted.most_common(5))
