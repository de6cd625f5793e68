"""Looking at an answer that is out: fine, a lesson, or put it right in public. And the plan by which answers are drawn."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zuruf.core.clean import storable
from zuruf.core.lesson import names
from zuruf.core.people import May, Who
from zuruf.core.review import Plan, Result, fits
from zuruf.flow import audit, evidence
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import changes
from zuruf.store.models import Delivery, Organisation, Review
from zuruf.store.queries import review as reading

LONGEST = 2_000  # characters of a lesson
CLAIM = timedelta(minutes=5)  # how long one who looks has it to herself
UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody looks at, and what else waits for her. `at` None: nothing does."""

    at: reading.ReviewView | None
    waiting: tuple[reading.Row, ...] = ()


def look(who: Who, wanted: str = "", *, now: datetime | None = None) -> Page:
    """The answer that she looks at: *wanted* (public id) and no other, else the first that nobody else has before her. She
    has it to herself for some minutes. Declined: "may_not"; of *wanted*: "unknown_review", "own_review", "review_done",
    "review_taken" (somebody else has it before her)."""
    now = now or clock()
    _may(who)
    rows = reading.waiting(who.id, now)
    keys = [wanted] if wanted else [r.public_id for r in rows]
    chosen = next((key for key in keys if _claim(key, who, now)), "")
    if wanted and not chosen:
        raise Declined(_why_not(who, wanted))
    if not chosen:
        return Page(None)
    if not any(r.public_id == chosen for r in rows):  # further down than the list goes
        rows = [*reading.listed(chosen), *rows]
    return Page(reading.one(chosen, who.language or "de"), tuple(rows))


def decide(
    who: Who,
    review: str,
    result: str,
    *,
    lesson: str = "",
    against: str = "",
    share: bool = True,
    now: datetime | None = None,
) -> str:
    """What she found; the public id of the delivery. A lesson needs words, and is filed *against* a guideline
    ("guideline:id@version") or a mandate ("mandate:public id"), or against neither; *share* puts it before everybody,
    without names.

    Declined: "may_not", "unknown_review", "own_review" (she wrote it, answers for it or released it), "review_done",
    "lesson_empty", "lesson_long" (most), "lesson_names" (it would be shared and names its author), "unknown_against".
    """
    now = now or clock()
    _may(who)
    row, wanted = _found(who, review), Result(result)
    words = storable(lesson).strip() if wanted is not Result.FINE else ""
    _check(row, wanted, words, against, share)
    fields = {
        "state": "done", "result": wanted, "reviewer": who.id, "decided_at": now, "lesson": words,
        "against": against if words else "", "shared_at": now if words and share else None,
    }  # fmt: skip
    with transaction.atomic():
        if not Review.objects.filter(pk=row.pk, state="open").update(**fields):
            raise Declined("review_done")
        audit.record(
            "review.decided", "review", row.public_id, now=now, who=who
        )  # neither what was found nor where: all read the audit, and could count lessons by author
        changes.announce("review", [row.public_id], now)
    evidence.reviewed(row.delivery.author_id, row.mandate, now)
    return row.delivery.public_id


def undo(who: Who, review: str, *, now: datetime | None = None) -> None:
    """She pressed the wrong key a moment ago. Declined: "may_not", "unknown_review", "review_kept" (not hers, or longer
    than ten minutes ago)."""
    now = now or clock()
    _may(who)
    with transaction.atomic():
        hers = Review.objects.filter(public_id=review, state="done", reviewer=who.id)
        was = hers.values_list("delivery__author", "mandate", "decided_at").first()
        fields = {
            "state": "open",
            "result": "",
            "decided_at": None,
            "lesson": "",
            "against": "",
            "shared_at": None,
        }
        if not hers.filter(decided_at__gt=now - UNDO_WITHIN).update(**fields):
            raise Declined("review_kept")
        if was is not None and was[2] is not None:
            evidence.retract(was[0], was[1], was[2])
        audit.record("review.undone", "review", review, now=now, who=who)
        changes.announce("review", [review], now)


def set_plan(who: Who, p: Plan, widen: int, narrow: int, *, now: datetime | None = None) -> None:
    """The sampling plan, and the lines (percent fine) at which mandates are proposed to grow or shrink. Declined:
    "not_allowed", "review_plan", "review_lines" (50 ≤ narrow < widen ≤ 99)."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    if not fits(p):
        raise Declined("review_plan")
    if not 50 <= narrow < widen <= 99:
        raise Declined("review_lines")
    with transaction.atomic():
        Organisation.objects.filter(pk=1).update(review=asdict(p), widen_line=widen, narrow_line=narrow)
        audit.record(
            "organisation.review_set", "organisation", "1", now=now, who=who,
            data={**asdict(p), "widen": widen, "narrow": narrow},
        )  # fmt: skip


def _may(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("may_not")


def _claim(review: str, who: Who, now: datetime) -> bool:
    """Hers for some minutes, unless somebody else was faster."""
    key = reading.open_for(who.id, now).filter(public_id=review).values_list("pk", flat=True).first()
    # On its own row alone: else the second of two at once, who waits for the row, would find it as it was.
    mine = Review.objects.filter(reading.free(who.id, now), pk=key or 0)
    return bool(mine.update(reviewer=who.id, claimed_until=now + CLAIM))


def _why_not(who: Who, review: str) -> str:
    """Why she cannot look at this one now."""
    row = _found(who, review)
    return "review_taken" if row.state == "open" else "review_done"


def _found(who: Who, review: str) -> Review:
    rows = Review.objects.select_related(
        "delivery__author", "delivery__accountable", "delivery__draft", "mandate"
    )
    row = rows.filter(public_id=review).first()
    if row is None:
        raise Declined("unknown_review")
    if not reading.not_hers(who.id).filter(pk=row.pk).exists():
        raise Declined("own_review")
    return row


def _check(row: Review, result: Result, words: str, against: str, share: bool) -> None:
    if result is Result.LESSON and not words:
        raise Declined("lesson_empty")
    if len(words) > LONGEST:
        raise Declined("lesson_long", most=LONGEST)
    if words and share and _names(words, row.delivery):
        raise Declined("lesson_names")
    if words and against and against not in _subjects(row):
        raise Declined("unknown_against")


def _subjects(row: Review) -> set[str]:
    """What a lesson from this answer can be filed against."""
    said = {f"guideline:{name}" for name in row.delivery.backing.get("guidelines", [])}
    hits = {f"guideline:{h.get('id')}@{h.get('version')}" for h in row.delivery.draft.hits}
    return said | hits | ({f"mandate:{row.mandate.public_id}"} if row.mandate else set())


def _names(words: str, delivery: Delivery) -> bool:
    """Does it name whoever wrote the answer, or answers for it?"""
    people = {m.pk: m for m in (delivery.author, delivery.accountable) if m}
    return any(names(words, m.name, m.initials) for m in people.values())
