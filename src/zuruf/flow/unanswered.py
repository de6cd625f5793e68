"""Who still waits when words leave our own public page, and when they come back."""

from contextlib import suppress
from datetime import datetime

from zuruf.core.desk import State
from zuruf.core.people import Who
from zuruf.core.talk import REALM
from zuruf.flow import desk
from zuruf.flow.due import due
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Message, TalkPost
from zuruf.store.pressing import until
from zuruf.store.queries.moderation import unanswered


def without(who: Who, row: TalkPost, done: bool | None, now: datetime) -> None:
    """*row* was just removed, in this transaction. *done* True: nobody has to answer in this conversation any more;
    False: one of us still wants to; None: it is done when nothing else in it waits for an answer."""
    message = _message(row)
    if message is None:
        return
    c, since = message.conversation, message.conversation.waiting_since
    first = unanswered([c.pk]).get(c.pk)
    waited = since is not None and message.order_at >= since
    if done or (done is None and waited and first is None):
        with suppress(Declined):  # it is done already, or a second pair of eyes has it: then it stays there
            desk.close(who, c.public_id, now=now)
    elif since and first and first.at > since:
        _wait_from(c, first.at)


def again(who: Who, row: TalkPost, now: datetime) -> None:
    """*row* is about to be shown again, in this transaction: what its removal settled is open again."""
    message = _message(row)
    if message is None:
        return
    c = message.conversation
    closings = AuditEntry.objects.filter(conversation=c.public_id, verb="conversation.closed")
    closed = closings.order_by("-id").values_list("at", flat=True).first()
    by_removal = closed and TalkPost.objects.filter(thread=row.thread, removed_at=closed).exists()
    if c.state == State.DONE and by_removal:
        with suppress(Declined):
            desk.reopen(who, c.public_id, undo=True, now=now)
        c.refresh_from_db()
    ours = Message.objects.filter(conversation=c, ours=True, gone_at=None, order_at__gte=message.order_at)
    if c.waiting_since and message.order_at < c.waiting_since and not ours.exists():
        _wait_from(c, message.order_at)


def _wait_from(c: Conversation, since: datetime) -> None:
    """The wait is another person's now, or another question's; the time allowed counts from then."""
    due_at = due(c.pk, since) if c.due_at else None
    Conversation.objects.filter(pk=c.pk, waiting_since=c.waiting_since).update(
        waiting_since=since, **until(due_at, since)
    )


def _message(row: TalkPost) -> Message | None:
    """The post's message with its conversation; None while it is still on its way."""
    found = Message.objects.select_related("conversation").filter(realm=REALM, remote_id=row.remote_id)
    return found.first()
