"""Reading who answers what: the plan as intake needs it, and why a conversation lies with somebody or with nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zuruf.core.desk import State
from zuruf.core.responsibility import Found, Rule, responsible
from zuruf.store.models import Conversation, Responsibility
from zuruf.store.queries.second_pair import away, ours
from zuruf.store.queries.understood import newest, understood


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules that hold, with who is there. `names`: member → (public id, name); `teams`: the same of teams; `ids`: rule →
    public id."""

    rules: tuple[Rule, ...] = ()
    here: frozenset[int] = frozenset()
    stand_ins: dict[int, int] = field(default_factory=dict)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    teams: dict[int, tuple[str, str]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)

    def found(self, topics: Sequence[str], account: str, language: str) -> Found:
        """Who gets it now. *account*: its public id."""
        return responsible(self.rules, topics, account, language, here=self.here, stand_ins=self.stand_ins)


@dataclass(frozen=True, slots=True)
class Told:
    """Why a conversation lies with whom it does. `rule` None: no rule reaches to it. `topics`, `account` (name), `language`:
    what it was looked for by."""

    found: Found
    topics: tuple[str, ...]
    account: str
    language: str
    owner: str = ""  # name of whom the rule names
    rule: Rule | None = None


NONE = Plan()


def plan(now: datetime) -> Plan:
    """The plan as it holds *now*. One statement where there is none, else two."""
    rows = list(live().select_related("account", "team").order_by("pk"))
    if not rows:
        return NONE
    entered = away(now).exclude(deputy=None).order_by("pk").values("deputy")[:1]
    stand_in = Coalesce(Subquery(entered), F("deputy_id"), output_field=BigIntegerField())
    people = list(ours().annotate(gone=Exists(away(now)), stand_in=stand_in))
    return Plan(
        tuple(map(_rule, rows)),
        frozenset(m.pk for m in people if not m.gone),
        {m.pk: m.stand_in for m in people if m.stand_in},
        {m.pk: (m.public_id, m.name or m.email) for m in people},
        {r.team.pk: (r.team.public_id, r.team.name) for r in rows if r.team},
        {r.pk: r.public_id for r in rows},
    )


def live() -> QuerySet[Responsibility]:
    """The rules that hold."""
    return Responsibility.objects.filter(ended_at=None)


def told(public_ids: Iterable[str], now: datetime) -> dict[str, Told]:
    """Why each of these open conversations lies with nobody, or to whom the plan gave it; those that a person gave to
    somebody are left out, and where nobody is responsible for anything, those that lie with nobody: there is no plan that
    could tell why. Three statements at most, one where none is asked for."""
    asked = Conversation.objects.filter(public_id__in=list(public_ids), state=State.OPEN)
    named = asked.select_related("account", "placed_by__owner", "placed_by__account")
    rows = [(c, c.found) for c in named.annotate(found=newest())]
    by_plan = [(c, found) for c, found in rows if c.placed_by or (c.owner_id is None and c.team_id is None)]
    if not by_plan:
        return {}
    here = plan(now)
    told_of = [(c, found) for c, found in by_plan if here.rules or c.placed_by]
    return {c.public_id: _told(c, found, here) for c, found in told_of}


def _told(c: Conversation, findings: Any, here: Plan) -> Told:
    """*findings*: what triage found in its newest message, as it is kept."""
    topics = understood(findings).topics
    found = here.found(topics, c.account.public_id, c.language)
    rule = _rule(c.placed_by) if c.placed_by else found.rule
    owner = here.names.get(rule.owner, ("", ""))[1] if rule else ""
    return Told(found, topics, c.account.name, c.language, owner, rule)


def _rule(r: Responsibility) -> Rule:
    account = r.account.public_id if r.account else ""
    return Rule(r.pk, r.owner_id, r.topic, account, r.language, r.deputy_id, r.team_id)
