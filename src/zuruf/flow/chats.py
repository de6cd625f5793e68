"""Ringing in chats: a member's own ring while it rings at her, the house's when anything begins to ring and when nobody picked up.

A row of `ChatCall` is marked before anything is sent, sent outside any transaction, and gone as soon as that was tried, whatever came of
it: a chat is never told twice. Whoever died in the middle leaves a mark, and the chat's line says that it may have rung.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings as conf
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from zuruf.channels.chats import Chats, Said, Told
from zuruf.core import chats as rules
from zuruf.core.chats import CHATS, Trouble, What
from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import keys, turns
from zuruf.store.changes import announce
from zuruf.store.models import Chat, ChatCall, Member, Organisation, Ring

log = logging.getLogger(__name__)
STALE = timedelta(minutes=2)  # longer than one try may take, with those before it
AT_ONCE = 4  # processes that tell chats at the same time


def add(who: Who, url: str, name: str, *, house: bool = False, now: datetime | None = None) -> str:
    """It rings there too from now on, at her or (*house*) for all. Its public id. Declined: "not_allowed" · "chat_unfit" ·
    "chat_plain" · "chat_check" (it could not be looked at) · "chat_many" (most)."""
    now = now or clock()
    _may(who, house)
    found = _wire().fits(url.strip())
    if found.said is not Said.FITS:
        fault = {Said.PLAIN: "chat_plain", Said.MAYBE: "chat_check"}
        raise Declined(fault.get(found.said, "chat_unfit"))
    secret = keys.encrypt(_keys(), url.strip())
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=who.id)  # two at the same moment are counted one by one
        if house:
            turns.counted("chat of the house")
        whose = None if house else who.id
        if Chat.objects.filter(member=whose, ended_at=None).count() >= CHATS:
            raise Declined("chat_many", most=CHATS)
        called = " ".join(name.split())[: rules.NAME] or found.service
        row = Chat.objects.create(
            member_id=whose,
            name=called,
            service=found.service,
            secrets=secret,
            made_by_id=who.id,
            made_at=now,
        )
        record("chat.added", "chat", row.public_id, now=now, who=who, data={"house": house})
        announce("chat", [row.public_id], now)
    return row.public_id


def remove(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It rings there no more, and the address is forgotten. Declined: "gone" · "not_allowed"."""
    now = now or clock()
    row = _found(who, public_id)
    with transaction.atomic():
        if not Chat.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, secrets=""):
            raise Declined("gone")
        ChatCall.objects.filter(chat=row).delete()
        record("chat.ended", "chat", row.public_id, now=now, who=who)
        announce("chat", [row.public_id], now)


