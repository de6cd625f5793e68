"""Reading one conversation with its thread: messages, notes, deliveries and what the audit says happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from zuruf.core import mail_fold, veil
from zuruf.core.desk import State
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import Outlet, outlet
from zuruf.store.models import Account, AuditEntry, Conversation, Incident, Message, Note
from zuruf.store.queries import fact_ask, outbox
from zuruf.store.queries.around import Around, around
from zuruf.store.queries.fact_ask import Asked
from zuruf.store.queries.opened import THREAD, Opened, opened
from zuruf.store.queries.outbox import DeliveryView


@dataclass(frozen=True, slots=True)
class Said:
    """One message, theirs or ours. `html` is sanitised or "". `standing`: on our own public page a core.talk.Post; "held": it waits for
    approval at its network."""

    public_id: str
    at: datetime
    name: str
    handle: str
    url: str
    ours: bool
    title: str
    text: str
    html: str
    permalink: str
    public: bool
    edited_at: datetime | None
    gone_at: datetime | None
    standing: str = ""
    veiled: bool = False  # abusive: shown to whoever chooses to
    folded: str = ""  # what a mail quotes, and its signature
    attached: str = ""  # names of files that a mail brought; they are in the mailbox alone
    cut: bool = False  # only the beginning of a large mail was read
    address: str = ""  # of a mail: who wrote it, whatever name stands before that
    goes_to: str = ""  # of a mail: where an answer goes, if that is another address
    auto: bool = False  # a machine wrote it
    came_at: datetime | None = None  # from then on its words may be kept for a while
    emptied_at: datetime | None = None  # that while was over
    emptied_after: int | None = None  # days
    kind: str = "said"


@dataclass(frozen=True, slots=True)
class Noted:
    public_id: str
    at: datetime
    author: str
    text: str
    kind: str = "noted"


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the audit. `who` is a name, "" for the program; `to` the name of whoever got it."""

    id: int
    at: datetime
    verb: str
    who: str
    to: str
    why: str
    data: Mapping[str, Any]
    kind: str = "happened"


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply of ours and where it stands."""

    at: datetime
    delivery: DeliveryView
    kind: str = "sent"


Item = Said | Noted | Happened | Sent | Asked


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding of triage about the newest message from outside, as kept with it."""

    label: str
    value: str
    probability: float
    words: tuple[str, ...]
    unsure: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pane:
    """A conversation as the desk shows it. `earlier`: older messages were left out of `items`."""

    public_id: str
    channel: str
    account: str
    contact: str
    handle: str
    permalink: str
    public: bool
    state: State
    owner: str
    owner_id: str  # public id
    mine: bool
    team: str
    placed: bool  # by the plan of who answers what; no person decided since
    incident: str  # name, "" for none
    incident_id: str  # public id
    waiting_since: datetime | None
    due_at: datetime | None
    closes_at: datetime | None  # from then on its network takes no answer
    ask_until: datetime | None
    unclear: bool
    missing: bool  # an answer of ours that its network hid or removed
    stuck: bool  # a reply of ours waits for its account
    held: bool  # one that a hold keeps back
    wants_yes: bool  # one that became overdue under a hold
    by_hand: bool  # one that a person has to post by hand
    answer_seq: int
    language: str
    earlier: bool
    findings: tuple[Judged, ...]
    items: tuple[Item, ...]
    weighs: str  # what makes it wait worse than others, with minutes: zuruf.core.pressing
    unsure: bool  # triage cannot tell what it is
    newest: str  # public id of their message that came in last: what whoever sees this has read
    veiled: bool = False  # the message that `findings` are of is abusive
    keeps: int | None = None  # days that the house keeps words from this account
    address: str = ""  # "du" or "sie": how the account speaks to people, where it is set


def pane(who: Who, public_id: str, *, everything: bool = False, now: datetime | None = None) -> Pane | None:
    """The conversation with its thread, oldest first; None when there is none. Four statements, and some for what there is."""
    read = opened(who, public_id, everything=everything)
    return pane_of(read, who, around(who, public_id, now or datetime.now(UTC))) if read else None


def pane_of(read: Opened, who: Who, house: Around) -> Pane:
    """The same of what was read. One statement, and some more for notes, questions and answers where there are any."""
    c, messages = read.row, read.messages
    theirs = next((m for m in messages if not m.ours and hasattr(m, "assessment")), None)
    since = messages[-1].order_at if read.earlier else None
    items = _items(read, since, who, house)
    return Pane(
        public_id=c.public_id,
        channel=c.account.channel,
        account=c.account.name,
        contact=(c.contact.name or c.contact.handle) if c.contact else "",
        handle=c.contact.handle if c.contact else "",
        permalink=c.permalink,
        public=c.public,
        state=State(c.state),
        **_whose(c, who),
        waiting_since=c.waiting_since,
        due_at=c.due_at,
        closes_at=c.closes_at,
        ask_until=c.ask_until,
        unclear=c.unclear > 0,
        missing=c.missing > 0,
        stuck=_stuck(c.account, items),
        held=_any(items, "held"),
        wants_yes=_any(items, "wants_yes"),
        by_hand=_any(items, "to_post", "posting"),
        answer_seq=c.answer_seq,
        language=c.language,
        earlier=read.earlier,
        findings=_findings(theirs.assessment.findings) if theirs else (),
        items=items,
        weighs=c.weighs,
        unsure=c.unsure,
        newest=_newest(messages),
        veiled=theirs is not None and veil.veiled(theirs.assessment.findings),
        keeps=c.account.retention_days,
        address=str(c.account.tone.get("address", "")),
    )


