"""Reading posts: the page with its lists, one that is being written, and the accounts that can post."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zuruf.core.hold import Covers
from zuruf.core.outbox import ON_ITS_WAY, DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import DECIDABLE, AskState, DraftState, Kind, Outlet, outlet
from zuruf.store.models import Account, Delivery, Draft, Hold, SecondPair
from zuruf.store.queries import outbox
from zuruf.store.queries.accounts import measures
from zuruf.store.queries.holds import live
from zuruf.store.queries.outbox import DeliveryView
from zuruf.store.queries.reply import Scene

D = DeliveryState
SHOWN = 50
RECENT = 30


@dataclass(frozen=True, slots=True)
class Place:
    """An account on which we can post."""

    public_id: str
    name: str
    handle: str
    channel: str
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class CameBack:
    """Why a post is its author's again. `why`: late | returned | refused | given_up | recalled. `said`: a colleague's
    remark, or the network's words. `at`: the deadline that passed, or when it was decided; None where nobody knows.
    `unseen`: the question that came back, as long as its author has not said that she read it."""

    why: str
    at: datetime | None
    by: str = ""
    said: str = ""
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A post that is being written. `to`: accounts (public ids). `scheduled_as`: as core.schedule.Chosen writes it."""

    pk: int
    public_id: str
    conversation: str
    author: str
    mine: bool
    text: str
    to: tuple[str, ...]
    names: tuple[str, ...]
    scheduled_as: str
    saved_at: datetime
    state: DraftState
    back: CameBack | None
    files: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A post that lies with the second pair of eyes."""

    draft: str
    ask: str
    conversation: str
    text: str
    author: str
    mine: bool
    account: str
    channel: str
    deadline: datetime
    scheduled_as: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The same words on one account or on several: what was sent off as one. Parts stand one after the other."""

    text: str
    deliveries: tuple[DeliveryView, ...]

    @property
    def first(self) -> DeliveryView:
        return self.deliveries[0]


@dataclass(frozen=True, slots=True)
class Posts:
    """The page. `back` and `drafts` are hers alone, the rest is everybody's. `ahead`: on their way or scheduled."""

    back: tuple[Written, ...]
    drafts: tuple[Written, ...]
    asked: tuple[Asked, ...]
    ahead: tuple[Bundle, ...]
    out: tuple[Bundle, ...]

    @property
    def nothing(self) -> bool:
        return not (self.back or self.drafts or self.asked or self.ahead or self.out)


def page(who: Who, now: datetime) -> Posts:
    """Everything about posts that *who* may see. The same few statements whatever there is."""
    mine = _written(who, _hers(who).order_by("-updated_at", "-pk")[:SHOWN])
    posts = Q(kind=Kind.POST)
    on_the_way = posts & Q(state__in=ON_ITS_WAY)
    out = posts & Q(state__in=(D.PUBLISHED, D.CORRECTED, D.WITHDRAWN))
    holds = live()
    return Posts(
        back=tuple(w for w in mine if w.back is not None and w.back.why != "recalled"),
        drafts=tuple(w for w in mine if w.back is None or w.back.why == "recalled"),
        asked=_asked(who),
        ahead=_together(outbox.views(on_the_way, "not_before", "id", holds=holds, until=SHOWN, now=now)),
        out=_together(outbox.views(out, "-id", holds=holds, until=RECENT, now=now)),
    )


def _together(views: Iterable[DeliveryView]) -> tuple[Bundle, ...]:
    """By what was sent off as one, as long as it has the same words: a second pair of eyes may have changed some."""
    shown = {view.public_id: view for view in views}
    rows = Delivery.objects.filter(public_id__in=shown).values_list("public_id", "draft_id", "draft__bundle")
    drafts: dict[int, list[DeliveryView]] = {}
    bundles: dict[int, str] = {}
    of = {public_id: (draft, bundle) for public_id, draft, bundle in rows}
    for public_id, view in shown.items():
        draft, bundles[draft] = of[public_id]
        drafts.setdefault(draft, []).append(view)
    found: dict[tuple[str, str], list[DeliveryView]] = {}
    texts: dict[tuple[str, str], str] = {}
    for draft, parts in drafts.items():
        parts.sort(key=lambda view: view.part)
        text = "\n\n".join(view.text for view in parts)
        key = (bundles[draft] or str(draft), " ".join(text.split()))
        texts.setdefault(key, text)
        found.setdefault(key, []).extend(parts)
    return tuple(Bundle(texts[key], tuple(views)) for key, views in found.items())


def one(who: Who, public_id: str) -> Written | None:
    """A post of hers that she can write on. None when there is none: sent, thrown away, or somebody else's."""
    found = _written(who, _hers(who, empty=True).filter(public_id=public_id))
    return found[0] if found else None


def conversation_of(public_id: str) -> str:
    """The conversation (public id) of a post's draft, whatever became of it; "" when there is no such post."""
    found = Draft.objects.filter(public_id=public_id, kind=Kind.POST).exclude(state=DraftState.DISCARDED)
    return found.values_list("conversation__public_id", flat=True).first() or ""


