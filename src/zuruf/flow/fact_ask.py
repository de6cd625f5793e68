"""Asking somebody of ours, or a specialist by e-mail, for a fact: one question with a deadline that ends in any case.

The conversation stays where it lies. What comes back stands in it as a fact to quote; an answer through the signed link
changes nothing but its own question.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Q, QuerySet

from zuruf.core import fact_ask as rules
from zuruf.core.fact_ask import ANSWERABLE, WITHDRAWABLE, State, Step
from zuruf.core.people import May, Who
from zuruf.flow import calendar, fact_over, fact_whom
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import turns
from zuruf.store.changes import announce_each
from zuruf.store.models import Conversation, FactAsk, FactReply, Member, Message

CALM = timedelta(seconds=2)  # between two answers through one link
MOST_LATE = 100  # dealt with in one sweep


def ask(
    who: Who,
    conversation: str,
    question: str,
    *,
    member: str = "",
    email: str = "",
    deputy: str = "",
    messages: Sequence[str] = (),
    minutes: int = rules.USUAL,
    now: datetime | None = None,
) -> str:
    """Ask *member* (public id) or somebody at *email*; of the conversation only the *messages* (public ids) go with it. Its
    public id. *deputy*: to whom it goes at half time ("" whoever stands in for the member); *minutes* of being open.

    Declined: "not_allowed" · "unknown_conversation" · "empty" · "too_long" · "nobody" · "email" · "ask_self" · "ask_many".
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    question = _words(question, rules.LONGEST_QUESTION)
    c = Conversation.objects.filter(public_id=conversation).first()
    if c is None:
        raise Declined("unknown_conversation")
    to = fact_whom.asked_one(who, member, email)
    second = fact_whom.deputy_of(who, to, deputy, now)
    handed_on = to is not None and second is not None and fact_whom.away(now).filter(member=to).exists()
    if handed_on:  # whoever is away is not asked
        to, second = second, None
    at = _times(to, minutes if minutes in rules.MINUTES else rules.USUAL, now, deputy=second is not None)
    with transaction.atomic():
        turns.counted(f"question in {c.pk}")
        if FactAsk.objects.filter(conversation=c, state=State.OPEN).count() >= rules.MOST_OPEN:
            raise Declined("ask_many")
        made = FactAsk.objects.create(
            conversation=c, asked_by_id=who.id, asked_of=to, deputy=second,
            email=email.strip() if to is None else "", question=question, messages=_chosen(c, messages),
            asked_at=now, next_at=at.next_at, deadline=at.deadline, link_until=at.link_until,
            step=1 if handed_on else 0, mail="due", mail_at=now,
        )  # fmt: skip
        whom: dict[str, object] = {"to": to.public_id} if to else {"outside": True}
        _tell("fact_ask.asked", made, now, who, data=whom)
    return made.public_id


def answer(who: Who, public_id: str, text: str, *, now: datetime | None = None) -> str:
    """The answer of whoever is asked, or a better one as long as it is not quoted. The conversation's public id.
    Declined: "gone" · "not_yours" · "empty" · "too_long" · "fact_over"."""
    now = now or clock()
    row = _row(FactAsk.objects.filter(public_id=public_id))
    if who.id not in (row.asked_of_id, row.deputy_id):
        raise Declined("not_yours")
    return take(row, text, now, who)


def answer_by_link(token: str, text: str, *, thanks: bool = False, now: datetime | None = None) -> None:
    """The answer of somebody without an account, who may wish to hear of *thanks*. Declined: as `answer`, and "link_over" ·
    "too_fast"."""
    now = now or clock()
    public_id, link = read_link(token)
    row = FactAsk.objects.filter(public_id=public_id, link=link, link_until__gt=now).first()
    if row is None or row.answered_by_id is not None:  # what a colleague answered is not his to change
        raise Declined("link_over")
    if row.edits >= rules.MOST_EDITS or (row.answered_at and timedelta() <= now - row.answered_at < CALM):
        raise Declined("too_fast")
    take(row, text, now, None, wants_thanks=thanks and bool(row.email))


