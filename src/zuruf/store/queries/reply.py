"""What the composer shows of a conversation: the draft, what may be done, who has it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from zuruf.core.goodwill import Promise
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import May, Who
from zuruf.core.post import is_ahead
from zuruf.core.reply import (
    DECIDABLE,
    AskState,
    DraftState,
    Outlet,
    outlet,
    signature,
    unsigned,
)
from zuruf.core.schedule import Chosen, stored
from zuruf.store.models import Account, Attachment, Conversation, Delivery, Draft, Hold, MachineText, Message
from zuruf.store.queries.accounts import measures
from zuruf.store.queries.asks import AskView, asks, to_decide
from zuruf.store.queries.attachments import AttachmentView, of_draft
from zuruf.store.queries.goodwill import promise_of, with_promise
from zuruf.store.queries.guideline_facts import findings
from zuruf.store.queries.opened import Opened, rows
from zuruf.store.queries.signing import mark_of


@dataclass(frozen=True, slots=True)
class Planned:
    """An answer that goes out at an hour that somebody chose."""

    public_id: str
    text: str
    at: datetime
    author: str
    parts: int


@dataclass(frozen=True, slots=True)
class Composer:
    """Everything the composer needs that is stored. What it may send is judged by `zuruf.flow.reply.standing`."""

    conversation: str  # public id
    channel: str
    account: str
    account_id: str  # public id
    outlet: Outlet
    public: bool
    language: str
    may_write: bool
    text: str  # the draft, without the signature
    saved_at: datetime | None
    answer_seq: int
    signature: str  # what is put below the text when it goes out
    held: bool
    answer_there: str  # permalink, for channels that only read
    recall_seconds: int
    others: bool  # is there a second pair of eyes besides her?
    ahead: bool = False  # of a post that is not out yet: there is nothing to answer
    mine: AskView | None = None  # her draft lies with the second pair
    returned: AskView | None = None  # it came back with a remark
    to_decide: tuple[AskView, ...] = field(default=())  # drafts of others that wait for her eyes
    changed: tuple[AskView, ...] = ()  # hers, out otherwise than she wrote it, which she has not seen yet
    draft: str = ""  # public id
    attached: tuple[AttachmentView, ...] = ()
    hour: Chosen | None = None  # when it is to go out; None: at once
    planned: tuple[Planned, ...] = ()  # what waits for its hour, by anybody
    promise: Promise = Promise(0)  # goodwill that she wrote down besides the text
    machine: bool = False  # a language model wrote something for the draft
    privately: bool = False  # her draft goes to one person alone, although the public sees what it answers
    unseen: bool = False  # what it answers is not public (yet), so neither is the answer


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation as the rules need to know it. `asked` is the message that would be answered (None: none left)."""

    pk: int
    public_id: str
    account_id: int
    channel: str
    outlet: Outlet
    public: bool
    language: str
    answer_seq: int
    urgent: bool
    question: bool
    recall_seconds: int
    held: bool
    asked_id: int | None
    asked: str
    post: bool = False  # ours, to nobody in particular, and not out yet
    asker: tuple[str, ...] = ()  # name and handle
    findings: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of triage: label → values
    signs: tuple[
        str, ...
    ] = ()  # how one may sign on the account: zuruf.core.signing.Signs, () = the usual ones
    incident: bool = False  # it belongs to one that is open
    measures: dict[str, int] = field(default_factory=dict)  # numbers of the account's instance
    ref: dict[str, str] = field(default_factory=dict)  # of the message that would be answered
    privately: bool = (
        False  # the answer goes to its author alone, although the public sees it; then `public` is False
    )

    def alone(self, privately: bool) -> "Scene":
        """The same, for an answer that goes *privately* to whoever is answered."""
        return replace(self, public=False, privately=True) if privately and self.public else self


def scene(conversation: str) -> Scene | None:
    """The scene of the conversation with this public id. Two statements."""
    c = (
        Conversation.objects.filter(public_id=conversation, merged_into=None)
        .select_related("account", "incident")
        .annotate(held=_held())
        .first()
    )
    return _scene(c) if c else None


def composer_in(who: Who, public_id: str, now: datetime) -> tuple[Composer, Scene] | None:
    """The composer with the scene that it stands in; None when there is no such conversation. One statement fewer than both."""
    c = rows(who).filter(public_id=public_id).first()
    return (_composer(c, who, now), _scene(c)) if c else None


def composer_of(read: Opened, who: Who, now: datetime) -> tuple[Composer, Scene]:
    """The same of a conversation that was read. A statement for her draft, one for questions, one for what is planned: each where
    there is any."""
    there = [m for m in read.messages if not m.ours and m.gone_at is None]
    theirs = next((m for m in there if not m.auto), there[0] if there else None)  # as `_newest` chooses
    known = not read.earlier or (theirs is not None and not theirs.auto)
    return _composer(read.row, who, now), _scene(read.row, _asked(theirs)) if known else _scene(read.row)


