"""What people do with a conversation at the desk: take it, hand it on, note something, close and reopen it."""

from datetime import datetime

from django.db import transaction

from zuruf.core.clean import storable
from zuruf.core.desk import FRESH, MOVES, Closed, State
from zuruf.core.people import OURS, May, Who
from zuruf.flow import due, fact_over
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.store.changes import announce
from zuruf.store.models import AuditEntry, Conversation, Delivery, Member, Note, Presence, Team
from zuruf.store.pressing import until

NOTE_LIMIT = 10_000  # characters


def take(who: Who, public_id: str, *, seen_owner: str = "", now: datetime | None = None) -> None:
    """It is hers now. *seen_owner* (public id, "" for nobody) is whom she saw as its owner when she decided.

    Raises Declined("taken", name=…) when it changed hands since; taking what is hers already does nothing.
    """
    now = now or clock()
    c = _to_answer(who, public_id)
    if c.owner_id == who.id:
        return
    seen = c.owner.public_id if c.owner else ""
    with transaction.atomic():
        rows = Conversation.objects.filter(pk=c.pk, owner_id=c.owner_id)
        if seen != seen_owner or not rows.update(owner_id=who.id, placed_by=None):
            c.refresh_from_db()
            raise Declined("taken", name=c.owner.name if c.owner else "")
        due.again(c.pk)
        record("conversation.taken", "conversation", public_id, now=now, who=who, conversation=public_id)
        announce("conversation", [public_id], now)


def give(
    who: Who, public_id: str, *, member: str = "", team: str = "", text: str = "", now: datetime | None = None
) -> str:
    """Hand it on to one *member* or one *team* (public ids) with a sentence, kept as a note. The receiver's name.

    Raises Declined("nobody") when there is no such receiver who may answer, Declined("too_long", limit=…).
    """
    now = now or clock()
    c = _to_answer(who, public_id)
    text = _short(text)
    with leaving(Delivery.objects.filter(conversation=c), now):  # a hold may lie on the team
        if team:
            to_team = Team.objects.filter(public_id=team).first()
            if to_team is None:
                raise Declined("nobody")
            Conversation.objects.filter(pk=c.pk).update(team=to_team, owner=None, placed_by=None)
            name = to_team.name
        else:
            to = Member.objects.filter(public_id=member, is_active=True, role__in=OURS).first()
            if to is None:
                raise Declined("nobody")
            Conversation.objects.filter(pk=c.pk).update(owner=to, placed_by=None)
            name = to.name
        due.again(c.pk)
        if text:
            Note.objects.create(conversation=c, author_id=who.id, text=text, at=now)
        data = {"team": team} if team else {"to": member}
        record(
            "conversation.given",
            "conversation",
            public_id,
            now=now,
            who=who,
            conversation=public_id,
            data=data,
        )
        announce("conversation", [public_id], now)
    return name


def note(who: Who, public_id: str, text: str, *, now: datetime | None = None) -> str:
    """Write something for us, never for the public; its public id. Raises Declined("empty"), Declined("too_long")."""
    now = now or clock()
    c = _to_answer(who, public_id, May.DRAFT)
    text = _short(text)
    if not text:
        raise Declined("empty")
    with transaction.atomic():
        made = Note.objects.create(conversation=c, author_id=who.id, text=text, at=now)
        record("note.written", "note", made.public_id, now=now, who=who, conversation=public_id)
        announce("conversation", [public_id], now)
    return made.public_id


