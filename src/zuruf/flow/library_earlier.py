"""The index of earlier answers: what was published is remembered by the stems of the question that it answers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from zuruf.classifiers import facts
from zuruf.core.library_similar import stems_of
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import Kind
from zuruf.store.models import Delivery, EarlierAnswer, EarlierStem, Message
from zuruf.store.queries import library_earlier as reading
from zuruf.store.queries.library_here import Here

AT_ONCE = 50  # answers per transaction


def remember(row: Delivery) -> None:
    """A reply is out: from now on it is found, in the caller's transaction. Of an answer in parts the first; twice is once."""
    if row.kind == Kind.REPLY and row.part == 1:
        _index([(row.pk, _question(row.draft.answers))])


def asked_anew(message: int) -> None:
    """Its author put a question right: what answers it is found by the new words, in the caller's transaction."""
    known = EarlierAnswer.objects.filter(delivery__draft__answers=message).select_related(
        "delivery__draft__answers"
    )
    if rows := [(e.delivery_id, _question(e.delivery.draft.answers)) for e in known[:AT_ONCE]]:
        EarlierAnswer.objects.filter(delivery__in=[pk for pk, _q in rows]).delete()
        _index(rows)


def remember_older(now: datetime | None = None, most: int = 1000) -> int:
    """What was published before there was an index, or came in by another road, from the newest back; how many."""
    done = 0
    while done < most:
        first = EarlierAnswer.objects.aggregate(first=Min("delivery"))["first"]
        rows = Delivery.objects.filter(state=DeliveryState.PUBLISHED, kind=Kind.REPLY, part=1, earlier=None)
        if first is not None:
            rows = rows.filter(pk__lt=first)
        found = list(rows.select_related("draft__answers").order_by("-pk")[:AT_ONCE])
        if not found:
            break
        with transaction.atomic():
            _index((row.pk, _question(row.draft.answers)) for row in found)
        done += len(found)
    return done


def find(who: Who, here: Here, typed: str = "") -> tuple[reading.Earlier, ...]:
    """Earlier answers to questions like the one asked here, or like what was *typed*."""
    asked = stems(typed or here.asked)
    return reading.similar(asked, who.id, public=here.public, but=here.public_id)


def _question(message: Message | None) -> str:
    return f"{message.title}\n{message.text}" if message and not message.gone_at else ""


def stems(text: str) -> dict[str, int]:
    """stem → how often, of the words of *text* that say something."""
    return stems_of((w.text, w.stems[0]) for w in facts.words(text[:4000]))


def _index(rows: Iterable[tuple[int, str]]) -> None:
    """*rows*: (delivery, its question)."""
    found = {pk: stems(text) for pk, text in rows}
    known = set(EarlierAnswer.objects.filter(delivery__in=found).values_list("delivery", flat=True))
    for pk, words in found.items():
        if pk in known:
            continue
        answer = EarlierAnswer.objects.create(delivery_id=pk, length=len(words))
        EarlierStem.objects.bulk_create(
            EarlierStem(answer=answer, stem=stem, times=min(n, 100)) for stem, n in words.items()
        )
