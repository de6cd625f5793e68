"""One thread of our own public page, made of messages, their posts and our deliveries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.core.talk import REALM, Post, is_ours
from zuruf.core.target import USUAL
from zuruf.store.models import Conversation, Delivery, Message, Organisation, TalkObjection, TalkPost
from zuruf.store.queries import targets
from zuruf.store.queries.attachments import AttachmentView, of_deliveries

LONG_PAGE = 100  # messages on one page of a thread
_OUT = (DeliveryState.PUBLISHED.value, DeliveryState.CORRECTED.value, DeliveryState.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Objection:
    """decision: "" (open) | upheld | rejected."""

    at: datetime
    text: str
    decision: str
    answer: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a thread. `state` for posts is a core.talk.Post; for answers shown | withdrawn.

    The text of what is removed, deleted or withdrawn is empty, except for one's own removed words. `anchor` is unique
    on the page and part of the permanent link. `corrects` and `corrected_by` are anchors; `edited_at`: its text was
    replaced then.
    """

    anchor: str
    public_id: str
    answer: bool
    name: str
    text: str
    at: datetime
    state: str
    rule: str = ""
    reason: str = ""
    asker: bool = False
    mine: bool = False
    holding: bool = False
    correction: bool = False
    corrected: bool = False
    corrects: str = ""
    corrected_by: str = ""
    edited_at: datetime | None = None
    post: bool = False  # ours, asked by nobody
    pictures: tuple[AttachmentView, ...] = ()
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """`answered_after`: from the first post to the first answer that is more than a holding reply. `next`: the
    anchor after which the next page begins. `gone`: deleted | removed, when nothing is left to read."""

    public_id: str
    items: tuple[Item, ...]
    waits_since: datetime | None
    answered_after: timedelta | None
    gone: str = ""
    next: str = ""
    ours: bool = False  # it begins with words of ours
    due_at: datetime | None = None  # of an answer, where somebody waits and a person of ours said how soon

    @property
    def first(self) -> Item | None:
        return self.items[0] if self.items else None


def read(first: TalkPost, after: str, mine: str) -> Thread | None:
    """The thread that *first* began, from the message after the anchor *after*. *mine*: the hash of a secret link,
    whose holder also sees her own words in every state, wherever they stand. Seven statements, with *mine*
    nine at most; five more where there are targets of one's own and neither hours nor a usual target."""
    conversation = Conversation.objects.filter(realm=REALM, root_id=first.thread).first()
    if conversation is None or (first.shown_at is None and first.secret_hash != mine):
        return None
    messages = Message.objects.select_related("contact").filter(conversation=conversation)
    start = after and messages.filter(remote_id=after).values_list("order_at", "pk").first()
    if start:
        messages = messages.filter(Q(order_at__gt=start[0]) | Q(order_at=start[0], pk__gt=start[1]))
    page = list(messages.order_by("order_at", "pk")[: LONG_PAGE + 1])
    told = page[:LONG_PAGE]
    if mine and len(page) > LONG_PAGE:  # her own words are always there, or she could not delete them
        own = TalkPost.objects.filter(thread=first.thread, secret_hash=mine).values("remote_id")
        beyond = messages.filter(remote_id__in=own).exclude(pk__in=[m.pk for m in told])
        told += beyond.order_by("order_at", "pk")
    rows = TalkPost.objects.filter(remote_id__in=[m.remote_id for m in told])
    posts = {p.remote_id: p for p in (rows.prefetch_related("objections") if mine else rows)}
    answers = answers_of([conversation.pk])[conversation.pk]
    by_anchor = {a.anchor: a for a in answers}
    items = []
    for message in told:
        if message.remote_id in by_anchor:
            items.append(by_anchor[message.remote_id])
        elif message.remote_id in posts:
            post = posts[message.remote_id]
            if post.shown_at is not None or post.secret_hash == mine:
                items.append(post_item(message, post, asker=first.secret_hash, mine=mine))
    readable = any(item.text for item in items) or bool(after)
    more = page[LONG_PAGE - 1].remote_id if len(page) > LONG_PAGE else ""
    asked = not is_ours(first.secret_hash)  # who answers our post waits, but has asked nothing of us
    answered = next((a.at - first.created_at for a in answers if asked and is_answer(a)), None)
    waits = conversation.waiting_since if asked and answered is None and first.state == Post.SHOWN else None
    gone = "" if readable else first.state
    due_at = conversation.due_at if waits and promised(conversation.pk, waits) else None
    return Thread(first.public_id, tuple(items), waits, answered, gone, more, not asked, due_at)


def promised(conversation: int, since: datetime) -> bool:
    """Did a person of ours say when we answer, or how soon: set the hours, the usual target, or one that fits this *conversation* (key)
    where somebody waits *since*? Else its due time is our guess, which orders lists and promises nothing. One statement; six where only
    targets of one's own were set."""
    said = Organisation.objects.filter(pk=1).values_list("hours", "target_minutes").first()
    if said is None:
        return False
    if said[0] or said[1] != USUAL:
        return True
    own = targets.live()
    found = targets.waits({conversation: since}).get(conversation) if own else None
    return found is not None and any(target.fits(found.asked) for target in own)


