"""Reading what people found about answers, for the record of one author, and for teams of five or more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Q, QuerySet

from zuruf.core.evidence import (
    FEW,
    Evidence,
    Lines,
    Proposed,
    between,
    evidence,
    last_look,
    standing,
    within_reach,
)
from zuruf.core.people import OURS
from zuruf.core.reply import AskState
from zuruf.core.review import Record, Result
from zuruf.core.small_groups import monday, told_by_weeks
from zuruf.store.models import Mandate, Member, Proposal, Review, SecondPair
from zuruf.store.queries.review import lines, plan, record_of

LATELY = timedelta(days=180)  # what she asked about in this time says which step would spare most questions
EXAMPLES = 12
_Told = tuple[date, int, bool]  # when it was found, about whose answer, and whether it was fine
_UNNOTED = Q(state=AskState.RELEASED, changed=True, meaning_changed=None)


@dataclass(frozen=True, slots=True)
class Found:
    """One result. `mandate`: key, None when none covered it; `fine`; `at`; `review` False: a second pair of eyes."""

    at: datetime
    mandate: int | None
    fine: bool
    review: bool


@dataclass(frozen=True, slots=True)
class Example:
    """One looked-at answer, for its author. `result`: fine | lesson | correct."""

    delivery: str
    conversation: str
    text: str
    result: str
    lesson: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """What is known about somebody's answers under one mandate. `mandate`: public id; `proposed`: what the last look
    concluded; `record`: how the sampling plan stands; `reviews`, `releases`: where the results come from; `reach`: how many
    results it takes to grow and how many of them may be poor, (0, 0) for none within reach."""

    mandate: str
    name: str
    evidence: Evidence
    proposed: Proposed
    record: Record
    reviews: int
    releases: int
    reach: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal as its people see it. `kind`: widen | narrow; `suggests`: fields of a mandate; `figures`: as it was made."""

    public_id: str
    mandate: str
    mandate_name: str
    person: str
    grantor: str
    grantor_id: str
    kind: str
    state: str
    figures: dict[str, Any]
    suggests: dict[str, Any]
    made_at: datetime
    sentence: str
    passed_on_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decided_why: str
    became: str


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """`rows`: (name of a mandate, its public id, evidence) of those that may be shown; `hidden`: how many may not.
    `all`: of every answer together, None when too few people stand behind it."""

    rows: tuple[tuple[str, str, Evidence], ...]
    hidden: int
    all: Evidence | None


def results(member: int) -> list[Found]:
    """What people found about her answers, oldest first: reviews, and what second pairs of eyes decided. Each draft counts
    once: by the last question about it, and where it was looked at afterwards too, by the worse of the two. Three
    statements."""
    asked = {row.draft_id: row for row in _asked(member)}
    done = Review.objects.filter(delivery__author=member, state="done", decided_at__isnull=False)
    found, seen = [], set[int]()
    for at, mandate, result, draft in done.values_list(
        "decided_at", "mandate_id", "result", "delivery__draft"
    ):
        before = _fine(asked[draft]) if draft in asked else None
        assert at is not None  # the statement asks for it
        found.append(Found(at, mandate, result == Result.FINE and before is not False, True))
        seen.add(draft)
    keys = dict(Mandate.objects.values_list("public_id", "pk"))
    for draft, row in asked.items():
        fine = _fine(row)
        if draft not in seen and fine is not None:
            found.append(Found(row.decided_at or row.asked_at, keys.get(row.mandate), fine, False))
    return sorted(found, key=lambda r: r.at)


def under(member: int, mandate: int) -> list[Found]:
    """Her results under one mandate, oldest first."""
    return [r for r in results(member) if r.mandate == mandate]


def concluded(found: Sequence[Found], limits: Lines) -> Proposed:
    """What follows from results under one mandate, oldest first."""
    return standing([r.fine for r in found], limits, [r.review for r in found])


def looks_now(member: int, mandate: Mandate) -> bool:
    """Did the result that came last lead to another look, as far as numbers tell without reading them all? Two statements."""
    reviewed = Review.objects.filter(delivery__author=member, state="done")
    here = reviewed.filter(mandate=mandate).count()
    if here < FEW:
        return False
    asked = _questions(member).filter(mandate=mandate.public_id)
    asked = asked.exclude(draft__in=reviewed.values("delivery__draft"))
    n = here + asked.exclude(_UNNOTED).values("draft").distinct().count()
    return last_look(n)[1] == n


def mine(member: int) -> list[Mine]:
    """Her own record under each mandate that has results or that she holds. Only for herself."""
    found, names = results(member), _names(member)
    p, limits = plan(), lines()
    by: dict[int, list[Found]] = defaultdict(list)
    for r in found:
        if r.mandate is not None:
            by[r.mandate].append(r)
    made = [
        _mine(m, by[m.pk], record_of(member, m.pk, p), limits)
        for m in names
        if by[m.pk] or m.ended_at is None
    ]
    return sorted(made, key=lambda m: -m.evidence.reviews)


def outside(member: int) -> Evidence:
    """What second pairs of eyes said to what no mandate of hers covered."""
    return evidence([r.fine for r in results(member) if r.mandate is None])


def examples(member: int) -> list[Example]:
    """The latest answers of hers that somebody looked at. One statement."""
    rows = Review.objects.select_related("delivery__conversation").filter(
        delivery__author=member, state="done"
    )
    return [
        Example(
            r.delivery.public_id, r.delivery.conversation.public_id, str(r.delivery.payload.get("text", "")),
            r.result, r.lesson, r.decided_at or r.drawn_at,
        )
        for r in rows.order_by("-decided_at", "-pk")[:EXAMPLES]
    ]  # fmt: skip


