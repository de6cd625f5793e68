"""A conversation, as far as words are to be put into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from zuruf.store.models import Conversation, LibraryUse, Message


@dataclass(frozen=True, slots=True)
class Here:
    """`account`: public id. `language` "" where nobody knows. `asked`: what would be answered; `topics`: slugs found in it, `risks`:
    what in it can do harm. `incident`: what the one is called to which the conversation belongs, "" for none."""

    public_id: str
    account: str
    public: bool
    language: str
    due_at: datetime | None
    name: str = ""
    handle: str = ""
    asked: str = ""
    topics: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    incident: str = ""


def here(public_id: str) -> Here | None:
    """Two statements."""
    fields = ("pk", "account__public_id", "public", "language", "due_at", "incident__name")
    c = Conversation.objects.filter(public_id=public_id).values_list(*fields).first()
    if c is None:
        return None
    pk, account, public, language, due_at, incident = c
    theirs = Message.objects.filter(conversation=pk, ours=False, gone_at=None).order_by("-order_at", "-id")
    m = theirs.values(
        "title", "text", "contact__name", "contact__handle", found=F("assessment__findings")
    ).first()
    if m is None:
        return Here(public_id, account, public, language, due_at, incident=incident or "")
    return Here(
        public_id,
        account,
        public,
        language,
        due_at,
        m["contact__name"] or "",
        m["contact__handle"] or "",
        f"{m['title']}\n{m['text']}".strip(),
        _found(m["found"], "topic"),
        _found(m["found"], "risk"),
        incident or "",
    )


def used() -> Mapping[tuple[str, str], int]:
    """(kind, thing) → how often it was sent, of the newest 2,000 uses. One statement."""
    counts: dict[tuple[str, str], int] = {}
    for kind, thing in (
        LibraryUse.objects.filter(sent=True).order_by("-pk").values_list("kind", "thing")[:2000]
    ):
        counts[kind, thing] = counts.get((kind, thing), 0) + 1
    return counts


def _found(findings: Any, label: str) -> tuple[str, ...]:
    return tuple(str(f["value"]) for f in findings or () if f.get("label") == label and f.get("value"))
