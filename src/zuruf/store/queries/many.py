"""One answer to many: who is asked by it, what it said to each, and where that stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery

from zuruf.core.channel import Budget
from zuruf.core.desk import FRESH, State
from zuruf.core.many import BatchState, Fate, Room, place_of
from zuruf.core.people import Who
from zuruf.core.reply import DECIDABLE, DraftState
from zuruf.core.veil import veiled
from zuruf.store.models import (
    Account,
    Conversation,
    Delivery,
    Draft,
    ManyAddressee,
    ManyAnswer,
    Message,
    Presence,
    SecondPair,
)
from zuruf.store.queries.guideline_facts import findings
from zuruf.store.queries.library_here import Here

MOST_LISTED = 20
"""Batches on the page of them."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A conversation with the message that would be answered. `here`: as placeholders know it. `person`: key of who wrote it.
    `place`: the page on which an answer would stand. `why`: a code that says why it is none for an answer now, "" for none;
    `name`: of whom that code speaks."""

    pk: int
    here: Here
    account: str
    account_id: int
    channel: str
    person: int | None
    waiting_since: datetime | None
    owner: str
    mine: bool
    message: int | None
    message_id: str
    seen: int
    place: str
    why: str = ""
    name: str = ""
    veiled: bool = False  # abusive: read only by whoever chooses to

    @property
    def public_id(self) -> str:
        return self.here.public_id

    @property
    def who(self) -> str:
        return self.here.name or self.here.handle


@dataclass(frozen=True, slots=True)
class Made:
    """What an addressee became. `delivery`, `ask`: public ids, "" for none; `state`: of the delivery (zuruf.core.outbox) or of
    the question (zuruf.core.reply.AskState)."""

    fate: Fate
    why: str = ""
    said: dict[str, Any] | None = None
    delivery: str = ""
    state: str = ""
    link: str = ""
    at: datetime | None = None
    ask: str = ""
    eyes: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """`mine`: the reader wrote it. `own`: conversation (public id) → the text for this one alone; `made`: → what it became."""

    pk: int
    public_id: str
    author: str
    author_id: int
    mine: bool
    text: str
    block: str
    state: BatchState
    created_at: datetime
    sent_at: datetime | None
    recalled_at: datetime | None
    own: dict[str, str]
    made: dict[str, Made]


@dataclass(frozen=True, slots=True)
class Listed:
    """A batch in the list of one's own."""

    public_id: str
    text: str
    state: BatchState
    at: datetime
    addressees: int


@dataclass(frozen=True, slots=True)
class ToLook:
    """An answer of a batch that a second pair of eyes looks at."""

    ask: str
    conversation: str
    contact: str
    asked: str
    text: str
    deadline: datetime
    read: str  # the message (public id) that it answers
    veiled: bool = False  # what was asked is abusive


def askers(who: Who, ids: Sequence[str], now: datetime) -> tuple[Asker, ...]:
    """The conversations with these public ids, in their order; unknown ones are left out. Five statements."""
    newest = Message.objects.filter(conversation=OuterRef("pk"), ours=False, gone_at=None)
    rows = (
        Conversation.objects.filter(public_id__in=list(ids))
        .select_related("account", "owner")
        .annotate(newest=Subquery(newest.order_by("-order_at", "-id").values("pk")[:1]))
    )
    found = {c.public_id: c for c in rows}
    messages = (
        Message.objects.filter(pk__in=[c.newest for c in found.values() if c.newest])
        .select_related("contact", "assessment")
        .in_bulk()
    )
    writing = _writing(who, [c.pk for c in found.values()], now)
    drafts = _own_drafts(who, [c.pk for c in found.values()])
    return tuple(
        _asker(who, c, messages.get(c.newest), writing, drafts)
        for c in (found[i] for i in dict.fromkeys(ids) if i in found)
    )


def _asker(who: Who, c: Any, m: Message | None, writing: dict[int, str], drafts: dict[int, str]) -> Asker:
    kept = getattr(m, "assessment", None) if m else None
    contact = m.contact if m else None
    here = Here(
        c.public_id,
        c.account.public_id,
        c.public,
        c.language,
        c.due_at,
        (contact.name if contact else "") or "",
        (contact.handle if contact else "") or "",
        f"{m.title}\n{m.text}".strip() if m else "",
        tuple(findings(kept.findings).get("topic", ())) if kept else (),
    )
    why = ""
    if c.state == State.MERGED:
        why = "gone"
    elif m is None:
        why = "asker_gone"
    elif c.state != State.OPEN or c.waiting_since is None:
        why = "not_waiting"
    elif c.ask_until is not None:
        why = "second_pair_has_it"
    elif c.pk in writing:
        why = "somebody_writes"
    elif c.pk in drafts:
        why = drafts[c.pk]
    link = (m.permalink if m else "") or c.permalink
    return Asker(
        c.pk, here, c.account.name, c.account_id, c.account.channel, m.contact_id if m else None, c.waiting_since,
        (c.owner.name or c.owner.initials) if c.owner else "", c.owner_id == who.id, m.pk if m else None,
        m.public_id if m else "", c.answer_seq, place_of(link, f"{c.realm} {c.root_id}"), why,
        writing.get(c.pk, "") if why == "somebody_writes" else "", veiled(kept.findings) if kept else False,
    )  # fmt: skip


