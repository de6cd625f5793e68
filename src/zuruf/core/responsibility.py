"""Who answers what: exactly one person for every topic, account and language. Pure rules over what others found."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the plan. "" for topic (slug), account (public id) or language: any. Members are keys; `team` is one, too."""

    key: int
    owner: int
    topic: str = ""
    account: str = ""
    language: str = ""
    deputy: int | None = None
    team: int | None = None

    @property
    def asks(self) -> tuple[str, str, str]:
        """What it is for: no two rules that hold at once ask for the same."""
        return self.topic, self.account, self.language


class Way(StrEnum):
    """How somebody came to it, or why nobody did."""

    OWNER = "owner"
    DEPUTY = "deputy"  # the owner is away, her deputy here stands in
    STAND_IN = "stand_in"  # whoever stands in for the owner everywhere
    TEAM = "team"  # all of them are away, the team has it
    AWAY = "away"  # all of them are away, and there is no team
    NOBODY = "nobody"  # no rule reaches to it


@dataclass(frozen=True, slots=True)
class Found:
    """Who has it, by which rule, and how. `owner` and `team` are keys; both None where nobody has it."""

    way: Way
    rule: Rule | None = None
    owner: int | None = None
    team: int | None = None


def rule_for(rules: Iterable[Rule], topics: Sequence[str], account: str, language: str) -> Rule | None:
    """The most specific of *rules* that reaches to it; None when none does. *topics*: what it is about, first what counts
    most. The more a rule asks for the more specific it is; of two that ask for as much, first the one for a topic, then the
    one for an account. Of two for different topics, the one whose topic is named first. A tie cannot be: no two rules ask for
    the same."""
    place = {topic: n for n, topic in reversed(list(enumerate(topics)))}
    reach = [
        r
        for r in rules
        if (not r.topic or r.topic in place) and r.account in ("", account) and r.language in ("", language)
    ]
    return min(reach, key=lambda r: _rank(r, place), default=None)


def _rank(r: Rule, place: dict[str, int]) -> tuple[int, bool, bool, int]:
    asked = sum(map(bool, r.asks))
    return -asked, not r.topic, not r.account, place.get(r.topic, 0)


def responsible(
    rules: Iterable[Rule],
    topics: Sequence[str],
    account: str,
    language: str,
    *,
    here: Collection[int],
    stand_ins: dict[int, int] | None = None,
) -> Found:
    """Who gets it now. *here*: the members who can answer and are not away; *stand_ins*: who stands in for whom everywhere.

    The owner; while she is away the rule's own deputy, then whoever stands in for her, then the team. Never somebody who is
    away, and never a chain of deputies of deputies.
    """
    rule = rule_for(rules, topics, account, language)
    if rule is None:
        return Found(Way.NOBODY)
    in_turn = (
        (Way.OWNER, rule.owner),
        (Way.DEPUTY, rule.deputy),
        (Way.STAND_IN, (stand_ins or {}).get(rule.owner)),
    )
    for way, member in in_turn:
        if member is not None and member in here:
            return Found(way, rule, member, rule.team)
    return Found(Way.TEAM, rule, None, rule.team) if rule.team else Found(Way.AWAY, rule)
