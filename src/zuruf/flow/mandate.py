"""Mandates: who may say what without asking. Granted, changed and ended by whoever runs the house, with a reason."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from zuruf.core.mandate import Risk
from zuruf.core.people import OURS, May, Role, Who
from zuruf.flow import planned, planned_ground
from zuruf.flow.audit import record
from zuruf.flow.author import HOUSE, Author, author, coverage, matter
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Account, GuidelineVersion, Mandate, Member, Organisation, Team, Topic
from zuruf.store.queries.mandate import held

__all__ = [
    "HOUSE", "Author", "Grant", "author", "begin", "change", "coverage", "end", "grant", "held", "matter", "switch",
]  # fmt: skip

FIRST = (
    (Role.DESK, ("Alltag", "Everyday"), Risk.EVERYDAY),
    (Role.OWNER, ("Leitung", "Lead"), Risk.SERIOUS),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted, and to whom. Exactly one of `member` (public id), `team` (public id) and `role` (a `Role`) is set.

    `accounts`: public ids; `topics`, `waives`: slugs; each empty tuple but `waives` means all of them. `goodwill_each`,
    `goodwill_month`: cents. `starts_at` None: at once; `ends_at` None: until it is ended. `why`: a sentence. `evidence`:
    as the row keeps it, {proposal, reviews, fine, lower} or {text}.
    """

    name: str
    member: str = ""
    team: str = ""
    role: str = ""
    accounts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    highest_risk: Risk = Risk.EVERYDAY
    goodwill_each: int = 0
    goodwill_month: int = 0
    own_name: bool = False
    posts: bool = True
    waives: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    why: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


def grant(who: Who, what: Grant, *, now: datetime | None = None) -> str:
    """A new mandate; its public id. It holds from its start on, as far as mandates are in force (`switch`).

    Declined: "not_allowed", "mandate_name", "mandate_holder" (none, or more than one), "unknown_person",
    "unknown_team", "partner_holds", "unknown_accounts", "unknown_topics", "unknown_guidelines", "mandate_term",
    "goodwill_limits" (more in one answer than in a month).
    """
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        made = _made(who, what, now)
        record("mandate.granted", "mandate", made.public_id, now=now, who=who)
        announce("mandate", [made.public_id], now)
    return made.public_id


def change(who: Who, mandate: str, what: Grant, *, now: datetime | None = None) -> str:
    """A new mandate in the place of this one (public id), which ends now; the new one's public id. What it says changes,
    never who holds it: whoever that was before holds it still, whatever *what* names.

    Declined: "unknown_mandate", "mandate_over" (ended already), "mandate_same" (nothing would change), and as `grant`.
    """
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        was = _live(mandate)
        changed = _changed(was, what)
        if not changed:
            raise Declined("mandate_same")
        _end(was, who, now, "")
        planned.mandate_over(was.public_id, now)
        begins = max(was.starts_at, now)
        made = _made(who, replace(what, starts_at=max(what.starts_at or begins, now)), now, was)
        data = {"replaces": was.public_id, "fields": changed}
        record("mandate.changed", "mandate", made.public_id, now=now, who=who, data=data)
        announce("mandate", [was.public_id, made.public_id], now)
    return made.public_id


def end(who: Who, mandate: str, why: str, *, now: datetime | None = None) -> None:
    """From now on nobody holds it; what is planned on its ground asks a person first. Declined: "not_allowed", "unknown_mandate", "mandate_over", "mandate_why" (it takes a
    sentence: somebody may say less from now on)."""
    now = now or clock()
    _must_run(who)
    if not why.strip():
        raise Declined("mandate_why")
    with transaction.atomic():
        was = _live(mandate)
        _end(was, who, now, why.strip()[:300])
        planned.mandate_over(was.public_id, now)
        record("mandate.ended", "mandate", was.public_id, now=now, who=who)
        announce("mandate", [was.public_id], now)


