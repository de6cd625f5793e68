"""The house's own model: taught anew by the worker, in a process of its own, when enough was corrected. Nothing leaves this machine.

It lies in ZURUF_DATA/profiles/_house as numbers, under a name that `zuruf teach` takes for no profile; beside it stands up to which
example it learned. When words that it learned from went, it is taught anew without them within a day, or removed. What is only said otherwise of the same words counts as new.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from zuruf.flow.answering import is_reply
from zuruf.flow.clock import clock
from zuruf.store.queries import examples, topics

EACH = 20
"""New examples until the model is taught anew."""
OTHERS = 400
"""Messages of which nobody said anything that are held against a topic."""
MOST = 20_000
"""Examples of a task that are learned from, the newest: a minute's work."""
FORGETS = timedelta(days=1)
LOOKED_AT = 2000
_NOTE = "learned.json"


def due(*, now: datetime | None = None) -> bool:
    """Is there enough to learn, or something to forget? One statement."""
    now = now or clock()
    learned = _told()
    grown = examples.grown(learned.until, learned.last)
    went = grown.left < learned.examples
    return grown.fresh >= EACH or bool(went and learned.at and now - learned.at >= FORGETS)


@dataclass(frozen=True, slots=True)
class Standing:
    """When the model was last taught (None: never), from how many examples, and how many are missing until the next time."""

    at: datetime | None
    examples: int
    missing: int


def standing() -> Standing:
    """For the page about it. One statement."""
    learned = _told()
    fresh = examples.grown(learned.until, learned.last).fresh
    return Standing(learned.at, learned.examples, max(0, EACH - fresh))


def learn(*, now: datetime | None = None) -> tuple[str, ...]:
    """Teach the house's model from all that people said; the tasks that it knows now. A task that is worse than what stands is not
    replaced, except where words that it learned from went. Takes up to a minute: for a process of its own."""
    from zuruf.classifiers import compact_file, house
    from zuruf.classifiers.compact import Compact
    from zuruf.classifiers.taught import Example

    now = now or clock()
    learned = _told()
    until = learned.until
    grown = examples.grown(until, learned.last)
    said = examples.newest(MOST)
    every = [Example(e.whole[:LOOKED_AT], e.said, e.at.date(), is_reply(*e.place)) for e in said]
    fresh = [e for e, row in zip(every, said, strict=True) if until is None or row.at > until]
    slugs = [slug for slug, _ in topics.words()]
    others = [(text[:LOOKED_AT], is_reply(*place)) for text, place in examples.others(OTHERS)]
    stands = Compact({})
    if grown.left >= learned.examples:  # else it may know words that went
        try:
            stands = compact_file.load(path())
        except (OSError, compact_file.Broken):
            stands = Compact({})
    model = house.taught(house.lessons(every, others, slugs), house.lessons(fresh, (), slugs), stands)
    if model.tasks:
        compact_file.save(model, path())
    else:
        path().unlink(missing_ok=True)
    newest = max((row.at for row in said), default=None)
    told = {"until": newest.isoformat() if newest else "", "examples": grown.there, "last": grown.last}
    _note({**told, "at": now.isoformat()})
    return tuple(model.tasks)


def forget_all() -> None:
    """The house's model goes, with the note of what it learned."""
    path().unlink(missing_ok=True)
    _noted().unlink(missing_ok=True)


def path() -> Path:
    """Where the house's model lies, whether there is one or not."""
    here = Path(settings.DATA) / "profiles" / "_house"
    before = here.with_name("house")  # where it lay at first: it would take away a profile of that name
    if not here.exists() and (before / _NOTE).exists():
        with suppress(OSError):  # another process was quicker
            before.rename(here)
    return here / "model.npz"


def _noted() -> Path:
    return path().with_name(_NOTE)


@dataclass(frozen=True, slots=True)
class _Learned:
    """When the newest example was said that was learned from, how many there were, the key of the last row, and when that was."""

    until: datetime | None = None
    examples: int = 0
    last: int = 0
    at: datetime | None = None


def _told() -> _Learned:
    try:
        told = json.loads(_noted().read_text())
        until, at = told["until"], datetime.fromisoformat(told["at"])
        return _Learned(
            datetime.fromisoformat(until) if until else None, int(told["examples"]), int(told["last"]), at
        )
    except (OSError, ValueError, KeyError, TypeError):
        return _Learned()


def _note(told: dict[str, object]) -> None:
    _noted().parent.mkdir(parents=True, exist_ok=True)
    fresh = _noted().with_suffix(".new")
    fresh.write_text(json.dumps(told))
    fresh.replace(_noted())
