"""Reading who answers for what we sent, and what backs it: for the line under each answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from zuruf.core import guideline_file
from zuruf.core.guideline import Verdict
from zuruf.store.models import AuditEntry, Delivery, GuidelineVersion, Mandate, Member, SecondPair

MOST = 3  # guidelines named under one answer


@dataclass(frozen=True, slots=True)
class Cited:
    """A guideline that had something to say. `title` per language; `by`: who put this version in force, "" where nobody
    knows; `strict`: it asked or would have stopped."""

    slug: str
    version: int
    title: dict[str, str]
    by: str
    strict: bool


@dataclass(frozen=True, slots=True)
class Backed:
    """What backs one delivery. `accountable`: the name of whoever of ours answers for it. `mandate`, `mandate_id`,
    `granted_by`: "" where none covered it; `deputy_for`: whose it is. `released_by`: the second pair of eyes. `clock`: whose
    guideline let it out when nobody had looked. `others`: it is not its author who answers for it."""

    accountable: str
    others: bool
    mandate: str = ""
    mandate_id: str = ""
    granted_by: str = ""
    deputy_for: str = ""
    guidelines: tuple[Cited, ...] = ()
    released_by: str = ""
    clock: str = ""
    holding: bool = False


def of(rows: Iterable[Delivery]) -> dict[int, Backed]:
    """By the key of the delivery. Older ones, of which nobody kept it, are not there. Five statements at most, whatever
    their number; *rows* with their `accountable`."""
    known = [row for row in rows if row.accountable is not None]
    mandates = _mandates({str(row.backing.get("mandate", "")) for row in known})
    named = {name for row in known for name in row.backing.get("guidelines", [])[:MOST]}
    cited = _cited(named)
    asks = _asks({str(row.backing.get("ask", "")) for row in known})
    found: dict[int, Backed] = {}
    for row in known:
        told, who = row.backing, row.accountable
        mandate = mandates.get(str(told.get("mandate", "")))
        found[row.pk] = Backed(
            (who.name or who.initials) if who else "",
            row.accountable_id != row.author_id,
            mandate.name if mandate else "",
            mandate.public_id if mandate else "",
            (mandate.granted_by.name or mandate.granted_by.initials) if mandate else "",
            str(told.get("deputy_for", "")),
            tuple(cited[name] for name in told.get("guidelines", [])[:MOST] if name in cited),
            asks.get(str(told.get("ask", "")), ""),
            str(told.get("released_by_clock", "")),
            row.kind == "holding",
        )
    return found


def _mandates(ids: set[str]) -> dict[str, Mandate]:
    wanted = ids - {""}
    rows = Mandate.objects.filter(public_id__in=wanted).select_related("granted_by") if wanted else ()
    return {row.public_id: row for row in rows}


def _asks(ids: set[str]) -> dict[str, str]:
    """Who looked and let it go; "" where nobody did."""
    wanted = ids - {""}
    if not wanted:
        return {}
    rows = SecondPair.objects.filter(public_id__in=wanted, decided_by__isnull=False)
    return {row.public_id: _name(row.decided_by) for row in rows.select_related("decided_by")}


def _name(member: Member | None) -> str:
    return (member.name or member.initials) if member else ""


def _cited(names: set[str]) -> dict[str, Cited]:
    if not names:
        return {}
    slugs = {name.partition("@")[0] for name in names}
    by = _put_in_force(slugs)
    rows: QuerySet[GuidelineVersion] = GuidelineVersion.objects.filter(slug__in=slugs)
    wanted = [row for row in rows if f"{row.slug}@{row.version}" in names]
    return {
        f"{row.slug}@{row.version}": Cited(
            row.slug, row.version, title, by.get(f"{row.slug}@{row.version}", ""), strict
        )
        for row in wanted
        for title, strict in [_title(row.slug, row.toml)]
    }


@lru_cache(maxsize=512)
def _title(slug: str, toml: str) -> tuple[dict[str, str], bool]:
    """Read once per process."""
    try:
        read = guideline_file.read(toml, guideline_file.uncut)
    except guideline_file.Unreadable:
        return {"": slug}, True
    return read.title, read.then.verdict in (Verdict.ASK, Verdict.STOP)


def _put_in_force(slugs: set[str]) -> dict[str, str]:
    """Who switched each version on, as the audit knows it: "id@version" → name."""
    rows = AuditEntry.objects.filter(verb="guideline.on", thing="guideline", thing_id__in=slugs).order_by(
        "pk"
    )
    last = {f"{e.thing_id}@{e.data.get('version')}": e.actor for e in rows if e.actor}
    names = {m.alias: _name(m) for m in Member.objects.filter(alias__in=set(last.values()))}
    return {name: names.get(alias, "") for name, alias in last.items()}
