"""Reading one message against which something may be done, and everything that was hidden, blocked or reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zuruf.core import hiding as rules
from zuruf.core import veil
from zuruf.core.hiding import LOOK_WITHIN, ActState
from zuruf.core.measure import ON_AUTHOR, Measure
from zuruf.core.talk import REALM
from zuruf.store.models import Act, Contact, Delivery, Message, Organisation, Proof, TalkObjection

NEAR = 12  # messages to choose from
SHOWN = 100
LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ActView:
    """One act. `ended`: it is over (taken back, refused, called off). `going_back`: it is being taken back.
    `back`: this one takes another one back. `mine`: the reader decided it. `objected`: its author objects, on our own page."""

    public_id: str
    measure: str
    rule: str
    quote: str
    reason: str
    kind: str
    criticism: bool
    by: str
    mine: bool
    at: datetime
    state: ActState
    why: str
    done_at: datetime | None
    ended_at: datetime | None
    going_back: bool
    look: str
    looked_by: str
    author: str
    channel: str
    account: str
    conversation: str
    message: str  # public id, "" where the message itself is gone
    permalink: str
    ours: bool  # on our own page
    veiled: bool
    objected: bool = False
    back: bool = False
    author_deleted: bool = (
        False  # it is over because its author deleted the words, not because we took it back
    )

    @property
    def on_author(self) -> bool:
        return self.measure in ON_AUTHOR


@dataclass(frozen=True, slots=True)
class Near:
    """Another message of the conversation that may be meant."""

    public_id: str
    author: str
    at: datetime
    chosen: bool


@dataclass(frozen=True, slots=True)
class Kept:
    public_id: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """A message and what is known of it. `began_by_us`: the thread is ours. `critical`: triage found criticism and nothing
    that a house rule is about. `grave`: it may be a crime."""

    public_id: str
    conversation: str
    channel: str
    account: str
    author: str
    handle: str
    at: datetime
    title: str
    text: str
    permalink: str
    language: str
    gone: bool
    began_by_us: bool
    veiled: bool
    critical: bool
    grave: bool
    life: bool  # its author may want to harm herself
    near: tuple[Near, ...]
    acts: tuple[ActView, ...]
    kept: tuple[Kept, ...]
    marks: frozenset[str] = frozenset()  # what its network said of it, by the names of `Offer.needs`


@dataclass(frozen=True, slots=True)
class Hidden:
    """`look`: what others than the reader hid lately and nobody has looked at, what was criticism first."""

    look: tuple[ActView, ...]
    unclear: tuple[ActView, ...]
    live: tuple[ActView, ...]
    over: tuple[ActView, ...]


def case(reader: int, conversation: str, message: str = "") -> Case | None:
    """*message* (public id), however long ago, or the newest from outside; None when there is none. Ten statements at most."""
    theirs = Message.objects.filter(conversation__public_id=conversation, ours=False)
    theirs = theirs.select_related("conversation__account", "contact", "assessment")
    rows = list(theirs.order_by("-order_at", "-id")[:NEAR])
    m = next((r for r in rows if r.public_id == message), None) if message else rows[0] if rows else None
    if m is None and rows and message.isalnum():  # as public ids are; PostgreSQL takes no NUL
        m = theirs.filter(public_id=message).first()
    if m is None:
        return None
    if m not in rows:
        rows.append(m)
    findings = m.assessment.findings if hasattr(m, "assessment") else []
    c = m.conversation
    return Case(
        public_id=m.public_id, conversation=c.public_id, channel=c.account.channel, account=c.account.name,
        author=_named(m.contact), handle=m.contact.handle if m.contact else "", at=m.order_at, title=m.title,
        text=m.text, permalink=m.permalink, language=c.language, gone=m.gone_at is not None,
        began_by_us=began_by_us(m), veiled=veil.veiled(findings), critical=rules.only_criticism(findings),
        grave=rules.grave(findings), life=rules.of_life(findings),
        near=tuple(Near(r.public_id, _named(r.contact), r.order_at, r.pk == m.pk) for r in rows),
        acts=_views(reader, _acts().filter(Q(message=m) | Q(target=f"c:{m.contact_id}:{c.account_id}"))),
        kept=tuple(
            Kept(p.public_id, p.kept_at, p.kept_by.name or p.kept_by.email)
            for p in Proof.objects.select_related("kept_by").filter(message=m, ended_at=None).order_by("pk")
        ),
        marks=frozenset(name for name, value in m.ref.items() if value),
    )  # fmt: skip


def began_by_us(m: Message) -> bool:
    """Did we begin the thread that *m* answers in?"""
    c = m.conversation
    if m.realm == REALM:
        return True
    if m.remote_id == c.root_id:
        return False
    root = Message.objects.filter(realm=m.realm, remote_id=c.root_id, ours=True)
    return root.exists() or Delivery.objects.filter(account=c.account_id, remote_id=c.root_id).exists()


def hidden(reader: int, now: datetime) -> Hidden:
    """Everything that is hidden, blocked or reported, newest first, and what is over lately. Six statements at most."""
    rows = _acts()
    live = rows.filter(ended_at=None).exclude(state=ActState.UNCLEAR)
    unclear = _everything().filter(state=ActState.UNCLEAR)
    return Hidden(
        _views(reader, to_look_at(reader, now).order_by("-criticism", "at")),
        _views(reader, unclear),
        _views(reader, live),
        _views(reader, rows.filter(ended_at__gt=now - LATELY)),
    )


def to_look_at(reader: int, now: datetime) -> QuerySet[Act]:
    """What is hidden by others and was not looked at within LOOK_WITHIN."""
    fresh = _acts().filter(state=ActState.DONE, ended_at=None, look="", at__gt=now - LOOK_WITHIN)
    return fresh.exclude(by=reader).exclude(measure=Measure.REPORT)


def waiting(reader: int, now: datetime) -> int:
    """How many wait for the reader: unclear ones, and those to look at. Two statements."""
    return Act.objects.filter(state=ActState.UNCLEAR).count() + to_look_at(reader, now).count()


def house_rules() -> dict[str, str]:
    """Language → the organisation's own rules, as far as it wrote any."""
    return dict(Organisation.objects.filter(pk=1).values_list("house_rules", flat=True).first() or {})


