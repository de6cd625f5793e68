"""Mails that answer a question for a fact: sorted out of what a mail account brings, before any of it becomes a message.

Each is kept with its question, once by its Message-ID, in one transaction with what follows from it. What answers a question
that is not here any more stays an ordinary message: nothing is lost.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from zuruf.core import clean, mail_fold
from zuruf.core import fact_reply as rules
from zuruf.core.fact_ask import MOST_EDITS, State
from zuruf.core.fact_reply import NEWS, Outcome, Signed
from zuruf.core.message import Incoming
from zuruf.flow import fact_ask
from zuruf.flow.audit import record
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce_each
from zuruf.store.models import FactAsk, FactReply

log = logging.getLogger(__name__)
_FINISHED = (State.WITHDRAWN, State.OVER)
MAIL = "mail"  # the channel whose accounts read replies


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to a question. `text`: all of its words; `machine`: no person wrote it; `bounced`: it says that ours did not arrive;
    `attached`: names of what lies in the mailbox only; `forged`: our server says that its sender is."""

    id: str
    sender: str
    text: str
    machine: bool = False
    bounced: bool = False
    attached: str = ""
    forged: bool = False


def sort_out(
    messages: Iterable[Incoming], plain: Callable[[Incoming], str], now: datetime
) -> tuple[Incoming, ...]:
    """*messages* without those that belong to a question of ours; these are taken. *plain*: the words of a mail, also where it came
    as HTML alone."""
    left = []
    for message in messages:
        if not _kept(message, plain, now):
            left.append(message)
    return tuple(left)


def _kept(message: Incoming, plain: Callable[[Incoming], str], now: datetime) -> bool:
    """Whether *message* was a mail to a question, and lies with it now."""
    try:
        ask = _question(message)
        if ask is not None and not message.ours:  # what we wrote to an expert is nothing to answer here
            return _keep(ask, _mail(message, plain), now)
    except DatabaseError:
        raise
    except Exception:  # whatever is in it: it comes to the desk then, and holds up no other
        log.exception("A mail could not be put to its question")
        return False
    return ask is not None


def sign(public_id: str, link: int) -> Signed:
    """What the answer address of a question says: forged by nobody who has not our key."""
    made = salted_hmac("zuruf.fact.mail", f"{public_id}-{link}", algorithm="sha256").hexdigest()
    return Signed(public_id, link, made[:20])


def _question(message: Incoming) -> FactAsk | None:
    """The question to which *message* belongs: by our Message-ID among those it answers, or by a signed address it went to."""
    ref = message.ref
    answers = rules.named((message.parent, message.root, ref.get("references", ""), ref.get("bounce_of", "")))
    addressed = (
        one.public_id
        for one in rules.signed(ref.get("to", "").split())
        if constant_time_compare(one.signature, sign(one.public_id, one.link).signature)
    )
    ids = (*answers, *addressed)
    if not ids:
        return None
    return FactAsk.objects.select_related("conversation", "asked_of").filter(public_id__in=ids).first()


def _mail(message: Incoming, plain: Callable[[Incoming], str]) -> Mail:
    bounced = bool(message.ref.get("bounce_of"))
    return Mail(
        clean.remote_id(message.remote_id),
        clean.line(message.author.handle or message.author.remote_id, 320),
        plain(message),
        machine=bool(message.ref.get("auto")),
        bounced=bounced,
        attached=clean.line(message.ref.get("attached", ""), 500),
        forged=bool(message.ref.get("forged")),
    )


def _keep(ask: FactAsk, mail: Mail, now: datetime) -> bool:
    """Keep *mail* with its question and do what follows. The same mail again does nothing. False where a stranger writes to a question
    at which nobody looks any more: the desk is to see that."""
    whom = ask.asked_of.email if ask.asked_of else ask.email
    words = rules.words(clean.text(mail_fold.fold(mail.text).visible))
    if all(line.startswith(">") for line in words.split("\n") if line):
        words = ""  # our own question, sent back
    outcome = rules.becomes(
        bounced=mail.bounced,
        machine=mail.machine,
        asked=rules.same(mail.sender, whom) and not mail.forged,
        words=words,
        state=State(ask.state),
        late=ask.link_until <= now or ask.answered_by_id is not None or ask.edits >= MOST_EDITS,
    )
    if outcome is Outcome.OTHER and State(ask.state) in _FINISHED:
        return False
    beside = f"📎 {mail.attached}" if mail.attached else ""
    shown = words or rules.words(clean.text(mail.text))  # of a mail that only quotes, what it quotes
    before = ask.answer if ask.answer != words else ""
    with transaction.atomic():
        kept, new = FactReply.objects.get_or_create(
            ask=ask,
            mail_id=mail.id,
            defaults={
                "sender": mail.sender, "text": _both(shown, beside), "at": now, "outcome": outcome, "seen_at": now,
            },
        )  # fmt: skip
        if not new:
            return True
        if outcome is Outcome.ANSWER:
            if _taken(ask, words, now):
                kept.text = _both(before, beside)  # its words stand with the question
            else:
                outcome = Outcome.AFTER
        _follow(ask, kept, outcome, now)
    return True


def _both(one: str, other: str) -> str:
    return "\n\n".join(filter(None, (one, other)))


def _taken(ask: FactAsk, words: str, now: datetime) -> bool:
    """False where it was taken back, used or answered by a colleague a moment ago."""
    try:
        fact_ask.take(ask, words, now, None, wants_thanks=ask.wants_thanks, by_mail=True)
    except Declined:
        return False
    return True


def _follow(ask: FactAsk, kept: FactReply, outcome: Outcome, now: datetime) -> None:
    """What is shown, told and sent because of a mail that was kept a moment ago, in the caller's transaction."""
    kept.outcome = outcome
    told = outcome in NEWS and State(ask.state) not in _FINISHED
    if told or (outcome is Outcome.AFTER and ask.state == State.QUOTED):
        kept.seen_at = None
    before = FactReply.objects.filter(ask=ask, outcome=Outcome.AFTER).exclude(pk=kept.pk)
    if outcome is Outcome.AFTER and not before.exists():
        kept.mail, kept.mail_at = "due", now
    if outcome is Outcome.BOUNCED:
        FactAsk.objects.filter(pk=ask.pk, mail="sent").update(mail="failed")
    kept.save()
    if outcome is not Outcome.ANSWER:  # an answer has an entry of its own
        c = ask.conversation.public_id
        record("fact_ask.mailed", "fact_ask", ask.public_id, now=now, conversation=c, why=f"mail:{outcome}")
        announce_each([("ask", ask.public_id), ("conversation", c)], now)
