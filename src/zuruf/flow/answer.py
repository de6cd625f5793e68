"""An answer leaves the desk: the conversation stops waiting for us, and the outbox has it."""

from datetime import datetime
from functools import partial
from typing import TypedDict

from django.db.models import F

from zuruf.core.channel import Media
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import CORRECTIONS, Kind, signed
from zuruf.core.schedule import Chosen, stored
from zuruf.flow import attachments, fact_over, goodwill, outbox, room
from zuruf.flow.backing import Backing
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Member, Message

DEAD = (DeliveryState.RECALLED, DeliveryState.REFUSED, DeliveryState.GIVEN_UP)
"""What never reached the public."""


def out(
    who: Who | None,
    draft: Draft,
    text: str,
    now: datetime,
    *,
    seen: int | None = None,
    back: Backing | None = None,
) -> Delivery:
    """Queue *draft* with *text*, in the caller's transaction. *back*: who answers for it and what backs it; None: its
    author, which a partner cannot. *seen*: the `answer_seq` that its author saw; another
    one by now means that somebody answered: Declined("answered"). None sends as well.

    After a holding reply, an edit or a correction the asker still waits: only `answer_seq` moves.
    """
    queue = partial(outbox.queue, who, draft, text=text, kind=draft.kind, now=now, back=back)
    if draft.kind == Kind.POST:  # nobody waits for it
        return queue(**_how(draft, text, now))
    if seen is not None:
        unanswered(draft.conversation_id, seen)
    rows = Conversation.objects.filter(pk=draft.conversation_id)
    if not rows.filter(merged_into=None).update(answer_seq=F("answer_seq") + 1):
        raise Declined("gone")  # joined with another one while this was written
    if draft.kind in CORRECTIONS:
        was = _corrected(draft)
        channel = was.account.channel
        parts = () if draft.kind == Kind.EDIT else room.parts(channel, text, room.of_draft(draft))
        delivery = queue(corrects=was, parts=parts)
        goodwill.book(delivery, text, now, who)
        return delivery
    if draft.kind == Kind.HOLDING:
        return queue()
    since, due_at = rows.values_list("waiting_since", "due_at").get()
    rows.update(state=State.WAITING, waiting_since=None, due_at=None)
    fact_over.with_conversation(draft.conversation_id, now, who)
    delivery = queue(waited_since=since, promised_for=due_at, **_how(draft, text, now))
    goodwill.book(delivery, text, now, who)
    return delivery


def _corrected(draft: Draft) -> Delivery:
    """What a correction corrects: the answer of ours that it answers, as it stands now. Raises Declined("not_out")."""
    out = Delivery.objects.filter(conversation_id=draft.conversation_id, state=DeliveryState.PUBLISHED)
    mine = draft.answers.remote_id if draft.answers else ""
    row = out.filter(remote_id=mine).select_related("account").order_by("-pk").first() if mine else None
    if row is None:
        raise Declined("not_out", state="")
    return row


def spoken(draft: Draft, text: str, mark: str) -> str:
    """*text* as the public reads it: an answer is signed with *mark*, posts and corrections are the house's."""
    return signed(text, mark) if draft.kind == Kind.REPLY else text


class _How(TypedDict):
    at: Chosen | None
    parts: tuple[str, ...]
    media: tuple[Media, ...]


def _how(draft: Draft, text: str, now: datetime) -> _How:
    """When it goes out, in how many parts, and with what. Declined: as `attachments.check`."""
    attached = attachments.media(draft)
    attachments.check(attachments.limits(draft), attached)
    parts = room.parts(draft.conversation.account.channel, text, room.of_draft(draft))
    return {"at": _hour(draft, now), "parts": parts, "media": attached}


def _hour(draft: Draft, now: datetime) -> Chosen | None:
    """The hour that the author chose; None when it is over by now (a second pair of eyes took its time)."""
    chosen = stored(draft.scheduled_as)
    return chosen if chosen and chosen.at > now else None


def whole(conversation: int) -> None:
    """Claims the conversation's row until the commit. Declined("gone") when it was joined with another one while this was written."""
    rows = Conversation.objects.filter(pk=conversation, merged_into=None)
    if not rows.update(answer_seq=F("answer_seq")):
        raise Declined("gone")


def unanswered(conversation: int, seen: int) -> None:
    """Claims the conversation's row until the commit, if nobody answered since `answer_seq` was *seen*.

    Raises Declined("answered", name, at, kind) unless every later answer was recalled or refused. `name` "" and `at`
    None: answered on the network itself, without us.
    """
    row = Conversation.objects.filter(pk=conversation)
    if row.filter(answer_seq=seen).update(answer_seq=seen):
        return
    by_now = row.select_for_update().values_list("answer_seq", flat=True).get()
    since = max(by_now - seen, 1)
    whole = Delivery.objects.filter(
        conversation=conversation, follows=None
    )  # an answer in parts is one answer
    rows = whole.select_related("author").order_by("-pk")
    last = list(rows[:since])
    living = next((d for d in last if d.state not in DEAD), None)
    if living is not None:
        raise Declined("answered", name=called(living.author), at=living.queued_at, kind=living.kind)
    if len(last) < since:
        raise Declined("answered", name="", at=None, kind=str(Kind.REPLY))


def nothing_new(conversation: int, read: str) -> None:
    """Raises Declined("wrote_again", text) when they wrote after the message *read* (public id) came in: an answer would
    go to words that nobody here has read, and stop their waiting."""
    theirs = Message.objects.filter(conversation=conversation, ours=False)
    seen = theirs.filter(public_id=read).values_list("pk", flat=True).first()
    if seen is None:
        return
    later = theirs.filter(pk__gt=seen, auto=False, gone_at=None).order_by("-pk").first()
    if later is not None:
        raise Declined("wrote_again", text=later.text or later.title)


def called(member: Member | None) -> str:
    """What colleagues call somebody."""
    return (member.name or member.initials or member.email) if member else ""
