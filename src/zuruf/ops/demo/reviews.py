"""What was looked at in the demo after it went out: some answers were fine, two taught a lesson, the others wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from zuruf.core.people import Who
from zuruf.core.review import Because, Plan, Result
from zuruf.flow import evidence, review, review_draw
from zuruf.store.models import Delivery, Mandate, Proposal, Review
from zuruf.store.queries import review as reading


def play(
    first: Who,
    members: Mapping[str, Who],
    looks: str,
    lessons: Sequence[str],
    grown: Mapping[str, Any],
    now: datetime,
) -> None:
    """Draw from what is out; *looks* (a name) looked at half of what waits for her. *lessons*: what she learned from the
    first ones."""
    who = members[looks]
    review.set_plan(first, Plan(), grown["widen"], grown["narrow"], now=now)
    grow(members, looks, grown, now)
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


def grow(members: Mapping[str, Who], looks: str, grown: Mapping[str, Any], now: datetime) -> None:
    """What somebody wrote in the weeks before was looked at, too, and nearly always fine: her results ask for a wider mandate, and
    she passed that on. Written as rows, as the weeks are."""
    author, mandate = members[grown["who"]], Mandate.objects.get(name=grown["mandate"])
    rows = list(
        Delivery.objects.filter(author=author.id, drawn="old").order_by("published_at")[: grown["answers"]]
    )
    for row in rows:
        row.backing = {"mandate": mandate.public_id}
    Delivery.objects.bulk_update(rows, ["backing"])
    Review.objects.bulk_create(
        Review(
            delivery=row, mandate=mandate, because=Because.SAMPLE, share=0.5, drawn_at=row.published_at, state="done",
            result=Result.FINE, reviewer_id=members[looks].id, decided_at=row.published_at + timedelta(hours=20),
        )
        for row in rows if row.published_at
    )  # fmt: skip
    evidence.sweep(now)
    for made in Proposal.objects.filter(member=author.id, state="with_person"):
        evidence.pass_on(author, made.public_id, grown["sentence"], now=now)
