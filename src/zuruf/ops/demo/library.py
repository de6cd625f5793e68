"""What the invented company keeps ready for writing, and which of its answers already have it in them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zuruf.core.library import Kind, still_there
from zuruf.core.people import Who
from zuruf.flow import library, library_facts
from zuruf.flow.library_facts import Said
from zuruf.store.models import Draft, Fact, LibraryUse, TextBlock

LOOKED = timedelta(days=30)  # since somebody looked whether the facts are so


def fill(first: Who, people: Mapping[str, Who], told: Mapping[str, Any], now: datetime) -> None:
    """*told*: library.toml."""
    by, then = people[told["by"]], now - LOOKED
    for one in told["link"]:
        day = (then + LOOKED + timedelta(days=one["in"])).date()
        library_facts.save_link(by, "", _texts(one), one["url"], one["topics"], day, now=then)
    for one in told["block"]:
        library.save(by, "", one["title"], _texts(one), one["topics"], now=then)
    for one in told["fact"]:
        until = (now + timedelta(days=one["in"])).date()
        owner = people.get(one["owner"], first)
        said = Said(
            _texts(one), until, owner.public_id, one.get("source", ""), one.get("url", ""), one["topics"]
        )
        made = library_facts.save(by, "", said, now=then)
        Fact.objects.filter(public_id=made).update(checked_by=owner.id)
    _used()


def _texts(one: Mapping[str, str]) -> dict[str, str]:
    return {k: one[k] for k in ("de", "en")}


def _used() -> None:
    """The answers that were played before there was a library have some of its words in them."""
    sent = list(Draft.objects.filter(state="sent", kind="reply"))
    LibraryUse.objects.bulk_create(
        LibraryUse(
            draft=draft, kind=Kind.BLOCK, thing=block.public_id, text=text, at=draft.updated_at, sent=True
        )
        for block in TextBlock.objects.all()
        for text in [block.texts["de"]]
        for draft in sent
        if still_there(text, draft.text)
    )
