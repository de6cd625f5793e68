"""Reading past answers as guidelines would see them, and the runs that tried a change on them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, QuerySet, Sum

from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import AskState, Kind
from zuruf.core.what_if import OPEN
from zuruf.store.models import Attachment, Delivery, Goodwill, SecondPair, WhatIf, WhatIfAnswer

OUT = (DeliveryState.PUBLISHED, DeliveryState.CORRECTED, DeliveryState.WITHDRAWN)
LATE = (AskState.LATE_HOLDING, AskState.LATE_RELEASED)
SHOWN = 50  # changed answers on one page
RUNS = 20  # runs in the list


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A reply that went out, and what it answered. `findings` as triage stored them (None: never looked at)."""

    pk: int
    draft: int
    text: str
    channel: str
    public: bool
    language: str
    asked: str
    findings: tuple[Mapping[str, object], ...]
    asker: tuple[str, ...]
    role: str
    at: datetime
    author: int = 0
    account: int = 0
    incident: tuple[datetime, datetime | None] | None = None  # of its conversation: opened and closed


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its page shows it. `changes`: [{slug, toml, version}]; `result` as `core.what_if.Tally.as_dict` writes it."""

    public_id: str
    kind: str
    state: str
    changes: tuple[Mapping[str, object], ...]
    since: datetime | None
    until: datetime
    total: int
    done: int
    result: Mapping[str, object]
    stamp: str
    by: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Changed:
    """An answer on which the verdict would have changed."""

    conversation: str
    text: str
    contact: str
    at: datetime
    before: str
    after: str
    guideline: str
    minutes: float | None


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """One page of them, the newest first; `kinds`: [(before, after, number kept)]; `more`: is there another page?"""

    rows: tuple[Changed, ...]
    kinds: tuple[tuple[str, str, int], ...] = field(default=())
    more: bool = False


def past(since: datetime | None, until: datetime, *, below: int = 0, limit: int) -> list[PastAnswer]:
    """The newest answers that went out in this time, of those with a key under *below* (0: all). One statement."""
    rows = answers(since, until)
    if below:
        rows = rows.filter(pk__lt=below)
    found = rows.order_by("-pk").values_list(
        "pk", "draft_id", "draft__text", "account__channel", "conversation__public", "conversation__language",
        "draft__answers__title", "draft__answers__text", "draft__answers__assessment__findings",
        "draft__answers__contact__name", "draft__answers__contact__handle", "author__role", "queued_at",
        "author_id", "account_id", "conversation__incident__opened_at", "conversation__incident__closed_at",
    )[:limit]  # fmt: skip
    return [
        PastAnswer(
            pk, draft, text, channel, public, language, f"{title or ''}\n{asked or ''}".strip(),
            tuple(findings or ()), tuple(n for n in (name, handle) if n), role, at,
            author, account, (opened, closed) if opened else None,
        )
        for (
            pk, draft, text, channel, public, language, title, asked, findings, name, handle, role, at, author, account,
            opened, closed,
        ) in found
    ]  # fmt: skip


def answers(since: datetime | None, until: datetime) -> QuerySet[Delivery]:
    """Answers that went out in this time; an answer in parts once; no holding replies, corrections or posts."""
    rows = Delivery.objects.filter(kind=Kind.REPLY, part=1, state__in=OUT, queued_at__lt=until)
    return rows if since is None else rows.filter(queued_at__gte=since)


def questions(since: datetime) -> Iterator[tuple[str, float]]:
    """(guideline, minutes) of each question to a second pair of eyes since then that came to an end. One statement."""
    for name, minutes, _draft in _ended(SecondPair.objects.filter(asked_at__gte=since)):
        yield name.partition("@")[0], minutes


def own_waits(drafts: Collection[int]) -> dict[int, float]:
    """Draft → minutes that second pairs of eyes had it, all its questions together. One statement."""
    sums: dict[int, float] = {}
    for _name, took, draft in _ended(SecondPair.objects.filter(draft__in=drafts)):
        sums[draft] = sums.get(draft, 0.0) + took
    return sums


def _ended(rows: QuerySet[SecondPair]) -> Iterator[tuple[str, float, int]]:
    """A late one took until its deadline: then the asker heard from us. Neither posts, for which nobody waits, nor what
    only a partner's name or a trial run put there: no guideline and no mandate would spare that."""
    ended = rows.filter(state__in=(AskState.RELEASED, AskState.RETURNED, *LATE)).exclude(
        draft__kind=Kind.POST
    )
    ended = ended.exclude(guideline="", reason__in=("partner", "trial"))
    fields = ended.values_list("guideline", "asked_at", "decided_at", "deadline", "state", "draft_id")
    for name, asked, decided, deadline, state, draft in fields.iterator(chunk_size=2000):
        end = deadline if state in LATE or decided is None else decided
        yield name, max(0.0, (end - asked) / timedelta(minutes=1)), draft


def without_alt(drafts: Collection[int]) -> dict[int, int]:
    """Draft → attachments that nobody described. One statement."""
    rows = Attachment.objects.filter(draft__in=drafts, alt="").values_list("draft")
    return dict(rows.annotate(n=Count("pk")))


def goodwill(drafts: Collection[int]) -> dict[int, int]:
    """Draft → cents that it promised. One statement."""
    rows = Goodwill.objects.filter(draft__in=drafts, cancelled_at=None).values_list("draft")
    return {draft: int(cents) for draft, cents in rows.annotate(cents=Sum("cents"))}


def run(public_id: str) -> Run | None:
    """The run; None when there is none. One statement."""
    row = WhatIf.objects.filter(public_id=public_id).select_related("asked_by").first()
    return _view(row) if row else None


def runs() -> tuple[Run, ...]:
    """What was tried lately, the newest first. One statement."""
    rows = WhatIf.objects.filter(kind="change").select_related("asked_by").order_by("-pk")[:RUNS]
    return tuple(_view(row) for row in rows)


def last_lint() -> Run | None:
    """The newest finished count of what each guideline would hit. One statement."""
    row = WhatIf.objects.filter(kind="lint", state="done").order_by("-pk").first()
    return _view(row) if row else None


def changed(public_id: str, before: str = "", after: str = "", page: int = 1) -> ChangedPage:
    """Answers on which the verdict would have changed, all or those of one kind. Two statements."""
    rows = WhatIfAnswer.objects.filter(run__public_id=public_id)
    kinds = Counter({(b, a): n for b, a, n in rows.values_list("before", "after").annotate(n=Count("pk"))})
    if before and after:
        rows = rows.filter(before=before, after=after)
    start = (max(page, 1) - 1) * SHOWN
    found = list(
        rows.order_by("-delivery_id")
        .annotate(conversation=F("delivery__conversation__public_id"), name=F("delivery__conversation__contact__name"))
        .values_list(
            "conversation", "delivery__draft__text", "name", "delivery__queued_at", "before", "after",
            "guideline", "minutes",
        )[start : start + SHOWN + 1]
    )  # fmt: skip
    made = tuple(Changed(c, t, n or "", at, b, a, g, m) for c, t, n, at, b, a, g, m in found[:SHOWN])
    return ChangedPage(made, tuple((b, a, n) for (b, a), n in kinds.most_common()), len(found) > SHOWN)


def _view(row: WhatIf) -> Run:
    by = (row.asked_by.name or row.asked_by.initials) if row.asked_by_id and row.asked_by else ""
    return Run(
        row.public_id, row.kind, row.state, tuple(row.changes), row.since, row.until, row.total, row.done,
        row.result, row.stamp, by, row.created_at, row.finished_at,
    )  # fmt: skip
