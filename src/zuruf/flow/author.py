"""Whoever wants to say something, as the verdict needs to know her: what she is, how she signs, what she was granted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from zuruf.core import mandate as core
from zuruf.core.guideline import Judgement
from zuruf.core.mandate import Coverage, Mandate, Matter
from zuruf.core.people import Role
from zuruf.flow import signing
from zuruf.flow.clock import clock
from zuruf.store.queries.mandate import Rules, held, rules
from zuruf.store.queries.reply import Scene
from zuruf.store.queries.signing import Signer


@dataclass(frozen=True, slots=True)
class Author:
    """`mark`: what stands in the brackets below her text; "" for none. `held`: the mandates that she holds. `in_force`: do
    mandates decide here? `ask_minutes`: how long a second pair of eyes has where no guideline says it. `old_way`: a trial
    run goes on, and everything is approved as before."""

    id: int
    role: str
    mark: str
    held: tuple[Mandate, ...] = ()
    in_force: bool = False
    ask_minutes: int = 30
    old_way: bool = False

    @property
    def partner(self) -> bool:
        """Drafts and advises, and never answers for anything. A guest stands no better."""
        return self.role in (Role.PARTNER, Role.GUEST)


HOUSE = Author(0, "", "")
"""Nobody in particular: the organisation's own prepared words. Guidelines alone judge them."""


def author(person: Signer, here: Scene, now: datetime | None = None, *, house: Rules | None = None) -> Author:
    """As she stands now, in this scene. Two statements, one where no mandates are in force; three more where she signs by
    her own name; one fewer where the *house* was read."""
    now = now or clock()
    house = house or rules()
    holds = held(person.id, now) if house.in_force else ()
    mark = signing.mark_of(person, here, now)
    return Author(person.id, str(person.role), mark, holds, house.in_force, house.ask_minutes, house.trial)


def elsewhere(by: Author, person: Signer, here: Scene, now: datetime) -> Author:
    """The same author in another scene, where she may sign otherwise. No statement, three where she signs by her own name."""
    return replace(by, mark=signing.mark_of(person, here, now))


def matter(here: Scene, judgement: Judgement | None = None, *, goodwill: int = 0, spent: int = 0) -> Matter:
    """What an answer in this scene is about. Risks lie in what is answered and, by *judgement*, in the answer itself.
    *goodwill*, *spent*: cents, see `core.mandate.Matter`."""
    found = here.findings
    said: Iterable[str] = judgement.delicate if judgement else ()
    risks = dict.fromkeys((*found.get("risk", ()), *sorted(said)))
    topics, intents = (tuple(found.get(label, ())) for label in ("topic", "intent"))
    return Matter(here.account_id, topics, intents, tuple(risks), here.post, goodwill, spent)


def coverage(who: Author, about: Matter, now: datetime) -> Coverage | None:
    """What her mandates say about it; None where mandates are not in force, and for a partner, who holds none."""
    return core.coverage(who.held, about, now) if who.in_force and not who.partner else None
