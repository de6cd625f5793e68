"""The trial run: for some weeks everything is approved as before, and Zuruf notes beside each what it would have said."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from zuruf.core.mandate import coverage
from zuruf.core.people import May, Who
from zuruf.flow import audit
from zuruf.flow.author import matter
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Weighed
from zuruf.store.models import SecondPair, Trial, TrialNote
from zuruf.store.queries.mandate import held
from zuruf.store.queries.reply import Scene

WEEKS = range(1, 27)


def start(who: Who, weeks: int, *, now: datetime | None = None) -> str:
    """From now on every answer is put before a second pair of eyes, for this many weeks; the run's public id. Declined:
    "not_allowed", "weeks", "running" (one goes on already)."""
    now = now or clock()
    _must_run(who)
    if weeks not in WEEKS:
        raise Declined("weeks")
    sweep(now=now)
    try:
        with transaction.atomic():
            run = Trial.objects.create(
                started_by_id=who.id, started_at=now, until=now + timedelta(weeks=weeks)
            )
            audit.record("trial.started", "trial", run.public_id, now=now, who=who, data={"weeks": weeks})
    except IntegrityError:
        raise Declined("running") from None
    return run.public_id


def end(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """From now on only what guidelines and mandates say is asked. Declined: "not_allowed", "gone", "over"."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        rows = Trial.objects.filter(public_id=public_id)
        if not rows.filter(ended_at=None).update(ended_at=now, ended_by_id=who.id):
            raise Declined("over" if rows.exists() else "gone")
        audit.record("trial.ended", "trial", public_id, now=now, who=who)


def sweep(*, now: datetime | None = None) -> int:
    """End the run whose time is over; how many. It ended when it was to end."""
    now = now or clock()
    over = list(Trial.objects.filter(ended_at=None, until__lte=now))
    for run in over:
        with transaction.atomic():
            if Trial.objects.filter(pk=run.pk, ended_at=None).update(ended_at=run.until):
                audit.record("trial.ended", "trial", run.public_id, now=now, why="time")
    return len(over)


def note(question: SecondPair, here: Scene, w: Weighed, now: datetime) -> None:
    """Keep beside this question what Zuruf would have said, if a trial run goes on. Inside the transaction that asks."""
    run = Trial.objects.filter(ended_at=None).first()
    if run is None:
        return
    about = matter(here, w.judgement)
    found = w.coverage or coverage(held(question.draft.author_id, now), about, now)
    TrialNote.objects.create(
        trial=run,
        ask=question,
        account_id=here.account_id,
        verdict=w.judgement.verdict,
        hits=w.hits(),
        covered=found.covered,
        topics=list(about.topics),
        intents=list(about.intents),
        risks=list(about.risks),
        asked_at=now,
    )


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
