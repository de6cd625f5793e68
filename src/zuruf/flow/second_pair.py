"""The second pair of eyes: one question with a deadline that ends in an answer, never in silence."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Min

from zuruf.core.guideline import Verdict
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import CORRECTIONS, DECIDABLE, AskState, DraftState, Kind, Late, late_move, unsigned
from zuruf.flow import answer, attachments, audit
from zuruf.flow.author import author
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged, Weighed, clean, holding_reply, in_words, weigh
from zuruf.store import changes
from zuruf.store.models import Conversation, Delivery, Draft, SecondPair
from zuruf.store.queries.reply import Scene, scene

MOST_LATE = 100  # answered in one sweep


def ask(who: Who, draft: Draft, here: Scene, w: Weighed, text: str, now: datetime) -> SecondPair:
    """Hand *draft* to whoever is the second pair of eyes. Inside the caller's transaction. Declined("gone") when the
    draft is no longer being written."""
    on = w.terms
    if on is None:
        raise ValueError("only what is asked about is handed on")
    written = DraftState.DISCARDED if draft.kind in CORRECTIONS else DraftState.WRITING
    claimed = Draft.objects.filter(pk=draft.pk, state=written).update(
        state=DraftState.ASKED,
        text=text,
        verdict=w.verdict,
        hits=w.hits(),
        answers=here.asked_id,
        updated_at=now,
    )
    if not claimed:
        raise Declined("gone")
    alone = here.post or draft.kind in CORRECTIONS  # nobody waits for it, so it goes back to its author
    made = SecondPair.objects.create(
        draft=draft,
        asked_at=now,
        deadline=now + timedelta(minutes=on.minutes),
        late=Late.RETURN if alone else on.late,
        holding="" if alone else holding_reply(here, on),
        guideline=on.guideline[:80],
        reason=w.reason,
        lacks=list(w.coverage.gaps) if w.coverage else [],
    )
    _note("second_pair.asked", made, here, now, who, why=w.names())
    return made


def judge(who: Who, public_id: str, text: str, *, language: str = "", now: datetime | None = None) -> Judged:
    """What *text* would do if the second pair released it so. Saves nothing. Declined: see `decide`."""
    now = now or clock()
    question, here = _question(who, public_id)
    return in_words(
        who,
        here,
        _weighed(question, here, clean(text)),
        language or who.language or "de",
        now,
    )


def decide(
    who: Who,
    public_id: str,
    decision: str,
    *,
    text: str | None = None,
    remark: str = "",
    now: datetime | None = None,
) -> str:
    """Release the draft ("release", with *text* when she changed it) or give it back ("return", with *remark*).

    Returns the conversation's public id. Declined: "gone", "not_yours" (she is no second pair of eyes), "own_draft",
    "decided" (name, state), "remark" (a return needs a sentence), and for a text that may not go out "empty",
    "too_long", "stopped", "reads_only", "disconnected".
    """
    now = now or clock()
    question, here = _question(who, public_id)
    if decision == "return":
        if not remark.strip():
            raise Declined("remark")
        with transaction.atomic():
            _settle(who, question, AskState.RETURNED, now, remark=remark.strip())
            reopen(question.draft, now)
            _note("second_pair.returned", question, here, now, who)
        return here.public_id
    if decision != "release":
        raise Declined("gone")
    final = clean(question.draft.text if text is None else text).strip()
    initials = question.draft.author.initials
    changed = unsigned(final, initials).strip() != unsigned(question.draft.text, initials).strip()
    w = _weighed(question, here, final)
    if w.problem or w.verdict is Verdict.STOP:
        raise Declined(w.problem or "stopped", judged=in_words(who, here, w, who.language or "de", now))
    with transaction.atomic():
        _settle(who, question, AskState.RELEASED, now, changed=changed)
        _out(question, here, final, w.verdict, now, who)
        _note("second_pair.released", question, here, now, who, data={"changed": changed})
    return here.public_id


def take_back(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """The author takes her question back and goes on writing. Returns the conversation's public id. Declined: "gone",
    "not_yours", "decided"."""
    now = now or clock()
    question = _found(public_id)
    if question.draft.author_id != who.id:
        raise Declined("not_yours")
    here = _scene_of(question)
    with transaction.atomic():
        _settle(who, question, AskState.CANCELLED, now)
        reopen(question.draft, now)
        _note("second_pair.taken_back", question, here, now, who)
    return here.public_id


def sweep_late(*, now: datetime | None = None) -> int:
    """Answer in place of every second pair of eyes whose deadline passed. Returns how many. Each in its own
    transaction, claimed by a conditional UPDATE: a decision in the same moment wins or loses as a whole. One that
    cannot be answered holds up none of the others; its error is raised after them."""
    now = now or clock()
    late = SecondPair.objects.filter(state=AskState.OPEN, deadline__lte=now).order_by("deadline", "pk")
    answered, trouble = 0, None
    for pk in list(late.values_list("pk", flat=True)[:MOST_LATE]):
        try:
            answered += _answer_late(pk, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return answered


def _answer_late(pk: int, now: datetime) -> bool:
    question = SecondPair.objects.select_related("draft__conversation", "draft__author").get(pk=pk)
    here = _scene_of(question)
    text = question.draft.text
    wants_release = question.late == Late.RELEASE
    may = wants_release and _may_go_unseen(_weighed(question, here, text))
    there = late_move(Late(question.late), may_release=may)
    with transaction.atomic():
        claimed = SecondPair.objects.filter(pk=pk, state=AskState.OPEN).update(state=there)
        if not claimed:
            return False
        if there is AskState.LATE_RELEASED:
            SecondPair.objects.filter(pk=pk).update(decided_at=now)
            _out(question, here, text, Verdict.LOOK, now)
            why = "released"
        elif there is AskState.LATE_RETURNED:
            SecondPair.objects.filter(pk=pk).update(decided_at=now)
            reopen(question.draft, now)
            why = "back_to_author"
        elif here.asked_id is None:
            why = "asker_gone"  # every message was deleted at its source: nobody is left to be held off
        elif _answered_since(question):
            why = "answered_meanwhile"  # the asker has a real answer: "we are looking into it" would be nonsense
        else:
            _hold_off(question, here, now)
            why = "holding"
        _note("second_pair.late", question, here, now, None, why=why)
    return True


def _out(
    question: SecondPair, here: Scene, text: str, verdict: str, now: datetime, who: Who | None = None
) -> None:
    """Send the draft in its author's name. Inside the caller's transaction."""
    draft = question.draft
    text = answer.spoken(draft, text)
    claimed = Draft.objects.filter(pk=draft.pk, state=DraftState.ASKED).update(
        state=DraftState.SENT, text=text, verdict=verdict, updated_at=now
    )
    if not claimed:
        raise Declined("gone")
    draft.refresh_from_db()
    answer.out(who, draft, text, now)


def _hold_off(question: SecondPair, here: Scene, now: datetime) -> None:
    """Send the holding reply, as a draft of its own that is never open for writing."""
    draft = question.draft
    made = Draft.objects.create(
        conversation_id=draft.conversation_id,
        answers_id=here.asked_id,
        author_id=draft.author_id,
        kind=Kind.HOLDING,
        text=question.holding,
        state=DraftState.SENT,
        verdict=Verdict.GO,
        created_at=now,
        updated_at=now,
    )
    answer.out(None, made, question.holding, now)


def _answered_since(question: SecondPair) -> bool:
    since = Delivery.objects.filter(
        conversation=question.draft.conversation_id, queued_at__gt=question.asked_at
    )
    return since.exclude(state__in=(*answer.DEAD, DeliveryState.WITHDRAWN)).exists()


def reopen(draft: Draft, now: datetime) -> None:
    """Give a draft back to its author. Whatever she began meanwhile is put below it: nothing is lost. A correction is
    kept beside what it was to correct, since the composer is for answers."""
    if draft.kind in CORRECTIONS:
        Draft.objects.filter(pk=draft.pk).update(state=DraftState.DISCARDED, updated_at=now)
        return
    mine = Draft.objects.filter(conversation=draft.conversation_id, author=draft.author_id)
    # Held still: what she types in this very moment would be overwritten.
    other = mine.select_for_update().filter(state=DraftState.WRITING).first()
    text = draft.text
    if other is not None:
        Draft.objects.filter(pk=other.pk).update(state=DraftState.DISCARDED, updated_at=now)
        if other.text.strip() and other.text.strip() not in text:
            text = f"{unsigned(text, draft.author.initials)}\n\n{other.text}"
        attachments.joined(draft.pk, other.pk)
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.WRITING, text=text, updated_at=now)


def _may_go_unseen(w: Weighed) -> bool:
    """May a draft go out because nobody looked in time? Not what is stopped by now, nor what touches law, health, the
    press or personal data, whatever the guideline that asked wanted."""
    return w.verdict is not Verdict.STOP and not w.judgement.delicate


def _weighed(question: SecondPair, here: Scene, text: str) -> Weighed:
    draft = question.draft
    alts = [m.alt for m in attachments.media(draft)]
    return weigh(here, answer.spoken(draft, text), author(draft.author), alts)


def _question(who: Who, public_id: str) -> tuple[SecondPair, Scene]:
    question = _found(public_id)
    if question.draft.author_id == who.id:
        raise Declined("own_draft")
    if not who.second_pair:
        raise Declined("not_yours")
    return question, _scene_of(question)


def _found(public_id: str) -> SecondPair:
    rows = SecondPair.objects.select_related("draft__conversation", "draft__author")
    question = rows.filter(public_id=public_id).first()
    if question is None:
        raise Declined("gone")
    return question


def _scene_of(question: SecondPair) -> Scene:
    here = scene(question.draft.conversation.public_id)
    if here is None:
        raise Declined("gone")
    draft = question.draft  # a correction answers ourselves: nobody else has to be there
    return replace(here, asked_id=draft.answers_id) if draft.kind in CORRECTIONS else here


def _settle(
    who: Who, question: SecondPair, state: AskState, now: datetime, changed: bool = False, remark: str = ""
) -> None:
    """Claim the question for this decision. Declined("decided") when somebody was quicker."""
    claimed = SecondPair.objects.filter(pk=question.pk, state__in=DECIDABLE).update(
        state=state, decided_by=who.id, decided_at=now, changed=changed, remark=remark
    )
    if not claimed:
        now_is = SecondPair.objects.select_related("decided_by").get(pk=question.pk)
        raise Declined("decided", name=answer.called(now_is.decided_by), state=now_is.state)


def _note(
    verb: str,
    question: SecondPair,
    here: Scene,
    now: datetime,
    who: Who | None,
    *,
    why: str = "",
    data: dict[str, object] | None = None,
) -> None:
    """Keep the conversation's `ask_until` true (the earliest deadline that waits), write the audit, tell the desks."""
    Conversation.objects.select_for_update().get(pk=here.pk)  # of two at once the second sees the first
    waiting = SecondPair.objects.filter(draft__conversation=here.pk, state__in=DECIDABLE)
    until = waiting.aggregate(first=Min("deadline"))["first"]
    Conversation.objects.filter(pk=here.pk).update(ask_until=until)
    audit.record(
        verb, "second_pair", question.public_id, now=now, who=who, conversation=here.public_id,
        why=why, data=data,
    )  # fmt: skip
    changes.announce("conversation", [here.public_id], now)