def of_incident(conversation: int, most: int) -> tuple[str, dict[int, str]]:
    """The name of the open incident of a conversation (key), "" for none, and its others that wait: key → public id. One statement."""
    of = Conversation.objects.filter(pk=conversation, incident__closed_at=None).values("incident")
    waits = Conversation.objects.filter(incident__in=of, state=State.OPEN, waiting_since__isnull=False)
    rows = waits.exclude(pk=conversation).order_by("waiting_since", "pk")
    found = list(rows.values_list("pk", "public_id", "incident__name")[:most])
    return (found[0][2] if found else ""), {pk: public for pk, public, _name in found}


def _writing(who: Who, conversations: Sequence[int], now: datetime) -> dict[int, str]:
    """conversation → who else writes there right now."""
    fresh = Presence.objects.filter(conversation__in=conversations, writing=True, seen_at__gt=now - FRESH)
    return dict(fresh.exclude(member=who.id).values_list("conversation", "member__name"))


def _own_drafts(who: Who, conversations: Sequence[int]) -> dict[int, str]:
    """conversation → why a draft of her own stands in the way. One that an earlier batch gave back does not."""
    mine = Draft.objects.filter(conversation__in=conversations, author=who.id)
    open_ones = mine.filter(state=DraftState.WRITING, many=None).exclude(text="")
    asked = mine.filter(state=DraftState.ASKED)
    both = (open_ones | asked).values_list("conversation", "state")
    return {c: "asked" if state == DraftState.ASKED else "own_draft" for c, state in both}


def rooms(accounts: Iterable[int]) -> dict[int, Room]:
    """What each of these accounts (keys) allows. One statement."""
    return {a.pk: room_of(a) for a in Account.objects.filter(pk__in=set(accounts))}


def room_of(a: Account) -> Room:
    limit, left, until = a.budget_limit, a.budget_left, a.budget_resets_at
    known = None if limit is None or left is None or until is None else Budget(limit, left, until)
    return Room(timedelta(seconds=a.recall_seconds), known)


def batch(who: Who, public_id: str) -> Batch | None:
    """A batch with what became of each. Five statements."""
    row = ManyAnswer.objects.select_related("author").filter(public_id=public_id).first()
    if row is None:
        return None
    asks = SecondPair.objects.select_related("asked_of").order_by("pk")
    out = Delivery.objects.filter(part=1).order_by("pk")
    rows = (
        ManyAddressee.objects.filter(batch=row)
        .select_related("conversation", "draft")
        .prefetch_related(Prefetch("draft__asks", asks), Prefetch("draft__deliveries", out))
        .order_by("position", "pk")
    )
    found = list(rows)
    return Batch(
        row.pk, row.public_id, row.author.name or row.author.email, row.author_id, row.author_id == who.id,
        row.text, row.block, BatchState(row.state), row.created_at, row.sent_at, row.recalled_at,
        {a.conversation.public_id: a.own for a in found}, {a.conversation.public_id: _made(a) for a in found},
    )  # fmt: skip


def _made(a: ManyAddressee) -> Made:
    fate = Fate(a.fate)
    if a.draft is None:
        return Made(fate, a.why, a.said)
    ask = next(reversed(a.draft.asks.all()), None)
    sent = [d for d in a.draft.deliveries.all() if d.queued_at >= (a.made_at or d.queued_at)]
    out = next((d for d in reversed(sent) if d.kind != "holding"), None)
    if out is not None:
        at = out.published_at or out.not_before
        return Made(fate, a.why, a.said, out.public_id, out.state, out.permalink, at)
    if ask is not None:
        eyes = (ask.asked_of.name or ask.asked_of.initials) if ask.asked_of else ""
        return Made(fate, a.why, a.said, "", ask.state, "", ask.deadline, ask.public_id, eyes)
    return Made(fate, a.why, a.said)


def mine(who: Who) -> tuple[Listed, ...]:
    """Her batches, the newest first; not those that were dropped. One statement."""
    rows = ManyAnswer.objects.filter(author=who.id).exclude(state=BatchState.DROPPED).order_by("-pk")
    rows = rows.prefetch_related("addressees")[:MOST_LISTED]
    return tuple(
        Listed(r.public_id, r.text, BatchState(r.state), r.sent_at or r.created_at, len(r.addressees.all()))
        for r in rows
    )


def to_look(who: Who, public_id: str) -> tuple[ToLook, ...]:
    """The questions of a batch that she may decide, the next deadline first. One statement."""
    hers = Q(asked_of=who.id)
    if who.second_pair:  # she may decide whatever lies with another one, too
        hers = Q()
    rows = (
        SecondPair.objects.filter(hers, draft__many__batch__public_id=public_id, state__in=DECIDABLE)
        .exclude(draft__author=who.id)
        .select_related(
            "draft__conversation__contact", "draft__answers__contact", "draft__answers__assessment"
        )
        .order_by("deadline", "pk")
        .distinct()
    )
    return tuple(_to_look(row) for row in rows)


def _to_look(row: SecondPair) -> ToLook:
    asked = row.draft.answers
    contact = (asked.contact if asked else None) or row.draft.conversation.contact
    name = (contact.name or contact.handle) if contact else ""
    said = f"{asked.title}\n{asked.text}".strip() if asked else ""
    read = asked.public_id if asked else ""
    return ToLook(
        row.public_id, row.draft.conversation.public_id, name, said, row.draft.text, row.deadline, read,
        asked is not None and hasattr(asked, "assessment") and veiled(asked.assessment.findings),
    )  # fmt: skip


def batch_of(ask: str) -> str:
    """The batch (public id) to which a question to the second pair belongs; "" for none. One statement."""
    found = ManyAddressee.objects.filter(draft__asks__public_id=ask).values_list(
        "batch__public_id", flat=True
    )
    return found.order_by("-pk").first() or ""
