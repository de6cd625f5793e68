"""Reading guidelines for the pages: what there is, what is on, and every version."""

import difflib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from zuruf.core import guideline_file
from zuruf.core.guideline import Guideline, in_language
from zuruf.store.models import GuidelineVersion


@dataclass(frozen=True, slots=True)
class Listed:
    """One guideline in the list. `on`: the version in force or None; `version`: the newest."""

    slug: str
    title: str
    why: str
    verdict: str
    owner: str
    version: int
    on: int | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version. `author` "" = came with the product; `difference`: lines of a unified diff to the one before."""

    slug: str
    version: int
    toml: str
    state: str
    author: str
    reason: str
    created_at: datetime
    difference: tuple[str, ...] = ()


def listed(language: str) -> tuple[Listed, ...]:
    """All guidelines by title, in their newest version. One statement."""
    newest: dict[str, GuidelineVersion] = {}
    on: dict[str, int] = {}
    for row in GuidelineVersion.objects.order_by("slug", "version"):
        newest[row.slug] = row
        if row.state == "active":
            on[row.slug] = row.version
    found = [_listed(row, on.get(slug), language) for slug, row in newest.items()]
    return tuple(sorted(found, key=lambda g: (g.on is None, g.title.casefold())))


def titles(slugs: Collection[str], language: str) -> dict[str, str]:
    """What these guidelines are called in their newest version; one that cannot be read has no title. One statement."""
    found: dict[str, str] = {}
    for row in GuidelineVersion.objects.filter(slug__in=slugs).order_by("slug", "version"):
        with suppress(guideline_file.Unreadable):
            found[row.slug] = in_language(_words(row.toml, row.version).title, language)
    return found


def switched_on() -> frozenset[str]:
    """The slugs of those that are on. One statement."""
    return frozenset(GuidelineVersion.objects.filter(state="active").values_list("slug", flat=True))


def _listed(row: GuidelineVersion, on: int | None, language: str) -> Listed:
    g = _words(row.toml, row.version)
    title, why = in_language(g.title, language), in_language(g.why, language)
    return Listed(row.slug, title, why, g.then.verdict, g.owner, row.version, on)


def _words(toml: str, version: int) -> Guideline:
    """The guideline's words for people; its stems are left out (they belong to the judges)."""
    return guideline_file.read(toml, guideline_file.uncut, version=version)


def versions(slug: str) -> tuple[Version, ...]:
    """All versions, the newest first; () when there is no such guideline. One statement."""
    rows = list(GuidelineVersion.objects.filter(slug=slug).select_related("author").order_by("version"))
    made = []
    before = ""
    for row in rows:
        lines = difflib.unified_diff(before.splitlines(), row.toml.splitlines(), lineterm="", n=1)
        author = (row.author.name or row.author.initials) if row.author else ""
        difference = tuple(line for line in lines if not line.startswith(("---", "+++"))) if before else ()
        made.append(
            Version(
                row.slug, row.version, row.toml, row.state, author, row.reason, row.created_at, difference
            )
        )
        before = row.toml
    return tuple(reversed(made))
