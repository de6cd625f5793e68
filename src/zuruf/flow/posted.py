"""What follows when a post of ours is out, or gone again: its conversation becomes the thread that the public sees.

Until then the conversation has a root of its own making (core.post.root_ahead). When the network names the post, the
conversation takes that name; has intake built a conversation of that name already, since an answer came in quicker than
the network's word reached us, the two are joined.
"""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db.models import F

from zuruf.core.channel import Receipt
from zuruf.core.desk import State
from zuruf.core.post import is_ahead
from zuruf.core.talk import Post, ours
from zuruf.flow.able import is_own
from zuruf.flow.audit import record
from zuruf.store.changes import announce
from zuruf.store.intake import fold
from zuruf.store.models import Conversation, Delivery, Message, TalkPost
from zuruf.store.queries.intake import one_at_a_time


def first_part(row: Delivery) -> bool:
    """Whether this delivery is what makes a post's conversation: the post, or the first part of one."""
    return row.part == 1 and is_ahead(row.conversation.root_id)


def came_out(row: Delivery, receipt: Receipt, at: datetime) -> Receipt:
    """The network has the post; the receipt with the address that our own page gives it. In the caller's transaction.

    Without a name in it (a person said that the post is there) the conversation keeps its own root until the name is
    known. *row* follows its conversation when that is joined with the one that intake began.
    """
    here = Conversation.objects.filter(pk=row.conversation_id)
    here.filter(state=State.AHEAD).update(state=State.WAITING, last_at=at)
    if not receipt.remote_id:
        return receipt
    one_at_a_time(row.account.realm)
    if is_own(row.account.channel):
        receipt = _on_our_page(row, receipt, at)
    ahead = row.conversation
    begun = _begun(row.account.realm, receipt.remote_id)
    if begun is None:
        # Not in memory: when this transaction fails and is repeated, it has to find its own root there.
        here.update(root_id=receipt.remote_id, permalink=receipt.permalink[:1000])
        return receipt
    fold(ahead.pk, begun.pk)
    Conversation.objects.filter(pk=begun.pk).update(
        permalink=receipt.permalink[:1000] or F("permalink"), account=row.account_id
    )
    row.conversation = begun
    record(
        "conversation.folded", "conversation", ahead.public_id,
        now=at, conversation=begun.public_id, data={"into": begun.public_id},
    )  # fmt: skip
    announce("conversation", [ahead.public_id], at)
    return receipt


def vanished(row: Delivery) -> None:
    """The post was withdrawn. With nobody's words below it there is nothing left to wait for."""
    theirs = Message.objects.filter(conversation=row.conversation_id, ours=False, gone_at=None)
    if not theirs.exists():
        alone = Conversation.objects.filter(pk=row.conversation_id, state=State.WAITING)
        alone.update(state=State.DONE)


def _begun(realm: str, remote_id: str) -> Conversation | None:
    """The conversation that intake made of the post before we knew its name: by the post itself, or by what answers it."""
    echo = Message.objects.filter(realm=realm, remote_id=remote_id).values("conversation")
    named = Conversation.objects.filter(realm=realm, root_id=remote_id)
    return (Conversation.objects.filter(pk__in=echo) | named).order_by("pk").first()


def _on_our_page(row: Delivery, receipt: Receipt, at: datetime) -> Receipt:
    """Our own page shows a thread for each row of TalkPost; this one begins with our words."""
    TalkPost.objects.get_or_create(
        remote_id=receipt.remote_id,
        defaults={
            "public_id": row.public_id,
            "thread": receipt.remote_id,
            "state": Post.SHOWN,
            "shown_at": at,
            "secret_hash": ours(row.public_id),
            "created_at": at,
        },
    )
    thread = f"{settings.URL}/talk/{row.public_id}/"
    link, ref = f"{thread}#{receipt.remote_id}", {"thread": thread}
    Delivery.objects.filter(pk=row.pk).update(permalink=link, ref=ref)
    return replace(receipt, permalink=link, ref=ref)