def shown_of(conversations: Iterable[int]) -> dict[int, list[tuple[str, bool]]]:
    """By conversation, our answers that the public can read, oldest first: (remote id, whether it only says that an answer
    will come). Their words are not read, however many there are. Two statements."""
    found: dict[int, list[tuple[str, bool]]] = {pk: [] for pk in conversations}
    rows = Delivery.objects.filter(conversation__in=found, state__in=_OUT).order_by("pk")
    stands = list(rows.values_list("remote_id", "state", "kind"))
    states = {remote_id: state for remote_id, state, _kind in stands}  # of an answer and its edits the last
    holding = {remote_id for remote_id, _state, kind in stands if kind == Kind.HOLDING}
    ours = Message.objects.filter(conversation__in=found, ours=True, realm=REALM, gone_at=None)
    for pk, remote_id in ours.order_by("order_at", "pk").values_list("conversation_id", "remote_id"):
        if states.get(remote_id, DeliveryState.WITHDRAWN) != DeliveryState.WITHDRAWN:
            found[pk].append((remote_id, remote_id in holding))
    return found


def answers_of(conversations: Iterable[int], only: Collection[str] | None = None) -> dict[int, list[Item]]:
    """Our answers by conversation, oldest first: published ones, and withdrawn ones without their text; of *only* these
    remote ids where they are given. Two statements, three when something is attached."""
    found: dict[int, list[Item]] = {pk: [] for pk in conversations}
    which = Q(conversation__in=found) if only is None else Q(conversation__in=found, remote_id__in=only)
    rows = list(
        Delivery.objects.select_related("author", "corrects").filter(which, state__in=_OUT).order_by("pk")
    )
    out = {d.remote_id: d for d in rows}  # of an answer and its edits the last
    began = {d.remote_id: d for d in reversed(rows)}  # the first
    by = {
        d.corrects.remote_id: d.remote_id
        for d in rows
        if d.corrects and d.kind == Kind.CORRECTION and d.state != DeliveryState.WITHDRAWN
    }
    attached = of_deliveries(rows)
    pictures = {
        d.remote_id: attached[d.pk] for d in rows if d.pk in attached
    }  # an edit leaves them as they were
    ours = Message.objects.filter(which, ours=True, realm=REALM).select_related("conversation")
    for message in ours.order_by("order_at", "pk"):
        if message.remote_id in out:
            shown = pictures.get(message.remote_id, ())
            item = _answer_item(message, began[message.remote_id], out[message.remote_id], shown)
            found[message.conversation_id].append(replace(item, corrected_by=by.get(message.remote_id, "")))
    return found


def is_answer(item: Item) -> bool:
    """Whether somebody who asked has it as an answer: not a first word, not what we said unasked."""
    return item.state == "shown" and not item.holding and not item.post


def post_item(message: Message, post: TalkPost, asker: str = "", mine: str = "") -> Item:
    """What somebody outside wrote. Its text only while it is shown, or to its author while we still have it."""
    own = bool(mine) and post.secret_hash == mine
    readable = post.state == Post.SHOWN or (own and post.state in (Post.WAITING, Post.REMOVED))
    removed = post.state == Post.REMOVED
    return Item(
        anchor=post.remote_id,
        public_id=post.public_id,
        answer=False,
        name=message.contact.name if message.contact and readable else "",
        text=message.text if readable and message.gone_at is None else "",
        at=post.created_at,
        state=post.state if message.gone_at is None else Post.DELETED.value,
        rule=post.rule if removed else "",
        reason=post.reason if removed and own else "",
        asker=post.secret_hash == asker,
        mine=own,
        objections=_objections(post) if own else (),
    )


def _answer_item(
    message: Message, began: Delivery, delivery: Delivery, pictures: tuple[AttachmentView, ...]
) -> Item:
    """*began*: what was published first; *delivery*: its last edit, or the same."""
    withdrawn = delivery.state == DeliveryState.WITHDRAWN or message.gone_at is not None
    return Item(
        anchor=message.remote_id,
        public_id="",
        answer=True,
        name="",  # its signature, where it has one, stands below its text
        text="" if withdrawn else message.text,
        at=began.published_at or message.order_at,
        state="withdrawn" if withdrawn else "shown",
        holding=began.kind == Kind.HOLDING,
        correction=began.kind == Kind.CORRECTION,
        corrected=delivery.state == DeliveryState.CORRECTED,
        corrects=began.corrects.remote_id if began.corrects and began.kind == Kind.CORRECTION else "",
        edited_at=delivery.published_at if delivery.kind == Kind.EDIT and not withdrawn else None,
        post=message.conversation.root_id == message.remote_id,
        pictures=() if withdrawn else pictures,
    )


def _objections(post: TalkPost) -> tuple[Objection, ...]:
    found: Iterable[TalkObjection] = sorted(post.objections.all(), key=lambda o: o.pk)
    return tuple(Objection(o.created_at, o.text, o.decision, o.answer, o.decided_at) for o in found)
