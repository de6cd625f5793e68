"""Questions to the second pair of eyes in one conversation, as those who take part in it read them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q

from zuruf.core.people import May, Role, Who
from zuruf.core.reply import CORRECTIONS, DECIDABLE, AskState, Kind, signature, unsigned
from zuruf.core.schedule import Chosen, stored
from zuruf.store.models import Account, Conversation, Draft, Member, SecondPair
from zuruf.store.queries.attachments import AttachmentView, of_draft
from zuruf.store.queries.library_machine import wrote
from zuruf.store.queries.signing import mark_of, speaker


@dataclass(frozen=True, slots=True)
class AskView:
    """A question to the second pair of eyes. `hits`: [{id, version, verdict, words}] as judged when it was asked."""

    public_id: str
    state: str
    text: str
    author: str
    author_id: int
    asked_at: datetime
    deadline: datetime
    late: str
    holding: str
    guideline: str  # id@version
    hits: tuple[dict[str, object], ...]
    remark: str = ""
    decided_by: str = ""
    signature: str = ""  # what is put below the text when it goes out
    attached: tuple[AttachmentView, ...] = ()
    hour: Chosen | None = None
    corrects: str = ""  # of a correction: what stands there now
    asked_of: str = ""  # who is asked now; "" nobody in particular
    first_asked: str = ""  # who was asked before her; "" nobody
    at_me: bool = False  # is the reader asked?
    chosen: dict[str, object] = field(default_factory=dict)  # why: zuruf.core.second_pair.Choice.data
    next_at: datetime | None = None  # when it goes on to a deputy
    reason: str = ""  # zuruf.core.verdict.Reason
    lacks: tuple[str, ...] = ()  # zuruf.core.mandate.Gap
    asked_text: str = ""
    released_text: str = ""
    meaning_changed: bool | None = None  # as whoever released it said; None: she did not
    meaning_guess: bool = False
    seen: bool = False  # has its author said that she read what became of it?
    machine: str = ""  # the language model that wrote in it
    privately: bool = False  # it goes to whoever is answered alone, although the public sees what it answers

    @property
    def partner(self) -> bool:
        """Is it asked only because a partner wrote it?"""
        return self.reason == "partner"


def asks(c: Conversation, draft: Draft | None, who: Who, now: datetime) -> list[AskView]:
    """Those that wait, those about *draft* that came back, and those of hers that went out otherwise than she wrote them and
    that she has not seen; what she is asked herself comes first. One statement; where there are any, one for what machines wrote, and
    for each of them one for its pictures and those of a signature by name."""
    here = Q(draft__conversation=c)
    which = here & Q(state__in=DECIDABLE)
    which |= here & Q(draft__author=who.id, state=AskState.RELEASED, changed=True, author_saw_at=None)
    if draft is not None:
        which |= Q(draft=draft, state=AskState.RETURNED)
    rows = SecondPair.objects.filter(which).select_related(
        "draft__author", "draft__answers", "decided_by", "asked_of", "first_asked"
    )
    there = list(rows.order_by("deadline", "id"))
    machines = wrote((a.draft_id, a.asked_text) for a in there) if there else {}
    found = [replace(_ask(a, who, c.account, now), machine=machines.get(a.draft_id, "")) for a in there]
    return sorted(found, key=lambda a: not a.at_me)


def to_decide(waiting: list[AskView], c: Conversation, who: Who) -> tuple[AskView, ...]:
    """Those of others that she may decide: as a second pair of eyes, as lead of the incident, because she is asked, or as an
    owner when a partner's lies with nobody."""
    may = who.second_pair or leads(c, who)
    runs = who.role == Role.OWNER
    others = (a for a in waiting if a.author_id != who.id)
    return tuple(a for a in others if may or a.at_me or (runs and a.partner and not a.asked_of))


def leads(c: Conversation, who: Who) -> bool:
    """Does she lead the open incident to which it belongs?"""
    i = c.incident
    return i is not None and i.closed_at is None and i.lead_id == who.id and who.may(May.ANSWER)


def _ask(a: SecondPair, who: Who, account: Account, now: datetime) -> AskView:
    """As *who* reads it: what a partner wrote would go out in her name."""
    answer, answers = a.draft.kind == Kind.REPLY, a.draft.answers
    mark = mark_of(speaker(a.draft.author, who), account.pk, account.signs, now)
    return AskView(
        a.public_id,
        a.state,
        unsigned(a.draft.text, mark) if answer else a.draft.text,
        _called(a.draft.author),
        a.draft.author_id,
        a.asked_at,
        a.deadline,
        a.late,
        a.holding,
        a.guideline,
        tuple(a.draft.hits),
        a.remark,
        _called(a.decided_by),
        signature(mark) if answer else "",
        of_draft(a.draft_id),
        stored(a.draft.scheduled_as),
        answers.text if answers and a.draft.kind in CORRECTIONS else "",
        _called(a.asked_of),
        _called(a.first_asked) if a.first_asked_id != a.asked_of_id else "",
        a.asked_of_id == who.id,
        a.chosen,
        a.next_at,
        a.reason,
        tuple(a.lacks),
        a.asked_text,
        a.released_text,
        a.meaning_changed,
        bool(a.meaning_guess),
        a.author_saw_at is not None,
        privately=a.draft.privately,
    )


def _called(m: Member | None) -> str:
    return (m.name or m.initials or m.email) if m else ""
