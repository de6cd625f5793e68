"""Reading in which chats it rings."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from zuruf.core.people import Who
from zuruf.store.models import Chat, ChatCall


@dataclass(frozen=True, slots=True)
class ChatView:
    """`service`: the kind of chat. `ok_at`: it last took a message; `trouble` (core.chats.Trouble) since `trouble_at`: what came of the
    last try, where it is not known to have arrived. Nobody is ever shown the address."""

    public_id: str
    name: str
    service: str
    ok_at: datetime | None
    trouble: str
    trouble_at: datetime | None
    trying: bool = False  # a test ring is under way


def mine(who: Who) -> tuple[ChatView, ...]:
    """Her own, the oldest first. One statement."""
    return _views(who.id)


def house() -> tuple[ChatView, ...]:
    """Those of the house. One statement."""
    return _views(None)


def _views(member: int | None) -> tuple[ChatView, ...]:
    rows = Chat.objects.filter(member=member, ended_at=None).order_by("made_at", "pk")
    tests = ChatCall.objects.filter(chat=OuterRef("pk"), ring=None)
    return tuple(
        ChatView(r.public_id, r.name, r.service, r.ok_at, r.trouble, r.trouble_at, r.trying)
        for r in rows.annotate(trying=Exists(tests))
    )
