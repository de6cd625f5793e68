"""Our own public page: what the public does there. What the desk decides about it is in flow.moderation.

Nobody here has an account. What somebody may do with her own words hangs on a secret link that only she has; we keep
its hash. A form carries a signed key made when the page was rendered: the same key with the same words is the same
post, so a double click, a reload or a repeat after a lost connection never doubles.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from zuruf.channels.talk import Talk
from zuruf.core import talk as rules
from zuruf.core.channel import Link
from zuruf.core.message import Batch
from zuruf.core.talk import Post, ReportKind
from zuruf.flow import accounts, acts, audit, intake, talk_guard
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.hashes import digest, of_secret
from zuruf.store.models import Contact, Message, Organisation, RawArrival, TalkObjection, TalkPost, TalkReport


@dataclass(frozen=True, slots=True)
class Posted:
    """`thread` and `public_id` make the address; `secret` is for the author alone."""

    thread: str
    public_id: str
    secret: str
    state: Post


@dataclass(frozen=True, slots=True)
class Words:
    """What a public form brought. `form` is what `open_form` gave; `sender` the network address, never stored."""

    form: str
    text: str
    name: str = ""
    trap: bool = False
    sender: str = ""
    language: str = ""
    invented: bool = False  # by the company that we invented: many there write the same


def post(
    words: Words, *, base: str, thread: str = "", secret: str = "", now: datetime | None = None
) -> Posted:
    """Take what somebody wrote; stored before this returns.

    *base* is the address of this installation. *thread*: public id of the thread it is added to. *secret*: the link of
    somebody who wrote before; it is added to her thread, in her name. Declines with form_broken, form_old, empty,
    too_long, name_too_long, no_thread, unknown_link, closed, too_many (data: `after`, a timedelta).
    """
    now = now or clock()
    key, age = talk_guard.read_form(words.form, now)
    text, name = _checked(words)
    account = accounts.ensure_talk(now)
    if not account.enabled:
        raise Declined("closed")
    first, secret_hash = _place(thread, secret)
    remote_id = "p" + digest("talk.id", key, text, thread or (secret and "mine"))[:20]
    own_secret = secret or digest("talk.secret", key, text)[:32]
    row = TalkPost.objects.filter(remote_id=remote_id).first()
    if row is None:
        row = _note(remote_id, first, secret_hash or of_secret(own_secret), text, name, words, age, now)
    if not Message.objects.filter(realm=rules.REALM, remote_id=remote_id).exists():
        _hand_in(account.pk, row, first or row, text, name, words.language, base, now)
    return Posted((first or row).public_id, row.public_id, own_secret, Post(row.state))


def delete_own(secret: str, public_id: str, *, now: datetime | None = None) -> None:
    """Take back one's own words: gone from the page and from what we keep, for good. Twice is once.

    The words go first, by an arrival that is finished even after a crash; the page shows none of them from then on.
    """
    now = now or clock()
    row = _own(secret, public_id)
    if row.state == Post.DELETED:
        return
    account = accounts.ensure_talk(now).pk
    body = json.dumps({"v": 1, "gone": [{"id": row.remote_id, "at": now.isoformat()}]})
    intake.take(account, "webhook", body, lambda: _parse(body), now=now)
    _forget(row, account)
    with transaction.atomic():
        done = TalkPost.objects.filter(pk=row.pk, state__in=rules.leads_to(Post.DELETED)).update(
            state=Post.DELETED, sender_hash="", text_hash="", reason=""
        )
        if done:
            row.reports.filter(decision="").update(decision="gone", decided_at=now)
            row.objections.filter(decision="").delete()
            acts.shown_again(row.remote_id, now)
            talk_guard.tell("talk.deleted", row, now=now)


def report(
    words: Words, public_id: str, kind: ReportKind, *, contact: str = "", now: datetime | None = None
) -> str:
    """Report somebody's words to us. The secret of the page where the decision will be read.

    Declines with form_broken, form_old, no_post, empty, too_long, too_many.
    """
    now = now or clock()
    key, _ = talk_guard.read_form(words.form, now)
    reason = rules.tidy(words.text)
    if rules.is_empty(reason):
        raise Declined("empty")
    if len(reason) > rules.LONGEST_REASON:
        raise Declined("too_long", used=len(reason), limit=rules.LONGEST_REASON)
    row = TalkPost.objects.filter(public_id=public_id, state=Post.SHOWN).first()
    if row is None or rules.is_ours(row.secret_hash):
        raise Declined("no_post")
    secret = digest("talk.report", key, public_id)[:32]
    if TalkReport.objects.filter(secret_hash=of_secret(secret)).exists():
        return secret
    sender = talk_guard.sender_hash(words.sender, now)
    talk_guard.not_too_many(TalkReport, sender, now)
    told = {"post": row, "kind": kind.value, "reason": reason, "contact": rules.tidy_line(contact)[:254]}
    with transaction.atomic():
        made, new = TalkReport.objects.get_or_create(
            secret_hash=of_secret(secret), defaults={**told, "created_at": now, "sender_hash": sender}
        )
        if new:
            talk_guard.tell(
                "talk.reported", row, now=now, why=f"kind:{kind}", data={"report": made.public_id}
            )
    return secret


def object_to_removal(secret: str, public_id: str, text: str, *, now: datetime | None = None) -> None:
    """The author of removed words objects, once; a second time while one is open changes nothing.

    Declines with unknown_link, not_removed, decided (an objection was already decided), empty, too_long.
    """
    now = now or clock()
    row = _own(secret, public_id)
    text = rules.tidy(text)
    if rules.is_empty(text):
        raise Declined("empty")
    if len(text) > rules.LONGEST_REASON:
        raise Declined("too_long", used=len(text), limit=rules.LONGEST_REASON)
    if row.state != Post.REMOVED:
        raise Declined("not_removed")
    if row.objections.filter(decision="rejected", created_at__gte=row.removed_at).exists():
        raise Declined("decided")
    with transaction.atomic():
        made, new = TalkObjection.objects.get_or_create(
            post=row, decision="", defaults={"text": text, "created_at": now}
        )
        if new:
            talk_guard.tell("talk.objected", row, now=now, data={"objection": made.public_id})


def _checked(words: Words) -> tuple[str, str]:
    text, name = rules.tidy(words.text), rules.tidy_line(words.name)
    if rules.is_empty(text):
        raise Declined("empty")
    if len(text) > rules.LONGEST:
        raise Declined("too_long", used=len(text), limit=rules.LONGEST)
    if len(name) > rules.LONGEST_NAME:
        raise Declined("name_too_long", used=len(name), limit=rules.LONGEST_NAME)
    return text, "" if rules.is_empty(name) else name


def _place(thread: str, secret: str) -> tuple[TalkPost | None, str]:
    """The first post of the thread that is written to (None: a new one), and the author's hash when she is known."""
    if secret:
        mine = TalkPost.objects.filter(secret_hash=of_secret(secret)).order_by("id").first()
        first = mine and TalkPost.objects.filter(remote_id=mine.thread).first()
        if first is None or mine is None:
            raise Declined("unknown_link")
        return first, mine.secret_hash
    if not thread:
        return None, ""
    first = TalkPost.objects.filter(public_id=thread, first=True, shown_at__isnull=False).first()
    if first is None:
        raise Declined("no_thread")
    return first, ""


