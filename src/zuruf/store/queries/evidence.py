"""Reading what people found about answers, for the record of one author, and for teams of five or more."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from zuruf.core.evidence import Evidence, Lines, Proposed, evidence, standing
from zuruf.core.people import OURS
from zuruf.core.reply import AskState
from zuruf.core.review import Record, Result
from zuruf.core.small_groups import sum_visible, visible
from zuruf.store.models import Mandate, Member, Proposal, Review, SecondPair
from zuruf.store.queries.review import lines, plan, record_of

LATELY = timedelta(days=180)  # what she asked about in this time says which step would spare most questions
EXAMPLES = 12


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
    concluded; `record`: how the sampling plan stands; `reviews`, `releases`: where the results come from."""

    mandate: str
    name: str
    evidence: Evidence
    proposed: Proposed
    record: Record
    reviews: int
    releases: int


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal as its people see it. `kind`: widen | narrow; `suggests`: fields of a mandate; `figures`: as it was made."""

    public_id: str
    mandate: str
    mandate_name: str
    person: str
    person_id: str
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
    """What people found about her answers, oldest first: reviews, and what second pairs of eyes decided. An answer that both
    saw counts by its review. Two statements."""
    done = Review.objects.filter(delivery__author=member, state="done")
    found = [
        Found(at, mandate, result == Result.FINE, True)
        for at, mandate, result in done.values_list("decided_at", "mandate_id", "result")
        if at is not None
    ]
    keys = dict(Mandate.objects.values_list("public_id", "pk"))
    found += [_of(row, keys) for row in _asked(member)]
    return sorted(found, key=lambda r: r.at)


def under(member: int, mandate: int) -> list[bool]:
    """Was it fine? Of her results under one mandate, oldest first."""
    return [r.fine for r in results(member) if r.mandate == mandate]


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


def to_decide() -> list[ProposalView]:
    """What was passed on: what waits, then what was decided."""
    found = proposals(Q(state__in=["passed_on", "granted", "declined"]))
    return sorted(found, key=lambda p: p.state != "passed_on")


def team_figures(permitted: bool) -> TeamFigures:
    """Results under each mandate of all who hold it. Figures behind which fewer than five authors stand are hidden, unless
    *permitted*. One statement and one for names."""
    rows = Review.objects.filter(state="done").values_list("mandate_id", "delivery__author", "result")
    by: dict[int | None, list[tuple[int, bool]]] = defaultdict(list)
    for mandate, author, result in rows:
        by[mandate].append((author, result == Result.FINE))
    people = {k: (frozenset(author for author, _ in v),) for k, v in by.items()}
    shown = visible(people, permitted=permitted)
    names = {m.pk: (m.name, m.public_id) for m in Mandate.objects.filter(pk__in=[k for k in shown if k])}
    told = tuple((*names.get(k or 0, ("", "")), evidence([ok for _, ok in by[k]])) for k in by if k in shown)
    together = [ok for v in by.values() for _, ok in v]
    may = sum_visible(people, permitted=permitted)
    return TeamFigures(told, len(by) - len(shown), evidence(together) if may else None)


def persons() -> list[tuple[str, str, Evidence]]:
    """Each person's own record: (name, public id, evidence). Only under an agreement that permits it."""
    ours = Member.objects.filter(role__in=OURS, is_active=True).order_by("name", "pk")
    return [(m.name, m.public_id, evidence([r.fine for r in results(m.pk)])) for m in ours]


def _asked(member: int) -> list[SecondPair]:
    """What people decided about her drafts before they went out, the latest question of each draft."""
    seen = Review.objects.filter(delivery__author=member, state="done").values("delivery__draft")
    rows = SecondPair.objects.filter(
        draft__author=member, state__in=[AskState.RELEASED, AskState.RETURNED], decided_at__isnull=False
    )
    return list(
        rows.exclude(draft__in=seen).prefetch_related("draft__deliveries").order_by("decided_at", "pk")
    )


def _of(row: SecondPair, keys: dict[str, int]) -> Found:
    out = next(iter(row.draft.deliveries.all()), None)
    key = keys.get(str(out.backing.get("mandate", ""))) if out else None
    kept = row.state == AskState.RELEASED and (not row.changed or row.meaning_changed is False)
    return Found(row.decided_at or row.asked_at, key, kept, False)


def _names(member: int) -> list[Mandate]:
    me = Member.objects.filter(pk=member)
    hers = Q(member=member) | Q(team__in=me.values("teams")) | Q(role__in=me.values("role"))
    named = Review.objects.filter(delivery__author=member).values("mandate")
    return list(Mandate.objects.filter(Q(pk__in=named) | (hers & Q(ended_at=None))).distinct())


def _mine(m: Mandate, found: list[Found], stood: Record, limits: Lines) -> Mine:
    fine = [r.fine for r in found]
    reviews = sum(r.review for r in found)
    return Mine(
        m.public_id, m.name, evidence(fine), standing(fine, limits), stood, reviews, len(found) - reviews
    )


def _proposal(r: Proposal) -> ProposalView:
    return ProposalView(
        r.public_id, r.mandate.public_id, r.mandate.name, r.member.name, r.member.public_id,
        r.mandate.granted_by.name, r.mandate.granted_by.public_id, r.kind, r.state, r.figures, r.suggests, r.made_at,
        r.sentence, r.passed_on_at, r.decided_by.name if r.decided_by else "", r.decided_at, r.decided_why,
        r.became.public_id if r.became else "",
    )  # fmt: skip
