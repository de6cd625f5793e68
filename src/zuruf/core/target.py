"""Service targets: until when whoever wrote is to have a first answer, and every further one. The most specific target
that fits wins. Minutes are minutes of being open (core.calendar)."""

from collections.abc import Iterable
from dataclasses import dataclass

from zuruf.core.triage import RISKS_FOUND

ANY = "any"
"""In the place of one risk: whatever risk was found."""
RISKS = (ANY, *RISKS_FOUND)
USUAL = 60  # minutes until our first answer, before a person of the house said otherwise
LONGEST = 60 * 24 * 60  # minutes; nobody promises an answer in a quarter


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of whoever waits. `account`: public id; `topics`, `risks`: what triage or a person found in the words
    that wait; `again`: we have answered here before, so it is the next answer that is waited for."""

    account: str = ""
    topics: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()
    language: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """For what fits all conditions ("" fits everything): `first` minutes until our first answer, `next` until each later
    one. `key` is its public id, "" the house's own."""

    first: int
    next: int
    account: str = ""
    topic: str = ""
    risk: str = ""
    language: str = ""
    key: str = ""

    @property
    def conditions(self) -> int:
        return sum(map(bool, (self.account, self.topic, self.risk, self.language)))

    def minutes(self, *, again: bool) -> int:
        return self.next if again else self.first

    def fits(self, asked: Asked) -> bool:
        return (
            self.account in ("", asked.account)
            and (not self.topic or self.topic in asked.topics)
            and (not self.risk or self.risk in asked.risks or (self.risk == ANY and bool(asked.risks)))
            and self.language in ("", asked.language)
        )


def chosen(targets: Iterable[Target], asked: Asked, house: Target) -> Target:
    """The target that applies: of those that fit the one with most conditions, of these the shorter time (so one for any
    risk is an upper bound beside one that names it); *house* where none fits. The order of *targets* does not matter."""
    fitting = [t for t in targets if t.fits(asked)]
    return min(fitting, key=lambda t: _rank(t, again=asked.again), default=house)


def _rank(t: Target, *, again: bool) -> tuple[int, int, int, str]:
    return -t.conditions, t.minutes(again=again), t.first + t.next, t.key
