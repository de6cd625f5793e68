"""An incident: something that many talk about at once. Its conversations name it, and a hold may lie on it alone."""

from datetime import datetime

from django.db import transaction

from zuruf.core.people import OURS, May, Role, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Delivery, Hold, Incident, Member

LONGEST_NAME = 120


def begin(who: Who, name: str, *, now: datetime | None = None) -> str:
    """A new incident; its public id. Raises Declined("incident_unnamed"), Declined("incident_there", name=…)."""
    now = now or clock()
    _must_answer(who)
    name = _one_line(name)
    if not name:
        raise Declined("incident_unnamed")
    with transaction.atomic():
        if Incident.objects.filter(name__iexact=name, closed_at=None).exists():
            raise Declined("incident_there", name=name)
        row = Incident.objects.create(name=name, opened_by_id=who.id, opened_at=now)
        record("incident.opened", "incident", row.public_id, now=now, who=who)
        announce("incident", [row.public_id], now)
    return row.public_id


def put(who: Who, conversation: str, incident: str, *, now: datetime | None = None) -> str:
    """The conversation belongs to the incident from now on, also to its holds; the incident's name.

    Raises Declined("unknown_incident") when it is closed or none, Declined("incident_held") when the conversation lies in
    another one that is held and *who* may not lift holds.
    """
    now = now or clock()
    c = _to_answer(who, conversation)
    with leaving(Delivery.objects.filter(conversation=c), now):
        goal = Incident.objects.filter(public_id=incident, closed_at=None).first()
        if goal is None:
            raise Declined("unknown_incident")
        if c.incident_id != goal.pk:
            _may_leave(who, c)
        rows = Conversation.objects.filter(pk=c.pk).exclude(incident=goal)
        if rows.update(incident=goal):
            _tell("conversation.incident_set", goal.public_id, c, who, now)
    return goal.name


def begin_with(who: Who, conversation: str, name: str, *, now: datetime | None = None) -> str:
    """Open an incident for this conversation, or put it into the open one of that name; the incident's name.

    Raises what `begin` and `put` raise.
    """
    now = now or clock()
    name = _one_line(name)
    with transaction.atomic():
        there = Incident.objects.filter(name__iexact=name, closed_at=None).first()
        return put(who, conversation, there.public_id if there else begin(who, name, now=now), now=now)


def take_out(who: Who, conversation: str, *, now: datetime | None = None) -> None:
    """It belongs to no incident any more. Taking it out twice is once.

    A hold on the incident lies on it no longer, so with a live one only who may lift holds takes out:
    Declined("incident_held").
    """
    now = now or clock()
    c = _to_answer(who, conversation)
    with leaving(Delivery.objects.filter(conversation=c), now):
        _may_leave(who, c)
        if c.incident and Conversation.objects.filter(pk=c.pk, incident=c.incident).update(incident=None):
            _tell("conversation.incident_left", c.incident.public_id, c, who, now)


def close(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It is over; its conversations go on naming it. Raises Declined("unknown_incident"), and Declined("hold_first") while
    a hold lies on it: letting things go out is a decision of its own."""
    now = now or clock()
    _must_answer(who)
    row = Incident.objects.filter(public_id=public_id).first()
    if row is None:
        raise Declined("unknown_incident")
    with leaving(Delivery.objects.none(), now):
        if Hold.objects.filter(incident=row, lifted_at=None).exists():
            raise Declined("hold_first")
        mine = Incident.objects.filter(pk=row.pk, closed_at=None)
        if mine.update(closed_at=now, closed_by_id=who.id):
            record("incident.closed", "incident", public_id, now=now, who=who)
            announce("incident", [public_id], now)


def lead(who: Who, public_id: str, member: str, *, now: datetime | None = None) -> str:
    """Who leads it (public id, "" = nobody): guidelines may want that she is asked, and she may release what others ask about
    in it. So it is set by those, and for those, whom the house trusts with as much already (`trusted`). Returns her name.

    Raises Declined("not_allowed"), Declined("incident_lead") when *who* is none of them, Declined("unknown_incident"),
    Declined("unknown_person") for whoever is not active or none of ours, Declined("incident_leads") when she is none of them.
    """
    now = now or clock()
    _must_answer(who)
    if not trusted(who):
        raise Declined("incident_lead")
    chosen = (
        Member.objects.filter(public_id=member, is_active=True, role__in=OURS).first() if member else None
    )
    if member and chosen is None:
        raise Declined("unknown_person")
    if chosen and not trusted(chosen):
        raise Declined("incident_leads")
    with transaction.atomic():
        rows = Incident.objects.filter(public_id=public_id, closed_at=None)
        if not rows.update(lead=chosen):
            raise Declined("unknown_incident")
        record(
            "incident.lead_set", "incident", public_id, now=now, who=who,
            data={"lead": chosen.alias if chosen else ""},
        )  # fmt: skip
        announce("incident", [public_id], now)
    return chosen.name if chosen else ""


def trusted(person: Who | Member) -> bool:
    """May she lead an incident, and say who does? As a second pair of eyes, as one who lifts holds, or as an owner."""
    return person.second_pair or person.lifts_holds or person.role == Role.OWNER


def _one_line(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def _may_leave(who: Who, c: Conversation) -> None:
    if c.incident_id is None or who.lifts_holds:
        return
    if Hold.objects.filter(incident=c.incident_id, lifted_at=None).exists():
        raise Declined("incident_held", name=c.incident.name if c.incident else "")


def _tell(verb: str, incident: str, c: Conversation, who: Who, now: datetime) -> None:
    record(
        verb,
        "conversation",
        c.public_id,
        now=now,
        who=who,
        conversation=c.public_id,
        data={"incident": incident},
    )
    announce("conversation", [c.public_id], now)
    announce("incident", [incident], now)


def _must_answer(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")


def _to_answer(who: Who, public_id: str) -> Conversation:
    _must_answer(who)
    c = Conversation.objects.select_related("incident").filter(public_id=public_id).first()
    if c is None:
        raise Declined("unknown_conversation")
    return c
