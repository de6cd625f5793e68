"""What figures are counted from, a day at a time, and the counted days. Every statement reads a day or counted rows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from zuruf.core.desk import State
from zuruf.core.insight import Cell, read
from zuruf.core.insight_shown import Part, People
from zuruf.core.reply import Kind
from zuruf.core.small_groups import monday
from zuruf.store.models import (
    Account,
    AuditEntry,
    Conversation,
    CountedDay,
    DayFigure,
    Delivery,
    Member,
    Message,
)

MOST_WAITING = 10_000  # counted; nobody acts differently on more


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that went out. `by`: who of ours answers for it (key)."""

    account: int
    topic: str
    since: datetime
    at: datetime
    due_at: datetime | None
    by: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody waited, and one of ours decided that no answer is needed."""

    account: int
    topic: str
    since: datetime
    why: str
    by: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits now. `longest`: since when; None where nobody does. `late`: how many of them are past their due time."""

    count: int
    late: int
    longest: datetime | None


def answers(start: datetime, end: datetime) -> Iterator[Answer]:
    """Those that went out between the two. Of one in parts the first; not what says only that an answer will come. One
    statement."""
    rows = _out(start, end).filter(kind=Kind.REPLY, waited_since__isnull=False, follows=None).values_list(
        "account", "draft__answers__assessment__findings", "waited_since", "published_at", "promised_for", "accountable", "author"
    )  # fmt: skip
    for account, findings, since, at, due_at, accountable, author in rows:
        if since and at:
            yield Answer(account, _topic(findings), since, at, due_at, accountable or author)


def posts(start: datetime, end: datetime) -> list[tuple[int, int]]:
    """(account, by whom) of what we said unasked. One statement."""
    rows = _out(start, end).filter(kind=Kind.POST, follows=None)
    found = rows.values_list("account", "accountable", "author")
    return [(account, accountable or author) for account, accountable, author in found]


def decisions(start: datetime, end: datetime) -> Iterator[Decision]:
    """Those closed between the two while somebody waited, each conversation once, and none that was opened again on that
    day. Three statements."""
    verbs = ("conversation.closed", "conversation.reopened")
    entries = AuditEntry.objects.filter(at__gte=start, at__lt=end, verb__in=verbs).order_by("id")
    told: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for of, verb, actor, data in entries.values_list("conversation", "verb", "actor", "data"):
        those = told.setdefault(of, [])
        if verb == verbs[0] and data.get("undo"):  # an opening was taken back: nobody decided anew
            del those[-1:]
        else:
            those.append((verb, actor, data))
    last = {of: those[-1] for of, those in told.items() if those}
    closed = {
        of: (actor, data)
        for of, (verb, actor, data) in last.items()
        if verb == verbs[0] and data.get("since")
    }
    people = dict(
        Member.objects.filter(alias__in={a for a, _d in closed.values()}).values_list("alias", "pk")
    )
    for of, account, findings in _conversations(list(closed)):
        actor, data = closed[of]
        if actor in people:
            why = str(data.get("reason") or "no_answer")
            yield Decision(
                account, _topic(findings), datetime.fromisoformat(data["since"]), why, people[actor]
            )


def first_day() -> datetime | None:
    """When our first answer went out. One statement."""
    found: datetime | None = Delivery.objects.filter(published_at__isnull=False).aggregate(
        at=Min("published_at")
    )["at"]
    return found


def counted(since: date) -> dict[date, datetime]:
    """Days from *since* that are counted → when that was. One statement."""
    return dict(CountedDay.objects.filter(day__gte=since).values_list("day", "made_at"))


def counted_at() -> datetime | None:
    """Until when it is counted. One statement."""
    found: datetime | None = CountedDay.objects.aggregate(at=Max("made_at"))["at"]
    return found


def unfolded(before: date) -> list[date]:
    """Mondays of the weeks before this Monday of which days are kept by themselves. One statement."""
    days = DayFigure.objects.filter(day__lt=before, week=False).values_list("day", flat=True).distinct()
    return sorted({monday(day) for day in days})


def folded(of: date) -> bool:
    """Whether this Monday's week is kept as a whole. One statement."""
    return DayFigure.objects.filter(day=of, week=True).exists()


def cells(first: date, last: date) -> dict[tuple[date, int, str], Cell]:
    """(Monday, account, topic) → what was counted, both days too. One statement."""
    rows = DayFigure.objects.filter(day__gte=first, day__lte=last).values_list(
        "day", "account", "topic", "told"
    )
    found: dict[tuple[date, int, str], Cell] = {}
    for day, account, topic, told in rows:
        found.setdefault((monday(day), account, topic), Cell()).add(read(told))
    return found


def people(last: date) -> People:
    """Who of ours stands behind what was counted to this day, without the figures. One statement."""
    found: tuple[dict[Part, frozenset[int]], ...] = ({}, {}, {})
    rows = DayFigure.objects.filter(day__lte=last).values_list("day", "account", "topic", KT("told__people"))
    for day, account, topic, told in rows:
        kept = json.loads(told) if isinstance(told, str) else told
        place = (monday(day), account, topic)
        answered = frozenset(n for who in kept["answered"].values() for n in who)
        parts = [(0, "", answered), (2, "", frozenset(kept["posted"]))]
        parts += [(1, why, frozenset(who)) for why, who in kept["decided"].items()]
        for kind, why, who in parts:
            if who:
                found[kind][*place, why] = found[kind].get((*place, why), frozenset()) | who
    return People(*found)


def waiting(now: datetime, since: datetime | None = None) -> Waiting:
    """*since*: only those who began to wait after it. One statement, over the longest waits of all where there are too many."""
    rows = Conversation.objects.filter(state=State.OPEN, waiting_since__isnull=False)
    rows = rows if since is None else rows.filter(waiting_since__gte=since)
    found = rows.order_by("waiting_since", "id")[:MOST_WAITING].aggregate(
        count=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), longest=Min("waiting_since")
    )
    return Waiting(**found)


def account_names() -> Mapping[int, str]:
    return dict(Account.objects.values_list("pk", "name"))


def _out(start: datetime, end: datetime) -> Any:
    return Delivery.objects.filter(published_at__gte=start, published_at__lt=end)


def _conversations(public_ids: list[str]) -> Any:
    newest = Message.objects.filter(conversation=OuterRef("pk"), ours=False, gone_at=None).order_by(
        "-order_at", "-id"
    )
    rows = Conversation.objects.filter(public_id__in=public_ids)
    rows = rows.annotate(found=Subquery(newest.values("assessment__findings")[:1]))
    return rows.values_list("public_id", "account", "found")


def _topic(findings: object) -> str:
    """The first topic that was found; a message about two counts once."""
    for one in findings if isinstance(findings, list) else ():
        if one.get("label") == "topic" and one.get("value"):
            return str(one["value"])[:40]
    return ""
