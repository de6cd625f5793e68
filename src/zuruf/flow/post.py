"""Posts: what we say on our own accounts, while it is written. Sending them off is in flow/post_off.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from zuruf import channels
from zuruf.classifiers.language import Language
from zuruf.core.attach import together as limits_of
from zuruf.core.desk import State
from zuruf.core.guideline import Verdict
from zuruf.core.people import May, Who
from zuruf.core.post import root_ahead, together
from zuruf.core.reply import DraftState, Kind
from zuruf.core.schedule import Chosen, stored
from zuruf.core.triage import Subject
from zuruf.flow import attachments, audit
from zuruf.flow.author import Author, author, elsewhere
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Judged, Weighed, clean, in_words, weigh
from zuruf.flow.writing import as_stored, wrong
from zuruf.store import drafts
from zuruf.store.ids import public_id
from zuruf.store.models import Account, Conversation, Draft, Organisation
from zuruf.store.queries import post as queries
from zuruf.store.queries.attachments import AttachmentView, of_draft
from zuruf.store.queries.post import Place, Written
from zuruf.store.queries.reply import Scene

_JUDGE = Language()


@dataclass(frozen=True, slots=True)
class OnAccount:
    """What the text would do on one account. `chosen`: it shall go there. `wrong`: why its hour, or what is attached,
    would be refused."""

    place: Place
    chosen: bool
    judged: Judged
    wrong: Declined | None

    @property
    def verdict(self) -> Verdict:
        return Verdict.STOP if self.wrong else self.judged.verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as its author writes it. `verdict`: of all chosen accounts together; `first` is what decides it, None
    while no account is chosen. `hour`: the one that was chosen, None = at once. `takes_files`: does any account take
    any? `alt_longest`: of the words for a picture, 0 for no limit."""

    written: Written
    on: tuple[OnAccount, ...]
    verdict: Verdict
    first: OnAccount | None
    hour: Chosen | None
    attached: tuple[AttachmentView, ...]
    takes_files: bool
    alt_longest: int


def begin(who: Who, *, now: datetime | None = None) -> str:
    """A new post to write on; its draft's public id. It shall go where her last one went. One that she left empty is
    taken up again.

    Declined: "may_not", "nowhere" when no account can post.
    """
    now = now or clock()
    must_draft(who)
    if there := queries.empty_one(who):
        return there
    found = places()
    if not found:
        raise Declined("nowhere")
    with transaction.atomic():
        account = Account.objects.get(public_id=found[0].public_id)
        draft = Draft.objects.create(
            conversation=conversation_for(account, now),
            author_id=who.id,
            kind=Kind.POST,
            created_at=now,
            updated_at=now,
        )
        usual = queries.last_places(who)
        draft.to.set([account] if len(found) == 1 else postable().filter(public_id__in=usual))
    return draft.public_id


def standing(
    who: Who,
    draft: str,
    *,
    text: str | None = None,
    to: Sequence[str] | None = None,
    at: str | None = None,
    language: str = "",
    now: datetime | None = None,
) -> Standing:
    """The post as it stands, or as it would with *text*, *to* (accounts' public ids) and *at* (its hour). Saves
    nothing. Declined: "may_not", "gone"."""
    now = now or clock()
    must_draft(who)
    written = queries.one(who, draft)
    if written is None:
        raise Declined("gone")
    if text is not None:
        written = replace(written, text=clean(text))
    if to is not None:
        written = replace(written, to=tuple(to))
    return _standing(who, written, at, language or who.language or "de", now)


def write(
    who: Who,
    draft: str,
    text: str,
    to: Sequence[str],
    *,
    at: str | None = None,
    alts: Mapping[str, str] | None = None,
    language: str = "",
    now: datetime | None = None,
) -> Standing:
    """Keep what is being written, and judge it. *at*: its hour on the organisation's clocks ("" = at once, None = as it
    was); *alts*: attachment → its alternative text. Declined: "may_not", "gone"."""
    now = now or clock()
    must_draft(who)
    with transaction.atomic():
        save(who, draft, clean(text), to, at, alts, now)
    return standing(who, draft, at=at, language=language, now=now)


