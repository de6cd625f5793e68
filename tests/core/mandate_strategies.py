"""Mandates, matters and judgements out of a small world, so that most of them meet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from zuruf.core.guideline import DELICATE, ORDER, Guideline, Hit, Judgement, Then, Verdict, When, strictest
from zuruf.core.mandate import RISK_OF, RISKS, Mandate, Matter
from zuruf.core.reply import Late

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ACCOUNTS = (1, 2, 3)
TOPICS = ("delivery", "prices", "battery")
INTENTS = ("question", "complaint", "praise")
GUIDELINES = ("a", "b", "c", "d")
DAYS = st.one_of(st.none(), st.integers(-3, 3).map(lambda n: NOW + timedelta(days=n)))
CENTS = st.sampled_from((0, 500, 2000, 10_000))


def some(of: tuple[object, ...]) -> st.SearchStrategy[frozenset[object]]:
    return st.frozensets(st.sampled_from(of), max_size=len(of))


MANDATES = st.builds(
    Mandate,
    id=st.integers(1, 9),
    public_id=st.just("m"),
    name=st.just("Everyday"),
    accounts=some(ACCOUNTS),
    topics=some(TOPICS),
    intents=some(INTENTS),
    highest_risk=st.sampled_from(RISKS),
    goodwill_each=CENTS,
    goodwill_month=CENTS,
    posts=st.booleans(),
    waives=some(GUIDELINES),
    starts_at=DAYS,
    ends_at=DAYS,
    deputy_for=st.sampled_from(("", "Head of Service")),
)

MATTERS = st.builds(
    Matter,
    account=st.sampled_from(ACCOUNTS),
    topics=some(TOPICS).map(tuple),
    intents=some(INTENTS).map(tuple),
    risks=some((*RISK_OF, "unheard of")).map(tuple),
    post=st.booleans(),
    goodwill=CENTS,
    spent=CENTS,
)


@st.composite
def narrowings(draw: st.DrawFn, of: Mandate) -> Mandate:
    """A mandate that grants less than *of*, in any number of ways, or the same."""
    fewer: dict[str, Any] = {
        name: frozenset(draw(st.sets(st.sampled_from(sorted(getattr(of, name) or world)), min_size=1)))
        for name, world in (("accounts", ACCOUNTS), ("topics", TOPICS), ("intents", INTENTS))
        if draw(st.booleans())
    }
    later, sooner = draw(DAYS), draw(DAYS)
    return replace(
        of,
        **fewer,
        highest_risk=RISKS[draw(st.integers(0, RISKS.index(of.highest_risk)))],
        goodwill_each=draw(st.integers(0, of.goodwill_each)),
        goodwill_month=draw(st.integers(0, of.goodwill_month)),
        posts=of.posts and draw(st.booleans()),
        waives=frozenset(g for g in of.waives if draw(st.booleans())),
        starts_at=max(filter(None, (of.starts_at, later)), default=None),
        ends_at=min(filter(None, (of.ends_at, sooner)), default=None),
    )


def guideline(
    slug: str, verdict: Verdict, late: Late = Late.HOLDING, *about: str, minutes: int = 15
) -> Guideline:
    then = Then(verdict, {"en": "{hit}"}, minutes, late)
    return Guideline(slug, {"en": slug}, {"en": "why"}, When(), then, (), about=about)


HITS = st.builds(
    lambda slug, verdict, late, about, minutes: Hit(guideline(slug, verdict, late, *about, minutes=minutes)),
    st.sampled_from(GUIDELINES),
    st.sampled_from(ORDER[1:]),
    st.sampled_from((Late.HOLDING, Late.RELEASE)),
    some(DELICATE),
    st.integers(1, 60),
)


def judgement(hits: tuple[Hit, ...], found: frozenset[str] = frozenset()) -> Judgement:
    delicate = found.union(*(h.guideline.delicate for h in hits))
    return Judgement(strictest(h.guideline for h in hits), hits, delicate)


JUDGEMENTS = st.builds(
    judgement, st.lists(HITS, max_size=4, unique_by=lambda h: h.guideline.id).map(tuple), some(DELICATE)
)
