"""What people decide against abuse: hide, delete, mute, block, report; take it back; look at what others hid.

Nothing is hidden without a rule of the house, the words that break it and a reason; no judge hides anything.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from zuruf import channels
from zuruf.core import hiding as rules
from zuruf.core import talk as page
from zuruf.core.capabilities import Capabilities
from zuruf.core.desk import Closed
from zuruf.core.hiding import ActState, Look
from zuruf.core.measure import ON_AUTHOR, Measure, Ordered
from zuruf.core.people import May, Role, Who
from zuruf.core.talk import REALM
from zuruf.flow import acts, desk, moderation
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import Act, Message, TalkPost
from zuruf.store.queries.abuse import began_by_us

A = ActState
_NEED_RULE = (Measure.HIDE, Measure.DELETE)


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground. `quote`: the words that break the *rule*. `kind` is for a report (zuruf.core.talk.ReportKind)."""

    rule: str = ""
    quote: str = ""
    reason: str = ""
    kind: str = ""


def act(
    who: Who,
    message_id: str,
    measure: str,
    ground: Ground,
    *,
    done: bool = False,
    now: datetime | None = None,
) -> str:
    """Decide a measure about a message or its author; the worker carries it out. *done*: nobody has to answer in the
    conversation any more. The act's public id, "" on our own page.

    Declines with not_allowed, gone, not_offered, other_thread, no_rule, no_quote, not_in_it, quote_short, no_reason, no_kind, too_long,
    already, not_held; on our own page also as `moderation.remove`.
    """
    now = now or clock()
    _must_answer(who)
    message = _message(message_id)
    can = _can(message.conversation.account.channel)
    if can.offer(measure) is None:
        raise Declined("not_offered")
    ground = _checked(message, Measure(measure), ground)
    if message.realm == REALM:
        _on_our_page(who, message, ground, done, now)
        return ""
    _possible(message, measure, can)
    with transaction.atomic():
        row = _ordered(who, message, Measure(measure), ground, now)
        acts.tell("act.ordered", row, now, who)
        if done:
            why = Closed.SPAM if ground.kind == page.ReportKind.ADVERT else Closed.ABUSE
            with suppress(Declined):  # it is done already, or a second pair of eyes has it
                desk.close(who, message.conversation.public_id, why, now=now)
    return row.public_id


def take_back(who: Who, act_id: str, *, now: datetime | None = None) -> None:
    """Undo a measure, or call it off while it waits. Declines with not_allowed, unknown, moved, not_back, under_way."""
    now = now or clock()
    _must_answer(who)
    row = _act(act_id)
    if row.message is not None and row.message.realm == REALM:
        post = TalkPost.objects.filter(remote_id=row.message.remote_id).first()
        if post is None:
            raise Declined("unknown")
        moderation.restore(who, post.public_id, now=now)
        return
    with transaction.atomic():
        waits = Act.objects.filter(pk=row.pk, state=A.QUEUED, in_doubt=False)
        if waits.update(state=A.OFF, ended_at=now):
            acts.tell("act.off", row, now, who)
            return
        _back(who, row, now)


def settle(who: Who, act_id: str, how: str, *, now: datetime | None = None) -> None:
    """An unclear one: a person looked and says "done", "again" or "off". Declines with not_allowed, unknown, moved."""
    now = now or clock()
    _must_answer(who)
    row = _act(act_id)
    changes: dict[str, dict[str, object]] = {
        "done": {"state": A.DONE, "done_at": now, **({"ended_at": now} if row.takes_back_id else {})},
        "again": {"state": A.QUEUED, "next_at": now},
        "off": {"state": A.OFF, "ended_at": now},
    }
    if how not in changes:
        raise Declined("moved")
    with transaction.atomic():
        if not Act.objects.filter(pk=row.pk, state=A.UNCLEAR).update(why="", **changes[how]):
            raise Declined("moved")
        if how == "done" and row.takes_back_id:
            Act.objects.filter(pk=row.takes_back_id, ended_at=None).update(ended_at=now)
        acts.tell("act.settled", row, now, who)


def look(who: Who, act_id: str, *, now: datetime | None = None) -> None:
    """Somebody else than who decided it found a hiding right. Declines with not_allowed, unknown, own, moved."""
    now = now or clock()
    if not may_look(who):
        raise Declined("not_allowed")
    row = _act(act_id)
    if row.by_id == who.id:
        raise Declined("own")
    with transaction.atomic():
        if not _looked(who, row, Look.FINE, now):
            raise Declined("moved")
        acts.tell("act.looked", row, now, who)