def switch(who: Who, on: bool, *, now: datetime | None = None) -> None:
    """Mandates are in force, or guidelines alone decide. Declined: "not_allowed", "no_mandates" (there is none: everything
    would be asked about)."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        if on and not Mandate.objects.filter(ended_at=None).exists():
            raise Declined("no_mandates")
        if not Organisation.objects.filter(pk=1, mandates=not on).update(mandates=on):
            return
        verb = "organisation.mandates_on" if on else "organisation.mandates_off"
        record(verb, "organisation", "1", now=now, who=who)
        planned_ground.switched(now)
        announce("mandate", [""], now)


def begin(who: Who, language: str, *, now: datetime | None = None) -> None:
    """The first mandates of a house that has none, in its *language*, and in force: whoever answers at the desk may say what
    is everyday, whoever runs the house also what is serious. Does nothing where there are any. Declined("not_allowed")."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        if Mandate.objects.filter(ended_at=None).exists():
            return
        for role, (german, english), risk in FIRST:
            grant(who, Grant(german if language == "de" else english, role=role, highest_risk=risk), now=now)
        switch(who, True, now=now)


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")


def _live(public_id: str) -> Mandate:
    found = Mandate.objects.filter(public_id=public_id).first()
    if found is None:
        raise Declined("unknown_mandate")
    if found.ended_at is not None:
        raise Declined("mandate_over")
    return found


def _end(was: Mandate, who: Who, now: datetime, why: str) -> None:
    """Claimed by a condition: of two who end it at once the second hears so."""
    mine = Mandate.objects.filter(pk=was.pk, ended_at=None)
    if not mine.update(ended_at=now, ended_by=who.id, ended_why=why):
        raise Declined("mandate_over")


def _made(who: Who, what: Grant, now: datetime, was: Mandate | None = None) -> Mandate:
    """In the caller's transaction."""
    if not what.name.strip():
        raise Declined("mandate_name")
    starts = what.starts_at or now
    if what.ends_at is not None and what.ends_at <= max(starts, now):
        raise Declined("mandate_term")
    if what.goodwill_each > what.goodwill_month:
        raise Declined("goodwill_limits")
    _known(what)
    accounts = list(Account.objects.filter(public_id__in=what.accounts))
    if len(accounts) != len(set(what.accounts)):
        raise Declined("unknown_accounts")
    holder = {"member": was.member, "team": was.team, "role": was.role} if was else _holder(what)
    made = Mandate.objects.create(
        **holder,
        **_terms(what),
        starts_at=starts,
        granted_by_id=who.id,
        granted_at=now,
        why=what.why.strip(),
        evidence=what.evidence,
        replaces=was,
    )
    made.accounts.set(accounts)
    return made


def _terms(what: Grant) -> dict[str, Any]:
    """What it says, but for its start: as the row keeps it."""
    return {
        "name": what.name.strip()[:120],
        "topics": sorted(set(what.topics)),
        "intents": sorted(set(what.intents)),
        "highest_risk": Risk(what.highest_risk).value,
        "goodwill_each": what.goodwill_each,
        "goodwill_month": what.goodwill_month,
        "own_name": what.own_name,
        "posts": what.posts,
        "waives": sorted(set(what.waives)),
        "ends_at": what.ends_at,
    }


def _changed(was: Mandate, what: Grant) -> list[str]:
    """Which fields differ."""
    fields = {name for name, value in _terms(what).items() if getattr(was, name) != value}
    if set(was.accounts.values_list("public_id", flat=True)) != set(what.accounts):
        fields.add("accounts")
    if what.starts_at is not None and what.starts_at != was.starts_at:
        fields.add("starts_at")
    return sorted(fields)


def _known(what: Grant) -> None:
    """A slip of the pen must not make a mandate that reaches nothing, or waives nothing."""
    topics = Topic.objects.filter(slug__in=what.topics).values_list("slug", flat=True)
    if set(what.topics) - set(topics):
        raise Declined("unknown_topics")
    known = GuidelineVersion.objects.filter(slug__in=what.waives).values_list("slug", flat=True)
    if set(what.waives) - set(known):
        raise Declined("unknown_guidelines")


def _holder(what: Grant) -> dict[str, Any]:
    """Only ours hold mandates: a partner never answers for anything, and a guest only reads."""
    if sum(map(bool, (what.member, what.team, what.role))) != 1:
        raise Declined("mandate_holder")
    if what.role:
        if what.role not in OURS:
            raise Declined("partner_holds")
        return {"role": what.role}
    if what.team:
        team = Team.objects.filter(public_id=what.team).first()
        if team is None:
            raise Declined("unknown_team")
        return {"team": team}
    member = Member.objects.filter(public_id=what.member, is_active=True).first()
    if member is None:
        raise Declined("unknown_person")
    if member.role not in OURS:
        raise Declined("partner_holds")
    return {"member": member}
