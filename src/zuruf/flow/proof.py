"""Keeping a message as evidence: frozen as it was received, for a purpose, by a named person, until a day.

The copy outlives the message at the network, on the desk and in the raw arrivals. Its digest stands in the audit too, which is
sealed: whoever changes a copy would have to change both.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zuruf import __version__
from zuruf.core import proof as rules
from zuruf.core.people import OURS, May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Contact, Member, Message, Organisation, Proof, RawArrival
from zuruf.store.queries.proof import may_read

AROUND = timedelta(minutes=10)  # a raw arrival is stored so long before or after its messages at most
RAW_MOST = 3
TRIES = 5
TWICE = timedelta(seconds=10)  # the same click once more, not a second copy


@dataclass(frozen=True, slots=True)
class Why:
    """`purpose`: zuruf.core.proof.Purpose. `lasts`: a key of LASTS. `owner`: public id of whoever answers for it."""

    purpose: str
    lasts: str = rules.USUAL
    owner: str = ""
    note: str = ""


def keep(who: Who, message_id: str, why: Why, *, now: datetime | None = None) -> str:
    """Freeze it; the public id. Clicked twice it is one copy. Declines with not_allowed, unknown, no_purpose, no_owner, too_long."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    message = (
        Message.objects.select_related("conversation__account", "contact")
        .filter(public_id=message_id)
        .first()
    )
    if message is None:
        raise Declined("unknown")
    owner = _owner(why.owner or who.public_id)
    lasts = rules.LASTS.get(why.lasts)
    if why.purpose not in {*rules.Purpose} or lasts is None:
        raise Declined("no_purpose")
    if len(why.note) > rules.LONGEST_NOTE:
        raise Declined("too_long", used=len(why.note), limit=rules.LONGEST_NOTE)
    text = rules.canonical(_frozen(who, message, owner, why, now))
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return _kept(who, message, owner, why, text, now, now + lasts)
        except IntegrityError:
            continue  # somebody kept something at the same moment: the chain goes on behind it
    raise Declined("moved")


def extend(who: Who, public_id: str, lasts: str, *, now: datetime | None = None) -> None:
    """Keep it so long from now. Declines with unknown, no_purpose, moved, not_longer (it is kept so long already)."""
    now = now or clock()
    row = _readable(who, public_id)
    if lasts not in rules.LASTS:
        raise Declined("no_purpose")
    until = now + rules.LASTS[lasts]
    with transaction.atomic():
        if not Proof.objects.filter(pk=row.pk, ended_at=None, keep_until__lt=until).update(keep_until=until):
            raise Declined("moved" if row.ended_at else "not_longer")
        record("proof.extended", "proof", row.public_id, now=now, who=who, conversation=row.conversation)