def close(who: Who, public_id: str, reason: str = "", *, now: datetime | None = None) -> None:
    """Nobody has to do anything any more, because of *reason* (zuruf.core.desk.Closed; "" where somebody waits: it needs no
    answer). Raises Declined("done_already"), Declined("second_pair_has_it") or Declined("unknown_reason")."""
    now = now or clock()
    if reason and reason not in {*Closed}:
        raise Declined("unknown_reason")
    c = _to_answer(who, public_id)
    if c.ask_until is not None:
        raise Declined("second_pair_has_it")
    closable = [s for s, there in MOVES.items() if State.DONE in there]
    with transaction.atomic():
        rows = Conversation.objects.filter(
            pk=c.pk, state__in=closable, waiting_since=c.waiting_since, ask_until=None
        )
        if not rows.update(state=State.DONE, waiting_since=None, due_at=None):
            c.refresh_from_db()
            raise Declined("done_already" if c.state == State.DONE else "changed")
        fact_over.with_conversation(c.pk, now, who)
        was = as_closed(c, reason)
        record(
            "conversation.closed",
            "conversation",
            public_id,
            now=now,
            who=who,
            conversation=public_id,
            data=was,
        )
        announce("conversation", [public_id], now)


def as_closed(c: Conversation, reason: str) -> dict[str, str]:
    """What the audit keeps of closing *c*, read before it was closed: where it stood, since when somebody waited, and why."""
    reason = reason or (Closed.NO_ANSWER if c.waiting_since else "")
    times = {"since": c.waiting_since, "due": c.due_at}
    was = {"was": str(c.state), **{k: at.isoformat() if at else "" for k, at in times.items()}}
    return was | ({"reason": str(reason)} if reason else {})


def reopen(who: Who, public_id: str, *, undo: bool = False, now: datetime | None = None) -> None:
    """Take it up again: whoever was waiting has been waiting all along. Raises Declined("open_already").

    With *undo* it stands exactly where it stood before it was closed. Else it is open, and where nobody was waiting,
    the wait begins now.
    """
    now = now or clock()
    c = _to_answer(who, public_id)
    was, since = _before_closing(public_id)
    state = was if undo else State.OPEN
    since = since or (now if state is State.OPEN else None)
    due_at = due.due(c.pk, since) if since else None
    with transaction.atomic():
        rows = Conversation.objects.filter(pk=c.pk, state=State.DONE)
        if not rows.update(state=state, waiting_since=since, **until(due_at, since)):
            raise Declined("open_already")
        record("conversation.reopened", "conversation", public_id, now=now, who=who, conversation=public_id)
        announce("conversation", [public_id], now)


def be_present(who: Who, public_id: str, *, writing: bool = False, now: datetime | None = None) -> None:
    """She has it open, perhaps writing. Others hear of it when that is news, not at every heartbeat."""
    now = now or clock()
    c = _found(public_id)
    with transaction.atomic():
        mine = Presence.objects.filter(conversation=c, member_id=who.id)
        same = mine.filter(writing=writing, seen_at__gt=now - FRESH).update(seen_at=now)
        if same:
            return
        Presence.objects.update_or_create(
            conversation=c, member_id=who.id, defaults={"writing": writing, "seen_at": now}
        )
        announce("presence", [public_id], now)


def leave(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """She looks at something else."""
    now = now or clock()
    with transaction.atomic():
        gone, _ = Presence.objects.filter(conversation__public_id=public_id, member_id=who.id).delete()
        if gone:
            announce("presence", [public_id], now)


def _found(public_id: str) -> Conversation:
    c = Conversation.objects.select_related("owner").filter(public_id=public_id, merged_into=None).first()
    if c is None:
        raise Declined("unknown_conversation")
    return c


def _to_answer(who: Who, public_id: str, what: May = May.ANSWER) -> Conversation:
    if not who.may(what):
        raise Declined("not_allowed")
    return _found(public_id)


def _short(text: str) -> str:
    text = storable(text).strip()
    if len(text) > NOTE_LIMIT:
        raise Declined("too_long", limit=NOTE_LIMIT, used=len(text))
    return text


def _before_closing(public_id: str) -> tuple[State, datetime | None]:
    """Where it stood, and since when somebody waited, as the audit of its closing says."""
    closed = (
        AuditEntry.objects.filter(conversation=public_id, verb="conversation.closed").order_by("-id").first()
    )
    if closed is None:
        return State.OPEN, None
    since = str(closed.data.get("since", ""))
    return State(closed.data.get("was", State.OPEN)), datetime.fromisoformat(since) if since else None
