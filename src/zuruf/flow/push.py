"""Ringing on phones: which devices a member lets ring, and what they are still to be told.

A row of `Push` is claimed by a conditional UPDATE, sent outside any transaction and gone as soon as that is done. What it says names
nobody and quotes nothing: it crosses the servers of a browser's maker, and lies on a locked screen.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings as conf
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation

from zuruf.channels.web_push import WebPush, public_key
from zuruf.core import push as rules
from zuruf.core.channel import ChannelError, NotConnected, Refused
from zuruf.core.people import May, Who
from zuruf.core.push import DEVICES, What
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store import keys
from zuruf.store.changes import announce
from zuruf.store.models import Device, Member, Organisation, Push, Ring

log = logging.getLogger(__name__)
STALE = timedelta(seconds=60)  # longer than one try may take
AT_ONCE = 20


def our_key() -> str:
    """What a browser is told when it is switched on."""
    return public_key(keys.push_key(Path(conf.DATA) / "keys"))


def switch_on(
    who: Who, endpoint: str, p256dh: str, auth: str, name: str, *, now: datetime | None = None
) -> str:
    """This browser rings for her from now on, and for nobody else any more. Declined: "not_allowed" · "push_unfit" · "push_many"."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    if not _wire().fits(endpoint, p256dh, auth):
        raise Declined("push_unfit")
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    with transaction.atomic():
        Member.objects.select_for_update().get(
            pk=who.id
        )  # two devices at the same moment are counted one by one
        others = Device.objects.filter(member=who.id, ended_at=None).exclude(endpoint_hash=digest)
        if others.count() >= DEVICES:
            raise Declined("push_many", most=DEVICES)
        Push.objects.filter(device__endpoint_hash=digest).delete()
        told = {"member_id": who.id, "name": _line(name), "p256dh": p256dh, "auth": auth, "made_at": now}
        fresh = {"endpoint": endpoint, "ok_at": None, "trouble_at": None, "ended_at": None}
        row, _new = Device.objects.update_or_create(endpoint_hash=digest, defaults={**told, **fresh})
        record("device.switched_on", "device", row.public_id, now=now, who=who)
        announce("device", [row.public_id], now)
    return row.public_id


def switch_off(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """One of her devices rings no more. Declined: "gone"."""
    now = now or clock()
    row = Device.objects.filter(public_id=public_id, member=who.id).first()
    if row is None or not _end(row, now, who):
        raise Declined("gone")


def try_out(who: Who, *, now: datetime | None = None) -> int:
    """Ring at all her devices as a trial; how many. Declined: "gone" where she has none."""
    now = now or clock()
    with transaction.atomic():
        mine = list(Device.objects.filter(member=who.id, ended_at=None))
        Push.objects.filter(device__in=mine, ring=None).delete()
        until = now + rules.TEST_COUNTS
        Push.objects.bulk_create(Push(device=d, what=What.TEST, at=now, until=until) for d in mine)
    if not mine:
        raise Declined("gone")
    return len(mine)


def tell(ring: Ring, member: int, until: datetime, now: datetime) -> None:
    """It rings at *member*: on her devices too. Call it in the transaction that lets it ring."""
    for device in Device.objects.filter(member=member, ended_at=None):
        told = {"what": What.RING, "at": now, "until": until, "tries": 0}
        Push.objects.update_or_create(device=device, ring=ring, defaults=told)


def withdraw(ring: Ring, member: int | None, now: datetime) -> None:
    """It rings at *member* no more: what was not sent yet is not, what was shown is replaced. In the caller's transaction."""
    if member is None:
        return
    unsent = Push.objects.filter(what=What.RING, tries=0)
    for device in Device.objects.filter(member=member, ended_at=None):
        if unsent.filter(ring=ring, device=device).delete()[0]:
            continue
        told = {"what": What.OVER, "at": now, "until": now + rules.OVER_COUNTS, "tries": 0}
        Push.objects.update_or_create(device=device, ring=ring, defaults=told)


def send(*, now: datetime | None = None) -> int:
    """Hand over what is due; how many were tried."""
    now = now or clock()
    Push.objects.filter(until__lte=now).delete()
    due = Push.objects.filter(at__lte=now).select_related("device__member", "ring__conversation")
    return sum(_send(row, now) for row in due.order_by("at", "pk")[:AT_ONCE])


def _send(row: Push, now: datetime) -> bool:
    claimed = now + STALE
    same = Push.objects.filter(pk=row.pk, at=row.at, what=row.what)
    if not same.update(at=claimed, tries=F("tries") + 1):
        return False
    mine = Push.objects.filter(pk=row.pk, at=claimed, what=row.what)
    device = row.device
    if device.ended_at is not None or not device.member.is_active:
        mine.delete()
        return False
    taken, final = _handed_over(row, now)
    if taken:
        Device.objects.filter(pk=device.pk).update(ok_at=now, trouble_at=None)
    elif taken is None:
        Device.objects.filter(pk=device.pk).update(trouble_at=now)
    else:
        _end(device, now, None)
    later = None if taken is not None or final else rules.again(now, row.tries + 1, row.until)
    if later is None:
        mine.delete()
    else:
        mine.update(at=later)
    return True


def _handed_over(row: Push, now: datetime) -> tuple[bool | None, bool]:
    """(taken, final). True: the push service has it; False: that browser takes no more; None: it could not be sent, *final* where
    another try would not help."""
    device = row.device
    seconds = int((row.until - now).total_seconds())
    topic = row.ring.public_id if row.ring else What.TEST.value
    to = (device.endpoint, device.p256dh, device.auth)
    try:
        return _wire().send(to, said(row), topic=topic, seconds=seconds, now=now.timestamp()), True
    except ChannelError as error:
        log.warning("A device could not be rung: %s", error)
        return None, isinstance(error, Refused | NotConnected)


def said(row: Push) -> dict[str, str]:
    """What the device shows: in her language, without a name or a word of what was written."""
    house = Organisation.objects.filter(pk=1).values_list("language", flat=True).first()
    with translation.override(row.device.member.language or house or "de"):
        title, _, body = render_to_string("push/said.txt", {"what": row.what}).strip().partition("\n")
    there = f"/desk/us/{row.ring.conversation.public_id}/" if row.ring else "/me/#devices"
    tag = row.ring.public_id if row.ring else What.TEST.value
    return {"what": row.what, "tag": tag, "title": title.strip(), "body": body.strip(), "open": there}


def _end(row: Device, now: datetime, who: Who | None) -> bool:
    with transaction.atomic():
        if not Device.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
            return False
        Push.objects.filter(device=row).delete()
        why = "" if who else "device:gone"
        record("device.ended", "device", row.public_id, now=now, who=who, why=why)
        announce("device", [row.public_id], now)
    return True


def _line(name: str) -> str:
    return " ".join(name.split())[:80]


def _wire() -> WebPush:
    """Our own address is told where there is one: some push services take no message without."""
    subject = conf.URL if conf.URL.startswith("https://") else f"mailto:{conf.DEFAULT_FROM_EMAIL}"
    return WebPush(keys.push_key(Path(conf.DATA) / "keys"), subject, conf.ALLOW_PRIVATE)
