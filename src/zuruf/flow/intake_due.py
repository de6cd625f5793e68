"""Until when an answer is due to what just came in: nothing is asked for where all is the house's own target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zuruf.core.target import Asked
from zuruf.flow.due import Reckoner
from zuruf.flow.intake_threads import Ready
from zuruf.store.queries import targets
from zuruf.store.queries.intake import Thread


def first(
    here: Reckoner,
    account: str,
    threads: Mapping[int | str, Thread],
    members: Mapping[int | str, Sequence[Ready]],
) -> None:
    """Of conversations that are new, by the messages that they begin with. *account*: public id."""
    for place, them in members.items() if here.fine else ():
        thread = threads[place]
        if isinstance(place, str) and thread.waiting_since:
            thread.due_at = here.due(_asked(thread, account, them), thread.waiting_since, thread.owner_id)


def again(here: Reckoner, threads: Mapping[int | str, Thread], changed: Iterable[int | str]) -> None:
    """Of those of *changed* that were there before: what they wrote may have another target. Four statements at most."""
    moved = {k: threads[k] for k in changed if isinstance(k, int) and k in threads} if here.fine else {}
    since = {k: t.waiting_since for k, t in moved.items() if t.waiting_since}
    for key, waits in targets.waits(since).items() if since else ():
        thread = moved[key]
        told = replace(waits.asked, language=thread.language)
        thread.due_at = here.due(told, since[key], thread.owner_id)


def _asked(thread: Thread, account: str, messages: Iterable[Ready]) -> Asked:
    found = [f for r in messages if r.assessment for f in r.assessment.findings if f.value]
    topics, risks = ({f.value for f in found if f.label == label} for label in ("topic", "risk"))
    return Asked(account, frozenset(topics), frozenset(risks), thread.language)
