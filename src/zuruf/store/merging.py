"""What hangs on a conversation moves to another one and back, in few statements. Called inside the transaction of `flow.merging`,
both rows held, and no intake of their network beside it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from zuruf.core.desk import State
from zuruf.core.intake import preview
from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.core.reply import DraftState
from zuruf.store import drafts
from zuruf.store.ids import public_id
from zuruf.store.models import (
    BulkItem,
    Conversation,
    Delivery,
    Draft,
    FactAsk,
    ManyAddressee,
    Message,
    Note,
    Presence,
    Ring,
    Thanks,
)

KEPT = (
    "state", "waiting_since", "due_at", "last_at", "preview", "message_count", "language", "question", "urgent", "answer_seq",
    "owner_id", "team_id", "placed_by_id", "incident_id", "unclear", "missing",
)  # fmt: skip
"""What a merge or a split changes of a row, and what taking it back restores."""

_TIMES = frozenset({"waiting_since", "due_at", "last_at"})
_HANGS: Mapping[str, Any] = {
    "message": Message,
    "note": Note,
    "draft": Draft,
    "delivery": Delivery,
    "fact_ask": FactAsk,
}


def under_way(keys: Collection[int]) -> set[int]:
    """Those of these conversations with a delivery that is not over."""
    rows = Delivery.objects.filter(
        Q(state__in=ON_ITS_WAY) | Q(withdraw_asked_at__isnull=False, withdrawn_at=None)
    )
    return set(rows.filter(conversation__in=keys).values_list("conversation", flat=True))


def drafting(keys: Collection[int]) -> dict[int, set[int]]:
    """Conversation → who has begun an answer with words or a file in it."""
    found: dict[int, set[int]] = {key: set() for key in keys}
    rows = Draft.objects.filter(conversation__in=keys, state=DraftState.WRITING)
    begun = rows.filter(~Q(text="") | Q(attachments__isnull=False))
    for key, author in begun.values_list("conversation", "author"):
        found[key].add(author)
    return found


def everything_of(key: int) -> dict[str, list[int]]:
    """Keys of all that hangs on this conversation, by kind."""
    return {
        kind: list(model.objects.filter(conversation=key).order_by("pk").values_list("pk", flat=True))
        for kind, model in _HANGS.items()
    }


def said_in(messages: Collection[int]) -> dict[str, list[int]]:
    """Keys of these messages and of what belongs to them: drafts that answer them, and what was sent of those."""
    drafts = Draft.objects.filter(answers__in=messages).values_list("pk", flat=True)
    remote = Message.objects.filter(pk__in=messages, ours=True).values("remote_id")
    key = Message.objects.filter(pk__in=messages).values("conversation")[:1]
    sent = Delivery.objects.filter(conversation__in=key, remote_id__in=remote).exclude(remote_id="")
    those = {*drafts, *sent.values_list("draft", flat=True)}
    deliveries = Delivery.objects.filter(draft__in=those).values_list("pk", flat=True)
    return {"message": list(messages), "draft": sorted(those), "delivery": list(deliveries)}


def move(hangs: Mapping[str, Collection[int]], source: int, goal: int) -> None:
    """These go from *source* to *goal*. Drafts without words and files of somebody who has one there as well go out of the way."""
    blank = Q(text="", attachments=None)
    brought = Draft.objects.filter(pk__in=hangs.get("draft", ()), state=DraftState.WRITING)
    there = Draft.objects.filter(conversation=goal, state=DraftState.WRITING)
    twice = brought.filter(blank, author__in=there.values("author"))
    drafts.move(twice, DraftState.WRITING, DraftState.DISCARDED)
    twice = there.filter(blank, author__in=brought.values("author"))
    drafts.move(twice, DraftState.WRITING, DraftState.DISCARDED)
    for kind, keys in hangs.items():
        _HANGS[kind].objects.filter(pk__in=keys, conversation=source).update(conversation=goal)


def follow(source: int, goal: int) -> None:
    """Before *source* is deleted: thanks, and what was done to it or is to be said to it among many, are *goal*'s."""
    Thanks.objects.filter(conversation=source).update(conversation=goal)
    there = ManyAddressee.objects.filter(conversation=goal)
    mine = ManyAddressee.objects.filter(conversation=source).exclude(batch__in=there.values("batch"))
    mine.update(conversation=goal)
    BulkItem.objects.filter(conversation=source).update(conversation=goal)


