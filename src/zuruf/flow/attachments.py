"""What is attached to a draft: added, described, put in order, removed. Checked against the limits of its channel before
anything is queued. Writing is no act: none of this is in the audit before it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.db.models import F, Max, QuerySet

from zuruf import channels
from zuruf.core import attach, clean
from zuruf.core.capabilities import Attach
from zuruf.core.channel import Media
from zuruf.core.people import May, Who
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import pictures
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean as clean_text
from zuruf.store import files
from zuruf.store.models import Attachment, Draft
from zuruf.store.queries.attachments import of_draft

LARGEST = 30_000_000  # bytes of one file as it is handed in
AT_ONCE = 20  # files that are taken in one go
LONGEST_ALT = 5_000  # characters that are kept, whatever the channel takes


@dataclass(frozen=True, slots=True)
class Added:
    """What was attached (public id), and what was changed about it: pictures.Picture.notes."""

    public_id: str
    notes: tuple[str, ...] = ()


class Upload(Protocol):
    """A file as it is handed in. `size` in bytes, None when nobody knows before it is read."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def read(self) -> bytes: ...


def limits(draft: Draft) -> Attach | None:
    """What may be attached to *draft*, on all accounts that it shall go to; None where one takes nothing."""
    names = [draft.conversation.account.channel]
    if draft.kind == Kind.POST:
        names = sorted(set(draft.to.values_list("channel", flat=True))) or names
    return attach.together(taken_by(name) for name in names)


def taken_by(channel: str) -> Attach | None:
    """What the channel takes; None for nothing, or when it is not installed any more."""
    return channels.can(channel).attach


def add_all(
    who: Who, draft: str, uploads: Iterable[Upload], *, now: datetime | None = None
) -> list[tuple[str, Added]]:
    """Attach the first `AT_ONCE` of these files, each with its name; what was attached before one that is not taken stays.
    Declined: as `add`, with the name of that one. None is read that is too large."""
    now, done = now or clock(), []
    for _, file in zip(range(AT_ONCE), uploads, strict=False):
        name = file.name or ""
        try:
            if file.size is not None and file.size > LARGEST:
                raise Declined("file_too_large", most=LARGEST)
            done.append((name, add(who, draft, name, file.read(), now=now)))
        except Declined as declined:
            raise Declined(declined.code, **{"name": name, **declined.data}) from declined
    return done


def add(who: Who, draft: str, name: str, data: bytes, *, now: datetime | None = None) -> Added:
    """Attach a file to a draft (public id) that *who* is writing.

    A picture is made fit for the channel. Declined: "may_not", "gone", "asked", "cannot_attach", "too_many_files"
    (most), "file_empty", "file_too_large" (most, bytes), "file_too_many_pixels", "file_unreadable", "file_not_taken",
    "file_cannot_fit".
    """
    now = now or clock()
    mine = _mine(who, draft)
    may = limits(mine)
    if may is None:
        raise Declined("cannot_attach")
    _room(mine, may)
    made = _fit(data, may)
    sha256 = files.put(made.data)
    with transaction.atomic():
        _still(mine)
        _room(mine, may)
        rows = _rows(mine)
        row = Attachment.objects.create(
            draft=mine,
            position=(rows.aggregate(last=Max("position"))["last"] or 0) + 1,
            sha256=sha256,
            mime=made.mime,
            size=len(made.data),
            name=clean.line(name.replace("\\", "/").rpartition("/")[2], 200),
            width=made.width,
            height=made.height,
            created_at=now,
        )
        _touched(mine, now)
    return Added(row.public_id, made.notes)


