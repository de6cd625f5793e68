"""Questions that nobody answered in time: on to the deputy, and at the deadline an answer in any case."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from zuruf.core.guideline import Verdict
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import OURS
from zuruf.core.reply import AskState, DraftState, Kind, Late, Terms, late_move
from zuruf.flow import answer, backing, choosing, guideline, question
from zuruf.flow.author import HOUSE
from zuruf.flow.clock import clock
from zuruf.flow.verdict import Weighed, holding_reply, weigh
from zuruf.store.models import Delivery, Draft, SecondPair
from zuruf.store.queries import second_pair as reading
from zuruf.store.queries.reply import Scene

MOST_LATE = 100  # dealt with in one sweep


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
    alone = reading.left_alone(now).filter(deadline__gt=now).order_by("pk")
    answered, trouble = _each(late.values_list("pk", flat=True)[:MOST_LATE], lambda pk: _answer(pk, now))
    onward = dict.fromkeys(
        (*slow.values_list("pk", flat=True)[:MOST_LATE], *alone.values_list("pk", flat=True))
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
    """To her deputy, else to whoever is next. Where nobody is left, it stays with who has it, as long as she can answer."""
    asked = question.ROWS.get(pk=pk)
    here = question.scene_of(asked)
    w = question.weighed(asked, here, asked.draft.text, now)
    before = frozenset(n for n in (asked.asked_of_id, asked.first_asked_id) if n is not None)
    found = choosing.choice(
        asked.draft.author_id, here, w.judgement, now, asks=_asks(asked), asked=before, late=asked.asked_of_id
    )
    able = not reading.left_alone(now).filter(pk=pk).exists()
    if found is None and able:
        return bool(SecondPair.objects.filter(pk=pk, state=AskState.OPEN).update(next_at=None))
    eyes = found.eyes.id if found else None
    with transaction.atomic():
        same = SecondPair.objects.filter(
            pk=pk, state=AskState.OPEN, asked_of=asked.asked_of_id, step=asked.step
        )
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
    text = asked.draft.text
    wants_release = asked.late == Late.RELEASE and asked.draft.author.role in OURS
    w = question.weighed(asked, here, text, now)
    may = wants_release and _may_go_unseen(w)
    there = late_move(Late(asked.late), may_release=may)
    with transaction.atomic():
        claimed = SecondPair.objects.filter(pk=pk, state=AskState.OPEN).update(state=there, next_at=None)
        if not claimed:
            return False
        if there is AskState.LATE_RELEASED:
            SecondPair.objects.filter(pk=pk).update(decided_at=now, released_text=asked.asked_text)
            question.out(asked, here, text, Verdict.LOOK, now, back=backing.late(asked, w))
            why = "released"
        elif there is AskState.LATE_RETURNED:
            SecondPair.objects.filter(pk=pk).update(decided_at=now)
            question.reopen(asked.draft, now)
            why = "back_to_author"
        elif here.asked_id is None:
            why = "asker_gone"  # every message was deleted at its source: nobody is left to be held off
        elif _answered_since(asked):
            why = "answered_meanwhile"  # the asker has a real answer: "we are looking into it" would be nonsense
        else:
            _hold_off(asked, here, now)
            why = "holding"
        question.note("second_pair.late", asked, here, now, None, why=why)
    return True


def _may_go_unseen(w: Weighed) -> bool:
    """May a draft go out because nobody looked in time? Not what is stopped by now, nor what touches law, health, the
    press or personal data, whatever the guideline that asked wanted."""
    return w.verdict is not Verdict.STOP and not w.judgement.delicate


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


def _answered_since(asked: SecondPair) -> bool:
    since = Delivery.objects.filter(conversation=asked.draft.conversation_id, queued_at__gt=asked.asked_at)
    return since.exclude(state__in=(*answer.DEAD, DeliveryState.WITHDRAWN)).exists()
