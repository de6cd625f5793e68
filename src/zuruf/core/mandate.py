"""Mandates: what somebody may say to the public without asking, and why not more. Pure rules over what others found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Risk(StrEnum):
    """How much an answer can harm, in steps. A mandate says up to which step it reaches."""

    EVERYDAY = "everyday"
    DELICATE = "delicate"
    SERIOUS = "serious"
    GRAVE = "grave"


RISKS = tuple(Risk)

RISK_OF = {
    "politics": Risk.DELICATE,
    "personal_data": Risk.DELICATE,
    "press": Risk.SERIOUS,
    "legal": Risk.SERIOUS,
    "health": Risk.SERIOUS,
    "threat": Risk.GRAVE,
    "self_harm": Risk.GRAVE,
}
"""Which step what triage finds under "risk" stands on. What is not listed here counts as GRAVE."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """What was granted, at one version. Empty `accounts`, `topics`, `intents`: all of them.

    `id`, `accounts`: keys of rows. `goodwill_each`, `goodwill_month`: cents that may be promised in one answer, and by
    one person in a calendar month. `waives`: ids of guidelines that need not ask whoever holds this; what they would
    ask about is surely looked at afterwards. `posts`: may posts of our own go out on it? `ends_at` None: no end was set.
    `deputy_for`: the name of whoever is absent, when it is held in her place; "" when it is held by oneself.
    """

    id: int
    public_id: str
    name: str
    accounts: frozenset[int] = frozenset()
    topics: frozenset[str] = frozenset()
    intents: frozenset[str] = frozenset()
    highest_risk: Risk = Risk.EVERYDAY
    goodwill_each: int = 0
    goodwill_month: int = 0
    own_name: bool = False
    posts: bool = True
    waives: frozenset[str] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    granted_by: str = ""
    deputy_for: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What an answer is about. `topics`, `intents`, `risks`: what triage found in the message that is answered, and for
    risks also in the answer itself. `goodwill`: cents that it promises; `spent`: cents that its author promised this
    month already, under any mandate."""

    account: int
    topics: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    post: bool = False
    goodwill: int = 0
    spent: int = 0

    @property
    def risk(self) -> Risk:
        """The highest step of all that was found."""
        return max((RISK_OF.get(r, Risk.GRAVE) for r in self.risks), key=RISKS.index, default=Risk.EVERYDAY)


class Gap(StrEnum):
    """Why a mandate does not reach."""

    NONE = "none"  # she holds none
    TERM = "term"  # not yet, or no longer
    ACCOUNT = "account"
    TOPIC = "topic"  # another one, or nobody knows which
    INTENT = "intent"
    RISK = "risk"
    POST = "post"
    GOODWILL = "goodwill"  # more than it allows in one answer
    GOODWILL_MONTH = "goodwill_month"  # more than is left of this month


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether somebody may say it without asking. `mandate`: the one that backs it, or the one that comes nearest when
    `gaps` say why none does; None when she holds none. `waives`: guidelines that need not ask her here."""

    mandate: Mandate | None
    gaps: tuple[Gap, ...] = ()
    waives: frozenset[str] = frozenset()

    @property
    def covered(self) -> bool:
        return not self.gaps


def gaps(m: Mandate, matter: Matter, now: datetime) -> tuple[Gap, ...]:
    """Everything that lies outside of this mandate; () when it reaches.

    Where a mandate names topics or intents, all that were found must be among them, and something must have been found:
    what nobody understood is not covered by what was granted for something else. A post answers nobody, so neither is
    asked of it.
    """
    early = m.starts_at is not None and now < m.starts_at
    over = m.ends_at is not None and now >= m.ends_at
    found = (
        (Gap.TERM, early or over),
        (Gap.ACCOUNT, bool(m.accounts) and matter.account not in m.accounts),
        (Gap.POST, matter.post and not m.posts),
        (Gap.TOPIC, not matter.post and _outside(m.topics, matter.topics)),
        (Gap.INTENT, not matter.post and _outside(m.intents, matter.intents)),
        (Gap.RISK, RISKS.index(matter.risk) > RISKS.index(m.highest_risk)),
        (Gap.GOODWILL, matter.goodwill > m.goodwill_each),
        (Gap.GOODWILL_MONTH, matter.goodwill > 0 and matter.spent + matter.goodwill > m.goodwill_month),
    )
    return tuple(gap for gap, there in found if there)


def coverage(held: Sequence[Mandate], matter: Matter, now: datetime) -> Coverage:
    """What the mandates that she holds say about this matter. Of several that reach, one that is her own backs it before
    one that she holds as a deputy, then the narrowest; what any of those that reach waives is waived."""
    missing = [(m, gaps(m, matter, now)) for m in held]
    reaching = [m for m, lacks in missing if not lacks]
    if reaching:
        best = min(reaching, key=_narrowness)
        return Coverage(best, (), frozenset().union(*(m.waives for m in reaching)))
    if not missing:
        return Coverage(None, (Gap.NONE,))
    nearest, lacks = min(missing, key=lambda found: (len(found[1]), _narrowness(found[0])))
    return Coverage(nearest, lacks)


def _outside(granted: Iterable[str], found: Sequence[str]) -> bool:
    allowed = set(granted)
    return bool(allowed) and (not found or not allowed.issuperset(found))


def _narrowness(m: Mandate) -> tuple[bool, int, int]:
    """Sorts the own before the deputy's, and the more particular first."""
    return bool(m.deputy_for), -sum(map(bool, (m.accounts, m.topics, m.intents))), m.id
