"""Reading what was done to many at once: what came of one bulk, and those of a member that are lately."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from zuruf.core import veil
from zuruf.core.bulk import LASTS, STALLED, Left, Verb, seen
from zuruf.core.people import OURS, Who
from zuruf.store.models import Bulk, BulkItem, Conversation, Member, Message, Team
from zuruf.store.queries.topics import in_use
from zuruf.store.queries.understood import newest

LATELY = 30  # bulks on a page
NAMED = 200  # conversations that a page lists for one reason


@dataclass(frozen=True, slots=True)
class Missed:
    """Conversations with which nothing was done, for one reason: (public id, with whom). `n` may be more than are named."""

    why: Left
    n: int
    named: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a bulk. `to`: the name of whoever got it. `undoable`: its doer may still take it back. `kept`: what taking it back
    left as it is, and why. `rest`: to so many it did not come, because it was interrupted; `under_way`: perhaps it still does."""

    public_id: str
    verb: Verb
    data: Mapping[str, Any]
    at: datetime
    done: int
    to: str
    undoable: bool
    undone_at: datetime | None
    back: int = 0
    missed: tuple[Missed, ...] = ()
    kept: tuple[Missed, ...] = ()
    finished: bool = True
    left: int = field(default=0)
    rest: int = 0
    chosen: int = 0

    @property
    def under_way(self) -> bool:
        return self.rest > 0 and not self.finished


def one(who: Who, public_id: str, now: datetime) -> Told | None:
    """One of hers with everything that was left; None when there is none. Five statements at most."""
    found = _counted().filter(by=who.id, public_id=public_id).first()
    if found is None:
        return None
    return _told(found, _names([found]), now, _missed(found, "left"), _missed(found, "back"))


def lately(who: Who, now: datetime) -> list[Told]:
    """Hers, the last one first. Three statements."""
    found = list(_counted().filter(by=who.id).order_by("-id")[:LATELY])
    names = _names(found)
    return [_told(row, names, now) for row in found]


@dataclass(frozen=True, slots=True)
class Choices:
    """To whom many can be handed, (public id, name), and what they can be about: slug → name per language."""

    members: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    topics: Mapping[str, dict[str, str]]


def choices(who: Who) -> Choices:
    """Everybody else who may answer, all teams, the topics in use. Three statements."""
    people = Member.objects.filter(is_active=True, role__in=OURS).exclude(pk=who.id).order_by("name")
    teams = Team.objects.order_by("name").values_list("public_id", "name")
    return Choices(tuple(people.values_list("public_id", "name")), tuple(teams), in_use())


def called(who: Who, public_ids: Sequence[str]) -> list[str]:
    """With whom each of these conversations is and what it says, in their order; of what is veiled for *who* only with whom. "" for
    what does not exist. One statement."""
    rows = Conversation.objects.filter(public_id__in=public_ids).annotate(found=newest())
    names = {}
    for public_id, name, handle, account, preview, found in rows.values_list(
        "public_id", "contact__name", "contact__handle", "account__name", "preview", "found"
    ):
        shown = who.unveiled or not veil.veiled(found)
        names[public_id] = (name or handle or account) + (f": {preview}" if shown else "")
    return [names.get(public_id, "") for public_id in public_ids]


def from_on(conversation: str, message: str) -> list[str]:
    """Public ids of this message and of all after it in this conversation; none where it is not there. Two statements."""
    there = Message.objects.filter(conversation__public_id=conversation)
    first = there.filter(public_id=message).values_list("order_at", "pk").first()
    if first is None:
        return []
    later = there.filter(Q(order_at__gt=first[0]) | Q(order_at=first[0], pk__gte=first[1]))
    return list(later.values_list("public_id", flat=True))


def _counted() -> Any:
    return Bulk.objects.annotate(
        done=Count("items", filter=Q(items__left="")),
        back=Count("items", filter=Q(items__back="yes")),
        missed=Count("items", filter=~Q(items__left="")),
        open_back=Count("items", filter=Q(items__left="", items__back="")),
    )


def _told(
    row: Any,
    names: Mapping[str, str],
    now: datetime,
    missed: tuple[Missed, ...] = (),
    kept: tuple[Missed, ...] = (),
) -> Told:
    stalled = row.at <= now - STALLED
    begun = row.undone_at is None and (row.finished_at is not None or stalled)
    broken_off = row.undone_at is not None and row.undone_at <= now - STALLED and row.open_back > 0
    undoable = row.done and row.at > now - LASTS and (begun or broken_off)
    return Told(
        public_id=row.public_id,
        verb=Verb(row.verb),
        data=row.data,
        at=row.at,
        done=row.done,
        to=names.get(str(row.data.get("to") or row.data.get("team") or ""), ""),
        undoable=bool(undoable),
        undone_at=row.undone_at,
        back=row.back,
        missed=missed,
        kept=kept,
        finished=row.finished_at is not None or stalled,
        left=row.missed,
        rest=max(0, row.chosen - row.done - row.missed) if row.verb not in (Verb.MERGE, Verb.SPLIT) else 0,
        chosen=row.chosen,
    )


def _missed(row: Bulk, column: str) -> tuple[Missed, ...]:
    those = BulkItem.objects.filter(bulk=row).exclude(**{f"{column}__in": ("", "yes")}).order_by("pk")
    found: dict[str, list[tuple[str, str]]] = {}
    for why, public_id, name, handle, account in those.values_list(
        column,
        "conversation__public_id",
        "conversation__contact__name",
        "conversation__contact__handle",
        "conversation__account__name",
    ):
        found.setdefault(why, []).append((public_id, name or handle or account))
    return tuple(Missed(Left(why), len(those_), tuple(those_[:NAMED])) for why, those_ in found.items())


def _names(rows: Collection[Bulk]) -> dict[str, str]:
    ids = {str(row.data[key]) for row in rows for key in ("to", "team") if row.data.get(key)}
    if not ids:
        return {}
    people = Member.objects.filter(public_id__in=ids).values_list("public_id", "name")
    return {**dict(people), **dict(Team.objects.filter(public_id__in=ids).values_list("public_id", "name"))}


def again(row: Told) -> list[str]:
    """Those that moved on, as they stand now (as `store.queries.desk.Row.chosen`): to be looked at and chosen once more."""
    ids = [public_id for m in row.missed if m.why is Left.MOVED_ON for public_id, _name in m.named]
    found = Conversation.objects.filter(public_id__in=ids).values_list(
        "public_id", "message_count", "last_at"
    )
    return [f"{public_id}.{seen(count, at)}" for public_id, count, at in found]