def _whose(c: Conversation, who: Who) -> dict[str, Any]:
    """To whom it belongs, and to what."""
    return {
        "owner": c.owner.name if c.owner else "",
        "owner_id": c.owner.public_id if c.owner else "",
        "mine": c.owner_id == who.id,
        "team": c.team.name if c.team else "",
        "placed": c.placed_by_id is not None,
        "incident": c.incident.name if c.incident else "",
        "incident_id": c.incident.public_id if c.incident else "",
    }


def _newest(messages: Iterable[Message]) -> str:
    """By arrival, not by the network's time: an old message may come in late."""
    return max(((m.pk, m.public_id) for m in messages if not m.ours), default=(0, ""))[1]


def _stuck(a: Account, items: Iterable[Item]) -> bool:
    off = outlet(enabled=a.enabled, state=a.state, disconnected=a.disconnected_at is not None)
    waits = (i.delivery.state is DeliveryState.QUEUED for i in items if isinstance(i, Sent))
    return off is not Outlet.OPEN and any(waits)


def _any(items: Iterable[Item], *phases: str) -> bool:
    return any(i.delivery.phase in phases for i in items if isinstance(i, Sent))


def _items(read: Opened, since: datetime | None, who: Who, house: Around) -> tuple[Item, ...]:
    """Everything that happened since *since* (None: ever), in its order."""
    c = read.row
    deliveries = outbox.of_conversation(c.public_id, held=house.holds) if c.has_sent else ()
    items: list[Item] = [
        *_said(read.messages, c.account.name, {d.remote_id for d in deliveries if d.remote_id}),
        *(Sent(d.queued_at, d) for d in deliveries),
        *(_notes(c) if c.has_notes else ()),
        *(fact_ask.of_conversation(c, who.id) if c.has_facts else ()),
        *_happened(c.public_id, house.names),
    ]
    return tuple(sorted((i for i in items if since is None or i.at >= since), key=lambda i: i.at))


def _said(messages: Iterable[Message], account: str, delivered: set[str]) -> Iterable[Said]:
    """Messages but those that are deliveries of ours, which stand in the thread themselves."""
    for m in messages:
        if m.ours and m.remote_id in delivered:
            continue
        mail = m.realm == mail_fold.CHANNEL
        said = mail_fold.fold(m.text) if mail else mail_fold.Folded(m.text)
        if not said.visible:
            said = mail_fold.Folded(m.text)  # nothing but what was quoted: then that is shown
        wrote = m.contact.handle if mail and m.contact and not m.ours else ""
        to = str(m.ref.get("reply_to", "")) if wrote else ""
        yield Said(
            public_id=m.public_id,
            at=m.order_at,
            name=account if m.ours else (m.contact.name or m.contact.handle) if m.contact else "",
            handle=m.contact.handle if m.contact and not m.ours else "",
            url=m.contact.url if m.contact and not m.ours else "",
            ours=m.ours,
            title=m.title,
            text=said.visible,
            html="" if said.folded else m.html,
            folded=said.folded,
            attached=str(m.ref.get("attached", "")) if mail else "",
            cut=mail and bool(m.ref.get("cut")),
            address=wrote if m.contact and m.contact.name else "",
            goes_to=to if to.lower() != wrote.lower() else "",
            auto=m.auto,
            permalink=m.permalink,
            public=m.public,
            edited_at=m.edited_at,
            gone_at=m.gone_at,
            came_at=None if m.ours else m.received_at,
            emptied_at=m.emptied_at,
            emptied_after=m.emptied_after,
            standing=getattr(m, "standing", None) or ("held" if m.ref.get("held") and not m.ours else ""),
            veiled=not m.ours and hasattr(m, "assessment") and veil.veiled(m.assessment.findings),
        )


def _notes(conversation: Conversation) -> Iterable[Noted]:
    found = Note.objects.filter(conversation=conversation).select_related("author")
    return [Noted(n.public_id, n.at, n.author.name, n.text) for n in found]


def _happened(public_id: str, known: Mapping[str, str]) -> Iterable[Happened]:
    entries = list(AuditEntry.objects.filter(conversation=public_id).order_by("-id")[:THREAD])
    names = {**known}
    if closed := {str(e.data["incident"]) for e in entries if e.data.get("incident")} - names.keys():
        names.update(Incident.objects.filter(public_id__in=closed).values_list("public_id", "name"))
    for e in entries:
        to = str(e.data.get("to") or e.data.get("team") or e.data.get("incident") or "")
        yield Happened(e.pk, e.at, e.verb, names.get(e.actor, ""), names.get(to, ""), e.why, e.data)


def _findings(kept: Iterable[Mapping[str, Any]]) -> tuple[Judged, ...]:
    return tuple(
        Judged(
            label=str(f.get("label", "")),
            value=str(f.get("value", "")),
            probability=float(f.get("probability", 0)),
            words=tuple(dict.fromkeys(w for r in f.get("reasons", ()) for w in r.get("words", ()))),
            unsure=bool(f.get("unsure")),
            codes=tuple(str(r.get("code")) for r in f.get("reasons", ())),
        )
        for f in kept
    )