def may_look(who: Who) -> bool:
    """Those who are asked for a second pair of eyes, and owners."""
    return who.may(May.ANSWER) and (who.second_pair or who.role is Role.OWNER)


def _back(who: Who, row: Act, now: datetime) -> None:
    offer = _can(row.account.channel).offer(row.measure)
    if offer is None or not offer.back or row.takes_back_id:
        raise Declined("not_back")
    if row.ended_at is not None:
        raise Declined("moved")
    if row.state != A.DONE:
        raise Declined("under_way")
    made = acts.made(
        account=row.account, message=row.message, contact=row.contact, measure=row.measure,
        target=f"b:{row.public_id}", takes_back=row, by_id=who.id, at=now, next_at=now, payload={**row.payload, "back": True},
    )  # fmt: skip
    if row.by_id != who.id and may_look(who):
        _looked(who, row, Look.BACK, now)
    acts.tell("act.back_ordered", made, now, who)


def _looked(who: Who, row: Act, found: Look, now: datetime) -> int:
    fresh = Act.objects.filter(pk=row.pk, look="", takes_back=None)
    return fresh.update(look=found, looked_by=who.id, looked_at=now)


def _checked(message: Message, measure: Measure, ground: Ground) -> Ground:
    """The ground in tidy words, or what is missing in it."""
    rule, reason = page.tidy_line(ground.rule)[:300], page.tidy(ground.reason)
    quote = page.tidy(ground.quote)[: rules.LONGEST_QUOTE]
    said = f"{message.title}\n{message.text}"
    if message.gone_at is not None and measure not in ON_AUTHOR:
        raise Declined("gone")
    if measure is Measure.APPROVE:
        return Ground()
    if measure in _NEED_RULE:
        if not rule:
            raise Declined("no_rule")
        if page.is_empty(quote) and not page.is_empty(said):
            raise Declined("no_quote")
        if not rules.stands_in(quote, said):
            raise Declined("not_in_it")
        if not page.is_empty(quote) and not rules.says_enough(quote, said):
            raise Declined("quote_short")
    if page.is_empty(reason):
        raise Declined("no_reason")
    if len(reason) > page.LONGEST_REASON:
        raise Declined("too_long", used=len(reason), limit=page.LONGEST_REASON)
    kind = ground.kind if measure is Measure.REPORT else ""
    if measure is Measure.REPORT and kind not in {*page.ReportKind}:
        raise Declined("no_kind")
    return Ground(rule, quote, reason, kind)


def _possible(message: Message, measure: str, can: Capabilities) -> None:
    offer = can.offer(measure)
    if offer is not None and offer.own_thread and not began_by_us(message):
        raise Declined("other_thread")
    if offer is not None and offer.needs and not message.ref.get(offer.needs):
        raise Declined("not_held")
    if measure in ON_AUTHOR and message.contact is None:
        raise Declined("not_offered")


def _ordered(who: Who, message: Message, measure: Measure, ground: Ground, now: datetime) -> Act:
    account, on_author = message.conversation.account, measure in ON_AUTHOR
    key = f"{measure}-{message.public_id}-{int(now.timestamp())}"
    order = Ordered(
        key, measure.value, now, dict(message.ref), message.contact.remote_id if message.contact else "",
        kind=ground.kind, reason=ground.reason,
    )  # fmt: skip
    target = f"c:{message.contact_id}:{account.pk}" if on_author else f"m:{message.public_id}"
    return acts.made(
        account=account, message=message, contact=message.contact, measure=measure, target=target,
        rule=ground.rule, quote=ground.quote, reason=ground.reason, kind=ground.kind,
        criticism=rules.only_criticism(acts.findings_of(message)), by_id=who.id, at=now, next_at=now,
        payload={**asdict(order), "created_at": now.isoformat()},
    )  # fmt: skip


def _on_our_page(who: Who, message: Message, ground: Ground, done: bool, now: datetime) -> None:
    post = TalkPost.objects.filter(remote_id=message.remote_id).first()
    if post is None:
        raise Declined("gone")
    moderation.remove(who, post.public_id, ground.rule, ground.reason, quote=ground.quote, done=done, now=now)


def _must_answer(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")


def _can(channel: str) -> Capabilities:
    if channel not in channels.kinds():
        raise Declined("not_offered")
    return channels.can(channel)


def _message(public_id: str) -> Message:
    rows = Message.objects.select_related("conversation__account", "contact", "assessment")
    found = rows.filter(public_id=public_id, ours=False).first()
    if found is None:
        raise Declined("unknown")
    return found


def _act(public_id: str) -> Act:
    rows = Act.objects.select_related("account", "contact", "message__conversation")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Declined("unknown")
    return found
