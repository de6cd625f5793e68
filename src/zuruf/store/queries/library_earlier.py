"""Earlier answers to questions like this one: from an index of our own, on this machine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Max, Q

from zuruf.core import veil
from zuruf.core.library_similar import COUNTED, MOST_POSTINGS, MOST_STEMS, Posting, ranked, to_look_up
from zuruf.core.outbox import DeliveryState
from zuruf.core.review import Result
from zuruf.store.models import EarlierAnswer, EarlierStem

MOST = 5
_LOOKED_AT = 25  # of the most similar: some are not ours to show


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer that went out. `likeness` from 0 to 1; `fine`: somebody looked at it afterwards and found it fine; `mine`: the
    reader wrote it (nobody else is named); `asked` is "" where it was abusive; `asker`: name and handle of whom it was written to, to be taken out."""

    delivery: str  # public id
    conversation: str  # public id
    account: str
    asked: str
    text: str
    at: datetime
    verdict: str
    fine: bool
    mine: bool
    likeness: float
    asker: tuple[str, ...] = ()


def similar(
    asked: Mapping[str, int], reader: int, *, public: bool, but: str = "", most: int = MOST
) -> tuple[Earlier, ...]:
    """The best answers to questions like *asked* (stem → times), best first. Out, not withdrawn or corrected, nothing found
    wrong afterwards; what was said in private is not offered in *public*. *but*: this conversation's (public id). Four statements at most."""
    frequency = _frequency(list(asked)[:MOST_STEMS])
    stems = to_look_up(frequency)
    if not stems:
        return ()
    rows = EarlierStem.objects.filter(stem__in=stems).order_by("-answer")[:MOST_POSTINGS]
    found_in = list(rows.values_list("answer_id", "stem", "times", "answer__length"))
    postings = [Posting(*row[:3]) for row in found_in]
    lengths = {row[0]: row[3] for row in found_in}
    of = EarlierAnswer.objects.aggregate(n=Max("pk"))["n"] or 0
    found = ranked(asked, postings, frequency, lengths, of)[:_LOOKED_AT]
    shown = {e.pk: e for e in _shown([a for _s, a in found], public, but)}
    made = [_view(shown[a], score, reader) for score, a in found if a in shown]
    return tuple({m.text.casefold(): m for m in reversed(made)}.values())[::-1][:most]


def _frequency(stems: list[str]) -> dict[str, int]:
    """In how many questions each stands, counted up to `COUNTED`; what stands in more says nothing and is left out."""
    if not stems:
        return {}
    one = "SELECT %s, (SELECT count(*) FROM (SELECT 1 FROM store_earlierstem WHERE stem = %s LIMIT %s) AS capped)"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(stems)), [v for s in stems for v in (s, s, COUNTED + 1)]
        )
        found = {str(stem): int(n) for stem, n in cursor.fetchall()}
    rare = {stem: n for stem, n in found.items() if n <= COUNTED}
    return rare or found


def one(delivery: str, reader: int, *, public: bool) -> Earlier | None:
    """The earlier answer with this delivery (public id), if it may be offered. Two statements."""
    known = EarlierAnswer.objects.filter(delivery__public_id=delivery).values_list("pk", flat=True).first()
    rows = _shown([known], public, "") if known else []
    return _view(rows[0], 1.0, reader) if rows else None


def _shown(answers: Iterable[int], public: bool, but: str) -> list[EarlierAnswer]:
    fine = Q(delivery__review=None) | ~Q(
        delivery__review__result__in=(Result.LESSON, Result.CORRECT), delivery__review__state="done"
    )
    rows = EarlierAnswer.objects.filter(
        fine,
        pk__in=list(answers),
        delivery__state=DeliveryState.PUBLISHED,
        delivery__missing_since=None,
        delivery__draft__answers__gone_at=None,
    ).exclude(delivery__conversation__public_id=but)
    if public:
        rows = rows.filter(delivery__conversation__public=True, delivery__draft__privately=False)
    return list(
        rows.select_related(
            "delivery__account",
            "delivery__draft__answers__contact",
            "delivery__draft__answers__assessment",
            "delivery__conversation",
        ).annotate(result=F("delivery__review__result"))
    )


def _view(row: EarlierAnswer, score: float, reader: int) -> Earlier:
    d = row.delivery
    asked = d.draft.answers
    contact = asked.contact if asked else None
    abusive = asked is not None and hasattr(asked, "assessment") and veil.veiled(asked.assessment.findings)
    return Earlier(
        d.public_id,
        d.conversation.public_id,
        d.account.name,
        (f"{asked.title}\n{asked.text}".strip() if asked and not abusive else ""),
        d.seen_text or d.draft.text,
        d.published_at or d.queued_at,
        d.draft.verdict,
        row.result == Result.FINE,  # type: ignore[attr-defined]
        d.author_id == reader,
        score,
        tuple(n for n in (contact.name, contact.handle) if n) if contact else (),
    )
