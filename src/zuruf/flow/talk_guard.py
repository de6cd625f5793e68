"""What stands between the public page and its misuse, without a third party and without puzzles.

Signed keys of forms, keyed hashes of secret links and senders, and how often one sender may write.
"""

import secrets as random
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from zuruf.core import talk as rules
from zuruf.flow import audit
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.hashes import digest
from zuruf.store.models import Message, TalkPost, TalkReport


def open_form(*, now: datetime | None = None) -> str:
    """A signed key for one rendering of a form. It replaces the CSRF cookie, too: see zuruf.web.talk."""
    key = {"k": random.token_urlsafe(12), "t": int((now or clock()).timestamp())}
    return str(Signer(salt="zuruf.talk.form").sign_object(key))


def read_form(form: str, now: datetime) -> tuple[str, timedelta]:
    try:
        told = Signer(salt="zuruf.talk.form").unsign_object(form)
        made = datetime.fromtimestamp(int(told["t"]), UTC)
    except (BadSignature, ValueError, KeyError, TypeError):
        raise Declined("form_broken") from None
    if now - made > rules.FORM_LIVES:
        raise Declined("form_old")
    return str(told["k"]), now - made


def not_too_many(rows: type[TalkPost] | type[TalkReport], sender: str, now: datetime) -> int:
    """How many came from this sender within CALM. Raises Declined("too_many", after=…) above FULL."""
    if not sender:
        return 0
    since = now - rules.FULL[1]
    times = rows._default_manager.filter(sender_hash=sender, created_at__gt=since).order_by("-created_at")
    ages = [now - at for at in times.values_list("created_at", flat=True)[: rules.FULL[0]]]
    after = rules.wait_until_calm(ages)
    if after:
        raise Declined("too_many", after=after)
    return sum(age < rules.CALM[1] for age in ages)


def forget_senders(*, now: datetime | None = None) -> int:
    """Empty what the spam guard kept, a day after. Returns how many rows were emptied."""
    before = (now or clock()) - rules.REPEATED_WITHIN
    kept = Q(sender_hash__gt="") | Q(text_hash__gt="")
    posts = TalkPost.objects.filter(kept, created_at__lt=before).update(sender_hash="", text_hash="")
    return posts + TalkReport.objects.filter(sender_hash__gt="", created_at__lt=before).update(sender_hash="")


def sender_hash(address: str, now: datetime) -> str:
    """One sender for one day: keyed, and salted with the date, so that nobody can be followed from day to day."""
    return digest("talk.sender", now.date().isoformat(), rules.network_of(address)) if address else ""


def conversation_of(row: TalkPost) -> str:
    """The public id of the desk's conversation; "" while the message is still on its way."""
    found = Message.objects.filter(realm=rules.REALM, remote_id=row.remote_id)
    return found.values_list("conversation__public_id", flat=True).first() or ""


def tell(verb: str, row: TalkPost, *, now: datetime, why: str = "", **more: object) -> None:
    """Audit and announce what happened to a post, in the transaction of the act."""
    conversation = conversation_of(row)
    audit.record(verb, "talk_post", row.public_id, now=now, conversation=conversation, why=why, **more)  # type: ignore[arg-type]
    if conversation:
        announce("conversation", [conversation], now)
