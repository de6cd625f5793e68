"""Taking back what was done to many at once: each by itself, and only where nobody did anything with it since."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from zuruf.core import bulk as rules
from zuruf.core.bulk import Left, Verb
from zuruf.core.desk import State
from zuruf.core.people import May, Who
from zuruf.core.triage import as_kept, by_person
from zuruf.flow import assessment, due, placing, pressing, triage
from zuruf.flow.audit import record, record_each
from zuruf.flow.bulk import Done
from zuruf.flow.bulk_acts import tell, topics_of
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.holds import leaving
from zuruf.flow.merging import take_back
from zuruf.store import examples
from zuruf.store.changes import announce
from zuruf.store.models import AuditEntry, Bulk, BulkItem, Conversation, Delivery, MessageAssessment, Note
from zuruf.store.pressing import until
from zuruf.store.queries import judging, topics

_ACT = {Verb.TOPIC: "message.corrected"}
"""Whose entries say that somebody did something with it since; else every "conversation.…"."""


def undo(who: Who, public_id: str = "", *, now: datetime | None = None) -> Done:
    """Take back the bulk *public_id*, or with "" the last of *who* that can be taken back. What somebody changed since is left as it
    is, and told. Declined: "not_allowed" · "undo_over" (too late, not hers, or done already)."""
    now = now or clock()
    if not who.may(May.ANSWER):
        raise Declined("not_allowed")
    made = _mine(who, public_id, now)
    left: dict[Left, list[str]] = defaultdict(list)
    done = 0
    verb = Verb(made.verb)
    todo = made.items.filter(left="", back="").order_by("-pk")  # what was joined last is parted first
    keys = list(todo.values_list("pk", flat=True))
    alone = verb in (Verb.MERGE, Verb.SPLIT)
    for piece in [keys[i : i + 1] for i in range(len(keys))] if alone else rules.steps(keys):
        for why, conversation in (
            _one(who, made, piece[0], now) if alone else _step(who, made, verb, piece, now)
        ):
            if why is None:
                done += 1
            else:
                left[why].append(conversation)
    with transaction.atomic():
        counts = {"verb": made.verb, "done": done, "left": sum(map(len, left.values()))}
        record("bulk.undone", "bulk", made.public_id, now=now, who=who, data=counts)
    return Done(made.public_id, done, {why: tuple(ids) for why, ids in left.items()})


def _mine(who: Who, public_id: str, now: datetime) -> Bulk:
    """Hers, recent and not taken back; from now on it is. Also one that was interrupted while it was done, and one whose taking
    back was."""
    stalled = now - rules.STALLED
    mine = Bulk.objects.filter(by=who.id, at__gt=now - rules.LASTS)
    to_do = Exists(BulkItem.objects.filter(bulk=OuterRef("pk"), left="", back=""))
    over = Q(undone_at=None) & (Q(finished_at__isnull=False) | Q(at__lte=stalled))
    mine = mine.filter(over | Q(to_do, undone_at__lte=stalled))
    # With all of them left there is nothing to take back.
    found = (mine.filter(public_id=public_id) if public_id else mine.filter(to_do)).order_by("-id").first()
    if found is None or not mine.filter(pk=found.pk, undone_at=found.undone_at).update(undone_at=now):
        raise Declined("undo_over")
    return found


def _one(who: Who, made: Bulk, key: int, now: datetime) -> list[tuple[Left | None, str]]:
    """A merge or a split: two conversations, alone with their network's intake."""
    with transaction.atomic():
        item = BulkItem.objects.select_related("conversation").get(pk=key)
        why = take_back(who, made, item, now)
        BulkItem.objects.filter(pk=key).update(back=why.value if why else "yes")
        return [(why, item.conversation.public_id)]


