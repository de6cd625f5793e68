"""What a trial run found: its sums, the mandates that would have sufficed, and what would have slipped through."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from zuruf.core.evidence import Permit
from zuruf.core.people import May, Who
from zuruf.core.small_groups import enough
from zuruf.core.trial import Outcome, outcome
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import agreement, price, trial
from zuruf.store.queries import guideline as guidelines
from zuruf.store.queries.trial import Run, Text

SHOWN = 12  # of what would have slipped through


@dataclass(frozen=True, slots=True)
class Report:
    """`hidden`: too few people stand behind what was asked here, so that only the mandates are shown. `told`: approvals that
    a file told. `back`: taken back by their authors. `accounts`: key → (public id, name). `asking`: guidelines that would
    have asked or stopped, by title, with how often, and how often nothing that matters was changed then. `missed`: texts
    of approvals that mattered though no guideline would have asked; at most SHOWN."""

    run: Run
    outcome: Outcome
    hidden: bool
    told: int
    back: int
    accounts: dict[int, tuple[str, str]]
    asking: tuple[tuple[str, str, int, int], ...]
    missed: tuple[Text, ...]


def read(who: Who, public_id: str, *, language: str = "de", now: datetime | None = None) -> Report:
    """The report as of *now*, also while the run goes on. Declined: "not_allowed", "gone"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    run = trial.run(public_id)
    if run is None:
        raise Declined("gone")
    kept = trial.kept(public_id)
    here = sum(a.here for a in kept.approvals)
    found = outcome(kept.approvals)
    hidden = (
        here > 0 and not enough(kept.eyes, kept.authors) and not agreement.permitted(Permit.SMALL_GROUPS, now)
    )
    asks: Counter[str] = Counter(g for a in kept.approvals if a.ended_at for g in a.guidelines)
    idle: Counter[str] = Counter(
        g for a in kept.approvals if a.ended_at and not a.mattered for g in a.guidelines
    )
    titles = guidelines.titles(set(asks), language)
    texts = {} if hidden else trial.texts(public_id, found.missed[:SHOWN])
    return Report(
        run, found, hidden, len(kept.approvals) - here, kept.back, price.accounts(),
        tuple((slug, titles.get(slug, slug), n, idle[slug]) for slug, n in asks.most_common()),
        tuple(texts[pk] for pk in found.missed if pk in texts),
    )  # fmt: skip
