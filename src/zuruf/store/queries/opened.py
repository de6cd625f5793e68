"""A conversation that somebody opens, read once for all that its page shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.core.talk import REALM, Post
from zuruf.store.models import (
    Conversation,
    Delivery,
    Draft,
    FactAsk,
    Hold,
    Member,
    Message,
    Note,
    SecondPair,
    TalkPost,
)

THREAD = 200  # the newest messages; more on request
ALL = 5000


@dataclass(frozen=True, slots=True)
class Opened:
    """The row of a conversation as `rows` makes it, and its messages, the newest first. `earlier`: older ones were left out."""

    row: Any
    messages: Sequence[Message]
    earlier: bool


def opened(who: Who, public_id: str, *, everything: bool = False) -> Opened | None:
    """The conversation with this public id; None when there is none. Two statements."""
    c = rows(who).filter(public_id=public_id).first()
    if c is None:
        return None
    limit = ALL if everything else THREAD
    messages = Message.objects.filter(conversation=c).select_related("contact", "assessment")
    if c.realm == REALM:
        posts = TalkPost.objects.filter(remote_id=OuterRef("remote_id"))
        messages = messages.annotate(standing=Subquery(posts.values("state")[:1]))
    found = list(messages.order_by("-order_at", "-id")[: limit + 1])
    return Opened(c, found[:limit], len(found) > limit)


def rows(who: Who) -> QuerySet[Conversation, Any]:
    """Conversations that are still one of their own, as *who* opens them: with what belongs to them, and with what there is at all, so that nothing is asked for
    that is not there. `held`: a hold lies on its account or on everything; `others`: is there a second pair of eyes besides her?
    `unseen`: what would be answered stands on our own page and is not public (yet), and so neither is an answer."""
    here = OuterRef("pk")
    hold = Hold.objects.filter(
        Q(account__isnull=True) | Q(account=OuterRef("account")), lifted_at__isnull=True
    )
    eyes = Member.objects.filter(second_pair=True, is_active=True).exclude(pk=who.id)
    sent = Delivery.objects.filter(conversation=here)
    planned = sent.filter(state=DeliveryState.QUEUED, scheduled_for__isnull=False, part=1)
    written = Draft.objects.filter(conversation=here, author_id=who.id, state=DraftState.WRITING)
    whole = Conversation.objects.select_related("account", "contact", "owner", "team", "incident")
    newest = Message.objects.filter(conversation=OuterRef(here), ours=False, gone_at=None)
    unseen = TalkPost.objects.filter(
        state__in=(Post.WAITING, Post.REMOVED),
        remote_id=Subquery(newest.order_by("-order_at", "-id").values("remote_id")[:1]),
    )
    return whole.filter(merged_into=None).annotate(
        held=Exists(hold),
        unseen=Exists(unseen),
        others=Exists(eyes),
        has_sent=Exists(sent),
        has_planned=Exists(planned),
        has_draft=Exists(written),
        has_asks=Exists(SecondPair.objects.filter(draft__conversation=here)),
        has_notes=Exists(Note.objects.filter(conversation=here)),
        has_facts=Exists(FactAsk.objects.filter(conversation=here)),
    )
