"""The full-text index follows what is said, by the worker, in short steps: intake only notes what is due (by triggers).

A step reads and stems outside any transaction; then, in one, it takes the notes away and writes. What changed in between
is still due, what was deleted is not written: nothing is lost in a crash, and nothing that is gone comes back.
"""

import logging
from collections.abc import Callable, Iterator

from django.db import InterfaceError, OperationalError, transaction

from zuruf.classifiers import terms
from zuruf.core.search import Kind
from zuruf.store import search as store
from zuruf.store.queries import search as reading
from zuruf.store.queries.search_sources import Source, sources
from zuruf.store.search import Doc, Due

log = logging.getLogger(__name__)

AT_ONCE = 50  # per transaction, as with intake: nobody at a desk waits for it
NOTED_AT_ONCE = 2000  # ids a rebuild notes in a transaction
TERMS_AT_ONCE = 200


def step() -> int:
    """Index what is due, at most `AT_ONCE`; how many notes were looked at, 0 when nothing was due. What cannot be indexed is
    set aside (`zuruf search` says so) and stops nothing else."""
    looked_at = store.due(AT_ONCE)
    try:
        _index(looked_at)
    except (OperationalError, InterfaceError):  # the database is busy or away: no text is to blame
        raise
    except Exception:
        for one in looked_at:
            _index_alone(one)
    return len(looked_at)


def _index(looked_at: list[Due]) -> None:
    docs = [doc(one) for one in sources(looked_at)]
    with transaction.atomic():
        store.put(looked_at, docs)


def _index_alone(one: Due) -> None:
    try:
        _index([one])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("Cannot index %s %d: %s", one.kind, one.source, type(error).__name__)
        store.set_aside(one)


def doc(one: Source) -> Doc:
    """The terms of one source. Names are stemmed as German ones whatever the language of the text: who looks for a person
    knows no language of hers."""
    named = [term for name in one.names for term in terms.indexed(name)]
    return Doc(
        one.kind,
        one.id,
        one.at,
        one.conversation_id,
        terms.indexed(one.text, one.language),
        [*named, *_marks(one)],
    )


def _marks(one: Source) -> Iterator[str]:
    """What filters ask for. They begin with "_", as no word does."""
    yield f"_k{one.kind.value}"
    yield "_us" if one.ours else "_them"
    yield "_public" if one.public else "_private"
    yield f"_a{one.account_id}"
    yield f"_c{one.channel.lower()}"
    yield from (f"_t{slug.lower()}" for slug in one.topics)


def rebuild(told: Callable[[int, int], None] = lambda done, left: None) -> int:
    """Note everything as due, also what was set aside, and index it, telling (done, left) now and then; how many. Ended half-way, the worker goes on,
    or the next call: what is noted stays noted."""
    store.try_again()
    for kind in (Kind.POST, Kind.NOTE, Kind.MESSAGE):  # what is noted last is done first
        last = store.note_all(kind, 0, NOTED_AT_ONCE)
        while last:
            last = store.note_all(kind, last, NOTED_AT_ONCE)
    return catch_up(told)


def catch_up(told: Callable[[int, int], None] = lambda done, left: None) -> int:
    """Index until nothing is due; how many."""
    done = 0
    while more := step():
        done += more
        if done % (20 * AT_ONCE) < AT_ONCE:
            told(done, store.counts()[1])
    return done


def tidy() -> int:
    """Take out of the index what has no source any more, which triggers should have done; how many."""
    last, gone = store.drop_orphans(-(2**63), NOTED_AT_ONCE)
    total = gone
    while last:
        last, gone = store.drop_orphans(last, NOTED_AT_ONCE)
        total += gone
    return total


def forget_terms(after: str = "") -> str:
    """Forget terms that no text has any more, `TERMS_AT_ONCE` after *after*; the last one looked at, "" at the end. So a
    name does not outlive the messages that it stood in."""
    page = reading.terms_after(after, TERMS_AT_ONCE)
    still = {term for term in page if reading.occurs(term)}
    with transaction.atomic():
        store.forget_terms(after, len(page), still)
    return page[-1] if len(page) == TERMS_AT_ONCE else ""
