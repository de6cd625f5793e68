"""The prepared holding replies: what goes out while a second pair of eyes lets somebody wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zuruf import channels
from zuruf.core import until
from zuruf.core.guideline import Verdict
from zuruf.core.people import May, Who
from zuruf.core.reply import HOLDING, Outlet
from zuruf.flow import audit
from zuruf.flow.author import HOUSE
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean, weigh
from zuruf.flow.verdict_said import Said, say
from zuruf.store import turns
from zuruf.store.models import HoldingText, Topic
from zuruf.store.queries import holding as reading
from zuruf.store.queries.reply import Scene

MOST = 40  # prepared at once
LANGUAGES = tuple(HOLDING)
BEGUN_WITH: tuple[dict[str, str], ...] = (
    {
        "de": "Danke für Ihre Nachricht. Wir schauen uns das gerade genau an und melden uns hier.",
        "en": "Thank you for your message. We are taking a close look and will reply here.",
    },
    {
        "de": "Wir haben Sie nicht vergessen: Wir klären das noch im Haus und antworten Ihnen hier.",
        "en": "We have not forgotten you: we are still asking colleagues and will answer here.",
    },
    {
        "de": "Wir fragen bei denen nach, die es genau wissen, und sagen Ihnen hier, was wir erfahren.",
        "en": "We are asking those who know best, and will tell you here what we learn.",
    },
)
"""What a new house begins with: nothing in them promises an hour, a result or money."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guidelines make of one prepared text in one language, as an answer in public. `too_long`: the channels into
    which it does not fit."""

    language: str
    text: str
    verdict: Verdict
    said: tuple[Said, ...]
    too_long: tuple[str, ...]

    @property
    def goes(self) -> bool:
        return self.verdict in (Verdict.GO, Verdict.LOOK) and not self.too_long


@dataclass(frozen=True, slots=True)
class Prepared:
    """One of the set, with what would become of each of its texts now."""

    view: reading.HoldingView
    checked: tuple[Checked, ...]


def page(language: str, *, now: datetime | None = None) -> tuple[Prepared, ...]:
    """The set as its page shows it, with the guidelines' words in *language*."""
    now = now or clock()
    kinds = reading.answering()
    return tuple(
        Prepared(v, tuple(check(text, of, language, kinds, now) for of, text in v.texts.items() if text))
        for v in reading.listed()
    )


def check(text: str, of: str, language: str, kinds: Sequence[str], now: datetime) -> Checked:
    """One text, judged as a public answer in the language *of* on the first channel of *kinds* that can answer."""
    able = [k for k in kinds if channels.can(k).reply]
    here = Scene(
        0, "", 0, able[0] if able else "talk", Outlet.OPEN, True, of, 0, False, False, 0, False, 1, ""
    )
    text_then = until.filled(text, until.hour(now + timedelta(days=1), now.date(), of))
    w = weigh(here, text_then, HOUSE, now=now)
    lengths = {k: channels.can(k).length for k in able}
    too_long = tuple(k for k, fits in lengths.items() if fits is not None and fits(text_then).left < 0)
    return Checked(of, text, w.judgement.verdict, tuple(say(h, language) for h in w.judgement.hits), too_long)


def seed(now: datetime) -> None:
    """The first set, where nobody has prepared any yet."""
    if not HoldingText.objects.exists():
        rows = [HoldingText(texts=t, position=n, created_at=now) for n, t in enumerate(BEGUN_WITH)]
        HoldingText.objects.bulk_create(rows)


def save(
    who: Who,
    public_id: str,
    texts: Mapping[str, str],
    topics: Sequence[str] = (),
    *,
    now: datetime | None = None,
) -> str:
    """Keep one of the set, a new one for "" (public id). *topics*: slugs for which it is meant, () = any. Nothing is refused
    for what a guideline says: it is shown, and such a text is passed over when its time comes. Declined: "not_allowed",
    "unknown_holding", "holding_empty", "holding_many"."""
    now = now or clock()
    _must_run(who)
    kept = {k: said for k in LANGUAGES if (said := clean(texts.get(k, "")).strip())}
    if not kept:
        raise Declined("holding_empty")
    known = set(Topic.objects.filter(retired_at=None).values_list("slug", flat=True))
    meant = [t for t in dict.fromkeys(topics) if t in known]
    with transaction.atomic():
        live = HoldingText.objects.filter(retired_at=None)
        if not public_id:
            turns.counted("holding text")
            if live.count() >= MOST:
                raise Declined("holding_many", most=MOST)
            last = live.order_by("-position").values_list("position", flat=True).first()
            at = 0 if last is None else last + 1
            row = HoldingText.objects.create(texts=kept, topics=meant, position=at, created_at=now)
            public_id = row.public_id
        elif not live.filter(public_id=public_id).update(texts=kept, topics=meant):
            raise Declined("unknown_holding")
        audit.record("holding.set", "holding", public_id, now=now, who=who, data={"topics": meant})
    return public_id


def first(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Put it before all others: it is taken first where it is meant. Declined: "not_allowed", "unknown_holding"."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        rows = list(
            HoldingText.objects.select_for_update().filter(retired_at=None).order_by("position", "pk")
        )
        if not any(row.public_id == public_id for row in rows):
            raise Declined("unknown_holding")
        for n, row in enumerate(sorted(rows, key=lambda row: row.public_id != public_id)):
            HoldingText.objects.filter(pk=row.pk).exclude(position=n).update(position=n)
        audit.record("holding.first", "holding", public_id, now=now, who=who)


def retire(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It is used no more; where it went out it stays. Twice is once. Declined: "not_allowed"."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        if HoldingText.objects.filter(public_id=public_id, retired_at=None).update(retired_at=now):
            audit.record("holding.retired", "holding", public_id, now=now, who=who)


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