def last_places(who: Who) -> tuple[str, ...]:
    """Where her last post went, by public ids of accounts."""
    last = Draft.objects.filter(kind=Kind.POST, author_id=who.id).exclude(bundle="").order_by("-pk").first()
    if last is None:
        return ()
    same = Draft.objects.filter(kind=Kind.POST, author_id=who.id, bundle=last.bundle)
    return tuple(same.values_list("conversation__account__public_id", flat=True))


def empty_one(who: Who) -> str:
    """A post that she began and wrote nothing into yet; "" when there is none."""
    bare = _hers(who, empty=True).filter(text="", attachments=None, asks=None, deliveries=None)
    return bare.order_by("pk").values_list("public_id", flat=True).first() or ""


def places(channels: Collection[str]) -> tuple[Place, ...]:
    """The accounts on *channels* that are connected, by name. One statement."""
    found = Account.objects.filter(channel__in=channels, disconnected_at=None).order_by("name", "pk")
    return tuple(Place(a.public_id, a.name, a.handle, a.channel, _outlet(a)) for a in found)


def scenes(who: Who, accounts: Collection[str], language: str) -> dict[str, Scene]:
    """What the rules need to know of a post by *who* on each of *accounts* (public ids). Two statements."""
    held = _held(who)
    return {
        a.public_id: Scene(
            pk=0,
            public_id="",
            account_id=a.pk,
            channel=a.channel,
            outlet=_outlet(a),
            public=True,
            language=language,
            answer_seq=0,
            urgent=False,
            question=False,
            recall_seconds=a.recall_seconds,
            held=None in held or a.pk in held,
            asked_id=None,
            asked="",
            post=True,
            measures=measures(a.check_result),
        )
        for a in Account.objects.filter(public_id__in=accounts)
    }


def _held(who: Who) -> set[int | None]:
    """The accounts on which her posts would be held now; None among them: all. A hold on posts or on all is the same."""
    live = Hold.objects.filter(
        lifted_at=None, incident=None, covers__in=(Covers.POSTS.value, Covers.ALL.value)
    )
    hers = live.filter(Q(team=None) | Q(team_id__in=who.teams))
    return set(hers.values_list("account_id", flat=True))


def _outlet(a: Account) -> Outlet:
    return outlet(enabled=a.enabled, state=a.state, disconnected=a.disconnected_at is not None)


def _hers(who: Who, *, empty: bool = False) -> QuerySet[Draft]:
    found = Draft.objects.filter(kind=Kind.POST, state=DraftState.WRITING, author_id=who.id)
    return found if empty else found.exclude(text="", attachments=None)


def _written(who: Who, drafts: QuerySet[Draft]) -> list[Written]:
    rows = list(
        drafts.select_related("conversation", "author").prefetch_related(
            "to", "attachments", "asks__decided_by", "deliveries"
        )
    )
    return [
        Written(
            pk=d.pk,
            public_id=d.public_id,
            conversation=d.conversation.public_id,
            author=d.author.name or d.author.initials,
            mine=d.author_id == who.id,
            text=d.text,
            to=tuple(a.public_id for a in d.to.all()),
            names=tuple(sorted(a.name for a in d.to.all())),
            scheduled_as=d.scheduled_as,
            saved_at=d.updated_at,
            state=DraftState(d.state),
            back=_back(d.asks.all(), d.deliveries.all()),
            files=len(d.attachments.all()),
        )
        for d in rows
    ]


_BACK = {AskState.RETURNED: "returned", AskState.LATE_RETURNED: "late"}
_DEAD = (D.REFUSED, D.GIVEN_UP, D.RECALLED)


def _back(asks: Iterable[SecondPair], deliveries: Iterable[Delivery]) -> CameBack | None:
    """The last thing that happened to it, when that brought it back. Taking it back herself is no news to her."""
    ask = max(asks, key=lambda a: a.pk, default=None)
    sent = max(deliveries, key=lambda d: d.pk, default=None)
    if sent is not None and (ask is None or sent.queued_at >= ask.asked_at):
        return CameBack(sent.state, None, said=sent.why) if sent.state in _DEAD else None
    if ask is None or ask.state not in _BACK:
        return None
    by = (ask.decided_by.name or ask.decided_by.initials) if ask.decided_by else ""
    why, unseen = _BACK[AskState(ask.state)], "" if ask.author_saw_at else ask.public_id
    return CameBack(why, ask.deadline if why == "late" else ask.decided_at, by, ask.remark, unseen)


def _asked(who: Who) -> tuple[Asked, ...]:
    waiting = SecondPair.objects.filter(draft__kind=Kind.POST, state__in=DECIDABLE).order_by("deadline", "pk")
    found = waiting.select_related("draft__conversation__account", "draft__author")[:SHOWN]
    return tuple(
        Asked(
            draft=a.draft.public_id,
            ask=a.public_id,
            conversation=a.draft.conversation.public_id,
            text=a.draft.text,
            author=a.draft.author.name or a.draft.author.initials,
            mine=a.draft.author_id == who.id,
            account=a.draft.conversation.account.name,
            channel=a.draft.conversation.account.channel,
            deadline=a.deadline,
            scheduled_as=a.draft.scheduled_as,
        )
        for a in found
    )
