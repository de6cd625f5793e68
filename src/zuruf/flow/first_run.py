"""The first run: who we are, who the first person is, and which guidelines and mandates hold from the first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core.people import May, Who
from zuruf.flow import accounts, guideline, holding_set, mandate, organisation, people
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.moving_out import demo_out, house_out, really_connected
from zuruf.flow.organisation import Settings
from zuruf.store.models import Organisation


@dataclass(frozen=True, slots=True)
class Person:
    """The first person, as she introduces herself. `password` as typed, already validated."""

    name: str
    initials: str
    email: str
    password: str


def finish(
    who: Who,
    settings: Settings,
    person: Person,
    guidelines: Sequence[str],
    *,
    clear: bool = False,
    now: datetime | None = None,
) -> None:
    """Everything of the first-run page at once; the desk opens. *guidelines*: the slugs switched on. *clear*: the
    invented company moves out, with all that was tried on it, and with its hours, place, topics, holds and incidents where no
    account was really connected yet."""
    now = now or clock()
    with transaction.atomic():
        if clear:
            demo_out(who, now)
            if not really_connected():  # else what the house says of itself may be its own already
                house_out(who)
        organisation.save(who, settings, now=now)
        language = settings.language if not who.language else who.language
        people.set_profile(
            who, name=person.name, initials=person.initials, language=language, email=person.email, now=now
        )
        people.set_password(who, person.password, old=None, now=now)
        guideline.seed(now)
        holding_set.seed(now)
        guideline.choose(who, frozenset(guidelines), now=now)
        mandate.begin(who, settings.language, now=now)
        Organisation.objects.filter(pk=1).update(first_run_done=True, demo=False)
        record("organisation.first_run_done", "organisation", "1", now=now, who=who)
    accounts.rename_talk(settings.name, now)


def keep_demo(who: Who, *, name: str, initials: str, now: datetime | None = None) -> None:
    """Look around with the invented company first; she can say who she really is at any later time."""
    now = now or clock()
    with transaction.atomic():
        if not who.name:
            people.set_profile(who, name=name, initials=initials, language=who.language, now=now)
        Organisation.objects.filter(pk=1).update(first_run_done=True)
        record("organisation.demo_kept", "organisation", "1", now=now, who=who)


def put_steps_away(who: Who, away: bool = True, *, now: datetime | None = None) -> None:
    """The list of first steps is shown no more, or again. Raises Declined("not_allowed")."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        if Organisation.objects.filter(pk=1).exclude(steps_away=away).update(steps_away=away):
            verb = "organisation.steps_away" if away else "organisation.steps_back"
            record(verb, "organisation", "1", now=now, who=who)
