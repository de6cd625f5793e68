"""Thanks from outside reach whoever wrote the answer and whoever gave the fact. They do not ring, nobody else sees whose they
are, and nobody counts them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zuruf.core import thanks as rules
from zuruf.core.fact_ask import State
from zuruf.core.library import Kind as Kept
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import May, Who
from zuruf.core.reply import Kind
from zuruf.core.thanks import Part
from zuruf.core.triage import Assessment
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean
from zuruf.store.changes import announce_each
from zuruf.store.models import Conversation, Delivery, Fact, FactAsk, LibraryUse, Member, Message, Thanks

Recipient = tuple[int | None, int | None, Part]
"""(member, question for a fact, part): one of the first two."""


def heard(judged: Mapping[int, Assessment], now: datetime) -> None:
    """Messages (keys) came in that were *judged* so, in the caller's transaction. No statement where nobody is thankful."""
    kind = [
        pk
        for pk, found in judged.items()
        if rules.thankful(
            [f.value for f in found.findings if f.label == "intent"],
            [f.value for f in found.findings if f.label == "risk" and f.value],
        )
    ]
    if kind:
        for message in Message.objects.filter(pk__in=kind, ours=False, gone_at=None).select_related(
            "conversation"
        ):
            _pass_on(message, now)


def found_by_person(message: Message, intents: Collection[str], now: datetime) -> None:
    """A person said what *message* is, in the caller's transaction: thanks after all, or none."""
    if rules.thankful(intents):
        _pass_on(message, now)
    else:
        Thanks.objects.filter(message=message, by=None, seen_at=None, mail__in=("", "due")).delete()


def pass_on(
    who: Who,
    conversation: str,
    members: Sequence[str] = (),
    sentence: str = "",
    *,
    now: datetime | None = None,
) -> int:
    """Pass on by hand what they last wrote: to *members* (public ids), or for () to those whose part it was; with a *sentence*.
    How many hear of it. Declined: "not_allowed" · "unknown_conversation" · "thanks_nobody" · "too_long"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    sentence = clean(sentence).strip()
    if len(sentence) > rules.LONGEST:
        raise Declined("too_long", limit=rules.LONGEST, used=len(sentence))
    c = Conversation.objects.filter(public_id=conversation).first()
    theirs = Message.objects.filter(conversation=c, ours=False, gone_at=None).select_related("conversation")
    message = theirs.order_by("-order_at", "-id").first() if c else None
    if c is None or message is None:
        raise Declined("unknown_conversation")
    chosen = Member.objects.filter(public_id__in=members, is_active=True).exclude(pk=who.id)
    whom: list[Recipient] = [(pk, None, Part.PASSED) for pk in chosen.values_list("pk", flat=True)]
    if not members:
        whom = [r for r in _whose(message) if r[0] != who.id]
    if not whom:
        raise Declined("thanks_nobody")
    with transaction.atomic():
        made = _keep(message, whom, now, who, sentence)
        if made:
            _tell(message, now, who)
    return made


def saw(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """She has read it. Nothing of anybody else's; twice is once."""
    now = now or clock()
    Thanks.objects.filter(public_id=public_id, member=who.id, seen_at=None).update(seen_at=now)


def saw_all(who: Who, *, now: datetime | None = None) -> None:
    """She has read all of hers."""
    now = now or clock()
    Thanks.objects.filter(member=who.id, seen_at=None).update(seen_at=now)


def _pass_on(message: Message, now: datetime) -> None:
    if _keep(message, _whose(message), now, None, ""):
        _tell(message, now, None)


def _whose(message: Message) -> list[Recipient]:
    """Those who had a part in the answer that *message* follows, each once; () when there is none."""
    answer = _answer(message)
    if answer is None:
        return []
    found: list[Recipient] = [(answer.author_id, None, Part.ANSWER)]
    asked = FactAsk.objects.filter(
        conversation=message.conversation_id, state=State.QUOTED, quoted_at__lte=answer.queued_at
    )
    for row in asked.order_by("pk"):
        if row.answered_by_id is not None:
            found.append((row.answered_by_id, None, Part.FACT))
        elif row.wants_thanks and row.email:
            found.append((None, row.pk, Part.FACT))
    quoted = LibraryUse.objects.filter(draft=answer.draft_id, kind=Kept.FACT, sent=True).values_list(
        "thing", flat=True
    )
    owners = Fact.objects.filter(public_id__in=quoted).values_list("owner", flat=True)
    return [*found, *((owner, None, Part.LIBRARY) for owner in owners)]


def _answer(message: Message) -> Delivery | None:
    """The answer of ours that *message* follows: the one that it answers, else the last that was out by then."""
    out = Delivery.objects.filter(
        conversation=message.conversation_id,
        kind=Kind.REPLY,
        state__in=(DeliveryState.PUBLISHED, DeliveryState.CORRECTED),
        part=1,
    )
    before = [d for d in out.order_by("-pk")[:20] if rules.counts(d.published_at, message.order_at)]
    direct = [d for d in before if d.remote_id and d.remote_id == message.parent_id_remote]
    return next(iter([*direct, *before]), None)


def _keep(message: Message, whom: Iterable[Recipient], now: datetime, by: Who | None, sentence: str) -> int:
    """A row for each who has none for this message yet; how many."""
    once: dict[tuple[int | None, int | None], Part] = {}
    for member, ask, part in whom:
        once.setdefault((member, ask), part)
    rows = [
        Thanks(
            conversation_id=message.conversation_id, message=message, member_id=member, fact_ask_id=ask, part=part,
            by_id=by.id if by else None, sentence=sentence, at=now, mail="due" if ask else "", mail_at=now if ask else None,
        )
        for (member, ask), part in once.items()
    ]  # fmt: skip
    known = set(Thanks.objects.filter(message=message).values_list("member", "fact_ask"))
    new = [row for row in rows if (row.member_id, row.fact_ask_id) not in known]
    Thanks.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _tell(message: Message, now: datetime, who: Who | None) -> None:
    """The thread says that they were passed on, and neither it nor the audit says to whom: nobody counts them by name."""
    c = message.conversation.public_id
    record("message.thanks", "message", message.public_id, now=now, who=who, conversation=c)
    announce_each([("conversation", c)], now)