def describe(who: Who, draft: str, alts: Mapping[str, str], *, now: datetime | None = None) -> None:
    """Keep what the pictures show in words (*alts*: attachment → text), for those who do not see them. Ids of others are
    passed over. Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    said = {key: clean_text(alt).strip()[:LONGEST_ALT] for key, alt in alts.items()}
    mine = _mine(who, draft)
    changed = [r for r in _rows(mine).filter(public_id__in=said) if r.alt != said[r.public_id]]
    if not changed:
        return
    with transaction.atomic():
        _still(mine)
        for row in changed:
            _rows(mine).filter(pk=row.pk).update(alt=said[row.public_id])
        _touched(mine, now)


def move(who: Who, draft: str, attachment: str, by: int, *, now: datetime | None = None) -> None:
    """Put it *by* places later (earlier when negative). Declined: "may_not", "gone", "asked"."""
    now = now or clock()
    mine = _mine(who, draft)
    with transaction.atomic():
        _still(mine)
        rows = list(_rows(mine).order_by("position", "pk"))
        here = next((n for n, row in enumerate(rows) if row.public_id == attachment), None)
        if here is None:
            raise Declined("gone")
        rows.insert(max(0, here + by), rows.pop(here))
        for place, row in enumerate(rows, 1):
            Attachment.objects.filter(pk=row.pk).update(position=place)
        _touched(mine, now)


def arrange(who: Who, draft: str, attachment: str, do: str, *, now: datetime | None = None) -> None:
    """Either "remove" it, or put it one place "earlier" or "later"; anything else is nothing. Declined: as `move`."""
    if do == "remove":
        remove(who, draft, attachment, now=now)
    elif do in ("earlier", "later"):
        move(who, draft, attachment, -1 if do == "earlier" else 1, now=now)


def remove(who: Who, draft: str, attachment: str, *, now: datetime | None = None) -> None:
    """Take it off; removing twice is removing once. The file itself goes with the sweep. Declined: "may_not", "gone",
    "asked"."""
    now = now or clock()
    mine = _mine(who, draft)
    with transaction.atomic():
        _still(mine)
        if _rows(mine).filter(public_id=attachment).delete()[0]:
            _touched(mine, now)


def media(draft: Draft) -> tuple[Media, ...]:
    """As it is frozen when the draft is queued."""
    return tuple(view.media() for view in of_draft(draft.pk))


def check(may: Attach | None, attached: Sequence[Media]) -> None:
    """Declined as soon as a channel of these limits would not take it: "cannot_attach", "too_many_files" (most),
    "file_not_taken" (name), "file_too_large" (name, most), "alt_too_long" (name, most)."""
    wrong = attach.problem(may, attached)
    if wrong is not None:
        raise Declined(wrong.code, name=wrong.name, most=wrong.most)


def joined(into: int, other: int) -> None:
    """What was attached to the draft *other* (key) comes after what is attached to *into*. In the caller's transaction."""
    last = Attachment.objects.filter(draft=into).aggregate(last=Max("position"))["last"] or 0
    Attachment.objects.filter(draft=other, out_at=None).update(draft=into, position=F("position") + last)


def gone_out(draft: int, at: datetime) -> None:
    """They are out with a part of the draft of which the rest comes back. In the caller's transaction."""
    Attachment.objects.filter(draft=draft, out_at=None).update(out_at=at)


def _fit(data: bytes, may: Attach) -> pictures.Picture:
    if not data:
        raise Declined("file_empty")
    if len(data) > LARGEST:
        raise Declined("file_too_large", most=LARGEST)
    kind = attach.kind(data)
    if kind in may.types and not kind.startswith("image/"):
        if len(data) > may.types[kind]:
            raise Declined("file_too_large", most=may.types[kind])
        return pictures.Picture(data, kind, 0, 0)
    if not kind.startswith("image/"):
        raise Declined("file_not_taken")
    try:
        return pictures.fit(data, may)
    except pictures.NotAPicture:
        raise Declined("file_unreadable") from None
    except pictures.TooManyPixels:
        raise Declined("file_too_many_pixels", most=pictures.MOST_PIXELS) from None
    except pictures.CannotFit:
        raise Declined("file_cannot_fit") from None


def _mine(who: Who, draft: str) -> Draft:
    if not who.may(May.DRAFT):
        raise Declined("may_not")
    rows = Draft.objects.select_related("conversation__account")
    mine = rows.filter(public_id=draft, author_id=who.id).first()
    if mine is None:
        raise Declined("gone")
    if mine.state != DraftState.WRITING:
        raise Declined("asked" if mine.state == DraftState.ASKED else "gone")
    return mine


def _still(mine: Draft) -> None:
    """Hold the draft until the end of the transaction, if it is still being written."""
    if not Draft.objects.select_for_update().filter(pk=mine.pk, state=DraftState.WRITING).exists():
        raise Declined("gone")


def _rows(mine: Draft) -> QuerySet[Attachment]:
    return Attachment.objects.filter(draft=mine.pk, out_at=None)


def _room(mine: Draft, may: Attach) -> None:
    if _rows(mine).count() >= may.most:
        raise Declined("too_many_files", most=may.most)


def _touched(mine: Draft, now: datetime) -> None:
    Draft.objects.filter(pk=mine.pk).update(updated_at=now)
