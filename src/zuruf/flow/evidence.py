"""Proposals that a mandate grow or shrink: made from what people found, shown to the person first, passed on by her, decided by
whoever granted the mandate."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from zuruf.core.evidence import FEW, Proposed, Standing
from zuruf.core.growth import narrower, wider
from zuruf.core.mandate import Risk
from zuruf.core.people import OURS, May, Who
from zuruf.flow import mandate as granting
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.mandate import Grant
from zuruf.store import changes
from zuruf.store.models import Mandate, Member, Proposal, Review
from zuruf.store.queries import evidence as reading
from zuruf.store.queries.mandate import held
from zuruf.store.queries.review import lines

OPEN = ("with_person", "passed_on")


def sweep(now: datetime | None = None) -> int:
    """Propose wherever enough was looked at and no proposal waits; how many. A net: each review asks by itself; what second
    pairs of eyes decide, and what came in the same moment, is found here."""
    now = now or clock()
    done = Review.objects.filter(state="done", mandate__isnull=False, mandate__ended_at=None)
    enough = done.values("delivery__author", "mandate").annotate(n=Count("pk")).filter(n__gte=FEW)
    pairs = [(row["delivery__author"], row["mandate"]) for row in enough.order_by()]
    return sum(propose_for(member, mandate, now) for member, mandate in pairs)


def reviewed(member: int, mandate: Mandate | None, now: datetime) -> None:
    """One more answer of hers was looked at: propose, if that led to another look at her results. After the review is
    committed: her whole history is read, and nobody who writes shall wait for that."""
    if mandate is not None and reading.looks_now(member, mandate):
        propose_for(member, mandate.pk, now)


def retract(member: int, mandate: int | None, since: datetime) -> None:
    """A review of *since* is undone: what was proposed on it and not passed on was never there. In the caller's
    transaction."""
    Proposal.objects.filter(mandate=mandate, member=member, state="with_person", made_at__gte=since).delete()


def propose_for(member: int, mandate: int | None, now: datetime) -> int:
    """A proposal for this person under this mandate, if the last look at her results asks for one and none of its kind was
    made from it; 1 or 0."""
    if mandate is None:
        return 0
    m = Mandate.objects.filter(pk=mandate, ended_at=None).select_related("member").first()
    if m is None or (m.member_id is not None and m.member_id != member):
        return 0  # what she did as somebody's deputy says nothing about her own
    known = Proposal.objects.filter(mandate=m, member=member)
    if not Member.objects.filter(pk=member, role__in=OURS).exists() or known.filter(state__in=OPEN).exists():
        return 0
    found = _concluded(member, m.pk)
    if any(p.figures.get("look") == found.look and p.kind == found.standing for p in known):
        return 0
    suggests = _suggests(m, member, found, now)
    return _propose(m, member, found, suggests, now) if suggests else 0


def _propose(m: Mandate, member: int, found: Proposed, suggests: dict[str, object], now: datetime) -> int:
    with transaction.atomic():
        Mandate.objects.select_for_update().get(pk=m.pk)  # of two at once the second sees the first
        if Proposal.objects.filter(mandate=m, member=member, state__in=OPEN).exists():
            return 0
        Proposal.objects.create(  # not in the audit, which all read: nobody but her knows of it until she passes it on
            mandate=m,
            member_id=member,
            kind=str(found.standing),
            figures=_figures(found),
            suggests=suggests,
            made_at=now,
        )
    return 1


def pass_on(who: Who, proposal: str, sentence: str = "", *, now: datetime | None = None) -> None:
    """The person herself passes it on to whoever granted the mandate, with a sentence. Declined: "unknown_proposal" (also
    when it is somebody else's), "already_decided", "proposal_over" (the results do not ask for it any more)."""
    now = now or clock()
    row = _hers(who, proposal)
    _check(row)
    fields = {"state": "passed_on", "sentence": sentence.strip()[:500], "passed_on_at": now}
    _move(row, "with_person", fields, "proposal.passed_on", who, now)


def drop(who: Who, proposal: str, *, now: datetime | None = None) -> None:
    """She keeps it to herself: nobody else ever hears of it, nor does the audit. Declined: as `pass_on`."""
    row = _hers(who, proposal)
    if not Proposal.objects.filter(pk=row.pk, state="with_person").update(state="dropped"):
        raise Declined("already_decided")


def grant(who: Who, proposal: str, why: str = "", *, now: datetime | None = None) -> str:
    """As proposed: another mandate takes the place of hers, or, where it is held by her team or role, she is granted one of her
    own. Its public id. Declined: "not_allowed", "not_grantor" (by), "unknown_proposal", "already_decided", "proposal_over",
    and what `flow.mandate` says."""
    now = now or clock()
    row = _for_grantor(who, proposal)
    _check(row)
    m, figures = row.mandate, row.figures
    proof = {"proposal": row.public_id, **{k: figures[k] for k in ("reviews", "fine", "lower")}}
    sentence = why.strip() or row.sentence
    what = replace(_as_it_is(m), why=sentence, evidence=proof, **_fields(row.suggests))
    with transaction.atomic():
        decided = {
            "state": "granted",
            "decided_by": who.id,
            "decided_at": now,
            "decided_why": why.strip()[:500],
        }
        _move(row, "passed_on", decided, "proposal.granted", who, now)
        if m.member_id == row.member_id:
            made = granting.change(who, m.public_id, what, now=now)
        else:
            made = granting.grant(who, replace(what, member=row.member.public_id, starts_at=None), now=now)
        Proposal.objects.filter(pk=row.pk).update(became=Mandate.objects.get(public_id=made))
        Proposal.objects.filter(mandate=m, member=row.member_id, state__in=OPEN).update(state="dropped")
    return made


def decline(who: Who, proposal: str, why: str, *, now: datetime | None = None) -> None:
    """It stays as it is, and she reads why. Declined: as `grant`, and "proposal_why"."""
    now = now or clock()
    row = _for_grantor(who, proposal)
    if not why.strip():
        raise Declined("proposal_why")
    decided = {"state": "declined", "decided_by": who.id, "decided_at": now, "decided_why": why.strip()[:500]}
    _move(row, "passed_on", decided, "proposal.declined", who, now)


def _move(row: Proposal, was: str, fields: dict[str, Any], verb: str, who: Who, now: datetime) -> None:
    with transaction.atomic():
        if not Proposal.objects.filter(pk=row.pk, state=was).update(**fields):
            raise Declined("already_decided")
        record(verb, "proposal", row.public_id, now=now, who=who)
        changes.announce("proposal", [row.public_id], now)


def _concluded(member: int, mandate: int) -> Proposed:
    return reading.concluded(reading.under(member, mandate), lines())


def _check(row: Proposal) -> None:
    """Do her results still ask for it? A review may have been undone since, or another look taken."""
    waits = row.state in OPEN
    if waits and str(_concluded(row.member_id, row.mandate_id).standing) != row.kind:
        raise Declined("proposal_over")


def _hers(who: Who, proposal: str) -> Proposal:
    row = Proposal.objects.filter(public_id=proposal, member=who.id).first()
    if row is None:
        raise Declined("unknown_proposal")
    return row


def _for_grantor(who: Who, proposal: str) -> Proposal:
    """Only what was passed on is known to anybody but her. Who granted it decides; once she runs the house no more, any who
    does."""
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    rows = Proposal.objects.select_related(
        "mandate__granted_by", "mandate__team", "mandate__member", "member"
    )
    row = rows.filter(public_id=proposal).exclude(state__in=["with_person", "dropped"]).first()
    if row is None:
        raise Declined("unknown_proposal")
    by = row.mandate.granted_by
    if by.pk != who.id and by.is_active and by.role == "owner":
        raise Declined("not_grantor", by=by.name)
    return row


def _suggests(m: Mandate, member: int, found: Proposed, now: datetime) -> dict[str, object]:
    """The step that follows; {} for none. What a team or a role holds is not narrowed for one of them."""
    hers = next((h for h in held(m.member_id or member, now) if h.id == m.pk), None)
    if hers is None:
        return {}
    if found.standing is Standing.WIDEN:
        return wider(hers, reading.lacked(member, now))
    return narrower(hers) if found.standing is Standing.NARROW and m.member_id else {}


def _figures(found: Proposed) -> dict[str, object]:
    e = found.evidence
    shares = {"lower": round(e.lower, 4), "upper": round(e.upper, 4), "line": found.line}
    return {"look": found.look, "reviews": e.reviews, "fine": e.fine, **shares}


def _as_it_is(m: Mandate) -> Grant:
    return Grant(
        name=m.name,
        accounts=tuple(m.accounts.values_list("public_id", flat=True)),
        topics=tuple(m.topics),
        intents=tuple(m.intents),
        highest_risk=Risk(m.highest_risk),
        goodwill_each=m.goodwill_each,
        goodwill_month=m.goodwill_month,
        own_name=m.own_name,
        posts=m.posts,
        waives=tuple(m.waives),
        ends_at=m.ends_at,
    )


def _fields(suggests: dict[str, Any]) -> dict[str, Any]:
    """As a grant takes them."""
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in suggests.items()}
    return made | ({"highest_risk": Risk(suggests["highest_risk"])} if "highest_risk" in suggests else {})