def end(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """It is not needed any more: the words go, the digest stays. Declines with unknown, moved."""
    now = now or clock()
    row = _readable(who, public_id)
    if not _end(row, who, now):
        raise Declined("moved")


def export(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """The file for police or lawyer: JSON with the record, its digests and how to check them. Declines with unknown, moved."""
    now = now or clock()
    row = _readable(who, public_id)
    if row.ended_at is not None:
        raise Declined("moved")
    with transaction.atomic():
        record("proof.exported", "proof", row.public_id, now=now, who=who, conversation=row.conversation)
    told = {
        "number": row.number,
        "record": json.loads(row.record),
        "sha256": row.digest,
        "sha256_before": row.before,
        "how": "sha256 = SHA-256 of sha256_before, a line feed and the record as JSON in UTF-8: keys sorted, no spaces.",
        "is_not": "No notary's record. It shows what this program received and when, not what the network showed to others.",
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def sweep(*, now: datetime | None = None) -> int:
    """End what is kept no longer; how many."""
    now = now or clock()
    over = list(Proof.objects.filter(ended_at=None, keep_until__lte=now)[:50])
    return sum(_end(row, None, now) for row in over)


def over(rows: Iterable[Proof], now: datetime) -> int:
    """The network does not let us keep these any longer, whatever for; how many ended."""
    return sum(_end(row, None, now) for row in rows)


def _kept(
    who: Who, message: Message, owner: Member, why: Why, text: str, now: datetime, until: datetime
) -> str:
    last = Proof.objects.order_by("-number").first()
    # After that look at the end of the chain: of two clicks at once the second sees the first here, or fails on the number and tries again.
    same = Proof.objects.filter(
        message=message, kept_by=who.id, purpose=why.purpose, owner=owner, ended_at=None
    )
    if again := same.filter(kept_at__gt=now - TWICE).values_list("public_id", flat=True).first():
        return again
    before = last.digest if last else ""
    row = Proof.objects.create(
        number=last.number + 1 if last else 1, message=message, conversation=message.conversation.public_id,
        purpose=why.purpose, note=why.note.strip(), owner=owner, kept_by_id=who.id, kept_at=now, keep_until=until,
        record=text, before=before, digest=rules.digest(before, text),
    )  # fmt: skip
    data = {"message": message.public_id, "sha256": row.digest, "to": owner.public_id}
    record("proof.kept", "proof", row.public_id, now=now, who=who, conversation=row.conversation, data=data)
    announce("conversation", [row.conversation], now)
    return row.public_id


def _end(row: Proof, who: Who | None, now: datetime) -> bool:
    with transaction.atomic():
        done = Proof.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, record="", note="")
        if done:
            record("proof.ended", "proof", row.public_id, now=now, who=who, conversation=row.conversation)
    return bool(done)


def _frozen(who: Who, m: Message, owner: Member, why: Why, now: datetime) -> dict[str, Any]:
    """All that we know of the message, and nothing of others."""
    account = m.conversation.account
    house = Organisation.objects.filter(pk=1).values_list("name", flat=True).first()
    return {
        "v": 1,
        "program": f"zuruf {__version__}",
        "organisation": house or "",
        "kept": {
            "at": _at(now),
            "by": who.name,
            "owner": owner.name or owner.email,
            "purpose": why.purpose,
            "note": why.note,
        },
        "network": {
            "channel": account.channel,
            "realm": m.realm,
            "account": account.name,
            "handle": account.handle,
        },
        "author": _author(m.contact),
        "message": {
            "id": m.remote_id,
            "permalink": m.permalink,
            "answers": m.parent_id_remote,
            "thread": m.conversation.root_id,
            "public": m.public,
            "title": m.title,
            "text": m.text,
            "ref": m.ref,
        },
        "times": {
            "network": _at(m.network_at),
            "received": _at(m.received_at),
            "changed": _at(m.edited_at),
            "gone": _at(m.gone_at),
        },
        "raw": _raw(m),
    }


def _author(contact: Contact | None) -> dict[str, str]:
    names = ("remote_id", "handle", "name", "url")
    return {name.removeprefix("remote_"): getattr(contact, name, "") for name in names}


def _raw(m: Message) -> list[dict[str, str]]:
    """What came over the wire, as far as it is still there: the part that is this message, and the digest of the whole."""
    near = RawArrival.objects.filter(
        account=m.conversation.account_id, received_at__range=(m.received_at - AROUND, m.received_at + AROUND)
    )
    some = near.filter(body__contains=m.remote_id).order_by("received_at", "pk")[:RAW_MOST]
    return [
        {
            "received": _at(raw.received_at),
            "sha256": hashlib.sha256(raw.body.encode()).hexdigest(),
            "part": rules.part_of(raw.body, m.remote_id),
        }
        for raw in some
    ]


def _at(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _owner(public_id: str) -> Member:
    found = Member.objects.filter(public_id=public_id, is_active=True, role__in=OURS).first()
    if found is None:
        raise Declined("no_owner")
    return found


def _readable(who: Who, public_id: str) -> Proof:
    row = Proof.objects.filter(public_id=public_id).first()
    if row is None or not may_read(who, row.owner_id, row.kept_by_id):
        raise Declined("unknown")
    return row
