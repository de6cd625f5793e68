"""Reading what waits for a decision about our own public page. For the desk only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet

from zuruf.core import veil
from zuruf.core.desk import Queue, State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import OURS
from zuruf.core.talk import REALM, Post
from zuruf.store.models import Delivery, Member, Message, TalkObjection, TalkPost, TalkReport
from zuruf.store.queries.talk import Pending, face, pending_counts

SHOWN = 50  # of each kind on the page; the rest follows as these are decided
LATEST = 20  # shown ones, so that one can be removed that nobody reported
LATELY = timedelta(days=30)
_QUEUES = {State.OPEN: Queue.US, State.WAITING: Queue.THEM, State.DONE: Queue.DONE}


@dataclass(frozen=True, slots=True)
class Words:
    """A post as the desk sees it. `doubts`: codes of core.talk.Doubt. `conversation`: the desk's public id, and
    `queue` the queue where it is found. `answered`: it begins a conversation in which we answered.
    `alone`: nothing else in the conversation waits for an answer."""

    public_id: str
    text: str
    name: str
    at: datetime
    state: str
    doubts: tuple[str, ...]
    conversation: str
    queue: str
    language: str
    thread: str
    answered: bool
    alone: bool = False
    rule: str = ""
    reason: str = ""
    removed_at: datetime | None = None
    remover: str = ""
    veiled: bool = False  # abusive: shown to whoever chooses to


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Messages from outside that wait for an answer: since when, and how many."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    public_id: str
    kind: str
    reason: str
    contact: str
    at: datetime
    post: Words


@dataclass(frozen=True, slots=True)
class Objection:
    """`own`: the reader removed the words herself. `locked`: so somebody else has to decide, and there is somebody."""

    public_id: str
    text: str
    at: datetime
    own: bool
    locked: bool
    post: Words


@dataclass(frozen=True, slots=True)
class Moderation:
    pending: Pending
    waiting: tuple[Words, ...]
    reports: tuple[Report, ...]
    objections: tuple[Objection, ...]
    removed: tuple[Words, ...]
    shown: tuple[Words, ...]


def moderation(reader_id: int, now: datetime) -> Moderation:
    """All that waits, oldest first, and what was removed within LATELY, newest first. At most eleven statements."""
    posts = TalkPost.objects.select_related("removed_by")
    waiting = list(posts.filter(state=Post.WAITING.value).order_by("created_at", "pk")[:SHOWN])
    reports = list(
        TalkReport.objects.select_related("post__removed_by").filter(decision="").order_by("pk")[:SHOWN]
    )
    objections = list(
        TalkObjection.objects.select_related("post__removed_by")
        .filter(decision="", post__state=Post.REMOVED.value)
        .order_by("pk")[:SHOWN]
    )
    removed = list(
        posts.filter(state=Post.REMOVED.value, removed_at__gt=now - LATELY)
        .exclude(objections__decision="")
        .order_by("-removed_at")[:SHOWN]
    )
    shown = list(posts.filter(state=Post.SHOWN.value).order_by("-pk")[:LATEST])
    others = bool(objections) and somebody_else(reader_id)
    words = _words([*waiting, *removed, *shown, *(r.post for r in reports), *(o.post for o in objections)])
    return Moderation(
        pending_counts(),
        tuple(words[p.pk] for p in waiting if p.pk in words),
        tuple(
            Report(r.public_id, r.kind, r.reason, r.contact, r.created_at, words[r.post_id])
            for r in reports
            if r.post_id in words
        ),
        tuple(_objection(o, words[o.post_id], reader_id, others) for o in objections if o.post_id in words),
        tuple(words[p.pk] for p in removed if p.pk in words),
        tuple(words[p.pk] for p in shown if p.pk in words),
    )


def somebody_else(member_id: int) -> bool:
    """Is there anybody else who may decide? One statement."""
    others = Member.objects.filter(is_active=True, role__in=OURS).exclude(pk=member_id)
    return others.exists()


def unanswered(conversations: Iterable[int]) -> dict[int, Unanswered]:
    """What waits in these conversations (keys), without what was removed or deleted. One statement."""
    removed = TalkPost.objects.filter(remote_id=OuterRef("remote_id"), state=Post.REMOVED.value)
    waiting = Message.objects.filter(
        ~Exists(removed),
        conversation__in=conversations,
        ours=False,
        gone_at=None,
        order_at__gte=F("conversation__waiting_since"),
    )
    found = waiting.values("conversation").annotate(first=Min("order_at"), n=Count("pk"))
    return {row["conversation"]: Unanswered(row["first"], row["n"]) for row in found}


def _objection(o: TalkObjection, post: Words, reader_id: int, others: bool) -> Objection:
    own = o.post.removed_by_id == reader_id
    return Objection(o.public_id, o.text, o.created_at, own, own and others, post)


def _words(posts: list[TalkPost]) -> dict[int, Words]:
    """The posts with their messages, by key. A post whose message is still on its way is left out. Four statements."""
    out = Delivery.objects.filter(
        conversation=OuterRef("conversation"),
        state__in=(DeliveryState.PUBLISHED.value, DeliveryState.CORRECTED.value),
    )
    found: QuerySet[Message] = Message.objects.filter(realm=REALM, remote_id__in={p.remote_id for p in posts})
    messages = {
        m.remote_id: m
        for m in found.select_related("contact", "conversation", "assessment").annotate(answered=Exists(out))
    }
    threads = dict(
        TalkPost.objects.filter(remote_id__in={p.thread for p in posts}).values_list("remote_id", "public_id")
    )
    left = unanswered({m.conversation_id for m in messages.values()})
    return {
        p.pk: _one(p, messages[p.remote_id], threads.get(p.thread, ""), left)
        for p in posts
        if p.remote_id in messages
    }


def _one(post: TalkPost, message: Message, thread: str, left: dict[int, Unanswered]) -> Words:
    since, waiting = message.conversation.waiting_since, left.get(message.conversation_id)
    return Words(
        post.public_id,
        message.text,
        message.contact.name if message.contact else "",
        post.created_at,
        post.state,
        tuple(code for code in post.guard.split(",") if code),
        message.conversation.public_id,
        _QUEUES[State(message.conversation.state)].value,
        message.conversation.language,
        thread,
        post.first and bool(getattr(message, "answered", False)),
        since is not None and message.order_at >= since and waiting is not None and waiting.count == 1,
        post.rule,
        post.reason,
        post.removed_at,
        post.removed_by.name if post.removed_by else "",
        hasattr(message, "assessment") and veil.veiled(message.assessment.findings),
    )


__all__ = [
    "Moderation",
    "Objection",
    "Report",
    "Unanswered",
    "Words",
    "face",
    "moderation",
    "somebody_else",
    "unanswered",
]
