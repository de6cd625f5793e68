"""The words behind hits, as they were written. What went since it was indexed is not among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zuruf.core import veil
from zuruf.core.search import Kind
from zuruf.store.models import Delivery, Message, Note
from zuruf.store.queries.search import Hit


@dataclass(frozen=True, slots=True)
class Text:
    """One message, note or planned post. `author`: as a thread names it, "" where nobody is known."""

    public_id: str
    at: datetime
    title: str
    text: str
    author: str
    ours: bool
    public: bool
    veiled: bool = False  # abusive: shown to whoever chooses to


def texts(hits: Iterable[Hit]) -> dict[int, Text]:
    """By the id of the hit. One statement for each kind that occurs."""
    ids: dict[Kind, dict[int, int]] = {}
    for hit in hits:
        ids.setdefault(hit.kind, {})[hit.source] = hit.id
    return {
        **(_messages(ids[Kind.MESSAGE]) if Kind.MESSAGE in ids else {}),
        **(_notes(ids[Kind.NOTE]) if Kind.NOTE in ids else {}),
        **(_posts(ids[Kind.POST]) if Kind.POST in ids else {}),
    }


def _messages(ids: dict[int, int]) -> dict[int, Text]:
    rows = Message.objects.filter(pk__in=list(ids), gone_at=None).values_list(
        "id", "public_id", "order_at", "title", "text", "contact__name", "contact__handle", "ours", "public",
        "conversation__account__name", "assessment__findings",
    )  # fmt: skip
    return {
        ids[pk]: Text(
            public_id, at, title, text, house if ours else name or handle or "", ours, public, veil.veiled(f)
        )
        for pk, public_id, at, title, text, name, handle, ours, public, house, f in rows
    }


def _notes(ids: dict[int, int]) -> dict[int, Text]:
    rows = Note.objects.filter(pk__in=list(ids)).values_list("id", "public_id", "at", "text", "author__name")
    return {
        ids[pk]: Text(public_id, at, "", text, name, True, False) for pk, public_id, at, text, name in rows
    }


def _posts(ids: dict[int, int]) -> dict[int, Text]:
    rows = Delivery.objects.filter(pk__in=list(ids)).values_list(
        "id", "draft__public_id", "queued_at", "payload", "account__name"
    )
    return {
        ids[pk]: Text(draft, at, "", str(payload.get("text", "")), house, True, True)
        for pk, draft, at, payload, house in rows
    }
