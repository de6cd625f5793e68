"""Taking in by hand what was written at a place without an interface. Posting the answer there is in flow/by_hand_out.py."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.channels._http import Http
from zuruf.channels.by_hand import ByHand
from zuruf.core import by_hand as rules
from zuruf.core import clean
from zuruf.core.by_hand import Found
from zuruf.core.channel import Link
from zuruf.core.message import Batch
from zuruf.core.people import May, Who
from zuruf.flow import intake
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Account, Message

CHANNEL = REALM = "by_hand"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Where it is now, a conversation's public id. `known`: somebody had taken it in before."""

    conversation: str
    known: bool


def take_in(who: Who, found: Found, *, now: datetime | None = None) -> TakenIn:
    """Stored before this returns, and from then on a message like any other. The same words at the same address are the same message,
    unless two people of different names wrote them.

    Raises Declined: "not_allowed", the codes of `core.by_hand.NotTaken`, "place_closed" where an owner paused or disconnected it,
    and "not_stored" with the reason in `why`.
    """
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    try:
        found = rules.checked(found, now)
    except rules.NotTaken as wrong:
        raise Declined(wrong.code) from None
    remote_id = rules.message_id(found)
    if _by_another(remote_id, found.name):
        remote_id = rules.message_id(found, of_another=True)
    if before := _conversation_of(remote_id):
        return TakenIn(before, True)
    account = _place(who, found.place, now)
    body = json.dumps({"v": 1, "messages": [_told(found, remote_id)]}, ensure_ascii=False)
    done = intake.take(account.pk, "hand", body, lambda: _read(body), now=now)
    there = _conversation_of(remote_id)
    if not there:
        raise Declined("not_stored", why=done.problem or "; ".join(one.why for one in done.left))
    if done.new:
        with transaction.atomic():
            record("by_hand.taken_in", "conversation", there, now=now, who=who, conversation=there)
    return TakenIn(there, not done.new)


def _place(who: Who, place: str, now: datetime) -> Account:
    """The account of that place; made when it is named for the first time."""
    with transaction.atomic():
        account, new = Account.objects.get_or_create(
            channel=CHANNEL,
            realm=REALM,
            remote_id=rules.place_id(place),
            defaults={"name": place, "state": "ok", "state_since": now, "last_ok_at": now, "created_at": now},
        )
        if new:
            record(
                "account.connected", "account", account.public_id, now=now, who=who, data={"channel": CHANNEL}
            )
            announce("account", [account.public_id], now)
    if account.disconnected_at is not None or not account.enabled:
        raise Declined("place_closed", place=account.name)
    Account.objects.filter(pk=account.pk).update(last_ok_at=now)  # the last used comes first
    return account


def _told(found: Found, remote_id: str) -> dict[str, object]:
    return {
        "id": remote_id,
        "thread": rules.thread_id(found),
        "author": rules.author_id(found),
        "name": found.name,
        "text": found.text,
        "at": found.at.isoformat() if found.at else "",
        "link": found.link,
        "why": found.why,
        "public": found.public,
    }


def _conversation_of(remote_id: str) -> str:
    rows = Message.objects.filter(realm=REALM, remote_id=remote_id, gone_at=None)
    return rows.values_list("conversation__public_id", flat=True).first() or ""


def _by_another(remote_id: str, name: str) -> bool:
    """Whether that message is there already, by somebody of another name."""
    names = Message.objects.filter(realm=REALM, remote_id=remote_id).values_list("contact__name", flat=True)
    there = names.first() or ""
    return bool(name and there) and clean.line(name, 255).casefold() != there.casefold()


def _read(body: str) -> Batch:
    return ByHand(Link(), Http()).unpack(body.encode())
