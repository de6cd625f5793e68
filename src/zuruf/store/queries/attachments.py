"""Reading what is attached: to drafts, to what went out, and the file behind an address."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zuruf.core.channel import Media
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.reply import DraftState, Kind
from zuruf.store import files
from zuruf.store.models import Attachment, Delivery

_OUT = (DeliveryState.PUBLISHED, DeliveryState.CORRECTED)


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file as pages show it. `size` in bytes; `width` and `height` in pixels, 0 when it is no picture."""

    public_id: str
    mime: str
    size: int
    name: str
    alt: str
    width: int
    height: int
    sha256: str

    @property
    def picture(self) -> bool:
        return self.mime.startswith("image/")

    def media(self) -> Media:
        """As it is frozen into a delivery."""
        return Media(self.sha256, self.mime, self.size, self.name, self.alt, self.width, self.height)


@dataclass(frozen=True, slots=True)
class File:
    """The file behind an address. `out_on`: the channels on which it is out now. `sent`: it was sent off, so
    everybody at the desk may see it; until then only its author, `author` (key), and while it is `asked` about whoever
    is a second pair of eyes or is asked herself, `asks` (keys)."""

    path: Path
    mime: str
    name: str
    sha256: str
    out_on: frozenset[str]
    sent: bool
    asked: bool
    author: int
    asks: tuple[int | None, ...] = ()

    def seen_by(self, who: Who) -> bool:
        """Whether *who* may see it at the desk."""
        return self.sent or self.author == who.id or (self.asked and (who.second_pair or who.id in self.asks))


def of_draft(draft: int | None) -> tuple[AttachmentView, ...]:
    """What will go out with the draft of this key, in its order. One statement; none without a draft."""
    if draft is None:
        return ()
    rows = Attachment.objects.filter(draft=draft, out_at=None).order_by("position", "pk")
    return tuple(_view(row) for row in rows)


def of_deliveries(deliveries: Iterable[Delivery]) -> dict[int, tuple[AttachmentView, ...]]:
    """What is frozen into each of these deliveries (by key), in its order. At most one statement."""
    with_files = {d.pk: d for d in deliveries if d.payload.get("media")}
    if not with_files:
        return {}
    rows: dict[int, dict[str, AttachmentView]] = defaultdict(dict)
    for row in Attachment.objects.filter(draft__in={d.draft_id for d in with_files.values()}).order_by("-pk"):
        rows[row.draft_id][row.sha256] = _view(row)
    return {
        pk: tuple(view for m in d.payload["media"] if (view := rows[d.draft_id].get(m["sha256"])) is not None)
        for pk, d in with_files.items()
    }


def file(public_id: str) -> File | None:
    """The file of this attachment; None when there is none (any more). Two statements."""
    row = Attachment.objects.select_related("draft").filter(public_id=public_id).first()
    if row is None:
        return None
    place = files.path(row.sha256)
    if not place.is_file():
        return None
    rows = Delivery.objects.filter(draft=row.draft_id)
    frozen = rows.values_list("account__channel", "state", "payload__media")
    of_it = [
        (channel, state)
        for channel, state, media in frozen
        if any(m["sha256"] == row.sha256 for m in media or ())
    ]
    out_on = frozenset(channel for channel, state in of_it if state in _OUT)
    asked = row.draft.state == DraftState.ASKED
    asks = tuple(row.draft.asks.values_list("asked_of", flat=True)) if asked else ()
    return File(place, row.mime, row.name, row.sha256, out_on, bool(of_it), asked, row.draft.author_id, asks)


def needed(sha256: str) -> bool:
    """Whether any draft or delivery names this file."""
    return Attachment.objects.filter(sha256=sha256).exists()


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(
        row.public_id, row.mime, row.size, row.name, row.alt, row.width, row.height, row.sha256
    )


def left_as_they_were(rows: Iterable[Delivery]) -> dict[int, tuple[AttachmentView, ...]]:
    """The pictures of what an edit replaces stand with the new text. Two statements, none without an edit."""
    of = {row.pk: row.corrects for row in rows if row.kind == Kind.EDIT and row.corrects}
    places = {(was.account_id, was.remote_id) for was in of.values()}
    if not places:
        return {}
    same = Delivery.objects.filter(remote_id__in={there for _, there in places}).exclude(kind=Kind.EDIT)
    first = [row for row in same.filter(account__in={account for account, _ in places}) if row.remote_id]
    with_files = of_deliveries(first)
    by = {(row.account_id, row.remote_id): with_files.get(row.pk, ()) for row in first}
    return {pk: by.get((was.account_id, was.remote_id), ()) for pk, was in of.items()}