def came_in_at(messages: Collection[int], home: int) -> None:
    """These are away from where they came in; who is away already keeps its home."""
    Message.objects.filter(pk__in=messages, home=None).update(home=home)


def at_home_again(key: int) -> None:
    """What stands where it came in is not away any more."""
    Message.objects.filter(conversation=key, home=key).update(home=None)


def nobody_there(key: int) -> None:
    """Nobody has it open any more, and it rings at nobody: the other one rings anew."""
    Presence.objects.filter(conversation=key).delete()
    Ring.objects.filter(conversation=key).delete()


def standing(c: Conversation) -> dict[str, Any]:
    """What of *c* a merge changes, as JSON."""
    told = {name: getattr(c, name) for name in KEPT}
    return {
        k: v.isoformat() if isinstance(v, datetime) else str(v) if k == "state" else v
        for k, v in told.items()
    }


def columns(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same as columns again."""
    return {k: datetime.fromisoformat(v) if k in _TIMES and v else v for k, v in told.items()}


def shown(key: int) -> dict[str, Any]:
    """The columns that lists show of its thread, from its messages as they stand."""
    rows = Message.objects.filter(conversation=key, gone_at=None)
    last = rows.order_by("-order_at", "-id").values_list("order_at", "title", "text").first()
    found: dict[str, Any] = {"message_count": rows.count()}
    if last:
        found |= {"last_at": last[0], "preview": preview(last[1], last[2])}
    return found


def husks(of: int) -> list[int]:
    """Those that were joined with it."""
    return list(Conversation.objects.filter(merged_into=of).order_by("pk").values_list("pk", flat=True))


def empty(source: Conversation, goal: int) -> None:
    """*source* is part of *goal* from now on, and so is what had been joined with it."""
    Conversation.objects.filter(merged_into=source.pk).update(merged_into=goal)
    Conversation.objects.filter(pk=source.pk).update(
        state=State.MERGED, merged_into=goal, waiting_since=None, due_at=None, pressing_at=None,
        owner=None, team=None, placed_by=None, incident=None, unclear=0, missing=0, ask_until=None,
    )  # fmt: skip


def full_again(source: int, columns: Mapping[str, Any], parts: Iterable[int]) -> None:
    """*source* stands as it did, with those that had been joined with it before."""
    Conversation.objects.filter(pk=source).update(**columns, merged_into=None)
    Conversation.objects.filter(pk__in=list(parts)).update(merged_into=source)


def parted(c: Conversation, first: Message, now: datetime) -> Conversation:
    """A conversation of its own for what begins with *first*, like *c* in all else; its words and waits are still to be counted.
    What follows there finds it by what it answers, so its root is a name of our own making."""
    return Conversation.objects.create(
        account_id=c.account_id, realm=c.realm, root_id=f"split:{public_id()}", contact_id=first.contact_id or c.contact_id,
        public=c.public, permalink=first.permalink, owner_id=c.owner_id, team_id=c.team_id,
        placed_by_id=c.placed_by_id, incident_id=c.incident_id, last_at=first.order_at, language=c.language,
        question=c.question, urgent=c.urgent, created_at=now,
    )  # fmt: skip


def answers_in(key: int) -> dict[str, int]:
    """Columns that count our answers in it: unclear ones and missing ones."""
    rows = Delivery.objects.filter(conversation=key)
    return {
        "unclear": rows.filter(state=DeliveryState.UNCLEAR).count(),
        "missing": rows.filter(missing_since__isnull=False).count(),
    }
