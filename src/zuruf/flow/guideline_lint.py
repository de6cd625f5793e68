"""The linter over the guidelines of this organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zuruf import channels
from zuruf.classifiers import facts
from zuruf.core.guideline import Guideline
from zuruf.core.guideline_lint import Place, Smell, keeps_back, lint
from zuruf.core.what_if import Tally
from zuruf.flow import guideline
from zuruf.store.queries import what_if
from zuruf.store.queries.guideline_facts import around, keeps_back_percent, labels_found


@dataclass(frozen=True, slots=True)
class Linted:
    """What the linter found. `counted_at`: when last month's answers were counted (`answers` of them); None: not yet."""

    smells: tuple[Smell, ...]
    counted_at: datetime | None = None
    answers: int = 0

    def of(self, slug: str) -> tuple[Smell, ...]:
        """Those of one guideline."""
        return tuple(s for s in self.smells if s.slug == slug)


def linted() -> Linted:
    """All guidelines that are on, together, and their share of last month's answers as counted last."""
    on = guideline.active()
    smells = list(lint(on, _place(), facts.find))
    run = what_if.last_lint()
    if run is None:
        return Linted(tuple(smells))
    percent, tally = keeps_back_percent(), Tally.of(run.result)
    counted = {(str(c["slug"]), c.get("version")) for c in run.changes}
    for g in on:
        if (g.id, g.version) in counted:
            smell = keeps_back(g, tally.hits[g.id], run.done, percent)
            smells += [smell] if smell else []
    return Linted(tuple(smells), run.finished_at, run.done)


def linted_with(edited: Guideline, hits: int, answers: int) -> tuple[Smell, ...]:
    """What would be found of *edited* if it were on beside the others, of which it hits *hits* of the *answers* tried."""
    others = [g for g in guideline.active() if g.id != edited.id]
    found = [s for s in lint([*others, edited], _place(), facts.find) if edited.id in (s.slug, s.other)]
    share = keeps_back(edited, hits, answers, keeps_back_percent())
    return (*found, *([share] if share else []))


def _place() -> Place:
    return Place(frozenset(channels.kinds()), frozenset(labels_found()), around().house)


def names(smells: Sequence[Smell]) -> frozenset[str]:
    """The guidelines that these speak of."""
    return frozenset(slug for s in smells for slug in (s.slug, s.other) if slug)
