"""Text blocks out into a file, and in from one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core import library_file as file
from zuruf.core.people import Who
from zuruf.flow import library
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.queries import library as reading


@dataclass(frozen=True, slots=True)
class TakenOver:
    new: int
    changed: int
    same: int


def written(form: str) -> str:
    """All blocks in use as "csv" or (else) "json"."""
    blocks = [file.Block(b.title, b.texts, b.topics) for b in reading.blocks()]
    return file.as_csv(blocks) if form == "csv" else file.as_json(blocks)


def take_over(who: Who, content: bytes, *, now: datetime | None = None) -> TakenOver:
    """The blocks of a file, all or none: a title that is there already is changed (for which accounts it is meant stays), another is new.
    Declined: "file_unreadable", "file_empty", "file_line" (line), as `library.save`."""
    now = now or clock()
    library.may_write(who)
    try:
        blocks = file.read(content)
    except file.Unreadable as error:
        raise Declined("file_line" if error.line else "file_unreadable", line=error.line) from None
    if not blocks:
        raise Declined("file_empty")
    counts = {"new": 0, "changed": 0, "same": 0}
    with transaction.atomic():
        known = {b.title.casefold(): b for b in reading.blocks()}
        for one in blocks:
            was = known.get(one.title.casefold())
            texts = {**was.texts, **one.texts} if was else one.texts
            topics = one.topics or (was.topics if was else ())
            made = library.save(
                who,
                was.public_id if was else "",
                one.title,
                texts,
                topics,
                was.accounts if was else (),
                now=now,
            )
            now_is = reading.block(made)
            known[one.title.casefold()] = now_is or known[one.title.casefold()]
            same = was is not None and now_is is not None and now_is.version == was.version
            counts["new" if was is None else "same" if same else "changed"] += 1
    return TakenOver(**counts)
