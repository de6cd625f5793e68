"""Sending a post off: to each account a draft and a delivery of its own, or a question to the second pair of eyes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core.desk import State
from zuruf.core.guideline import Verdict
from zuruf.core.intake import preview
from zuruf.core.people import Who
from zuruf.core.reply import DraftState, Kind
from zuruf.core.schedule import stored
from zuruf.flow import answer, attachments, audit, backing, schedule, second_pair
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.post import conversation_for, language_of, must_draft, postable, save, weighed
from zuruf.flow.verdict import Weighed, clean, in_words
from zuruf.store import changes, drafts
from zuruf.store.ids import public_id
from zuruf.store.models import Account, Attachment, Conversation, Draft
from zuruf.store.queries.attachments import of_draft
from zuruf.store.queries.reply import Scene, scene


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a post on one account: `delivery` is on its way, or `ask` lies with the second pair until
    `deadline` (public ids)."""

    account: str
    delivery: str = ""
    ask: str = ""
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    draft: Draft
    here: Scene
    weighed: Weighed


def send(
    who: Who,
    draft: str,
    text: str,
    to: Sequence[str],
    *,
    at: str | None = None,
    told: str | None = None,
    alts: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> tuple[Sent, ...]:
    """Send it to every account of *to*, or ask the second pair of eyes where a guideline wants that: all or none.

    *at* is the hour at which it shall go out, on the organisation's clocks ("2027-03-28T09:00"); "" = at once, None = as
    it was saved; *told*: as in `flow.reply.send`. The text is kept whatever happens. Declined: "may_not", "gone", "no_account", "empty", "too_long"
    (account, over, unit), "reads_only", "disconnected" (account), "stopped" (account, judged), "past", "too_far",
    "bad_time", "shifted" (hour), and as `attachments.check` (account).
    """
    now = now or clock()
    must_draft(who)
    with transaction.atomic():
        kept = save(who, draft, clean(text), to, at, alts, now)
    hour = stored(kept.scheduled_as)
    schedule.told(schedule.hour(at if at is not None else hour.wall if hour else "", now), told)
    text = kept.text.strip()
    accounts = list(postable().filter(public_id__in=to).order_by("name", "pk"))
    if not accounts:
        raise Declined("no_account")
    with transaction.atomic():
        bundle = public_id()
        ready = [
            _made_ready(who, _copied(kept, account, now) if n else kept, account, text, bundle, now)
            for n, account in enumerate(_own_first(kept, accounts))
        ]
        for one in ready:
            _refuse(who, one, now)
        return tuple(_out(who, one, text, now) for one in ready)


def _own_first(kept: Draft, accounts: list[Account]) -> list[Account]:
    """The draft that was written stays on its account, when it goes there at all: its files and its past are there."""
    return sorted(accounts, key=lambda a: a.pk != kept.conversation.account_id)


def _made_ready(who: Who, draft: Draft, account: Account, text: str, bundle: str, now: datetime) -> _Ready:
    """The draft and its conversation, ready for one account. What is left of a post that is out in part is a new one."""
    draft.bundle = bundle
    if _out_in_part(draft):
        draft.conversation = conversation_for(account, now)
    draft.save(update_fields=["bundle", "conversation"])
    draft.to.set([account])
    Conversation.objects.filter(pk=draft.conversation_id).update(
        account=account,
        realm=account.realm,
        preview=preview("", text),
        language=language_of(text)[:8],
    )
    draft.refresh_from_db()  # its conversation may lie on another account now
    here = scene(draft.conversation.public_id)
    if here is None:
        raise Declined("gone")
    return _Ready(draft, here, weighed(who, here, text, of_draft(draft.pk), now))


def _out_in_part(draft: Draft) -> bool:
    """Whether a part of it is out, or may be yet: its conversation stays with that."""
    here = draft.conversation
    return here.state != State.AHEAD or here.deliveries.exclude(state__in=answer.DEAD).exists()


def _copied(kept: Draft, account: Account, now: datetime) -> Draft:
    draft = Draft.objects.create(
        conversation=conversation_for(account, now),
        author_id=kept.author_id,
        kind=Kind.POST,
        text=kept.text,
        scheduled_as=kept.scheduled_as,
        created_at=now,
        updated_at=now,
    )
    for file in Attachment.objects.filter(draft=kept, out_at=None).order_by("position", "pk"):
        file.pk, file.public_id, file.draft = None, public_id(), draft
        file.save(force_insert=True)
    return draft


def _out(who: Who, ready: _Ready, text: str, now: datetime) -> Sent:
    draft, here, w = ready.draft, ready.here, ready.weighed
    account = draft.conversation.account.public_id
    if w.verdict is Verdict.ASK:
        ask = second_pair.ask(who, draft, here, w, text, now)
        return Sent(account, ask=ask.public_id, deadline=ask.deadline)
    sent = {"text": text, "verdict": w.verdict, "hits": w.hits(), "updated_at": now}
    if not drafts.move(Draft.objects.filter(pk=draft.pk), DraftState.WRITING, DraftState.SENT, **sent):
        raise Declined("gone")
    draft.refresh_from_db()
    delivery = answer.out(who, draft, text, now, back=backing.own(who, w))
    audit.record(
        "post.sent", "draft", draft.public_id, now=now, who=who, conversation=here.public_id,
        why=w.names(), data={"verdict": str(w.verdict)},
    )  # fmt: skip
    changes.announce("conversation", [here.public_id], now)
    return Sent(account, delivery=delivery.public_id)


def _refuse(who: Who, ready: _Ready, now: datetime) -> None:
    """Raises Declined when it may not go out on this account; then it goes out on none."""
    w, account = ready.weighed, ready.draft.conversation.account.name
    if w.problem == "too_long" and w.length is not None:
        raise Declined("too_long", account=account, over=-w.length.left, unit=w.length.unit)
    if w.problem:
        raise Declined(w.problem, account=account)
    if w.verdict is Verdict.STOP:
        judged = in_words(who, ready.here, w, who.language or "de", now)
        raise Declined("stopped", account=account, guideline=w.names(), judged=judged)
    try:
        attachments.check(attachments.limits(ready.draft), attachments.media(ready.draft))
    except Declined as declined:
        raise Declined(declined.code, **{**declined.data, "account": account}) from declined