def _note(
    remote_id: str,
    first: TalkPost | None,
    secret_hash: str,
    text: str,
    name: str,
    words: Words,
    age: timedelta,
    now: datetime,
) -> TalkPost:
    """The post's own row, before the message: until it exists nobody outside sees the message."""
    sender, text_hash = talk_guard.sender_hash(words.sender, now), digest("talk.text", rules.same_words(text))
    recent = talk_guard.not_too_many(TalkPost, sender, now)
    talk_guard.forget_senders(now=now)
    doubts = rules.doubts(text, _circumstances(words, text_hash, name, age, recent, now))
    state = Post.WAITING if doubts else Post.SHOWN
    told: Mapping[str, object] = {
        "thread": first.remote_id if first else remote_id,
        "first": first is None,
        "state": state,
        "guard": ",".join(doubts),
        "shown_at": None if doubts else now,
        "secret_hash": secret_hash,
        "created_at": now,
        "sender_hash": sender,
        "text_hash": text_hash,
    }
    with transaction.atomic():
        row, new = TalkPost.objects.get_or_create(remote_id=remote_id, defaults=told)
        if new:
            audit.record("talk.posted", "talk_post", row.public_id, now=now, why=",".join(doubts) or "shown")
    return row


def _circumstances(
    words: Words, text_hash: str, name: str, age: timedelta, recent: int, now: datetime
) -> rules.Circumstances:
    house = Organisation.objects.filter(pk=1).values_list("talk_shows", "name").first() or ("after_look", "")
    since = now - rules.REPEATED_WITHIN
    return rules.Circumstances(
        look_first=house[0] != "at_once",
        trap=words.trap,
        age=age,
        recent=recent,
        repeated=not words.invented
        and TalkPost.objects.filter(text_hash=text_hash, created_at__gt=since).exists(),
        own_name=rules.same_name(name, house[1]),
    )


