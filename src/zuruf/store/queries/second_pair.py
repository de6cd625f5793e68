"""Reading who may be the second pair of eyes, what lies with whom, and what an author has not seen yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from zuruf.core.desk import Queue
from zuruf.core.people import OURS, Role, Who
from zuruf.core.reply import BACK, CORRECTIONS, DECIDABLE, AskState, DraftState, Kind
from zuruf.core.second_pair import Eyes, present
from zuruf.core.verdict import Reason
from zuruf.store.models import Absence, Conversation, Delivery, Member, SecondPair

LATELY = timedelta(days=7)  # whoever was not asked since counts as not asked at all
MOST = 20  # questions that ring at once


@dataclass(frozen=True, slots=True)
class Ring:
    """A question that waits for this person's eyes. `late`: the holding reply is out, the asker still waits."""

    public_id: str
    conversation: str  # public id
    author: str
    account: str
    text: str
    deadline: datetime
    late: bool
    mine: bool  # she is the one who is asked; else nobody in particular is


@dataclass(frozen=True, slots=True)
class News:
    """What went out otherwise than its author wrote it, or came back to her, and she has not seen that yet."""

    public_id: str
    conversation: str  # public id
    by: str  # who decided; "" = nobody in time
    at: datetime  # when it was decided, or the deadline that passed
    remark: str  # why a person gave it back; "" = it went out changed, or nobody looked
    place: Queue  # where the conversation lies for her
    post: str = ""  # the draft (public id) when it is a post
    corrects: str = ""  # the delivery (public id) that it was to correct


@dataclass(frozen=True, slots=True)
class Bell:
    """What rings for somebody, and what became of her own. `count`: how many ring, also those that are not in `rings`."""

    rings: tuple[Ring, ...] = ()
    news: tuple[News, ...] = ()
    count: int = 0


def eyes(author: int, now: datetime, *, lead: int | None = None, anyone: bool = False) -> tuple[Eyes, ...]:
    """Everybody who may look at what *author* wrote, and the *lead* of the incident; as if everybody's mandate reached to it.
    *anyone*: all of ours, as with what a partner wrote and nobody else would have to look at. Three statements."""
    may = Q() if anyone else Q(second_pair=True) | Q(pk=lead)
    rows = ours().filter(may).exclude(pk=author)
    load = _by_member(SecondPair.objects.filter(state__in=DECIDABLE), Count("pk"))
    asked = _by_member(SecondPair.objects.filter(asked_at__gte=now - LATELY), Max("asked_at"))
    found = rows.annotate(away=Exists(away(now)), stand_in=_stand_in(now)).order_by("pk")
    return tuple(
        Eyes(
            m.pk,
            m.name or m.email,
            True,
            present(m.seen_at, now),
            m.away,
            load.get(m.pk, 0),
            asked.get(m.pk),
            m.stand_in,
        )
        for m in found
    )


def is_partner(member: int) -> bool:
    """Is she from another house, and answers for nothing? One statement."""
    return not ours().filter(pk=member).exists()


def ours() -> QuerySet[Member]:
    """Who can answer for what the public reads."""
    return Member.objects.filter(is_active=True, role__in=OURS)


def away(now: datetime) -> QuerySet[Absence]:
    """The absences of a member, for a query over members."""
    return Absence.objects.filter(
        member=OuterRef("pk"), cancelled_at=None, starts_at__lte=now, ends_at__gt=now
    )


def lead_of(conversation: int) -> int | None:
    """Who leads the open incident to which the conversation belongs. One statement."""
    rows = Conversation.objects.filter(pk=conversation, incident__closed_at=None)
    return rows.values_list("incident__lead", flat=True).first()


def by_partner(asked: SecondPair) -> bool:
    """Did somebody write it who never sends on her own?"""
    return asked.reason == Reason.PARTNER or asked.draft.author.role not in OURS


