"""What people do with what was heard: make it a conversation, keep it, say that it is not relevant, and take that back.

A hit that becomes a conversation goes through intake like anything else, by an account of ours on its network that can answer. It
is looked up there first: what was deleted meanwhile is not brought in.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from zuruf import channels
from zuruf.core import listening_reach
from zuruf.core.channel import ChannelError, NotConnected
from zuruf.core.listening_reach import Answers
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import May, Who
from zuruf.flow import asking, desk, intake
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Account, Conversation, Heard, ListeningSearch, Message

NEW, KEPT, NOT_RELEVANT, ANSWERED = "", "kept", "no", "answered"
_VERBS = {KEPT: "heard.kept", NOT_RELEVANT: "heard.not_relevant"}


def settle(who: Who, public_id: str, state: str, *, now: datetime | None = None) -> None:
    """*state*: KEPT (it stays until somebody decides otherwise) or NOT_RELEVANT (it is gone with the others). Counts for how well the search
    hears. Declined: "not_allowed" · "gone" · "settled"."""
    now = now or clock()
    hit = _hit(who, public_id)
    touched = now if state == KEPT else None  # what is not relevant vanishes as if nobody had touched it
    with transaction.atomic():
        rows = Heard.objects.filter(pk=hit.pk, conversation=None).exclude(state=state)
        if not rows.filter(state=hit.state).update(state=state, touched_at=touched):
            raise Declined("settled")
        _count(hit.search_id, hit.state, -1)
        _count(hit.search_id, state, 1)
        _tell(_VERBS[state], hit, who, now)


def undo(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It is new again. Declined: "not_allowed" · "gone" · "settled" (it is a conversation by now, or new already)."""
    now = now or clock()
    hit = _hit(who, public_id)
    with transaction.atomic():
        rows = Heard.objects.filter(pk=hit.pk, conversation=None, state__in=tuple(_VERBS))
        if not rows.filter(state=hit.state).update(state=NEW, touched_at=None):
            raise Declined("settled")
        _count(hit.search_id, hit.state, -1)
        _tell("heard.undone", hit, who, now)


def answer(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """Make it a conversation that *who* has; its public id. One that it is already is found again.

    Declined: "not_allowed" · "gone" · "cannot_answer" · "no_account" · "gone_there" (deleted at its network, and here by now) ·
    "unseen" (the network does not answer).
    """
    now = now or clock()
    hit = _hit(who, public_id)
    if hit.conversation is not None:
        return hit.conversation.public_id
    account = account_for(hit.realm)
    if listening_reach.answerable(hit.realm) is not Answers.YES:
        raise Declined("cannot_answer", network=hit.realm)
    if account is None:
        raise Declined("no_account", network=hit.realm)
    message = _looked_up(account, hit)
    intake.receive(account.pk, Batch((message,)), heard=True, now=now)
    c = _conversation(hit)
    with transaction.atomic():
        same = Heard.objects.filter(pk=hit.pk, conversation=None, state=hit.state)
        if same.update(conversation=c, state=ANSWERED, touched_at=now):
            _count(hit.search_id, hit.state, -1)
            _count(hit.search_id, ANSWERED, 1)
            record("heard.answered", "heard", hit.public_id, now=now, who=who, conversation=c.public_id)
            announce("heard", [hit.public_id], now)
    _take(who, c, now)
    return c.public_id


def account_for(network: str) -> Account | None:
    """The account of ours that can answer there: the one that works, the oldest of several. None where there is none."""
    connected = Account.objects.filter(realm=network, enabled=True, disconnected_at=None).order_by("pk")
    fit = [a for a in connected if channels.can(a.channel).reply]
    return next((a for a in fit if a.state != "not_connected"), None)


def _looked_up(account: Account, hit: Heard) -> Incoming:
    """As it is there now. A server that cannot look things up leaves us with what was heard, if that can be answered."""
    said = asking.ask(account, lambda channel: channel.look_up(hit.remote_id))
    if isinstance(said, ChannelError):
        if isinstance(said, NotConnected) or not hit.ref:
            raise Declined("unseen", network=hit.realm, why=str(said))
        return _as_heard(hit)
    if said is None:
        Heard.objects.filter(pk=hit.pk, conversation=None).delete()
        raise Declined("gone_there")
    return said


def _as_heard(hit: Heard) -> Incoming:
    author = Author(hit.author_id_remote, hit.author_handle, hit.author_name)
    return Incoming(
        hit.remote_id,
        author,
        hit.text,
        at=hit.at,
        parent=hit.parent_id_remote,
        root=str(hit.ref.get("root_uri", "")) if hit.parent_id_remote else "",
        permalink=hit.permalink,
        languages=(hit.language,) if hit.language else (),
        ref=hit.ref,
    )


def _conversation(hit: Heard) -> Conversation:
    here = (
        Message.objects.filter(realm=hit.realm, remote_id=hit.remote_id)
        .select_related("conversation")
        .first()
    )
    if here is None:
        raise Declined("unseen", network=hit.realm)
    return here.conversation


def _take(who: Who, c: Conversation, now: datetime) -> None:
    """It is hers, unless somebody has it already: whoever has it is told by the conversation itself."""
    try:
        desk.take(who, c.public_id, seen_owner="", now=now)
    except Declined:
        return


def _hit(who: Who, public_id: str) -> Heard:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    rows = Heard.objects.filter(public_id=public_id, search__gone_at=None)
    hit = rows.select_related("conversation").first()
    if hit is None:
        raise Declined("gone")
    return hit


def _count(search: int, state: str, by: int) -> None:
    """What people found of a search's hits, kept when the hits are gone."""
    name = {KEPT: "right", ANSWERED: "right", NOT_RELEVANT: "wrong"}.get(state)
    if name:
        ListeningSearch.objects.filter(pk=search).update(**{name: F(name) + by})


def _tell(verb: str, hit: Heard, who: Who, now: datetime) -> None:
    record(verb, "heard", hit.public_id, now=now, who=who)
    announce("heard", [hit.public_id], now)