def _hand_in(
    account_id: int,
    row: TalkPost,
    first: TalkPost,
    text: str,
    name: str,
    language: str,
    base: str,
    now: datetime,
) -> None:
    """Hand the message to intake, like any webhook: stored as it came, then read by the channel."""
    same = {"secret_hash": row.secret_hash}
    told = {
        "id": row.remote_id,
        "thread": row.thread,
        "parent": "" if row.first else row.thread,
        "author": _author(row),
        "handle": "" if name or TalkPost.objects.filter(**same).exclude(pk=row.pk).exists() else _guest(row),
        "name": name,
        "text": text,
        "at": row.created_at.isoformat(),
        "link": f"{base}/talk/{first.public_id}/",
        "language": language,
    }
    body = json.dumps({"v": 1, "posts": [told]}, ensure_ascii=False)
    intake.take(account_id, "webhook", body, lambda: _parse(body), now=now)


def _forget(row: TalkPost, account: int) -> None:
    """Empty what came in as it came in, too, and with her last words the author's name: deleted is deleted.

    It came within a day of the post (the form's life)."""
    came = (row.created_at, row.created_at + rules.FORM_LIVES)
    arrivals = RawArrival.objects.filter(
        account_id=account, received_at__range=came, body__contains=f'"{row.remote_id}", "thread"'
    )
    arrivals.exclude(state="new").update(body='{"v": 1}')
    others = TalkPost.objects.filter(secret_hash=row.secret_hash).exclude(pk=row.pk)
    if not others.exclude(state=Post.DELETED).exists():
        Contact.objects.filter(realm=rules.REALM, remote_id=_author(row)).update(name="", handle=_guest(row))


def _author(row: TalkPost) -> str:
    """The contact's remote id: one person is whoever holds one secret link."""
    return "g" + digest("talk.author", row.secret_hash)[:16]


def _guest(row: TalkPost) -> str:
    """What the desk calls somebody who gave no name, in the house's language: two of them can be told apart."""
    language = Organisation.objects.filter(pk=1).values_list("language", flat=True).first() or "en"
    with translation.override(language):
        return f"{_('Guest')} {_author(row)[1:5]}"


def _parse(body: str) -> Batch:
    return Talk(Link()).unpack(body.encode())


def _own(secret: str, public_id: str) -> TalkPost:
    row = TalkPost.objects.filter(secret_hash=of_secret(secret), public_id=public_id).first()
    if row is None:
        raise Declined("unknown_link")
    return row
