"""Questions that nobody answered in time: on to the deputy, and at the deadline an answer in any case."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from zuruf.core.guideline import Verdict
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import OURS
from zuruf.core.reply import AskState, DraftState, Kind, Late, Terms, late_move
from zuruf.flow import answer, backing, choosing, guideline, question
from zuruf.flow.author import HOUSE
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Weighed, holding_reply, weigh
from zuruf.store.models import Conversation, Delivery, Draft, Message, SecondPair
from zuruf.store.queries import second_pair as reading
from zuruf.store.queries.reply import Scene

MOST_LATE = 100  # dealt with in one sweep

_NOTHING, _HOLDING, _RELEASE = range(3)  # how much goes out at a deadline, at most


def sweep_late(*, now: datetime | None = None) -> int:
    """Answer in place of every second pair of eyes whose deadline passed, and hand on what lies with somebody who is away or
    took too long. Returns how many were answered.

    Each in its own transaction, claimed by a conditional UPDATE: a decision in the same moment wins or loses as a whole.
    One that fails holds up none of the others; its error is raised after them.
    """
    now = now or clock()
    still = SecondPair.objects.filter(state=AskState.OPEN)
    late = still.filter(deadline__lte=now).order_by("deadline", "pk")
    waiting = still.filter(deadline__gt=now)
    slow = waiting.filter(next_at__lte=now).order_by("next_at", "pk")
    alone = reading.left_alone(now).exclude(state=AskState.OPEN, deadline__lte=now).order_by("-pk")
    answered, trouble = _each(late.values_list("pk", flat=True)[:MOST_LATE], lambda pk: _answer(pk, now))
    onward = dict.fromkeys(
        (*slow.values_list("pk", flat=True)[:MOST_LATE], *alone.values_list("pk", flat=True)[:MOST_LATE])
    )
    _, other = _each(onward, lambda pk: _hand_on(pk, now))
    if trouble or other:
        raise (trouble or other)  # type: ignore[misc]
    return answered


def _each(keys: Iterable[int], act: Callable[[int], bool]) -> tuple[int, Exception | None]:
    done, trouble = 0, None
    for pk in list(keys):
        try:
            done += act(pk)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            trouble = error
    return done, trouble


def _hand_on(pk: int, now: datetime) -> bool:
    """To her deputy, else to whoever is next, also when the holding reply is out: the asker still waits. Where nobody is left,
    it stays with who has it, as long as she can answer; what lies with nobody goes to whoever can look by now."""
    asked = question.ROWS.get(pk=pk)
    here = question.scene_of(asked)
    w = question.weighed(asked, here, asked.draft.text, now)
    last = asked.asked_of_id
    before = frozenset(n for n in (last, asked.first_asked_id) if n is not None) if last else frozenset()
    found = choosing.choice(
        asked.draft.author_id, here, w.judgement, now,
        asks=_asks(asked), goodwill=w.goodwill, asked=before, late=last,
    )  # fmt: skip
    able = not reading.left_alone(now).filter(pk=pk).exists()
    if found is None and able:
        return bool(SecondPair.objects.filter(pk=pk, state=AskState.OPEN).update(next_at=None))
    eyes = found.eyes.id if found else None
    if eyes == last:  # it lay with nobody, and does
        return False
    with transaction.atomic():
        same = SecondPair.objects.filter(pk=pk, state=asked.state, asked_of=last, step=asked.step)
        if not same.update(asked_of=eyes, step=1, next_at=None, chosen=found.data() if found else {}):
            return False
        why = "slow" if able else "away"
        data = {"asked": question.alias_of(eyes), **(found.data() if found else {})}
        question.note("second_pair.handed_on", asked, here, now, None, why=why, data=data)
    return True


def _asks(asked: SecondPair) -> str:
    """Whom the guideline that asked wants, as it was then."""
    then = guideline.named(asked.guideline)
    return then.then.asks if then else ""


def _answer(pk: int, now: datetime) -> bool:
    asked = question.ROWS.get(pk=pk)
    here = question.scene_of(asked)
    w = question.weighed(asked, here, asked.draft.text, now)
    for at_most in (_RELEASE, _HOLDING):
        try:
            return _ended(asked, here, w, now, at_most)
        except Declined:  # what cannot go out must not keep the question open for ever
            continue
    return _ended(asked, here, w, now, _NOTHING)


def _ended(asked: SecondPair, here: Scene, w: Weighed, now: datetime, at_most: int) -> bool:
    """End the question, with *at_most* this much going out. Raises Declined when that cannot go out; then nothing is changed."""
    mine = SecondPair.objects.filter(pk=asked.pk)
    with transaction.atomic():
        if not mine.filter(state=AskState.OPEN).update(next_at=None):
            return False
        # Whoever answers, or writes to us, in this very moment does so before this look or after it.
        Conversation.objects.select_for_update().get(pk=here.pk)
        may = at_most >= _RELEASE and _may_go_unseen(asked, w) and not _overtaken(asked)
        there = late_move(Late(asked.late), may_release=may)
        mine.update(state=there, decided_at=None if there is AskState.LATE_HOLDING else now)
        why = _out_or_back(asked, here, w, now, there) if at_most > _NOTHING else "cannot_go_out"
        question.note("second_pair.late", asked, here, now, None, why=why)
    return True


def _out_or_back(asked: SecondPair, here: Scene, w: Weighed, now: datetime, there: AskState) -> str:
    """What follows from the state that the deadline led to; why, for the audit."""
    if there is AskState.LATE_RELEASED:
        SecondPair.objects.filter(pk=asked.pk).update(released_text=asked.asked_text)
        question.out(asked, here, asked.draft.text, Verdict.LOOK, now, back=backing.late(asked, w))
        return "released"
    if there is AskState.LATE_RETURNED:
        question.reopen(asked.draft, now)
        return "back_to_author"
    if here.asked_id is None:
        return "asker_gone"  # every message was deleted at its source: nobody is left to be held off
    if _answered_since(asked, now):
        return "answered_meanwhile"  # the asker has a real answer: "we are looking into it" would be nonsense
    _hold_off(asked, here, now)
    return "holding"


def _may_go_unseen(asked: SecondPair, w: Weighed) -> bool:
    """May this draft go out because nobody looked in time? Only where the guideline that asked wanted it, its author still
    answers for what she wrote, and nobody would ask about it by now, or only one that wants the same. Never what touches
    law, health, the press or personal data."""
    author = asked.draft.author
    wanted = asked.late == Late.RELEASE and author.role in OURS and author.is_active
    asks = w.terms is not None and w.terms.late is Late.RELEASE
    return wanted and not w.judgement.delicate and (asks or w.verdict in (Verdict.GO, Verdict.LOOK))


def _overtaken(asked: SecondPair) -> bool:
    """Is the draft no answer any more to what stands there now: was another one given or planned since it was asked about,
    or did they write, change or delete something since?"""
    if _replies(asked, Kind.REPLY).exists() or _answered_there(asked):
        return True
    theirs = Message.objects.filter(conversation=asked.draft.conversation_id, ours=False, gone_at=None)
    newest = theirs.order_by("auto", "-order_at", "-id").values_list("pk", flat=True).first()
    later = Q(received_at__gt=asked.asked_at, auto=False) | Q(edited_at__gt=asked.asked_at)
    return newest != asked.draft.answers_id or theirs.filter(later).exists()


def _hold_off(asked: SecondPair, here: Scene, now: datetime) -> None:
    """Send the holding reply, as a draft of its own that is never open for writing."""
    draft, text = asked.draft, _holding(asked, here, now)
    made = Draft.objects.create(
        conversation_id=draft.conversation_id,
        answers_id=here.asked_id,
        author_id=draft.author_id,
        kind=Kind.HOLDING,
        text=text,
        state=DraftState.SENT,
        verdict=Verdict.GO,
        created_at=now,
        updated_at=now,
    )
    answer.out(None, made, text, now, back=backing.holding(asked))


def _holding(asked: SecondPair, here: Scene, now: datetime) -> str:
    """What was prepared when it was asked; another one when a guideline stops that by now."""
    if weigh(here, asked.holding, HOUSE, now=now).verdict is not Verdict.STOP:
        return asked.holding
    return holding_reply(here, Terms(0, Late.HOLDING, {}, ""))


def _answered_since(asked: SecondPair, now: datetime) -> bool:
    """Do they know more since it was asked about? What is put right of an older answer, or planned for later, is no answer."""
    out = _replies(asked, Kind.REPLY, Kind.HOLDING).filter(Q(scheduled_for=None) | Q(scheduled_for__lte=now))
    return out.exists() or _answered_there(asked)


def _replies(asked: SecondPair, *kinds: Kind) -> QuerySet[Delivery]:
    """What we queued for them since it was asked about, and did not take back."""
    since = Delivery.objects.filter(conversation=asked.draft.conversation_id, queued_at__gte=asked.asked_at)
    return since.filter(kind__in=kinds).exclude(state__in=(*answer.DEAD, DeliveryState.WITHDRAWN))


def _answered_there(asked: SecondPair) -> bool:
    """Did somebody of ours answer on the network itself, past Zuruf?"""
    ours = Message.objects.filter(conversation=asked.draft.conversation_id, ours=True, gone_at=None)
    by_us = Delivery.objects.filter(account__realm=OuterRef("realm"), remote_id=OuterRef("remote_id"))
    return ours.filter(~Exists(by_us), received_at__gt=asked.asked_at).exists()