def _asked(m: Message | None) -> dict[str, Any] | None:
    """As `_scene` reads it."""
    if m is None:
        return None
    by, judged = m.contact, getattr(m, "assessment", None)
    told = {"contact__name": by.name if by else None, "contact__handle": by.handle if by else None}
    return {
        "pk": m.pk,
        "title": m.title,
        "text": m.text,
        "ref": m.ref,
        **told,
        "findings": judged.findings if judged else None,
    }


_UNREAD: dict[str, Any] = {}


def _scene(c: Any, message: dict[str, Any] | None = _UNREAD) -> Scene:
    """*c*: with its account and incident, annotated `held`. *message*: the newest of theirs that still stands, where it was read;
    else one statement."""
    if message is _UNREAD:
        message = _newest(c)
    asked = f"{message['title']}\n{message['text']}".strip() if message else ""
    return Scene(
        c.pk,
        c.public_id,
        c.account_id,
        c.account.channel,
        _outlet(c.account),
        c.public,
        c.language,
        c.answer_seq,
        c.urgent,
        c.question,
        c.account.recall_seconds,
        c.held,
        message["pk"] if message else None,
        asked,
        is_ahead(c.root_id),
        tuple(n for n in (message["contact__name"], message["contact__handle"]) if n) if message else (),
        findings(message["findings"]) if message else {},
        tuple(c.account.signs),
        c.incident is not None and c.incident.closed_at is None,
        measures(c.account.check_result),
        message["ref"] if message else {},
    )


def _newest(c: Any) -> dict[str, Any] | None:
    theirs = Message.objects.filter(conversation=c, ours=False, gone_at__isnull=True)
    # What a machine wrote is answered only where nobody else wrote.
    found = theirs.order_by("auto", "-order_at", "-id").values(
        "pk", "title", "text", "ref", "contact__name", "contact__handle", findings=F("assessment__findings")
    )
    return next((dict(row) for row in found[:1]), None)


def composer(who: Who, public_id: str, now: datetime) -> Composer | None:
    """The composer of *who* for the conversation; None when there is no such conversation. One statement, and some for what there is."""
    c = rows(who).filter(public_id=public_id).first()
    return _composer(c, who, now) if c else None


def _composer(c: Any, who: Who, now: datetime) -> Composer:
    """*c*: as `opened.rows` reads it. A statement for the draft, for questions and for what is planned, where there is any."""
    writing = Draft.objects.filter(conversation=c, author_id=who.id, state=DraftState.WRITING)
    files = Exists(Attachment.objects.filter(draft=OuterRef("pk")))
    machine = Exists(MachineText.objects.filter(draft=OuterRef("pk")))
    mine = writing.annotate(has_files=files, has_machine=machine)
    draft = with_promise(mine).first() if c.has_draft else None
    mark = mark_of(who, c.account_id, c.account.signs, now)
    found = asks(c, draft, who, now) if c.has_asks else []
    waiting = [a for a in found if a.state in DECIDABLE]
    return Composer(
        conversation=c.public_id,
        channel=c.account.channel,
        account=c.account.name,
        account_id=c.account.public_id,
        outlet=_outlet(c.account),
        public=c.public,
        language=c.language,
        may_write=who.may(May.DRAFT),
        text=unsigned(draft.text, mark) if draft else "",
        saved_at=draft.updated_at if draft else None,
        answer_seq=c.answer_seq,
        signature=signature(mark),
        held=c.held,
        answer_there=c.permalink,
        recall_seconds=c.account.recall_seconds,
        others=c.others,
        ahead=is_ahead(c.root_id),
        mine=next((a for a in waiting if a.author_id == who.id), None),
        returned=next((a for a in reversed(found) if a.state == AskState.RETURNED), None),
        to_decide=to_decide(waiting, c, who),
        changed=tuple(a for a in found if a.state == AskState.RELEASED),
        draft=draft.public_id if draft else "",
        attached=of_draft(draft.pk) if draft and getattr(draft, "has_files", True) else (),
        hour=stored(draft.scheduled_as) if draft else None,
        planned=_planned(c) if c.has_planned else (),
        promise=promise_of(draft),
        privately=draft is not None and draft.privately,
        machine=draft is not None and bool(getattr(draft, "has_machine", False)),
        unseen=c.unseen,
    )


def _planned(c: Conversation) -> tuple[Planned, ...]:
    rows = Delivery.objects.filter(
        conversation=c, state=DeliveryState.QUEUED, scheduled_for__isnull=False, part=1
    )
    return tuple(
        Planned(
            row.public_id,
            row.draft.text,
            row.scheduled_for,
            row.author.name or row.author.initials,
            row.parts,
        )
        for row in rows.select_related("author", "draft").order_by("scheduled_for", "pk")
        if row.scheduled_for
    )


def _outlet(a: Account) -> Outlet:
    return outlet(enabled=a.enabled, state=a.state, disconnected=a.disconnected_at is not None)


def _held() -> Exists:
    live = Hold.objects.filter(lifted_at__isnull=True)
    return Exists(live.filter(Q(account__isnull=True) | Q(account=OuterRef("account"))))
