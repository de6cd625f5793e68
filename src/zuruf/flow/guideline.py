"""Guidelines: seeded from files, switched on by choice, saved as versions, read once per text."""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from django.db import IntegrityError, transaction
from django.db.models import Max

from zuruf.classifiers import facts
from zuruf.core import guideline_file
from zuruf.core.guideline import Facts, Guideline, Then, Verdict, When, judge
from zuruf.core.guideline_examples import Tried, refusal, try_examples
from zuruf.core.guideline_file import Unreadable as Unreadable
from zuruf.core.people import May, Who
from zuruf.flow import audit
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import GuidelineVersion
from zuruf.store.queries.guideline import Version, versions
from zuruf.store.queries.guideline_facts import around

log = logging.getLogger(__name__)
SHIPPED = "came with the product"
"""The reason of a version that nobody here wrote."""


def read(toml: str, version: int = 1) -> Guideline:
    """The guideline of this text. Raises guideline_file.Unreadable."""
    return guideline_file.read(toml, facts.words, version=version)


def active(stamp: tuple[tuple[str, int], ...] | None = None) -> tuple[Guideline, ...]:
    """All guidelines that are switched on. One statement, none where their (digest, version) were read: *stamp*; each text is read
    once per process, whoever changed it."""
    if stamp is not None:
        return _known(stamp)
    rows = GuidelineVersion.objects.filter(state="active").order_by("slug")
    return _known(tuple(rows.values_list("digest", "version")))


@lru_cache(maxsize=4)
def _known(stamp: tuple[tuple[str, int], ...]) -> tuple[Guideline, ...]:
    return tuple(_one(digest, version) for digest, version in stamp)


@lru_cache(maxsize=512)
def _one(digest: str, version: int) -> Guideline:
    row = GuidelineVersion.objects.filter(digest=digest, version=version).first()
    if row is None:
        raise LookupError(f"the guideline with digest {digest} went away while it was read")
    try:
        return read(row.toml, version)
    except guideline_file.Unreadable:
        log.exception(
            "Guideline %s version %d cannot be read; every answer asks until it is mended", row.slug, version
        )
        return _unreadable(row.slug, version)


def _unreadable(slug: str, version: int) -> Guideline:
    """What stands in for a guideline that this release cannot read: nobody is kept from answering, nothing slips through."""
    why = {
        "de": "Niemand kann gerade sagen, was sie verlangt.",
        "en": "Nobody can tell right now what it demands.",
    }
    say = {
        "de": "Diese Leitlinie lässt sich nicht lesen. Bitte öffnen, berichtigen und neu speichern.",
        "en": "This guideline cannot be read. Please open it, mend it and save it anew.",
    }
    return Guideline(slug, {"de": slug, "en": slug}, why, When(), Then(Verdict.ASK, say), (), version=version)


def newest() -> list[tuple[str, str, Guideline]]:
    """(slug, TOML, guideline) of each in its newest version, on or not; one that cannot be read is left out. One
    statement, and one for each text that this process has not read yet."""
    rows: dict[str, tuple[str, str, int]] = {}
    for slug, toml, digest, version in GuidelineVersion.objects.order_by("slug", "version").values_list(
        "slug", "toml", "digest", "version"
    ):
        rows[slug] = (toml, digest, version)
    read_all = ((slug, toml, _one(digest, version)) for slug, (toml, digest, version) in rows.items())
    return [(slug, toml, g) for slug, toml, g in read_all if g.when != When()]


def named(name: str) -> Guideline | None:
    """The guideline "id@version", active or not; None when there is none."""
    slug, _, version = name.partition("@")
    row = (
        GuidelineVersion.objects.filter(slug=slug, version=int(version or 0))
        .values_list("digest", "version")
        .first()
    )
    return _one(*row) if row else None


def shipped() -> list[str]:
    """The texts of the guidelines that come with the product, by file name."""
    folder = files("zuruf.guidelines")
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in names]


def seed(now: datetime | None = None) -> int:
    """Store the shipped guidelines as drafts; a text that changed with the product becomes a new draft version. What
    is switched on stays as it is. Returns how many versions were added; doing it again adds none."""
    now = now or clock()
    added = 0
    with transaction.atomic():
        known = set(GuidelineVersion.objects.values_list("slug", "digest"))
        for toml in shipped():
            slug = read(toml).id
            if (slug, _digest(toml)) not in known:
                _add(slug, toml, None, SHIPPED, "draft", now)
                added += 1
        if added:
            audit.record("guideline.seeded", "guideline", "", now=now, data={"added": added})
    return added


