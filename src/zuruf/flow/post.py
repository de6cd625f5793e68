"""Posts: what we say on our own accounts. Written once, sent to each account as a draft and a delivery of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from zuruf import channels
from zuruf.classifiers.language import Language
from zuruf.core import schedule
from zuruf.core.desk import State
from zuruf.core.guideline import Verdict
from zuruf.core.people import May, Who
from zuruf.core.post import root_ahead, together
from zuruf.core.reply import DraftState, Kind
from zuruf.core.schedule import Chosen
from zuruf.core.triage import Subject
from zuruf.flow import audit
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged, Weighed, clean, in_words, weigh
from zuruf.store.ids import public_id
from zuruf.store.models import Account, Conversation, Draft, Organisation
from zuruf.store.queries import post as queries
from zuruf.store.queries.attachments import of_draft
from zuruf.store.queries.post import Place, Written
from zuruf.store.queries.reply import Scene

_JUDGE = Language()


@dataclass(frozen=True, slots=True)
class OnAccount:
    """What the text would do on one account. `chosen`: it shall go there."""

    place: Place
    chosen: bool
    judged: Judged


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as its author writes it. `verdict`: of all chosen accounts together; `first` is what decides it, None
    while no account is chosen. `hour`: the one that was chosen, None = at once."""

    written: Written
    on: tuple[OnAccount, ...]
    verdict: Verdict
    first: OnAccount | None
    hour: Chosen | None


def begin(who: Who, *, now: datetime | None = None) -> str:
    """A new post to write on; its draft's public id. One that she left empty is taken up again.

    Declined: "may_not", "nowhere" when no account can post.
    """
    now = now or clock()
    must_answer(who)
    if there := queries.empty_one(who):
        return there
    places = _places()
    if not places:
        raise Declined("nowhere")
    with transaction.atomic():
        account = Account.objects.get(public_id=places[0].public_id)
        draft = Draft.objects.create(
            conversation=conversation_for(account, now),
            author_id=who.id,
            kind=Kind.POST,
            created_at=now,
            updated_at=now,
        )
        draft.to.set(Account.objects.filter(public_id__in=[places[0].public_id] if len(places) == 1 else []))
    return draft.public_id


def standing(
    who: Who,
    draft: str,
    *,
    text: str | None = None,
    to: Sequence[str] | None = None,
    wall: str | None = None,
    language: str = "",
    now: datetime | None = None,
) -> Standing:
    """The post as it stands, or as it would with *text*, *to* (accounts' public ids) and *wall* (its hour). Saves
    nothing. Declined: "may_not", "gone"."""
    now = now or clock()
    must_answer(who)
    written = queries.one(who, draft)
    if written is None:
        raise Declined("gone")
    if text is not None:
        written = replace(written, text=clean(text))
    if to is not None:
        written = replace(written, to=tuple(to))
    if wall is not None:
        chosen = chosen_hour(wall, None)
        written = replace(written, scheduled_as=str(chosen) if chosen else "")
    return _standing(who, written, language or who.language or "de", now)


def write(
    who: Who,
    draft: str,
    text: str,
    to: Sequence[str],
    *,
    wall: str = "",
    language: str = "",
    now: datetime | None = None,
) -> Standing:
    """Keep what is being written, and judge it. Declined: "may_not", "gone", "bad_time"."""
    now = now or clock()
    must_answer(who)
    with transaction.atomic():
        save(who, draft, clean(text), to, chosen_hour(wall, None), now)
    return standing(who, draft, language=language, now=now)


def discard(who: Who, draft: str, *, now: datetime | None = None) -> None:
    """Throw a post away that was not sent. Declined: "may_not", "gone"."""
    now = now or clock()
    must_answer(who)
    with transaction.atomic():
        mine = Draft.objects.filter(public_id=draft, author_id=who.id, kind=Kind.POST)
        if not mine.filter(state=DraftState.WRITING).update(state=DraftState.DISCARDED, updated_at=now):
            raise Declined("gone")
        audit.record("post.discarded", "draft", draft, now=now, who=who)


def _standing(who: Who, written: Written, language: str, now: datetime) -> Standing:
    places = _places()
    scenes = queries.scenes(who, [p.public_id for p in places], language_of(written.text))
    on = tuple(
        OnAccount(
            p,
            p.public_id in written.to,
            in_words(who, here, weighed(who, here, written.text, written.pk, now), language, now),
        )
        for p in places
        if (here := scenes.get(p.public_id)) is not None
    )
    chosen = [one for one in on if one.chosen]
    verdict = together(one.judged.verdict for one in chosen)
    first = next((one for one in chosen if one.judged.verdict is verdict), None)
    return Standing(written, on, verdict, first, schedule.stored(written.scheduled_as))


def weighed(who: Who, here: Scene, text: str, draft: int, now: datetime) -> Weighed:
    """The judgement on a post in this scene, with what stands for its pictures. *draft*: its key."""
    alts = [file.alt for file in of_draft(draft)]
    return weigh(here, text, who.initials, alts, role=who.role, now=now)


def save(who: Who, draft: str, text: str, to: Sequence[str], hour: Chosen | None, now: datetime) -> Draft:
    mine = Draft.objects.filter(
        public_id=draft, author_id=who.id, kind=Kind.POST, state=DraftState.WRITING
    ).select_related("conversation")
    kept = mine.select_for_update(of=("self",)).first()
    if kept is None:
        raise Declined("gone")
    told = str(hour) if hour else ""
    if (kept.text, kept.scheduled_as) != (text, told):
        kept.text, kept.scheduled_as, kept.updated_at = text, told, now
        kept.save(update_fields=["text", "scheduled_as", "updated_at"])
    kept.to.set(postable().filter(public_id__in=to))
    return kept


def conversation_for(account: Account, now: datetime) -> Conversation:
    return Conversation.objects.create(
        account=account,
        realm=account.realm,
        root_id=root_ahead(public_id()),
        state=State.AHEAD,
        last_at=now,
        created_at=now,
    )


def chosen_hour(wall: str, now: datetime | None) -> Chosen | None:
    """The hour on the organisation's clock; with *now*, one that may still be chosen. Declined: "bad_time", "past",
    "too_far"."""
    if not wall.strip():
        return None
    zone = Organisation.objects.filter(pk=1).values_list("timezone", flat=True).first() or "Europe/Berlin"
    try:
        chosen = schedule.choose(wall, zone)
        if now is not None:
            schedule.check(chosen, now)
    except schedule.Past:
        raise Declined("past") from None
    except schedule.TooFar:
        raise Declined("too_far") from None
    except ValueError:
        raise Declined("bad_time") from None
    return chosen


def language_of(text: str) -> str:
    """A guess; the organisation's language where nobody can tell."""
    guess = _JUDGE.judge([Subject(text)])[0][0].value if text.strip() else ""
    return guess or Organisation.objects.filter(pk=1).values_list("language", flat=True).first() or "de"


def _channels() -> list[str]:
    return [name for name in channels.kinds() if channels.can(name).post]


def _places() -> tuple[Place, ...]:
    return queries.places(_channels())


def postable() -> QuerySet[Account]:
    return Account.objects.filter(channel__in=_channels(), disconnected_at=None)


def must_answer(who: Who) -> None:
    if not who.may(May.ANSWER):
        raise Declined("may_not")
