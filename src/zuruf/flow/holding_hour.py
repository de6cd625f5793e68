"""A holding reply that names the hour, where an answer is due hours from now: offered, and sent by a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core import until
from zuruf.core.desk import State
from zuruf.core.guideline import Verdict
from zuruf.core.people import May, Who
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import answer, audit, backing, calendar, holding
from zuruf.flow.author import author
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.reply import refuse
from zuruf.flow.twice import twice
from zuruf.flow.verdict import Weighed, weigh
from zuruf.flow.verdict_said import Said, say
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Delivery, Draft
from zuruf.store.queries.reply import Scene, scene

LET = (Verdict.GO, Verdict.LOOK)


@dataclass(frozen=True, slots=True)
class Offer:
    """What would go out, and what the guidelines make of it. `due_at`: the hour that it names."""

    text: str
    due_at: datetime
    verdict: Verdict
    said: tuple[Said, ...]

    @property
    def goes(self) -> bool:
        return self.verdict in LET


def offer(who: Who, conversation: str, *, language: str = "", now: datetime | None = None) -> Offer:
    """The words that are prepared, judged as hers. Keeps nothing. Declined: as `send`."""
    now = now or clock()
    here, due_at = _wanted(who, conversation, now)
    text = _text(who, here, due_at, now)
    w = weigh(here, text, author(who, here, now), now=now)
    if w.problem:
        refuse(w, who, here, now)
    said = tuple(say(h, language or who.language or "de") for h in w.judgement.hits)
    return Offer(text, due_at, w.verdict, said)


@twice
def send(who: Who, conversation: str, seen: datetime, *, now: datetime | None = None) -> str:
    """Send it; the delivery's public id. *seen*: the hour that she read in it. They wait on: only an answer ends that.

    Declined: "not_allowed" · "gone" · "not_waiting" (nobody waits, or one went out already) · "not_far" (it is due within four
    hours) · "hour_moved" (another hour by now) · "holding_asks" (the guidelines do not let it go without a second look) · as
    `flow.reply.refuse`.
    """
    now = now or clock()
    here, due_at = _wanted(who, conversation, now)
    if due_at != seen:
        raise Declined("hour_moved")
    text = _text(who, here, due_at, now)
    w = weigh(here, text, author(who, here, now), now=now)
    refuse(w, who, here, now)
    if w.verdict not in LET:
        raise Declined("holding_asks")
    with transaction.atomic():
        still = Conversation.objects.filter(pk=here.pk, state=State.OPEN, due_at=due_at)
        if not still.update(due_at=due_at) or _said(here.pk):  # claims the row until the commit
            raise Declined("not_waiting")
        return _out(who, here, text, w, now)


def _out(who: Who, here: Scene, text: str, w: Weighed, now: datetime) -> str:
    draft = Draft.objects.create(
        conversation_id=here.pk, answers_id=here.asked_id, author_id=who.id, kind=Kind.HOLDING, text=text,
        state=DraftState.SENT, verdict=w.verdict, hits=w.hits(), created_at=now, updated_at=now,
    )  # fmt: skip
    out = answer.out(who, draft, text, now, back=backing.own(who, w))
    audit.record(
        "holding.sent", "draft", draft.public_id, now=now, who=who, conversation=here.public_id,
        why=w.names(), data={"verdict": str(w.verdict)},
    )  # fmt: skip
    announce("conversation", [here.public_id], now)
    return out.public_id


def _wanted(who: Who, conversation: str, now: datetime) -> tuple[Scene, datetime]:
    """The conversation, and the hour to be named."""
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    here = scene(conversation)
    if here is None or here.asked_id is None:
        raise Declined("gone")
    due_at = (
        Conversation.objects.filter(pk=here.pk, state=State.OPEN).values_list("due_at", flat=True).first()
    )
    if due_at is None or _said(here.pk):
        raise Declined("not_waiting")
    if not until.worth(due_at, now):
        raise Declined("not_far")
    return here, due_at


def _said(conversation: int) -> bool:
    """Has one gone out since they began to wait?"""
    since = Conversation.objects.filter(pk=conversation).values_list("waiting_since", flat=True).first()
    out = Delivery.objects.filter(conversation=conversation, kind=Kind.HOLDING).exclude(state__in=answer.DEAD)
    return since is not None and out.filter(queued_at__gte=since).exists()


def _text(who: Who, here: Scene, due_at: datetime, now: datetime) -> str:
    zone = calendar.house().zone
    told = until.hour(due_at.astimezone(zone), now.astimezone(zone).date(), here.language or "de")
    return holding.choose(
        here, {}, lambda text: weigh(here, text, author(who, here, now), now=now).verdict, told
    )