def not_mine(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """She cannot answer it: on to the deputy at once, else its time is over now, the asker hears of it, and it rings at nobody
    any more. One that is late ends for her just so. Declined: "gone" · "not_yours" · "fact_over"."""
    now = now or clock()
    row = _row(FactAsk.objects.filter(public_id=public_id))
    if row.asked_of_id != who.id:
        raise Declined("not_yours")
    with transaction.atomic():
        step = Step.DEPUTY if row.next_at else Step.ENDS
        done = row.state == State.OPEN and _step(row, now, step, who)
        hers = FactAsk.objects.filter(pk=row.pk, asked_of=who.id, state=State.LATE, link_until__gt=now)
        if not (hers.update(link_until=now, mail="") or done):
            raise Declined("fact_over")
        announce_each([("ask", public_id), ("conversation", row.conversation.public_id)], now)


def withdraw(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """The asker, or who runs the house, takes it back: its link is void. The conversation's public id. Declined: "gone" ·
    "not_yours" · "fact_over"."""
    now = now or clock()
    row = _row(FactAsk.objects.filter(public_id=public_id))
    if row.asked_by_id != who.id and not who.may(May.RUN):
        raise Declined("not_yours")
    with transaction.atomic():
        still = FactAsk.objects.filter(pk=row.pk, state__in=WITHDRAWABLE)
        if not still.update(state=State.WITHDRAWN, link=F("link") + 1, next_at=None, mail=""):
            raise Declined("fact_over")
        _tell("fact_ask.withdrawn", row, now, who)
    return row.conversation.public_id


def quoted(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It stands in somebody's draft: from now on it is not changed any more. Twice is once. Declined: "not_allowed" · "gone" ·
    "fact_over" (there is no answer)."""
    now = now or clock()
    if not who.may(May.DRAFT):
        raise Declined("not_allowed")
    row = _row(FactAsk.objects.filter(public_id=public_id))
    with transaction.atomic():
        same = FactAsk.objects.filter(pk=row.pk, state=State.ANSWERED)
        if same.update(state=State.QUOTED, quoted_at=now, seen_at=row.seen_at or now):
            _tell("fact_ask.quoted", row, now, who)
        elif row.state != State.QUOTED:
            raise Declined("fact_over")


def saw(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """The asker saw how it ended. Nothing of anybody else's. Twice is once."""
    now = now or clock()
    with transaction.atomic():
        unseen = FactAsk.objects.filter(public_id=public_id, asked_by=who.id, seen_at=None)
        ended = unseen.exclude(state=State.OPEN).update(seen_at=now)
        mails = FactReply.objects.filter(ask__public_id=public_id, ask__asked_by=who.id, seen_at=None)
        if mails.update(seen_at=now) or ended:
            announce_each([("ask", public_id)], now)


def sweep(*, now: datetime | None = None) -> int:
    """Hand on what nobody answered by half time, and end what is over. How many. Each by a conditional UPDATE.

    A late one is over with its link: once the asker saw it, or after `LINK_OUTLIVES`."""
    now = now or clock()
    late = Q(deadline__lte=now) | Q(next_at__lte=now)
    still = FactAsk.objects.filter(late, state=State.OPEN)
    rows = still.select_related("conversation", "deputy").order_by("deadline")
    done = sum(
        _step(r, now, rules.due(State(r.state), r.next_at, r.deadline, now), None) for r in rows[:MOST_LATE]
    )
    known = Q(seen_at__isnull=False) | Q(deadline__lte=now - rules.LINK_OUTLIVES)
    return done + fact_over.end(FactAsk.objects.filter(known, state=State.LATE, link_until__lte=now), now)


def link(public_id: str, number: int) -> str:
    """What stands in the signed link of a question; *number* as the row has it."""
    return str(Signer(salt="zuruf.fact").sign_object([public_id, number], compress=False))


def read_link(token: str) -> tuple[str, int]:
    """(public id, number) of a link that we signed. Declined("link_over") for any other."""
    try:
        public_id, number = Signer(salt="zuruf.fact").unsign_object(token)
        return str(public_id), int(number)
    except (BadSignature, ValueError, TypeError):
        raise Declined("link_over") from None


def take(
    row: FactAsk,
    text: str,
    now: datetime,
    who: Who | None,
    *,
    wants_thanks: bool = False,
    by_mail: bool = False,
) -> str:
    """Keep *text* as the answer of *row*, of *who* or of whoever has its link or its mail. The conversation's public id.
    Declined: "empty" · "too_long" · "fact_over"."""
    text = _words(text, rules.LONGEST_ANSWER)
    with transaction.atomic():
        still = FactAsk.objects.filter(pk=row.pk, state__in=ANSWERABLE, link=row.link)
        still = still if who else still.filter(answered_by=None)
        if not still.update(
            state=State.ANSWERED, answer=text, answered_at=now, answered_by=who.id if who else None,
            edits=F("edits") + 1, next_at=None, seen_at=None, mail="", wants_thanks=wants_thanks, by_mail=by_mail,
        ):  # fmt: skip
            raise Declined("fact_over")
        _tell("fact_ask.answered", row, now, who, why="" if who else "mail" if by_mail else "link")
    return row.conversation.public_id


def _step(row: FactAsk, now: datetime, step: Step, who: Who | None) -> bool:
    """What the clock, or whoever cannot answer, does to a question."""
    if step is Step.STAYS:
        return False
    same = FactAsk.objects.filter(pk=row.pk, state=State.OPEN, step=row.step, next_at=row.next_at)
    if step is Step.DEPUTY and not fact_whom.there(row.deputy, now):
        if who is None:  # it stays with whoever was asked, until its deadline
            return bool(same.update(next_at=None))
        step = Step.ENDS
    with transaction.atomic():
        if step is Step.DEPUTY:
            fields = {"asked_of": row.deputy_id, "step": 1, "next_at": None, "mail": "due", "mail_at": now}
            done = same.update(
                **fields, link=F("link") + 1, mail_tries=0
            )  # who had it before has no link any more
        else:
            done = same.update(state=State.LATE, next_at=None, mail="")
        if done:
            verb = "fact_ask.handed_on" if step is Step.DEPUTY else "fact_ask.late"
            to: dict[str, object] = {"to": row.deputy.public_id} if step is Step.DEPUTY and row.deputy else {}
            _tell(verb, row, now, who, data=to)
    return bool(done)


def _times(to: Member | None, minutes: int, now: datetime, *, deputy: bool) -> rules.Times:
    hours = calendar.hers(to.pk, now) if to else calendar.house(now)
    whole, half = (hours.add_minutes(now, n).at for n in (minutes, minutes // 2))
    return rules.times(now, whole, half, deputy=deputy)


def _chosen(c: Conversation, messages: Sequence[str]) -> list[int]:
    chosen = Message.objects.filter(conversation=c, ours=False, gone_at=None, public_id__in=list(messages))
    return list(chosen.values_list("pk", flat=True))


def _row(rows: QuerySet[FactAsk]) -> FactAsk:
    found = rows.select_related("conversation", "deputy").first()
    if found is None:
        raise Declined("gone")
    return found


def _words(text: str, most: int) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Declined("empty")
    if len(text) > most:
        raise Declined("too_long", limit=most, used=len(text))
    return text


def _tell(
    verb: str,
    row: FactAsk,
    now: datetime,
    who: Who | None,
    *,
    why: str = "",
    data: dict[str, object] | None = None,
) -> None:
    c = row.conversation.public_id
    record(verb, "fact_ask", row.public_id, now=now, who=who, conversation=c, why=why, data=data)
    announce_each([("ask", row.public_id), ("conversation", c)], now)