def _step(
    who: Who, made: Bulk, verb: Verb, piece: Sequence[int], now: datetime
) -> list[tuple[Left | None, str]]:
    items = BulkItem.objects.filter(pk__in=piece).order_by("conversation_id")
    if verb is Verb.GIVE:
        keys = items.values_list("conversation", flat=True)
        with leaving(Delivery.objects.filter(conversation__in=list(keys)), now):
            return _held(who, made, verb, list(items), now)
    with transaction.atomic():
        return _held(who, made, verb, list(items), now)


def _held(
    who: Who, made: Bulk, verb: Verb, items: list[BulkItem], now: datetime
) -> list[tuple[Left | None, str]]:
    keys = [item.conversation_id for item in items]
    rows = {c.pk: c for c in Conversation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    touched = _touched(made, [c.public_id for c in rows.values()], _ACT.get(verb, "conversation."))
    if verb is Verb.TOPIC:
        touched |= {rows[key].public_id for key in rows.keys() - _still_said(items)}
    same = _UNCHANGED[verb]
    back = [
        item
        for item in items
        if (c := rows[item.conversation_id]).public_id not in touched and same(c, item.was, made)
    ]
    if back:
        _BACK[verb](who, made, [(rows[item.conversation_id], item.was) for item in back], now)
    returned = {item.pk for item in back}
    for item in items:
        item.back = "yes" if item.pk in returned else Left.CHANGED.value
    BulkItem.objects.bulk_update(items, ["back"])
    announce("conversation", [rows[item.conversation_id].public_id for item in back], now)
    return [
        (None if item.pk in returned else Left.CHANGED, rows[item.conversation_id].public_id)
        for item in items
    ]


def _touched(made: Bulk, public_ids: Sequence[str], verb: str) -> set[str]:
    """Those with which somebody did something after the bulk did: their own entry is not the last of its kind."""
    entries = AuditEntry.objects.filter(conversation__in=public_ids, verb__startswith=verb).order_by("id")
    last: dict[str, bool] = {}
    for conversation, data in entries.values_list("conversation", "data"):
        last[conversation] = data.get("bulk") == made.public_id
    return {conversation for conversation, ours in last.items() if not ours}


def _still_said(items: Sequence[BulkItem]) -> set[int]:
    """Keys of the conversations whose message still has the words of which it was said: it was not edited, and is not elsewhere."""
    home = {item.was["message"]: item.conversation_id for item in items}
    rows = MessageAssessment.objects.filter(message__public_id__in=home, message__emptied_at=None)
    return {
        key
        for message, key, found in rows.values_list("message__public_id", "message__conversation", "findings")
        if home[message] == key and any(f.get("label") == "topic" and by_person(f) for f in found)
    }


def _still_hers(c: Conversation, was: Mapping[str, Any], made: Bulk) -> bool:
    return c.owner_id == made.by_id and c.placed_by_id is None


def _still_there(c: Conversation, was: Mapping[str, Any], made: Bulk) -> bool:
    """With whoever got it. Who took it from her team since left an entry."""
    return c.placed_by_id is None and (c.owner_id is None) == ("team" in made.data)


def _still_done(c: Conversation, was: Mapping[str, Any], made: Bulk) -> bool:
    return c.state == State.DONE


def _still_open(c: Conversation, was: Mapping[str, Any], made: Bulk) -> bool:
    """Nothing came in since, which nobody would read, and no second pair of eyes has an answer."""
    since = c.waiting_since.isoformat() if c.waiting_since else ""
    as_then = since == was["since"] and rules.seen(c.message_count, c.last_at) == was["seen"]
    return c.state == State.OPEN and as_then and c.ask_until is None


def _any(c: Conversation, was: Mapping[str, Any], made: Bulk) -> bool:
    return True


_Rows = Sequence[tuple[Conversation, Mapping[str, Any]]]


def _give_back(who: Who, made: Bulk, rows: _Rows, now: datetime) -> None:
    notes = [was["note"] for _c, was in rows if "note" in was]
    Note.objects.filter(public_id__in=notes, author=who.id).delete()
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for c, was in rows:
        alike[(was["owner"], was["team"], was["placed_by"])].append(c.pk)
    for (owner, team, placed_by), keys in alike.items():
        Conversation.objects.filter(pk__in=keys).update(owner=owner, team=team, placed_by=placed_by)
    due.again(*(c.pk for c, _was in rows))
    tell(who, made, "conversation.given_back", [(c.public_id, {}) for c, _was in rows], now)


def _open_again(who: Who, made: Bulk, rows: _Rows, now: datetime) -> None:
    """Exactly as it stood before it was closed."""
    for c, was in rows:
        since, due_at = (datetime.fromisoformat(was[k]) if was[k] else None for k in ("since", "due"))
        columns = {"state": was["was"], "waiting_since": since, **until(due_at, since)}
        Conversation.objects.filter(pk=c.pk).update(**columns)
    tell(who, made, "conversation.reopened", [(c.public_id, {"undo": True}) for c, _was in rows], now)


def _done_again(who: Who, made: Bulk, rows: _Rows, now: datetime) -> None:
    """Closed as before, with the reason of then."""
    keys = [c.pk for c, _was in rows]
    Conversation.objects.filter(pk__in=keys).update(state=State.DONE, waiting_since=None, **until(None))
    again = [(c.public_id, {**was["closing"], "undo": True}) for c, was in rows]
    tell(who, made, "conversation.closed", again, now)


def _understood_again(who: Who, made: Bulk, rows: _Rows, now: datetime) -> None:
    """What a person had said stands again; elsewhere the judge speaks anew, so that no quoted word had to be kept. Of the message
    that was judged then, also where another one came in since."""
    said = [was["message"] for _c, was in rows]
    kept_of = MessageAssessment.objects.filter(message__public_id__in=said).select_related(
        "message__conversation__account"
    )
    found = {row.message.public_id: row for row in kept_of}
    judge, decided = [triage.on_topics(topics.words())], judging.judging()
    told: list[tuple[str, dict[str, object]]] = []
    where: dict[str, str] = {}
    for c, was in rows:
        kept = found[was["message"]]
        before = topics_of(kept)
        if was["by_person"]:
            kept.findings = assessment.said_by_person(kept.findings, "topic", was["topics"])
        else:
            m = kept.message
            channel = m.conversation.account.channel
            (anew,) = triage.assess_by(judge, [triage.stored(m, channel)])
            others = [f for f in kept.findings if f.get("label") != "topic"]
            kept.findings = others + [as_kept(f) for f in triage.marked(anew.findings, decided)]
        where[kept.message.public_id] = c.public_id
        data: dict[str, object] = {"topic": {"was": before, "now": topics_of(kept)}, "bulk": made.public_id}
        told.append((kept.message.public_id, data))
    MessageAssessment.objects.bulk_update(found.values(), ["findings"])
    hers = {was["message"]: was["topics"] for _c, was in rows if was["by_person"]}
    stood = {row.message_id: hers[name] for name, row in found.items() if name in hers}
    examples.keep_each(stood, {}, "topic", now)
    examples.take_back((row.message_id for name, row in found.items() if name not in hers), "topic")
    record_each("message.corrected", "message", told, now=now, who=who, within=where)
    placing.place([c.pk for c, _was in rows], now, anew=True)
    due.again(*(c.pk for c, _was in rows))
    pressing.again(*(c.pk for c, _was in rows))


_UNCHANGED: dict[Verb, Callable[[Conversation, Mapping[str, Any], Bulk], bool]] = {
    Verb.TAKE: _still_hers,
    Verb.GIVE: _still_there,
    Verb.CLOSE: _still_done,
    Verb.REOPEN: _still_open,
    Verb.TOPIC: _any,
}
_BACK: dict[Verb, Callable[[Who, Bulk, _Rows, datetime], None]] = {
    Verb.TAKE: _give_back,
    Verb.GIVE: _give_back,
    Verb.CLOSE: _open_again,
    Verb.REOPEN: _done_again,
    Verb.TOPIC: _understood_again,
}