def switch(who: Who, slug: str, on: bool, *, version: int = 0, now: datetime | None = None) -> None:
    """Put a version of a guideline in force (the newest unless one is named), or retire the guideline.
    Declined: "not_allowed", "unknown"."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        rows = GuidelineVersion.objects.select_for_update().filter(slug=slug)
        chosen = (rows.filter(version=version) if version else rows).order_by("-version").first()
        if chosen is None:
            raise Declined("unknown")
        keep = chosen.pk if on else 0
        retired = rows.filter(state="active").exclude(pk=keep).update(state="retired")
        changed = rows.filter(pk=keep).exclude(state="active").update(state="active") + retired
        if changed:
            verb = "guideline.on" if on else "guideline.off"
            audit.record(verb, "guideline", slug, now=now, who=who, data={"version": chosen.version})


def choose(who: Who, slugs: frozenset[str], *, now: datetime | None = None) -> None:
    """Switch on exactly these guidelines and all others off, at once (the first-run page)."""
    now = now or clock()
    with transaction.atomic():
        for slug in GuidelineVersion.objects.values_list("slug", flat=True).distinct().order_by("slug"):
            switch(who, slug, slug in slugs, now=now)


@dataclass(frozen=True, slots=True)
class Opened:
    """One guideline as its page shows it: the version in force, else the newest, with its examples tried."""

    guideline: Guideline
    tried: tuple[Tried, ...]
    on: int | None
    versions: tuple[Version, ...]


def opened(slug: str) -> Opened:
    """The guideline with all its versions. Declined("unknown")."""
    found = versions(slug)
    if not found:
        raise Declined("unknown")
    on = next((v for v in found if v.state == "active"), None)
    shown = on or found[0]
    made, tried = trial(shown.toml)
    return Opened(replace(made, version=shown.version), tried, on.version if on else None, found)


def trial(toml: str) -> tuple[Guideline, tuple[Tried, ...]]:
    """Read a text and try its examples, saving nothing. Raises guideline_file.Unreadable."""
    made = read(toml)
    return made, try_examples(made, facts.find, around().house)


def save(
    who: Who,
    toml: str,
    reason: str,
    *,
    slug: str = "",
    seen: int = 0,
    as_draft: bool = False,
    now: datetime | None = None,
) -> tuple[str, int]:
    """Save *toml* as the next version: in force at once if the guideline is on, unless *as_draft*. *slug* and *seen*: what
    is edited, and the version it was made from; empty for a new guideline. Returns (slug, version).

    Declined: "unreadable" (problems), "examples" (why, tried), "holding" (guideline: whose rules its own holding reply
    would not pass), "reason", "id_changed", "id_taken", "newer" (version).
    """
    now = now or clock()
    _must_run(who)
    toml = toml.replace("\r\n", "\n").strip() + "\n"
    try:
        made, tried = trial(toml)
    except guideline_file.Unreadable as error:
        raise Declined("unreadable", problems=error.problems) from None
    if why := refusal(tried):
        raise Declined("examples", why=why, tried=tried)
    if by := _holds_up(made):
        raise Declined("holding", guideline=by)
    if not reason.strip():
        raise Declined("reason")
    if slug and made.id != slug:
        raise Declined("id_changed", slug=slug)
    with transaction.atomic():
        rows = GuidelineVersion.objects.select_for_update().filter(slug=made.id)
        newest = rows.aggregate(n=Max("version"))["n"] or 0
        if not slug and newest:
            raise Declined("id_taken", slug=made.id)
        if slug and newest != seen:
            raise Declined("newer", version=newest)
        goes_on = not as_draft and rows.filter(state="active").update(state="retired")
        state = "active" if goes_on else "draft"
        version = _add(made.id, toml, who, reason.strip()[:300], state, now)
        audit.record("guideline.saved", "guideline", made.id, now=now, who=who, data={"version": version})
    return made.id, version


def _holds_up(made: Guideline) -> str:
    """The guideline (one that is on, or itself) that would not let its own holding reply out by itself; "" when all do."""
    rules = [g for g in active() if g.id != made.id] + [made]
    for language, text in made.then.holding.items():
        words, found = facts.find(text, around().house)
        said = judge(Facts(text, words, found, channel="talk", public=True, language=language), rules)
        if said.verdict in (Verdict.ASK, Verdict.STOP):
            return said.hits[0].guideline.id
    return ""


def _add(slug: str, toml: str, who: Who | None, reason: str, state: str, now: datetime) -> int:
    newest = GuidelineVersion.objects.filter(slug=slug).aggregate(n=Max("version"))["n"] or 0
    try:
        with transaction.atomic():
            GuidelineVersion.objects.create(
                slug=slug,
                version=newest + 1,
                toml=toml,
                digest=_digest(toml),
                state=state,
                author_id=who.id if who else None,
                reason=reason,
                created_at=now,
            )
    except IntegrityError:
        raise Declined("newer", version=newest + 1) from None
    return newest + 1


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")


def _digest(toml: str) -> str:
    return hashlib.sha256(toml.encode()).hexdigest()
