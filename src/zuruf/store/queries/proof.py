"""Reading what is kept as evidence. Only its owner, whoever kept it, and those who run the house see the words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zuruf.core import proof as rules
from zuruf.core.people import May, Who
from zuruf.store.models import AuditEntry, Member, Proof
from zuruf.store.queries.second_pair import ours

SHOWN = 200


@dataclass(frozen=True, slots=True)
class ProofLine:
    """`readable`: this reader may open it."""

    public_id: str
    number: int
    purpose: str
    owner: str
    kept_by: str
    kept_at: datetime
    keep_until: datetime
    ended_at: datetime | None
    conversation: str
    author: str
    readable: bool


@dataclass(frozen=True, slots=True)
class ProofView:
    """One of them. `whole`: its digest fits the record, the digest before it and what the audit says. `record` as `flow.proof` froze it; {} when
    its time is over. `gone`: the message itself is not on the desk any more, or was deleted at its source."""

    line: ProofLine
    record: Mapping[str, Any]
    digest: str
    before: str
    note: str
    whole: bool
    gone: bool


def may_read(who: Who, owner: int, kept_by: int) -> bool:
    return who.id in (owner, kept_by) or who.may(May.RUN)


def kept(who: Who) -> tuple[ProofLine, ...]:
    """All of them, newest first; the author's name only for those who may read it. One statement."""
    rows = Proof.objects.select_related("owner", "kept_by").order_by("-number")[:SHOWN]
    return tuple(_line(who, row) for row in rows)


def one(who: Who, public_id: str) -> ProofView | None:
    """None when there is none, or it is not for this reader. Three statements."""
    row = Proof.objects.select_related("owner", "kept_by", "message").filter(public_id=public_id).first()
    if row is None or not may_read(who, row.owner_id, row.kept_by_id):
        return None
    before = Proof.objects.filter(number=row.number - 1).values_list("digest", flat=True).first() or ""
    fits = row.before == before and (not row.record or rules.digest(before, row.record) == row.digest)
    whole = fits and _sealed(row) == row.digest
    gone = row.message is None or row.message.gone_at is not None
    return ProofView(_line(who, row), _record(row), row.digest, row.before, row.note, whole, gone)


def _sealed(row: Proof) -> str:
    """Its digest as the audit has it: whoever changes a record and its digest would have to change that too."""
    kept = AuditEntry.objects.filter(conversation=row.conversation, verb="proof.kept", thing_id=row.public_id)
    return str((kept.values_list("data", flat=True).first() or {}).get("sha256", ""))


def people() -> list[tuple[str, str]]:
    """Who may answer for one: (public id, name). One statement."""
    return [(m.public_id, _name(m)) for m in ours().order_by("name", "pk")]


def _record(row: Proof) -> dict[str, Any]:
    return dict(json.loads(row.record)) if row.record else {}


def _line(who: Who, row: Proof) -> ProofLine:
    readable = may_read(who, row.owner_id, row.kept_by_id)
    author = _record(row).get("author", {}) if readable else {}
    return ProofLine(
        row.public_id, row.number, row.purpose, _name(row.owner), _name(row.kept_by), row.kept_at, row.keep_until,
        row.ended_at, row.conversation, author.get("name") or author.get("handle") or "", readable,
    )  # fmt: skip


def _name(m: Member) -> str:
    return m.name or m.email