def left_alone(now: datetime) -> QuerySet[SecondPair]:
    """Questions that wait and lie with nobody, or with somebody who cannot answer them now: away, gone, or no second pair of
    eyes any more."""
    gone = Absence.objects.filter(
        member=OuterRef("asked_of"), cancelled_at=None, starts_at__lte=now, ends_at__gt=now
    )
    lead = Conversation.objects.filter(
        pk=OuterRef("draft__conversation"), incident__closed_at=None, incident__lead=OuterRef("asked_of")
    )
    rows = SecondPair.objects.filter(state__in=DECIDABLE)
    may = Q(asked_of__second_pair=True) | Q(reason=Reason.PARTNER, guideline="") | Exists(lead)
    there = Q(asked_of__is_active=True, asked_of__role__in=OURS)
    return rows.filter(Q(asked_of=None) | Exists(gone) | ~there | ~may)


def bell(who: Who) -> Bell:
    """What waits for *who*, the next deadline first, and what became of hers. Two statements."""
    theirs = SecondPair.objects.filter(state__in=DECIDABLE).exclude(draft__author=who.id)
    theirs = theirs.filter(draft__conversation__account__disconnected_at=None)  # nothing could go out there
    hers = Q(asked_of=who.id)
    if who.second_pair:
        hers |= Q(asked_of=None)
    elif who.role == Role.OWNER:
        hers |= Q(asked_of=None, reason=Reason.PARTNER)
    rows = theirs.filter(hers).select_related("draft__author", "draft__conversation__account")
    found = list(rows.annotate(among=Window(Count("*"))).order_by("deadline", "pk")[:MOST])
    rings = tuple(
        Ring(
            a.public_id,
            a.draft.conversation.public_id,
            a.draft.author.name or a.draft.author.initials,
            a.draft.conversation.account.name,
            a.draft.text,
            a.deadline,
            a.state == AskState.LATE_HOLDING,
            a.asked_of_id == who.id,
        )
        for a in found
    )
    return Bell(rings, _news(who), found[0].among if found else 0)


def came_back() -> QuerySet[SecondPair]:
    """Answers that were given back and that their author has still before her."""
    returned = SecondPair.objects.filter(state=AskState.RETURNED)
    return returned.filter(draft__state=DraftState.WRITING, draft__kind=Kind.REPLY)


def _news(who: Who) -> tuple[News, ...]:
    writing = Q(draft__state=DraftState.WRITING, draft__kind__in=(Kind.REPLY, Kind.POST))
    kept = Q(draft__state=DraftState.DISCARDED, draft__kind__in=CORRECTIONS)  # beside what it was to correct
    unseen = Q(state=AskState.RELEASED, changed=True) | Q(state__in=BACK) & (writing | kept)
    rows = SecondPair.objects.filter(unseen, author_saw_at=None, draft__author=who.id)
    rows = rows.select_related("decided_by", "draft__conversation").annotate(corrects=Subquery(_corrected()))
    return tuple(
        News(
            a.public_id,
            a.draft.conversation.public_id,
            (a.decided_by.name or a.decided_by.initials) if a.decided_by else "",
            a.decided_at if a.decided_by else a.deadline,
            a.remark,
            _place(a, who),
            a.draft.public_id if a.draft.kind == Kind.POST and a.state in BACK else "",
            (a.corrects or "") if a.draft.kind in CORRECTIONS and a.state in BACK else "",
        )
        for a in rows.order_by("-decided_at", "-pk")[:MOST]
        if a.decided_at
    )


def _corrected() -> QuerySet[Delivery, Any]:
    there = Delivery.objects.filter(conversation=OuterRef("draft__conversation")).exclude(remote_id="")
    return (
        there.filter(remote_id=OuterRef("draft__answers__remote_id")).order_by("-pk").values("public_id")[:1]
    )


def _place(a: SecondPair, who: Who) -> Queue:
    if a.state not in BACK or a.draft.kind != Kind.REPLY:
        return Queue.THEM
    return Queue.MINE if a.draft.conversation.owner_id == who.id else Queue.US


def _by_member(rows: QuerySet[SecondPair], what: Count | Max) -> dict[int, Any]:
    return dict(rows.exclude(asked_of=None).values_list("asked_of").annotate(found=what).order_by())


def _stand_in(now: datetime) -> Coalesce:
    entered = away(now).exclude(deputy=None).order_by("pk").values("deputy")[:1]
    return Coalesce(Subquery(entered), F("deputy_id"), output_field=BigIntegerField())
