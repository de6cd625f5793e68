"""Text blocks: kept by everybody who answers, with what they were before; what is retired can be used again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zuruf.core import library as rules
from zuruf.core.clean import storable
from zuruf.core.people import May, Who
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean
from zuruf.store import turns
from zuruf.store.models import Account, TextBlock, TextBlockVersion, Topic
from zuruf.store.queries.library import MOST


def save(
    who: Who,
    public_id: str,
    title: str,
    texts: Mapping[str, str],
    topics: Sequence[str] = (),
    accounts: Sequence[str] = (),
    *,
    now: datetime | None = None,
) -> str:
    """Keep a block, a new one for "" (its public id). *topics*: slugs, *accounts*: public ids for which it is meant, () = any.
    Saving it unchanged makes no version. Declined: "not_yours_to_write", "no_title", "no_text", "text_long" (most),
    "library_full" (most), "gone"."""
    now = now or clock()
    may_write(who)
    title, kept = " ".join(storable(title).split())[:120], texts_of(texts)
    if not title:
        raise Declined("no_title")
    fields = {
        "title": title,
        "texts": kept,
        "topics": known_topics(topics),
        "accounts": _known_accounts(accounts),
    }
    with transaction.atomic():
        row = TextBlock.objects.select_for_update().filter(public_id=public_id, retired_at=None).first()
        if public_id and row is None:
            raise Declined("gone")
        if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
            return row.public_id
        if row is None:
            turns.counted("text block")
            room(TextBlock.objects.filter(retired_at=None).count())
            row = TextBlock(version=0, created_at=now)
        _write(row, fields, who, now)
    return row.public_id


def restore(who: Who, public_id: str, number: int, *, now: datetime | None = None) -> None:
    """The words of an earlier version again, as a new one. Declined: "not_yours_to_write", "gone"."""
    now = now or clock()
    may_write(who)
    with transaction.atomic():
        row = TextBlock.objects.select_for_update().filter(public_id=public_id, retired_at=None).first()
        was = TextBlockVersion.objects.filter(block=row, number=number).first() if row else None
        if row is None or was is None:
            raise Declined("gone")
        _write(row, {"title": was.title, "texts": was.texts}, who, now)


def retire(who: Who, public_id: str, *, back: bool = False, now: datetime | None = None) -> None:
    """It is not offered any more (*back*: again). Declined: "not_yours_to_write", "gone"."""
    now = now or clock()
    may_write(who)
    with transaction.atomic():
        rows = TextBlock.objects.filter(public_id=public_id, retired_at__isnull=not back)
        if not rows.update(retired_at=None if back else now, changed_at=now, changed_by=who.id):
            raise Declined("gone")
        record("block.restored" if back else "block.retired", "block", public_id, now=now, who=who)


def may_write(who: Who) -> None:
    """What is kept ready is kept by those who answer for it. Declined("not_yours_to_write")."""
    if not who.may(May.ANSWER):
        raise Declined("not_yours_to_write")


def texts_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Language → words, of our languages, as they are kept. Declined: "no_text", "text_long" (most)."""
    kept = {k: said for k in rules.LANGUAGES if (said := clean(texts.get(k, "")).strip())}
    if not kept:
        raise Declined("no_text")
    if any(len(said) > rules.LONGEST for said in kept.values()):
        raise Declined("text_long", most=rules.LONGEST)
    return kept


def known_topics(topics: Sequence[str]) -> list[str]:
    """Those of the slugs that are in use."""
    known = set(Topic.objects.filter(retired_at=None).values_list("slug", flat=True)) if topics else set()
    return [t for t in dict.fromkeys(topics) if t in known]


def room(n: int) -> None:
    """Raises Declined("library_full") where *n* are in use already."""
    if n >= MOST:
        raise Declined("library_full", most=MOST)


def _known_accounts(accounts: Sequence[str]) -> list[str]:
    known = Account.objects.filter(public_id__in=accounts) if accounts else Account.objects.none()
    found = set(known.values_list("public_id", flat=True))
    return [a for a in dict.fromkeys(accounts) if a in found]


def _write(row: TextBlock, fields: Mapping[str, object], who: Who, now: datetime) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at, row.changed_by_id = now, who.id
    row.save()
    TextBlockVersion.objects.create(
        block=row, number=row.version, title=row.title, texts=row.texts, made_at=now, made_by_id=who.id
    )
    record("block.saved", "block", row.public_id, now=now, who=who, data={"version": row.version})