def try_out(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """A test ring: a worker tells the chat in a moment, and its line says what came of it. Declined: "gone" · "not_allowed" ·
    "chat_soon" (one is under way, or was a moment ago)."""
    now = now or clock()
    row = _found(who, public_id)
    with transaction.atomic():
        held = Chat.objects.select_for_update().get(pk=row.pk)  # two clicks at the same moment are one ring
        last = max(filter(None, (held.ok_at, held.trouble_at)), default=None)
        under_way = ChatCall.objects.filter(chat=row, ring=None, until__gt=now).exists()
        if under_way or (last is not None and now - last < rules.TEST_EVERY):
            raise Declined("chat_soon")
        ChatCall.objects.create(chat=row, what=What.TEST, at=now, until=now + rules.TEST_COUNTS)
        announce("chat", [public_id], now)


def tell(ring: Ring, member: int, until: datetime, now: datetime, *, begins: bool = False) -> None:
    """It rings at *member*: in her chats too, and where it *begins* in the house's. Call it in the transaction that lets it ring."""
    _call(ring, What.RING, member, until, now)
    if begins:
        _call(ring, What.HOUSE, None, until, now)


def unheard(ring: Ring, now: datetime) -> None:
    """Everybody on duty was rung. In the caller's transaction."""
    _call(ring, What.UNHEARD, None, now + rules.UNHEARD_COUNTS, now)


def withdraw(ring: Ring, member: int | None = None) -> None:
    """It rings at *member* (None: at anybody) no more: what was not begun is not told. In the caller's transaction."""
    waiting = ChatCall.objects.filter(ring=ring, began_at=None)
    (waiting if member is None else waiting.filter(chat__member=member)).delete()


def send(*, now: datetime | None = None) -> int:
    """Tell what is due, several chats at once; how many were tried. One statement where there is nothing."""
    now = now or clock()
    due = list(ChatCall.objects.filter(at__lte=now).select_related(*_NEEDED).order_by("at", "pk")[:AT_ONCE])
    mine = [call for call in due if _claimed(call, now)]
    with ThreadPoolExecutor(AT_ONCE) as lanes:  # these threads see no database
        jobs = [lanes.submit(_sent, _wire(), _address(call.chat), *said(call)) for call in mine]
        for call, job in zip(mine, jobs, strict=True):
            _note(call.chat, job.result(), now)
            ChatCall.objects.filter(pk=call.pk, began_at=now).delete()
    return len(mine)


def rotate() -> int:
    """Put all addresses under the newest key of this machine; how many."""
    done = 0
    for row in Chat.objects.exclude(secrets=""):
        try:
            again = keys.encrypt(_keys(), keys.decrypt(_keys(), row.secrets))
        except keys.KeyMissing:
            continue  # its line says so when it is told anything
        done += Chat.objects.filter(pk=row.pk, secrets=row.secrets).update(secrets=again)
    return done


_NEEDED = ("chat__member", "ring__conversation")


def _call(ring: Ring, what: What, member: int | None, until: datetime, now: datetime) -> None:
    fresh = {"what": what, "at": now, "until": until, "began_at": None}
    for chat in Chat.objects.filter(member=member, ended_at=None):
        ChatCall.objects.update_or_create(chat=chat, ring=ring, defaults=fresh)


def _claimed(call: ChatCall, now: datetime) -> bool:
    """Marked as begun, by this one and nobody else, and worth telling yet."""
    same = ChatCall.objects.filter(pk=call.pk, at=call.at, began_at=call.began_at)
    if call.began_at is not None:  # whoever began it died
        if same.delete()[0]:
            _note(call.chat, Told(Said.MAYBE), now)
        return False
    left = call.chat.member is not None and not call.chat.member.is_active
    if left or call.chat.ended_at is not None or not rules.still(call.until, now):
        same.delete()
        return False
    return bool(same.update(began_at=now, at=now + STALE))


def said(call: ChatCall) -> tuple[str, str]:
    """Title and text: in the reader's language, without a name or a word of what was written."""
    member = call.chat.member
    there = call.ring.conversation.public_id if call.ring else ""
    return _words(What(call.what), member.language if member else "", there)


def _words(what: What, language: str, conversation: str) -> tuple[str, str]:
    house = Organisation.objects.filter(pk=1).values_list("language", flat=True).first()
    there = f"{conf.URL.rstrip('/')}/desk/us/{conversation}/" if conversation else ""
    with translation.override(language or house or "de"):
        text = render_to_string("push/chat.txt", {"what": what, "there": there})
    title, _, body = text.strip().partition("\n")
    return title.strip(), body.strip()


def _sent(wire: Chats, url: str, title: str, body: str) -> Told | None:
    """None: its address cannot be read any more."""
    return wire.send(url, title, body) if url else None


def _address(row: Chat) -> str:
    try:
        return keys.decrypt(_keys(), row.secrets)
    except keys.KeyMissing:
        return ""


def _note(row: Chat, told: Told | None, now: datetime) -> None:
    if told is not None and told.said is Said.TOOK:
        Chat.objects.filter(pk=row.pk).update(ok_at=now, trouble="", trouble_at=None)
        return
    trouble = _trouble(told)
    log.warning("A chat (%s) was not told for certain: %s", row.service, trouble)
    Chat.objects.filter(pk=row.pk).update(trouble=trouble, trouble_at=now)


def _trouble(told: Told | None) -> Trouble:
    return Trouble.KEY if told is None else Trouble(told.said)


def _found(who: Who, public_id: str) -> Chat:
    row = Chat.objects.select_related("member").filter(public_id=public_id, ended_at=None).first()
    if row is None or row.member_id not in (None, who.id):
        raise Declined("gone")
    _may(who, row.member_id is None)
    return row


def _may(who: Who, house: bool) -> None:
    if not who.may(May.RUN if house else May.ANSWER):
        raise Declined("not_allowed")


def _wire() -> Chats:
    return Chats(conf.ALLOW_PRIVATE, conf.URL)


def _keys() -> Path:
    return Path(conf.DATA) / "keys"
