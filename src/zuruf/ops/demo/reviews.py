"""What was looked at in the demo after it went out: some answers were fine, two taught a lesson, the others wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from zuruf.core.people import Who
from zuruf.core.review import Result
from zuruf.flow import review, review_draw
from zuruf.store.queries import review as reading


def play(members: Mapping[str, Who], looks: str, lessons: Sequence[str], now: datetime) -> None:
    """Draw from what is out; *looks* (a name) looked at half of what waits for her. *lessons*: what she learned from the
    first ones."""
    who = members[looks]
    review_draw.draw(now)
    rows = reading.waiting(who.id, now)
    left = list(lessons)
    for n, row in enumerate(rows[: len(rows) // 2]):
        words = left.pop(0) if left and n % 2 else ""
        at = now - timedelta(minutes=len(rows) - n)
        seen = reading.one(row.public_id, who.language or "de")
        against = seen.subjects[0][0] if words and seen and seen.subjects else ""
        review.decide(
            who, row.public_id, Result.LESSON if words else Result.FINE, lesson=words, against=against, now=at
        )