def lacked(member: int, now: datetime) -> dict[str, int]:
    """Why her mandates did not reach lately: how often each `Gap`. One statement."""
    counted: dict[str, int] = defaultdict(int)
    asks = SecondPair.objects.filter(draft__author=member, asked_at__gt=now - LATELY)
    for lacks in asks.exclude(lacks=[]).values_list("lacks", flat=True):
        for gap in lacks:
            counted[str(gap)] += 1
    return dict(counted)


def proposals(which: Q) -> list[ProposalView]:
    """Proposals, latest first. One statement."""
    rows = Proposal.objects.select_related("mandate__granted_by", "member", "decided_by", "became").filter(
        which
    )
    return [_proposal(r) for r in rows.order_by("-made_at", "-pk")]


def of_person(member: int) -> list[ProposalView]:
    """Her own, those that wait for her first."""
    found = proposals(Q(member=member) & ~Q(state="dropped"))
    return sorted(found, key=lambda p: p.state != "with_person")


def to_decide(member: int) -> list[ProposalView]:
    """What was passed on to this owner: what waits, then what was decided. To her who granted the mandate; once that one runs
    the house no more, to every owner."""
    there = Q(mandate__granted_by__is_active=True, mandate__granted_by__role="owner")
    hers = Q(mandate__granted_by=member) | Q(decided_by=member) | ~there
    found = proposals(Q(state__in=["passed_on", "granted", "declined"]) & hers)
    return sorted(found, key=lambda p: p.state != "passed_on")


def team_figures(permitted: bool, now: datetime, zone: tzinfo) -> TeamFigures:
    """Results under each mandate of all who hold it. What was found counts when its week is over and five authors stand
    behind what is added (`told_by_weeks`), so a mandate of fewer is hidden; such mandates count in the sum when five stand
    behind them together. *permitted*: all of it, at once. One statement and one for names."""
    rows = Review.objects.filter(state="done").order_by("decided_at", "pk")
    by: dict[int | None, list[_Told]] = defaultdict(list)
    this_week = monday(now.astimezone(zone).date())
    for mandate, author, result, at in rows.values_list(
        "mandate_id", "delivery__author", "result", "decided_at"
    ):
        day = at.astimezone(zone).date() if at else date.min
        if permitted or day < this_week:
            by[mandate].append((day, author, result == Result.FINE))
    told = {mandate: found if permitted else _counted(found) for mandate, found in by.items()}
    few = _counted(sorted(one for mandate, found in by.items() if not told[mandate] for one in found))
    shown = [mandate for mandate, found in told.items() if found]
    names = {m.pk: (m.name, m.public_id) for m in Mandate.objects.filter(pk__in=[k for k in shown if k])}
    together = [ok for found in (*told.values(), few) for *_, ok in found]
    return TeamFigures(
        tuple((*names.get(k or 0, ("", "")), between([ok for *_, ok in told[k]])) for k in shown),
        len(by) - len(shown),
        between(together) if together else None,
    )


def _counted(found: Sequence[_Told]) -> list[_Told]:
    return list(found[: told_by_weeks([(day, author) for day, author, _ in found])])


def persons() -> list[tuple[str, str, Evidence]]:
    """Each person's own record: (name, public id, evidence). Only under an agreement that permits it."""
    ours = Member.objects.filter(role__in=OURS, is_active=True).order_by("name", "pk")
    return [(m.name, m.public_id, between([r.fine for r in results(m.pk)])) for m in ours]


def _questions(member: int) -> QuerySet[SecondPair]:
    """About her drafts, decided by a person before anything went out."""
    ended = [AskState.RELEASED, AskState.RETURNED]
    return SecondPair.objects.filter(draft__author=member, state__in=ended, decided_at__isnull=False)


def _asked(member: int) -> list[SecondPair]:
    return list(_questions(member).order_by("decided_at", "pk"))


def _fine(row: SecondPair) -> bool | None:
    """Did it go out as she meant it? None: it was changed, and no person said whether in meaning; a guess is no evidence."""
    if row.state == AskState.RETURNED or not row.changed:
        return bool(row.state == AskState.RELEASED)
    return None if row.meaning_changed is None else not row.meaning_changed


def _names(member: int) -> list[Mandate]:
    me = Member.objects.filter(pk=member)
    hers = Q(member=member) | Q(team__in=me.values("teams")) | Q(role__in=me.values("role"))
    named = Review.objects.filter(delivery__author=member).values("mandate")
    return list(Mandate.objects.filter(Q(pk__in=named) | (hers & Q(ended_at=None))).distinct())


def _mine(m: Mandate, found: list[Found], stood: Record, limits: Lines) -> Mine:
    fine = [r.fine for r in found]
    reviews = sum(r.review for r in found)
    return Mine(
        m.public_id, m.name, evidence(fine), concluded(found, limits), stood, reviews, len(found) - reviews,
        within_reach(fine, limits),
    )  # fmt: skip


def _proposal(r: Proposal) -> ProposalView:
    return ProposalView(
        r.public_id, r.mandate.public_id, r.mandate.name, r.member.name,
        r.mandate.granted_by.name, r.mandate.granted_by.public_id, r.kind, r.state, r.figures, r.suggests, r.made_at,
        r.sentence, r.passed_on_at, r.decided_by.name if r.decided_by else "", r.decided_at, r.decided_why,
        r.became.public_id if r.became else "",
    )  # fmt: skip
