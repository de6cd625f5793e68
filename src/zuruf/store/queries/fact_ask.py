"""Reading what we asked for: in its conversation, in the bell, on the page of questions, and behind a signed link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet, Window

from zuruf.core import veil
from zuruf.core.fact_ask import ANSWERABLE, WAITING, State, excerpt
from zuruf.core.fact_reply import Outcome
from zuruf.core.people import Who
from zuruf.store.models import Conversation, FactAsk, FactReply, Member, Message, Organisation

MOST = 20  # in a bell
SHOWN = 50  # on a page
RECENT = timedelta(days=30)
_MAILS = Prefetch(
    "replies", FactReply.objects.exclude(outcome=Outcome.ANSWER, text="").order_by("pk"), to_attr="mails_kept"
)


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail that came to a question and is not its answer."""

    sender: str
    text: str
    at: datetime
    outcome: Outcome
    unseen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its conversation shows it. `of`: a name or an address; `by`: who gave the answer, if a member did."""

    public_id: str
    at: datetime
    of: str
    asker: str
    question: str
    deadline: datetime
    handed_on: bool
    state: State
    answer: str
    answered_at: datetime | None
    by: str
    mine: bool
    mail_failed: bool
    link: int = 0  # what stands in its signed link
    unseen: bool = False  # it ended, and she who asked has not seen that
    by_mail: bool = False  # so came the answer
    mails: tuple[Mailed, ...] = ()
    kind: str = "fact"

    @property
    def told(self) -> Mailed | None:
        """The mail of which she who asked has not heard yet, the newest."""
        return next((m for m in reversed(self.mails) if m.unseen), None)

    @property
    def waits(self) -> bool:
        """Is an answer still wanted?"""
        return self.state in WAITING


@dataclass(frozen=True, slots=True)
class Question:
    """A question as whoever is asked sees it. `asker` is "" behind a link."""

    public_id: str
    question: str
    excerpt: str
    asked_at: datetime
    deadline: datetime
    state: State
    answer: str
    asker: str = ""
    conversation: str = ""  # public id
    waits: bool = False  # for an answer
    email: bool = False  # it went to an address, not to a member
    wants_thanks: bool = False
    veiled: bool = False  # the excerpt is abusive: shown to whoever chooses to

    @property
    def open(self) -> bool:
        """Is an answer taken, or may it still be put right?"""
        return self.state in ANSWERABLE


@dataclass(frozen=True, slots=True)
class Bell:
    """`asked`: what lies with her; `news`: what became of her own questions. `count`: how much lies with her, also what is not in
    `asked`."""

    asked: tuple[Question, ...] = ()
    news: tuple[Asked, ...] = ()
    places: tuple[str, ...] = ()  # the conversations of `news`
    count: int = 0


@dataclass(frozen=True, slots=True)
class Mine:
    """The page: questions to her, and her own of the last month."""

    to_me: tuple[Question, ...]
    by_me: tuple[tuple[str, Asked], ...]  # (conversation, question)


def of_conversation(conversation: Conversation, me: int) -> list[Asked]:
    """All questions of one conversation. Two statements."""
    return [_asked(a, me) for a in _rows().prefetch_related(_MAILS).filter(conversation=conversation)]


def bell(who: Who, now: datetime) -> Bell:
    """What rings for her, and what of hers was answered or was not. Four statements at most."""
    hers = _rows().filter(_waits(now), asked_of=who.id).annotate(among=Window(Count("*")))
    mine = list(hers.order_by("deadline", "pk")[:MOST])
    said = _said(mine)
    news = list(_news(who).prefetch_related(_MAILS).order_by("-pk")[:MOST])
    return Bell(
        tuple(_question(a, said, now, asker=True) for a in mine),
        tuple(_asked(a, who.id) for a in news),
        tuple(a.conversation.public_id for a in news),
        mine[0].among if mine else 0,
    )


def page(who: Who, now: datetime) -> Mine:
    """Questions to her and by her: of the last month, and those that still wait for her. Three statements at most."""
    recent = _waits(now) | Q(asked_at__gte=now - RECENT)
    to_me = list(_rows().filter(recent, asked_of=who.id).order_by("-asked_at", "-pk")[:SHOWN])
    said = _said(to_me)
    by_me = _rows().filter(asked_by=who.id, asked_at__gte=now - RECENT).order_by("-asked_at", "-pk")
    return Mine(
        tuple(_question(a, said, now, asker=True) for a in to_me),
        tuple((a.conversation.public_id, _asked(a, who.id)) for a in by_me[:SHOWN]),
    )


def behind(public_id: str, link: int, now: datetime) -> tuple[Question, str] | None:
    """The question behind a link and the house's name; None when the link is void or over, or a colleague
    answered: what she wrote is for inside. Never who asked. Three statements at most."""
    row = _rows().filter(public_id=public_id, link=link, link_until__gt=now).first()
    if row is None or row.state in (State.WITHDRAWN, State.OVER) or row.answered_by_id is not None:
        return None
    house = Organisation.objects.filter(pk=1).values_list("name", flat=True).first()
    return _question(row, _said([row]), now, asker=False), house or ""


def _said(rows: Iterable[FactAsk]) -> dict[int, tuple[str, bool]]:
    """The words of the messages that go along with *rows*, in their order: as they stand now, and none that is gone; and whether
    they are abusive."""
    wanted = {pk for row in rows for pk in row.messages}
    if not wanted:
        return {}
    there = Message.objects.filter(pk__in=wanted, gone_at=None).order_by("order_at", "id")
    found = there.values_list("pk", "text", "assessment__findings")
    return {pk: (text, veil.veiled(findings)) for pk, text, findings in found}


def _of(row: FactAsk, said: Mapping[int, tuple[str, bool]]) -> list[tuple[str, bool]]:
    return [one for pk, one in said.items() if pk in row.messages]


def _waits(now: datetime) -> Q:
    """Nobody has answered yet, and an answer would still be read."""
    return Q(state=State.OPEN) | Q(state=State.LATE, link_until__gt=now)


def _news(who: Who) -> QuerySet[FactAsk]:
    ended = Q(seen_at=None, state__in=(State.ANSWERED, State.LATE))
    mailed = Q(pk__in=FactReply.objects.filter(seen_at=None).values("ask"))
    return _rows().filter(ended | mailed, asked_by=who.id)


def _rows() -> QuerySet[FactAsk]:
    return FactAsk.objects.select_related("conversation", "asked_by", "asked_of", "answered_by")


def _name(m: Member | None) -> str:
    return (m.name or m.email) if m else ""


def _asked(a: FactAsk, me: int) -> Asked:
    kept: list[FactReply] = getattr(a, "mails_kept", [])
    ended = a.seen_at is None and a.state in (State.ANSWERED, State.LATE)
    return Asked(
        public_id=a.public_id,
        at=a.asked_at,
        of=_name(a.asked_of) or a.email,
        asker=_name(a.asked_by),
        question=a.question,
        deadline=a.deadline,
        handed_on=a.step > 0,
        state=State(a.state),
        answer=a.answer,
        answered_at=a.answered_at,
        by=_name(a.answered_by),
        mine=a.asked_by_id == me,
        mail_failed=a.mail == "failed",
        link=a.link,
        unseen=a.asked_by_id == me and (ended or any(m.seen_at is None for m in kept)),
        by_mail=a.by_mail,
        mails=tuple(Mailed(m.sender, m.text, m.at, Outcome(m.outcome), m.seen_at is None) for m in kept),
    )


def _question(a: FactAsk, said: Mapping[int, tuple[str, bool]], now: datetime, *, asker: bool) -> Question:
    along = _of(a, said)
    return Question(
        a.public_id,
        a.question,
        excerpt([text for text, _veiled in along]),
        a.asked_at,
        a.deadline,
        State(a.state),
        a.answer,
        _name(a.asked_by) if asker else "",
        a.conversation.public_id if asker else "",
        a.state in WAITING and (a.state == State.OPEN or a.link_until > now),
        bool(a.email),
        a.wants_thanks,
        any(veiled for _text, veiled in along),
    )