def help_line() -> str:
    """Where one of ours finds help; "" where the house has not said it."""
    return Organisation.objects.filter(pk=1).values_list("help_line", flat=True).first() or ""


def _acts() -> QuerySet[Act]:
    """What was decided; not what takes it back."""
    return _everything().filter(takes_back=None)


def _everything() -> QuerySet[Act]:
    return Act.objects.select_related(
        "account", "contact", "by", "looked_by", "message__conversation", "message__assessment"
    )


def _views(reader: int, rows: QuerySet[Act]) -> tuple[ActView, ...]:
    found = list((rows if rows.query.order_by else rows.order_by("-at", "-pk"))[:SHOWN])
    if not found:
        return ()
    back = Act.objects.filter(takes_back__in=[a.pk for a in found], ended_at=None)
    going = set(back.values_list("takes_back_id", flat=True))
    objected = _objected(found)
    return tuple(_view(reader, a, a.pk in going, objected) for a in found)


def _objected(acts: Iterable[Act]) -> set[str]:
    """Remote ids of those on our own page whose authors object."""
    ours = {a.message.remote_id for a in acts if a.message is not None and a.message.realm == REALM}
    if not ours:
        return set()
    open_ones = TalkObjection.objects.filter(decision="", post__remote_id__in=ours)
    return set(open_ones.values_list("post__remote_id", flat=True))


def _view(reader: int, a: Act, going_back: bool, objected: set[str]) -> ActView:
    m = a.message
    findings = m.assessment.findings if m is not None and hasattr(m, "assessment") else []
    return ActView(
        a.public_id, a.measure, a.rule, a.quote, a.reason, a.kind, a.criticism, a.by.name or a.by.email, a.by_id == reader, a.at,
        ActState(a.state), a.why, a.done_at, a.ended_at, going_back, a.look, a.looked_by.name if a.looked_by else "",
        _named(a.contact), a.account.channel, a.account.name, m.conversation.public_id if m else "",
        m.public_id if m else "", m.permalink if m else "", m is not None and m.realm == REALM, veil.veiled(findings),
        m is not None and m.remote_id in objected, a.takes_back_id is not None, _deleted(a),
    )  # fmt: skip


def _deleted(a: Act) -> bool:
    """Did its author end it, on our own page? There a removal ends in the moment in which the words are deleted."""
    m = a.message
    ours = m is not None and m.realm == REALM and m.gone_at is not None
    return ours and a.ended_at is not None and a.ended_at >= m.gone_at  # type: ignore[union-attr,operator]


def _named(contact: Contact | None) -> str:
    return (contact.name or contact.handle) if contact else ""