def discard(who: Who, draft: str, *, now: datetime | None = None) -> None:
    """Throw a post away that was not sent. Declined: "may_not", "gone"."""
    now = now or clock()
    must_draft(who)
    with transaction.atomic():
        mine = Draft.objects.filter(public_id=draft, author_id=who.id, kind=Kind.POST)
        if not drafts.move(mine, DraftState.WRITING, DraftState.DISCARDED, updated_at=now):
            raise Declined("gone")
        audit.record("post.discarded", "draft", draft, now=now, who=who)


def _standing(who: Who, written: Written, at: str | None, language: str, now: datetime) -> Standing:
    found, attached = places(), of_draft(written.pk)
    scenes = queries.scenes(who, [p.public_id for p in found], language_of(written.text))
    hour = stored(written.scheduled_as)
    wall = at if at is not None else hour.wall if hour else ""
    by = author(who, next(iter(scenes.values())), now) if scenes else None
    on = tuple(
        OnAccount(
            p,
            p.public_id in written.to,
            in_words(who, here, weighed(who, here, written.text, attached, now, by), language, now),
            wrong(here, wall, attached, now),
        )
        for p in found
        if (here := scenes.get(p.public_id)) is not None
    )
    chosen = [one for one in on if one.chosen]
    verdict = together(one.verdict for one in chosen)
    takes = [attachments.taken_by(one.place.channel) for one in on]
    limits = limits_of(attachments.taken_by(one.place.channel) for one in chosen) if chosen else None
    return Standing(
        written,
        on,
        verdict,
        next((one for one in chosen if one.verdict is verdict), None),
        hour,
        attached,
        any(takes),
        limits.alt_longest if limits else 0,
    )


def weighed(
    who: Who,
    here: Scene,
    text: str,
    attached: Sequence[AttachmentView],
    now: datetime,
    by: Author | None = None,
) -> Weighed:
    """The judgement on a post in this scene, with what stands for its pictures. *by*: its author as she was read for another
    account already."""
    writes = elsewhere(by, who, here, now) if by else author(who, here, now)
    return weigh(here, text, writes, [view.alt for view in attached], now=now)


def save(
    who: Who,
    draft: str,
    text: str,
    to: Sequence[str],
    at: str | None,
    alts: Mapping[str, str] | None,
    now: datetime,
) -> Draft:
    """The draft as it is kept now. In the caller's transaction. Declined: "gone"."""
    mine = Draft.objects.filter(
        public_id=draft, author_id=who.id, kind=Kind.POST, state=DraftState.WRITING
    ).select_related("conversation")
    kept = mine.select_for_update(of=("self",)).first()
    if kept is None:
        raise Declined("gone")
    told = as_stored(at)
    told = kept.scheduled_as if told is None else told
    if (kept.text, kept.scheduled_as) != (text, told):
        kept.text, kept.scheduled_as, kept.updated_at = text, told, now
        kept.save(update_fields=["text", "scheduled_as", "updated_at"])
    kept.to.set(postable().filter(public_id__in=to))
    if alts:
        attachments.describe(who, draft, alts, now=now)
    return kept


def conversation_for(account: Account, now: datetime) -> Conversation:
    """A conversation of a post that is not out yet."""
    return Conversation.objects.create(
        account=account,
        realm=account.realm,
        root_id=root_ahead(public_id()),
        state=State.AHEAD,
        last_at=now,
        created_at=now,
    )


def language_of(text: str) -> str:
    """A guess; the organisation's language where nobody can tell."""
    guess = _JUDGE.judge([Subject(text)])[0][0].value if text.strip() else ""
    return guess or Organisation.objects.filter(pk=1).values_list("language", flat=True).first() or "de"


def places() -> tuple[Place, ...]:
    """The accounts on which we can post."""
    return queries.places(_channels())


def postable() -> QuerySet[Account]:
    return Account.objects.filter(channel__in=_channels(), disconnected_at=None)


def must_draft(who: Who) -> None:
    if not who.may(May.DRAFT):
        raise Declined("may_not")


def _channels() -> list[str]:
    return [name for name in channels.kinds() if channels.can(name).post]
